"""YouTube as a provider. It knows videos, not titles: what a video belongs to is for whoever asks to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings

from catalog.enums import Provider, TitleKind, VideoKind
from catalog.providers.base import HttpProvider, Wiring
from catalog.providers.errors import BadItemError
from catalog.providers.reading import items, mapping, youtube_key
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.providers.youtube.check import check_config
from catalog.providers.youtube.client import YoutubeClient, is_configured, upstream
from catalog.providers.youtube.judging import is_about, is_whole_film, trailer_kind
from catalog.providers.youtube.mapper import Video, keys_found, map_video, to_offers, to_record
from moviesite.common.http.errors import UpstreamNotFoundError

_TRAILERS = 6
_FILMS = 2


class YoutubeProvider(HttpProvider):
    """Keys are video/abcdefghijk. Records of single videos have no external ids and are no titles yet."""

    name = Provider.YOUTUBE
    wiring = Wiring(is_configured, upstream, check_config)

    def key_for(self, external_ids: Iterable[ExternalIdRecord]) -> str:
        """Always "": no id leads to a title's videos. `about` finds them by name."""
        return ""

    def title(self, key: str) -> TitleRecord:
        """One video, as a record without external ids."""
        video_key = youtube_key(key.removeprefix("video/")) if key.startswith("video/") else ""
        if not video_key:
            raise BadItemError(key, "no key of YouTube")
        found = items(mapping(YoutubeClient(self.http()).videos([video_key])).get("items"), 1)
        item = next(found, None)
        if item is None:
            raise UpstreamNotFoundError(self.name.value, "not known there")
        video = map_video(item)
        if video.key != video_key:
            raise BadItemError(key, "another video was sent")
        return _alone(video)

    def search(
        self, query: str, *, page: int = 1, kind: TitleKind | None = None, year: int | None = None
    ) -> list[TitleRecord]:
        """Videos by words that can be shown, each as a record without external ids; there is one page."""
        if not query.strip() or page != 1:
            return []
        return [_alone(video) for video in self._find(f"{query} {year or ''}".strip())]

    def about(self, wanted: TitleRecord, *, with_films: bool = True) -> TitleRecord:
        """What YouTube has about a title: its trailers, and the whole film where a trusted channel shows it.

        Costs 101 units of the day's budget, and as much again for films. The record says nothing else of the title.
        """
        names = [wanted.title, wanted.original_title, *(name.name for name in wanted.names)]
        year = f"{wanted.year}" if wanted.year else ""
        trailers = list(self._trailers(f"{wanted.title} {year} official trailer", names, wanted.year))
        films: list[Video] = []
        if with_films and settings.YOUTUBE_CHANNELS and wanted.kind == TitleKind.MOVIE:
            found = self._find(f"{wanted.title} {year} full movie", duration="long")
            films = [video for video in found if self._is_film(video, names, wanted)][:_FILMS]
        return TitleRecord(
            external_ids=wanted.external_ids,
            title=wanted.title,
            kind=wanted.kind,
            is_anime=wanted.is_anime,
            is_adult=wanted.is_adult,
            videos=(
                *(to_record(video, kind, is_official=_is_trusted(video)) for video, kind in trailers[:_TRAILERS]),
                *(to_record(video, VideoKind.FULL, is_official=True) for video in films),
            ),
            offers=tuple(dict.fromkeys(offer for film in films for offer in to_offers(film, settings.OFFER_COUNTRIES))),
        )

    def _trailers(self, query: str, names: list[str], year: int | None) -> Iterator[tuple[Video, VideoKind]]:
        for video in self._find(query):
            kind = trailer_kind(video)
            if kind is not None and is_about(video, names, year):
                yield video, kind

    def _is_film(self, video: Video, names: list[str], wanted: TitleRecord) -> bool:
        return _is_trusted(video) and is_whole_film(video, wanted.runtime) and is_about(video, names, wanted.year)

    def _find(self, query: str, *, duration: str = "any") -> list[Video]:
        """Videos that can be shown, in YouTube's order; a search names them, a second question describes them."""
        client = YoutubeClient(self.http())
        keys = keys_found(client.search(query, duration=duration))
        if not keys:
            return []
        videos: dict[str, Video] = {}
        for item in items(mapping(client.videos(keys)).get("items"), 100):
            try:
                video = map_video(item)
            except BadItemError:
                continue
            videos[video.key] = video
        return [videos[key] for key in keys if key in videos and videos[key].can_be_shown]


def _is_trusted(video: Video) -> bool:
    return bool(video.channel) and video.channel in settings.YOUTUBE_CHANNELS


def _alone(video: Video) -> TitleRecord:
    kind = trailer_kind(video) or VideoKind.CLIP
    return TitleRecord((), video.name, videos=(to_record(video, kind, is_official=_is_trusted(video)),))
