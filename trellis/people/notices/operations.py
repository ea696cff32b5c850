"""Tells people things, in the page and, as each prefers, by mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid
from trellis.people.accounts.models import Person
from trellis.people.notices.models import Notice, NoticePreference
from trellis.people.notices.queries import preference_of
from trellis.people.notices.rules import leaves_time, next_mail_moment
from trellis.people.notices.words import Delivery


def zone_of(person: Person) -> ZoneInfo:
    """Return the person's own time zone, else the installation's."""
    return ZoneInfo(person.time_zone or settings.TIME_ZONE)


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
                preferences.get(person.pk) or NoticePreference(person=person), moment, zone_of(person)
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


def keep_notice_unread(*, by: Person, notice: Notice) -> Notice:
    """Mark one's own notice as not read, to come back to it."""
    if notice.read_at is not None and notice.person_id == by.pk:
        notice.read_at = None
        notice.save(update_fields=["read_at"])
    return notice


def read_all_notices(*, by: Person, now: datetime | None = None) -> int:
    """Mark all own notices as read; return how many were not."""
    return Notice.objects.filter(person=by, read_at=None).update(read_at=now or timezone.now())


@transaction.atomic
def change_notice_preference(
    *,
    by: Person,
    delivery: str,
    digest_hour: int,
    quiet_from: time,
    quiet_until: time,
    quiet_weekends: bool,
    now: datetime | None = None,
) -> NoticePreference:
    """Change how one wants to be told; mails that wait follow the new wish.

    Raises:
        Invalid: for a wish that is not in the list, an hour that is none, or quiet hours without an end.
    """
    if delivery not in Delivery:
        raise Invalid(_("Choose how you want to be told."), {"delivery": _("Choose one from the list.")})
    if not 0 <= digest_hour <= 23:
        raise Invalid(_("Choose an hour of the day."), {"digest_hour": _("An hour from 0 to 23.")})
    if not leaves_time(quiet_from, quiet_until):
        raise Invalid(
            _("Your choice was not saved."),
            {"quiet_until": _("Leave at least half an hour of the day, or choose “Only on the page”.")},
        )
    preference = preference_of(by)
    preference.delivery, preference.digest_hour = delivery, digest_hour
    preference.quiet_from, preference.quiet_until = quiet_from, quiet_until
    preference.quiet_weekends = quiet_weekends
    preference.save()
    Notice.objects.filter(person=by, mailed_at=None, mail_due_at__isnull=False).update(
        mail_due_at=next_mail_moment(preference, now or timezone.now(), zone_of(by))
    )
    return preference
