"""The wording linter: blame, a solution in disguise, vagueness; English and Spanish (S0-40).

Advice, never a gate: the team may keep its words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

#: A problem in fewer words than this can hardly say which students and which skill.
SHORT = 7


class Fault(StrEnum):
    """What a wording can stumble over."""

    BLAME = "blame"
    SOLUTION = "solution"
    VAGUE = "vague"


@dataclass(frozen=True)
class Hint:
    """What was found, in the writer's own words, and what to do about it."""

    fault: Fault
    phrase: str
    advice: str


_BLAME = (
    r"\blaz(?:y|iness)\b|\b(?:low|bad|weak|slow|dumb|difficult) (?:kids?|students?|group|ones|class(?:es)?)\b"
    r"|\b(?:parents?|families|kids|students|they) (?:just |simply )?(?:don[’']?t|do not|won[’']?t|never) "
    r"(?:care|try|want|help|read|value|listen|bother|support)\b"
    r"|\bunmotivated\b|\bbroken homes?\b|\bthose (?:kids|families|parents)\b|\b(?:teachers?|they) refuse to\b"
    r"|\bno (?:support|help) (?:at|from) home\b|\b(?:low|lowest)[- ]ability\b"
    r"|\bflojos?\b|\bflojas?\b|\bperezos[oa]s?\b|\bniñ[oa]s (?:malos|malas|lentos|lentas|difíciles)\b"
    r"|\b(?:padres|familias|estudiantes|estudiantes|niños) (?:que )?(?:no|nunca) "
    r"(?:quieren|ayudan|les importa|se esfuerzan|apoyan|leen)\b"
    r"|\bno les importa\b|\bdesmotivad[oa]s\b|\bsin apoyo en casa\b|\besos (?:niños|padres|estudiantes)\b"
)
_SOLUTION = (
    r"\b(?:we|students|they|teachers) (?:just |really )?"
    r"(?:need|want|lack|(?:should|must) (?:have|get|buy)) "
    r"(?:more |new |better |another |an? )?(?:ipads?|chromebooks?|computers?|technology|laptops?|apps?|"
    r"software|program(?:me)?s?|curriculum|books?|textbooks?|training|staff|aides?|time|money|periods?|coach(?:es)?)\b"
    r"|\b(?:buy|purchase|hire|adopt) (?:more |new |an? )?\w+|\black of (?:ipads?|chromebooks?|technology|"
    r"materials?|programs?|training|time|staff)\b|\bnot enough (?:time|staff|technology|books|materials)\b"
    r"|\b(?:necesitamos|hacen falta|faltan|nos faltan|hay que comprar|deberíamos (?:tener|comprar)) "
    r"(?:más |nuev[oa]s |mejores )?(?:ipads?|computadoras|tabletas|tecnología|programas?|libros|materiales?|"
    r"capacitación|personal|tiempo|dinero)\b|\bfalta de (?:tiempo|tecnología|materiales?|personal|libros)\b"
)
_VAGUE = (
    r"\b(?:improve|increase|boost|raise|enhance|support|address|strengthen) "
    r"(?:student )?(?:literacy|reading|writing|math(?:ematics|s)?|science|behaviou?r|engagement|achievement|"
    r"performance|learning|scores?|outcomes?|skills?|results?|attendance)\b"
    r"|\b(?:struggle|struggling|difficulty|problems?) (?:with|in) "
    r"(?:literacy|reading|writing|math(?:ematics|s)?|science|behaviou?r|school|everything|learning)\b(?! \w)"
    r"|\b(?:poor|low) (?:results|scores|achievement|performance|engagement|skills)\b"
    r"|\betc\b|\bbetter outcomes\b"
    r"|\b(?:mejorar|aumentar|elevar|reforzar|fortalecer) (?:la |el |los |las )?"
    r"(?:lectura|escritura|matemáticas?|ciencias?|conducta|participación|rendimiento|aprendizaje|resultados?|"
    r"alfabetización|asistencia|habilidades)\b"
    r"|\b(?:bajo rendimiento|malos resultados|bajos? resultados?)\b"
    r"|\b(?:dificultades?|problemas) (?:con|en) (?:la |el |las )?"
    r"(?:lectura|escritura|matemáticas|ciencias|conducta)\b(?! \w)"
)
_PATTERNS = {
    Fault.BLAME: re.compile(_BLAME, re.IGNORECASE),
    Fault.SOLUTION: re.compile(_SOLUTION, re.IGNORECASE),
    Fault.VAGUE: re.compile(_VAGUE, re.IGNORECASE),
}


def _advice(fault: Fault, phrase: str) -> str:
    if fault == Fault.BLAME:
        return _(
            "“%(phrase)s” puts it on people. Say what students cannot do yet, and what happens in the lesson "
            "when they get there."
        ) % {"phrase": phrase}
    if fault == Fault.SOLUTION:
        return _(
            "“%(phrase)s” is already a solution. What is it that students cannot do today because of this?"
        ) % {"phrase": phrase}
    return _(
        "“%(phrase)s” could be anything. Which students, which skill, in which kind of task, seen where?"
    ) % {"phrase": phrase}


def wording_hints(text: str) -> list[Hint]:
    """Return specific advice for a problem statement; empty when the linter finds nothing to say."""
    if not text.strip():
        return []
    hints = []
    for fault, pattern in _PATTERNS.items():
        seen: set[str] = set()
        for match in pattern.finditer(text):
            phrase = match.group(0).strip()
            if phrase.casefold() not in seen:
                seen.add(phrase.casefold())
                hints.append(Hint(fault, phrase, _advice(fault, phrase)))
    if len(text.split()) < SHORT and not hints:
        hints.append(Hint(Fault.VAGUE, text.strip(), _advice(Fault.VAGUE, text.strip())))
    return hints
