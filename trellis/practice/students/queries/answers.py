"""The answers of an assessment as a team reads them: grid, items, patterns, rooms that may be named."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from trellis.evidence.measures.models import Assessment
from trellis.evidence.measures.queries.sheets import Sheet, sheet_of
from trellis.evidence.roster.models import Enrollment, SchoolClass, Student, Teaching
from trellis.evidence.roster.queries import classes_of_community, running
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.practice.students.models import ErrorPattern, RoomConsent
from trellis.practice.students.rules.answers import (
    ItemReading,
    Pattern,
    error_patterns,
    item_readings,
    read_mark,
    students_there,
)
from trellis.practice.students.rules.grouping import Proposed, propose_groups_of
from trellis.practice.students.words import Cell


@dataclass(frozen=True)
class RoomReading:
    """How one room answered the key items. Only rooms whose own teacher agreed."""

    room: SchoolClass
    right: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class OwnRoom:
    """A class of the person who asks, and whether the team sees its name."""

    room: SchoolClass
    shown: bool


@dataclass(frozen=True)
class Answers:
    """Everything the grid page shows."""

    sheet: Sheet
    items: tuple[ItemReading, ...]
    patterns: tuple[Pattern, ...]
    proposed: tuple[Proposed, ...]
    rooms: tuple[RoomReading, ...]
    own_rooms: tuple[OwnRoom, ...]

    @property
    def there(self) -> int:
        """How many students have an answer."""
        return len(students_there(self.sheet))

    def students_in_order(self, group: Proposed) -> list[Student]:
        """Return a group's students of the sheet, most need first, then by name."""
        ours = {student.pk: student for student in self.sheet.students}
        found = [ours[pk] for pk in group.students if pk in ours]
        return sorted(found, key=lambda one: (-self._open(one), one.family_name, one.given_name, one.pk))

    def _open(self, student: Student) -> int:
        return sum(
            read_mark(item, self.sheet.marks.get((student.pk, item.position)))
            not in (Cell.RIGHT, Cell.UNSEEN)
            for item in self.sheet.items
        )


def pattern_names(assessment: Assessment) -> Mapping[tuple[int, str], str]:
    """Return the names the team gave to wrong answers, by item position and answer."""
    return {
        (row.position, row.answer): row.name for row in ErrorPattern.objects.filter(assessment=assessment)
    }


def shown_rooms(community: Community) -> list[SchoolClass]:
    """Return the classes whose name the team sees, in the order of their titles.

    Consent holds only as long as the one who gave it teaches the class.
    """
    day = timezone.localdate()
    ours = classes_of_community(community=community)
    consents = RoomConsent.objects.filter(community=community, ended_at=None, school_class__in=ours)
    taught = set(
        Teaching.objects.filter(running(day), school_class__in=ours).values_list(
            "school_class_id", "person_id"
        )
    )
    held = {row.school_class_id for row in consents if (row.school_class_id, row.person_id) in taught}
    return [room for room in ours.order_by("title", "pk") if room.pk in held]


def own_rooms(by: Person, community: Community) -> list[OwnRoom]:
    """Return the classes of this community that the person teaches, each with its switch."""
    day = timezone.localdate()
    mine = Teaching.objects.filter(running(day), person=by).values("school_class_id")
    shown = {room.pk for room in shown_rooms(community)}
    rooms = classes_of_community(community=community).filter(pk__in=mine).order_by("title", "pk")
    return [OwnRoom(room, room.pk in shown) for room in rooms]


def _room_readings(community: Community, sheet: Sheet, items: list[ItemReading]) -> list[RoomReading]:
    rooms = shown_rooms(community)
    keys = [one.item for one in items if one.is_key]
    if not rooms or not keys:
        return []
    day = timezone.localdate()
    members: dict[int, set[int]] = {room.pk: set() for room in rooms}
    enrolled = Enrollment.objects.filter(running(day), school_class__in=rooms)
    for room_id, student_id in enrolled.values_list("school_class_id", "student_id"):
        members[room_id].add(student_id)
    found = []
    for room in rooms:
        lines = []
        for item in keys:
            cells = [read_mark(item, sheet.marks.get((pk, item.position))) for pk in members[room.pk]]
            seen = [cell for cell in cells if cell != Cell.UNSEEN]
            lines.append((item.label, sum(cell == Cell.RIGHT for cell in seen), len(seen)))
        found.append(RoomReading(room, tuple(lines)))
    return found


def answers_of(assessment: Assessment, *, community: Community, by: Person) -> Answers:
    """Return the answers of an assessment; whoever asks was let in by `open_assessment`."""
    sheet = sheet_of(assessment, community=community)
    items = item_readings(sheet)
    return Answers(
        sheet=sheet,
        items=tuple(items),
        patterns=tuple(error_patterns(sheet, items, pattern_names(assessment))),
        proposed=tuple(propose_groups_of(sheet)),
        rooms=tuple(_room_readings(community, sheet, items)),
        own_rooms=tuple(own_rooms(by, community)),
    )
