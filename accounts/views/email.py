"""The e-mail address: claimed, confirmed, changed, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.exceptions import MergeOfferedError
from accounts.forms.security import EmailForm
from accounts.models import User
from accounts.services.email import change_email, read_link_token, remove_email, send_confirmation, verify_email
from accounts.services.merging import offer_merge
from accounts.services.security import origin_of
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError, NotFoundError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import enforce, rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@fresh_proof_required(keep=("email",))
def email_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/email/."""
    user, status = member(request), 200
    form = EmailForm(request.POST or None, initial={"email": request.GET.get("email", "")[:254]})
    if request.method == "POST" and form.is_valid():
        try:
            enforce(request, "email-resend")
            address = change_email(user=user, address=form.cleaned_data["email"])
        except DomainError as error:
            form.add_domain_error(error)
            status = 429 if error.status == 429 else 200
        else:
            messages.success(request, _("We wrote to %(address)s. Open the link there.") % {"address": address})
            return redirect("accounts:security")
    return render(request, "accounts/email.html", {"form": form}, status=status)


@require_POST
@member_required
@rate_limited("email-resend")
def resend_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/email/resend/."""
    try:
        send_confirmation(user=member(request))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The letter is on its way. Its link works for a day."))
    return redirect("accounts:security")


@require_POST
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def remove_email_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/email/remove/."""
    remove_email(user=member(request), origin=origin_of(request))
    messages.success(request, _("The address was removed."))
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@rate_limited("write", methods=("POST",))
def verify_page(request: HttpRequest, link_token: str) -> HttpResponse:
    """/email/verify/{link_token}/: a button, as mail readers open links on their own.

    Only the member it was sent for confirms: somebody who reads a letter about an account they never made does not
    lend it their address.
    """
    user = member(request)
    try:
        claim = read_link_token(link_token)
        if request.method == "POST":
            verify_email(user=user, token=link_token, origin=origin_of(request))
            messages.success(request, _("Your address is confirmed."))
            return redirect("accounts:security")
    except MergeOfferedError as error:
        offer_merge(request=request, user=user, owner_id=error.owner_id)
        owner = User.objects.filter(pk=error.owner_id).first()
        return render(request, "accounts/email_taken.html", {"owner": owner}, status=409)
    except NotFoundError:
        return render(request, "accounts/link_dead.html", {"again": "accounts:security"}, status=404)
    context = {"address": claim.address if claim.user_id == user.pk else "", "is_theirs": claim.user_id == user.pk}
    return render(request, "accounts/email_verify.html", context)
