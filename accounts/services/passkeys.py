"""Passkeys (W3C Web Authentication, level 3)."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import webauthn
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.enums import SecurityEventKind
from accounts.exceptions import PasskeyNotFoundError, WrongCodeError
from accounts.models import Passkey, User
from accounts.services.recovery import drop_codes_of_last_factor, ensure_codes
from accounts.services.security import origin_of, record_event
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line

SITE = "Marquee"
MAX_PASSKEYS = 20
CHALLENGE_LIFE = 300  # seconds
_CHALLENGE = "passkey_challenge"
REGISTER, USE = "register", "use"


def _relying_party(request: HttpRequest) -> tuple[str, str]:
    """Id and origin of this site as the browser sees it; ALLOWED_HOSTS has vouched for the host."""
    host = request.get_host()
    return host.partition(":")[0], f"{request.scheme}://{host}"


def _keep_challenge(request: HttpRequest, user: User, purpose: str, challenge: bytes) -> None:
    request.session[_CHALLENGE] = [bytes_to_base64url(challenge), purpose, user.pk, int(time.time())]


def _take_challenge(request: HttpRequest, user: User, purpose: str) -> bytes:
    """The challenge handed out to this session, which is then gone; WrongCodeError unless it was for this."""
    kept = request.session.pop(_CHALLENGE, None)
    if not kept or kept[1:3] != [purpose, user.pk] or time.time() - kept[3] > CHALLENGE_LIFE:
        raise WrongCodeError(_("That took too long. Try again."))
    return base64url_to_bytes(kept[0])


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(user=user).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(value)) for value in ids]


def registration_options(*, request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser is asked to make, as JSON for PublicKeyCredential.parseCreationOptionsFromJSON."""
    options = webauthn.generate_registration_options(
        rp_id=_relying_party(request)[0],
        rp_name=SITE,
        user_id=salted_hmac("accounts.passkey.user", str(user.pk), algorithm="sha256").digest(),
        user_name=user.username,
        exclude_credentials=_descriptors(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    _keep_challenge(request, user, REGISTER, options.challenge)
    made: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return made


def register_passkey(*, request: HttpRequest, user: User, name: str, credential: str) -> list[str]:
    """Keep what the browser made; returns new recovery codes, [] if there are some already.

    `credential` is the JSON of PublicKeyCredential.toJSON(). WrongCodeError for an answer to another challenge,
    DomainError for one passkey too many or one that is known.
    """
    rp_id, origin = _relying_party(request)
    challenge = _take_challenge(request, user, REGISTER)
    try:
        answer = json.loads(credential)
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origin
        )
        offered = answer["response"].get("transports") or []
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongCodeError(_("The passkey could not be read.")) from error
    row = Passkey(
        user=user,
        name=one_line(name)[:60] or "Passkey",
        credential_id=bytes_to_base64url(found.credential_id),
        credential_key=hashlib.sha256(found.credential_id).hexdigest(),
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        transports=[str(word)[:20] for word in offered if isinstance(word, str)][:8],
    )
    return _store(request, user, row)


@transaction.atomic
def _store(request: HttpRequest, user: User, row: Passkey) -> list[str]:
    User.objects.select_for_update().only("pk").get(pk=user.pk)  # so that the number of passkeys holds under haste
    if Passkey.objects.filter(user=user).count() >= MAX_PASSKEYS:
        raise DomainError(_("A member has %(passkeys)s passkeys at most.") % {"passkeys": MAX_PASSKEYS})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError(_("This passkey is known already.")) from error
    record_event(user=user, kind=SecurityEventKind.FACTOR_ADDED, detail=row.name, origin=origin_of(request))
    return ensure_codes(user=user)


def use_options(*, request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser is asked to sign, as JSON for PublicKeyCredential.parseRequestOptionsFromJSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_relying_party(request)[0], allow_credentials=_descriptors(user)
    )
    _keep_challenge(request, user, USE, options.challenge)
    made: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return made


def accept_passkey(*, request: HttpRequest, user: User, credential: str) -> Passkey:
    """The passkey that signed the challenge of this session; WrongCodeError otherwise.

    A signature counter that does not rise is refused, as a copied authenticator would show it.
    """
    rp_id, origin = _relying_party(request)
    challenge = _take_challenge(request, user, USE)
    try:
        answer = json.loads(credential)
        key = hashlib.sha256(base64url_to_bytes(answer["rawId"])).hexdigest()
        row = Passkey.objects.get(credential_key=key, user=user)
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
        )
    except (WebAuthnException, Passkey.DoesNotExist, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongCodeError(_("This passkey does not belong to the account.")) from error
    used = Passkey.objects.filter(pk=row.pk, sign_count=row.sign_count).update(
        sign_count=found.new_sign_count, last_used_at=timezone.now()
    )
    if not used:
        raise WrongCodeError(_("The passkey was used elsewhere at the same moment. Try again."))
    return row


@transaction.atomic
def remove_passkey(*, request: HttpRequest, user: User, passkey_id: int) -> None:
    """Take a passkey from its member; PasskeyNotFoundError unless it is theirs."""
    row = Passkey.objects.filter(pk=passkey_id, user=user).first()
    if row is None:
        raise PasskeyNotFoundError
    row.delete()
    record_event(user=user, kind=SecurityEventKind.FACTOR_REMOVED, detail=row.name, origin=origin_of(request))
    drop_codes_of_last_factor(user=user)
