"""Jobs: long work outside the request, with its progress, kept in the app's database.

Words:      Job, kind, lane, progress, outcome, worker, due.
Rules:      of one lane, one job runs at a time; a job whose worker died is taken up again, so what a job does must give
            the same result when it is done twice; what went wrong is told in words, the traceback goes to the log.
Kinds:      ``settings.JOBS`` names the function of each kind, as a dotted path: ``run(job: Job) -> dict``, the outcome.
            A kind is written ``lane.name`` (``home.import`` and ``home.refresh`` never run side by side).
            ``run`` calls ``job.progress(done, total, text)`` where it can be left (there it ends when somebody cancels it:
            ``settings.CANCELLABLE`` lists the kinds; ``job.tell`` where it cannot), raises ``Failed`` to tell what went wrong in words, and
            ``Later`` to be tried again after a while.
Recurring:  ``settings.RECURRING`` lists ``(kind, cadence)``. A cadence is a ``timedelta``, or the dotted path of a
            function ``due(now) -> Iterable[tuple[str, dict]]`` of (once, payload): what is due at this moment. ``once``
            is a key that is used one single time, ever: ``weekly-digest:2026-W48:12``. It is asked every minute.
On a page:  ``{% include "jobs/_progress.html" with job=job %}`` shows a job and follows it.
Start here: models.Job, worker.py
"""
