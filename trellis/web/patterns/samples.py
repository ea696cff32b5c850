"""Invented names and figures that fill the pattern gallery."""

from datetime import date, timedelta

from trellis.web.charts.pictures import Goal, Median, Point, Prediction, RunPicture, Signal, Spark, Start
from trellis.web.ui import (
    Answer,
    AnswerGrid,
    AnswerRow,
    AnswerSection,
    Blank,
    Check,
    Figure,
    Item,
    Link,
    Seen,
    Stage,
    Use,
    UseGrid,
    UseRow,
)

FORM = {
    "goal": "Compare two fractions: 42 % to 65 % by December 4",
    "first_use": "2026-10-19",
    "used": "fully",
    "share": "team",
}
TEAM = Seen(
    "Seen by the Grade 4 team, 5 people",
    (
        "Ana Reyes, Ben Lee, Keiko Ito, Jordan Moss, Priya Shah.",
        "Cannot open it: the principal, the district, families.",
    ),
)
FIRST = date(2026, 8, 27)
COUNTS = [
    (37, 91),
    (35, 93),
    (40, 90),
    (39, 93),
    (40, 92),
    (37, 95),
    (37, 89),
    (42, 93),
    (44, 94),
    (40, 91),
    (48, 90),
    (39, 71),
]
STARTED = date(2026, 10, 19)


def _points() -> list[Point]:
    points = []
    for week, (right, of) in enumerate(COUNTS):
        on = FIRST + timedelta(weeks=week)
        classes = "3 of 4, Room 12 is still to come" if week == 11 else "4 of 4"
        phase = "Before" if on < STARTED else "Strategy in use"
        share = round(100 * right / of)
        detail = f"{right} of {of}, 3 of 4 classes" if week == 11 else f"{right} of {of}"
        cells = (f"{right} of {of}", classes, phase)
        points.append(Point(on, share, f"{share} %", detail, cells, partial=week == 11))
    return points


def hopeful() -> RunPicture:
    """A chart four weeks after a start: no signal yet, a prediction waits for its day."""
    return RunPicture(
        key="weekly",
        title="Students with 2 or 3 right of 3 on the Thursday slip",
        short_title="Thursday slip: 2 or 3 right of 3",
        points=_points(),
        columns=("Week", "Share", "Students", "Classes", "Phase"),
        sentence="Four weeks in, the share is 55 %, up from a usual 42 %.",
        verdict="Hopeful, not yet a signal.",
        medians=(Median(42, "Earlier median 42 %", FIRST, STARTED, date(2026, 12, 4)),),
        goal=Goal(65, "Goal 65 %", "by Dec 4", STARTED),
        starts=(Start(STARTED, "Strategy starts, Oct 19", "Start Oct 19"),),
        prediction=Prediction(date(2026, 11, 20), 55, 60, "Predicted"),
        unit="%",
        low=0,
        high=100,
        ends_on=date(2026, 12, 4),
        notes=("n = 71 to 95 students a week", "Last point: 3 of 4 classes", "Source: Thursday exit slip"),
    )


def signal() -> RunPicture:
    """A chart with a signal, a week without data and a protected one."""
    shares: list[int | None] = [38, 42, 40, 44, 41, 39, 43, None, 47, 49, 52, None, 51, 55, 54, 57, 56]
    first = date(2027, 1, 8)
    points = []
    for week, share in enumerate(shares):
        on = first + timedelta(weeks=week)
        words = f"{share} %" if share is not None else ("no school" if week == 7 else "too few to show")
        phase = "Before" if week < 7 else "Strategy in use"
        points.append(Point(on, share, words, cells=(phase,), signal=share is not None and week > 7))
    ends = first + timedelta(weeks=len(shares) - 1)
    return RunPicture(
        key="signal",
        title="Students who explained their answer in a full sentence",
        short_title="Explained in a full sentence",
        points=points,
        columns=("Week", "Share", "Phase"),
        sentence="The last 8 points are all above the old median; chance alone seldom does this.",
        verdict="Something changed around March 5. What else happened then?",
        medians=(Median(41, "Earlier median 41 %", first, first + timedelta(weeks=6), ends),),
        starts=(Start(first + timedelta(weeks=7), "Strategy starts, Feb 26", "Start Feb 26"),),
        signals=(Signal(first + timedelta(weeks=8), ends, "8 in a row above the median"),),
        goal=Goal(60, "Goal 60 %", "by May 28"),
        unit="%",
        low=0,
        high=100,
        notes=("n = 64 to 88 students a week", "Two weeks without a point", "Source: weekly writing check"),
    )


