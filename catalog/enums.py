"""Choices of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TitleKind(models.TextChoices):
    """What a title is; anime is a flag beside it."""

    MOVIE = "movie", _("Film")
    TV = "tv", _("Series")


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

    DIRECTOR = "director", _("Director")
    CREATOR = "creator", _("Creator")
    WRITER = "writer", _("Writer")
    ACTOR = "actor", _("Cast")
    COMPOSER = "composer", _("Composer")


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


class Provider(models.TextChoices):
    """Who says something of a title."""

    CURATOR = "curator", "Curators"
    DEMO = "demo", "Demo catalog"
    MOVIELENS = "movielens", "MovieLens"
    TMDB = "tmdb", "TMDB"
    OMDB = "omdb", "OMDb"
    YOUTUBE = "youtube", "YouTube"
    JIKAN = "jikan", "Jikan"


class RatingSource(models.TextChoices):
    """Whose public rated a title."""

    IMDB = "imdb", "IMDb"
    METACRITIC = "metacritic", "Metacritic"
    ROTTEN_TOMATOES = "rotten_tomatoes", "Rotten Tomatoes"
    TMDB = "tmdb", "TMDB"
    MAL = "mal", "MyAnimeList"


class VideoKind(models.TextChoices):
    """What a video shows."""

    TRAILER = "trailer", "Trailer"
    TEASER = "teaser", "Teaser"
    CLIP = "clip", "Clip"
    FULL = "full", "The whole film"


class OfferKind(models.TextChoices):
    """How a platform lets one watch."""

    STREAM = "stream", _("Stream")
    FREE = "free", _("Free")
    ADS = "ads", _("Free with ads")
    RENT = "rent", _("Rent")
    BUY = "buy", _("Buy")


class CrawlState(models.TextChoices):
    """Where a job of the crawl queue stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Given up"


class CrawlReason(models.TextChoices):
    """Why a provider is asked; the order is the order of urgency."""

    MISS = "miss", "Somebody looked for it"
    CURATOR = "curator", "A curator asked"
    STALE = "stale", "What we have is old"
    CHANGES = "changes", "The provider says it changed"
    TRENDING = "trending", "Trending at the provider"
    BOOTSTRAP = "bootstrap", "First filling"


class RunState(models.TextChoices):
    """Where a long piece of work stands."""

    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"


class MatchState(models.TextChoices):
    """What became of the suspicion that two titles are one."""

    OPEN = "open", "To be decided"
    MERGED = "merged", "One title"
    APART = "apart", "Two titles"
