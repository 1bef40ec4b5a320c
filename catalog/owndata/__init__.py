"""What members did with the catalog, as part of their own data; and how titles are named in an export."""

from accounts.owndata.registry import register_section
from catalog.owndata.searches import SearchSection


def register_sections() -> None:
    """Make them known."""
    register_section(SearchSection())
