"""The rows of zones and points: from the site document, what is open, and what the alarm core says is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from alarms.model import Occurrence, Priority
from alarms.overview import ArmedZone, Overview, SetAside
from alarms.priorities import default_priority
from app import texts, texts_people
from app.services.places import Places
from app.site_document import Point, SiteDocument, Zone
from widgets import alarm_marks
from widgets.point_rows import ArmedBy, PointRow, PointState, ZoneRow


def zone_rows(site: SiteDocument, places: Places, overview: Overview, language: str) -> tuple[ZoneRow, ...]:
    """Return the zones as the site document nests them, each with what is set aside in it and below."""
    armed = {one.zone: one for one in overview.armed}
    aside = _aside_below(places, overview)
    rows: list[ZoneRow] = []
    for zone, depth in _nested(site.zones):
        own = next((armed[above.id] for above in places.zone_chain(zone.id) if above.id in armed), None)
        answer = overview.answers.get(zone.id)
        rows.append(
            ZoneRow(
                zone.id,
                zone.label(language),
                depth,
                own is None or own.armed,
                _armed_by(own),
                None if own is None else own.next_change,
                "" if answer is None else ", ".join(answer.stations),
                aside[zone.id],
            )
        )
    return tuple(rows)


def point_rows(
    site: SiteDocument, places: Places, overview: Overview, occurrences: Iterable[Occurrence], language: str
) -> tuple[PointRow, ...]:
    """Return all points of the site document, each with how it stands now."""
    standing: dict[str, Occurrence] = {}
    for one in occurrences:
        known = standing.get(one.point)
        if known is None or (not one.unacked, one.priority) < (not known.unacked, known.priority):
            standing[one.point] = one
    disarmed = {one.zone for one in overview.armed if not one.armed}
    shelved = {one.point: one for one in overview.shelved}
    out = {one.point: one for one in overview.out_of_service}
    return tuple(
        _point_row(places, point, standing.get(point.id), disarmed, shelved, out, language) for point in site.points
    )


def _point_row(
    places: Places,
    point: Point,
    standing: Occurrence | None,
    disarmed: set[str],
    shelved: Mapping[str, SetAside],
    out: Mapping[str, SetAside],
    language: str,
) -> PointRow:
    zone = places.point_zone(point.id)
    aside = out.get(point.id) or shelved.get(point.id)
    state: PointState = "normal"
    if point.id in out:
        state = "out_of_service"
    elif point.id in shelved:
        state = "shelved"
    elif standing is not None and standing.active:
        state = "alarm"
    elif any(above.id in disarmed for above in places.zone_chain(zone)):
        state = "disarmed"
    usual = Priority(point.priority) if point.priority else default_priority(point.alarm_class, point.kind)
    people = [] if aside is None else [texts_people.who(aside.user), aside.second]
    return PointRow(
        point.id,
        point.label(language),
        zone,
        places.zone_name(zone, language),
        texts.alarm_class(point.alarm_class),
        state,
        None if aside is None else aside.until,
        " + ".join(filter(None, people)),
        "" if aside is None else " · ".join(filter(None, (aside.reason, aside.patrol))),
        "" if standing is None else " · ".join(alarm_marks.marks(standing)),
        usual is not Priority.P1,
        usual if standing is None else standing.priority,
    )


def _aside_below(places: Places, overview: Overview) -> Counter[str]:
    """How many points are set aside in each zone and below it: the zones above each of them are walked once."""
    found: Counter[str] = Counter()
    for point in {one.point for one in (*overview.shelved, *overview.out_of_service)}:
        found.update(zone.id for zone in places.zone_chain(places.point_zone(point)))
    return found


def _armed_by(zone: ArmedZone | None) -> ArmedBy:
    if zone is None or (not zone.by_schedule and not zone.user and zone.next_change is None):
        return ""
    return "schedule" if zone.by_schedule else "hand"


def _nested(zones: tuple[Zone, ...]) -> list[tuple[Zone, int]]:
    """Give each zone below its parent, with its depth; one whose parent is missing or goes in a circle is a root."""
    known = {zone.id for zone in zones}
    below: dict[str | None, list[Zone]] = {}
    for zone in zones:
        below.setdefault(zone.parent, []).append(zone)
    done: set[str] = set()
    rows: list[tuple[Zone, int]] = []

    def add(zone: Zone, depth: int) -> None:
        if zone.id not in done:
            done.add(zone.id)
            rows.append((zone, depth))
            for one in below.get(zone.id, ()):
                add(one, depth + 1)

    for zone in zones:
        if zone.parent not in known:
            add(zone, 0)
    for zone in zones:
        add(zone, 0)
    return rows
