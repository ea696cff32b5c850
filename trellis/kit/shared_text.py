"""Rich text that several people edit at once, and the only code of the project that touches such text.

Three traps of the library underneath are closed here, so that nobody else has to know them:

* indexes are bytes of UTF-8 and are not checked: this module only ever writes at the end of a text it made;
* a damaged update can panic, with an exception that `except Exception` does not catch: every update is tried
  on a scratch copy first, which is thrown away when it fails;
* an update that builds on edits we do not have is kept aside by the library and silently left out of what it
  hands on: such an update is not taken (`Incomplete`), its sender sends the rest too.

Nesting is bounded: to remove a structure that is nested very deeply would end the whole process.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pycrdt import Doc, XmlElement, XmlFragment, XmlText, get_update

#: The name of the shared text inside its document, the same in the browser.
ROOT = "notes"
EMPTY = b"\x00\x00"
#: Nobody nests lists deeper; the library survives some thousands.
DEEPEST = 60
#: So many bytes of updates may come in until the nesting is measured again.
UNMEASURED = 1024
#: What something foreign (another root, a shared type in an attribute) counts as, in levels.
FOREIGN = 1000


class BadUpdate(Exception):
    """The update is damaged or builds what notes never contain. The text is as it was before."""


class Incomplete(Exception):
    """The update builds on edits that are not here. The text is as it was before."""


class Broken(Exception):
    """The text itself came to harm. Nothing kept is lost: it is made again from that."""


@dataclass(frozen=True)
class Mark:
    """A run of text with one look."""

    text: str
    marks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """An element of the text as it stands: its name, attributes, and what is in it."""

    name: str
    attributes: Mapping[str, Any]
    children: tuple["Node | Mark", ...]


def guarded[T](action: Callable[[], T]) -> T:
    """Run what may panic.

    Raises:
        BadUpdate: for every failure, also for the library's panics, which are no `Exception`.
    """
    try:
        return action()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as failure:
        raise BadUpdate(str(failure)[:200]) from None


class SharedText:
    """One text. Belongs to the thread that made it."""

    def __init__(self, updates: Iterable[bytes] = ()) -> None:
        """Make the text that these updates, taken before and kept, amount to."""
        self._doc = _doc()
        for update in updates:
            guarded(lambda update=update: self._doc.apply_update(update))  # type: ignore[misc]
        self._scratch: Doc[Any] | None = None
        self._unmeasured = UNMEASURED
        self._depth = 0

    def take(self, update: bytes) -> bytes | None:
        """Take an update from outside; return it as it is to be kept and passed on, or nothing if it is old.

        Raises:
            BadUpdate: if it is damaged or builds what notes never contain.
            Incomplete: if it builds on edits that are not here.
            Broken: if this text came to harm all the same, and has to be made again from what is kept.
        """
        before = self._doc.get_state()
        # written anew: without what we know, without what leads nowhere (it could do harm later)
        clean = guarded(lambda: get_update(update, before))
        if clean != update:
            # an odd one: does it do harm as it came?
            guarded(lambda: _doc(self._doc.get_update()).apply_update(update))
        if clean[:1] == b"\x00" and clean.endswith(b"\x00"):
            return None
        scratch = self._scratch
        if scratch is None:
            scratch = guarded(lambda: _doc(self._doc.get_update()))
        # thrown away unless all goes well
        self._scratch = None
        guarded(lambda: scratch.apply_update(clean))
        if not guarded(lambda: _is_in(clean, scratch)):
            raise Incomplete
        self._measure(scratch, len(clean))
        try:
            guarded(lambda: self._doc.apply_update(clean))
        except BadUpdate as failure:
            raise Broken(str(failure)) from None
        self._scratch = scratch
        return clean

    def state(self) -> bytes:
        """Return what is here, as a state vector."""
        return self._doc.get_state()

    def since(self, state: bytes) -> bytes:
        """Return what somebody with this state lacks.

        Raises:
            BadUpdate: if the state is damaged.
        """
        return guarded(lambda: self._doc.get_update(state))

    def whole(self) -> bytes:
        """Return everything as one update, compacted."""
        return self._doc.get_update()

    def holds(self, update: bytes) -> bool:
        """Say whether everything in this update has found its place here, so that `whole` contains it.

        Raises:
            BadUpdate: if it is damaged.
        """
        return guarded(lambda: _is_in(update, self._doc))

    def nodes(self) -> tuple[Node, ...]:
        """Return what stands in the text."""
        return guarded(lambda: tuple(cast(Node, _node(child)) for child in _children(_root(self._doc))))

    def replace(self, nodes: Iterable[Node]) -> bytes:
        """Put these nodes in place of everything; return the update that does it elsewhere."""
        return self._write(nodes, anew=True)

    def append(self, nodes: Iterable[Node]) -> bytes:
        """Put these nodes after everything; return the update that does it elsewhere."""
        return self._write(nodes, anew=False)

    def _write(self, nodes: Iterable[Node], *, anew: bool) -> bytes:
        before = self._doc.get_state()
        root = _root(self._doc)
        with self._doc.transaction():
            if anew and len(root.children):
                del root.children[0 : len(root.children)]
            for node in nodes:
                _append(root, node)
        self._scratch = None
        return self._doc.get_update(before)

    def _measure(self, scratch: Doc[Any], size: int) -> None:
        self._unmeasured += size
        if self._unmeasured <= UNMEASURED and self._depth <= DEEPEST:
            return
        depth = guarded(lambda: _depth(scratch))
        # whoever writes into a text that is too deep already is not to blame for it
        if depth > DEEPEST and depth > guarded(lambda: _depth(self._doc)):
            raise BadUpdate("It is nested too deeply, or holds what notes never hold.")
        self._depth, self._unmeasured = depth, 0


def _doc(update: bytes = EMPTY) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    _root(doc)
    if update != EMPTY:
        doc.apply_update(update)
    return doc


def _root(doc: Doc[Any]) -> XmlFragment:
    return cast(XmlFragment, doc.get(ROOT, type=XmlFragment))


def _children(parent: XmlFragment | XmlElement) -> Iterator[XmlElement | XmlText]:
    return cast(Iterator[XmlElement | XmlText], iter(parent.children))


def _attributes(element: XmlElement) -> dict[str, Any]:
    return dict(cast(Iterable[tuple[str, Any]], element.attributes))


def _node(child: XmlElement | XmlText) -> "Node | Mark":
    if isinstance(child, XmlText):
        return Node("", {}, tuple(_marks(child)))
    children: list[Node | Mark] = []
    for one in _children(child):
        node = _node(one)
        # the texts of an element are its own: what is between them is no level
        children.extend(node.children if isinstance(node, Node) and not node.name else [node])
    return Node(child.tag or "", _attributes(child), tuple(children))


def _marks(text: XmlText) -> Iterator[Mark]:
    for value, marks in text.diff():
        if isinstance(value, str):
            yield Mark(value, dict(marks or {}))


def _append(parent: XmlFragment | XmlElement, node: Node) -> None:
    if not node.name:
        _append_text(parent, [child for child in node.children if isinstance(child, Mark)])
        return
    element = XmlElement(node.name)
    parent.children.append(element)
    for key, value in node.attributes.items():
        element.attributes[key] = value
    run: list[Mark] = []
    for child in node.children:
        if isinstance(child, Mark):
            run.append(child)
            continue
        _append_text(element, run)
        run = []
        _append(element, child)
    _append_text(element, run)


def _append_text(parent: XmlFragment | XmlElement, run: list[Mark]) -> None:
    if not run:
        return
    text = XmlText()
    parent.children.append(text)
    end = 0
    for mark in run:
        text.insert(end, mark.text, mark.marks)
        end += len(mark.text.encode())


def _depth(doc: Doc[Any]) -> int:
    """Return how deep the text is nested; foreign things count as very deep. Never calls itself."""
    found = FOREIGN * sum(1 for name in doc.keys() if name != ROOT)  # noqa: SIM118 - no mapping
    deepest = 0
    stack: list[tuple[XmlFragment | XmlElement, int]] = [(_root(doc), 0)]
    while stack:
        parent, depth = stack.pop()
        deepest = max(deepest, depth)
        for child in _children(parent):
            if isinstance(child, XmlText):
                values = [value for value, _ in child.diff()]
                found += FOREIGN * sum(1 for value in values if not isinstance(value, str))
                continue
            plain = (str, int, float, bool, type(None))
            found += FOREIGN * sum(1 for value in _attributes(child).values() if not isinstance(value, plain))
            stack.append((child, depth + 1))
    return found + deepest


def _is_in(update: bytes, doc: Doc[Any]) -> bool:
    """Say whether everything in an update that was applied has really found its place."""
    left = get_update(update, doc.get_state())
    # what is left begins with the number of clients whose structures are still outside
    if left[:1] != b"\x00":
        return False
    clocks = dict(_pairs(Numbers(doc.get_state())))
    numbers = Numbers(left[1:])
    for _ in range(numbers.read()):
        client = numbers.read()
        for start, length in _pairs(numbers):
            if start + length > clocks.get(client, 0):
                return False
    return True


def _pairs(numbers: "Numbers") -> Iterator[tuple[int, int]]:
    for _ in range(numbers.read()):
        yield numbers.read(), numbers.read()


class Numbers:
    """Reads the whole numbers and pieces of a message, each checked against its end."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    @property
    def is_at_end(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._content)

    def read(self) -> int:
        """Read a number of at most 64 bits.

        Raises:
            BadUpdate: if there is none.
        """
        value = shift = 0
        while True:
            if self._at >= len(self._content) or shift > 63:
                raise BadUpdate("A number is cut off.")
            byte = self._content[self._at]
            self._at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def piece(self) -> bytes:
        """Read a piece of bytes that its length goes before.

        Raises:
            BadUpdate: if it is cut off.
        """
        length = self.read()
        if self._at + length > len(self._content):
            raise BadUpdate("A piece is cut off.")
        self._at += length
        return self._content[self._at - length : self._at]


def number(value: int) -> bytes:
    """Write a whole number as the protocol does."""
    out = bytearray()
    while value > 127:
        out.append(128 | (value & 127))
        value >>= 7
    out.append(value)
    return bytes(out)


def piece(content: bytes) -> bytes:
    """Write bytes with their length before them."""
    return number(len(content)) + content
