"""Editing a clause in the page: rows, groups, sentences, errors at their place, and nobody overwritten."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.sla_terms.clauses import clauses
from cordee.vocabulary.sla_terms.difference import difference
from cordee.workspace.people.models import Person
from tests.workspace import agreement

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def marc(db: None) -> Person:
    return Person.objects.create_user(
        "marc@rivelaine.fr",
        "une phrase assez longue",
        name="Marc Delorme",
        side="sales",
        role="leadership",
        language="fr",
    )


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the editor's form as it stands."""
    form = page[page.index('class="stack sla-form"') :]
    form = form[: form.index("</form>")]
    found: dict[str, Any] = {}

    def attribute(tag: str, name: str) -> str | None:
        match = re.search(rf'\b{name}="([^"]*)"', tag)
        return unescape(match[1]) if match else None

    def put(name: str | None, value: str) -> None:
        if name:
            found.setdefault(name, []).append(value)

    for tag in re.findall(r"<input[^>]*>", form):
        kind = attribute(tag, "type")
        if kind != "checkbox" or re.search(r"\bchecked\b", tag):
            put(attribute(tag, "name"), attribute(tag, "value") or "")
    for head, body in re.findall(r"<select([^>]*)>(.*?)</select>", form, flags=re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', body)
        chosen = [value for value, selected in options if selected] or [options[0][0]]
        put(attribute(head, "name"), unescape(chosen[-1]))
    for head, body in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", form, flags=re.S):
        put(attribute(head, "name"), unescape(body))
    found.pop("csrfmiddlewaretoken", None)
    return found


def spoken(page: str) -> str:
    """The sentence that the page shows."""
    match = re.search(r'<p class="sla-sentence">(.*?)</p>', page, flags=re.S)
    return unescape(strip_tags(match[1])) if match else ""


@pytest.mark.parametrize("preset", ["demand_waterfall", "sqo", "small_team"])
def test_every_clause_goes_through_its_form_unchanged(
    empty_home: Home, camille: Person, karim: Person, signed_in: SignIn, preset: str
) -> None:
    version = agreement.proposed(camille, agreement.terms(preset))

    for client in (signed_in(camille), signed_in(karim)):
        for clause in clauses(version.document):
            address = f"/sla/versions/1/edit/{clause.id}/"
            page = client.get(address).content.decode()
            answer = client.post(address, form_of(page) | {"do": "save"})
            assert answer.status_code == 302, (clause.id, spoken(answer.content.decode()))
            assert spoken(page) != ""

    version.refresh_from_db()
    assert [(one.before, one.after) for one in difference(agreement.terms(preset), version.document)] == []
    assert version.document == agreement.terms(preset)


def test_a_rule_is_built_with_rows_and_groups_and_reads_itself(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    version = agreement.proposed(camille)
    client, address = signed_in(camille), "/sla/versions/1/edit/stage.mql/"
    sent = form_of(client.get(address).content.decode())

    page = client.post(address, sent | {"do": "group:rule.parts"}).content.decode()
    sent = form_of(page)
    place = max(int(n) for n in re.findall(r"rule\.parts\.(\d+)\.join", " ".join(sent)))
    sent |= {
        f"rule.parts.{place}.parts.0.field": "account.headcount",
        f"rule.parts.{place}.parts.0.operator": "between",
        f"rule.parts.{place}.parts.0.value": "",
    }
    page = client.post(address, sent | {"do": f"add:rule.parts.{place}.parts"}).content.decode()
    sent = form_of(page)
    sent |= {
        f"rule.parts.{place}.parts.0.value.0": "50",
        f"rule.parts.{place}.parts.0.value.1": "1 000",
        f"rule.parts.{place}.parts.1.field": "touch.webinar",
        f"rule.parts.{place}.parts.1.operator": "at_least",
        f"rule.parts.{place}.parts.1.value": "2",
        f"rule.parts.{place}.parts.1.within_days": "30",
    }
    page = client.post(address, sent | {"do": "read"}).content.decode()

    said = "(l’effectif de l’entreprise est compris entre 50 et 1\u202f000 salariés ou il y a eu au moins 2 webinaires suivis"
    assert said in spoken(page)
    version.refresh_from_db()
    assert version.document == agreement.terms()  # reading is not saving
    assert client.post(address, form_of(page) | {"do": "save"}).status_code == 302
    version.refresh_from_db()
    mql = next(stage for stage in version.document.stages if stage.stage == "mql")
    assert mql.rule.model_dump(mode="json")["all"][-1] == {
        "any": [
            {"field": "account.headcount", "operator": "between", "value": [50, 1000], "within_days": None},
            {"field": "touch.webinar", "operator": "at_least", "value": 2, "within_days": 30},
        ]
    }


def test_an_error_stands_at_the_input_that_it_is_about(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    agreement.proposed(camille)
    client, address = signed_in(camille), "/sla/versions/1/edit/delay.first_attempt/"
    sent = form_of(client.get(address).content.decode())

    answer = client.post(address, sent | {"tiers.0.target_minutes": "douze", "do": "save"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<div class="errors" id="in-tiers-0-target_minutes-error">' in page
    assert 'href="#in-tiers-0-target_minutes"' in page
    assert 'value="douze"' in page  # what was typed is still there
    address = "/sla/versions/1/edit/stage.mql/"
    sent = form_of(client.get(address).content.decode())
    page = client.post(address, sent | {"rule.parts.1.value": "beaucoup", "do": "save"}).content.decode()
    assert '<div class="errors" id="in-rule-parts-1-value-error">' in page


def test_a_clause_is_added_with_a_key_of_its_own_and_taken_out(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    version = agreement.proposed(camille)
    client, address = signed_in(camille), "/sla/versions/1/edit/new/reason/"

    for _ in range(2):
        sent = form_of(client.get(address).content.decode())
        sent |= {"name.fr": "Déjà équipé", "name.en": "Already equipped", "owner": "marketing"}
        sent |= {"destination": "nurture", "counts_against": "targeting", "cool_down_days": "180", "do": "save"}
        assert client.post(address, sent).status_code == 302
    version.refresh_from_db()
    assert [one.key for one in version.document.reasons][-2:] == ["already_equipped", "already_equipped_2"]
    client.post("/sla/versions/1/edit/reason.already_equipped/removal/")

    version.refresh_from_db()
    assert [one.key for one in version.document.reasons][-1] == "already_equipped_2"


def test_an_objective_takes_the_unit_of_its_figure(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    version = agreement.proposed(camille)
    client, address = signed_in(camille), "/sla/versions/1/edit/objective.mql_volume/"
    sent = form_of(client.get(address).content.decode())

    client.post(address, sent | {"metric": "closing_rate", "target": "0,25", "do": "save"})

    version.refresh_from_db()
    changed = next(one for one in version.document.objectives if one.key == "mql_volume")
    assert (changed.metric, changed.unit, changed.target) == ("closing_rate", "share", 0.25)


def test_a_change_of_a_signed_version_warns_and_tells_who_signed(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    version = agreement.proposed(camille)
    version.sign(by=marc, seen=version.content_hash)
    client, address = signed_in(camille), "/sla/versions/1/edit/exploration/"
    page = client.get(address).content.decode()
    assert "une modification annule les signatures" in page

    answer = client.post(address, form_of(page) | {"share": "10", "do": "save"}, follow=True)

    assert "ne compte plus\u202f: Marc Delorme" in answer.content.decode()
    version.refresh_from_db()
    assert (version.document.exploration.share, version.live_signatures) == (0.1, [])


def test_who_edits_what_somebody_changed_meanwhile_is_told(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    version = agreement.proposed(camille)
    hers, his = signed_in(camille), signed_in(marc)
    address = "/sla/versions/1/edit/exploration/"
    her_form = form_of(hers.get(address).content.decode())
    his_form = form_of(his.get(address).content.decode())
    his_other = form_of(his.get("/sla/versions/1/edit/review/").content.decode())

    assert hers.post(address, her_form | {"share": "10", "do": "save"}).status_code == 302
    assert his.post(address, his_form | {"share": "20", "do": "save"}).status_code == 409
    assert his.post("/sla/versions/1/edit/review/", his_other | {"every_months": "6", "do": "save"}).status_code == 302

    version.refresh_from_db()
    assert (version.document.exploration.share, version.document.review.every_months) == (0.1, 6)


def test_what_is_in_force_is_not_edited_from_a_page(
    empty_home: Home, camille: Person, marc: Person, signed_in: SignIn
) -> None:
    version = agreement.in_force(camille, marc)
    client, address = signed_in(camille), "/sla/versions/1/edit/exploration/"

    answer = client.post(address, form_of(client.get(address).content.decode()) | {"share": "10", "do": "save"}, follow=True)  # fmt: skip

    assert "n’est jamais modifiée" in answer.content.decode()
    version.refresh_from_db()
    assert version.document == agreement.terms()
