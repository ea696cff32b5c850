"""Makes what is to stand in the notes by reference: a form for each kind, and the operation behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.meetings.operations.deciding import propose_decision
from trellis.practice.meetings.operations.notes import freeze_data
from trellis.practice.meetings.operations.promising import make_promise
from trellis.practice.meetings.queries.notes import students_to_name
from trellis.practice.meetings.words import DecisionMethod
from trellis.web.charts.pictures import RunPicture
from trellis.web.cycles.board import cycle_board
from trellis.web.notes.forms import ChartForm, DecisionForm, PromiseForm, StudentForm

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


def _promise_form(by: "Person", meeting: "Meeting", data: Mapping[str, Any] | None) -> forms.Form:
    people = [(person.public_id, person.called) for person in working_members_of(meeting.community)]
    return PromiseForm(data, people=people, initial={"who": by.public_id})


def _promise(by: "Person", meeting: "Meeting", data: Mapping[str, Any]) -> str:
    step = make_promise(by=by, meeting=meeting, text=data["text"], who=data["who"], due_on=data["due_on"])
    return step.public_id


def _propose(by: "Person", meeting: "Meeting", data: Mapping[str, Any]) -> str:
    method = DecisionMethod(data["method"])
    decision = propose_decision(
        by=by, meeting=meeting, text=data["text"], method=method, review_on=data["review_on"]
    )
    return decision.public_id


INSERTS: Mapping[str, Insert] = {
    "decision": Insert(_("Decision"), lambda _by, _meeting, data: DecisionForm(data), _propose),
    "promise": Insert(_("Promise"), _promise_form, _promise),
    "snapshot": Insert(_("Chart"), _chart_form, _freeze),
    # nothing is made: the notes only point to the student
    "student": Insert(_("Student"), _student_form, lambda _by, _meeting, data: str(data["student"])),
}
