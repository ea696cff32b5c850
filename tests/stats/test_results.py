import pytest

from trellis.stats.results import CannotTell, Interval, Note, StatsError, in_language, percent, plain_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (12, "12"),
        (12.3456, "12.3"),
        (1234.5678, "1,235"),
        (-0.5, "−0.5"),
        (0.012345, "0.0123"),
        (99.99, "100"),
        (1e-30, "0"),
        (float("nan"), "—"),
    ],
)
def test_numbers_read_like_numbers_in_a_sentence(value: float, text: str) -> None:
    assert plain_number(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "under 1 %"), (0.42, "42 %"), (0.999, "over 99 %"), (1, "100 %")]
)
def test_percent_never_rounds_doubt_away(share: float, text: str) -> None:
    assert percent(share) == text


def test_percent_speaks_spanish() -> None:
    assert percent(0.001, "es") == "menos del 1 %"
    assert percent(0.999, "es") == "más del 99 %"


def test_a_note_and_a_cannot_tell_speak_both_languages() -> None:
    note = Note("x", "Hello.", "Hola.")
    cannot = CannotTell("too_few", "Too few.", "Muy pocos.", n=3)
    assert (note.say(), note.say("es")) == ("Hello.", "Hola.")
    assert (cannot.say(), cannot.say("es")) == ("Too few.", "Muy pocos.")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(StatsError) as caught:
        in_language("fr", en="a", es="b")  # type: ignore[arg-type]
    assert caught.value.reason == "option"


def test_an_interval_knows_what_it_contains() -> None:
    interval = Interval(0.1, 0.5)
    assert 0.1 in interval
    assert 0.6 not in interval
    assert interval.width == pytest.approx(0.4)
    assert interval.level == 0.95
