"""What members did with the catalog, as part of their own data; and how titles are named in an export."""

from accounts.owndata.registry import exempt_models, register_section
from catalog.owndata.searches import SearchSection


def register_sections() -> None:
    """Make them known."""
    register_section(SearchSection())
    exempt_models(
        {
            "catalog.IndexRun": "work of the site; whoever asked for it is forgotten when they leave",
            "catalog.TitleMatch": "the curators' log; whoever decided is forgotten when they leave",
            "catalog.TitleMerge": "the curators' log; what it holds of members is forgotten when they leave",
        }
    )
