"""Fixed vocabulary of meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Mode(models.TextChoices):
    """Where people meet (S2-52)."""

    ROOM = "room", _("In a room")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("Some in the room, some virtual")


class Inclusion(models.TextChoices):
    """What is arranged so that everybody can take part (S3-17)."""

    INTERPRETING = "interpreting", _("An interpreter")
    CAPTIONS = "captions", _("Live captions")
    TURN_ORDER = "turn_order", _("We speak in turn")
    LARGE_TYPE = "large_type", _("Large type")
    AHEAD = "ahead", _("Texts are sent ahead")
    BREAK = "break", _("A short break")
    AIRTIME = "airtime", _("We look that every voice is heard")


class CoverState(models.TextChoices):
    """What became of the question whether a colleague takes the class (S4-39)."""

    ASKED = "asked", _("Asked")
    YES = "yes", _("Takes the class")
    NO = "no", _("Cannot")
    WITHDRAWN = "withdrawn", _("Not needed any more")


class Rhythm(models.TextChoices):
    """How often a series meets."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month, on the same weekday")


class MeetingState(models.TextChoices):
    """A meeting is planned, then running, then held; or it is cancelled and stays counted (S0-32)."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class ItemKind(models.TextChoices):
    """What an agenda item is for (S0-33)."""

    LEARN = "learn", _("Learn")
    DECIDE = "decide", _("Decide")
    CHECK_PROGRESS = "check_progress", _("Check progress")
    LOGISTICS = "logistics", _("Logistics")


class ItemPart(models.TextChoices):
    """What the room shows when an item runs."""

    CHECK_IN = "check_in", _("Check-in and norm of the day")
    PROMISES = "promises", _("Promises from last time")
    GOAL = "goal", _("Goal and chart")
    MAIN = "main", _("Main work")
    PRODUCT = "product", _("Plan or product")
    WRAP = "wrap", _("Promises and family line")
    REFLECT = "reflect", _("How did we work?")
    OTHER = "other", _("Something else")


class ItemSource(models.TextChoices):
    """Where an agenda item came from."""

    TEMPLATE = "template", _("From the agenda template")
    STAGE = "stage", _("From the stage of the cycle")
    PROMISE = "promise", _("From open promises")
    RESULT = "result", _("New results")
    QUESTION = "question", _("A member’s question")
    PARKED = "parked", _("From the parking lot")
    MEMBER = "member", _("Proposed by a member")
    ASKED = "asked", _("Asked for from outside the team")


class ItemState(models.TextChoices):
    """An item is on the agenda, or waits for the team's yes, or was declined (S1-03, S2-14)."""

    PROPOSED = "proposed", _("Waits for the team")
    PLANNED = "planned", _("On the agenda")
    DECLINED = "declined", _("Not this time")


class MeetingFunction(models.TextChoices):
    """What somebody does in one meeting (content, 7.4)."""

    FACILITATOR = "facilitator", _("Facilitator")
    NOTE_TAKER = "note_taker", _("Note taker")
    TIMEKEEPER = "timekeeper", _("Timekeeper")
    PROCESS_OBSERVER = "process_observer", _("Process observer")
    DATA_LEAD = "data_lead", _("Data lead")
    EQUITY_QUESTIONER = "equity_questioner", _("Asks who is missing")
    PRESENTER = "presenter", _("Presenter")


class DecisionMethod(models.TextChoices):
    """How a decision is made (S0-38, S3-19)."""

    CONSENT = "consent", _("Consent: nobody has a strong objection")
    CONSENSUS = "consensus", _("Consensus: fist to five")
    VOTE = "vote", _("Vote")
    ADVICE = "advice", _("Advice: one of us decides after asking")


