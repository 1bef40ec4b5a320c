"""The catalog: which countries' offers are kept, and how long what a provider said is trusted."""

from __future__ import annotations

from moviesite.settings import env

#: Where members of a site for Indian films mostly live.
_COUNTRIES = ["IN", "US", "GB", "AE", "AU", "CA", "MY", "NZ", "SG"]


def offer_countries() -> tuple[str, ...]:
    """OFFER_COUNTRIES: ISO 3166-1 codes of the countries for which it is kept where a title can be watched."""
    return tuple(code.upper() for code in env.words("OFFER_COUNTRIES", _COUNTRIES))


def default_region() -> str:
    """DEFAULT_REGION: the country of readers of whom nothing is known."""
    return env.text("DEFAULT_REGION", "IN").upper()


SOFT_TTL = 7 * 24 * 3600  # seconds after which a title that is looked at is asked for again
SHORTEST_TOUCH = 24 * 3600  # seconds within which hearing the same again is not written down
REFRESH_AFTER_DAYS = 150  # TMDB's terms allow no copy older than six months: 30 days are left for asking
PURGE_AFTER_DAYS = 180
