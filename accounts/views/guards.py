"""What stands before the pages that could take an account over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.proof import is_fresh
from moviesite.common.api.problems import problem_response
from moviesite.common.fragments import came_from, wants_json

View = Callable[..., HttpResponseBase]


def member(request: HttpRequest) -> User:
    """The member of a page that is for members."""
    user = request.user
    assert isinstance(user, User)
    return user


def to_confirm(request: HttpRequest, page: str) -> HttpResponseBase:
    """The way to the page of proof and back to `page`; for a script the problem `reauth_required`."""
    if wants_json(request):
        return problem_response(403, _("Confirm that it is you first."), code="reauth_required")
    return redirect(f"{resolve_url('accounts:confirm')}?{urlencode({'next': page})}")


def fresh_proof_required(*, keep: tuple[str, ...] = (), reads: bool = True) -> Callable[[View], View]:
    """Ask for proof first where the last is older than ten minutes, and come back to the form.

    Fields named in `keep` travel along, so that what was typed is there again. A view that only takes posts (`reads`
    false) leads back to the page its button was on.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            if not reads:
                return to_confirm(request, came_from(request, "accounts:security"))
            typed = {name: request.POST[name] for name in keep if request.POST.get(name)}
            return to_confirm(request, request.path + (f"?{urlencode(typed)}" if typed else ""))

        return guarded

    return decorate
