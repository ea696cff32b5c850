"""Tells people things, in the page and, as each prefers, by mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from trellis.people.accounts.models import Person
from trellis.people.notices.models import Notice, NoticePreference
from trellis.people.notices.rules import next_mail_moment


def tell(
    *,
    people: Iterable[Person],
    kind: str,
    words: Mapping[str, str] | None = None,
    path: str = "",
    object_kind: str = "",
    object_id: str = "",
    now: datetime | None = None,
) -> list[Notice]:
    """Give each person one notice, in the transaction of the change it tells of; mail follows as they prefer.

    ``words`` fills the sentence of ``kind`` when it is shown; it never holds content of trusted talk.
    """
    moment = now or timezone.now()
    receivers = {person.pk: person for person in people if person.is_active}
    preferences = {
        preference.person_id: preference
        for preference in NoticePreference.objects.filter(person_id__in=receivers)
    }
    return Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=kind,
            words=dict(words or {}),
            path=path,
            object_kind=object_kind,
            object_id=object_id,
            made_at=moment,
            mail_due_at=next_mail_moment(
                preferences.get(person.pk) or NoticePreference(person=person),
                moment,
                ZoneInfo(person.time_zone or settings.TIME_ZONE),
            ),
        )
        for person in receivers.values()
    )


def read_notice(*, by: Person, notice: Notice, now: datetime | None = None) -> Notice:
    """Mark one's own notice as read; reading twice changes nothing."""
    if notice.read_at is None and notice.person_id == by.pk:
        notice.read_at = now or timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def forget_old_notices(*, now: datetime) -> int:
    """Delete notices older than a year; return how many."""
    deleted, _ = Notice.objects.filter(made_at__lt=now - timedelta(days=365)).delete()
    return deleted
