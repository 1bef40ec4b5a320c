"""Countries by their ISO 3166-1 alpha-2 codes, as far as films come from there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moviesite.common.languages.names import named_country

COUNTRIES: dict[str, str] = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BD": "Bangladesh",
    "BE": "Belgium", "BG": "Bulgaria", "BR": "Brazil", "BT": "Bhutan", "CA": "Canada", "CH": "Switzerland",
    "CL": "Chile", "CN": "China", "CO": "Colombia", "CU": "Cuba", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark",
    "EG": "Egypt", "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GE": "Georgia",
    "GR": "Greece", "HK": "Hong Kong", "HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel",
    "IN": "India", "IR": "Iran", "IS": "Iceland", "IT": "Italy", "JP": "Japan", "KE": "Kenya", "KR": "South Korea",
    "KZ": "Kazakhstan", "LB": "Lebanon", "LK": "Sri Lanka", "LU": "Luxembourg", "MA": "Morocco", "MX": "Mexico",
    "MY": "Malaysia", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand",
    "PE": "Peru", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "QA": "Qatar",
    "RO": "Romania", "RS": "Serbia", "RU": "Russia", "SE": "Sweden", "SG": "Singapore", "SN": "Senegal",
    "SU": "Soviet Union", "TH": "Thailand", "TN": "Tunisia", "TR": "Turkey", "TW": "Taiwan", "UA": "Ukraine",
    "US": "United States", "UY": "Uruguay", "VN": "Vietnam", "XC": "Czechoslovakia", "YU": "Yugoslavia",
    "ZA": "South Africa",
}  # fmt: skip


#: Countries that are no more, which CLDR leaves out.
_FORMER = {"SU": _("Soviet Union"), "XC": _("Czechoslovakia"), "YU": _("Yugoslavia")}


def country_name(code: str) -> str:
    """What the reader's language calls a country, or the code itself where it is not in the list."""
    if code not in COUNTRIES:
        return code
    return named_country(code) or str(_FORMER.get(code, COUNTRIES[code]))
