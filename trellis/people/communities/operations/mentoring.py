"""Who looks after a new member: named, changed, ended (S3-25)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Membership, Mentorship
from trellis.people.communities.queries import function_of, working_memberships_of
from trellis.people.communities.rules import may_end_mentorship, may_name_mentor
from trellis.people.communities.words import GUESTS
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell


def _write(by: Person, mentorship: Mentorship, verb: str) -> None:
    """Write it down, and tell the two; who did it knows."""
    member, mentor = mentorship.member.person, mentorship.mentor.person
    community = mentorship.member.community
    record(
        by=by,
        verb=f"mentorship.{verb}",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"person": member.public_id, "mentor": mentor.public_id},
    )
    words = {"community": community.name, "member": member.full_name, "mentor": mentor.full_name}
    for person, kind in ((member, verb), (mentor, "given" if verb == "started" else verb)):
        tell(
            people=[person] if person.pk != by.pk else [],
            kind=f"mentorship.{kind}",
            words=words,
            path=f"/communities/{community.public_id}/welcome/",
            object_kind="community",
            object_id=community.public_id,
        )


def _running(membership: Membership) -> Mentorship | None:
    return (
        Mentorship.objects.select_for_update(of=("self",))
        .filter(member=membership, ends_on=None)
        .select_related("member__person", "member__community", "mentor__person")
        .first()
    )


def _end(by: Person, mentorship: Mentorship) -> None:
    mentorship.ends_on = timezone.localdate()
    mentorship.save(update_fields=["ends_on"])
    _write(by, mentorship, "ended")


@transaction.atomic
def name_mentor(*, by: Person, membership: Membership, mentor: str) -> Mentorship:
    """Name the member (public id of the membership) who looks after a new one; an earlier one ends.

    Raises:
        Refused: for everybody but leads, facilitators and the new member.
        Invalid: for a guest, or when the mentor is no other member who works here.
        Conflict: when this is the mentor already.
    """
    community = membership.community
    if not may_name_mentor(function_of(by, community), is_own=membership.person_id == by.pk):
        raise Refused(_("Facilitators and the new member say who looks after whom."))
    if membership.function in GUESTS:
        raise Invalid(_("Guests have no mentor."))
    chosen = working_memberships_of(community).exclude(pk=membership.pk).filter(public_id=mentor).first()
    if chosen is None:
        raise Invalid(_("Choose another member of the team."))
    Membership.objects.select_for_update().get(pk=membership.pk)
    current = _running(membership)
    if current is not None:
        if current.mentor_id == chosen.pk:
            raise Conflict(_("%(name)s is the mentor already.") % {"name": chosen.person.full_name})
        _end(by, current)
    mentorship = Mentorship.objects.create(
        member=membership, mentor=chosen, starts_on=timezone.localdate(), named_by=by
    )
    _write(by, mentorship, "started")
    return mentorship


@transaction.atomic
def end_mentorship(*, by: Person, membership: Membership) -> None:
    """End who looks after a member. No reason is asked for.

    Raises:
        Refused: for everybody but the two, leads and facilitators.
        Conflict: when nobody looks after this member.
    """
    current = _running(membership)
    both = {membership.person_id, *([current.mentor.person_id] if current else [])}
    if not may_end_mentorship(function_of(by, membership.community), is_one_of_both=by.pk in both):
        raise Refused(_("The two of them and the facilitators end this."))
    if current is None:
        raise Conflict(_("There is no mentor any more."))
    _end(by, current)
