"""The browser's side of the notes' socket, in Python: a text, and what waits to be confirmed."""

import json
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from trellis.kit.shared_text import Numbers, number, piece
from trellis.live.protocol import ANSWER, ASK, EDIT, PRESENCE, SAVED, SYNC, UPDATE, ask

FILLER = "ø"


class Pen:
    """Somebody who writes. Knows no socket: what is to be sent is returned, what comes is given to `hear`."""

    def __init__(self, client: int | None = None) -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.root: XmlFragment = self.doc.get("notes", type=XmlFragment)
        #: Words by the number of the edit that brought them, until they are confirmed.
        self.waiting: dict[int, str] = {}
        self.confirmed: list[str] = []
        self.cursors: dict[int, dict[str, Any] | None] = {}
        self.told: list[dict[str, Any]] = []
        self._number = 0
        #: Which numbers a message with everything covers.
        self._covers: dict[int, list[int]] = {}
        self._updates: list[bytes] = []
        self._watch = self.doc.observe(lambda event: self._updates.append(event.update))

    def opened(self) -> list[bytes]:
        """What a new line begins with."""
        self._covers.clear()
        return [ask(self.doc.get_state())]

    def write(self, words: str) -> list[bytes]:
        """Begin a paragraph with these words."""
        with self.doc.transaction():
            element = XmlElement("paragraph")
            self.root.children.append(element)
            element.children.append(XmlText(words))
        return [self._edit(words)]

    def insert(self, words: str, paragraph: int) -> list[bytes]:
        """Write words at the beginning of a paragraph."""
        text = self._text(paragraph)
        if text is None:
            return self.write(words)
        text.insert(0, words)
        return [self._edit(words)]

    def remove(self, paragraph: int) -> list[bytes]:
        """Remove the first character of a paragraph if it is a filler, so that no words are lost by this."""
        text = self._text(paragraph)
        first = str(text)[:1] if text is not None else ""
        if first != FILLER or text is None:
            return self.insert(FILLER, paragraph)
        del text[0 : len(first.encode())]
        return [self._edit("")]

    def hear(self, message: bytes | str) -> list[bytes]:
        """Take a message of the server; return what is to be answered."""
        if isinstance(message, str):
            self.told.append(json.loads(message))
            return []
        numbers = Numbers(message)
        kind = numbers.read()
        if kind == SAVED:
            self._confirm(numbers.read())
        elif kind == PRESENCE:
            self._presence(numbers.piece())
        elif kind == SYNC:
            step, content = numbers.read(), numbers.piece()
            if step == ASK:
                return [self._everything(content)]
            assert step in (ANSWER, UPDATE)
            self.doc.apply_update(content)
            self._updates.clear()
        return []

    def presence(self, clock: int, **state: Any) -> bytes:
        """Say where the cursor is."""
        text = json.dumps(state).encode()
        content = number(1) + number(self.doc.client_id) + number(clock) + piece(text)
        return number(PRESENCE) + piece(content)

    def lines(self) -> list[str]:
        """What stands in the text, by paragraph."""
        found = []
        for child in self.root.children:
            assert isinstance(child, XmlElement)
            found.append("".join(str(text) for text in child.children))
        return found

    def _text(self, paragraph: int) -> XmlText | None:
        children = [child for child in self.root.children if isinstance(child, XmlElement)]
        if not children:
            return None
        inside = list(children[paragraph % len(children)].children)
        return inside[0] if inside and isinstance(inside[0], XmlText) else None

    def _edit(self, words: str) -> bytes:
        self._number += 1
        (update,) = self._updates
        self._updates.clear()
        self.waiting[self._number] = words
        return number(EDIT) + number(self._number) + piece(update)

    def _everything(self, state: bytes) -> bytes:
        self._number += 1
        self._covers[self._number] = list(self.waiting)
        self.waiting[self._number] = ""
        return number(EDIT) + number(self._number) + piece(self.doc.get_update(state))

    def _confirm(self, given: int) -> None:
        for covered in [given, *self._covers.pop(given, [])]:
            words = self.waiting.pop(covered, "")
            if words:
                self.confirmed.append(words)

    def _presence(self, content: bytes) -> None:
        numbers = Numbers(content)
        for _ in range(numbers.read()):
            client, _clock, text = numbers.read(), numbers.read(), numbers.piece()
            self.cursors[client] = json.loads(text)
