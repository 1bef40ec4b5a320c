"""Services that know about films. Without its key a service is switched off; `manage.py check` says so.

Addresses are checked by catalog.checks, which stops commands. A site that runs nevertheless leaves the service alone.
"""

from __future__ import annotations

from typing import Any

from moviesite.settings import env


def providers() -> dict[str, Any]:
    """The settings. Keys are only ever sent to the address beside them."""
    return {
        "TMDB_BASE_URL": env.text("TMDB_BASE_URL", "https://api.themoviedb.org/3").rstrip("/"),
        "TMDB_IMAGE_BASE_URL": env.text("TMDB_IMAGE_BASE_URL", "https://image.tmdb.org/t/p").rstrip("/"),
        "TMDB_READ_TOKEN": env.text("TMDB_READ_TOKEN", "").strip(),
        "TMDB_API_KEY": env.text("TMDB_API_KEY", "").strip(),
        # TMDB's terms bar its content from being used "in connection with, including for training" of machine learning,
        # and where a taste model begins they do not say. So models learn from what members do here and from MovieLens;
        # what came from TMDB is shown, searched and linked. Only a written agreement with TMDB makes this true.
        "TMDB_FEATURES_IN_TRAINING": env.boolean("TMDB_FEATURES_IN_TRAINING", False),
        "OMDB_BASE_URL": env.text("OMDB_BASE_URL", "https://www.omdbapi.com").rstrip("/"),
        "OMDB_API_KEY": env.text("OMDB_API_KEY", "").strip(),
        "OMDB_DAILY_LIMIT": env.integer("OMDB_DAILY_LIMIT", 1000),
        "YOUTUBE_BASE_URL": env.text("YOUTUBE_BASE_URL", "https://www.googleapis.com/youtube/v3").rstrip("/"),
        "YOUTUBE_API_KEY": env.text("YOUTUBE_API_KEY", "").strip(),
        "YOUTUBE_DAILY_UNITS": env.integer("YOUTUBE_DAILY_UNITS", 10_000),
        "YOUTUBE_CHANNELS": env.words("YOUTUBE_CHANNELS"),
        "JIKAN_BASE_URL": env.text("JIKAN_BASE_URL", "https://api.jikan.moe/v4").rstrip("/"),
        "JIKAN_ENABLED": env.boolean("JIKAN_ENABLED", False),
    }
