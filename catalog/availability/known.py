"""Platforms the site knows by itself, under the names that catalogs use or once used for them.

Numbers of platforms differ between catalogs and years, so names decide. Whoever was swallowed leads to the swallower.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.availability.names import platform_key


@dataclass(frozen=True, slots=True)
class KnownPlatform:
    """A platform: its front door, its other names, and whether it is live television without a catalog of its own."""

    slug: str
    name: str
    url: str
    aliases: tuple[str, ...] = ()
    is_live: bool = False


KNOWN: tuple[KnownPlatform, ...] = (
    KnownPlatform("youtube", "YouTube", "https://www.youtube.com", ("YouTube Free", "YouTube Premium")),
    KnownPlatform(
        "jiohotstar",
        "JioHotstar",
        "https://www.hotstar.com",
        ("Hotstar", "Disney+ Hotstar", "Disney Plus Hotstar", "Jio Hotstar", "JioCinema", "Jio Cinema", "Voot"),
    ),
    KnownPlatform("netflix", "Netflix", "https://www.netflix.com", ("Netflix basic with Ads",)),
    KnownPlatform("prime-video", "Prime Video", "https://www.primevideo.com", ("Amazon Prime Video", "Amazon Prime")),
    KnownPlatform("amazon-video", "Amazon Video", "https://www.primevideo.com/storefront", ("Amazon Store",)),
    KnownPlatform(
        "mx-player", "Amazon MX Player", "https://www.mxplayer.in", ("MX Player", "MXPlayer", "Amazon miniTV", "miniTV")
    ),
    KnownPlatform("jiotv", "JioTV", "https://www.jiotv.com", ("Jio TV", "JioTV+"), is_live=True),
    KnownPlatform("zee5", "ZEE5", "https://www.zee5.com", ("Zee 5",)),
    KnownPlatform("sonyliv", "SonyLIV", "https://www.sonyliv.com", ("Sony Liv",)),
    KnownPlatform("sun-nxt", "Sun NXT", "https://www.sunnxt.com", ("SunNXT",)),
    KnownPlatform("aha", "aha", "https://www.aha.video", ("Aha Video", "aha Tamil")),
    KnownPlatform("manoramamax", "ManoramaMAX", "https://www.manoramamax.com", ("Manorama Max",)),
    KnownPlatform("etv-win", "ETV Win", "https://www.etvwin.com", ("ETVWin",)),
    KnownPlatform("hoichoi", "hoichoi", "https://www.hoichoi.tv"),
    KnownPlatform("lionsgate-play", "Lionsgate Play", "https://lionsgateplay.com"),
    KnownPlatform("apple-tv", "Apple TV", "https://tv.apple.com", ("Apple TV+", "Apple TV Plus", "Apple iTunes")),
    KnownPlatform("google-tv", "Google TV", "https://play.google.com", ("Google Play Movies",)),
    KnownPlatform("disney-plus", "Disney+", "https://www.disneyplus.com", ("Disney Plus",)),
    KnownPlatform("crunchyroll", "Crunchyroll", "https://www.crunchyroll.com"),
    KnownPlatform("hulu", "Hulu", "https://www.hulu.com"),
    KnownPlatform("max", "HBO Max", "https://www.hbomax.com", ("Max",)),
    KnownPlatform("mubi", "MUBI", "https://mubi.com"),
    KnownPlatform("tubi", "Tubi", "https://tubitv.com", ("Tubi TV",)),
    KnownPlatform("plex", "Plex", "https://www.plex.tv", ("Plex Channel",)),
    KnownPlatform("internet-archive", "Internet Archive", "https://archive.org"),
)  # fmt: skip

BY_KEY: dict[str, KnownPlatform] = {
    platform_key(name): platform for platform in KNOWN for name in (platform.name, *platform.aliases)
}
