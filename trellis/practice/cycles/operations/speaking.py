"""What each member says for themself, and the idea board."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Cycle, Idea, IdeaVote, Voice
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.queries.ideas import DOTS
from trellis.practice.cycles.words import VoiceKind


@transaction.atomic
def speak(
    *,
    by: Person,
    cycle: Cycle,
    kind: VoiceKind,
    text: str = "",
    with_person: str = "",
    now: datetime | None = None,
) -> Voice:
    """Say one's own part: agree, say the goal, name one thing to try, share a visit, look back.

    Raises:
        Invalid: without words where words are the point, or without the colleague of a visit.
    """
    locked = take_cycle(by, cycle)
    members = {person.public_id: person for person in working_members_of(locked.community)}
    if by.public_id not in members:
        raise Invalid(_("Only members who do the work speak here."))
    if kind == VoiceKind.AGREES and not locked.problem.statement.strip():
        raise Conflict(_("Write the problem first; then agree on it."))
    if kind in (VoiceKind.RESTATES, VoiceKind.TRIES, VoiceKind.REFLECTS) and not text.strip():
        raise Invalid(_("Say it in your own words."), {"text": _("One sentence is enough.")})
    colleague = members.get(with_person)
    if kind == VoiceKind.VISITED and (colleague is None or colleague.pk == by.pk):
        raise Invalid(_("With whom?"), {"with_person": _("Choose the colleague you visited.")})
    voice, _made = Voice.objects.update_or_create(
        cycle=locked,
        person=by,
        kind=kind,
        defaults={"text": text.strip(), "with_person": colleague, "said_at": now or timezone.now()},
    )
    journal(by, locked, "voice.said", {"kind": str(kind)})
    return voice


@transaction.atomic
def add_idea(*, by: Person, cycle: Cycle, text: str, strength: str = "", now: datetime | None = None) -> Idea:
    """Put an idea on the board; names show once the board is opened (S0-31).

    Raises:
        Invalid: without words.
    """
    locked = take_cycle(by, cycle)
    if not text.strip():
        raise Invalid(_("Write the idea."), {"text": _("One line is enough.")})
    named = Idea.objects.filter(cycle=locked, named_at__isnull=False).exists()
    moment = now or timezone.now()
    return Idea.objects.create(
        cycle=locked,
        text=text.strip(),
        strength=strength,
        by=by,
        written_at=moment,
        named_at=moment if named else None,
    )


@transaction.atomic
def open_idea_board(*, by: Person, cycle: Cycle, now: datetime | None = None) -> int:
    """Show who wrote which idea, for all at once; return how many ideas there are."""
    locked = take_cycle(by, cycle)
    Idea.objects.filter(cycle=locked, named_at=None).update(named_at=now or timezone.now())
    journal(by, locked, "ideas.named")
    return Idea.objects.filter(cycle=locked).count()


@transaction.atomic
def vote_idea(*, by: Person, cycle: Cycle, pk: str) -> bool:
    """Put a dot on an idea, or take it away; each member has three. Return whether the dot is there now.

    Raises:
        Conflict: when the three dots are used.
    """
    locked = take_cycle(by, cycle)
    idea = Idea.objects.filter(cycle=locked, public_id=pk).first()
    if idea is None:
        raise NotFound(_("There is no such idea here."))
    if IdeaVote.objects.filter(idea=idea, person=by).delete()[0]:
        return False
    if IdeaVote.objects.filter(idea__cycle=locked, person=by).count() >= DOTS:
        raise Conflict(_("Your three dots are used. Take one away first."))
    IdeaVote.objects.create(idea=idea, person=by)
    return True
