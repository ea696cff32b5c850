"""What a set of voices amounts to, method by method (S0-38, S3-19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.practice.meetings.words import DecisionMethod

#: Fingers that carry a proposal: three and more.
CARRIES = 3
CONSENT_CHOICES = ("consent", "concern", "objection")
FINGERS = ("0", "1", "2", "3", "4", "5")
ABSTAIN = "abstain"


@dataclass(frozen=True)
class Verdict:
    """What the voices say. ``ready``: enough took part; ``adopted``; ``outcome``: the option that won."""

    ready: bool
    adopted: bool
    outcome: str = ""


def choices_of(method: DecisionMethod, options: Sequence[str]) -> tuple[str, ...]:
    """Return what one can say: fingers, yes or no, the number of an option, advice."""
    if method == DecisionMethod.CONSENT:
        return CONSENT_CHOICES
    if method == DecisionMethod.CONSENSUS:
        return FINGERS
    if method == DecisionMethod.ADVICE:
        return ("advice",)
    if options:
        return (*(str(number) for number in range(1, len(options) + 1)), ABSTAIN)
    return ("yes", "no", ABSTAIN)


def needs_words(method: DecisionMethod, choice: str) -> bool:
    """Advice, an objection and fewer than three fingers say why."""
    if method == DecisionMethod.CONSENSUS:
        return choice.isdecimal() and int(choice) < CARRIES
    return choice in ("objection", "advice")


def usual_quorum(method: DecisionMethod, members: int) -> int:
    """Return how many have to take part: two thirds of the members, for advice at least one other."""
    if method == DecisionMethod.ADVICE:
        return 1
    return max(-(-2 * members // 3), min(members, 2))


def verdict(
    method: DecisionMethod, voices: Mapping[int, str], *, quorum: int, options: Sequence[str] = ()
) -> Verdict:
    """Say what the voices amount to. For advice the decider's own word comes later: enough advice is ready.

    A tie of options adopts nothing: silence about it would decide for people.
    """
    ready = len(voices) >= quorum
    said = list(voices.values())
    if method == DecisionMethod.CONSENT:
        return Verdict(ready, ready and "objection" not in said)
    if method == DecisionMethod.CONSENSUS:
        return Verdict(ready, ready and all(int(fingers) >= CARRIES for fingers in said))
    if method == DecisionMethod.ADVICE:
        return Verdict(ready, ready)
    if not options:
        return Verdict(ready, ready and said.count("yes") > said.count("no"))
    counts = {str(number): said.count(str(number)) for number in range(1, len(options) + 1)}
    most = max(counts.values(), default=0)
    leading = [choice for choice, count in counts.items() if count == most and count > 0]
    if not ready or len(leading) != 1:
        return Verdict(ready, False)
    return Verdict(True, True, options[int(leading[0]) - 1])
