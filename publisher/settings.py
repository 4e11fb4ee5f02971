"""All settings, read from the environment. In production nothing unsafe or missing is let through; every fault is
named."""

import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from publisher import files
from publisher.environment import Environment, split

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment()
PRODUCTION = environment.production

# --- secrets and hosts
UNSAFE = "unsafe-development-only-0123456789-abcdefghijklmnopqrstuvwxyz"
UNSAFE_CREDENTIAL_KEY = "bWFycXVlZS1kZXZlbG9wbWVudC1vbmx5LWtleS0zMmI="
SECRET_KEY = environment.required(
    "MARQUEE_SECRET_KEY", f"a long random text such as {get_random_secret_key()!r}", UNSAFE
)
CREDENTIAL_KEYS = split(
    environment.required(
        "MARQUEE_CREDENTIAL_KEYS",
        "one or more Fernet keys, the newest first, separated by commas",
        UNSAFE_CREDENTIAL_KEY,
    )
)
for place, key in enumerate(CREDENTIAL_KEYS, 1):
    try:
        Fernet(key)
    except ValueError:
        environment.problems.append(f"Key {place} of MARQUEE_CREDENTIAL_KEYS is not a Fernet key (32 bytes in base64).")
ALLOWED_HOSTS = split(environment.required("MARQUEE_HOSTS", "the host names Marquee is served under", "*"))
if PRODUCTION:
    if len(SECRET_KEY) < 50 or SECRET_KEY == UNSAFE:
        environment.problems.append("MARQUEE_SECRET_KEY is too short or a known text; 50 random characters are needed.")
    if UNSAFE_CREDENTIAL_KEY in CREDENTIAL_KEYS:
        environment.problems.append("MARQUEE_CREDENTIAL_KEYS holds the development key, which everybody knows.")
    if "*" in ALLOWED_HOSTS:
        environment.problems.append("MARQUEE_HOSTS is “*”; name the hosts.")
CSRF_TRUSTED_ORIGINS = environment.words("MARQUEE_ORIGINS")
DEBUG = False