class DecisionState(models.TextChoices):
    """A proposal is open until it is decided or taken back; a decided one never changes (S3-19)."""

    OPEN = "open", _("Open")
    ADOPTED = "adopted", _("Adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    WITHDRAWN = "withdrawn", _("Taken back")


class StepState(models.TextChoices):
    """A promise is open, then done or dropped with a reason."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class StepOutcome(models.TextChoices):
    """What the team said of a promise when it came up."""

    DONE = "done", _("Done")
    CARRIED = "carried", _("Carried over")
    DROPPED = "dropped", _("Dropped")


class RepairOutcome(models.TextChoices):
    """What the team says of a repaired norm when it looks again."""

    BETTER = "better", _("Better: we keep doing it")
    SAME = "same", _("Not yet: we try once more")
    OTHER = "other", _("It was something else: we let it go")


class RecordState(models.TextChoices):
    """The record is a draft, may be amended by members, and is agreed."""

    DRAFT = "draft", _("Draft")
    AMENDED = "amended", _("Amended")
    AGREED = "agreed", _("Agreed")


class NotesReason(models.TextChoices):
    """Why a version of the notes was kept."""

    WRITTEN = "written", _("Written")
    RESTORED = "restored", _("An earlier version was restored")
    AGREED = "agreed", _("The record was agreed")


class NotesSight(models.IntegerChoices):
    """How far somebody gets into the notes of a meeting, from nothing to everything."""

    NOTHING = 0, _("nothing")
    HEARS = 1, _("is told when the open part changes")
    READS = 2, _("reads")
    WRITES = 3, _("reads and writes")


#: The structure of notes. It grows when the editor learns a new element; an open page of another version
#: reloads, because it would remove what it does not know. Elements are never removed or renamed.
NOTES_SCHEMA = 1
#: What stands in the notes as a reference to an object of its own.
REFERENCE_KINDS = ("decision", "promise", "snapshot")


class RunState(models.TextChoices):
    """A protocol runs, then it is finished."""

    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")


class RunStepState(models.TextChoices):
    """A step of a running protocol: ahead, then running or paused, then done or skipped."""

    AHEAD = "ahead", _("Ahead")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class RunEventKind(models.TextChoices):
    """What the facilitator did with the clock and the common reveal; kept with who and when."""

    STARTED = "started", _("started")
    NEXT = "next", _("went on")
    SKIPPED = "skipped", _("skipped")
    EXTENDED = "extended", _("gave more time")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("went on after a pause")
    REVEALED = "revealed", _("showed everything together")
    CLOSED = "closed", _("closed the vote")
    FINISHED = "finished", _("finished")
    GUESTS_IN = "guests_in", _("let guests write and vote")
    GUESTS_OUT = "guests_out", _("kept writing and voting to the team")


class Found(models.TextChoices):
    """Where words were found."""

    DECISION = "decision", _("Decision")
    PROMISE = "promise", _("Promise")
    NOTES = "notes", _("Notes")
    REFLECTION = "reflection", _("How we worked")


class Lost(models.TextChoices):
    """Why planned time was not used (S4-39)."""

    CANCELLED = "cancelled", _("Cancelled")
    NOT_BEGUN = "not_begun", _("Nobody began")
    SHORT = "short", _("Ended early")


class Gap(models.TextChoices):
    """What the road map of a cycle lacks for a stage (S4-29)."""

    NO_MEETING = "no_meeting", _("No meeting is planned for this step.")
    BEHIND = "behind", _("The meetings of this step are over, and it is still open.")
    OTHER_WEEK = "other_week", _("No meeting lies in the weeks of this step; it shares the nearest one.")
    BEFORE_RESULTS = "before_results", _("All its meetings stand before the results it needs.")


#: How long a picture that somebody pins stays on the agenda, until the team says otherwise.
PIN_MINUTES = 10
#: The fewest answers of a pulse that are shown; one less could point at a person.
PULSE_FLOOR = 5
#: The three taps of the pulse, from 1 (not at all) to 4 (fully).
PULSE_QUESTIONS = (
    ("useful", _("This time was useful for my students.")),
    ("heard", _("I was heard.")),
    ("clear", _("I know what I do next.")),
)
#: Norms asked for at the end of one meeting, each with one tap from 1 (not at all) to 4 (fully).
NORMS_ASKED = 3
#: Taps from here on say that a norm was kept.
NORM_KEPT = 3
#: After so many meetings a team looks again at a repaired norm, if it says nothing else.
REPAIR_AFTER = 3
#: Whoever was not heard of for so many minutes, or said that they go, is away: no vote waits for them.
AWAY_MINUTES = 5
#: How often at most it is written down that somebody's screen was heard of.
SEEN_EVERY_SECONDS = 30
#: Where a guest's browser keeps the key of their seat, and for how many hours at most.
GUEST_COOKIE = "trellis_guest"
GUEST_HOURS = 12
#: Letters and figures of a join code: none that look alike.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6

#: Sentences of this room's notices, filled with the words of the notice.
SENTENCES = {
    "meeting.scheduled": gettext_noop("%(community)s meets on %(day)s at %(time)s: “%(meeting)s”."),
    "meeting_series.scheduled": gettext_noop(
        "%(community)s meets %(count)s times from %(day)s on, at %(time)s: “%(meeting)s”."
    ),
    "meeting.invited": gettext_noop("%(by)s invites you into one meeting of %(community)s: “%(meeting)s”."),
    "meeting.uninvited": gettext_noop("The invitation to “%(meeting)s” of %(community)s was taken back."),
    "meeting.slot_asked": gettext_noop("%(by)s asks for %(minutes)s minutes in “%(meeting)s”."),
    "meeting.slot_given": gettext_noop("%(community)s gives you time in “%(meeting)s”."),
    "meeting.slot_declined": gettext_noop("%(community)s has no time for it in “%(meeting)s”."),
    "meeting.changed": gettext_noop("“%(meeting)s” is now on %(day)s at %(time)s."),
    "meeting.cancelled": gettext_noop("“%(meeting)s” on %(day)s is cancelled."),
    "agenda.published": gettext_noop("%(by)s sent the agenda of “%(meeting)s” ahead."),
    "cover.asked": gettext_noop("%(by)s asks you to take a class on %(day)s at %(time)s."),
    "cover.yes": gettext_noop("%(by)s takes your class on %(day)s at %(time)s."),
    "cover.no": gettext_noop("%(by)s cannot take your class on %(day)s at %(time)s."),
    "cover.withdrawn": gettext_noop("%(by)s needs nobody for the class on %(day)s at %(time)s any more."),
    "thanks.said": gettext_noop("%(by)s thanks you: “%(text)s”"),
    "decision.closed": gettext_noop("%(community)s decided something in “%(meeting)s”."),
    "promise.yours": gettext_noop("You took something on in “%(meeting)s” of %(community)s."),
}
