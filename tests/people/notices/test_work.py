"""Mails: one for all teams, in the reader's language, once, and nobody holds anybody else up."""

from datetime import datetime, time, timedelta
from smtplib import SMTPException
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from tests.cast import Cast
from tests.people.accounts.test_operations import prove
from trellis.kit.errors import Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.notices import operations
from trellis.people.notices.models import Notice
from trellis.people.notices.operations import tell
from trellis.people.notices.queries import notices_of, open_notice, sentence_of, unread_count
from trellis.people.notices.words import Delivery
from trellis.people.notices.work import forget_old_notices, send_due_mail

NOON = datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
MORNING = NOON + timedelta(days=1)


def html_of_letter() -> str:
    """Return the HTML part of the first mail."""
    letter = mail.outbox[0]
    assert isinstance(letter, EmailMultiAlternatives)
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    return str(html)


def tell_joined(person: Person, community: str, now: datetime = NOON) -> Notice:
    words = {"person": "Ben Lee", "community": community}
    return tell(people=[person], kind="membership.joined", words=words, path="/communities/x/", now=now)[0]


def test_S2_53_one_digest_for_four_teams(cast: Cast) -> None:
    prove(cast.ana)
    for community in ("Grade 4", "Science", "Leadership", "Reading circle"):
        tell_joined(cast.ana, community)
    assert send_due_mail(NOON) == 0
    assert send_due_mail(MORNING) == 1
    [letter] = mail.outbox
    for community in ("Grade 4", "Science", "Leadership", "Reading circle"):
        assert f"Ben Lee joined {community}." in str(letter.body)
    assert letter.subject == "4 things for you"
    assert "http://localhost:8000/communities/x/" in str(letter.body)
    html = html_of_letter()
    assert html.count("<li>") == 4
    for outside in ("<img", "<script", "style="):
        assert outside not in html


def test_a_mail_goes_out_once(cast: Cast) -> None:
    prove(cast.ana)
    tell_joined(cast.ana, "Grade 4")
    assert [send_due_mail(MORNING) for _ in range(3)] == [1, 0, 0]


def test_names_cannot_break_out_of_the_html(cast: Cast) -> None:
    prove(cast.ana)
    tell_joined(cast.ana, '<script>alert("x")</script>')
    send_due_mail(MORNING)
    html = html_of_letter()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_what_was_read_on_the_page_is_not_mailed(cast: Cast) -> None:
    prove(cast.ana)
    operations.read_notice(by=cast.ana, notice=tell_joined(cast.ana, "Grade 4"))
    assert send_due_mail(MORNING) == 0
    assert not Notice.objects.filter(mail_due_at__isnull=False).exists()


def test_who_cannot_be_reached_holds_nobody_up(cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.cleo):
        tell_joined(person, "Grade 4")
    prove(cast.ben)
    prove(cast.cleo)
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    assert send_due_mail(MORNING) == 1
    assert mail.outbox[0].to == [cast.ben.contact_email]


def test_F23_a_refused_mail_is_tried_again_and_others_go_out(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    for person in (cast.ana, cast.ben):
        prove(person)
        tell_joined(person, "Grade 4")
    send = "trellis.people.notices.work.send_letter"
    with patch(send, side_effect=[SMTPException("later"), None]):
        assert send_due_mail(MORNING) == 1
    assert "tried again" in caplog.text
    assert send_due_mail(MORNING) == 1
    assert mail.outbox[0].to == [cast.ana.contact_email]


def test_everything_is_mailed_at_once_to_who_wants_it(cast: Cast) -> None:
    prove(cast.ana)
    wish(cast.ana, Delivery.AT_ONCE)
    tell_joined(cast.ana, "Grade 4")
    assert send_due_mail(NOON) == 1
    assert mail.outbox[0].subject == "Ben Lee joined Grade 4."


def wish(person: Person, delivery: Delivery) -> None:
    operations.change_notice_preference(
        by=person,
        delivery=delivery,
        digest_hour=6,
        quiet_from=time(18),
        quiet_until=time(6, 30),
        quiet_weekends=True,
        now=NOON,
    )


def test_a_changed_wish_holds_for_what_waits(cast: Cast) -> None:
    prove(cast.ana)
    notice = tell_joined(cast.ana, "Grade 4")
    wish(cast.ana, Delivery.NONE)
    notice.refresh_from_db()
    assert notice.mail_due_at is None
    assert send_due_mail(MORNING) == 0


def test_a_wish_that_cannot_be_kept_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        operations.change_notice_preference(
            by=cast.ana,
            delivery=Delivery.DIGEST,
            digest_hour=24,
            quiet_from=time(18),
            quiet_until=time(6),
            quiet_weekends=True,
        )
    with pytest.raises(Invalid):
        operations.change_notice_preference(
            by=cast.ana,
            delivery=Delivery.DIGEST,
            digest_hour=6,
            quiet_from=time(18),
            quiet_until=time(17, 59),
            quiet_weekends=True,
        )


def test_notices_are_ones_own(cast: Cast) -> None:
    notice = tell_joined(cast.ana, "Grade 4")
    assert list(notices_of(cast.ben)) == []
    with pytest.raises(NotFound):
        open_notice(by=cast.ben, pk=notice.public_id)
    operations.read_notice(by=cast.ben, notice=notice)
    assert unread_count(cast.ana) == 1
    operations.read_notice(by=cast.ana, notice=notice)
    assert unread_count(cast.ana) == 0
    operations.keep_notice_unread(by=cast.ana, notice=notice)
    assert operations.read_all_notices(by=cast.ana) == 1


def test_days_and_roles_are_said_in_words(cast: Cast) -> None:
    [notice] = tell(
        people=[cast.ana],
        kind="policy.announced",
        words={"place": "Lincoln", "profile": "stricter", "day": "2026-12-08", "by": "Dee Osei"},
    )
    assert sentence_of(notice) == (
        "Who can see what changes at Lincoln from Dec. 8, 2026: “Stricter”, announced by Dee Osei."
    )


def test_old_notices_are_forgotten(cast: Cast) -> None:
    tell_joined(cast.ana, "Grade 4", NOON - timedelta(days=366))
    tell_joined(cast.ana, "Grade 4")
    assert forget_old_notices(NOON) == 1
    assert Notice.objects.count() == 1
