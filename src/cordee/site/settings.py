"""Settings. Every value that an installation may change is read here, once. Importing this creates no file."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cordee.revenue.warehouse.home import Home, HomeError

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
except HomeError as error:
    raise ImproperlyConfigured(str(error)) from error

SECRET_KEY = _secret_key(CORDEE_HOME)
DEBUG = _flag("CORDEE_DEBUG")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("CORDEE_ALLOWED_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "cordee.workspace.ui",
    "cordee.workspace.activity",
    "cordee.workspace.people",
    "cordee.workspace.jobs",
    "cordee.workspace.insight",
    "cordee.workspace.scoreboard",
    "cordee.workspace.journeys",
    "cordee.workspace.sources",
    "cordee.workspace.glossary",
    "cordee.workspace.today",
    "cordee.workspace.search",
    "cordee.workspace.api",
]
MIDDLEWARE = [
    "cordee.workspace.ui.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cordee.workspace.people.middleware.OwnLanguage",
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
# Two slots of every page's frame, filled by capabilities that the frame does not know.
SEARCH_TEMPLATE = "journeys/_search_box.html"
ACCOUNT_TEMPLATE = "people/_account.html"
# The menu, top to bottom: capabilities do not know each other, so the assembly lists them.
NAVIGATION = (
    ("today:show", _("Today")),
    ("scoreboard:show", _("Shared scoreboard")),
    ("journeys:search", _("Journeys")),
)
# Where Today leads before anything was published; while there is no such page, Today says itself what to do.
FIRST_HOUR = "sources:home"
# Calls that one token may make.
API_RATE = "300/m"
# What waits for a person, on Today: functions of the person and the window, one line each at most.
WAITING = (
    "cordee.workspace.today.waiting.leads_to_accept",
    "cordee.workspace.today.waiting.deals_to_tidy",
    "cordee.workspace.today.waiting.duplicates_to_review",
)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": CORDEE_HOME.app_database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "today:show"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # memory-hard, and in Python's own library
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cordee.workspace.ui.errors.forgery"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = os.environ.get("CORDEE_LANG", COMPANY.language)
if LANGUAGE_CODE not in {"fr", "en"}:
    raise ImproperlyConfigured(
        f"The language is fr or en, not {LANGUAGE_CODE!r} (CORDEE_LANG, or language in cordee.toml)."
    )
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = COMPANY.zone
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT: Path = CORDEE_HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cordee.workspace.ui.hashed.HashedFiles"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
