"""A home made of a real import, with leads that were handed to sales: ``python -m tests.workspace.handed HOME`` builds it.

Claire and Paul belong to Inès, Léa to nobody; Zoé was accepted in the CRM already.
"""

import sys

from cordee.revenue.warehouse.home import Home
from tests.workspace.refreshing import BY_KEY, refreshed

CONTACTS = """\
Record ID,First Name,Last Name,Email,Job Title,Company name,Contact owner,Lifecycle Stage,Create Date,Last Modified Date,\
Became a Lead Date,Became a Marketing Qualified Lead Date,Became a Sales Qualified Lead Date,Original Source
101,Claire,Moreau,claire.moreau@boreal-logistique.fr,Head of Operations,Boréal Logistique,ines.benali@rivelaine.fr,\
Marketing Qualified Lead,2026-06-20 09:15,2026-06-30 18:05,2026-06-20 09:15,2026-06-29 09:30,,Paid social
102,Paul,Fontaine,paul.fontaine@abeille-industrie.fr,Buyer,Abeille Industrie,ines.benali@rivelaine.fr,\
Marketing Qualified Lead,2026-06-05 10:00,2026-06-30 08:00,2026-06-05 10:00,2026-06-30 14:30,,Organic search
103,Léa,Martin,lea.martin@abeille-industrie.fr,Engineer,Abeille Industrie,,\
Marketing Qualified Lead,2026-06-05 10:00,2026-06-30 08:00,2026-06-05 10:00,2026-06-30 15:00,,Organic search
104,Zoé,Petit,zoe.petit@petit-conseil.fr,Consultant,Petit Conseil,ines.benali@rivelaine.fr,\
Sales Qualified Lead,2026-06-06 10:00,2026-06-30 08:00,2026-06-06 10:00,2026-06-20 10:00,2026-06-22 10:00,Direct traffic
"""


def build(home: Home) -> Home:
    """Imports and refreshes into ``home``."""
    from cordee.revenue.imports import import_files

    home.path.mkdir(parents=True, exist_ok=True)
    file = home.path / "hubspot_contacts.csv"
    file.write_text(CONTACTS, encoding="utf-8")
    report = import_files(home, [file])
    assert [one.error for one in report.files] == [None]
    file.unlink()
    refreshed(home, links=BY_KEY)
    return home


if __name__ == "__main__":
    build(Home.at(sys.argv[1]))
