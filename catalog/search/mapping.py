"""What OpenSearch is told: the shape of a title's document, and queries for folded words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from catalog.models import SearchDocument

VERSION: Final = 1  # raised with every change of MAPPING
_TEXT: Final = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"}

#: Words are folded before they get here: blanks part them, and nothing else is done to them.
MAPPING: Final[dict[str, Any]] = {
    "settings": {"index": {"number_of_shards": 1, "refresh_interval": "1s"}},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "title_id": {"type": "long"},
            "prefix": {"type": "keyword"},
            "names": _TEXT,
            "people": _TEXT,
            "words": _TEXT,
            "sounds": _TEXT,
            "weight": {"type": "integer"},
            "is_open": {"type": "boolean"},
            "is_adult": {"type": "boolean"},
        },
    },
}
_FIELDS: Final = tuple(MAPPING["mappings"]["properties"])


def document_source(row: SearchDocument) -> dict[str, Any]:
    """A row as it is sent."""
    return {name: getattr(row, name) for name in _FIELDS}


def matching_query(alternatives: Sequence[Sequence[str]], columns: Sequence[str], *, last_is_prefix: bool) -> Any:
    """Documents that have all words of one of the alternatives in `columns`."""
    return _any(
        [
            {
                "bool": {
                    "filter": [
                        _any([{_kind(words, place, last_is_prefix): {column: {"value": word}}} for column in columns])
                        for place, word in enumerate(words)
                    ]
                }
            }
            for words in alternatives
        ]
    )


def search_body(matching: Any, squeezed: str, *, most: int, adult: bool) -> dict[str, Any]:
    """The open documents among the matching ones: those called just so first, then the best known."""
    shown = [{"term": {"is_open": {"value": True}}}]
    if not adult:
        shown.append({"term": {"is_adult": {"value": False}}})
    exact = {"constant_score": {"filter": {"term": {"prefix": {"value": squeezed}}}, "boost": 1.0}}
    return {
        "size": most,
        "query": {"bool": {"filter": [matching, *shown], "should": [exact], "minimum_should_match": 0}},
        "sort": [{"_score": {"order": "desc"}}, {"weight": {"order": "desc"}}, {"title_id": {"order": "asc"}}],
        "_source": ["names", "people"],
        "track_total_hits": False,
    }


def _kind(words: Sequence[str], place: int, last_is_prefix: bool) -> str:
    return "prefix" if last_is_prefix and place == len(words) - 1 else "term"


def _any(clauses: list[Any]) -> dict[str, Any]:
    return {"bool": {"should": clauses, "minimum_should_match": 1}}
