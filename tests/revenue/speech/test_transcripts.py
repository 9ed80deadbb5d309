"""Transcripts as the tools write them, and as people paste them."""

import json
from pathlib import Path

import pytest

from cordee.revenue.speech.transcripts import OURS, THEIRS, Turn, UnreadableTranscript, read, read_text
from cordee.revenue.speech.utterances import sentences, turns_of_note

VTT = """WEBVTT

NOTE recorded by the switchboard

1
00:00:01.000 --> 00:00:03.200 align:start
<v Inès Benali>Bonjour, c&#39;est <b>Inès</b>.</v>

2
00:00:03.400 --> 00:00:05.000
<v Inès Benali>Je vous entends bien.</v>

3
01:02.500 --> 01:05.000
<v Paul>Oui bonjour.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:03,200
Inès: Bonjour.

2
00:00:04,000 --> 00:00:05,500
Paul: On n'a pas
le budget.
"""


def spoken(text: str, kind: str = ".txt", **known: object) -> list[tuple[str | None, float | None, str | None, str]]:
    return [(t.speaker, t.at, t.side, t.text) for t in read_text(text, kind=kind, **known).turns]  # type: ignore[arg-type]


def test_webvtt_joins_the_cues_of_a_speaker_and_reads_its_marks() -> None:
    assert spoken(VTT, ".vtt", ours=["inès benali"]) == [
        ("Inès Benali", 1.0, OURS, "Bonjour, c'est Inès. Je vous entends bien."),
        ("Paul", 62.5, THEIRS, "Oui bonjour."),
    ]


def test_subrip_has_commas_and_names_within() -> None:
    assert spoken(SRT, ".srt", ours=["Inès"]) == [
        ("Inès", 1.0, OURS, "Bonjour."),
        ("Paul", 4.0, THEIRS, "On n'a pas le budget."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Inès : Bonjour.\nPaul : C'est trop cher.\nEt trop tard.",
            [("Inès", None, None, "Bonjour."), ("Paul", None, None, "C'est trop cher. Et trop tard.")],
            id="names, French spacing, a line that goes on",
        ),
        pytest.param(
            "[00:05] Agent: Hello.\n[01:02:03] Customer: No budget.",
            [("Agent", 5.0, OURS, "Hello."), ("Customer", 3723.0, THEIRS, "No budget.")],
            id="times before names, roles that tell the side",
        ),
        pytest.param(
            "Karim Haddad  00:12\nShall we start?\n\nJane Doe (Acme)  00:20\nYes.\n",
            [("Karim Haddad", 12.0, None, "Shall we start?"), ("Jane Doe (Acme)", 20.0, None, "Yes.")],
            id="name and time on a line of their own",
        ),
        pytest.param(
            "Bonjour à tous.\nNous avons 3 points : le prix, le délai.",
            [(None, None, None, "Bonjour à tous."), (None, None, None, "Nous avons 3 points : le prix, le délai.")],
            id="nobody is named, and a colon is not a name",
        ),
        pytest.param(
            "Speaker 1 (00:01): Hi.\nSpeaker 2 (00:04): Hello.",
            [("Speaker 1", 1.0, None, "Hi."), ("Speaker 2", 4.0, None, "Hello.")],
            id="times after names",
        ),
    ],
)
def test_plain_text(text: str, expected: list[tuple[str | None, float | None, str | None, str]]) -> None:
    assert spoken(text) == expected


def test_gong_counts_in_milliseconds_and_knows_the_sides() -> None:
    document = {
        "callTranscripts": [
            {
                "callId": "7",
                "transcript": [
                    {"speakerId": "1", "sentences": [{"start": 1000, "end": 2000, "text": "Hello."}]},
                    {"speakerId": "2", "sentences": [{"start": 2500, "end": 4000, "text": "Hi."}, {"start": 4100, "end": 5000, "text": "No budget."}]},
                ],
            }
        ],
        "parties": [
            {"speakerId": "1", "name": "Karim", "affiliation": "Internal"},
            {"speakerId": "2", "name": "Jane", "emailAddress": "jane@acme.example", "affiliation": "External"},
        ],
    }  # fmt: skip

    assert spoken(json.dumps(document), ".json") == [
        ("Karim", 1.0, OURS, "Hello."),
        ("Jane", 2.5, THEIRS, "Hi. No budget."),
    ]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"transcript": [{"speaker": {"name": "Jane"}, "start": 2.5, "text": "Hi."}]}, id="as Modjo's is reported"),
        pytest.param([{"speaker_name": "Jane", "startTime": "00:00:02.5", "content": "Hi."}], id="a bare list"),
        pytest.param({"data": {"segments": [{"name": "Jane", "start": 2.5, "sentence": "Hi."}]}}, id="within data"),
        pytest.param(
            {"segments": [{"speaker_id": 4, "at": 2.5, "words": [{"word": "Hi."}]}], "speakers": [{"id": 4, "name": "Jane"}]},
            id="words, and speakers apart",
        ),
    ],
)  # fmt: skip
def test_other_json(document: object) -> None:
    assert spoken(json.dumps(document), ".json") == [("Jane", 2.5, None, "Hi.")]


