"""Signs from a process of its own: ``python -m tests.workspace.signing HOME WHO [BARRIER] [killed]``.

Without WHO it prepares the home: four people and a proposed version. With BARRIER it signs at the moment at which that file
appears. ``killed``: the process dies by SIGKILL after the signature, before the transaction ends.
"""

import os
import signal
import sys
import time
from pathlib import Path

import django

from cordee.revenue.warehouse.home import Home
from cordee.site import serving

PEOPLE = (("camille", "marketing"), ("hugo", "marketing"), ("marc", "sales"), ("ines", "sales"))


def main() -> None:
    home, arguments = Home.at(sys.argv[1]), sys.argv[2:]
    os.environ |= {"CORDEE_HOME": str(home.path), "DJANGO_SETTINGS_MODULE": "cordee.site.settings"}
    django.setup()
    if not arguments:
        serving.prepare(home)  # once: several at a time would write the same files
    from django.db import transaction

    from cordee.workspace.people.models import Person, Refusal
    from cordee.workspace.sla.models import Version
    from tests.workspace import agreement

    if not arguments:
        for who, side in PEOPLE:
            serving.add_user(home, f"{who}@rivelaine.fr", who.title(), side=side, role="leadership", password="x" * 12)
        agreement.proposed(Person.objects.get(name="Camille"))
        return
    who, barrier = Person.objects.get(email=f"{arguments[0]}@rivelaine.fr"), arguments[1:2]
    version = Version.objects.get()
    if barrier:
        Path(barrier[0]).with_suffix(f".{arguments[0]}").touch()
        while not Path(barrier[0]).exists():
            time.sleep(0.002)
    try:
        with transaction.atomic():
            version.sign(by=who, seen=version.content_hash)
            if "killed" in arguments:
                os.kill(os.getpid(), signal.SIGKILL)
    except Refusal as refusal:
        print(type(refusal).__name__)  # noqa: T201 -- the test reads it
    else:
        print("signed")  # noqa: T201


if __name__ == "__main__":
    main()
