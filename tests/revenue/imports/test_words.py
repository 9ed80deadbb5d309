"""What an import says: every sentence in both languages, French set as French is."""

import re
import string
from datetime import date

import duckdb
import pytest

from cordee.revenue.imports.fields import MACROS, plain_word
from cordee.revenue.imports.mapping import shipped
from cordee.revenue.imports.words import REMEDIES, SENTENCES, Words, either, order, said, words

ALL = [(code, said) for table in (SENTENCES, REMEDIES) for code, said in table.items() if code != "just"]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("code", "sentences"), ALL, ids=[code for code, _ in ALL])
def test_a_sentence_says_the_same_in_both_languages(code: str, sentences: dict[str, str]) -> None:
    assert set(sentences) == {"en", "fr"}
    assert gaps(sentences["en"]) == gaps(sentences["fr"])
    french = re.sub(r"formats?:|[0-9]+:[0-9]+", "", sentences["fr"])
    assert not re.search(r"(?<!\u202f)[;:!?»]|«(?!\u202f)|'", french)


def test_every_reason_to_reject_has_a_remedy() -> None:
    reasons = list(SENTENCES)[list(SENTENCES).index("wrong_width") :]

    assert [code for code in reasons if not Words(code).remedy()] == []


def test_a_sentence_fills_its_gaps_in_its_language() -> None:
    when = words("ask_dates", file="a.csv", columns=["Vu", "Clos"], example="01/02/2024", orders="dmy|mdy")
    when = Words(when.code, {**when.gaps, "readings": either(date(2024, 2, 1), date(2024, 1, 2))})

    assert when.text("en") == (
        "a.csv: nothing says whether the dates in Vu, Clos put the day or the month first (01/02/2024 could be "
        "1 February 2024 or 2 January 2024). Say which: --dates dmy|mdy."
    )
    assert when.text("fr") == (
        "a.csv\u202f: rien ne dit si les dates de Vu, Clos commencent par le jour ou par le mois (01/02/2024 peut être "
        "le 1er février 2024 ou le 2 janvier 2024). Dites-le\u202f: --dates dmy|mdy."
    )
    assert (said(0.025, "en"), said(0.025, "fr")) == ("2.5%", "2,5\u202f%")


def test_a_sentence_survives_the_ledger() -> None:
    sentence = words("not_made", record="touch (visit)", why=words("unread_date", order=order("dmy")))

    assert Words.from_json(sentence.as_json()) == sentence
    assert sentence.text("fr").endswith("(la colonne est en jour/mois/année)")


def test_words_of_mappings_are_folded_as_the_database_folds_cells() -> None:
    listed = {"", " É  à\tB ", "Ça n’œuvre pas – ß İ ı"}
    for mapping in shipped():
        listed |= {str(key) for values in mapping.dictionaries.values() for key in values}
        listed |= {
            str(key)
            for record in mapping.records
            for value in record.fields.values()
            for leaf in value.leaves
            for key in mapping.values_of(leaf) or ()
        }
    with duckdb.connect() as connection:
        connection.execute(MACROS[0])
        ours = connection.execute(f"SELECT [{', '.join(plain_word(word) for word in sorted(listed))}]").fetchone()
        theirs = connection.execute(
            "SELECT list_transform($1::VARCHAR[], lambda word: cordee_plain(word))", [sorted(listed)]
        ).fetchone()
    assert ours == theirs
