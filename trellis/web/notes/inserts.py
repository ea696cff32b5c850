"""Makes what is to stand in the notes by reference: a form for each kind, and the operation behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.meetings.operations.notes import freeze_data
from trellis.practice.meetings.queries.notes import students_to_name
from trellis.web.charts.pictures import RunPicture
from trellis.web.cycles.board import cycle_board
from trellis.web.notes.forms import ChartForm, StudentForm

if TYPE_CHECKING:  # doors know tables only by type
    from django.utils.functional import Promise

    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.models import Meeting


@dataclass(frozen=True)
class Insert:
    """One kind: what the button says, how its form is made, what makes it (returns the id)."""

    label: "Promise"
    form: "Callable[[Person, Meeting, Mapping[str, Any] | None], forms.Form]"
    make: "Callable[[Person, Meeting, Mapping[str, Any]], str]"


def pictures_of(by: "Person", meeting: "Meeting") -> dict[str, RunPicture]:
    """Return the charts that can be frozen, by key: that of the cycle the meeting works on."""
    cycle = meeting.cycle or running_cycle_of(meeting.community, by=by)
    picture = cycle_board(work_of(cycle)).picture if cycle is not None else None
    return {"cycle": picture} if picture is not None else {}


def _chart_form(by: "Person", meeting: "Meeting", data: Mapping[str, Any] | None) -> forms.Form:
    charts = [(key, picture.title) for key, picture in pictures_of(by, meeting).items()]
    return ChartForm(data, charts=charts)


def _freeze(by: "Person", meeting: "Meeting", data: Mapping[str, Any]) -> str:
    picture = pictures_of(by, meeting)[data["chart"]]
    # ids inside the drawing are unique on the page: the same chart may stand beside the notes
    own = replace(picture, key=f"frozen-{uuid4().hex[:8]}")
    chart = render_to_string("notes/_frozen_chart.html", {"picture": own})
    content = {"chart": chart, "sentence": picture.sentence}
    return freeze_data(by=by, meeting=meeting, title=picture.title, content=content).public_id


def _student_form(by: "Person", meeting: "Meeting", data: Mapping[str, Any] | None) -> forms.Form:
    students = [
        (student.public_id, f"{student.family_name}, {student.preferred_name or student.given_name}")
        for student in students_to_name(by=by, meeting=meeting)
    ]
    return StudentForm(data, students=students)


INSERTS: Mapping[str, Insert] = {
    "snapshot": Insert(_("Chart"), _chart_form, _freeze),
    # nothing is made: the notes only point to the student
    "student": Insert(_("Student"), _student_form, lambda _by, _meeting, data: str(data["student"])),
}
