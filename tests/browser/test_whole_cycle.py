"""One whole cycle in the browser: from a team the roster proposes to a story that a parent reads.

Ana and Ben do everything through pages, as new users would; Pat, Dee and Eli see what they may on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from trellis.people.communities.models import Community
from trellis.people.communities.operations import propose_community
from trellis.practice.cycles.models import Cycle
from trellis.practice.library.operations import load_content

TODAY = timezone.localdate()
NEED = "Students see a fraction as two numbers and not as a size."
PROBLEM = "In both our classes students order 1/3 and 1/8 by the bigger denominator on Thursday slips"
RIGHT = {0: (1, 1, 0, 0, 0), 1: (1, 1, 1, 0, 0), 2: (1, 1, 1, 1, 0)}


def slip(week: int) -> str:
    """The results file of a week: more students reach it every time."""
    rows = [f"{1001 + at},{right},1,{right}" for at, right in enumerate(RIGHT[week])]
    return "\n".join(["Student ID,Item 1,Item 2,Item 3", *rows, ""])


def press(page: Page, name: str) -> None:
    """Press a button and wait until the next page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page itself, as a reader would."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def said(page: Page, words: str) -> None:
    expect(page.locator("#notices")).to_contain_text(words)


def day(on: date) -> str:
    return on.isoformat()


@dataclass
class Walk:
    """Two colleagues on their way, Ana at her desk and Ben with a phone."""

    ana: Visitor
    ben: Visitor
    cycle: str = ""

    def stage(self, visitor: Visitor, number: int) -> Page:
        return visitor.open(reverse("open-stage", args=[self.cycle, number]))

    def tool(self, visitor: Visitor, number: int, name: str) -> Page:
        page = self.stage(visitor, number)
        follow(page, name)
        check_fits(page)
        return page

    def go_on(self, number: int) -> None:
        """The exit check of a step is met, and the team goes on."""
        page = self.ana.open(reverse("open-cycle", args=[self.cycle]))
        follow(page, f"Open step {number}")
        expect(page.locator("main")).not_to_contain_text("Still open")
        press(page, "Go on")
        said(page, "On to the next step.")
        page.close()


@pytest.fixture
def proposed(cast: Cast) -> Community:
    """What the roster proposes: Ana and Ben teach the same grade. Nobody was told."""
    load_content()
    make_classroom(cast)
    Community.objects.all().delete()
    team = propose_community(
        by=None,
        organization=cast.lincoln,
        name="Grade 04",
        people=[cast.ana, cast.ben],
        roster_rule={"grade": "04"},
    )
    assert team is not None
    return team


def begin_team(pat: Visitor, ana: Visitor, cast: Cast) -> str:
    """Pat says yes to the proposed team; Ana writes charter and norms. Returns the page of the team."""
    page = pat.open(reverse("coverage", args=[cast.lincoln.public_id]))
    page.get_by_label("Name of Grade 04").fill("Grade 4 team")
    page.get_by_label("Who facilitates Grade 04").select_option(label="Ana Reyes")
    press(page, "Say yes")
    said(page, "Grade 4 team has begun")

    page = ana.open(reverse("today"))
    follow(page, "Grade 4 team")
    team = page.url.split(ana.url)[1]
    follow(page, "Write the charter")
    page.get_by_label("What we are for").fill("Every fourth grader reasons well about fractions.")
    page.get_by_label("How we share responsibility").fill("We look at all results of the grade together.")
    press(page, "Agree on this charter")
    said(page, "The charter was saved")
    follow(page, "Agree on norms")
    page.get_by_label("Our norms, one on each line").fill(
        "We begin on time.\nWe speak of work, not of people."
    )
    press(page, "Agree on these norms")
    said(page, "Your norms were saved.")
    expect(page.locator("main")).to_contain_text("We begin on time.")
    return team


