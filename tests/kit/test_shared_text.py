"""Shared text: what is damaged changes nothing, what is taken is never lost, any language."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text, XmlElement, XmlFragment, XmlText

from trellis.kit.shared_text import BadUpdate, Incomplete, Mark, Node, Numbers, SharedText, number, piece

WORDS = "naïve 🌱 ñandú 中文 e\u0301 \u202eabc fractions"


class Writer:
    """Somebody who edits with the same library, without our guard."""

    def __init__(self, client: int | None = None, words: str = "") -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.root = self.doc.get("notes", type=XmlFragment)
        self.sent: list[bytes] = []
        self._watch = self.doc.observe(lambda event: self.sent.append(event.update))
        if words:
            self.paragraph(words)

    def paragraph(self, words: str) -> XmlText:
        text = XmlText(words)
        element = XmlElement("paragraph")
        with self.doc.transaction():
            self.root.children.append(element)
            element.children.append(text)
        return text


def test_text_in_any_language_arrives() -> None:
    writer, text = Writer(), SharedText()
    writer.paragraph(WORDS)
    assert text.take(writer.sent[0])
    assert not text.take(writer.sent[0])
    assert text.nodes() == (Node("paragraph", {}, (Mark(WORDS),)),)
    assert SharedText([text.whole()]).nodes() == text.nodes()
    assert text.since(text.state())[:1] == b"\x00"


def test_an_update_without_what_it_builds_on_is_not_taken() -> None:
    writer, text = Writer(), SharedText()
    first = writer.paragraph("one")
    first.insert(3, " two")
    del first[0:2]
    one, two, cut = writer.sent
    for early in (two, cut):
        with pytest.raises(Incomplete):
            text.take(early)
    assert text.nodes() == ()
    for update in (one, two, cut):
        assert text.take(update)
    assert text.nodes() == (Node("paragraph", {}, (Mark("e two"),)),)
    assert all(text.holds(update) for update in (one, two, cut))


def test_it_is_told_when_something_waits_for_missing_edits() -> None:
    writer = Writer()
    writer.paragraph("one")
    writer.paragraph("two")
    text = SharedText([writer.sent[1]])
    assert not text.holds(writer.sent[1])
    # the trap: what waits is not in what the library hands on
    assert SharedText([text.whole(), writer.sent[0]]).nodes() == (Node("paragraph", {}, (Mark("one"),)),)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), hits=st.integers(1, 6))
def test_a_damaged_update_changes_nothing_or_is_taken_whole(seed: int, hits: int) -> None:
    chance = random.Random(seed)
    writer, text = Writer(), SharedText()
    first = writer.paragraph(WORDS)
    text.take(writer.sent[0])
    first.insert(0, "ñ", {"bold": {}})
    writer.paragraph("more")
    damaged = bytearray(writer.sent[chance.choice([0, 1, 2])])
    for _ in range(hits):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    before = text.whole()
    try:
        text.take(bytes(damaged))
    except (BadUpdate, Incomplete):
        assert text.whole() == before
    for update in writer.sent:
        try:
            text.take(update)
        except (BadUpdate, Incomplete):
            continue  # the damage can have taken the place of an edit with the same number
    assert SharedText([text.whole()]).whole() == text.whole()


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\xff" * 40, b"\x01", b"\x05hello"])
def test_junk_is_refused(junk: bytes) -> None:
    text = SharedText()
    with pytest.raises((BadUpdate, Incomplete)):
        text.take(junk)
    with pytest.raises(BadUpdate):
        text.since(b"\xff" * 3)
    assert text.nodes() == ()


#: Found by fuzzing: it makes the library panic in a text where this client has written.
PANIC = bytes.fromhex("0101f8fcd1c3bba13d062801016d016b00017c0000000000")
PANIC_CLIENT = 269430688087672


def matching(words: str = WORDS) -> "Writer":
    """Somebody in whose text that update does its harm."""
    return Writer(PANIC_CLIENT, words)


def test_a_panic_is_caught_and_changes_nothing() -> None:
    writer, text = matching(), SharedText()
    assert text.take(writer.doc.get_update())
    before = text.whole()
    with pytest.raises(BadUpdate):
        text.take(PANIC)
    assert text.whole() == before
    writer.paragraph("on")
    assert text.take(writer.sent[-1])


def test_a_panic_cannot_be_laid_in_wait() -> None:
    writer, text = matching(), SharedText()
    assert text.take(PANIC) is None
    assert text.take(writer.doc.get_update())
    assert text.nodes() == (Node("paragraph", {}, (Mark(WORDS),)),)


@pytest.mark.shared
def test_collected_hostile_updates_change_nothing(shared: Path) -> None:
    files = sorted((shared / "corpora" / "imports").glob("crdt_*.bin"))
    assert files
    for file in files:
        text = SharedText([matching().doc.get_update()])
        with pytest.raises((BadUpdate, Incomplete)):
            text.take(file.read_bytes())
        assert text.nodes() == (Node("paragraph", {}, (Mark(WORDS),)),)


def test_deep_nesting_is_refused_and_others_write_on() -> None:
    writer, text = Writer(), SharedText()
    with writer.doc.transaction():
        parent: Any = writer.root
        for _ in range(3000):
            element = XmlElement("blockquote")
            parent.children.append(element)
            parent = element
    with pytest.raises(BadUpdate):
        text.take(writer.sent[0])
    other = Writer()
    other.paragraph("fine")
    assert text.take(other.sent[0])


def test_nesting_in_small_steps_is_stopped_and_others_are_not_to_blame() -> None:
    writer, text = Writer(), SharedText()
    parent: Any = writer.root
    refused = False
    for _ in range(400):
        element = XmlElement("b")
        parent.children.append(element)
        parent = element
        try:
            text.take(writer.sent[-1])
        except (BadUpdate, Incomplete):
            refused = True
            break
    assert refused
    other = Writer()
    for words in ("fine", "x" * 3000, "still fine"):
        other.paragraph(words)
        assert text.take(other.sent[-1])


def test_foreign_structures_are_refused() -> None:
    for build in ("root", "attribute", "inside"):
        writer, text = Writer(), SharedText()
        with writer.doc.transaction():
            if build == "root":
                writer.doc["elsewhere"] = Text("hidden")
            elif build == "attribute":
                element = XmlElement("paragraph")
                writer.root.children.append(element)
                element.attributes["x"] = {"a": 1}
            else:
                writer.paragraph("a").insert_embed(0, Map({"a": 1}))
        with pytest.raises(BadUpdate):
            text.take(writer.sent[-1])
        assert text.nodes() == ()


def test_everything_is_replaced_and_others_follow() -> None:
    writer, text = Writer(), SharedText()
    words = writer.paragraph("héllo ")
    words.insert(len("héllo ".encode()), "🌱 bold", {"bold": {}})
    heading = XmlElement("heading", {"level": "2"}, [XmlText("中文")])
    writer.root.children.append(heading)
    for update in writer.sent:
        text.take(update)
    old = text.nodes()
    writer.paragraph("later")
    text.take(writer.sent[-1])
    update = text.replace(old)
    assert text.nodes() == old
    writer.doc.apply_update(update)
    assert (
        str(writer.root)
        == '<paragraph>héllo <bold>🌱 bold</bold></paragraph><heading level="2">中文</heading>'
    )
    assert SharedText([text.whole()]).nodes() == old


def test_numbers_and_pieces() -> None:
    for value in (0, 1, 127, 128, 300, 2**53, 2**63):
        assert Numbers(number(value)).read() == value
    reader = Numbers(piece("ñ".encode()) + piece(b""))
    assert (reader.piece(), reader.piece(), reader.is_at_end) == ("ñ".encode(), b"", True)
    for cut in (b"", b"\xff", b"\x05ab", b"\xff" * 12):
        with pytest.raises(BadUpdate):
            Numbers(cut).piece()
