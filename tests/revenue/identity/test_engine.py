"""The parts of the engine against hand-worked and simulated answers."""

import numpy as np
import pytest

from cordee.revenue.identity import mixture, supervised
from cordee.revenue.identity.clustering import average_link, cluster
from cordee.revenue.identity.comparison import BITS, LEVELS, Comparison, Level, Spec, unpack
from cordee.revenue.identity.nicknames import roots
from cordee.revenue.identity.normalise import (
    company_sql,
    email_sql,
    host_sql,
    letters_sql,
    linkedin_sql,
    phone_sql,
    role_sql,
    siren_sql,
)
from cordee.revenue.identity.phones import parse
from cordee.revenue.identity.weights import Model
from cordee.revenue.warehouse.engine import connect, quoted


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("sql", "text", "cleaned"),
    [
        (letters_sql, "Jean-Rémi d’Ô", "jeanremido"),
        (letters_sql, "Søren Łukasz", "sorenlukasz"),
        (letters_sql, "123", None),
        (email_sql, " Camille.Orsel+Salon@Abeille.FR ", "camille.orsel@abeille.fr"),
        (email_sql, "mailto:a@b.fr", "a@b.fr"),
        (email_sql, "jean.du.pont+x@googlemail.com", "jeandupont@gmail.com"),
        (email_sql, "pas une adresse", None),
        (email_sql, "a@b@c.fr", None),
        (host_sql, "https://www.abeille.fr/contact?x=1", "abeille.fr"),
        (host_sql, "Abeille.fr", "abeille.fr"),
        (linkedin_sql, "https://fr.linkedin.com/in/camille-orsel-1a2b/?x", "camille-orsel-1a2b"),
        (linkedin_sql, "https://linkedin.com/company/abeille", None),
        (company_sql, "S.A.R.L. Dupont & Fils", "s a r l dupont fils"),
        (company_sql, "SARL Dupont et Fils", "dupont fils"),
        (company_sql, "Nordwind GmbH", "nordwind"),
        (siren_sql, "552 100 554 00013", "552100554"),
        (siren_sql, "12", None),
        (phone_sql, "06 12 34 56 78", "+33612345678"),
        (phone_sql, "+33 (0)6-12-34-56-78", "+33612345678"),
        (phone_sql, "0033612345678", "+33612345678"),
        (phone_sql, "+44 20 7946 0000", "+442079460000"),
        (phone_sql, "(212) 555-0100", None),
    ],
)
def test_cleaning(sql, text: str, cleaned: str | None) -> None:
    assert connect(threads=1).execute(f"SELECT {sql(quoted(text))}").fetchall() == [(cleaned,)]


def test_role_mailboxes_are_told_from_people() -> None:
    con = connect(threads=1)
    asked = ["contact@a.fr", "info2@a.fr", "service-client@a.fr", "claire@a.fr", "contact.claire@a.fr"]
    assert [con.execute(f"SELECT {role_sql(quoted(mail))}").fetchall()[0][0] for mail in asked] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_number_is_read_in_its_region() -> None:
    assert (parse("08-123 456 78", "SE"), parse("020 7946 0000", "GB"), parse("12", "FR")) == (
        "+46812345678",
        "+442079460000",
        None,
    )


def test_familiar_forms_share_a_root_with_the_names_they_stand_for() -> None:
    known = roots()
    assert known["bill"][1] and not known["william"][1]
    assert set(known["bill"][0]) & set(known["william"][0])
    assert not set(known["bill"][0]) & set(known["robert"][0])


def test_patterns_unpack_to_their_levels() -> None:
    levels = np.array([[3, 0, 15, 1]])
    packed = (levels << (np.arange(4) * BITS)).sum(axis=1)
    assert unpack(packed, 4).tolist() == levels.tolist()


def test_a_component_without_objection_stays_whole() -> None:
    assert cluster(5, ints(0, 1), ints(1, 2), np.array([0.99, 0.97])).tolist() == [0, 0, 0, 3, 4]


def test_a_veto_splits_where_the_tie_is_weakest() -> None:
    a, b, p = ints(0, 1, 2), ints(1, 2, 3), np.array([0.99, 0.96, 0.98])
    assert cluster(4, a, b, p, cannot=(ints(0), ints(3))).tolist() == [0, 0, 2, 2]


