"""A method answers with a result or with "cannot tell"; a test says which of the two it expects."""

from trellis.stats.results import CannotTell


def told[T](answer: T | CannotTell) -> T:
    """The result; the test fails where the method could not tell."""
    assert not isinstance(answer, CannotTell), answer.say("en")
    return answer


def refused(answer: object) -> CannotTell:
    """The "cannot tell"; the test fails where the method gave a result."""
    assert isinstance(answer, CannotTell), answer
    return answer
