"""Letters to members who cannot log in."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from accounts.emails import compose
from accounts.selectors import profile_of
from accounts.services.suspension import appeal_url, suspension_sentence
from adminpanel.models import Appeal, ModerationDecision


def suspension_letter(decision_id: int) -> EmailMultiAlternatives | None:
    """Until when and why somebody is suspended; None without an address, or where they no longer are."""
    decision = ModerationDecision.objects.select_related("case__owner").filter(pk=decision_id, undone_at=None).first()
    if decision is None:
        return None
    member = decision.case.owner
    if member.suspended_at is None or not member.email:
        return None
    language = profile_of(member).ui_language
    with translation.override(language):
        context = {"member": member, "sentence": suspension_sentence(member), "link": appeal_url(member)}
    return compose(template="member_suspended", to=member.email, language=language, context=context)


def appeal_letter(appeal_id: int) -> EmailMultiAlternatives | None:
    """What became of the appeal of somebody who is still suspended; others read it among their notifications."""
    appeal = Appeal.objects.select_related("author").filter(pk=appeal_id).first()
    if appeal is None or appeal.author.suspended_at is None or not appeal.author.email:
        return None
    context = {"member": appeal.author, "appeal": appeal}
    language = profile_of(appeal.author).ui_language
    return compose(template="appeal_answered", to=appeal.author.email, language=language, context=context)
