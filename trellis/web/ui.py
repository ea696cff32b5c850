"""What the components of a page are given: small frozen records without a table behind them.

Pages fill them from queries; the tags of ``trellis_ui`` draw them. See ``docs/patterns.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

type Reach = Literal["self", "team", "many"]


class Audience(Protocol):
    """Anything that answers “who can see this?”, above all ``trellis.people.access.queries.WhoCanSee``."""

    @property
    def sentence(self) -> str:
        """Who, in one plain sentence: “Seen by the Grade 4 team, 5 people”."""

    @property
    def lines(self) -> Sequence[str]:
        """Who can open it, one a line, then who cannot."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer to “who can see this?” that a page gives. ``reach`` chooses the sign: lock, group, world."""

    sentence: str
    lines: Sequence[str] = ()
    reach: Reach = "team"


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: a crumb, a tab, an item of the main navigation."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a road. ``weeks`` (1 to 20) is its length on the track; ``note`` says which weeks."""

    name: str
    weeks: int
    state: Literal["past", "now", "next"]
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One exit check: what must be so, whether it is, what we saw, where to mend it."""

    text: str
    met: bool
    found: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """A piece of a sentence with blanks: plain words, a filled blank, or an open one (``filled`` false)."""

    text: str
    is_blank: bool = True
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words: “9”, “new”."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of an answer grid. ``mark`` is what stands there: the letter chosen, or points (“1 of 3”)."""

    state: Literal["right", "wrong", "part", "blank", "unseen"]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a check: its number, a few words, whether it tells most of the story, and the foot line."""

    number: str
    words: str = ""
    is_key: bool = False
    right: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One student's answers, in the order of the items."""

    name: str
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """Rows that belong together: “Items 3 and 7, 14 students”."""

    rows: Sequence[AnswerRow]
    title: str = ""


@dataclass(frozen=True, slots=True)
class AnswerGrid:
    """Students by items. Right steps back, wrong is ink, so that the misconception can be read."""

    caption: str
    items: Sequence[Item]
    sections: Sequence[AnswerSection]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """How fully a strategy was used in one week."""

    how: Literal["fully", "partly", "not", "unrecorded"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class UseRow:
    """One member's weeks, or one classroom's: a name and a use for every week of the grid."""

    name: str
    uses: Sequence[Use] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class UseGrid:
    """The use record of a team by week. There is no total per person, on purpose."""

    caption: str
    weeks: Sequence[str]
    rows: Sequence[UseRow]
