"""A club's schedule as iCalendar (RFC 5545), in UTC; calendars show it in their own zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vText

from osler.club.models import Club, Meeting


def written(club: Club, meetings: Iterable[Meeting], address: Callable[[Meeting], str], host: str) -> bytes:
    """Cancelled meetings stay in, as cancelled: calendars that have them take them out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Osler//Journal club//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", club.name)
    for meeting in meetings:
        calendar.add_component(_event(club, meeting, address(meeting), host))
    return bytes(calendar.to_ical())


def _event(club: Club, meeting: Meeting, address: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.key}@{host}")
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{club.name}: {meeting.title}")
    event.add("description", f"{meeting.title}\nPMID {meeting.pmid}\n{address}")
    if meeting.place:
        event.add("location", vText(meeting.place))
    event.add("url", address)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
