"""A decision as the room draws it: what can be said, what was said, what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.practice.meetings.rules.deciding import choices_of, needs_words, verdict
from trellis.practice.meetings.words import DecisionMethod, DecisionState

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.queries.inside import DecisionLine

LABELS: dict[str, Promise] = {
    "consent": gettext_lazy("Yes"),
    "concern": gettext_lazy("Yes, with a concern"),
    "objection": gettext_lazy("Strong objection"),
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "abstain": gettext_lazy("Abstain"),
    "advice": gettext_lazy("My advice"),
}
FINGERS: dict[str, Promise] = {
    "0": gettext_lazy("Fist: I block it"),
    "1": gettext_lazy("1: big concerns"),
    "2": gettext_lazy("2: it has to change first"),
    "3": gettext_lazy("3: I can live with it"),
    "4": gettext_lazy("4: good"),
    "5": gettext_lazy("5: I will lead it"),
}


@dataclass(frozen=True)
class ChoiceView:
    """One thing that can be said; ``chosen``: this person said it; ``words``: it asks for words."""

    value: str
    label: str
    chosen: bool
    words: bool


@dataclass(frozen=True)
class DecisionView:
    """A decision as the room draws it."""

    pk: str
    text: str
    method: str
    is_open: bool
    adopted: bool
    result: str
    so_far: str
    choices: Sequence[ChoiceView]
    concerns: Sequence[str]
    may_close: bool
    by_advice: bool
    mine: bool
    shown: bool
    reopens: str
    reason: str


def label_of(method: DecisionMethod, choice: str, options: Sequence[str]) -> str:
    """Write what a choice means."""
    if method == DecisionMethod.CONSENSUS:
        return str(FINGERS[choice])
    if options and choice.isdecimal():
        return options[int(choice) - 1]
    return str(LABELS[choice])


def _result(line: "DecisionLine") -> str:
    decision = line.decision
    if decision.state == DecisionState.OPEN or decision.decided_at is None:
        return ""
    pieces = []
    if decision.state == DecisionState.NOT_ADOPTED:
        pieces.append(_("Not adopted."))
    elif decision.outcome:
        pieces.append(_("Adopted: %(choice)s.") % {"choice": decision.outcome})
    else:
        pieces.append(_("Adopted."))
    count = len(line.voices)
    pieces.append(
        ngettext("%(count)d member took part.", "%(count)d members took part.", count) % {"count": count}
    )
    if decision.review_on:
        pieces.append(
            _("Look again on %(day)s.") % {"day": date_format(decision.review_on, "MONTH_DAY_FORMAT")}
        )
    return " ".join(pieces)


def decision_view(line: "DecisionLine", person: "Person") -> DecisionView:
    """Return a decision as this person sees it in the room."""
    decision = line.decision
    method = DecisionMethod(decision.method)
    own = line.own(person)
    voices = {voice.person_id: voice.choice for voice in line.voices}
    found = verdict(method, voices, quorum=decision.quorum, options=decision.options)
    by_advice = method == DecisionMethod.ADVICE
    return DecisionView(
        pk=decision.public_id,
        text=decision.text,
        method=str(method.label),
        is_open=decision.state == DecisionState.OPEN,
        adopted=decision.state == DecisionState.ADOPTED,
        result=_result(line),
        so_far=_("%(count)d of at least %(quorum)d have said their part.")
        % {"count": len(voices), "quorum": decision.quorum},
        choices=[
            ChoiceView(
                choice,
                label_of(method, choice, decision.options),
                own is not None and own.choice == choice,
                needs_words(method, choice),
            )
            for choice in choices_of(method, decision.options)
            if decision.decider_id != person.pk
        ],
        concerns=[f"{voice.person.called}: {voice.words}" for voice in line.voices if voice.words],
        may_close=found.ready and (not by_advice or decision.decider_id == person.pk),
        by_advice=by_advice,
        mine=decision.proposed_by_id == person.pk,
        shown=decision.shown_at is not None,
        reopens=decision.reopens.text if decision.reopens else "",
        reason=decision.reason,
    )
