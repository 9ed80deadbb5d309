"""What a WSGI server runs."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.site.settings")
application = get_wsgi_application()

from cordee.site.templates import compile_templates  # noqa: E402 -- needs the settings to be read
from cordee.workspace.glossary.views import warm as glossary_warm  # noqa: E402 -- needs the settings to be read
from cordee.workspace.insight.directory import prepare  # noqa: E402 -- needs the settings to be read
from cordee.workspace.scoreboard.warming import keep_warm  # noqa: E402 -- needs the settings to be read
from cordee.workspace.sources.warming import warm as sources_warm  # noqa: E402 -- needs the settings to be read
from cordee.workspace.today.matters import seen  # noqa: E402 -- needs the settings to be read

threading.Thread(target=compile_templates, name="templates", daemon=True).start()  # the first page waits for its own
keep_warm(seen, prepare, sources_warm, by_language=(glossary_warm,))
