"""Several people write into one text at once: nobody's words are lost, whatever the order in which things arrive."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.workspace.rituals.merging import merge, words


def test_two_who_add_at_different_places_both_stay() -> None:
    base = "Leads\nDeals\n"

    assert merge(base, "Leads: 12 refused\nDeals\n", "Leads\nDeals: two won\n") == "Leads: 12 refused\nDeals: two won\n"


def test_two_who_add_at_the_same_place_both_stay() -> None:
    assert merge("Notes", "Notes from Camille", "Notes from Karim") == "Notes from Camille from Karim"


def test_who_removes_a_sentence_does_not_remove_what_another_adds_to_it() -> None:
    assert merge("Call them back. Send the case.", "Send the case.", "Call them back on Monday. Send the case.") == (
        " on Monday Send the case."
    )


def test_who_changed_nothing_gets_the_text_of_the_other() -> None:
    assert merge("a b", "a b c", "a b") == "a b c"
    assert merge("a b", "a b", "b") == "b"


texts = st.text(alphabet="ab c\n.é", max_size=30)


@given(texts)
def test_words_are_the_whole_text(text: str) -> None:
    assert "".join(words(text)) == text


@given(texts, texts, texts)
def test_nothing_that_either_put_in_is_lost_and_nothing_comes_from_nowhere(base: str, theirs: str, mine: str) -> None:
    def letters(text: str) -> dict[str, int]:
        return {sign: text.count(sign) for sign in set(text) if not sign.isspace()}

    merged = letters(merge(base, theirs, mine))

    for sign in "abcé.":
        before = letters(base).get(sign, 0)
        added = [max(0, letters(text).get(sign, 0) - before) for text in (theirs, mine)]
        assert merged.get(sign, 0) >= max(added)
        assert merged.get(sign, 0) <= before + letters(theirs).get(sign, 0) + letters(mine).get(sign, 0)


@dataclass
class Server:
    """The notes as ``models.notes`` keeps them: the head, and for each sending what was sent and what came of it."""

    text: str = ""
    revisions: list[tuple[str, str]] = field(default_factory=list)
    done: dict[str, tuple[int, str, int]] = field(default_factory=dict)

    def write(self, text: str, base: int, nonce: str) -> tuple[int, str, int]:
        """As ``Notes.write``: (revision of the sending, text, head)."""
        if nonce in self.done:
            return self.done[nonce][0], self.text, len(self.revisions)
        origin = "" if base == 0 else self.revisions[abs(base) - 1][0 if base < 0 else 1]
        self.text = merge(origin, self.text, text)
        self.revisions.append((text, self.text))
        self.done[nonce] = (len(self.revisions), self.text, len(self.revisions))
        return self.done[nonce]


@dataclass
class Writer:
    """A browser as ``live.js`` has it: what is on the screen, what is on its way, what an answer does."""

    name: str
    area: str = ""
    known: str = ""
    base: int = 0
    pending: tuple[str, int, str] | None = None
    answer: tuple[int, str, int] | None = None
    sent: int = 0

    def type(self, word: str, place: int) -> None:
        kept = words(self.area)
        at = place % (len(kept) + 1)
        self.area = "".join([*kept[:at], f" {word} ", *kept[at:]])

    def send(self, server: Server, *, lost: bool) -> None:
        """``lost``: the server did it, and its answer never came; the same is sent again later."""
        if self.pending is None:
            if self.area == self.known or self.answer is not None:
                return
            self.sent += 1
            self.pending = (self.area, self.base, f"{self.name}{self.sent}")
        done = server.write(*self.pending)
        if not lost:
            self.answer = done

    def receive(self) -> None:
        if self.answer is None or self.pending is None:
            return
        number, text, head = self.answer
        if self.area == self.pending[0]:
            self.area = self.known = text
            self.base = head
        else:
            self.known, self.base = self.pending[0], -number
        self.pending = self.answer = None

    def poll(self, server: Server) -> None:
        if self.pending is None and self.answer is None and self.area == self.known and server.revisions:
            self.area = self.known = server.text
            self.base = len(server.revisions)


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["type", "send", "lose", "receive", "poll"]), st.integers(0, 40)),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_whatever_the_order_every_word_of_everybody_is_there_once_and_all_see_the_same(
    steps: list[tuple[int, str, int]],
) -> None:
    server, writers = Server(), [Writer("a"), Writer("b"), Writer("c")]
    typed: list[str] = []
    for who, act, place in steps:
        writer = writers[who]
        match act:
            case "type":
                typed.append(f"w{len(typed)}x")
                writer.type(typed[-1], place)
            case "send":
                writer.send(server, lost=False)
            case "lose":
                writer.send(server, lost=True)
            case "receive":
                writer.receive()
            case "poll":
                writer.poll(server)

    for _ in range(3):  # everybody's last words arrive
        for writer in writers:
            writer.receive()
            writer.send(server, lost=False)
            writer.receive()
    for writer in writers:
        writer.poll(server)

    assert [server.text.count(word) for word in typed] == [1] * len(typed)
    assert {writer.area for writer in writers} == {server.text}
