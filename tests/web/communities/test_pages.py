"""The pages of a community: what each of the cast sees, and what they can do there."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from trellis.people.access.models import RoleAssignment
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Charter, Membership
from trellis.people.communities.operations import agree_norms, ask_to_join
from trellis.people.communities.queries import function_of, norms_of
from trellis.people.communities.words import Function

TOKEN = re.compile(rb'"x-csrftoken": "[^"]*"')


def without_chance(content: bytes, pk: str) -> bytes:
    """The page without what differs at every request: the form token and the address itself."""
    return TOKEN.sub(b"", content).replace(pk.encode(), b"")


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_person(client: Client, person: object) -> Client:
    client.force_login(person, backend=BACKEND)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize(
    ("name", "status"),
    [("ana", 200), ("ben", 200), ("cleo", 200), ("pat", 200), ("dee", 200), ("eli", 404)],
)
def test_open_community(client: Client, cast: Cast, name: str, status: int) -> None:
    url = reverse("open-community", args=[cast.grade_4.public_id])
    assert as_person(client, getattr(cast, name)).get(url).status_code == status


def test_a_visitor_is_asked_to_sign_in(client: Client, cast: Cast) -> None:
    response = client.get(reverse("open-community", args=[cast.grade_4.public_id]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_refusal_looks_like_absence(client: Client, cast: Cast) -> None:
    as_person(client, cast.eli)
    hidden = client.get(reverse("open-community", args=[cast.grade_4.public_id]))
    absent = client.get(reverse("open-community", args=["nothing-here"]))
    assert hidden.status_code == absent.status_code == 404
    assert without_chance(hidden.content, cast.grade_4.public_id) == without_chance(
        absent.content, "nothing-here"
    )


@pytest.mark.parametrize(
    ("page", "seen_by"),
    [
        ("members", {"ana", "ben", "cleo", "pat", "dee"}),
        ("adopt-charter", {"ana", "ben", "cleo", "pat", "dee"}),
        ("agree-norms", {"ana", "ben"}),
        ("change-community", {"ana"}),
    ],
)
def test_inner_pages_open_for_those_who_may(client: Client, cast: Cast, page: str, seen_by: set[str]) -> None:
    url = reverse(page, args=[cast.grade_4.public_id])
    for name in ("ana", "ben", "cleo", "pat", "dee", "eli"):
        expected = 200 if name in seen_by else 404
        assert as_person(client, getattr(cast, name)).get(url).status_code == expected, name


def test_found_community(client: Client, cast: Cast) -> None:
    url = reverse("found-community", args=[cast.lincoln.public_id])
    assert as_person(client, cast.eli).get(url).status_code == 404
    as_person(client, cast.cleo)
    bad = client.post(url, {"name": "", "type": "team", "formed_by": "students"})
    assert bad.status_code == 422
    good = client.post(url, {"name": "Reading circle", "type": "job_alike", "formed_by": "interest"})
    assert good.status_code == 303
    assert b"Reading circle" in client.get(good["Location"]).content


def test_add_member(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    url = reverse("add-member", args=[cast.grade_4.public_id])
    assert client.post(url, {"person": "", "function": "member"}).status_code == 422
    response = client.post(url, {"person": cast.cleo.public_id, "function": "coach"})
    assert response.status_code == 303
    assert function_of(cast.cleo, cast.grade_4) == Function.COACH


def test_add_member_takes_nobody_from_outside_the_place(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    url = reverse("add-member", args=[cast.grade_4.public_id])
    response = client.post(url, {"person": cast.dee.public_id, "function": "member"})
    assert response.status_code == 422
    assert function_of(cast.dee, cast.grade_4) is None


def test_adopt_charter(client: Client, cast: Cast) -> None:
    as_person(client, cast.ben)
    url = reverse("adopt-charter", args=[cast.grade_4.public_id])
    fields = {"purpose": "We learn.", "cadence": "weekly", "decides_by": "consent", "growth": "Every week."}
    assert client.post(url, {**fields, "purpose": ""}).status_code == 422
    assert client.post(url, fields).status_code == 303
    assert Charter.objects.get().written_by == cast.ben
    assert b"Every week." in client.get(reverse("open-community", args=[cast.grade_4.public_id])).content


def test_agree_norms_takes_own_words_and_starters(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    url = reverse("agree-norms", args=[cast.grade_4.public_id])
    response = client.post(url, {"texts": "We laugh.\n\nWe listen.", "starters": ["We share the jobs."]})
    assert response.status_code == 303
    assert [norm.text for norm in norms_of(cast.grade_4)] == [
        "We laugh.",
        "We listen.",
        "We share the jobs.",
    ]


def test_what_members_write_is_text_and_never_markup(client: Client, cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=["<script>alert(1)</script>"])
    content = (
        as_person(client, cast.ben).get(reverse("open-community", args=[cast.grade_4.public_id])).content
    )
    assert b"<script>alert(1)" not in content
    assert b"&lt;script&gt;" in content


def test_answer_join_request(client: Client, cast: Cast) -> None:
    request = ask_to_join(by=cast.cleo, community=cast.grade_4)
    url = reverse("answer-join-request", args=[cast.grade_4.public_id, request.public_id])
    assert as_person(client, cast.ben).post(url, {"answer": "yes"}).status_code == 403
    assert as_person(client, cast.ana).post(url, {"answer": "yes"}).status_code == 303
    assert function_of(cast.cleo, cast.grade_4) == Function.MEMBER


def test_end_membership_of_oneself_leads_home(client: Client, cast: Cast) -> None:
    own = cast.grade_4.memberships.get(person=cast.ben)
    url = reverse("end-membership", args=[cast.grade_4.public_id, own.public_id])
    response = as_person(client, cast.ben).post(url)
    assert response["Location"] == reverse("today")
    assert function_of(cast.ben, cast.grade_4) is None


@pytest.mark.parametrize("page", ["open-community", "members"])
def test_more_members_need_no_more_queries(client: Client, cast: Cast, page: str) -> None:
    as_person(client, cast.ana)
    url = reverse(page, args=[cast.grade_4.public_id])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(3):
        person = type(cast.ana).objects.create(given_name=f"Extra {number}")
        cast.grade_4.memberships.create(person=person, starts_on=cast.grade_4.starts_on)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    """Five thousand people in Ana's community, one of them by an uncommon name."""
    people = Person.objects.bulk_create(
        [Person(given_name=f"Person {n}", family_name="Aaa") for n in range(4_997)]
        + [Person(given_name="Zora", family_name="Quill")]
    )
    since = cast.grade_4.starts_on
    Membership.objects.bulk_create(
        [Membership(community=cast.grade_4, person=person, starts_on=since) for person in people]
    )
    RoleAssignment.objects.bulk_create(
        [
            RoleAssignment(person=person, organization=cast.lincoln, role="teacher", starts_on=since)
            for person in Person.objects.bulk_create([Person(given_name=f"New {n}") for n in range(300)])
        ]
    )
    return cast


