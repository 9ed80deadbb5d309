"""A firm so small that one can count it: what HubSpot, Aircall and a spreadsheet of costs export, and a home made of
it.

Claire (Boréal) came by LinkedIn, was called, and bought. Hugo (Abeille) filled a form and was lost. Two people are
called Jean Martin. Nadia asked once and waits.
"""

import functools
import shutil
import tempfile
from pathlib import Path

from cordee.revenue.library import Home

FILES = {
    "hubspot_companies.csv": """\
Record ID,Company name,Company Domain Name,City,Country/Region,Industry,Number of Employees,Company owner,Create Date
9001,Boréal Logistique,boreal-logistique.fr,Lyon,France,LOGISTICS_AND_SUPPLY_CHAIN,180,Inès Roche,2026-02-11 10:00
9002,Abeille Industrie,abeille-industrie.fr,Lille,France,MACHINERY,45,Inès Roche,2026-02-12 10:00
""",
    "hubspot_contacts.csv": """\
Record ID,First Name,Last Name,Email,Mobile Phone Number,Job Title,Company name,Associated Company IDs (Primary),\
Contact owner,Lifecycle Stage,Create Date,Last Modified Date,Became a Lead Date,\
Became a Marketing Qualified Lead Date,Became a Sales Qualified Lead Date,Became an Opportunity Date,\
Became a Customer Date,Original Source
101,Claire,Moreau,claire.moreau@boreal-logistique.fr,06 12 34 56 78,Head of Operations,Boréal Logistique,9001,\
Inès Roche,Customer,2026-03-02 09:15,2026-06-16 18:05,2026-03-02 09:15,2026-03-10 14:30,2026-03-18 11:00,\
2026-04-01 09:00,2026-06-15 17:30,Paid social
102,Hugo,Fontaine,hugo.fontaine@abeille-industrie.fr,06 98 76 54 32,Buyer,Abeille Industrie,9002,\
Inès Roche,Opportunity,2026-03-05 10:00,2026-05-20 08:00,2026-03-05 10:00,2026-03-20 09:00,2026-03-25 11:00,\
2026-04-10 09:00,,Organic search
103,Jean,Martin,jean.martin@abeille-industrie.fr,06 11 11 11 11,Engineer,Abeille Industrie,9002,\
Inès Roche,Lead,2026-04-05 10:00,2026-04-20 08:00,2026-04-05 10:00,,,,,Organic search
104,Jean,Martin,jean.martin@martin-conseil.fr,06 22 22 22 22,Consultant,Martin Conseil,,\
Inès Roche,Lead,2026-04-06 10:00,2026-04-21 08:00,2026-04-06 10:00,,,,,Direct traffic
105,Nadia,Kaci,nadia.kaci@boreal-logistique.fr,06 33 33 33 33,Buyer,Boréal Logistique,9001,\
Inès Roche,Lead,2026-06-10 10:00,2026-06-20 08:00,2026-06-10 10:00,,,,,Paid social
""",
    "hubspot_deals.csv": """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Create Date,Close Date,Deal owner,Associated Contact IDs,\
Associated Company IDs (Primary),Closed Lost Reason,Original Source,Deal Probability
501,Boréal - 40 seats,Closed won,Sales Pipeline,18500.00,EUR,2026-04-01 09:00,2026-06-15 17:30,Inès Roche,101,9001,,\
Paid social,1
502,Abeille - trial,Closed lost,Sales Pipeline,7200.00,EUR,2026-04-10 09:00,2026-05-20 08:00,Inès Roche,102,9002,Price,\
Organic search,0
""",
    "hubspot_form_submissions.csv": """\
Conversion Date,Email,First Name,Last Name,Company name,Form name,Conversion Page,Conversion Title
2026-03-02 09:15:00,Claire.Moreau@boreal-logistique.fr,Claire,Moreau,Boréal Logistique,Demo request,\
https://www.ardoise.example/demo?utm_source=linkedin&utm_medium=paid_social&utm_campaign=spring-erp,Demo
2026-03-05 10:00:00,hugo.fontaine@abeille-industrie.fr,Hugo,Fontaine,Abeille Industrie,Demo request,\
https://www.ardoise.example/demo,Demo
""",
    "aircall_calls.csv": """\
line,datetime (tz offset incl.),number timezone,datetime (UTC),country_code,direction,from,to,answered,\
missed_call_reason,user,duration (total),duration (in call),voicemail,recording,comments,tags,call quality,team,\
call direction - type,customer number,call id,call type,waiting time,call id (internal)
Sales FR,2026-03-11 09:30:00,Europe/Paris,2026-03-11 08:30:00,FR,outbound,33186000001,33612345678,Yes,,Inès Roche,198,\
185,,https://rec.example/1,Interested,discovery,,Sales,Outbound,33612345678,CA84aed1,Outbound,13,900001
""",
}
"""What the tools exported, by file name."""

SPEND = """\
date;campaign;network;cost
2026-03-01;spring-erp;paid_social;300,00
2026-03-02;spring-erp;paid_social;200,00
"""

SPEND_MAPPING = """\
source: costs
object: day
label: {en: Costs per day, fr: Coûts par jour}
columns: {date: [date], campaign: [campaign], network: [network], cost: [cost]}
formats: {dates: ymd, currency: EUR}
records:
  - record: spend
    fields: {campaign_name: campaign, channel_raw: network, utm_campaign: campaign, day: date, cost: cost}
"""


def exports(folder: Path) -> list[Path]:
    """Writes what the tools exported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in FILES]


@functools.cache
def _built() -> Path:
    """A refreshed home, made once per process."""
    place = Path(tempfile.mkdtemp(prefix="cordee-firm-"))
    home = Home.at(place / "home")
    home.import_files(exports(place / "exports"))
    (place / "spend.csv").write_text(SPEND, encoding="utf-8")
    (place / "spend.yml").write_text(SPEND_MAPPING, encoding="utf-8")
    home.import_files([place / "spend.csv"], mapping=place / "spend.yml")
    home.refresh()
    _decide(home)
    home.refresh()
    return place / "home"


def _decide(home: Home) -> None:
    """Five people teach identity nothing: what it leaves apart is decided by hand, by address and by number."""
    with home.reading() as reader:
        apart = reader.execute(
            """SELECT DISTINCT p.person_id, q.person_id FROM person AS p JOIN person AS q ON p.person_id < q.person_id
               AND (p.email = q.email OR p.phone = q.phone) ORDER BY ALL"""
        ).fetchall()
    for one, other in apart:
        home.merge(str(one), str(other), by="tests")


def home(folder: Path) -> Home:
    """A copy of the refreshed home, to read or to change."""
    return Home.at(shutil.copytree(_built(), folder / "home"))
