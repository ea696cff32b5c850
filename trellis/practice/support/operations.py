"""Help between teams: ask, answer, thank, close (S0-13)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.practice.cycles.models import Cycle
from trellis.practice.meetings.models import Thanks
from trellis.practice.meetings.operations.thanking import thank
from trellis.practice.support.models import HelpAnswer, HelpAsk
from trellis.practice.support.queries import is_asking_team, own_teams, reads_ask
from trellis.practice.support.rules import may_answer, may_ask_for_help
from trellis.practice.support.words import Reach


def _note(by: Person, ask: HelpAsk, verb: str, data: dict[str, object] | None = None) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="help_ask",
        object_id=ask.public_id,
        organization_id=ask.community.organization_id,
        community_id=ask.community_id,
        data=data or {},
    )


def _path(ask: HelpAsk) -> str:
    return f"/help/{ask.public_id}/"


@transaction.atomic
def ask_for_help(
    *,
    by: Person,
    community: Community,
    topic: str,
    text: str = "",
    reach: Reach = Reach.SCHOOL,
    to_leaders: bool = False,
    cycle: Cycle | None = None,
    now: datetime | None = None,
) -> HelpAsk:
    """Ask the teams of the school or the district for help; ``cycle``: one's own in which one is stuck.

    Raises:
        NotFound: for everybody but the members, and for a cycle of another team.
        Invalid: without a topic.
    """
    foreign = cycle is not None and cycle.community_id != community.pk
    if foreign or not may_ask_for_help(relations_to_community(by, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    words = " ".join(topic.split())
    if not words or len(words) > 120:
        raise Invalid(_("With what do you want help?"), {"topic": _("A few words others can search for.")})
    ask = HelpAsk.objects.create(
        community=community,
        cycle=cycle,
        asked_by=by,
        topic=words,
        text=text.strip()[:2000],
        reach=reach,
        to_leaders=to_leaders,
        asked_at=now or timezone.now(),
    )
    _note(by, ask, "help.asked", {"reach": str(reach), "to_leaders": to_leaders})
    return ask


def _take(by: Person, ask: HelpAsk) -> HelpAsk:
    locked = (
        HelpAsk.objects.select_for_update(of=("self",))
        .select_related("community__organization", "asked_by")
        .get(pk=ask.pk)
    )
    if not reads_ask(by, locked):
        raise NotFound(_("There is no such question, or it is not open to you."))
    return locked


@transaction.atomic
def answer_ask(
    *, by: Person, ask: HelpAsk, community: str, text: str, now: datetime | None = None
) -> HelpAnswer:
    """Answer for one's own team; the team that asked and one's own team are told.

    Raises:
        NotFound: for who may not read it.
        Refused: for who works in no other team.
        Conflict: when it is closed.
        Invalid: without words.
    """
    locked = _take(by, ask)
    team = next((one for one in own_teams(by) if one.public_id == community), None)
    if not may_answer(
        reads=True,
        is_member=is_asking_team(by, locked),
        in_own_team=team is not None,
        is_closed=locked.closed_at is not None,
    ):
        if locked.closed_at is not None:
            raise Conflict(_("They found help already. Thank you."))
        raise Refused(_("Members of other teams answer, each for their own team."))
    if team is None or not text.strip():
        raise Invalid(_("What do you offer?"), {"text": _("A few words, or when you have time.")})
    moment = now or timezone.now()
    answer = HelpAnswer.objects.create(
        ask=locked, community=team, by=by, text=text.strip()[:2000], answered_at=moment
    )
    _note(by, locked, "help.answered", {"answer": answer.public_id, "team": team.public_id})
    words = {
        "by": by.full_name,
        "team": team.name,
        "community": locked.community.name,
        "topic": locked.topic,
    }
    asking = working_members_of(locked.community)
    ids = {person.pk for person in asking}
    own = [person for person in working_members_of(team) if person.pk not in {by.pk, *ids}]
    about = _about(locked, words, moment)
    tell(people=[person for person in asking if person.pk != by.pk], kind="help.answered", **about)
    # their own team is told only of what it may read
    tell(people=[person for person in own if reads_ask(person, locked)], kind="help.given", **about)
    return answer


def _about(ask: HelpAsk, words: dict[str, str], now: datetime) -> dict[str, Any]:
    """What every notice about a question has, but whom it is for and its kind."""
    return {
        "words": words,
        "path": _path(ask),
        "object_kind": "help_ask",
        "object_id": ask.public_id,
        "now": now,
    }


def _take_as_asker(by: Person, ask: HelpAsk) -> HelpAsk:
    locked = _take(by, ask)
    if not is_asking_team(by, locked):
        raise Refused(_("The team that asked says what came of it."))
    return locked


@transaction.atomic
def thank_for_answer(
    *, by: Person, answer: HelpAnswer, text: str, to_team: bool, now: datetime | None = None
) -> Thanks:
    """Say who helped, to them alone or to their team too, as the teller chooses. Nobody counts it.

    Raises:
        NotFound: for who may not read the ask.
        Refused: for everybody but the team that asked.
        Invalid: without words.
    """
    locked = _take_as_asker(by, answer.ask)
    row = thank(
        by=by, to=answer.by, text=text, team=answer.community if to_team else None, meeting=None, now=now
    )
    _note(by, locked, "help.thanked", {"answer": answer.public_id})
    return row


@transaction.atomic
def close_ask(*, by: Person, ask: HelpAsk, now: datetime | None = None) -> HelpAsk:
    """Say that help was found, or that it is no longer needed; who answered is told once.

    Raises:
        NotFound: for who may not read it.
        Refused: for everybody but the team that asked.
    """
    locked = _take_as_asker(by, ask)
    if locked.closed_at is not None:
        return locked
    moment = now or timezone.now()
    locked.closed_at = moment
    locked.save(update_fields=["closed_at"])
    _note(by, locked, "help.closed")
    helpers = {answer.by.pk: answer.by for answer in locked.answers.select_related("by")}
    words = {"community": locked.community.name, "topic": locked.topic}
    others = [one for one in helpers.values() if one.pk != by.pk]
    tell(people=others, kind="help.closed", **_about(locked, words, moment))
    return locked
