"""How our teaching changes, being stuck, looking back, and the guide through a step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.world import planned, started
from trellis.evidence.measures.models import Measure
from trellis.evidence.measures.operations import record_data_point
from trellis.evidence.measures.words import Unit
from trellis.practice.cycles.models import Adjustment, Cycle, ReflectionDepth
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.operations.thinking import add_cause
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import StudentsDid, Used
from trellis.practice.library.queries import cycle_templates
from trellis.practice.support.models import HelpAsk
from trellis.practice.support.operations import answer_ask
from trellis.web.cycles.tools import TOOLS, VOICES, tool_line


def page(browser: Client, name: str, cycle: Cycle, *more: object) -> str:
    return browser.get(reverse(name, args=[cycle.public_id, *more])).content.decode()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    made = started(cast)
    planned(cast, made)
    return made


def test_S3_37_S1_05_S2_61_a_correction_goes_on_the_page_of_practice(cast: Cast, cycle: Cycle) -> None:
    ben = signed_in(cast.ben)
    assert "All of us" in page(ben, "our-practice", cycle)
    url = reverse("adjust-strategy", args=[cycle.public_id])
    fields = {"what": "We write after it.", "because": "Paper lags.", "adjusted_on": timezone.localdate()}
    assert ben.post(url, {**fields, "seen_in": ""}).status_code == 422
    seen = f"evidence:{cycle.evidence.all()[0].public_id}"
    assert ben.post(url, {**fields, "seen_in": seen}).status_code == 303
    content = page(signed_in(cast.ana), "our-practice", cycle)
    assert "We write after it." in content.split('id="adjusted"')[1].split("</section>")[0]
    assert "2 of 2" in content.split('id="knowing"')[1].split("</section>")[0]
    assert "First use" in content.split('id="way"')[1]
    assert Adjustment.objects.get().written_by == cast.ben
    assert "Number-line talk" in page(ben, "open-cycle", cycle)


def test_S3_37_the_value_a_correction_was_seen_in_is_written_as_on_the_chart(
    cast: Cast, cycle: Cycle
) -> None:
    measure = cycle.measure
    assert measure is not None
    assert measure.unit == Unit.PERCENT
    today = timezone.localdate()
    point = record_data_point(by=cast.ana, measure=measure, on=today, part=8, whole=15)
    browser = signed_in(cast.ana)
    fields = {"what": "We write after it.", "because": "Paper lags.", "adjusted_on": today}
    url = reverse("adjust-strategy", args=[cycle.public_id])
    assert browser.post(url, {**fields, "seen_in": f"point:{point.public_id}"}).status_code == 303
    adjusted = page(browser, "our-practice", cycle).split('id="adjusted"')[1].split("</section>")[0]
    assert "Seen in 53 % on" in adjusted


def test_S2_61_the_list_of_cycles_says_how_far_strategies_came_to_members_alone(
    cast: Cast, cycle: Cycle
) -> None:
    url = reverse("cycles", args=[cast.grade_4.public_id])
    inside = signed_in(cast.ana).get(url).content.decode()
    assert "Stalled: no use is recorded" in inside
    assert 'id="knowing"' not in signed_in(cast.pat).get(url).content.decode()


def test_S3_15_a_team_that_is_stuck_gets_offers_and_leaders_see_nothing(cast: Cast, cycle: Cycle) -> None:
    ana = signed_in(cast.ana)
    board = page(ana, "open-cycle", cycle)
    assert "We are stuck" in board
    url = f"{reverse('ask-for-help', args=[cast.grade_4.public_id])}?cycle={cycle.public_id}"
    form = ana.get(url).content.decode()
    assert 'value="Number-line talk"' in form
    assert "three lessons a week" in form
    assert ana.post(url, {"topic": "Number-line talk", "text": "", "reach": "school"}).status_code == 303
    ask = HelpAsk.objects.get()
    assert ask.cycle == cycle
    assert "no offer yet" in page(ana, "open-cycle", cycle)
    answer_ask(by=cast.cleo, ask=ask, community=cast.grade_5.public_id, text="Come and see ours.")
    assert "1 offer" in page(ana, "open-cycle", cycle).split('id="stuck"')[1]
    assert "Where we are stuck" not in page(signed_in(cast.pat), "open-cycle", cycle)
    assert signed_in(cast.pat).get(reverse("open-ask", args=[ask.public_id])).status_code == 404


def test_S3_15_nobody_is_stuck_in_the_cycle_of_another_team(cast: Cast, cycle: Cycle) -> None:
    for person, team in ((cast.cleo, cast.grade_5), (cast.ana, cast.grade_5)):
        url = f"{reverse('ask-for-help', args=[team.public_id])}?cycle={cycle.public_id}"
        assert signed_in(person).get(url).status_code == 404


def test_S3_04_a_question_to_look_back_on_and_a_note_for_oneself(cast: Cast, cycle: Cycle) -> None:
    url = reverse("speak", args=[cycle.public_id, "reflects"])
    ben = signed_in(cast.ben)
    first, second = ben.get(url).content.decode(), ben.get(url, {"turn": "1"}).content.decode()
    lede = [content.split('class="lede">')[1].split("</p>")[0] for content in (first, second)]
    assert lede[0] != lede[1]
    assert ben.post(url, {"text": "I waited longer.", "depth": "3"}).status_code == 303
    assert ReflectionDepth.objects.get().person == cast.ben
    assert "I questioned something" in ben.get(url).content.decode().split('id="depths"')[1]
    for other in (cast.ana, cast.cleo):
        assert 'id="depths"' not in signed_in(other).get(url).content.decode()
    # without a note the words still count
    assert ben.post(url, {"text": "I waited longer.", "depth": ""}).status_code == 303


def test_S4_04_every_step_says_what_why_how_long_and_when_it_is_done_with_examples(
    cast: Cast, cycle: Cycle
) -> None:
    for template in cycle_templates():
        for stage in template.stages.all():
            lines = [tool_line(tool, cycle.public_id) for tool in stage.tools]
            assert lines
            assert all(line and line.example and line.minutes for line in lines), (template.key, stage.key)
    content = page(signed_in(cast.ana), "open-stage", cycle, 1)
    for words in (
        "What to do",
        "An example",
        "Talk about",
        "minutes together",
        "Done when all of this is so",
    ):
        assert words in content
    examples = [str(tool.example) for tool in (*TOOLS.values(), *VOICES.values())]
    assert len(set(examples)) == len(examples)


def test_S0_43_the_baseline_comes_from_the_chart_and_a_new_measure_leads_back_to_its_goal(
    cast: Cast,
) -> None:
    made = started(cast)
    ana = signed_in(cast.ana)
    goal = reverse("set-goal", args=[made.public_id, "student"])
    make = f"{reverse('make-measure', args=[cast.grade_4.public_id])}?cycle={made.public_id}"
    assert make in ana.get(goal).content.decode()
    fields = {"name": "Slips", "unit": "percent", "better": "higher", "classes": "1", "kind": "practical"}
    answer = ana.post(make, fields)
    measure = Measure.objects.get()
    assert answer["Location"] == f"{goal}?measure={measure.public_id}"
    assert f'value="{measure.public_id}" selected' in ana.get(answer["Location"]).content.decode()
    on = timezone.localdate() - timedelta(days=1)
    record_data_point(by=cast.ben, measure=measure, on=on, part=9, whole=20)
    sent = {"who": "Grade 4", "measure": measure.public_id, "target": "70", "direction": "up"}
    assert ana.post(goal, {**sent, "due_on": made.ends_on}).status_code == 303
    made.refresh_from_db()
    assert made.student_goal is not None
    assert made.student_goal.baseline == 45
    # another team's measure is no way in
    other = f"{reverse('make-measure', args=[cast.grade_5.public_id])}?cycle={made.public_id}"
    assert signed_in(cast.cleo).post(other, fields).status_code == 404


def test_what_was_said_before_stands_in_the_next_form(cast: Cast, cycle: Cycle) -> None:
    cycle.theories.all().delete()
    ana = signed_in(cast.ana)
    theory = page(ana, "write-theory", cycle)
    for words in ("Each of us opens three lessons a week", "Grade 4 students", "We teach the rule before"):
        assert words in theory
    prediction = page(ana, "write-prediction", cycle)
    assert "55 – 60" in prediction
    assert "Now: 42" in prediction
    fresh = started(cast)
    add_cause(
        by=cast.ana,
        cycle=fresh,
        statement="Rule first.",
        evidence=fresh.evidence.get().public_id,
        within_control=True,
    )
    cause = fresh.causes.get().public_id
    assert f'value="{cause}" selected' in page(ana, "choose-strategy", fresh)


def test_the_first_step_shows_no_empty_verdicts(cast: Cast) -> None:
    content = page(signed_in(cast.ana), "open-cycle", started(cast))
    assert content.index("Ready for the next step?") < content.index("Our problem")
    for later in ("Why we think it works", "What we can say", "From learning to students"):
        assert later not in content


def test_S0_35_the_practice_is_a_chart_week_by_week_and_nobodys(cast: Cast, cycle: Cycle) -> None:
    ben, monday = signed_in(cast.ben), monday_of(timezone.localdate())
    for back, used in ((1, Used.FULLY), (2, Used.PARTLY)):
        week = monday - timedelta(weeks=back)
        record_use(by=cast.ana, cycle=cycle, week=week, used=used, students_did=StudentsDid.MOST)
    chart = page(ben, "our-practice", cycle).split('id="weeks"')[1].split("</section>")[0]
    assert "Share of the planned use" in chart
    assert "Strategy starts" in chart
    assert "50 %" in chart, "one of two used it fully"
    assert "25 %" in chart
    assert "Most got it: 1" in chart
    assert "Ana" not in chart
