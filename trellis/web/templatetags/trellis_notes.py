"""The living notes of a meeting as a piece of page."""

from functools import partial
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trellis.practice.meetings.queries.notes import notes_as_they_stand, sight_of
from trellis.practice.meetings.words import NotesSight
from trellis.web.notes.inserts import INSERTS
from trellis.web.notes.objects import draw
from trellis.web.notes.written import written

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting

register = template.Library()
EDITOR = "editor/notes.js"


def has_editor() -> bool:
    """Say whether the editor was built."""
    if settings.DEVELOPMENT:
        return finders.find(EDITOR) is not None
    return (settings.BUILD_DIR / EDITOR).exists()


@register.simple_tag
def editor_script() -> SafeString:
    """The editor of notes; empty where it was not built (notes are read then, not written)."""
    if not has_editor():
        return mark_safe("")
    return format_html('<script type="module" src="{}"></script>', static(EDITOR))


@register.inclusion_tag("notes/_living_notes.html", takes_context=True)
def living_notes(context: Context, meeting: "Meeting") -> dict[str, object]:
    """The notes: what is written, and what the editor needs to begin."""
    person = context["request"].user
    nodes = notes_as_they_stand(meeting)
    return {
        "meeting": meeting,
        "words": written(nodes, partial(draw, by=person, meeting=meeting)) if nodes else "",
        "may_write": sight_of(person, meeting) == NotesSight.WRITES,
        "has_editor": has_editor(),
        "inserts": [(kind, insert.label) for kind, insert in INSERTS.items()],
    }
