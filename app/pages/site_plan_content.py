"""What the site plans show: the plans that hold, with how everything on them stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from alarms.case_marks import Stage
from alarms.model import Incident, Occurrence
from alarms.overview import Overview
from app.pages.point_content import point_rows
from app.pages.strip_content import gate_views
from app.services.gates import GateStatus
from app.services.places import PICTURE_SUFFIX, Places
from app.site_document import Point
from app.site_plan import Plan
from widgets.site_map_content import (
    Key,
    Kind,
    MapAlarm,
    MapContent,
    MapGuard,
    MapItem,
    MapPlan,
    OffPlan,
    Placed,
    State,
    gravest,
)

_ICONS = {
    "perimeter": "map-fence",
    "fire": "map-fire",
    "gas": "map-gas",
    "panic": "map-help",
    "door": "map-door",
    "intrusion": "map-person",
}
_KIND_ICONS: dict[Kind, str] = {
    "zone": "map-zone",
    "camera": "map-camera",
    "point": "map-point",
    "door": "map-door",
    "gate": "map-gate",
    "stall": "map-stall",
    "equipment": "map-equipment",
}
_POINT_STATES: dict[str, State] = {
    "shelved": "shelved",
    "out_of_service": "out_of_service",
    "disarmed": "disarmed",
}


def placed_on(plan: Plan) -> tuple[Placed, ...]:
    """Return everything that stands on a plan, from the ground up."""
    found = [Placed("zone", one.id, corners=one.polygon) for one in plan.zones]
    found += [Placed("stall", one.id, one.at, one.direction) for one in plan.stalls]
    found += [Placed("equipment", one.id, one.at) for one in plan.equipment]
    found += [Placed("door", one.id, one.at) for one in plan.doors]
    found += [Placed("gate", one.id, one.at) for one in plan.gates]
    found += [Placed("point", one.id, one.at) for one in plan.points]
    found += [Placed("camera", one.id, one.at, one.direction, one.angle, one.reach) for one in plan.cameras]
    return tuple(found)


class Names:
    """What things of a site are called on its plans, in one language."""

    def __init__(self, places: Places, language: str) -> None:
        site = places.site
        self._places = places
        self._language = language
        self._named: dict[Key, str] = {("stall", one.id): one.channel for one in site.stalls}
        self._named |= {("gate", one.id): one.label(language) for one in site.gates}
        self._named |= {("door", one.id): one.label(language) for one in site.doors}
        self._named |= {("equipment", one.id): one.label(language) for one in site.devices}

    def name(self, key: Key) -> str:
        """Return the name of anything, or its id."""
        kind, name = key
        if kind == "zone":
            return self._places.zone_name(name, self._language)
        if kind == "camera":
            return self._places.camera_name(name, self._language)
        if kind == "point":
            return self._places.point_name(name, self._language)
        return self._named.get(key, name)

    def item(self, placed: Placed) -> MapItem:
        """Return a thing at rest."""
        number = 0
        icon = _KIND_ICONS[placed.kind]
        if placed.kind == "camera" and (camera := self._places.camera(placed.id)) is not None:
            number = camera.number
        if placed.kind == "point" and (point := self._places.point(placed.id)) is not None:
            icon = _ICONS.get(point.alarm_class, icon)
        return MapItem(placed, self.name(placed.key), icon, number)


class MapSource:
    """Puts the content of the plans together. Hand in what changed, then ask for `content`."""

    def __init__(self, places: Places, language: str) -> None:
        self._places = places
        self._language = language
        self._names = Names(places, language)
        self._doors: dict[tuple[str, str], str] = {(one.device, one.channel): one.id for one in places.site.doors}
        self._plans: tuple[MapPlan, ...] = ()
        self._placed: set[Key] = set()
        self.cameras: dict[str, State] = {}
        self.gates: tuple[GateStatus, ...] = ()
        self.stalls: Mapping[str, bool] = {}

    def set_plans(self, plans: Iterable[Plan], images: Mapping[str, str]) -> None:
        """Take the plans that hold, and the file of each one's image."""
        self._plans = tuple(
            MapPlan(
                plan.id,
                plan.label(self._language),
                images.get(plan.id, ""),
                tuple(self._names.item(placed) for placed in placed_on(plan)),
                metres_per_pixel=plan.metres_per_pixel,
            )
            for plan in plans
        )
        self._placed = {item.key for plan in self._plans for item in plan.items}

    def content(
        self,
        occurrences: Iterable[Occurrence],
        incidents: Iterable[Incident],
        overview: Overview,
        current: str,
    ) -> MapContent:
        """Return what is to be shown. current: the occurrence that has the wall, "" for none."""
        listed = [one for one in occurrences if one.annunciated]
        alarms: dict[Key, list[MapAlarm]] = {}
        lost: list[OffPlan] = []
        for one in listed:
            key = self.key_of(one.point, one.zone)
            if key is None:
                lost.append(OffPlan(one.id, self._said(one), one.priority, one.unacked))
            else:
                shown = MapAlarm(one.id, one.priority, one.unacked, one.active, drill=one.drill)
                alarms.setdefault(key, []).append(shown)
        states = self._states(listed, overview)
        guards, astray = self._guards(incidents)
        plans = tuple(self._plan(plan, alarms, states, guards) for plan in self._plans)
        lost.sort(key=lambda row: (not row.unacked, row.priority))
        return MapContent(plans, (*lost, *astray), current or _newest(listed))

    def key_of(self, point: str, zone: str) -> Key | None:
        """Return what an alarm is shown at: its point, its camera, door or device, else its zone; None: on no plan."""
        return next((key for key in self._candidates(point, zone) if key in self._placed), None)

    def _candidates(self, point: str, zone: str) -> Iterator[Key]:
        yield "point", point
        entry = self._places.point(point)
        if entry is not None:
            yield from self._door_of(entry)
        yield "camera", point.removesuffix(PICTURE_SUFFIX)
        yield "equipment", point.partition("/")[0]
        for index, place in enumerate(self._places.zone_chain(zone)):
            if index == 0 or place.kind != "site":
                yield "zone", place.id

    def _door_of(self, point: Point) -> Iterator[Key]:
        door = self._doors.get((point.device, point.channel))
        if door is not None:
            yield "door", door

    def _said(self, one: Occurrence) -> str:
        name = self._places.point_name(one.point, self._language)
        place = self._places.zone_name(one.zone, self._language) if one.zone else ""
        return name if place in ("", name) else f"{place} · {name}"

    def _states(self, listed: Iterable[Occurrence], overview: Overview) -> dict[Key, State]:
        states: dict[Key, State] = {("camera", camera): state for camera, state in self.cameras.items()}
        for row in point_rows(self._places.site, self._places, overview, listed, self._language):
            if row.state in _POINT_STATES:
                states["point", row.point] = _POINT_STATES[row.state]
        for zone in overview.armed:
            if not zone.armed:
                states["zone", zone.zone] = "disarmed"
        for gate in gate_views(self.gates, self._places.site, self._language):
            states["gate", gate.id] = "unknown" if gate.stale_since is not None else gate.position
        for stall in self._places.site.stalls:
            taken = self.stalls.get(stall.id)
            states["stall", stall.id] = "unknown" if taken is None else ("taken" if taken else "free")
        return states

    def _plan(
        self,
        plan: MapPlan,
        alarms: Mapping[Key, list[MapAlarm]],
        states: Mapping[Key, State],
        guards: Iterable[MapGuard],
    ) -> MapPlan:
        items = []
        for item in plan.items:
            found = alarms.get(item.key, [])
            chief = gravest(found)
            alarm = replace(chief, count=len(found)) if chief is not None else None
            items.append(replace(item, state=states.get(item.key, item.state), alarm=alarm))
        here = tuple(guard for guard in guards if plan.item(guard.to) is not None)
        return replace(plan, items=tuple(items), guards=here)

    def _guards(self, incidents: Iterable[Incident]) -> tuple[list[MapGuard], list[OffPlan]]:
        """Whoever was sent and is not free again, at the place they were sent to."""
        guards, astray = [], []
        for incident in incidents:
            for sent in incident.dispatches:
                if sent.stage is Stage.CLEARED:
                    continue
                key = self.key_of(sent.point, sent.zone)
                if key is not None:
                    guards.append(MapGuard(sent.id, sent.name, key, sent.sent_at, sent.arrived_at))
                else:
                    place = self._places.zone_name(sent.zone, self._language)
                    first = next(iter(incident.occurrences), "")
                    astray.append(OffPlan(first, f"{sent.name} · {place}"))
        return guards, astray


def _newest(listed: Iterable[Occurrence]) -> str:
    waiting = [one for one in listed if one.unacked]
    return max(waiting, key=lambda one: one.raised_at).id if waiting else ""
