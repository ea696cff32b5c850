"""Who looks after a new member: named, changed, ended, read by members alone (S3-25)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, make_cast
from tests.house.matrix.world import signed_in
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Membership, Mentorship
from trellis.people.communities.operations import end_membership, end_mentorship, name_mentor
from trellis.people.communities.queries import mentors_of
from trellis.people.communities.rules import may_end_mentorship, may_name_mentor
from trellis.people.communities.words import Function
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def jordan(cast: Cast) -> Membership:
    """Came into Ana's team three days ago."""
    since = timezone.localdate() - timedelta(days=3)
    person = _person("Jordan", "Moss", Role.TEACHER, cast.lincoln, since)
    return Membership.objects.create(community=cast.grade_4, person=person, starts_on=since)


def of(cast: Cast, person: Person) -> Membership:
    return Membership.objects.get(community=cast.grade_4, person=person)


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_guides_and_the_new_member_name_and_each_of_both_ends() -> None:
    assert may_name_mentor(Function.FACILITATOR, is_own=False)
    assert may_name_mentor(Function.MEMBER, is_own=True)
    assert not may_name_mentor(Function.MEMBER, is_own=False)
    assert not may_name_mentor(None, is_own=False)
    assert may_end_mentorship(Function.MEMBER, is_one_of_both=True)
    assert may_end_mentorship(Function.LEAD, is_one_of_both=False)
    assert not may_end_mentorship(Function.MEMBER, is_one_of_both=False)


def test_S3_25_a_mentor_is_named_changed_and_ended_and_both_are_told(cast: Cast, jordan: Membership) -> None:
    ben = of(cast, cast.ben)
    first = name_mentor(by=cast.ana, membership=jordan, mentor=ben.public_id)
    assert (first.starts_on, first.ends_on) == (timezone.localdate(), None)
    assert mentors_of([jordan.pk, ben.pk]) == {jordan.pk: cast.ben}
    assert (told(jordan.person), told(cast.ben)) == (["mentorship.started"], ["mentorship.given"])
    with pytest.raises(Conflict):
        name_mentor(by=cast.ana, membership=jordan, mentor=ben.public_id)
    name_mentor(by=jordan.person, membership=jordan, mentor=of(cast, cast.ana).public_id)
    first.refresh_from_db()
    assert first.ends_on == timezone.localdate()
    assert mentors_of([jordan.pk]) == {jordan.pk: cast.ana}
    assert told(cast.ben) == ["mentorship.given", "mentorship.ended"]
    assert told(jordan.person) == ["mentorship.started"], "who does it knows"
    end_mentorship(by=cast.ana, membership=jordan)
    assert mentors_of([jordan.pk]) == {}
    assert told(jordan.person)[-1] == "mentorship.ended"
    with pytest.raises(Conflict):
        end_mentorship(by=cast.ana, membership=jordan)
    verbs = JournalEntry.objects.filter(verb__startswith="mentorship").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "mentorship.started",
        "mentorship.ended",
        "mentorship.started",
        "mentorship.ended",
    ]


def test_S3_25_the_mentor_ends_it_and_nobody_else_meddles(cast: Cast, jordan: Membership) -> None:
    ben, ana = of(cast, cast.ben), of(cast, cast.ana)
    for outside in (cast.ben, cast.pat, cast.cleo, cast.eli):
        with pytest.raises(Refused):
            name_mentor(by=outside, membership=jordan, mentor=ben.public_id)
    cleo = Membership.objects.get(person=cast.cleo)
    for wrong in (jordan.public_id, cleo.public_id, "", "nobody"):
        with pytest.raises(Invalid):
            name_mentor(by=cast.ana, membership=jordan, mentor=wrong)
    name_mentor(by=cast.ana, membership=jordan, mentor=ana.public_id)
    for outside in (cast.ben, cast.pat, cast.cleo):
        with pytest.raises(Refused):
            end_mentorship(by=outside, membership=jordan)
    name_mentor(by=cast.ana, membership=jordan, mentor=ben.public_id)
    end_mentorship(by=cast.ben, membership=jordan)
    assert mentors_of([jordan.pk]) == {}


def test_S3_25_it_holds_only_while_both_belong(cast: Cast, jordan: Membership) -> None:
    ben = of(cast, cast.ben)
    name_mentor(by=cast.ana, membership=jordan, mentor=ben.public_id)
    Membership.objects.filter(pk=ben.pk).update(function=Function.GUEST)
    assert mentors_of([jordan.pk]) == {}, "guests look after nobody"
    with pytest.raises(Invalid):
        name_mentor(by=cast.ana, membership=of(cast, cast.ben), mentor=jordan.public_id)
    Membership.objects.filter(pk=ben.pk).update(function=Function.MEMBER)
    assert mentors_of([jordan.pk]) == {jordan.pk: cast.ben}
    end_membership(by=cast.ben, membership=of(cast, cast.ben))
    assert mentors_of([jordan.pk]) == {}
    assert Mentorship.objects.get().ends_on == timezone.localdate()


def test_S3_25_from_the_page_of_welcome_to_today(cast: Cast, jordan: Membership) -> None:
    page = reverse("welcome-pack", args=[cast.grade_4.public_id])
    name = reverse("name-mentor", args=[cast.grade_4.public_id, jordan.public_id])
    end = reverse("end-mentorship", args=[cast.grade_4.public_id, jordan.public_id])
    ana, ben, new = signed_in(cast.ana), signed_in(cast.ben), signed_in(jordan.person)
    shown = ana.get(page).content.decode()
    assert "no mentor named yet" in shown
    assert name in shown
    assert end not in shown, "there is nothing to end"
    assert name not in ben.get(page).content.decode()
    assert ana.post(name, {"mentor": of(cast, cast.ben).public_id}).status_code == 303
    assert "your mentor is Ben Lee" in new.get(page).content.decode()
    assert "Your mentor: Ben Lee" in new.get(reverse("today")).content.decode()
    assert "Your mentor" not in ana.get(reverse("today")).content.decode()
    assert end in ben.get(page).content.decode(), "the mentor may end it"
    pat = signed_in(cast.pat)
    assert pat.get(page).status_code == 404
    for address in ("members", "open-community"):
        read = pat.get(reverse(address, args=[cast.grade_4.public_id])).content.decode().lower()
        assert "mentor" not in read, "leaders read nothing of it"
    assert ben.post(end).status_code == 303
    assert "no mentor named yet" in new.get(page).content.decode()
    assert "Your mentor" not in new.get(reverse("today")).content.decode()
