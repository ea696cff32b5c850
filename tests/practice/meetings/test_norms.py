"""Living norms: taps without names, repair, renewal by consensus with every version kept (S2-40)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.communities.models import Membership, Norm
from trellis.people.communities.operations import adopt_charter, agree_norms
from trellis.people.communities.queries import charter_versions, norms_of, norms_versions
from trellis.people.communities.words import Cadence, DecisionRule
from trellis.people.places.models import SchoolYear, Term
from trellis.people.places.queries import term_starts
from trellis.people.places.words import TermKind
from trellis.practice.meetings.models import Attendance, Meeting, NormAsked, NormRepair, NormTap
from trellis.practice.meetings.operations import deciding, joining, norms, recording, running
from trellis.practice.meetings.queries.norms import due_repairs, norm_lines, renewal_of
from trellis.practice.meetings.rules.norms import kept_points, renewal_day, turn_of_norms
from trellis.practice.meetings.words import RepairOutcome

NORMS = ["We start on time.", "We describe first.", "We bring promises.", "We allow silence."]
DAY = date(2026, 3, 3)


def test_three_norms_come_round() -> None:
    names = ["a", "b", "c", "d"]
    assert [turn_of_norms(names, held) for held in range(3)] == [
        ["a", "b", "c"],
        ["b", "c", "d"],
        ["c", "d", "a"],
    ]
    assert turn_of_norms(["a", "b"], 1) == ["b", "a"]
    assert turn_of_norms([], 4) == []


def test_taps_below_the_floor_are_taken_together_with_the_next_meetings() -> None:
    answers = [(DAY, [4, 4]), (DAY + timedelta(7), []), (DAY + timedelta(14), [1, 2, 4]), (DAY, [3])]
    points, waiting = kept_points(answers, floor=5)
    assert [(point.meetings, point.answers, point.kept, point.on) for point in points] == [
        (2, 5, 3, DAY + timedelta(14))
    ]
    assert points[0].share == 60
    assert waiting == 1
    assert kept_points([(DAY, [4, 4, 4, 4])], floor=5) == ([], 4)


@pytest.mark.parametrize(
    ("starts", "review", "day"),
    [
        ([DAY - timedelta(9), DAY + timedelta(30)], None, DAY + timedelta(30)),
        ([DAY + timedelta(30)], DAY + timedelta(10), DAY + timedelta(10)),
        ([DAY], DAY, None),
        ([], None, None),
    ],
)
def test_agreements_are_renewed_when_the_next_term_begins(
    starts: list[date], review: date | None, day: date | None
) -> None:
    assert renewal_day(DAY, starts, review) == day


@pytest.mark.django_db
def test_terms_begin_as_the_nearest_place_has_them(cast: Cast) -> None:
    year = SchoolYear.objects.get()
    span = year.starts_on, year.ends_on
    assert term_starts(cast.lincoln, *span) == [year.starts_on]
    for kind, days in ((TermKind.GRADING_PERIOD, 20), (TermKind.GRADING_PERIOD, 60), (TermKind.TERM, 100)):
        begins = year.starts_on + timedelta(days)
        Term.objects.create(
            school_year=year, kind=kind, name="T", starts_on=begins, ends_on=begins + timedelta(5)
        )
    assert term_starts(cast.lincoln, *span) == [year.starts_on + timedelta(100)]
    Term.objects.filter(kind=TermKind.TERM).delete()
    assert term_starts(cast.lincoln, *span) == [year.starts_on + timedelta(days) for days in (20, 60)]
    own = SchoolYear.objects.create(
        organization=cast.lincoln, name="Own", starts_on=year.starts_on, ends_on=year.ends_on
    )
    assert term_starts(cast.lincoln, *span) == [own.starts_on]


def running_meeting(cast: Cast, people: int = 2) -> Meeting:
    """A meeting of the Grade 4 team that runs; so many came in."""
    meeting = planned_meeting(cast)
    running.start_meeting(by=cast.ana, meeting=meeting)
    more = [cast.ben, cast.cleo, cast.pat, cast.dee][: people - 1]
    for person in more:
        if person != cast.ben:
            Membership.objects.get_or_create(
                community=cast.grade_4, person=person, ends_on=None, defaults={"starts_on": DAY}
            )
        joining.join_meeting(by=person, meeting=meeting)
    return meeting


@pytest.mark.django_db
def test_S2_40_taps_stand_without_a_name_and_show_only_from_five_on(cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=NORMS)
    meeting = running_meeting(cast, people=3)
    asked = list(NormAsked.objects.filter(meeting=meeting).values_list("norm__text", flat=True))
    assert asked == NORMS[:3]
    meeting.refresh_from_db()
    assert meeting.norm == NORMS[0]
    for person in (cast.ana, cast.ben, cast.cleo):
        norms.tap_norms(by=person, meeting=meeting, taps=[4, 3, 1])
    with pytest.raises(Conflict):
        norms.tap_norms(by=cast.ana, meeting=meeting, taps=[1, 1, 1])
    assert {field.name for field in NormTap._meta.get_fields()} == {"id", "asked", "kept"}
    with pytest.raises(NotFound):
        norms.tap_norms(by=cast.pat, meeting=meeting, taps=[1, 1, 1])
    Attendance.objects.filter(person=cast.cleo).delete()
    with pytest.raises(Conflict):
        norms.tap_norms(by=cast.cleo, meeting=meeting, taps=[1, 1, 1])
    assert all(line.waiting == 0 for line in norm_lines(cast.grade_4)), "not before the meeting is over"
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    lines = norm_lines(cast.grade_4)
    assert [(list(line.points), line.waiting) for line in lines] == [([], 3), ([], 3), ([], 3), ([], 0)]
    Attendance.objects.create(meeting=meeting, person=cast.cleo, joined_at=timezone.now())
    with pytest.raises(Conflict):
        norms.tap_norms(by=cast.cleo, meeting=meeting, taps=[1, 1, 1])
    again = running_meeting(cast, people=2)
    for person in (cast.ana, cast.ben):
        norms.tap_norms(by=person, meeting=again, taps=[4, 4, 4])
    recording.finish_meeting(by=cast.ana, meeting=again, skip=True)
    shown = {line.norm.text: [(p.answers, p.kept) for p in line.points] for line in norm_lines(cast.grade_4)}
    assert shown == {NORMS[0]: [], NORMS[1]: [(5, 5)], NORMS[2]: [(5, 2)], NORMS[3]: []}


@pytest.mark.django_db
@pytest.mark.parametrize("taps", [[], [4, 4], [4, 4, 5], [0, 4, 4]])
def test_taps_that_do_not_exist_are_refused(cast: Cast, taps: list[int]) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=NORMS)
    meeting = running_meeting(cast)
    with pytest.raises(Invalid):
        norms.tap_norms(by=cast.ana, meeting=meeting, taps=taps)
    assert not NormTap.objects.exists()


@pytest.mark.django_db
def test_S2_40_a_norm_that_slips_is_repaired_and_looked_at_after_so_many_meetings(cast: Cast) -> None:
    norm = agree_norms(by=cast.ana, community=cast.grade_4, texts=NORMS)[0]
    for outside in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            norms.agree_repair(by=outside, community=cast.grade_4, norm=norm.pk, sentence="We …")
    other = Norm.objects.create(community=cast.grade_5, text="Theirs", position=1, agreed_on=DAY)
    for wrong in ({"norm": other.pk}, {"sentence": " "}, {"after_meetings": 0}):
        with pytest.raises(Invalid):
            norms.agree_repair(
                by=cast.ana,
                community=cast.grade_4,
                **({"norm": norm.pk, "sentence": "We close the door."} | wrong),  # type: ignore[arg-type]
            )
    repair = norms.agree_repair(
        by=cast.ben, community=cast.grade_4, norm=norm.pk, sentence="We close the door.", after_meetings=1
    )
    with pytest.raises(Conflict):
        norms.agree_repair(by=cast.ana, community=cast.grade_4, norm=norm.pk, sentence="We ring a bell.")
    with pytest.raises(Conflict):
        norms.look_at_repair(by=cast.ana, repair=repair, outcome=RepairOutcome.BETTER)
    assert due_repairs(cast.grade_4) == []
    meeting = running_meeting(cast)
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    assert due_repairs(cast.grade_4) == [repair]
    norms.look_at_repair(by=cast.ana, repair=repair, outcome=RepairOutcome.SAME)
    second = NormRepair.objects.get(looked_at=None)
    assert (second.sentence, second.after_meetings) == (repair.sentence, 1)
    with pytest.raises(Conflict):
        norms.look_at_repair(by=cast.ana, repair=repair, outcome=RepairOutcome.BETTER)


def charter(cast: Cast) -> None:
    adopt_charter(
        by=cast.ana,
        community=cast.grade_4,
        purpose="We learn fractions.",
        growth="We try.",
        joint_responsibility="All ours.",
        family_engagement="",
        alignment="",
        cadence=Cadence.WEEKLY,
        decides_by=DecisionRule.CONSENSUS,
        agreed_on=DAY,
    )


@pytest.mark.django_db
def test_S2_40_norms_are_renewed_each_term_by_consensus_and_every_version_is_kept(cast: Cast) -> None:
    today, year = timezone.localdate(), SchoolYear.objects.get()
    assert renewal_of(cast.grade_4) is None
    agree_norms(by=cast.ana, community=cast.grade_4, texts=NORMS, agreed_on=today - timedelta(50))
    Term.objects.create(
        school_year=year, name="Spring", starts_on=today - timedelta(3), ends_on=today + timedelta(90)
    )
    charter(cast)
    due = renewal_of(cast.grade_4)
    assert due is not None
    assert (due.is_due, due.day, due.proposed) == (True, today - timedelta(3), False)
    meeting = running_meeting(cast)
    texts = [NORMS[1], "We ask before we advise."]
    decision = norms.propose_norms(by=cast.ben, meeting=meeting, texts=texts, keeps_charter=True)
    assert decision.method == "consensus"
    with pytest.raises(Conflict):
        norms.propose_norms(by=cast.ana, meeting=meeting, texts=texts)
    assert [norm.text for norm in norms_of(cast.grade_4)] == NORMS, "nothing changes before it is adopted"
    for person in (cast.ana, cast.ben):
        deciding.speak_to_decision(by=person, decision=decision, choice="4")
    deciding.close_decision(by=cast.ana, decision=decision)
    assert [norm.text for norm in norms_of(cast.grade_4)] == texts
    versions = list(norms_versions(cast.grade_4))
    assert [(row.version, row.texts, row.decision) for row in versions] == [
        (2, texts, decision.public_id),
        (1, NORMS, ""),
    ]
    assert [row.version for row in charter_versions(cast.grade_4)] == [2, 1]
    after = renewal_of(cast.grade_4)
    assert after is not None
    assert (after.last_on, after.is_due) == (today, False)


@pytest.mark.django_db
def test_norms_that_are_not_adopted_leave_everything_as_it_was(cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=NORMS)
    meeting = running_meeting(cast)
    decision = norms.propose_norms(by=cast.ana, meeting=meeting, texts=["Nobody is late."])
    for person, fingers in ((cast.ana, "5"), (cast.ben, "1")):
        deciding.speak_to_decision(by=person, decision=decision, choice=fingers, words="Too hard.")
    deciding.close_decision(by=cast.ana, decision=decision)
    assert [norm.text for norm in norms_of(cast.grade_4)] == NORMS
    assert norms_versions(cast.grade_4).count() == 1
    norms.propose_norms(by=cast.ana, meeting=meeting, texts=NORMS)
