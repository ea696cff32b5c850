# mypy: disable-error-code="union-attr"
# A method that answers "cannot tell" where a test expects numbers fails that test by the missing attribute.

from typing import Any

import pytest

from trellis.stats.protect import Population, audit_releases
from trellis.stats.results import StatsError

SCHOOL = frozenset(range(120))


def _shown(name: Any, release: Any, members: Any) -> Any:
    return Population((name,), release, frozenset(members), True)


def test_three_leavers_between_two_dates_show() -> None:
    result = audit_releases([_shown("s", 1, SCHOOL), _shown("s", 2, SCHOOL - {1, 2, 3})])
    assert not result.passed
    (leak,) = result.leaks
    assert (leak.kind, leak.size, leak.low, leak.high) == ("left", 3, 3, 3)
    assert leak.releases == (1, 2)
    assert "do not publish" in result.say()
    assert "no publique" in result.say("es")


def test_joiners_show_too_and_large_changes_do_not() -> None:
    assert audit_releases([_shown("s", 1, SCHOOL), _shown("s", 2, SCHOOL | {500})]).leaks[0].kind == "joined"
    assert audit_releases([_shown("s", 1, SCHOOL), _shown("s", 2, range(15, 135))]).passed
    assert audit_releases([_shown("s", 1, SCHOOL), _shown("s", 2, SCHOOL)]).passed


def test_a_group_just_inside_another_is_a_difference() -> None:
    result = audit_releases([_shown("school", 1, SCHOOL), _shown("team", 1, SCHOOL - {7, 8})])
    assert [leak.kind for leak in result.leaks] == ["difference"]
    assert result.leaks[0].size == 2
    assert audit_releases([_shown("school", 1, SCHOOL), _shown("team", 1, range(30))]).passed


def test_a_hidden_group_that_old_and_new_releases_bound() -> None:
    small, rest = frozenset(range(4)), frozenset(range(4, 120))
    first = [
        _shown("school", 1, SCHOOL),
        Population(("small",), 1, small, False),
        Population(("rest",), 1, rest, False),
    ]
    assert audit_releases(first).passed
    # a later release shows the rest under another name
    later = audit_releases([*first, _shown("others", 2, rest)])
    kinds = {leak.kind for leak in later.leaks}
    assert kinds == {"hidden", "difference"}
    assert all((leak.low, leak.high) == (4, 4) for leak in later.leaks)


def test_three_groups_that_only_together_give_one_away() -> None:
    a, b, c = frozenset(range(40)), frozenset(range(40, 80)), frozenset(range(80, 84))
    result = audit_releases(
        [
            _shown("a", 1, a),
            _shown("b", 2, b),
            _shown("all", 3, a | b | c),
            Population(("c",), 3, c, False),
        ]
    )
    assert [leak.kind for leak in result.leaks] == ["hidden"]


def test_nothing_published_and_bad_input() -> None:
    assert audit_releases([]).passed
    for populations, threshold, reason in [
        ([_shown("s", 1, SCHOOL), _shown("s", 1, SCHOOL)], 10, "option"),
        ([_shown("s", 1, SCHOOL)], 1, "too_few"),
        ([_shown(str(i), 1, [i]) for i in range(5_001)], 10, "too_large"),
    ]:
        with pytest.raises(StatsError) as refusal:
            audit_releases(populations, threshold=threshold)
        assert refusal.value.reason == reason
