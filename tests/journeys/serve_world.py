"""Serves the small world as an installation would be.

``python -m tests.journeys.serve_world HOME PORT [empty | bare | firm | handed] [worker]``. ``firm``: the home holds the firm of
``tests.firm`` already; ``handed``: that of ``tests.workspace.handed``, without an SLA.
"""

import sys

from cordee.revenue.warehouse.home import Home
from cordee.site import serving
from tests.workspace import world

CAST = (
    {
        "email": "camille.roussel@rivelaine.fr",
        "name": "Camille Roussel",
        "side": "marketing",
        "role": "leadership",
        "language": "fr",
    },
    {
        "email": "marc.delorme@rivelaine.fr",
        "name": "Marc Delorme",
        "side": "sales",
        "role": "leadership",
        "language": "fr",
    },
    {
        "email": "ines.benali@rivelaine.fr",
        "name": "Inès Benali",
        "side": "sales",
        "role": "sales",
        "title": "SDR",
        "language": "fr",
    },
    {
        "email": "karim.haddad@rivelaine.fr",
        "name": "Karim Haddad",
        "side": "sales",
        "role": "sales",
        "title": "Account executive",
        "language": "en",
    },
)
ADMINISTRATOR = "ada.morel@rivelaine.fr"
READER = "lecture@rivelaine.fr"
PASSWORD = "une phrase assez longue"


def agree() -> None:
    """An SLA in force, one that it superseded, and one that is proposed, commented and signed by one side."""
    from cordee.workspace.people.models import Person
    from cordee.workspace.sla.models import Comment
    from tests.workspace import agreement

    camille, marc = (Person.objects.get(name=name) for name in ("Camille Roussel", "Marc Delorme"))
    agreement.in_force(camille, marc, agreement.terms("small_team"))
    agreement.in_force(camille, marc)
    version = agreement.proposed(camille, agreement.faster(agreement.terms()))
    Comment.tell(version, "delay.first_attempt", "Deux heures, c’est tenable le lundi ?", by=marc)
    Comment.tell(version, "", "D’accord sur le reste.", by=marc)
    version.sign(by=camille, seen=version.content_hash)


def main() -> None:
    home, port = Home.at(sys.argv[1]), int(sys.argv[2])
    serving.prepare(home)
    if "bare" in sys.argv:  # nobody at all: what is printed opens the first account
        print(serving.first_code(home), flush=True)  # noqa: T201 -- the test reads it
        serving.serve(home, port=port)
        return
    serving.create_demo_people(home, CAST)
    if "empty" not in sys.argv:
        if not {"firm", "handed"} & set(sys.argv):
            world.build(home)
        serving.add_user(home, ADMINISTRATOR, "Ada Morel", side="both", role="admin", language="fr", password=PASSWORD)
        serving.add_user(home, READER, "Lecture Seule", side="both", role="read_only", language="fr", password=PASSWORD)
        if not {"firm", "handed"} & set(sys.argv):
            agree()
    serving.serve(home, port=port, with_worker="worker" in sys.argv)


if __name__ == "__main__":
    main()
