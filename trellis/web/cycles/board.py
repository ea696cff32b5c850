"""The page of a cycle, put together from plain records for the components."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from trellis.people.places.queries import holidays_between
from trellis.practice.cycles.queries.chart import read_chart, use_first_percent, use_of, use_weeks
from trellis.practice.cycles.queries.facts import Work, facts_of, findings_of, is_running
from trellis.practice.cycles.rules.chain import chain_of
from trellis.practice.cycles.rules.checks import Finding
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.rules.use import UseSummary
from trellis.practice.cycles.words import NeedSide, Used
from trellis.practice.goals.queries import goal_sentence
from trellis.web.charts.pictures import RunPicture
from trellis.web.charts.run import day_words
from trellis.web.cycles.picture import run_picture
from trellis.web.cycles.tools import tool_link
from trellis.web.ui import Blank, Check, Stage, Use, UseGrid, UseRow

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle
    from trellis.practice.cycles.models import Stage as CycleStage

WEEKS_SHOWN = 8
#: More members than this have no row each.
MEMBERS_IN_GRID = 40
#: How use is drawn.
MARKS: dict[Used, Literal["fully", "partly", "not"]] = {
    Used.FULLY: "fully",
    Used.PARTLY: "partly",
    Used.NOT: "not",
}


@dataclass(frozen=True)
class CycleBoard:
    """What members see of their cycle."""

    lede: str
    running: bool
    stage_number: int
    road_note: str
    stages: Sequence[Stage]
    theory: Sequence[Blank]
    theory_note: str
    wrong_if: str
    goals: Sequence[str]
    picture: RunPicture | None
    use_sentence: str
    use_grid: UseGrid | None
    checks: Sequence[Check]
    checks_note: str
    warning: str
    meeting: str
    plans: bool
    problem: str
    problem_note: str
    chain: Sequence[Check]


def road(stages: Sequence["CycleStage"], current: "CycleStage", pk: str = "") -> list[Stage]:
    """Return the stage track; with ``pk`` each stage leads to its page."""
    track, week = [], 1
    for stage in stages:
        last = week + stage.weeks - 1
        note = (
            _("Week %(n)d") % {"n": week}
            if last == week
            else _("Weeks %(first)d to %(last)d") % {"first": week, "last": last}
        )
        state: Literal["past", "now", "next"] = "past" if stage.passed_at else "next"
        if stage.pk == current.pk and not stage.passed_at:
            state = "now"
        url = reverse("open-stage", args=[pk, stage.position]) if pk else ""
        track.append(Stage(stage.definition.name, min(stage.weeks, 20), state, note, url))
        week = last + 1
    return track


def road_note(cycle: "Cycle") -> str:
    """Say from when to when, and which holidays are not counted."""
    days = _("%(first)s to %(last)s.") % {
        "first": date_format(cycle.starts_on),
        "last": date_format(cycle.ends_on),
    }
    free = [
        holiday.name
        for holiday in holidays_between(cycle.community.organization, cycle.starts_on, cycle.ends_on)
        if (holiday.ends_on - holiday.starts_on).days >= 3
    ]
    if not free:
        return days
    return f"{days} " + _("Not counted: %(names)s.") % {"names": ", ".join(dict.fromkeys(free))}


def checks_of(findings: Sequence[Finding], pk: str) -> list[Check]:
    """Return exit checks for the page; an open one leads to the tool that mends it."""
    return [
        Check(
            finding.text,
            finding.met,
            finding.found,
            tool_link(finding.tool, pk) if finding.tool and not finding.met else None,
        )
        for finding in findings
    ]


def _meeting(cycle: "Cycle") -> str:
    """Say when the first meeting is, until it is over."""
    meets_at = cycle.first_meeting_at
    if meets_at is None or meets_at < timezone.now():
        return ""
    local = timezone.localtime(meets_at)
    return _("First meeting: %(day)s, %(time)s") % {
        "day": date_format(local, pgettext("day of the week and day", "l, F j")),
        "time": date_format(local, "TIME_FORMAT"),
    }


def _lede(work: Work, findings: Sequence[Finding]) -> str:
    stage = work.stage
    if not is_running(work):
        return _("This cycle is closed. What you wrote stays as it was.")
    words = {"n": stage.position, "name": stage.definition.name.lower(), "next": stage.position + 1}
    open_count = sum(not finding.met for finding in findings)
    here = _("You are in step %(n)d, %(name)s.") % words
    if open_count == 0:
        return f"{here} " + _("Everything this step asks for is there.")
    rest = ngettext(
        "One thing stands between you and what comes next.",
        "%(count)d things stand between you and what comes next.",
        open_count,
    ) % {"count": open_count}
    return f"{here} {rest}"


def _theory(work: Work) -> tuple[list[Blank], str, str]:
    if not work.theories:
        open_blanks = [
            Blank(_("If we "), is_blank=False),
            Blank(_("do what, how often"), filled=False),
            Blank(_(" with "), is_blank=False),
            Blank(_("whom"), filled=False),
            Blank(_(", then "), is_blank=False),
            Blank(_("students will …"), filled=False),
            Blank(_(", because "), is_blank=False),
            Blank(_("of what we saw"), filled=False),
            Blank(".", is_blank=False),
        ]
        return open_blanks, "", ""
    newest = work.theories[0]
    pieces = [
        Blank(_("If "), is_blank=False),
        Blank(newest.if_we),
        Blank(_(" with "), is_blank=False),
        Blank(newest.with_whom),
        Blank(_(", then "), is_blank=False),
        Blank(newest.then),
        Blank(_(", because "), is_blank=False),
        Blank(newest.because),
        Blank(".", is_blank=False),
    ]
    earlier = len(work.theories) - 1
    note = _("Last changed %(day)s.") % {"day": date_format(timezone.localdate(newest.written_at))}
    if earlier:
        kept = ngettext("%(n)d earlier wording kept.", "%(n)d earlier wordings kept.", earlier)
        note = f"{note} {kept % {'n': earlier}}"
    return pieces, note, newest.wrong_if


def use_grid(work: Work, today: date | None = None) -> UseGrid | None:
    """Return the use record by member and week, the last weeks only; nothing before first use."""
    if work.use_starts_on is None:
        return None
    this_week = monday_of(today or timezone.localdate())
    weeks = use_weeks(work.cycle, work.use_starts_on, today)
    if monday_of(work.use_starts_on) <= this_week <= work.cycle.ends_on:
        weeks = [*weeks, this_week]
    weeks = weeks[-WEEKS_SHOWN:]
    if not weeks:
        return None
    recorded = {(entry.person_id, entry.week): Used(entry.used) for entry in work.use_records}
    people = work.members
    if len(people) > MEMBERS_IN_GRID:  # of a large community those who recorded something
        active = {entry.person_id for entry in work.use_records}
        people = [person for person in people if person.pk in active][:MEMBERS_IN_GRID]

    def mark(person: int, week: date) -> Use:
        how = recorded.get((person, week))
        return Use(MARKS[how] if how else "unrecorded")

    return UseGrid(
        caption=_("Use of the strategy, by member and week"),
        weeks=[day_words(week) for week in weeks],
        rows=[UseRow(person.called, [mark(person.pk, week) for week in weeks]) for person in people],
    )


def _plans(work: Work) -> bool:
    """Whether the team is at planning, or beyond: before, blanks and verdicts would only be in the way."""
    planning = next(
        (stage for stage in work.stages if {"strategy", "theory", "goals"} & set(stage.definition.tools)),
        None,
    )
    begun = work.strategy is not None or bool(work.theories)
    return begun or planning is None or work.stage.position >= planning.position


def _problem_note(work: Work) -> str:
    n, kinds = len(work.evidence), len(set(work.kinds))
    pieces = ngettext("%(n)d piece of evidence", "%(n)d pieces of evidence", n) % {"n": n}
    return f"{pieces}, " + ngettext("of %(n)d kind", "of %(n)d kinds", kinds) % {"n": kinds} if n else ""


def _use_sentence(use: UseSummary, work: Work) -> str:
    if work.strategy is None:
        return _("There is no strategy yet. Once there is, each of you records the week in three taps.")
    if use.last_week is None:
        return _("Nothing is recorded yet. It takes 20 seconds a week.")
    said = _("In the week of %(week)s, %(n)d of %(all)d used it.") % {
        "week": date_format(use.last_week, "MONTH_DAY_FORMAT"),
        "n": use.used_last_week,
        "all": use.members,
    }
    if use.share is None:
        return said
    return f"{said} " + _("That is %(share)d %% of what you planned so far.") % {
        "share": int(use.share * 100)
    }


def cycle_board(work: Work) -> CycleBoard:
    """Put the page of a cycle together."""
    cycle, use = work.cycle, use_of(work)
    findings = findings_of(work, work.stage)
    reading = read_chart(work, use, use_first_percent(cycle.community.organization))
    theory, theory_note, wrong_if = _theory(work)
    met = sum(finding.met for finding in findings)
    single = len(set(work.kinds)) == 1
    return CycleBoard(
        lede=_lede(work, findings),
        running=is_running(work),
        stage_number=work.stage.position,
        road_note=road_note(cycle),
        stages=road(work.stages, work.stage, cycle.public_id),
        theory=theory,
        theory_note=theory_note,
        wrong_if=wrong_if,
        goals=[goal_sentence(goal) for goal in (cycle.student_goal, cycle.educator_goal) if goal],
        picture=run_picture(work, reading) if reading else None,
        use_sentence=_use_sentence(use, work),
        use_grid=use_grid(work),
        checks=checks_of(findings, cycle.public_id),
        checks_note=_("Exit check: %(met)d of %(all)d") % {"met": met, "all": len(findings)},
        meeting=_meeting(cycle),
        plans=_plans(work),
        problem=cycle.problem.statement
        or next((n.statement for n in work.needs if n.side == NeedSide.STUDENT), ""),
        problem_note=_problem_note(work),
        chain=[
            Check(
                link.text, link.met, link.found, None if link.met else tool_link(link.tool, cycle.public_id)
            )
            for link in chain_of(facts_of(work), use.share)
        ],
        warning=_("There is one kind of evidence only. A second kind often tells another story.")
        if single
        else "",
    )
