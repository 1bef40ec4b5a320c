"""Who is asking."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.models import BrowserSession, User
from accounts.services.sessions import note_seen


class MemberMiddleware(AuthenticationMiddleware):
    """Django's own, and one thing more: a session counts only while its row in BrowserSession is there.

    Row and member are read by one query, as many as Django needs for the member alone.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`, read when it is first looked at."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: member_of(request))  # type: ignore[assignment]
        request.auser = sync_to_async(lambda: member_of(request))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write down that the browser was seen, at most every 15 minutes."""
        row = request.__dict__.get("browser_session")
        if row is not None:
            note_seen(row=row)
        return response


def member_of(request: HttpRequest) -> User | AnonymousUser:
    """The member of a living session. One that was ended, or whose member changed the password, is thrown away."""
    session = request.session
    user_id, backend = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)
    if user_id is None or backend not in settings.AUTHENTICATION_BACKENDS:
        return AnonymousUser()
    row = (
        BrowserSession.objects.select_related("user__profile")
        .filter(session_key=session.session_key, user_id=user_id, user__is_active=True)
        .first()
    )
    if row is None or not _hash_holds(request, row.user):
        session.flush()
        return AnonymousUser()
    request.__dict__["browser_session"] = row
    request.__dict__["_cached_user"] = row.user  # Django's own name, by which the request log knows who asked
    return row.user


def _hash_holds(request: HttpRequest, user: User) -> bool:
    """Whether the session was begun with the member's present password, under this or a former SECRET_KEY."""
    kept = request.session.get(HASH_SESSION_KEY, "")
    if constant_time_compare(kept, user.get_session_auth_hash()):
        return True
    if any(constant_time_compare(kept, former) for former in user.get_session_auth_fallback_hash()):
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        return True
    return False
