"""When a mail may go out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from trellis.people.notices.models import NoticePreference
from trellis.people.notices.words import Delivery


def _as_time(value: time | str) -> time:
    return time.fromisoformat(value) if isinstance(value, str) else value


def is_quiet(preference: NoticePreference, local: datetime) -> bool:
    """Say whether this local moment lies in the person's quiet hours; they may run over midnight."""
    if preference.quiet_weekends and local.weekday() >= 5:
        return True
    start, end = _as_time(preference.quiet_from), _as_time(preference.quiet_until)
    at = local.time()
    if start == end:
        return False
    if start < end:
        return start <= at < end
    return at >= start or at < end


def next_mail_moment(preference: NoticePreference, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the mail is due, or nothing when the person wants none.

    At once means now, or the end of the quiet hours. A digest is due at the next digest hour that is not on a
    quiet weekend.
    """
    if preference.delivery == Delivery.NONE:
        return None
    local = now.astimezone(zone)
    if preference.delivery == Delivery.DIGEST:
        due = local.replace(hour=preference.digest_hour, minute=0, second=0, microsecond=0)
        if due <= local:
            due += timedelta(days=1)
        while preference.quiet_weekends and due.weekday() >= 5:
            due += timedelta(days=1)
        return due
    due = local
    # quiet hours end on the half hour at the finest; three quiet days in a row are the most there can be
    for _ in range(4 * 24 * 12):
        if not is_quiet(preference, due):
            return due
        due = (due + timedelta(minutes=5)).replace(second=0, microsecond=0)
    return due