def launch(ana: Visitor, team: str) -> str:
    """One page to a road and a first meeting; returns the public id of the cycle."""
    page = ana.open(team)
    follow(page, "Start a cycle")
    page.get_by_label("What can students not do or experience yet?").fill(NEED)
    page.get_by_label("Where did you see it?").select_option(label="Tests and checks")
    page.get_by_label("Name of it").fill("September fractions check")
    page.get_by_label("What does it show, as a fact?").fill("26 of 38 wrong answers took the bigger number.")
    page.get_by_label("Name of the cycle").fill("Comparing fractions")
    page.get_by_label("First day").fill(day(TODAY - timedelta(weeks=4)))
    page.get_by_label("First meeting").fill(day(TODAY + timedelta(days=1)))
    expect(page.locator("#road")).to_contain_text("Name the problem")
    check_accessible(page)
    press(page, "Start the cycle")
    said(page, "Your cycle has begun.")
    expect(page.locator("main")).to_contain_text("First meeting")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def name_the_problem(walk: Walk) -> None:
    page = walk.tool(walk.ana, 1, "Write and check the problem")
    page.get_by_label("Our problem, in one or two sentences").fill("The low kids are lazy.")
    press(page, "Save and check")
    expect(page.locator("main")).to_contain_text("“low kids”")
    page = walk.tool(walk.ana, 1, "Write and check the problem")
    page.get_by_label("Our problem, in one or two sentences").fill(PROBLEM)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Save and check")
    expect(page.locator("main")).not_to_contain_text("About the wording")
    page = walk.tool(walk.ben, 1, "Add evidence")
    page.get_by_label("Kind").select_option(label="What students say")
    page.get_by_label("Name of it").fill("Five students, one question")
    page.get_by_label("What does it show, as a fact?").fill("Four of five say that 1/8 is more.")
    press(page, "Add this")
    for visitor in (walk.ana, walk.ben):
        page = walk.tool(visitor, 1, "Agree on the problem")
        expect(page.locator("main")).to_contain_text(PROBLEM)
        press(page, "I agree")
    walk.go_on(1)


def study_it(walk: Walk) -> None:
    page = walk.tool(walk.ana, 2, "Ask why, and why again")
    page.get_by_label("Because …").fill("They compare the digits.")
    press(page, "Add this why")
    page.get_by_label("Why …").select_option(label="They compare the digits.")
    page.get_by_label("Because …").fill("We teach the rule before the size.")
    page.get_by_label("How do we know?").select_option(label="Five students, one question")
    page.get_by_label("It is ours to change").check()
    press(page, "Add this why")
    expect(page.locator("main")).to_contain_text("assumption")
    expect(page.locator("main")).to_contain_text("with evidence")
    page = walk.tool(walk.ben, 2, "Write both needs")
    page.get_by_label("What do we need to learn to teach this?").fill("To lead a talk on the number line.")
    press(page, "Save both needs")
    walk.go_on(2)


