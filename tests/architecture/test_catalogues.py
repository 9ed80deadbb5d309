"""French and English equally: every message is translated, its placeholders agree, its typography is right."""

import re
from pathlib import Path

import pytest

from tests.architecture.catalogue import CAPABILITIES, catalogue, po_file, said, translated


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())  # type: ignore[call-overload] -- a pair of plurals


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_message_is_translated_and_none_is_left_over(capability: str) -> None:
    """To mend: ``python -m tests.architecture.catalogue``, then fill in what it prints."""
    known = translated(capability)

    assert said(capability) - {message for message, french in known.items() if all(texts(french))} == set()
    assert set(known) - said(capability) == set()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_no_translation_is_a_guess(capability: str) -> None:
    found = catalogue(capability)

    assert not found.fuzzy  # pybabel would skip the whole of it
    assert [message.id for message in found if message.fuzzy and message.id] == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_placeholders_agree(capability: str) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|<\w+>", text))

    different = [
        (english, french)
        for (_, english), spoken in translated(capability).items()
        for french in texts(spoken)
        if placeholders(french) != placeholders(texts(english)[-1])
    ]

    # "1 record" needs no number in its singular, but ours say it: both languages then agree.
    assert [pair for pair in different if not isinstance(pair[0], tuple)] == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_french_typography(capability: str) -> None:
    """A narrow no-break space before double punctuation and inside guillemets; a typographic apostrophe."""
    wrong = [
        french
        for spoken in translated(capability).values()
        for french in texts(spoken)
        if re.search(r"(?<![\u202f\u00a0])[;!?»]|[^\u202f\u00a0]:(?!//)|«(?!\u202f)|\w'\w|\"", french)
    ]

    assert wrong == []


def test_no_word_has_two_translations_by_accident() -> None:
    """Catalogues are merged when they are served: one message, one French, unless a context tells them apart."""
    everything: dict[object, set[str]] = {}
    for capability in CAPABILITIES:
        for message, french in translated(capability).items():
            everything.setdefault(message, set()).add(str(french))

    assert {message: french for message, french in everything.items() if len(french) > 1} == {}


def test_the_catalogues_hold_no_address_and_no_date() -> None:
    for capability in CAPABILITIES:
        text = Path(po_file(capability)).read_text(encoding="utf-8")

        assert "POT-Creation-Date" not in text and "@" not in text
