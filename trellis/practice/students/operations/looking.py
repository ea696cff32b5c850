"""A family asks about one look at their child's card; the school answers (S0-23)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.practice.students.models import LookQuestion
from trellis.practice.students.queries.cards import looks_at, open_own_child
from trellis.practice.students.queries.looking import open_look_question, who_answers
from trellis.practice.students.words import STUDENT


def _write_journal(by: Person, question: LookQuestion, verb: str) -> None:
    record(
        by=by,
        verb=verb,
        object_kind=STUDENT,
        object_id=question.student.public_id,
        organization_id=question.student.school_id,
        data={"question": question.public_id},
    )


@transaction.atomic
def ask_about_look(*, by: Person, pk: str, look: str, text: str, now: datetime | None = None) -> LookQuestion:
    """Ask the school about one look at one's own child's card; who answers for the school is told once.

    Args:
        pk: the child.
        look: the hash of the look in the journal, as the page has it.

    Raises:
        NotFound: for every child but one's own.
        Invalid: without words, or about something that is no look at this child.
        Conflict: when one asked about this look before.
        Refused: when nobody answers for the school yet.
    """
    child = open_own_child(by=by, pk=pk)
    entry = looks_at(child).filter(hash=look).first()
    if entry is None or not text.strip():
        raise Invalid(_("Write what you would like to know."), {"text": _("One sentence is enough.")})
    answerers = who_answers(child)
    if not answerers:
        raise Refused(_("Nobody answers such questions here yet. Please call the office of the school."))
    question, made = LookQuestion.objects.get_or_create(
        look=entry,
        asked_by=by,
        defaults={"student": child, "text": text.strip()[:500], "asked_at": now or timezone.now()},
    )
    if not made:
        raise Conflict(_("You have asked about this already. The answer will stand here."))
    _write_journal(by, question, "student.look_asked")
    tell(
        people=answerers,
        kind="look.asked",
        path=reverse("answer-look-question", args=[question.public_id]),
        object_kind="look_question",
        object_id=question.public_id,
    )
    return question


@transaction.atomic
def answer_look_question(*, by: Person, pk: str, text: str, now: datetime | None = None) -> LookQuestion:
    """Answer a family's question; the family is told and reads it on the page of their child.

    Raises:
        NotFound: for everybody who does not answer for the school.
        Conflict: when somebody answered before.
        Invalid: without words.
    """
    question = LookQuestion.objects.select_for_update().get(pk=open_look_question(by=by, pk=pk).pk)
    if question.answered_at is not None:
        raise Conflict(_("Somebody has answered this already."))
    if not text.strip():
        raise Invalid(_("Write the answer."), {"text": _("A few plain sentences.")})
    question.answer, question.answered_by = text.strip()[:1000], by
    question.answered_at = now or timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    _write_journal(by, question, "student.look_answered")
    tell(
        people=[question.asked_by],
        kind="look.answered",
        path=reverse("my-child", args=[question.student.public_id]),
        object_kind="look_question",
        object_id=question.public_id,
    )
    return question
