"""When a mail may go out."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trellis.people.notices.models import NoticePreference
from trellis.people.notices.words import Delivery

#: Quiet hours leave at least this much of a day, or they are refused: mail has to go out at some time.
SHORTEST_OPEN = timedelta(minutes=30)


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


def leaves_time(quiet_from: time, quiet_until: time) -> bool:
    """Say whether quiet hours leave at least half an hour of the day; equal times mean no quiet hours."""
    if quiet_from == quiet_until:
        return True
    day = datetime(2000, 1, 1, tzinfo=UTC)
    open_from, open_until = datetime.combine(day, quiet_until), datetime.combine(day, quiet_from)
    return (open_until - open_from) % timedelta(days=1) >= SHORTEST_OPEN


def _openings(preference: NoticePreference, start: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield, in UTC, the moments at which quiet can end from a day on: midnights and ends of quiet hours.

    An hour that the clock repeats in autumn is taken twice, one that it skips in spring just after the jump.
    """
    first = start.astimezone(zone).date()
    for offset in range(10):
        for at in (time(0), _as_time(preference.quiet_until)):
            for fold in (0, 1):
                wall = datetime.combine(first + timedelta(days=offset), at.replace(fold=fold), tzinfo=zone)
                yield wall.astimezone(UTC)


def first_open_moment(preference: NoticePreference, moment: datetime, zone: ZoneInfo) -> datetime:
    """Return this moment, or the first one after it that is not quiet, in UTC."""
    utc = moment.astimezone(UTC)
    if not is_quiet(preference, utc.astimezone(zone)):
        return utc
    return min(
        opening
        for opening in _openings(preference, utc, zone)
        if opening >= utc and not is_quiet(preference, opening.astimezone(zone))
    )


def next_mail_moment(preference: NoticePreference, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the mail is due, or nothing when the person wants none.

    At once means now, or the end of the quiet hours. A digest is due at the next digest hour, or at the end
    of the quiet hours that cover it, so that everything of a day comes in one mail.
    """
    if preference.delivery == Delivery.NONE:
        return None
    if preference.delivery == Delivery.AT_ONCE:
        return first_open_moment(preference, now, zone)
    today = now.astimezone(zone).date()
    hour = time(preference.digest_hour)
    for offset in range(3):
        wall = datetime.combine(today + timedelta(days=offset), hour, tzinfo=zone)
        due = first_open_moment(preference, wall, zone)
        if due > now.astimezone(UTC):
            return due
    raise AssertionError("one of three days in a row has a digest hour that is still to come")
