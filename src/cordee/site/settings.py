"""Settings. Every value that an installation may change is read here, once. Importing this creates no file."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cordee.revenue.warehouse.home import Home, HomeError
from cordee.site import places
from cordee.workspace.people.ways import WayError, Ways

KNOWN = {
    "CORDEE_HOME",
    "CORDEE_DATA",  # tests: real files to import
    "CORDEE_API_FIXTURES",  # tests: recorded answers of the tools
    "CORDEE_CHROMIUM",  # tests: the browser
    "CORDEE_LANG",
    "CORDEE_DEBUG",
    "CORDEE_ALLOWED_HOSTS",
    "CORDEE_SECRET_KEY",
    "CORDEE_PORT",
    "CORDEE_DATABASE_URL",
    "CORDEE_EMAIL_URL",
    "CORDEE_METRICS_TOKEN",
    "CORDEE_OPENID_SECRET",
    "CORDEE_PROXIES",
    "CORDEE_URL",
    "CORDEE_CHAT_WEBHOOK",
}
if unknown := {name for name in os.environ if name.startswith("CORDEE_")} - KNOWN:
    raise ImproperlyConfigured(
        f"Unknown setting in the environment: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(KNOWN))}."
    )


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}.")
    return value == "1"


def _secret_key(home: Home) -> str:
    """The environment's, else the home's. A home that is not prepared yet gets one for this process only."""
    kept = home.path / "secret_key"
    if value := os.environ.get("CORDEE_SECRET_KEY"):
        return value
    return kept.read_text(encoding="ascii").strip() if kept.exists() else secrets.token_urlsafe(50)


CORDEE_HOME = Home.at(os.environ.get("CORDEE_HOME", ".cordee"))
try:
    COMPANY = CORDEE_HOME.settings
    SIGN_IN = Ways.read(COMPANY.sign_in, home=CORDEE_HOME.path, secret=os.environ.get("CORDEE_OPENID_SECRET"))
    DATABASES = {"default": places.database(os.environ.get("CORDEE_DATABASE_URL", ""), CORDEE_HOME.app_database)}
    MAIL = places.mail(os.environ.get("CORDEE_EMAIL_URL", ""))
    CORDEE_URL = places.public(os.environ.get("CORDEE_URL", ""))
    CORDEE_CHAT_WEBHOOK = places.webhook(os.environ.get("CORDEE_CHAT_WEBHOOK", ""))
    CORDEE_PROXIES = places.count("CORDEE_PROXIES", os.environ.get("CORDEE_PROXIES", "0"))
except (HomeError, WayError, places.PlaceError) as error:
    raise ImproperlyConfigured(str(error)) from error

CACHES = {
    "default": {
        "BACKEND": "cordee.site.shared.HomeCache",
        "LOCATION": str(CORDEE_HOME.path / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
SECRET_KEY = _secret_key(CORDEE_HOME)
DEBUG = _flag("CORDEE_DEBUG")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("CORDEE_ALLOWED_HOSTS", "").split(",")),
    *filter(None, [places.host_of(CORDEE_URL)]),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "cordee.workspace.ui",
    "cordee.workspace.activity",
    "cordee.workspace.people",
    "cordee.workspace.jobs",
    "cordee.workspace.insight",
    "cordee.workspace.scoreboard",
    "cordee.workspace.journeys",
    "cordee.workspace.sla",
    "cordee.workspace.calls",
    "cordee.workspace.sources",
    "cordee.workspace.glossary",
    "cordee.workspace.today",
    "cordee.workspace.search",
    "cordee.workspace.api",
    "cordee.workspace.rituals",
    "cordee.workspace.debriefs",
    "allauth",
    "allauth.account",  # its models and its middleware only; every page and e-mail is ours
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
]
MIDDLEWARE = [
    "cordee.workspace.api.measures.Measured",
    "cordee.workspace.people.middleware.Doorstep",
    "cordee.workspace.ui.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cordee.workspace.people.middleware.OwnLanguage",
    "cordee.workspace.people.middleware.LastSeen",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cordee.workspace.ui.context.shell",
            ],
            "builtins": [
                "cordee.workspace.ui.templatetags.formats",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
ROOT_URLCONF = "cordee.site.urls"
WSGI_APPLICATION = "cordee.site.wsgi.application"
# Slots of every page's frame, filled by capabilities that the frame does not know.
SEARCH_TEMPLATE = "search/_box.html"
ACCOUNT_TEMPLATE = "people/_account.html"
FOOTER_TEMPLATE = "today/_footer.html"
# The menu, top to bottom: capabilities do not know each other, so the assembly lists them.
# Address, label, and if need be an icon (ui/_icon.html) and who sees the entry (a function of the person).
NAVIGATION = (
    ("today:show", _("Today"), "today"),
    ("scoreboard:show", _("Shared scoreboard"), "scoreboard"),
    ("journeys:search", _("Journeys"), "journeys"),
    ("sla:show", _("SLA"), "audit"),
    ("rituals:index", _("Rituals"), "rituals"),
    ("debriefs:index", _("Debriefs"), "debriefs"),
    ("calls:library", _("Calls"), "calls"),
    ("sources:home", _("Data"), "data"),
    ("glossary:index", _("Glossary"), "glossary"),
    ("people:index", _("People"), "people", "cordee.workspace.people.access.administers"),
    ("people:audit", _("Audit log"), "audit", "cordee.workspace.people.access.administers"),
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# What waits for a person, on Today: functions of the person and the window, one line each at most.
WAITING = (
    "cordee.workspace.today.waiting.leads_to_accept",
    "cordee.workspace.sla.waiting.leads_to_decide",
    "cordee.workspace.sla.waiting.clocks_at_risk",
    "cordee.workspace.sla.waiting.signatures",
    "cordee.workspace.sla.waiting.refusals_to_answer",
    "cordee.workspace.today.waiting.deals_to_tidy",
    "cordee.workspace.today.waiting.rows_to_correct",
    "cordee.workspace.today.waiting.duplicates_to_review",
    "cordee.workspace.rituals.waiting.actions_due",
    "cordee.workspace.debriefs.waiting.debriefs_to_answer",
)
# What an agenda may be assembled of: blocks of evidence, each with its builder (rituals/agenda.py). A capability adds its own here.
AGENDA_BLOCKS = (
    "cordee.workspace.rituals.blocks.promises.ACTIONS",
    "cordee.workspace.rituals.blocks.promises.DECISIONS",
    "cordee.workspace.rituals.blocks.leads.REFUSED",
    "cordee.workspace.rituals.blocks.leads.BROKEN",
    "cordee.workspace.rituals.blocks.deals.MOVED",
    "cordee.workspace.rituals.blocks.deals.CLOSED",
    "cordee.workspace.rituals.blocks.deals.SILENT",
    "cordee.workspace.rituals.blocks.campaigns.ENDED",
    "cordee.workspace.rituals.blocks.figures.PASSAGES",
    "cordee.workspace.rituals.blocks.figures.OBJECTIVES",
    "cordee.workspace.rituals.blocks.voice.OBJECTIONS",
    "cordee.workspace.rituals.blocks.voice.CALLS",
    "cordee.workspace.debriefs.blocks.WAITING",
    "cordee.workspace.debriefs.blocks.DIFFERENCES",
    "cordee.workspace.rituals.blocks.topics.TOPICS",
)

# Long work: kind → the function that does it, and what recurs (workspace/jobs says how both are written).
JOBS = {
    "home.refresh": "cordee.workspace.insight.refreshing.run",
    "home.import": "cordee.workspace.sources.bringing.run",
    "home.correct": "cordee.workspace.sources.bringing.correct",
    "home.undo": "cordee.workspace.sources.bringing.undo",
    "home.redo": "cordee.workspace.sources.bringing.redo",
    "look.files": "cordee.workspace.sources.bringing.look",
    "look.tidy": "cordee.workspace.sources.bringing.tidy",
    "mail.digest": "cordee.workspace.scoreboard.digest.run",
    "sla.export": "cordee.workspace.sla.exporting.run",
    "home.decisions": "cordee.workspace.sla.running.recording.run",
    "sla.route": "cordee.workspace.sla.running.routing.run",
    "sla.warn": "cordee.workspace.sla.running.warning.run",
    "mail.meeting": "cordee.workspace.rituals.invitations.run",
    "ritual.read": "cordee.workspace.rituals.reading.run",
    "debrief.open": "cordee.workspace.debriefs.opening.run",
    "calls.take": "cordee.workspace.calls.hearing.take",
    "calls.read": "cordee.workspace.calls.hearing.read",
    "calls.purge": "cordee.workspace.calls.keeping.purge",
}
CANCELLABLE = frozenset(kind for kind in JOBS if kind.startswith("home."))
RECURRING: tuple[tuple[str, timedelta | str], ...] = (
    ("look.tidy", timedelta(hours=12)),
    ("mail.digest", "cordee.workspace.scoreboard.digest.due"),
    ("sla.export", "cordee.workspace.sla.exporting.due"),
    ("sla.route", "cordee.workspace.sla.running.routing.due"),
    ("sla.warn", "cordee.workspace.sla.running.warning.due"),
    ("mail.meeting", "cordee.workspace.rituals.invitations.due"),
    ("ritual.read", "cordee.workspace.rituals.reading.due"),
    ("debrief.open", timedelta(hours=6)),
    ("calls.take", timedelta(hours=1)),
    ("calls.purge", timedelta(days=1)),
)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "today:show"
WELCOME = "sources:first"  # what is shown instead of figures while there are none
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # memory-hard, and in Python's own library
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "cordee.workspace.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cordee.workspace.ui.errors.forgery"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Believed only where a proxy is known to stand in front. Doorstep then makes every cookie Secure.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CORDEE_PROXIES else None
CSRF_TRUSTED_ORIGINS = [CORDEE_URL] if CORDEE_URL else []

# django-allauth: the protocols of the identity providers, and the second factor.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = SIGN_IN.providers
SOCIALACCOUNT_ADAPTER = "cordee.workspace.people.elsewhere.Newcomers"
SOCIALACCOUNT_STORE_TOKENS = False
# A click leads straight to the provider: a form may not, under our form-action, and PKCE and the state guard the way back.
SOCIALACCOUNT_LOGIN_ON_GET = True
MFA_ADAPTER = "cordee.workspace.people.factors.Secrets"
MFA_TOTP_TOLERANCE = 1  # half a minute early or late: clocks of telephones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

# Without CORDEE_EMAIL_URL messages wait in the home's outbox.
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.starttls, MAIL.tls, 15
DEFAULT_FROM_EMAIL = MAIL.sender

LANGUAGE_CODE = os.environ.get("CORDEE_LANG", COMPANY.language)
if LANGUAGE_CODE not in {"fr", "en"}:
    raise ImproperlyConfigured(
        f"The language is fr or en, not {LANGUAGE_CODE!r} (CORDEE_LANG, or language in cordee.toml)."
    )
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = COMPANY.zone
USE_TZ = True

# Files that people bring: how much at a time, and how they are received.
UPLOAD_LIMIT = 1 << 30
FILE_UPLOAD_HANDLERS = ["cordee.workspace.sources.receiving.Receiving"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a page of rows to correct

STATIC_URL = "/static/"
STATIC_ROOT: Path = CORDEE_HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cordee.workspace.ui.hashed.HashedFiles"},
}

METRICS_TOKEN = os.environ.get("CORDEE_METRICS_TOKEN", "")  # opens /metrics; without one there is none

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
