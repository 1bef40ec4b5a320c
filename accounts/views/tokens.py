"""Personal API tokens in the settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.tokens import ApiTokenForm
from accounts.services.api_tokens import NewToken, living_tokens, make_token, revoke_token
from accounts.services.security import origin_of
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@fresh_proof_required(keep=("name",))
@rate_limited("write", methods=("POST",))
def tokens_page(request: HttpRequest) -> HttpResponse:
    """/settings/tokens/: living tokens and a form for another; the answer to the form is where its secret stands."""
    user, made = member(request), None
    form = ApiTokenForm(request.POST or None, initial={"name": request.GET.get("name", "")[:60]})
    if request.method == "POST" and form.is_valid():
        made = _make(request, form)
    context = {"form": ApiTokenForm() if made else form, "made": made, "tokens": living_tokens(user)}
    return render(request, "accounts/tokens.html", context)


def _make(request: HttpRequest, form: ApiTokenForm) -> NewToken | None:
    try:
        return make_token(user=member(request), origin=origin_of(request), **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return None


@require_POST
@member_required
@rate_limited("write")
def revoke_token_page(request: HttpRequest, token_id: int) -> HttpResponse:
    """/settings/tokens/{id}/revoke/."""
    revoke_token(user=member(request), token_id=token_id, origin=origin_of(request))
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:tokens")
