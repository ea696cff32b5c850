"""The chain of a cycle: we learn, so we teach differently, so students can do more; each link with evidence.

A link without evidence is named (S1-07): what was measured at the end says nothing of why while it is open.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.practice.cycles.rules.facts import Facts
from trellis.practice.cycles.words import VoiceKind

_LEARNED = (VoiceKind.VISITED, VoiceKind.TRIES, VoiceKind.REFLECTS)


@dataclass(frozen=True)
class ChainLink:
    """One link: what it says, whether there is evidence, what was found, and the tool that adds some."""

    text: str
    met: bool
    found: str
    tool: str


def chain_of(facts: Facts, use_share: float | None) -> list[ChainLink]:
    """Return the three links of a cycle in their order."""
    learned = {pk for kind in _LEARNED for pk in facts.voices.get(kind, frozenset())} & set(facts.members)
    n, points = len(learned), facts.points_since_start
    used = bool(use_share)
    return [
        ChainLink(
            _("We learned something."),
            n > 0,
            ngettext(
                "%(n)d of us visited, tried or looked back.",
                "%(n)d of us visited, tried or looked back.",
                n,
            )
            % {"n": n}
            if n
            else _("Nobody shared a visit, something to try or a look back yet."),
            "voices:visited",
        ),
        ChainLink(
            _("We taught differently."),
            used,
            _("It was used for %(share)d %% of what you planned.") % {"share": int((use_share or 0) * 100)}
            if used
            else _("No use is recorded."),
            "use",
        ),
        ChainLink(
            _("Students can do something else than before."),
            points > 0,
            ngettext("%(n)d point since the start.", "%(n)d points since the start.", points) % {"n": points}
            if points
            else _("There is no point since the start."),
            "measure",
        ),
    ]


def first_open(links: list[ChainLink]) -> ChainLink | None:
    """Return the first link without evidence: what comes after it hangs in the air."""
    return next((link for link in links if not link.met), None)
