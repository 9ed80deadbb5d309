import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cordee.revenue.identity.companies import (
    city_key,
    country_of,
    domain_of,
    linkedin_of,
    phone_of,
    read_name,
    siren_of,
    vat_of,
    work_domain_of,
)
from cordee.revenue.identity.free_mail import DISPOSABLE, FREE, PLATFORM, WORK, kind_of


def core(text):
    name = read_name(text)
    return None if name is None else name.core


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Abeille Industrie SAS", "ABEILLE INDUSTRIE S.A.S.U.", id="French forms, with and without dots"),
        pytest.param("SARL Dupont & Fils", "Dupont et fils", id="form in front, connector as a sign or a word"),
        pytest.param("Müller GmbH & Co. KG", "Mueller".replace("ue", "u"), id="German form in three words, umlaut"),
        pytest.param("Société Générale (SG)", "societe generale", id="own acronym between brackets"),
        pytest.param("CGE - Compagnie Générale des Eaux", "Compagnie générale des eaux", id="own acronym in front"),
        pytest.param("Groupe Abeille", "Abeille", id="Groupe"),
        pytest.param("L'Oréal", "L’OREAL S.A.", id="both apostrophes"),
        pytest.param("S N C F", "S.N.C.F.", id="initials apart or with dots"),
        pytest.param("Foo Ltd", "FOO LIMITED", id="British forms"),
        pytest.param("Foo, Inc.", "Foo Incorporated", id="American forms"),
        pytest.param("Foo S.p.A.", "Foo S.r.l.", id="Italian forms"),
        pytest.param("Foo B.V.", "Foo N.V.", id="Dutch forms"),
        pytest.param("Foo S.L.", "Foo Sociedad Limitada", id="Spanish forms"),
        pytest.param("Foo Sp. z o.o.", "Foo", id="Polish form"),
        pytest.param("Foo SPRL", "Foo bvba", id="Belgian forms"),
        pytest.param("Kolibrée (ex Zebulon)", "Kolibree", id="former name left out"),
        pytest.param("kolibree.fr", "Kolibrée", id="a domain given as a name"),
    ],
)
def test_one_company_reads_the_same(one, other):
    assert core(one) == core(other)


def test_a_country_in_the_name_is_kept_apart():
    name = read_name("Abeille France SAS")

    assert (name.core, name.region) == ("abeille", "FR")


def test_a_country_that_belongs_to_the_name_stays():
    name = read_name("Électricité de France (EDF)")

    assert (name.core, name.region) == ("electricite de france", "")


def test_a_name_made_of_a_legal_form_stays():
    assert core("SA") == "sa"


@pytest.mark.parametrize("text", ["", "n/a", "-", "Freelance", "sans emploi", "Auto-entrepreneur", "???"])
def test_no_company_is_read_where_there_is_none(text):
    assert read_name(text) is None


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        pytest.param("https://www.Abeille-Industrie.fr/contact?x=1", "abeille-industrie.fr", id="website"),
        pytest.param("claire@mail.acme.co.uk", "acme.co.uk", id="address under a two-part suffix"),
        pytest.param("http://user:pw@foo.bar.com:80/", "bar.com", id="host with everything"),
        pytest.param("société.fr", "xn--socit-esab.fr", id="accents in a domain"),
        pytest.param("pas un domaine", None, id="words"),
        pytest.param("192.168.1.1", None, id="a number"),
        pytest.param("x@localhost", None, id="no suffix"),
    ],
)
def test_registrable_domain(text, domain):
    assert domain_of(text) == domain


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("gmail.com", FREE),
        ("orange.fr", FREE),
        ("wanadoo.fr", FREE),
        ("laposte.net", FREE),
        ("yopmail.com", DISPOSABLE),
        ("acme.wixsite.com", PLATFORM),
        ("linktr.ee", PLATFORM),
        ("cabinet.notaires.fr", PLATFORM),
        ("acme.onmicrosoft.com", PLATFORM),
        ("abeille-industrie.fr", WORK),
        ("orange-bleue.fr", WORK),
    ],
)
def test_kind_of_domain(host, kind):
    assert kind_of(host) == kind
    assert (work_domain_of(host) is not None) == (kind == WORK)


def test_siren_is_read_from_siren_siret_and_vat():
    assert {
        siren_of("732 829 320"),
        siren_of("732 829 320 00074"),
        siren_of(None, "FR 44 732829320"),
        siren_of("FR44732829320"),
    } == {"732829320"}


@pytest.mark.parametrize("number", ["", "000000000", "732829321", "123", "FR00000000000"])
def test_an_invalid_siren_is_none(number):
    assert siren_of(number) is None


def test_other_numbers():
    assert vat_of("de 136 695 976") == "DE136695976"
    assert vat_of("DE000000000") is None
    assert linkedin_of("https://fr.linkedin.com/company/abeille-industrie/about") == "abeille-industrie"
    assert linkedin_of("https://www.linkedin.com/in/claire-martin") is None
    assert [phone_of(n) for n in ("01 23 45 67 89", "+33 (0)1 23 45 67 89", "0033123456789")] == ["+33123456789"] * 3
    assert [country_of(n) for n in ("Frankreich", "FRANCE", "fr", "Royaume-Uni", "UK", "Narnia")] == [
        "FR", "FR", "FR", "GB", "GB", None,
    ]  # fmt: skip
    assert city_key("PARIS CEDEX 08") == city_key("Paris 8e") == "paris"
    assert city_key("St-Étienne") == "saint etienne"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
@example("𝒩")
def test_reading_is_stable_and_never_fails(text):
    name = read_name(text)

    if name is not None:
        again = read_name(name.core)
        assert again is None or again.squash in name.squash
    domain_of(text)
    siren_of(text, text)
    phone_of(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Kolibrée", "Transports", "Martin", "Océan", "3D"]), min_size=1, max_size=3),
    st.sampled_from(["SAS", "S.A.R.L.", "GmbH", "Ltd.", "S.p.A.", "B.V.", "Inc"]),
)
def test_case_accents_and_form_never_matter(words, form):
    plain = " ".join(words)

    assert core(f"{plain} {form}") == core(plain) == core(plain.upper())
