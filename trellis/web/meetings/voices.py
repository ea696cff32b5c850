"""Whether every voice is heard: a sentence for all, names to tap for who counts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.practice.meetings.queries.functions import counts_voices
from trellis.practice.meetings.rules.fair import Voices, voices_of
from trellis.practice.meetings.words import Inclusion, MeetingState

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.models import Attendance, Meeting


def voices_sentence(voices: Voices) -> str:
    """Say how turns are shared, without a name."""
    if voices.heard == voices.here:
        said = _("Everybody was heard.")
    else:
        said = _("Heard so far: %(heard)d of %(here)d.") % {"heard": voices.heard, "here": voices.here}
    if not voices.heard:
        return said
    shared = ngettext(
        "%(half)d of %(here)d took half of the turns.",
        "%(half)d of %(here)d took half of the turns.",
        voices.half,
    )
    return f"{said} {shared % {'half': voices.half, 'here': voices.here}}"


def voices_page(meeting: "Meeting", by: "Person", here: Sequence["Attendance"]) -> dict[str, Any]:
    """Return what screens say of turns, and names to tap for who counts; nothing where nobody wants it."""
    if Inclusion.AIRTIME not in meeting.inclusion or meeting.state != MeetingState.RUNNING:
        return {"sentence": "", "taps": []}
    voices = voices_of([row.turns for row in here])
    taps = [
        (row.public_id, row.person.called if row.person else row.guest_name, row.turns > 0) for row in here
    ]
    return {
        "sentence": voices_sentence(voices) if voices else "",
        "taps": taps if counts_voices(by, meeting) else [],
    }
