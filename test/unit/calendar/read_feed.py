"""Reads a calendar with Python's icalendar and dateutil: a line a meeting, day or to-do. Zones are those of the file."""
import datetime
import sys

import icalendar
from dateutil.rrule import rrulestr

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}


def zone_of(prop):
    return zones[prop.params["TZID"]] if "TZID" in prop.params else datetime.timezone.utc


def in_utc(naive, zone):
    local = zone.localize(naive) if hasattr(zone, "localize") else naive.replace(tzinfo=zone)
    return local.astimezone(datetime.timezone.utc)


def dates_of(event, name):
    lists = event.get(name, [])
    for each in lists if isinstance(lists, list) else [lists]:
        for date in each.dts:
            yield in_utc(date.dt.replace(tzinfo=None), zone_of(each))


def starts_of(event, zone):
    first = event["DTSTART"].dt.replace(tzinfo=None)
    if "RRULE" not in event:
        return {in_utc(first, zone)}
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=first, ignoretz=True)
    if rule._until is not None:
        until = rule._until.replace(tzinfo=datetime.timezone.utc).astimezone(zone)
        rule = rule.replace(until=until.replace(tzinfo=None))
    starts = {in_utc(start, zone) for start in rule.xafter(first, count=2000, inc=True)}
    return (starts | set(dates_of(event, "RDATE"))) - set(dates_of(event, "EXDATE"))


events = calendar.walk("VEVENT")
replaced = {
    (str(event["UID"]), in_utc(event["RECURRENCE-ID"].dt.replace(tzinfo=None), zone_of(event["RECURRENCE-ID"])))
    for event in events
    if "RECURRENCE-ID" in event
}
lines = []
for event in events:
    start, end, summary = event["DTSTART"].dt, event["DTEND"].dt, str(event["SUMMARY"])
    if not isinstance(start, datetime.datetime):
        lines.append(f"{start} {summary}")
        continue
    length = end - start
    for at in starts_of(event, zone_of(event["DTSTART"])):
        if "RECURRENCE-ID" in event or (str(event["UID"]), at) not in replaced:
            lines.append(f"{at:%Y-%m-%dT%H:%M} {at + length:%Y-%m-%dT%H:%M} {summary}")
for todo in calendar.walk("VTODO"):
    lines.append(f"{todo['DUE'].dt} {todo['STATUS']} {todo['SUMMARY']}")
print("\n".join(lines))
