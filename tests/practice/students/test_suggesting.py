"""From what a group needs to strategies worth a try: with reasons, best first, none without one (S4-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.students.world import grouped
from trellis.practice.library.operations import capture_strategy, load_content
from trellis.practice.students.models import NeedGroup
from trellis.practice.students.queries.suggesting import suggestions_for
from trellis.practice.students.rules.suggesting import MOST, Card, suggest, topics_of
from trellis.practice.students.words import GroupKind, Why

LINE = Card("line", frozenset({"fraction-reasoning"}), "moderate")
READ = Card("read", frozenset({"reading-comprehension"}), "strong")
LOOK = Card("look", frozenset({"catch-up"}), "rationale")
RICH = Card("rich", frozenset({"extension"}), "promising")
OURS = Card("ours", frozenset(), told_for="Comparing fractions", own=True)
ALL = (READ, LOOK, LINE, RICH, OURS)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("4.NF.A.2", {"fraction-reasoning"}),
        ("CCSS.ELA-LITERACY.RI.4.1", {"reading-comprehension"}),
        ("RF.1.3", {"foundational-reading"}),
        ("Comparing fractions", {"fraction-reasoning"}),
        ("Restas con números", {"number-sense"}),
        ("Item L", set()),
        ("Item 7", set()),
        ("", set()),
    ],
)
def test_topics_come_from_codes_and_words(text: str, topics: set[str]) -> None:
    assert topics_of([text]) == topics


def test_S4_12_a_colleagues_word_comes_first_then_the_topic_then_the_way_back() -> None:
    found = suggest(GroupKind.NEED, "Comparing fractions", ["4.NF.2"], ALL)
    assert [(one.pk, one.reasons) for one in found] == [
        ("ours", (Why.TOLD, Why.TOPIC)),
        ("line", (Why.TOPIC,)),
        ("look", (Why.CATCH_UP,)),
    ]


def test_those_who_are_ready_are_taken_further_and_the_unseen_are_looked_at_first() -> None:
    assert [one.pk for one in suggest(GroupKind.EXTENSION, "Ready", [], ALL)] == ["rich"]
    assert suggest(GroupKind.UNSEEN, "Not yet seen", ["4.NF.2"], ALL) == []


def test_what_was_used_before_and_stronger_studies_weigh_more() -> None:
    used = Card("used", frozenset({"catch-up"}), "rationale", used_before=True)
    strong = Card("strong", frozenset({"catch-up"}), "strong")
    found = suggest(GroupKind.NEED, "Item 7", [], [LOOK, strong, used, READ])
    assert [one.pk for one in found] == ["used", "strong", "look"]


CARDS = st.builds(
    Card,
    st.uuids().map(str),
    st.frozensets(st.sampled_from(["catch-up", "extension", "number-sense", "vocabulary"])),
    st.sampled_from(["", "strong", "moderate", "promising", "rationale"]),
    st.text(max_size=20),
    st.booleans(),
    st.booleans(),
)


@given(st.sampled_from(GroupKind), st.text(max_size=30), st.lists(st.text(max_size=10)), st.lists(CARDS))
def test_every_suggestion_has_a_reason(
    kind: GroupKind, name: str, needs: list[str], cards: list[Card]
) -> None:
    found = suggest(kind, name, needs, cards)
    assert len(found) <= MOST
    assert all(one.reasons for one in found)
    assert len({one.pk for one in found}) == len(found)


@pytest.mark.django_db
def test_S4_12_a_group_of_the_team_finds_strategies_of_team_and_library(cast: Cast) -> None:
    load_content()
    regrouping = grouped(cast)
    group = NeedGroup.objects.filter(regrouping=regrouping, kind=GroupKind.NEED).order_by("position")[0]
    capture_strategy(
        by=cast.ana,
        community=cast.grade_4,
        name="Folding strips",
        practice_change="Fold two strips and compare.",
        topic=group.name,
        told_by=cast.ben.public_id,
    )
    found = suggestions_for(group, by=cast.ana)
    assert found[0].name == "Folding strips"
    assert "A colleague told it for this need." in found[0].reasons
    library = {one.name: one for one in found}
    line = library["Ten-minute number-line talk"]
    assert "It is about what this group needs." in line.reasons
    assert line.known.startswith("Moderate")
    assert suggestions_for(group, by=cast.cleo)[0].name != "Folding strips"