def plan_it(walk: Walk) -> None:
    page = walk.tool(walk.ana, 3, "Set the pair of goals")
    follow(page, "Make a measure")
    page.get_by_label("What is one point?").fill("Students with all 3 right")
    page.get_by_label("Read off what?").fill("Thursday slip")
    press(page, "Make the measure")
    page = walk.tool(walk.ana, 3, "Set the pair of goals")
    follow(page, "Set the goal for students")
    page.get_by_label("Who", exact=True).fill("Grade 4 students")
    page.get_by_label("Watched by").select_option(label="Students with all 3 right")
    page.get_by_label("Goal", exact=True).fill("80")
    walk.ana.watch.expected.add(page.url.split(walk.ana.url)[1])  # refused at first, with a sentence
    press(page, "Save the goal")
    expect(page.locator("main")).to_contain_text("Where do you stand now?")
    page.get_by_label("Now", exact=True).fill("20")
    press(page, "Save the goal")
    page = walk.tool(walk.ben, 3, "Set the pair of goals")
    follow(page, "Set the goal for ourselves")
    page.get_by_label("Who", exact=True).fill("Both of us")
    page.get_by_label("What is counted or read off").fill("talks a week")
    page.get_by_label("Unknown, will collect").check()
    page.get_by_label("Goal", exact=True).fill("3")
    press(page, "Save the goal")
    page = walk.tool(walk.ana, 3, "Choose what we do differently")
    page.get_by_label("Short name").fill("Number-line talk")
    page.get_by_label("Who does what differently?").fill("Each of us opens three lessons with a talk.")
    page.get_by_label("Lessons a week, each of us").fill("3")
    page.get_by_label("Which cause does it answer?").select_option(label="We teach the rule before the size.")
    page.get_by_label("Day of first use").fill(day(TODAY - timedelta(weeks=3)))
    press(page, "Choose this")
    page = walk.tool(walk.ana, 3, "Say why we think it works")
    for label, words in (
        ("If …", "both of us open three lessons a week with a number-line talk"),
        ("with …", "our grade 4 students"),
        ("then …", "they will see a fraction as a size"),
        ("because …", "they compare the digits"),
        ("We would be wrong if …", "the slip stays at 20 % after four weeks of full use"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    press(page, "Save this wording")
    page = walk.tool(walk.ben, 3, "Predict, then lock it")
    page.get_by_label("Between").fill("50")
    page.get_by_label("and", exact=True).fill("70")
    page.get_by_label("by", exact=True).fill(day(TODAY))
    press(page, "Save the prediction")
    page = walk.tool(walk.ana, 3, "Predict, then lock it")
    press(page, "Lock the prediction")
    said(page, "locked")
    walk.go_on(3)


def drop_slip(ana: Visitor, team: str, week: int, folder: Path) -> None:
    """A results file from drop to a point on the chart."""
    file = folder / f"slip-{week}.csv"
    file.write_text(slip(week), encoding="utf-8")
    page = ana.open(team)
    follow(page, "Results")
    page.get_by_label("Results file").set_input_files(file)
    press(page, "Read the file")
    page.get_by_label("Name", exact=True).fill(f"Thursday slip {week + 1}")
    page.get_by_label("Given on").fill(day(TODAY - timedelta(weeks=2 - week)))
    press(page, "Write the results of 5 students")
    said(page, "The results are in.")
    follow(page, "Put it on the chart")
    page.get_by_label("Students who have at least").fill("3")
    press(page, "Put it on the chart")
    said(page, f"{week + 2} of 5 reached it; that is on the chart.")
    page.close()


def do_and_watch(walk: Walk, team: str, folder: Path) -> None:
    for week in range(3):
        drop_slip(walk.ana, team, week, folder)
    for visitor in (walk.ana, walk.ben):
        for back in range(3):
            page = walk.tool(visitor, 4, "Record my week")
            if back:
                page.get_by_text("Another week, or a few words").click()
                page.get_by_label("Week of").select_option(index=back)
            page.get_by_text("Used fully").first.click()
            press(page, "Done")
            said(page, "Your week is recorded.")
            page.close()
    page = walk.tool(walk.ana, 4, "Share a visit or a clip")
    page.get_by_label("With whom").select_option(label="Ben Lee")
    press(page, "Say it")
    page = walk.ben.open(reverse("open-cycle", args=[walk.cycle]))
    expect(page.locator("main")).to_contain_text("used it")
    check_fits(page)
    check_accessible(page)
    picture(page, "whole-cycle-360-light")
    walk.go_on(4)


def decide_and_tell(walk: Walk) -> None:
    for visitor in (walk.ana, walk.ben):
        page = walk.tool(visitor, 5, "Look back")
        page.get_by_label("In your own words").fill("The talk changed how they argue.")
        press(page, "Say it")
    page = walk.tool(walk.ana, 5, "Decide what next")
    expect(page.locator("main")).to_contain_text("50")
    page.get_by_label("Adapt: go round again, changed").check()
    page.get_by_label("Because …").fill("It works in talk, not yet on paper.")
    for name in ("Ana Reyes", "Ben Lee"):
        page.get_by_label(name).check()
    press(page, "Keep this decision")
    page = walk.tool(walk.ben, 5, "Tell families or students")
    page.get_by_label("In English").fill("We talk about fractions on a line. Fold a tortilla at home.")
    page.get_by_label("In Spanish").fill("Hablamos de fracciones en una recta. Doblen una tortilla.")
    press(page, "Keep this message")
    walk.go_on(5)


def tell_the_story(walk: Walk) -> str:
    """The story is drafted from the records, without names, and shown to everyone. Returns its page."""
    page = walk.ana.open(reverse("write-story", args=[walk.cycle]))
    draft = page.get_by_label("Story", exact=True).input_value()
    assert "Ana" not in draft
    assert "Ben" not in draft
    page.get_by_label("Title", exact=True).fill("A fraction is a size")
    page.get_by_label("Title in Spanish").fill("Una fracción es un tamaño")
    page.get_by_label("Story in Spanish").fill(
        "Hablamos de fracciones en la recta numérica tres veces por semana."
    )
    page.get_by_label("Everyone").check()
    press(page, "Show this story")
    follow(page, "Read it as others do")
    expect(page.locator("h1")).to_have_text("A fraction is a size")
    return page.url.split(walk.ana.url)[1]


def next_round(walk: Walk) -> None:
    """Adapting made the next round, with everything but the day of first use and the prediction."""
    following = Cycle.objects.get(previous__public_id=walk.cycle)
    page = walk.ben.open(reverse("open-cycle", args=[following.public_id]))
    for kept in ("Comparing fractions", "both of us open three lessons a week", "Grade 4 students"):
        expect(page.locator("main")).to_contain_text(kept)
    page = walk.ben.open(reverse("write-prediction", args=[following.public_id]))
    assert page.get_by_label("Between").input_value() == ""


def others_see(visitor: Callable[..., Visitor], cast: Cast, walk: Walk, story: str) -> None:
    """Leaders: goal, step, products, a count too small to show; a parent: the story and nothing else."""
    address = reverse("open-cycle", args=[walk.cycle])
    inside = reverse("open-stage", args=[walk.cycle, 1])
    for leader in (cast.pat, cast.dee):
        eyes = visitor(leader)
        page = eyes.open(address)
        expect(page.locator("main")).to_contain_text("Grade 4 students")
        for secret in (PROBLEM, "number-line talk", "argue", "tortilla"):
            expect(page.locator("main")).not_to_contain_text(secret)
        eyes.open(inside, expect=404)
        expect(eyes.open(story).locator("h1")).to_have_text("A fraction is a size")
    eli = visitor(cast.eli, width=360)
    eli.open(address, expect=404)
    page = eli.open(reverse("today"))
    expect(page.locator("main")).to_contain_text("Una fracción es un tamaño")
    with page.expect_navigation():
        page.get_by_role("link", name="Una fracción es un tamaño").click()
    expect(page.locator("main")).to_contain_text("recta numérica")
    check_accessible(page)
    nobody = visitor()
    expect(nobody.open(story).locator("h1")).to_have_text("A fraction is a size")


@pytest.mark.slow
def test_S0_15_S0_40_to_48_S1_17_a_team_goes_through_a_whole_cycle(
    visitor: Callable[..., Visitor], cast: Cast, proposed: Community, tmp_path: Path
) -> None:
    ana, ben, pat = visitor(cast.ana), visitor(cast.ben, width=360), visitor(cast.pat)
    team = begin_team(pat, ana, cast)
    walk = Walk(ana, ben, launch(ana, team))
    name_the_problem(walk)
    study_it(walk)
    plan_it(walk)
    do_and_watch(walk, team, tmp_path)
    decide_and_tell(walk)
    story = tell_the_story(walk)
    next_round(walk)
    others_see(visitor, cast, walk, story)
