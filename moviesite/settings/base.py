"""What every environment shares. Values come from the environment through `env`; concerns live in `parts`."""

from __future__ import annotations

import django_stubs_ext

from moviesite.settings import env
from moviesite.settings.parts import (
    api,
    languages,
    limits,
    mail,
    observing,
    providers,
    readers,
    search,
    security,
    spark,
    wallets,
)
from moviesite.settings.parts import backup as backup_parts
from moviesite.settings.parts import caches as cache_parts
from moviesite.settings.parts import catalog as catalog_parts
from moviesite.settings.parts import celery as celery_parts
from moviesite.settings.parts import databases as database_parts
from moviesite.settings.parts import events as event_parts
from moviesite.settings.parts.logs import logging_config
from moviesite.settings.parts.telegram import telegram

# Lets generic Django classes be written with their type parameters at run time, as the type checker wants them.
django_stubs_ext.monkeypatch()

BASE_DIR = env.BASE_DIR
DATA_DIR = env.path("MARQUEE_DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)
MODEL_DIR = env.path("MARQUEE_MODEL_DIR", DATA_DIR / "models")

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "adminpanel.site.MarqueeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "moviesite.events",
    "accounts",
    "catalog",
    "ratings",
    "matchups",
    "recommender",
    "adminpanel",
]

MIDDLEWARE = [
    "moviesite.ops.middleware.ProbeMiddleware",
    "moviesite.ops.middleware.RequestContextMiddleware",
    "adminpanel.blocking.BlockedAddressMiddleware",
    "moviesite.ops.gate.GateMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "moviesite.common.ratelimit.RateLimitHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "moviesite.common.csrf.VisitorOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.MemberMiddleware",
    "moviesite.common.replicas.ReplicaMiddleware",
    "moviesite.common.languages.choosing.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "moviesite.common.pages.DomainErrorMiddleware",
]

ROOT_URLCONF = "moviesite.urls"
WSGI_APPLICATION = "moviesite.wsgi.application"
ASGI_APPLICATION = "moviesite.asgi.application"
# The API's paths have no slash and the pages' always do; guessing between them hides wrong links.
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "moviesite.common.context.site",
                "moviesite.common.csrf.token_context",
                "accounts.context.inbox",
            ],
            "libraries": {
                "ui": "moviesite.common.ui_tags",
                "languages": "moviesite.common.languages.tags",
                "humanize": "moviesite.common.languages.filters",
            },
        },
    }
]

DATABASES = database_parts.databases(DATA_DIR)
DATABASE_POOLER = database_parts.pooler()
DATABASE_ROUTERS = ["moviesite.common.replicas.ReplicaRouter"]
REPLICA_PIN_SECONDS = env.integer("REPLICA_PIN_SECONDS", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "")
CACHES = cache_parts.caches(REDIS_URL, DATA_DIR)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

