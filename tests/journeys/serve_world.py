"""Serves the small world as an installation would be.

``python -m tests.journeys.serve_world HOME PORT [empty | bare | firm] [worker]``. ``firm``: the home holds the firm of
``tests.firm`` already.
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


def main() -> None:
    home, port = Home.at(sys.argv[1]), int(sys.argv[2])
    serving.prepare(home)
    if "bare" in sys.argv:  # nobody at all: what is printed opens the first account
        print(serving.first_code(home), flush=True)  # noqa: T201 -- the test reads it
        serving.serve(home, port=port)
        return
    serving.create_demo_people(home, CAST)
    if "empty" not in sys.argv:
        if "firm" not in sys.argv:
            world.build(home)
        serving.add_user(home, ADMINISTRATOR, "Ada Morel", side="both", role="admin", language="fr", password=PASSWORD)
        serving.add_user(home, READER, "Lecture Seule", side="both", role="read_only", language="fr", password=PASSWORD)
    serving.serve(home, port=port, with_worker="worker" in sys.argv)


if __name__ == "__main__":
    main()
