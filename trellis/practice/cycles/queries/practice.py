"""How a team's teaching changes: from knowing to doing, what was adjusted, what happened on the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.people.places.queries import school_weeks
from trellis.practice.cycles.models import Adjustment, Cycle, ReflectionDepth, StrategyInUse, UseRecord, Voice
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.cycles.rules.knowing import Ladder, Signs, ladder_of
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import Choice, CycleState, Material, Used, VoiceKind

_LEARNED = (VoiceKind.TRIES, VoiceKind.VISITED, VoiceKind.REFLECTS)


def own_depths(by: Person) -> QuerySet[ReflectionDepth]:
    """Return how deep a person looked back, oldest first: their own notes and nobody else's."""
    return ReflectionDepth.objects.filter(person=by).select_related("cycle")


def looked_back(by: Person, cycle: Cycle) -> int:
    """Return in how many other cycles a person looked back."""
    return Voice.objects.filter(person=by, kind=VoiceKind.REFLECTS).exclude(cycle=cycle).count()


@dataclass(frozen=True)
class InUse:
    """A strategy of a team and how far it came."""

    strategy: StrategyInUse
    ladder: Ladder


def strategies_in_use(
    community: Community, *, cycle: Cycle | None = None, today: date | None = None
) -> list[InUse]:
    """Return the strategies of a community (or of one cycle), newest first, in a fixed number of queries.

    For members only: the caller opens the community's work first.
    """
    rows = StrategyInUse.objects.filter(cycle__community=community).select_related("cycle")
    if cycle is not None:
        rows = rows.filter(cycle=cycle)
    strategies = list(rows.order_by("-cycle__starts_on", "-id"))
    cycles = [row.cycle_id for row in strategies]
    if not cycles:
        return []
    learned: dict[int, set[int]] = defaultdict(set)
    for pk, person in Voice.objects.filter(cycle__in=cycles, kind__in=_LEARNED).values_list(
        "cycle_id", "person_id"
    ):
        learned[pk].add(person)
    used: dict[int, dict[tuple[int, date], Used]] = defaultdict(dict)
    own_way: dict[int, set[tuple[int, date]]] = defaultdict(set)
    for record in UseRecord.objects.filter(cycle__in=cycles):
        used[record.cycle_id][record.person_id, record.week] = Used(record.used)
        if record.material == Material.CHANGED:
            own_way[record.cycle_id].add((record.person_id, record.week))
    adjusted: dict[int, list[date]] = defaultdict(list)
    for pk, on in Adjustment.objects.filter(cycle__in=cycles).values_list("cycle_id", "adjusted_on"):
        adjusted[pk].append(on)
    members = {person.pk for person in working_members_of(community)}
    weeks = _finished_weeks(community, strategies, today or timezone.localdate())
    return [
        InUse(
            row,
            ladder_of(
                Signs(
                    members=members,
                    learned=learned[row.cycle_id],
                    planned=row.starts_on is not None,
                    weeks=_weeks_of(row, weeks),
                    used=used[row.cycle_id],
                    own_way=own_way[row.cycle_id],
                    adjusted_on=adjusted[row.cycle_id],
                )
            ),
        )
        for row in strategies
    ]


def _finished_weeks(community: Community, rows: Sequence[StrategyInUse], day: date) -> list[date]:
    starts = [row.starts_on for row in rows if row.starts_on is not None]
    if not starts or min(starts) > day:
        return []
    weeks = school_weeks(community.organization, min(starts), day)
    return [week for week in weeks if week < monday_of(day)]


def _weeks_of(row: StrategyInUse, weeks: Sequence[date]) -> list[date]:
    """Return the weeks in which a strategy was to be used: of a closed cycle none after its end."""
    if row.starts_on is None:
        return []
    first = monday_of(row.starts_on)
    last = row.cycle.ends_on if row.cycle.state == CycleState.CLOSED else None
    return [week for week in weeks if week >= first and (last is None or week <= last)]


@dataclass(frozen=True)
class Happening:
    """Something that shows how our teaching changed: the day, what, and the words to it (S1-05)."""

    on: date
    what: str
    words: str = ""


def timeline_of(work: Work) -> list[Happening]:
    """Return the evidence of changed practice in a cycle, newest first."""
    found = [
        Happening(timezone.localdate(voice.said_at), what, voice.text)
        for voice in work.voices
        if (what := _said(voice))
    ]
    if work.strategy and work.use_starts_on and work.use_starts_on <= timezone.localdate():
        found.append(
            Happening(
                work.use_starts_on,
                _("First use: %(name)s") % {"name": work.strategy.name},
                work.strategy.practice_change,
            )
        )
    inside = {person.pk for person in work.members}
    by_week: dict[date, set[int]] = defaultdict(set)
    for record in work.use_records:
        if record.used in (Used.FULLY, Used.PARTLY) and record.person_id in inside:
            by_week[record.week].add(record.person_id)
    found += [
        Happening(
            week,
            _("Week of %(week)s: %(n)d of %(all)d used it")
            % {"week": date_format(week, "MONTH_DAY_FORMAT"), "n": len(people), "all": len(inside)},
            "; ".join(
                record.own_words for record in work.use_records if record.week == week and record.own_words
            ),
        )
        for week, people in by_week.items()
    ]
    found += [
        Happening(row.adjusted_on, _("Adjusted: %(what)s") % {"what": row.what}, row.because)
        for row in work.adjustments
    ]
    if work.decision:
        found.append(
            Happening(
                work.decision.decided_on,
                _("Decided: %(choice)s") % {"choice": Choice(work.decision.choice).label},
                work.decision.reason,
            )
        )
    return sorted(found, key=lambda one: one.on, reverse=True)


def _said(voice: Voice) -> str:
    name = voice.person.called
    if voice.kind == VoiceKind.TRIES:
        return _("%(name)s will try something") % {"name": name}
    if voice.kind == VoiceKind.REFLECTS:
        return _("%(name)s looked back") % {"name": name}
    if voice.kind == VoiceKind.VISITED and voice.with_person:
        return _("%(name)s and %(other)s shared a visit or a clip") % {
            "name": name,
            "other": voice.with_person.called,
        }
    return ""