def test_a_side_follows_from_the_domain_of_a_known_address() -> None:
    document = {
        "turns": [{"speaker_id": "a", "text": "Hello."}, {"speaker_id": "b", "text": "Hi."}],
        "participants": [
            {"id": "a", "name": "K", "email": "k@ours.example"},
            {"id": "b", "name": "J", "email": "j@acme.example"},
        ],
    }

    told = read_text(json.dumps(document), kind=".json", domains=["ours.example"])

    assert [(turn.speaker, turn.side) for turn in told.turns] == [("K", OURS), ("J", THEIRS)]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        pytest.param("a.vtt", b"Hello", 1, "Line 1: a .vtt file begins with the word WEBVTT", id="not WebVTT"),
        pytest.param("a.vtt", b"WEBVTT\n\n00:0x --> 12\nHi", 3, "Line 3: '00:0x --> 12' is no span of time", id="a broken time"),
        pytest.param("a.srt", b"1\n00:00:09,000 --> 00:00:01,000\nHi", 2, "Line 2: it ends (1 s) before it begins (9 s)", id="backwards"),
        pytest.param("a.srt", b"Hello\nyou", 1, "there is no span of time in it", id="no time at all"),
        pytest.param("a.json", b'{"turns": [\n{"text": "Hi"', 2, "Line 2: the JSON breaks off", id="cut JSON"),
        pytest.param("a.json", b'{"a": 1}', None, "no list of turns in this JSON", id="another JSON"),
        pytest.param("a.json", json.dumps({"callTranscripts": [{}, {}]}).encode(), None, "it holds 2 calls", id="two calls"),
        pytest.param("a.txt", b" \n ", None, "a.txt is empty", id="empty"),
        pytest.param("a.txt", b"PK\x03\x04\x00\x00\x00word", None, "a.txt is not text", id="a Word document"),
        pytest.param("a.mp3", b"ID3", None, "a transcript ends in .vtt, .srt, .txt or .json", id="a recording"),
    ],
)  # fmt: skip
def test_a_broken_file_says_what_where_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, line: int | None, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableTranscript) as problem:
        read(tmp_path / name)

    assert message in str(problem.value)
    assert problem.value.line == line
    assert problem.value.words.text("fr") != problem.value.words.text("en")


def test_an_old_encoding_is_read_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Éloïse : C'est très élevé, à mon goût.".encode("cp1252"))

    assert [(t.speaker, t.text) for t in read(tmp_path / "a.txt").turns] == [
        ("Éloïse", "C'est très élevé, à mon goût.")
    ]


def test_three_hours_are_read(tmp_path: Path) -> None:
    cues = [
        f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.900\n"
        f"<v {'Inès' if n % 20 < 10 else 'Paul'}>Ligne {n} de la réunion.</v>\n"
        for n in range(0, 3 * 3600, 5)
    ]
    (tmp_path / "long.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")

    told = read(tmp_path / "long.vtt", ours=["Inès"])

    assert told.seconds == pytest.approx(3 * 3600 - 5 + 0.9)
    assert len(told.turns) == 2160  # each cue ends over three seconds before the next
    assert {turn.side for turn in told.turns} == {OURS, THEIRS}


def test_the_quotes_of_a_note_are_the_buyers_words() -> None:
    note = "Échange avec Paul. « C'est trop cher. » Rappeler lundi."

    assert list(turns_of_note(note, buyer="Paul")) == [
        Turn(text="Échange avec Paul.", side=OURS),
        Turn(text="C'est trop cher.", speaker="Paul", side=THEIRS),
        Turn(text="Rappeler lundi.", side=OURS),
    ]
    assert list(turns_of_note("Trop cher pour eux.", buyer="Paul")) == [Turn(text="Trop cher pour eux.")]


def test_sentences_are_cut_where_they_end_and_where_nobody_ended_them() -> None:
    assert sentences("C'est cher. On verra en 2027 ! Oui") == ["C'est cher.", "On verra en 2027 !", "Oui"]
    assert [len(part.split()) for part in sentences("mot " * 150)] == [60, 60, 30]
