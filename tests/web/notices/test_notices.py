"""The page of notices: own ones, unread count, read and unread, and where they lead."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.web.people.test_people import as_person
from trellis.people.notices.models import Notice
from trellis.people.notices.operations import tell


def told(cast: Cast, count: int = 1, path: str = "/settings/") -> list[Notice]:
    words = {"person": "Ben Lee", "community": "Grade 4 team"}
    return [
        tell(people=[cast.ana], kind="membership.joined", words=words, path=path)[0] for _ in range(count)
    ]


def test_unread_ones_are_counted_on_every_page(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    assert "Notices (" not in client.get(reverse("change-profile")).content.decode()
    told(cast, 2)
    assert "Notices (2)" in client.get(reverse("change-profile")).content.decode()
    assert "Ben Lee joined Grade 4 team." in client.get(reverse("notices")).content.decode()


def test_opening_one_marks_it_and_leads_there(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    [notice] = told(cast)
    assert client.post(reverse("read-notice", args=[notice.public_id]))["Location"] == "/settings/"
    assert not Notice.objects.filter(read_at=None).exists()
    client.post(reverse("keep-notice-unread", args=[notice.public_id]))
    assert Notice.objects.filter(read_at=None).exists()
    client.post(reverse("read-all-notices"))
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_notice_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    [notice] = told(cast, path="//evil.example/")
    assert client.post(reverse("read-notice", args=[notice.public_id]))["Location"] == reverse("notices")


def test_notices_of_others_are_not_there(client: Client, cast: Cast) -> None:
    as_person(client, cast.ben)
    [notice] = told(cast)
    assert client.post(reverse("read-notice", args=[notice.public_id])).status_code == 404
    assert "Grade 4 team." not in client.get(reverse("notices")).content.decode()


def test_the_page_asks_the_same_number_of_questions_for_more_notices(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    counts = []
    for more in (1, 3):
        told(cast, more)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("notices"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_many_notices_come_page_by_page(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    told(cast, 31)
    assert client.get(reverse("notices")).content.decode().count("Ben Lee joined") == 30
    assert client.get(reverse("notices"), {"page": "2"}).content.decode().count("Ben Lee joined") == 1