def test_an_objection_between_ends_is_heard() -> None:
    def objections(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (np.minimum(x, y) == 0) & (np.maximum(x, y) == 2)

    assert cluster(3, ints(0, 1), ints(1, 2), np.array([0.96, 0.99]), objections=objections).tolist() == [0, 1, 1]


def test_decisions_come_first_and_refusals_before_them() -> None:
    must, cannot = (ints(0, 1), ints(1, 2)), (ints(0), ints(2))
    assert cluster(3, ints(), ints(), np.zeros(0), must=must, cannot=cannot).tolist() == [0, 0, 2]


def test_the_order_of_pairs_does_not_matter() -> None:
    dice = np.random.default_rng(3)
    a, b = dice.integers(0, 80, 150), dice.integers(0, 80, 150)
    keep = a != b
    a, b = np.minimum(a, b)[keep], np.maximum(a, b)[keep]
    p = np.round(dice.uniform(0.9, 1, len(a)), 2)
    no = (dice.integers(0, 40, 30), dice.integers(40, 80, 30))
    order = dice.permutation(len(a))
    one, two = cluster(80, a, b, p, cannot=no), cluster(80, a[order], b[order], p[order], cannot=no)
    assert one.tolist() == two.tolist()
    assert not (one[no[0]] == one[no[1]]).any()


def test_mean_link_cuts_a_chain_that_bare_components_would_keep() -> None:
    def nothing(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.zeros(len(x))

    a, b, p = ints(0, 0, 1, 2, 3, 3, 4), ints(1, 2, 2, 3, 4, 5, 5), np.array([0.99, 0.98, 0.97, 0.6, 0.99, 0.98, 0.97])
    assert average_link(6, a, b, p, merge=0.5, average=0.5, judge=nothing).tolist() == [0, 0, 0, 3, 3, 3]


def test_the_mixture_finds_shares_that_made_the_pairs() -> None:
    """20,000 matches among 2,000,000 pairs of four independent yes/no comparisons with known m and u."""
    dice = np.random.default_rng(11)
    true_m, true_u, matches, pairs = (
        np.array([0.95, 0.9, 0.8, 0.7]),
        np.array([0.01, 0.02, 0.05, 0.1]),
        20_000,
        2_000_000,
    )
    agree = np.concatenate([dice.random((matches, 4)) < true_m, dice.random((pairs - matches, 4)) < true_u])
    patterns, count = np.unique(((agree + 1).astype(np.int64) << (np.arange(4) * BITS)).sum(axis=1), return_counts=True)
    level = Level("same", "", "", "")
    spec = Spec("x", "", tuple(Comparison(f"c{j}", "", (level,)) for j in range(4)), ())
    background = np.zeros((4, LEVELS))
    background[:, 2], background[:, 1] = agree.mean(axis=0), 1 - agree.mean(axis=0)
    none = np.zeros(len(patterns))

    model = mixture.learn(spec, patterns, count.astype(float), background, float(pairs), none, none)

    # Three standard errors of a share of 20,000 are under 0.011.
    assert model.facts["matches"] == pytest.approx(matches, rel=0.03)
    assert model.main[:, 2] == pytest.approx(np.log(true_m / true_u), abs=0.06)
    assert model.main[:, 1] == pytest.approx(np.log((1 - true_m) / (1 - true_u)), abs=0.12)


def test_labels_teach_what_two_levels_say_together() -> None:
    """The truth is the exclusive or of two comparisons, which no sum of single weights can say."""
    patterns = np.array([1 + (1 << BITS), 2 + (1 << BITS), 1 + (2 << BITS), 2 + (2 << BITS)], np.int64)
    same, other = np.array([5.0, 995, 995, 5]), np.array([995.0, 5, 5, 995])
    fold = ints(0, 0, 0, 0)

    model = supervised.learn(
        ("a", "b"),
        (),
        np.concatenate([patterns, patterns]),
        np.concatenate([same, same]) / 2,
        np.concatenate([other, other]) / 2,
        np.concatenate([fold, fold + 1]),
    )

    assert model.probability(patterns) == pytest.approx([0.005, 0.995, 0.995, 0.005], abs=0.01)


def test_calibration_straightens_overconfident_odds() -> None:
    """Odds that are the double of the true ones in log: slope ½, offset 0."""
    truth = np.linspace(-3, 3, 25)
    share = 1 / (1 + np.exp(-truth))
    offset, slope = supervised.calibration(2 * truth, 10_000 * share, 10_000 * (1 - share))
    assert (offset, slope) == pytest.approx((0, 0.5), abs=0.002)


def test_a_model_survives_its_text() -> None:
    model = Model.blank("labels", ("a", "b"))
    model.intercept, model.slope, model.main[1, 3], model.cross[0, 1, 2, 3] = -4.0, 0.9, 1.5, -0.25
    patterns = ints(2 + (3 << BITS), 1)

    again = Model.from_json(model.to_json())

    assert again.log_odds(patterns).tolist() == model.log_odds(patterns).tolist()
