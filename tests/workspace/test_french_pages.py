"""No English is left on a French page."""

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser

import pytest
from django.test import Client

from cordee.revenue.metrics import REGISTRY
from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from tests.architecture.catalogue import CAPABILITIES, translated

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/today/leads/",
    "/today/leads/?whose=all",
    "/today/deals/silent/",
    "/today/deals/past-close/",
    "/today/deals/untidy/",
    "/today/deals/unpriced/",
    "/api/tokens/",
    "/api/v1/docs/",
    "/scoreboard/",
    "/scoreboard/?period=1999",
    "/scoreboard/?period=2026-Q1&channel=webinar",
    "/scoreboard/?period=2026-Q2&team=PME&segment=50-249&grain=month",
    "/scoreboard/objectives/",
    "/scoreboard/views/?period=2026-Q2",
    "/scoreboard/digest/",
    "/figures/leads/",
    "/figures/cost_per_lead/?period=2026-Q1",
    "/figures/closing_rate/?period=2026-Q1&by=segment",
    "/figures/time_mql_sal/?period=2026-Q1",
    "/figures/conversion_mql_sal/records/?period=2026-Q1&place=refused",
    "/figures/spend/?channel=direct",
    "/figures/leads/records/",
    "/figures/acceptance_rate/records/",
    "/figures/sla_compliance/records/",
    "/figures/closing_rate/records/",
    "/figures/spend/records/",
    "/journeys/",
    "/journeys/?q=claire",
    "/journeys/?q=zzzz",
    "/journeys/?kind=accounts&stage=customer&sort=name",
    "/journeys/?untouched=30&deal=none",
    "/journeys/people/1/",
    "/journeys/accounts/1001/",
    "/journeys/people/36/",
    "/data/duplicates/",
    "/data/duplicates/people/3/4/",
    "/data/duplicates/people/3/4/merged/",
    "/data/duplicates/people/1/",
    "/data/duplicates/history/",
    "/data/contradictions/",
    "/data/contradictions/account/1001/headcount/",
    "/data/contradictions/campaigns/",
    "/data/quality/",
    "/data/quality/mql_without_sales_act/",
    "/data/quality/owner_left/",
    "/data/quality/makers/",
    "/search/",
    "/search/?q=claire",
    "/search/?q=zzzz",
    "/preferences/",
    "/api/",
    "/api/tokens/",
    "/glossary/",
    "/glossary/?q=zzzz",
    "/glossary/closing/",
    "/glossary/figures/cost_per_lead/",
    "/preferences/second-factor/",
    "/patterns/",
    "/nowhere/",
    "/data/",
    "/data/imports/",
    "/data/imports/new/",
]
PROPER = {"Direction", "Excel", "MQL", "SAL", "SQL", "LinkedIn Ads", "HubSpot", "Salesforce", "English", "CSV"}


class Visible(HTMLParser):
    """What a reader sees or hears, except what is marked as being in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._foreign = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._foreign or (tag != "html" and values.get("lang") == "en"):
            if tag not in {"input", "meta", "link", "br", "path", "line", "circle", "rect", "img"}:
                self._foreign += 1
            return
        self.texts += [value for key in ("aria-label", "placeholder", "title", "alt") if (value := values.get(key))]

    def handle_endtag(self, tag: str) -> None:
        self._foreign = max(0, self._foreign - 1)

    def handle_data(self, data: str) -> None:
        if not self._foreign and data.strip():
            self.texts.append(" ".join(data.split()))


@cache
def english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """What would betray English: our own messages that French says otherwise, and the registry's; and those with values."""
    words: set[str] = set()
    alike: set[str] = set()  # "Sessions" of sign-in are the same word in French, whatever those of listening are
    for capability in CAPABILITIES:
        for (_, text), french in translated(capability).items():
            pairs = zip([text], [french], strict=True) if isinstance(text, str) else zip(text, french, strict=True)  # type: ignore[call-overload] -- a pair of plurals
            told = list(pairs)
            words |= {said for said, spoken in told if said != spoken and len(said) > 2}
            alike |= {said for said, spoken in told if said == spoken}
    for metric in REGISTRY.values():
        words |= {
            english
            for english, french in (
                (part.en, part.fr)
                for part in (metric.name, metric.definition, metric.formula, metric.method.uncertainty)
            )
            if english != french
        }
    # "Q1 2026" is too short to betray anything.
    telling = {said for said in words - alike - PROPER if len(re.sub(r"%\(\w+\)s|[^a-z]", "", said)) > 3}
    with_values = {said for said in telling if re.search(r"%\(\w+\)s", said)}
    return frozenset(telling - with_values), tuple(
        re.compile(
            "".join(".+?" if part.startswith("%(") else re.escape(part) for part in re.split(r"(%\(\w+\)s)", said))
        )
        for said in sorted(with_values)
    )


def betraying(texts: list[str]) -> set[str]:
    """Those of ``texts`` that are English."""
    whole, with_values = english()
    return {text for text in texts if text in whole or any(pattern.fullmatch(text) for pattern in with_values)}


@pytest.mark.parametrize("address", PAGES)
def test_no_english_is_left(home: Home, camille: Person, signed_in: Callable[[Person], Client], address: str) -> None:
    reader = Visible()
    reader.feed(signed_in(camille).get(address).content.decode())

    assert len(reader.texts) > 3
    assert betraying(reader.texts) == set()


@pytest.mark.parametrize(
    "address", ["/people/", "/people/{pk}/", "/people/audit/", "/preferences/second-factor/codes/"]
)
def test_no_english_is_left_for_an_administrator(
    home: Home, ada: Person, karim: Person, signed_in: Callable[[Person], Client], address: str
) -> None:
    Person.objects.filter(pk=ada.pk).update(language="fr")
    client = signed_in(Person.objects.get(pk=ada.pk))
    invited = {"email": "lea@rivelaine.fr", "side": "sales", "role": "read_only", "language": "en"}
    client.post("/people/invitations/", invited)
    client.post(f"/people/{karim.pk}/", {"side": "both", "role": "read_only"})
    client.post(f"/people/{karim.pk}/deactivation/")
    session = client.session
    session["show_codes"] = True
    session.save()

    assert_french(client.get(address.format(pk=karim.pk)).content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in/",
        "/sign-in/?said=not_invited",
        "/sign-in/link/",
        "/sign-in/forgotten/",
        "/sign-in/link/x/",
        "/join/x/",
    ],
)
def test_no_english_is_left_at_the_door(home: Home, camille: Person, address: str) -> None:
    assert_french(Client().get(address, headers={"accept-language": "fr"}).content.decode())


def assert_french(page: str) -> None:
    reader = Visible()
    reader.feed(page)

    assert len(reader.texts) > 3
    assert betraying(reader.texts) == set()


def test_the_scan_would_see_english(home: Home, karim: Person, signed_in: Callable[[Person], Client]) -> None:
    reader = Visible()
    reader.feed(signed_in(karim).get("/scoreboard/").content.decode())

    assert {"Shared scoreboard", "What moves forward, and how fast", "Sign out"} <= betraying(reader.texts)
