"""The student card: looked at, added to, opened for a colleague; adults who are named."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.journal.operations import record
from trellis.practice.students.models import CardRight, NamedAdult, Strength, StudentProfile
from trellis.practice.students.operations.guard import check_care, journal, one_of_ours
from trellis.practice.students.queries.cards import LOOKED, Opened, open_card, people_to_let_in
from trellis.practice.students.queries.care import adults_to_name
from trellis.practice.students.words import STUDENT, Looked

#: A right to open a card lasts at most a school year.
MOST_DAYS = 366


@transaction.atomic
def look_at_student(*, by: Person, pk: str, what: Looked = Looked.CARD) -> Opened:
    """Open a student's card and write down who looked, at what and by which right. No look goes unwritten.

    Raises:
        NotFound: for people without a right to it; nothing is written then.
    """
    opened = open_card(by=by, pk=pk)
    community = opened.teams[0] if opened.teams else None
    record(
        by=by,
        verb=LOOKED,
        object_kind=STUDENT,
        object_id=opened.student.public_id,
        organization_id=opened.student.school_id,
        community_id=community.pk if community else None,
        data={"what": str(what), "by_right": opened.right is not None and community is None},
    )
    return opened


def _may_change(opened: Opened) -> Community:
    if not opened.may_change:
        raise Refused(_("Members of a team that teaches the student add to the card."))
    return opened.teams[0]


@transaction.atomic
def add_strength(*, by: Person, pk: str, text: str, today: date | None = None) -> Strength:
    """Write down something the student is good at.

    Raises:
        NotFound: for people without a right to the card.
        Refused: for one who may only read it.
        Invalid: without words.
    """
    opened = open_card(by=by, pk=pk)
    community = _may_change(opened)
    if not text.strip():
        raise Invalid(_("What did you see?"), {"text": _("One line is enough.")})
    strength = Strength.objects.create(
        student=opened.student, text=text.strip()[:255], seen_by=by, seen_on=today or timezone.localdate()
    )
    journal(by, community, STUDENT, pk, "student.strength_added")
    return strength


@transaction.atomic
def change_student_profile(
    *, by: Person, pk: str, said_as: str = "", pronouns: str = "", family_asks: str = ""
) -> StudentProfile:
    """Keep how the name is said, pronouns and what the family asks; an empty field takes it away (S4-13).

    Raises:
        NotFound: for people without a right to the card.
        Refused: for one who may only read it.
    """
    opened = open_card(by=by, pk=pk)
    community = _may_change(opened)
    profile, _made = StudentProfile.objects.update_or_create(
        student=opened.student,
        defaults={
            "said_as": said_as.strip()[:120],
            "pronouns": pronouns.strip()[:60],
            "family_asks": family_asks.strip()[:255],
            "changed_by": by,
            "changed_at": timezone.now(),
        },
    )
    journal(by, community, STUDENT, pk, "student.profile_changed")
    return profile


@transaction.atomic
def let_in(
    *, by: Person, pk: str, person: str, purpose: str, ends_on: date, now: datetime | None = None
) -> CardRight:
    """Let a colleague of the school open this one card, for a purpose, until a day.

    Raises:
        NotFound: for people without a right to the card.
        Refused: for one who was let in: a right is not passed on.
        Invalid: without a purpose, for somebody outside the school, or for longer than a year.
    """
    opened = open_card(by=by, pk=pk)
    community = _may_change(opened)
    today = timezone.localdate()
    staff = {one.public_id: one for one in people_to_let_in(opened.student)}
    problems = {}
    if person not in staff:
        problems["person"] = _("Choose somebody who works at the school.")
    if not purpose.strip():
        problems["purpose"] = _("Say what they need it for.")
    if not today <= ends_on <= date.fromordinal(today.toordinal() + MOST_DAYS):
        problems["ends_on"] = _("Choose a day within a year.")
    if problems:
        raise Invalid(_("Nobody was let in yet."), problems)
    right = CardRight.objects.create(
        student=opened.student,
        person=staff[person],
        purpose=purpose.strip()[:255],
        given_by=by,
        given_at=now or timezone.now(),
        ends_on=ends_on,
    )
    journal(by, community, STUDENT, pk, "student.let_in", {"until": ends_on})
    return right


@transaction.atomic
def end_card_right(*, by: Person, pk: str, right: str) -> CardRight:
    """End a right to open the card; it holds no longer from now on.

    Raises:
        NotFound: for people without a right to the card, or when there is no such right.
        Refused: for one who was let in.
    """
    opened = open_card(by=by, pk=pk)
    community = _may_change(opened)
    found = CardRight.objects.filter(student=opened.student, public_id=right).first()
    if found is None:
        raise NotFound(_("There is no such right."))
    found.ends_on = date.fromordinal(timezone.localdate().toordinal() - 1)
    found.save(update_fields=["ends_on"])
    journal(by, community, STUDENT, pk, "student.let_out")
    return found


@transaction.atomic
def name_adult(
    *, by: Person, community: Community, student: str, person: str, today: date | None = None
) -> NamedAdult:
    """Name an adult of the school who knows the student; naming twice changes nothing.

    Raises:
        Refused: for everybody but members.
        NotFound: for a student who is not of this team.
        Invalid: for somebody who does not work at the school.
    """
    check_care(by, community)
    found = one_of_ours(community, student)
    staff = {one.public_id: one for one in adults_to_name(community)}
    if person not in staff:
        raise Invalid(_("Choose somebody who works at the school."))
    named, made = NamedAdult.objects.get_or_create(
        student=found,
        person=staff[person],
        ended_on=None,
        defaults={"community": community, "starts_on": today or timezone.localdate()},
    )
    if made:
        journal(by, community, STUDENT, found.public_id, "student.adult_named")
    return named


@transaction.atomic
def end_named_adult(
    *, by: Person, community: Community, student: str, person: str, today: date | None = None
) -> int:
    """Take the name of an adult off a student; return how many were taken off.

    Raises:
        Refused: for everybody but members.
        NotFound: for a student who is not of this team.
    """
    check_care(by, community)
    found = one_of_ours(community, student)
    ended = NamedAdult.objects.filter(student=found, person__public_id=person, ended_on=None).update(
        ended_on=today or timezone.localdate()
    )
    if ended:
        journal(by, community, STUDENT, found.public_id, "student.adult_ended")
    return ended
