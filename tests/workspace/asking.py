"""Brings files to a home as the pages do, from a process of its own: ``python -m tests.workspace.asking HOME FILE…``."""

import sys
from pathlib import Path

from cordee.revenue.warehouse.home import Home
from cordee.site import serving


def main() -> None:
    home, files = Home.at(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    serving.prepare(home)
    serving.add_user(home, "camille@rivelaine.fr", "Camille", side="marketing", role="leadership", password="x" * 12)
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cordee.workspace.people.models import Person
    from cordee.workspace.sources.models import Import

    camille = Person.objects.get()
    brought = Import.receive([SimpleUploadedFile(file.name, file.read_bytes()) for file in files], camille)
    for file in brought.files.all():
        file.look()
    brought.start(camille)


if __name__ == "__main__":
    main()
