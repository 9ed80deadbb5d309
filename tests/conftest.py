"""What every test may need: a home of its own for whoever serves pages."""

import os

# Playwright runs an event loop in the test's thread; Django would refuse to touch its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
