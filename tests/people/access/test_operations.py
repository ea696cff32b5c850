"""Who may give which role, invitations, leaving, and changes of the policy."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from tests.cast import Cast
from tests.people.accounts.test_operations import prove, token_in
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access import operations
from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.access.queries import (
    policy_profile_of,
    relations_to_place,
    roles_of,
    sentence_after_grant,
)
from trellis.people.access.rules import GRANTS, NOTICE_DAYS, grantable_roles, is_raised, may_grant_role
from trellis.people.access.words import RAISED_ROLES, Relation, Role
from trellis.people.accounts.models import Invitation, Person
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice
from trellis.people.places.models import Organization
from trellis.people.places.words import PolicyProfile


@pytest.fixture
def admin(cast: Cast) -> Person:
    """Sam Field, site administrator of the district."""
    return newcomer(cast.district, Role.SITE_ADMINISTRATOR, "Sam")


def newcomer(place: Organization, role: Role, name: str) -> Person:
    person = Person(given_name=name, contact_email=f"{name.lower()}@riverbend.example")
    person.set_unusable_password()
    person.save()
    operations.grant_role(by=None, person=person, organization=place, role=role)
    return person


def mailed_token() -> str:
    return token_in(next(line for line in str(mail.outbox[-1].body).splitlines() if "/invitations/" in line))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("relation", list(Relation))
def test_the_table_of_grants(role: Role, relation: Relation) -> None:
    expected = relation == Relation.ADMINISTRATOR or (
        relation == Relation.DISTRICT_LEADER and role not in RAISED_ROLES
    )
    assert may_grant_role(role, {relation}, to_self=False) == expected
    assert not may_grant_role(role, {relation}, to_self=True)
    assert (role in grantable_roles({relation})) == expected


def test_only_the_two_relations_of_the_policy_grant_anything() -> None:
    assert set(GRANTS) == {Relation.ADMINISTRATOR, Relation.DISTRICT_LEADER}


@pytest.mark.parametrize("role", list(Role))
def test_nobody_raises_themself(cast: Cast, admin: Person, role: Role) -> None:
    with pytest.raises(Refused):
        operations.grant_role(by=admin, person=admin, organization=cast.lincoln, role=role)


@pytest.mark.parametrize("name", ["ana", "ben", "eli", "pat"])
def test_others_give_no_role(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        operations.grant_role(
            by=getattr(cast, name), person=cast.cleo, organization=cast.lincoln, role=Role.COACH
        )


def test_a_raised_role_is_journaled_and_told_to_the_other_administrators(cast: Cast, admin: Person) -> None:
    second = newcomer(cast.district, Role.SITE_ADMINISTRATOR, "Toni")
    operations.grant_role(by=admin, person=cast.ana, organization=cast.lincoln, role=Role.ASSISTANT_PRINCIPAL)
    assert JournalEntry.objects.filter(verb="role.granted", actor=admin).count() == 1
    told = set(Notice.objects.values_list("person__given_name", "kind"))
    assert told == {("Ana", "role.granted"), (second.given_name, "role.granted_by")}


def test_an_ordinary_role_is_told_to_the_person_alone(cast: Cast, admin: Person) -> None:
    newcomer(cast.district, Role.SITE_ADMINISTRATOR, "Toni")
    operations.grant_role(by=admin, person=cast.ana, organization=cast.lincoln, role=Role.COACH)
    assert set(Notice.objects.values_list("person__given_name", "kind")) == {("Ana", "role.granted")}


@pytest.mark.parametrize("role", sorted(RAISED_ROLES))
def test_an_import_never_grants_a_raised_role(cast: Cast, role: Role) -> None:
    assert is_raised(role)
    with pytest.raises(Refused):
        operations.grant_role(
            by=None, person=cast.cleo, organization=cast.lincoln, role=role, from_import=True
        )


def test_a_role_is_not_given_twice_nor_backwards(cast: Cast, admin: Person) -> None:
    with pytest.raises(Conflict):
        operations.grant_role(by=admin, person=cast.ana, organization=cast.lincoln, role=Role.TEACHER)
    with pytest.raises(Invalid):
        operations.grant_role(
            by=admin,
            person=cast.ana,
            organization=cast.lincoln,
            role=Role.COACH,
            ends_on=timezone.localdate() - timedelta(days=1),
        )


def test_an_ended_role_is_gone_at_once(cast: Cast, admin: Person) -> None:
    assert Relation.SCHOOL_LEADER in relations_to_place(cast.pat, cast.lincoln)
    operations.end_role(by=admin, assignment=cast.pat.roles.get())
    assert relations_to_place(cast.pat, cast.lincoln) == {Relation.OTHER_DISTRICT, Relation.ANYONE}
    with pytest.raises(Conflict):
        operations.end_role(by=admin, assignment=cast.pat.roles.get())


def test_a_role_given_today_and_ended_today_is_gone_today(cast: Cast, admin: Person) -> None:
    granted = operations.grant_role(by=admin, person=cast.ana, organization=cast.lincoln, role=Role.COACH)
    operations.end_role(by=admin, assignment=granted)
    assert Role.COACH not in {row.role for row in roles_of(cast.ana)}


def test_the_last_administrator_stays(cast: Cast, admin: Person) -> None:
    with pytest.raises(Conflict):
        operations.leave_organization(by=admin, organization=cast.district)
    newcomer(cast.district, Role.SITE_ADMINISTRATOR, "Toni")
    assert operations.leave_organization(by=admin, organization=cast.district) == 1


def test_leaving_ends_all_own_roles_there(cast: Cast) -> None:
    operations.grant_role(by=None, person=cast.ana, organization=cast.lincoln, role=Role.COACH)
    assert operations.leave_organization(by=cast.ana, organization=cast.lincoln) == 2
    assert roles_of(cast.ana) == []
    with pytest.raises(Conflict):
        operations.leave_organization(by=cast.ana, organization=cast.lincoln)


def test_removing_someone_takes_every_role_and_the_account(cast: Cast, admin: Person) -> None:
    operations.remove_person(by=admin, person=cast.pat)
    cast.pat.refresh_from_db()
    assert not cast.pat.is_active
    assert relations_to_place(cast.pat, cast.lincoln) == {Relation.ANYONE}


def test_nobody_removes_someone_above_their_reach_or_themself(cast: Cast, admin: Person) -> None:
    for by, person in ((cast.dee, admin), (cast.pat, cast.ana), (admin, admin)):
        with pytest.raises(Refused):
            operations.remove_person(by=by, person=person)


def test_threat_7_a_double_role_is_pointed_out(cast: Cast, admin: Person) -> None:
    coach = operations.grant_role(by=admin, person=cast.ana, organization=cast.lincoln, role=Role.COACH)
    assert "evaluates" not in sentence_after_grant(coach)
    double = operations.grant_role(by=admin, person=cast.pat, organization=cast.lincoln, role=Role.COACH)
    assert "evaluates" in sentence_after_grant(double)


def invite(cast: Cast, admin: Person, capture: Any, **more: Any) -> Invitation:
    wish = {
        "given_name": "Noor",
        "family_name": "Haddad",
        "email": "Noor@Riverbend.example",
        "role": Role.TEACHER,
        **more,
    }
    with capture(execute=True):
        return operations.invite_newcomer(by=admin, organization=cast.lincoln, **wish)


def test_S2_08_an_invitation_is_accepted_once(
    cast: Cast, admin: Person, django_capture_on_commit_callbacks: Any
) -> None:
    invitation = invite(cast, admin, django_capture_on_commit_callbacks)
    token = mailed_token()
    assert token not in Invitation.objects.get().token_digest
    person = operations.accept_invitation(token=token, password="correct horse battery")
    assert person == invitation.person
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("noor@riverbend.example", True, True)
    assert Notice.objects.filter(person=admin, kind="invitation.accepted").exists()
    with pytest.raises(NotFound):
        operations.accept_invitation(token=token, password="correct horse battery")


def test_staff_choose_a_password_and_families_need_none(
    cast: Cast, admin: Person, django_capture_on_commit_callbacks: Any
) -> None:
    invite(cast, admin, django_capture_on_commit_callbacks)
    with pytest.raises(Invalid):
        operations.accept_invitation(token=mailed_token())
    invite(cast, admin, django_capture_on_commit_callbacks, email="f@home.example", role=Role.FAMILY)
    family = operations.accept_invitation(token=mailed_token())
    assert not family.has_usable_password()


def test_an_invitation_ends(cast: Cast, admin: Person, django_capture_on_commit_callbacks: Any) -> None:
    invitation = invite(cast, admin, django_capture_on_commit_callbacks)
    token = mailed_token()
    with pytest.raises(NotFound):
        operations.accept_invitation(token=token, password="correct horse battery", now=invitation.expires_at)
    operations.withdraw_invitation(by=admin, invitation=invitation)
    with pytest.raises(NotFound):
        operations.accept_invitation(token=token, password="correct horse battery")
    with pytest.raises(Conflict):
        operations.withdraw_invitation(by=admin, invitation=invitation)


def test_a_new_invitation_replaces_the_last(
    cast: Cast, admin: Person, django_capture_on_commit_callbacks: Any
) -> None:
    invitation = invite(cast, admin, django_capture_on_commit_callbacks)
    first = mailed_token()
    with django_capture_on_commit_callbacks(execute=True):
        operations.invite_person(by=admin, person=invitation.person)
    with pytest.raises(NotFound):
        operations.accept_invitation(token=first, password="correct horse battery")
    accepted = operations.accept_invitation(token=mailed_token(), password="correct horse battery")
    assert accepted == invitation.person


def test_nobody_takes_an_account_over_by_inviting_its_person(cast: Cast, admin: Person) -> None:
    with pytest.raises(Refused):  # a district leader may not give the role of an administrator
        operations.invite_person(by=cast.dee, person=admin, email="dee@elsewhere.example")
    prove(cast.ana)
    with pytest.raises(Conflict):  # who signs in already is not invited to another address
        operations.invite_person(by=admin, person=cast.ana, email="sam@elsewhere.example")
    with pytest.raises(Conflict):  # nor is an address given to a second person
        operations.invite_person(by=admin, person=cast.ben, email=cast.ana.contact_email)


def test_a_known_address_makes_no_second_person(cast: Cast, admin: Person) -> None:
    with pytest.raises(Conflict):
        operations.invite_newcomer(
            by=admin,
            organization=cast.lincoln,
            given_name="Ana",
            family_name="",
            email="ANA@riverbend.example",
            role=Role.TEACHER,
        )


def test_a_refused_invitation_leaves_nothing_behind(cast: Cast) -> None:
    people = Person.objects.count()
    with pytest.raises(Refused):
        operations.invite_newcomer(
            by=cast.pat,
            organization=cast.lincoln,
            given_name="Noor",
            family_name="",
            email="noor@riverbend.example",
            role=Role.TEACHER,
        )
    assert (Person.objects.count(), RoleAssignment.objects.count()) == (people, people)


def test_S2_32_a_looser_policy_holds_only_after_everyone_was_told(cast: Cast, admin: Person) -> None:
    today = timezone.localdate()
    with pytest.raises(Invalid):
        operations.announce_policy_change(
            by=admin,
            organization=cast.district,
            profile=PolicyProfile.STATE_REPORTING,
            reason="The state asks for it.",
            effective_on=today + timedelta(days=NOTICE_DAYS - 1),
        )
    change = operations.announce_policy_change(
        by=admin, organization=cast.district, profile=PolicyProfile.STATE_REPORTING, reason="The state asks."
    )
    assert change.effective_on == today + timedelta(days=NOTICE_DAYS)
    assert policy_profile_of(cast.lincoln) == PolicyProfile.LABOR_AGREEMENT_SAFE
    assert policy_profile_of(cast.lincoln, change.effective_on) == PolicyProfile.STATE_REPORTING
    told = set(Notice.objects.filter(kind="policy.announced").values_list("person_id", flat=True))
    everyone = {row.pk for row in (cast.ana, cast.ben, cast.cleo, cast.dee, cast.eli, cast.pat, admin)}
    assert told == everyone


def test_a_stricter_policy_holds_at_once(cast: Cast) -> None:
    operations.announce_policy_change(
        by=cast.dee, organization=cast.district, profile=PolicyProfile.STRICTER, reason="We agreed on it."
    )
    assert policy_profile_of(cast.lincoln) == PolicyProfile.STRICTER


def test_the_policy_is_not_changed_by_others_or_without_a_reason(cast: Cast, admin: Person) -> None:
    with pytest.raises(Refused):
        operations.announce_policy_change(
            by=cast.pat, organization=cast.lincoln, profile=PolicyProfile.STRICTER, reason="I want it."
        )
    with pytest.raises(Invalid):
        operations.announce_policy_change(
            by=admin, organization=cast.district, profile=PolicyProfile.STRICTER, reason=" "
        )
    assert not PolicyChange.objects.exists()