# --- the house
INSTALLED_APPS = [
    "accounts",
    "campaigns",
    "publisher",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
MIDDLEWARE = [
    "publisher.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "publisher.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.NothingHereMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
if not PRODUCTION:
    MIDDLEWARE.insert(0, "publisher.timing.TimingMiddleware")
ROOT_URLCONF = "publisher.urls"
WSGI_APPLICATION = "publisher.wsgi.application"
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
                "publisher.context.house",
            ],
            "builtins": [
                "django_htmx.templatetags.django_htmx",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "accounts.templatetags.wording",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
"""With our templates before Django's own: what stands in a select is told in the reader's language."""
PROOFREADERS = [
    "campaigns.proofread.read",
    "campaigns.embargo.read",
    "campaigns.rights.read",
    "campaigns.link_cards.read",
    "campaigns.overlaid.read",
    "publisher.preflight.read",
]
"""What reads a content and answers in findings. Named here so that a room never imports the one to its right."""
CROPS = "publisher.crops.shown"
"""What says which part of a picture a page gets."""
BANDS = ["publisher.bands.freezes"]
"""What else lays bands over the days of the calendar, beside the embargoes of campaigns."""

# --- real parts
DATABASES = {
    "default": dj_database_url.parse(
        environment.required(
            "DATABASE_URL", "postgres://user:password@host:port/name", "postgres://postgres@127.0.0.1:5432/marquee"
        ),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
OPTIONS.update(
    {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        # Without it not even what `engine.agenda` asks is prepared. Django's own cursors prepare nothing.
        "prepare_threshold": 5,
        # A process that stands still in a transaction loses it, and with it the rows that others wait for.
        # Longer than the longest transaction with a call in it, the renewal of a page's token.
        "options": f"-c idle_in_transaction_session_timeout=60s {OPTIONS.get('options', '')}".strip(),
    }
)
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    environment.problems.append("DATABASE_URL must name a PostgreSQL database.")
REDIS_URL = environment.required("REDIS_URL", "redis://host:port/0", "redis://127.0.0.1:6379/0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "calendar"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 86_400
"""Seconds for which the link in an invitation, or to a new password, is good."""
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("pt-br", "Português (Brasil)"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "accounts.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- mail
EMAIL_BACKEND = environment.text(
    "MARQUEE_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = environment.text("MARQUEE_MAIL_FOLDER", str(BASE_DIR / ".marquee" / "mail"))
EMAIL_TIMEOUT = 10
EMAIL_HOST = environment.required("MARQUEE_SMTP_HOST", "the mail server, by which people are told", "localhost")
EMAIL_PORT = int(environment.number("MARQUEE_SMTP_PORT", 25))
EMAIL_HOST_USER = environment.text("MARQUEE_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("MARQUEE_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("MARQUEE_SMTP_TLS")
DEFAULT_FROM_EMAIL = environment.text("MARQUEE_MAIL_FROM", "marquee@localhost")
PUBLIC_ADDRESS = environment.required("MARQUEE_ADDRESS", "the address people use", "http://localhost:8000")
LIVE = environment.text("MARQUEE_LIVE")
"""The address at which browsers reach the process `live`; "" where there is none: pages then ask every few seconds."""
LIVE_BIND = environment.text("MARQUEE_LIVE_BIND", "127.0.0.1:8001")

# --- the API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.rest.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "accounts.rest.scopes.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.rest.throttle.KeyThrottle"],
    "DEFAULT_PAGINATION_CLASS": "accounts.rest.paging.Cursor",
    "DEFAULT_FILTER_BACKENDS": ["accounts.rest.filters.FilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.rest.parsing.Json"],
    "DEFAULT_SCHEMA_CLASS": "accounts.rest.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "accounts.rest.problems.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Marquee",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "DESCRIPTION": "Push assets and drafts, plan and follow them. Approval is for people.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["accounts.rest.schema.with_problems", "publisher.demo.examples.with_examples"],
}

# --- files
STATIC_URL = "static/"
STATIC_ROOT = environment.text("MARQUEE_STATIC", str(BASE_DIR / ".static"))
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "static",
    ("fonts", BASE_DIR / "node_modules" / "@fontsource-variable" / "inter" / "files"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
MEDIA_URL = "media/"
MEDIA_ROOT = environment.text("MARQUEE_MEDIA", str(BASE_DIR / ".marquee" / "media"))
BUCKET = environment.text("MARQUEE_S3_BUCKET")
BUCKET_LINKS = bool(BUCKET) and environment.flag("MARQUEE_S3_LINKS", True)
"""Whether browsers get pictures and films from the bucket, by signed links, or from here."""
STORAGES: dict[str, dict[str, object]] = {
    "default": files.storage(environment),
    "staticfiles": {
        "BACKEND": "publisher.gathered.Gathered"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
ASSET_BYTES = int(environment.number("MARQUEE_ASSET_BYTES", 20 * 1024 * 1024))
ASSET_PIXELS = int(environment.number("MARQUEE_ASSET_PIXELS", 50_000_000))
FILM_BYTES = int(environment.number("MARQUEE_FILM_BYTES", 4 * 1024 * 1024 * 1024))
CALL_BYTES = int(environment.number("MARQUEE_CALL_BYTES", 256 * 1024 * 1024))
"""What one call of the API may carry as a form, or have fetched; what is larger goes up in parts, by tus."""
PUBLIC_MEDIA = environment.text(
    "MARQUEE_PUBLIC_MEDIA", PUBLIC_ADDRESS if PUBLIC_ADDRESS.startswith("https://") or not PRODUCTION else ""
).rstrip("/")
"""Where networks reach this Marquee that fetch pictures and films by themselves; "" where none can."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- safety in the browser
LENDERS = files.origins(environment) if BUCKET_LINKS else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *LENDERS],
        "media-src": [SELF, *LENDERS],
        "font-src": [SELF],
        "connect-src": [SELF, *(["{0.scheme}://{0.netloc}".format(urlsplit(LIVE))] if "://" in LIVE else [])],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
BEHIND_TLS = PRODUCTION and not environment.flag("MARQUEE_PLAIN_HTTP")
if BEHIND_TLS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = int(environment.number("MARQUEE_PROXIES", 1 if BEHIND_TLS else 0))
"""How many reverse proxies stand in front: so many addresses at the end of X-Forwarded-For are true."""

# --- delivery. Times are of the database's clock.
LEASE = timedelta(seconds=environment.number("MARQUEE_LEASE_SECONDS", 60))
"""How long a claim lasts. Longer than a call may take, so that a live call is never taken for a dead one."""
CALL_DEADLINE = timedelta(seconds=environment.number("MARQUEE_CALL_SECONDS", 20))
CONNECT_DEADLINE = timedelta(seconds=environment.number("MARQUEE_CONNECT_SECONDS", 5))
LEAD = timedelta(seconds=environment.number("MARQUEE_LEAD_SECONDS", 165))
"""How long before its time a publication is released, so that its media can be brought to the network. No whole number
of minutes: most are due on one, and what is released then must not hold up what is due."""
WINDOW = timedelta(minutes=environment.number("MARQUEE_WINDOW_MINUTES", 15))
"""How late a post may still go out; after that a person decides."""
UNSURE_PATIENCE = timedelta(seconds=environment.number("MARQUEE_UNSURE_SECONDS", 240))
"""How long reconciliation looks by itself before a person decides."""
CLOCK_TOLERANCE = timedelta(seconds=2)
BUDGETS = environment.budgets("MARQUEE_BUDGETS")
LIMITS = environment.limits("MARQUEE_LIMITS")
"""What networks take where their documents leave it open; kept with a page at its next look."""
SANDBOX = environment.text("MARQUEE_SANDBOX").rstrip("/")
"""Address of a running sandbox, on which dry runs are played; without one there are none."""
if timedelta(seconds=5) > LEASE - CALL_DEADLINE - CONNECT_DEADLINE:
    environment.problems.append(
        "MARQUEE_LEASE_SECONDS must exceed MARQUEE_CALL_SECONDS + MARQUEE_CONNECT_SECONDS by 5."
    )

# --- what is sent to pages' servers and webhooks, and fetched from addresses that somebody gave
OUTWARD_ALSO = environment.words("MARQUEE_OUTWARD_ALSO", "" if PRODUCTION else "127.0.0.0/8, ::1/128")
"""Networks of one's own that may be called beside the public internet, such as 10.20.0.0/16."""
for network in OUTWARD_ALSO:
    try:
        ip_network(network)
    except ValueError:
        environment.problems.append(f"“{network}” in MARQUEE_OUTWARD_ALSO is not a network such as 10.20.0.0/16.")
WEBHOOK_HOURS = timedelta(hours=environment.number("MARQUEE_WEBHOOK_HOURS", 24))
"""How long a message that is not taken is tried again."""
WEBHOOK_PATIENCE = timedelta(days=environment.number("MARQUEE_WEBHOOK_DAYS", 5))
"""A webhook that takes nothing for so long is stopped, and its administrators are told."""

# --- logs: one structured line per outcome
LOG_JSON = environment.flag("MARQUEE_LOG_JSON", PRODUCTION)
LOGGING_CONFIG = "publisher.logs.configure"
LOGGING: dict[str, object] = {"json": LOG_JSON, "level": environment.text("MARQUEE_LOG_LEVEL", "INFO")}

if not {"collectstatic", "makemigrations", "compilemessages"} & set(sys.argv[1:2]):
    environment.refuse_unsafe()
