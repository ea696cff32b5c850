"""Meetings as iCalendar text (RFC 5545, RFC 7986)."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from trellis.practice.meetings.queries.feeds import FeedEntry

#: How often calendars should look again; most look less often, so urgent changes go by mail too.
REFRESH = timedelta(hours=4)
REFRESH_WORDS = "PT4H"
#: The time zone rules of a feed reach this far around its meetings.
AROUND = timedelta(days=370)


def _event(entry: FeedEntry, address: str) -> Event:
    zone = ZoneInfo(entry.time_zone)
    event = Event()
    event.add("uid", f"meeting-{entry.public_id}@trellis")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("url", address)
    if entry.place:
        event.add("location", entry.place)
    return event


def calendar_text(name: str, entries: Sequence[FeedEntry], addresses: Sequence[str]) -> bytes:
    """Return a calendar with one event a meeting; the same meetings give the same text."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trellis//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_WORDS)
    for entry, address in zip(entries, addresses, strict=True):
        calendar.add_component(_event(entry, address))
    if entries:
        calendar.add_missing_timezones(
            first_date=(entries[0].starts_at - AROUND).date(), last_date=(entries[-1].ends_at + AROUND).date()
        )
    return bytes(calendar.to_ical())
