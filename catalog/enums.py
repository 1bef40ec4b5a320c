"""Choices of the catalog."""

from django.db import models


class TitleKind(models.TextChoices):
    """What a title is; anime is a flag beside it."""

    MOVIE = "movie", "Film"
    TV = "tv", "Series"


class TitleStatus(models.TextChoices):
    """Where a title stands in the curation workflow. Only published titles are shown."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


class NameKind(models.TextChoices):
    """What a further name of a title is."""

    OFFICIAL = "official", "Official name in that language"
    ALIAS = "alias", "Other spelling people use"


class CreditRole(models.TextChoices):
    """What a person did for a title."""

    DIRECTOR = "director", "Director"
    CREATOR = "creator", "Creator"
    WRITER = "writer", "Writer"
    ACTOR = "actor", "Cast"
    COMPOSER = "composer", "Composer"


class Source(models.TextChoices):
    """Name spaces of external ids. TMDB numbers films and series separately."""

    TMDB_MOVIE = "tmdb_movie", "TMDB film"
    TMDB_TV = "tmdb_tv", "TMDB series"
    IMDB = "imdb", "IMDb"
    MAL = "mal", "MyAnimeList"
    LETTERBOXD = "letterboxd", "Letterboxd"
    MOVIELENS = "movielens", "MovieLens"
    DEMO = "demo", "Demo catalog"


class ImageKind(models.TextChoices):
    """What a picture is for."""

    POSTER = "poster", "Poster"
    BACKDROP = "backdrop", "Backdrop"


class Activity(models.TextChoices):
    """What members do that makes a title trend."""

    RATING = "rating", "Rated"
    REVIEW = "review", "Reviewed"
    WATCHLIST = "watchlist", "Put on a watchlist"
    FAVORITE = "favorite", "Made a favourite"
