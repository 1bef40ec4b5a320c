"""How a member is told of what, their web feed, and links that stop letters."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.notifications import NotificationForm
from accounts.models import NotificationFeed, User
from accounts.notifications.inbox import feed_rows, inbox_subject, items_of
from accounts.notifications.kinds import UNKNOWN, kind_of
from accounts.notifications.preferences import matrix_of, profile_for
from accounts.notifications.unsubscribing import ALL, read_unsubscribe_token
from accounts.selectors import profile_of
from accounts.selectors.telegram import chat_of
from accounts.services.notification_settings import (
    end_feed,
    member_of_feed,
    renew_feed,
    save_preferences,
    secret_of_feed,
    unsubscribe,
)
from accounts.telegram.client import is_on
from accounts.views.guards import member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited
from moviesite.common.versions import current_version

IN_FEED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@rate_limited("write", methods=("POST",))
def settings_page(request: HttpRequest) -> HttpResponse:
    """/settings/notifications/."""
    user = member(request)
    cells, profile = matrix_of(user.pk), profile_of(user)
    form = NotificationForm(request.POST or None, cells=cells, digest=profile.digest)
    if request.method == "POST" and form.is_valid():
        try:
            save_preferences(user=user, choices=form.choices(), digest=form.cleaned_data["digest"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:notification-settings")
    feed = NotificationFeed.objects.filter(user=user).first()
    context = {
        "form": form,
        "time_zone": profile.time_zone,
        "feed_url": feed_url(feed) if feed else "",
        "has_address": user.email_key is not None,
        "telegram_on": is_on(),
        "telegram_linked": is_on() and chat_of(user) != "",
    }
    return render(request, "accounts/notification_settings.html", context)


def feed_url(feed: NotificationFeed) -> str:
    """The whole address of a feed."""
    return settings.SITE_URL + reverse("accounts:notification-feed", args=[secret_of_feed(feed)])


@require_POST
@member_required
@rate_limited("write")
def renew_feed_page(request: HttpRequest) -> HttpResponse:
    """/settings/notifications/feed/: a first address for the feed, or another one."""
    renew_feed(user=member(request))
    messages.success(request, _("Your feed has a new address."))
    return redirect(reverse("accounts:notification-settings") + "#feed")


@require_POST
@member_required
@rate_limited("write")
def end_feed_page(request: HttpRequest) -> HttpResponse:
    """/settings/notifications/feed/end/."""
    end_feed(user=member(request))
    messages.success(request, _("The feed is gone."))
    return redirect(reverse("accounts:notification-settings") + "#feed")


@require_safe
@rate_limited("read")
def feed(request: HttpRequest, feed_secret: str) -> HttpResponseBase:
    """/notifications/feed/{secret}.xml: what a member was told, as Atom (RFC 4287), without what is about security."""
    user = member_of_feed(feed_secret)
    language = profile_for(user).ui_language
    etag = f'W/"{user.pk}-{current_version(inbox_subject(user.pk))}-{language}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        with translation.override(language):
            response = HttpResponse(_atom(user), content_type="application/atom+xml; charset=utf-8")
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _atom(user: User) -> str:
    rows = list(feed_rows(user.pk)[:IN_FEED])
    site, host = settings.SITE_URL, settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    made = Atom1Feed(
        title=_("Marquee: news for @%(name)s") % {"name": user.username},
        link=site + reverse("accounts:inbox"),
        description="",
        feed_guid=f"tag:{host},2026:notifications/{user.pk}",
        language=profile_for(user).ui_language,
    )
    for item in items_of(rows, user):
        made.add_item(
            title=item.text,
            link=site + (item.url or reverse("accounts:inbox")),
            description=item.text,
            unique_id=f"tag:{host},2026:notification/{item.id}",
            pubdate=item.created_at,
            updateddate=item.created_at,
        )
    return str(made.writeString("utf-8"))


@csrf_exempt  # the signed link is the permission, and mail programs post to it without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limited("read", methods=("GET", "HEAD"))
@rate_limited("write", methods=("POST",))
def unsubscribe_page(request: HttpRequest, unsubscribe_token: str) -> HttpResponse:
    """/notifications/unsubscribe/{token}/: reading it changes nothing, as mail scanners follow links; the button does.

    A mail program posts `List-Unsubscribe=One-Click` and is answered without a redirect.
    """
    link = read_unsubscribe_token(unsubscribe_token)
    kind, done = kind_of(link.scope), request.method == "POST"
    if done:
        unsubscribe(link=link, scope=request.POST.get("scope", ""))
    context = {
        "kind": kind if kind is not UNKNOWN else None,
        "done": done,
        "all": done and request.POST.get("scope") == ALL,
    }
    response = render(request, "accounts/notifications_unsubscribe.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
