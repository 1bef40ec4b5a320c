"""Letters about accounts, in the language of whoever reads them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.models.user import identifier_key
from accounts.selectors import profile_of
from accounts.services.email import make_link_token
from accounts.services.mails import MailKind
from accounts.services.passwords import reset_link_parts


def compose(*, template: str, to: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """A letter from templates/emails/<template>.{subject.txt,txt,html}; plain text first, HTML beside it."""
    words = {**context, "SITE_URL": settings.SITE_URL, "language": language}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", words).split())
        text = render_to_string(f"emails/{template}.txt", words)
        html = render_to_string(f"emails/{template}.html", words)
    letter = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    letter.attach_alternative(html, "text/html")
    return letter


def account_letter(*, kind: MailKind, user: User, address: str = "") -> EmailMultiAlternatives | None:
    """The letter of this kind; None when there is nowhere to send it or nothing left to say."""
    to = address or user.email
    if not to:
        return None
    template, context = kind.value, {"member": user, "address": to, "link": ""}
    if kind == MailKind.VERIFY:
        if user.email_key == identifier_key(to):
            return None
        context["link"] = _address("accounts:verify-email", make_link_token(user=user, address=to))
        owner = User.objects.filter(email_key=identifier_key(to)).exclude(pk=user.pk).first()
        if owner is not None:  # whoever reads this has another account: tell them, not the newcomer
            template, context["owner"] = "address_claimed", owner
            user = owner
    elif kind == MailKind.RESET:
        context["link"] = _address("accounts:reset-password", *reset_link_parts(user))
    return compose(template=template, to=to, language=profile_of(user).ui_language, context=context)


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
