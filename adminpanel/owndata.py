"""What curation keeps of members, as part of their own data."""

from __future__ import annotations

from accounts.owndata.registry import exempt_models


def register_sections() -> None:
    """Say why the curators' tables are nobody's own."""
    exempt_models(
        {
            "adminpanel.Curation": "the curators' log; whoever decided is set to nobody",
            "adminpanel.CurationStep": "leads to a decision of curators, not to anything of a member's",
            "adminpanel.FeaturedSlot": "the site's; who made it is set to nobody",
        }
    )