def test_S2_50_pages_of_five_thousand_members_stay_light_and_are_read_a_page_at_a_time(
    client: Client, crowd: Cast
) -> None:
    as_person(client, crowd.ana)
    for name in ("open-community", "members"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse(name, args=[crowd.grade_4.public_id])).content.decode()
        assert "5000 members" in page.replace(",", "")
        assert page.index("Ana Reyes") < page.index("Person 1")
        assert page.count("Person ") < 200
        assert len(page) < 200_000
        assert len(asked) < 60
        # who can see this? names some and counts the others
        assert ("4970 more" in page) == (name == "open-community")


def test_S2_50_one_of_five_thousand_is_found_by_name(client: Client, crowd: Cast) -> None:
    as_person(client, crowd.ana)
    url = reverse("members", args=[crowd.grade_4.public_id])
    assert "Zora Quill" not in client.get(url).content.decode()
    assert "Zora Quill" in client.get(url, {"page": "100"}).content.decode()
    found = client.get(url, {"name": "quill zo"}).content.decode()
    assert found.count("Zora Quill") >= 1
    assert "Person 1" not in found
    # who could be added is found by name too
    assert "New 299" in client.get(url, {"who": "299"}).content.decode()
    new = Person.objects.get(given_name="New 299")
    sent = client.post(
        reverse("add-member", args=[crowd.grade_4.public_id]), {"person": new.public_id, "function": "member"}
    )
    assert sent.status_code == 303
    assert function_of(new, crowd.grade_4) == Function.MEMBER
