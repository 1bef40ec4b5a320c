"""Reading the favourites on a member's own public Letterboxd page: address, permission, page. Knows no framework."""

from matchups.letterboxd.client import Reader
from matchups.letterboxd.errors import ReaderError, Why
from matchups.letterboxd.page import Favorite, parse_favorites, username_of

__all__ = ["Favorite", "Reader", "ReaderError", "Why", "parse_favorites", "username_of"]