RATELIMIT_USE_CACHE = "ratelimit"
RATELIMIT_IP_META_KEY = "moviesite.common.client_ip.client_ip"
RATE_LIMITS = limits.RATE_LIMITS
IMPORT_MAX_BYTES = limits.IMPORT_MAX_BYTES
UPLOAD_QUOTA = limits.UPLOAD_QUOTA
FILE_UPLOAD_HANDLERS = [
    "moviesite.common.uploads.QuotaUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
RATE_LIMIT_SCALE = env.number("RATE_LIMIT_SCALE", 1.0)
WEB_PROCESSES = max(1, env.integer("WEB_PROCESSES", 2))
DEAR_AT_ONCE = env.integer("DEAR_AT_ONCE", 3)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
GEOIP_DATABASE = env.text("GEOIP_DATABASE", "")
COUNTRY_HEADER = env.text("COUNTRY_HEADER", "")
# W001 says that only named back ends are known to count atomically. The embedded one does; a test proves it.
SILENCED_SYSTEM_CHECKS = [] if REDIS_URL else ["django_ratelimit.W001"]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.IdentifierBackend"]
CSRF_FAILURE_VIEW = "moviesite.ops.views.csrf_failure"
LOGIN_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a reset link works
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

REST_FRAMEWORK = api.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api.SPECTACULAR_SETTINGS
JWT_SIGNING_KEY = env.text("JWT_SIGNING_KEY", "")
JWT_PREVIOUS_KEYS = env.words("JWT_PREVIOUS_KEYS")
SIMPLE_JWT = api.simple_jwt(JWT_SIGNING_KEY)
REFRESH_FAMILY_MAX_AGE = 30 * 24 * 3600  # seconds after which even a busy session must log in again

for _part in (security.CORS, security.COOKIES, security.HEADERS):
    globals().update(_part)
CORS_ALLOWED_ORIGINS: list[str] = security.CORS["CORS_ALLOWED_ORIGINS"]  # named for the type checker
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY

_SIGN_IN = wallets.sign_in(SITE_URL)
SIWE_DOMAIN: str = _SIGN_IN["SIWE_DOMAIN"]
SIWE_URI: str = _SIGN_IN["SIWE_URI"]
SIWE_STATEMENT: str = _SIGN_IN["SIWE_STATEMENT"]
SIWE_CHAIN_IDS: list[int] = _SIGN_IN["SIWE_CHAIN_IDS"]
ETH_RPC_URLS: dict[int, str] = _SIGN_IN["ETH_RPC_URLS"]
ETH_RPC_TIMEOUT: float = _SIGN_IN["ETH_RPC_TIMEOUT"]

_SPARK = spark.spark(DATA_DIR)
SPARK_PYTHON, SPARK_MASTER, SPARK_MEMORY = _SPARK["SPARK_PYTHON"], _SPARK["SPARK_MASTER"], _SPARK["SPARK_MEMORY"]
SPARK_FOLDER, SPARK_SECONDS = _SPARK["SPARK_FOLDER"], _SPARK["SPARK_SECONDS"]
_SEARCH = search.opensearch()
OPENSEARCH_URL = _SEARCH["OPENSEARCH_URL"]
OPENSEARCH_PREFIX = _SEARCH["OPENSEARCH_PREFIX"]
_READER = readers.letterboxd()
LETTERBOXD_READER: bool = _READER["LETTERBOXD_READER"]
LETTERBOXD_URL: str = _READER["LETTERBOXD_URL"]

_PROVIDERS = providers.providers()
TMDB_BASE_URL: str = _PROVIDERS["TMDB_BASE_URL"]
TMDB_IMAGE_BASE_URL: str = _PROVIDERS["TMDB_IMAGE_BASE_URL"]
TMDB_READ_TOKEN: str = _PROVIDERS["TMDB_READ_TOKEN"]
TMDB_API_KEY: str = _PROVIDERS["TMDB_API_KEY"]
TMDB_FEATURES_IN_TRAINING: bool = _PROVIDERS["TMDB_FEATURES_IN_TRAINING"]
OMDB_BASE_URL: str = _PROVIDERS["OMDB_BASE_URL"]
OMDB_API_KEY: str = _PROVIDERS["OMDB_API_KEY"]
OMDB_DAILY_LIMIT: int = _PROVIDERS["OMDB_DAILY_LIMIT"]
YOUTUBE_BASE_URL: str = _PROVIDERS["YOUTUBE_BASE_URL"]
YOUTUBE_API_KEY: str = _PROVIDERS["YOUTUBE_API_KEY"]
YOUTUBE_DAILY_UNITS: int = _PROVIDERS["YOUTUBE_DAILY_UNITS"]
YOUTUBE_CHANNELS: list[str] = _PROVIDERS["YOUTUBE_CHANNELS"]
JIKAN_BASE_URL: str = _PROVIDERS["JIKAN_BASE_URL"]
JIKAN_ENABLED: bool = _PROVIDERS["JIKAN_ENABLED"]

_TELEGRAM = telegram()
TELEGRAM_API_BASE: str = _TELEGRAM["TELEGRAM_API_BASE"]
TELEGRAM_BOT_TOKEN: str = _TELEGRAM["TELEGRAM_BOT_TOKEN"]
TELEGRAM_CHANNEL: str = _TELEGRAM["TELEGRAM_CHANNEL"]
TELEGRAM_WEBHOOK_SECRET: str = _TELEGRAM["TELEGRAM_WEBHOOK_SECRET"]

OFFER_COUNTRIES = catalog_parts.offer_countries()
DEFAULT_REGION = catalog_parts.default_region()
SOFT_TTL = catalog_parts.SOFT_TTL
SHORTEST_TOUCH = catalog_parts.SHORTEST_TOUCH
REFRESH_AFTER_DAYS = catalog_parts.REFRESH_AFTER_DAYS
PURGE_AFTER_DAYS = catalog_parts.PURGE_AFTER_DAYS

_EVENTS = event_parts.events()
EVENTS_URL: str = _EVENTS["EVENTS_URL"]
EVENTS_NAME: str = _EVENTS["EVENTS_NAME"]
EVENTS_FALLBACK_SECONDS: int = _EVENTS["EVENTS_FALLBACK_SECONDS"]

_OBSERVING = observing.observing()
OTEL_ENDPOINT: str = _OBSERVING["OTEL_ENDPOINT"]
TRACE_SHARE: float = _OBSERVING["TRACE_SHARE"]
ERROR_DSN: str = _OBSERVING["ERROR_DSN"]
RELEASE: str = _OBSERVING["RELEASE"]
WORKER_METRICS_PORT: int = _OBSERVING["WORKER_METRICS_PORT"]

_BACKUP = backup_parts.backup()
BACKUP_DIR: str = _BACKUP["BACKUP_DIR"]
BACKUP_KEY: str = _BACKUP["BACKUP_KEY"]
BACKUP_KEEP: int = _BACKUP["BACKUP_KEEP"]

for _name, _value in celery_parts.celery(DATA_DIR).items():
    globals()[f"CELERY_{_name}"] = _value

LANGUAGE_CODE = languages.SOURCE
LOCALE_PATHS = [BASE_DIR / "locale"]
INTERFACE_LANGUAGES = languages.INTERFACE_LANGUAGES
LANGUAGES = languages.spoken_languages(LOCALE_PATHS)
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("MARQUEE_STATIC_DIR", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Fonts and scripts are for this site; WhiteNoise would hand them to any.
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"

LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_JSON = env.boolean("LOG_JSON", default=False)
LOGGING = logging_config(level=LOG_LEVEL, as_json=LOG_JSON)
METRICS_TOKEN = env.text("METRICS_TOKEN", "")

globals().update(mail.mail())
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Marquee <marquee@localhost>")
