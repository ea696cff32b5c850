"""What stands in the notes by reference, drawn for one reader."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.practice.meetings.queries.notes import (
    decision_in_notes,
    open_snapshot,
    promise_in_notes,
    student_in_notes,
)

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.models import Meeting


def draw(kind: str, ref: str, *, by: "Person", meeting: "Meeting") -> SafeString:
    """Return a reference as this person sees it.

    Raises:
        NotFound: when there is no such thing in the notes of this meeting.
    """
    if kind == "decision" and (decision := decision_in_notes(meeting, ref)):
        return _drawn("notes/_decision.html", {"decision": decision})
    if kind == "promise" and (promise := promise_in_notes(meeting, ref)):
        return _drawn("notes/_promise.html", {"promise": promise})
    if kind == "snapshot":
        snapshot = open_snapshot(meeting, ref)
        # drawn by us when it was frozen, and never changed since
        chart = mark_safe(snapshot.content["chart"])
        return _drawn("notes/_snapshot.html", {"snapshot": snapshot, "chart": chart})
    if kind == "student":
        student = student_in_notes(by=by, meeting=meeting, ref=ref)
        return _drawn("notes/_student.html", {"student": student})
    raise NotFound(_("This does not stand in these notes any more."))


def _drawn(template: str, context: dict[str, object]) -> SafeString:
    return render_to_string(template, context)