def _use() -> UseGrid:
    full, part, no, yet = (
        Use("fully"),
        Use("partly"),
        Use("not", "two days lost to the science fair"),
        Use("unrecorded"),
    )
    return UseGrid(
        "Use of the number-line talk, by member and week",
        ("Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16"),
        (
            UseRow("Ana", (full, full, full, full, yet)),
            UseRow("Ben", (full, full, part, no, yet)),
            UseRow("Keiko", (full, full, full, full, yet)),
            UseRow("Jordan", (part, full, full, full, yet)),
            UseRow("Priya", (full, part, full, full, yet)),
        ),
    )


def _theory() -> tuple[Blank, ...]:
    return (
        Blank("If ", is_blank=False),
        Blank("all five of us"),
        Blank(" open ", is_blank=False),
        Blank("three lessons a week"),
        Blank(" with ", is_blank=False),
        Blank("a ten-minute number-line talk"),
        Blank(", then students will ", is_blank=False),
        Blank("what will they do then?", filled=False),
        Blank(", because ", is_blank=False),
        Blank("26 of 38 wrong answers in September picked the bigger denominator"),
        Blank(".", is_blank=False),
    )


def _answers() -> AnswerGrid:
    marks = {"+": Answer("right"), "-": Answer("blank"), "?": Answer("unseen"), "1": Answer("part", "1")}

    def row(name: str, answers: str) -> AnswerRow:
        return AnswerRow(name, [marks.get(mark) or Answer("wrong", mark) for mark in answers])

    words = (
        "Half, fourth",
        "Same bottom",
        "Same top",
        "On a line",
        "Near one",
        "Near a half",
        "3/8, 3/10",
        "Why?",
    )
    return AnswerGrid(
        "Fractions check, November 16. Most need first.",
        [
            Item(str(place), text, place in (3, 7), str(right))
            for place, (text, right) in enumerate(
                zip(words, (66, 61, 41, 55, 49, 52, 44, 47), strict=True), 1
            )
        ],
        (
            AnswerSection(
                (row("Hugo M.", "A+CC-CC1"), row("Zara K.", "+BC+ACC+"), row("Mateo D.", "++C+BCC+")),
                "Items 3 and 7, 14 students. 3 shown",
            ),
            AnswerSection(
                (row("Omar S.", "++++BA+1"), row("Ruby C.", "+B++B++1"), row("Amir N.", "????????")),
                "Other needs, 38 students. 3 shown",
            ),
        ),
        "Right, of 71",
    )


def gallery() -> dict[str, object]:
    """Everything the gallery's template names."""
    return {
        "trail": [Link("Grade 4 team", "#"), Link("Cycle")],
        "audience": TEAM,
        "only_me": Seen("Only you", ("Nobody else can open this.",), reach="self"),
        "everyone": Seen(
            "All educators of the district", ("About 1,240 people in 31 schools.",), reach="many"
        ),
        "stages": [
            Stage("Name the problem", 1, "past", "Week 1", "#"),
            Stage("Gather and study", 2, "past", "Weeks 2 and 3"),
            Stage("Goals, plan", 1, "past", "Week 4"),
            Stage("Do and watch", 5, "now", "Weeks 5 to 9. You are in week 9"),
            Stage("Reflect", 1, "next", "Week 10"),
        ],
        "checks": [
            Check("At least three points on the chart.", True, "There are four."),
            Check("Use recorded by most members.", True, "Five of five, four weeks."),
            Check(
                "Everyone has seen one talk.",
                False,
                "Still open for Ben and Jordan.",
                Link("Find a door for this week", "#"),
            ),
        ],
        "theory": _theory(),
        "numbers": [
            Figure("611", "people stay the same"),
            Figure("9", "new"),
            Figure("14", "move to another class"),
            Figure("3", "set aside"),
        ],
        "answers": _answers(),
        "use": _use(),
        "hopeful": hopeful(),
        "signal": signal(),
        "spark": Spark(
            [41, 38, 44, 42, None, 39, 47, 44, 53, 55], "55 %, Nov 12", "Comparing fractions", 42, True
        ),
        "views": [
            Link("Our team", "#", True),
            Link("School", "#"),
            Link("District", "#"),
            Link("Network", "#"),
        ],
        "cast": ["Ana Reyes", "Ben Lee", "Cleo Park", "Dee Osei", "Pat Owens"],
        "colours": [
            "paper",
            "sheet",
            "shade",
            "ink",
            "ink-soft",
            "hair",
            "edge",
            "leaf",
            "leaf-wash",
            "wait",
            "stop",
        ],
    }
