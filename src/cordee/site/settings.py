"""Settings (minimal, so that the other parts' tests run; the web part replaces this file)."""

SECRET_KEY = "tests"  # noqa: S105 -- replaced
INSTALLED_APPS: list[str] = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
