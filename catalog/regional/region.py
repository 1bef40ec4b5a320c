"""The country a reader watches from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import profile_of
from moviesite.common.geo import country_of_request
from moviesite.common.regions import COUNTRIES, country_name

Reason = Literal["chosen", "member", "address", "language", "default"]
_HOMES = {"te": "IN", "hi": "IN", "ta": "IN", "kn": "IN", "ml": "IN", "mr": "IN", "gu": "IN", "pa": "IN"}


@dataclass(frozen=True, slots=True)
class Region:
    """A country by its ISO 3166-1 alpha-2 code, and how it is known."""

    code: str
    reason: Reason

    @property
    def name(self) -> str:
        """The country's English name."""
        return country_name(self.code)


def region_of(request: HttpRequest, chosen: str = "") -> Region:
    """What was chosen in the address, else what the member said, else the place of the IP address, else the country of
    the browser's first language, else DEFAULT_REGION."""
    if (code := chosen.upper()) in COUNTRIES:
        return Region(code, "chosen")
    if isinstance(request.user, User) and (code := profile_of(request.user).region) in COUNTRIES:
        return Region(code, "member")
    if (code := country_of_request(request)) in COUNTRIES:
        return Region(code, "address")
    if (code := _country_of_language(request.headers.get("Accept-Language", ""))) in COUNTRIES:
        return Region(code, "language")
    return Region(settings.DEFAULT_REGION, "default")


def _country_of_language(header: str) -> str:
    """The region subtag of the most wanted language (RFC 9110 section 12.5.4), or the language's own country."""
    first = header[:100].split(",")[0].split(";")[0].strip()
    language, _, rest = first.replace("_", "-").partition("-")
    subtag = next((part.upper() for part in rest.split("-") if len(part) == 2), "")
    return subtag or _HOMES.get(language.lower(), "")
