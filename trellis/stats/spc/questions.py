"""Four questions before limits may start anew. The program asks; people answer and sign; it never does it
alone.

After Wheeler (Advanced Topics in Statistical Process Control): a new baseline only for a process that is
known to be different, for a known reason, in a wanted way, that will last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trellis.stats.results import Language, Note, StatsError, in_language

QuestionCode = Literal["different", "reason_known", "wanted", "will_last"]

#: Asked in this order.
FOUR_QUESTIONS: tuple[Note, ...] = (
    Note(
        "different",
        "Does the chart show that the measure behaves differently now?",
        "¿Muestra el gráfico que la medida se comporta ahora de otra manera?",
    ),
    Note(
        "reason_known",
        "Do we know the reason for the change?",
        "¿Conocemos la razón del cambio?",
    ),
    Note(
        "wanted",
        "Is the new behaviour the one we want?",
        "¿Es el nuevo comportamiento el que queremos?",
    ),
    Note(
        "will_last",
        "Do we expect the new behaviour to last?",
        "¿Esperamos que el nuevo comportamiento dure?",
    ),
)


@dataclass(frozen=True, slots=True)
class NewPhase:
    """Whether a new phase may start: only when all four answers are yes. ``against`` lists the others."""

    allowed: bool
    against: tuple[str, ...]

    def say(self, language: Language = "en") -> str:
        """The decision in one sentence."""
        if self.allowed:
            return in_language(
                language,
                en="All four answers are yes, so the team may start a new phase and sign for it.",
                es="Las cuatro respuestas son sí, así que el equipo puede iniciar una nueva fase y firmarla.",
            )
        count = len(self.against)
        return in_language(
            language,
            en=f"Keep the old middle line: {count} of the four answers {'is' if count == 1 else 'are'} not "
            "yes.",
            es=f"Conserven la línea central anterior: {count} de las cuatro respuestas no "
            f"{'es' if count == 1 else 'son'} sí.",
        )


def new_phase(answers: Mapping[str, bool]) -> NewPhase:
    """Judge the answers by code; a missing answer counts as no. StatsError ``option`` for an unknown code."""
    codes = [question.code for question in FOUR_QUESTIONS]
    unknown = set(answers) - set(codes)
    if unknown:
        raise StatsError("There are only four questions.", reason="option", es="Solo hay cuatro preguntas.")
    against = tuple(code for code in codes if answers.get(code) is not True)
    return NewPhase(allowed=not against, against=against)
