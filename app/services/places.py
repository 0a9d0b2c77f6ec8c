"""Where things are, in words and cameras: one index over the site document for services and pages.

Names come in both languages; the language is the station's setting at the time of asking, so a change of language
needs no new index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from alarms.guidance import Guidance, GuidanceBook
from alarms.model import Incident, Occurrence, Priority
from app.services.usual_plans import plan_of, usual_plans
from app.site_base import Named
from app.site_document import Camera, Point, SiteDocument, Zone

#: A camera is two alarm points: its own, for the loss of its picture, and this one for what is wrong with the picture.
PICTURE_SUFFIX = ".picture"
#: What the point of a camera's recording is called after the camera.
RECORDING_SUFFIX = ".recording"
#: The points that its detection rules raise where they name none: people and things, and fire.
SEEN_SUFFIX, FIRE_SUFFIX = ".seen", ".fire"
_OF_CAMERAS = (PICTURE_SUFFIX, RECORDING_SUFFIX, SEEN_SUFFIX, FIRE_SUFFIX)


class Places:
    """Look up zones, points and cameras by id, with inheritance along site > area > zone > point."""

    def __init__(self, site: SiteDocument) -> None:
        self.site = site
        self._zones = {zone.id: zone for zone in site.zones}
        self._points = {point.id: point for point in site.points}
        self._devices = {device.id: device for device in site.devices}
        self._cameras = {camera.id: camera for camera in site.cameras}
        self._devices = {device.id: device for device in site.devices}
        self._limits = {entry.point: entry for entry in site.measurements if entry.alarm}
        self._streaming = {camera.id for camera in site.cameras if camera.sub or camera.main}
        self._guidance = _book(site)
        self._numbers = {
            camera.number: camera.id for camera in site.cameras if camera.number and camera.id in self._streaming
        }

    def camera(self, camera: str) -> Camera | None:
        """Return the camera of that id."""
        return self._cameras.get(camera)

    def streams(self, camera: str) -> bool:
        """Whether the site document names a stream of this camera; without one there is nothing to show."""
        return camera in self._streaming

    def camera_by_number(self, number: int) -> str | None:
        """Return the id of the camera a guard calls by that number."""
        return self._numbers.get(number)

    def zone_chain(self, zone: str | None) -> Iterator[Zone]:
        """Yield the zone, its area, the site; a cycle ends the chain."""
        seen: set[str] = set()
        while zone is not None and zone not in seen and zone in self._zones:
            seen.add(zone)
            entry = self._zones[zone]
            yield entry
            zone = entry.parent

    def cameras_for(self, point: str, zone: str) -> tuple[str, ...]:
        """Return the cameras that an alarm of this point calls up: its own, else the nearest zone's that has any."""
        entry = self._points.get(point)
        if entry is not None and entry.cameras:
            return tuple(camera for camera in entry.cameras if camera in self._streaming)
        if point.endswith(_OF_CAMERAS) and (camera := _camera_of(point)) in self._streaming:
            return (camera,)
        for place in self.zone_chain(zone):
            cameras = tuple(camera for camera in place.cameras if camera in self._streaming)
            if cameras:
                return cameras
        return ()

    def cameras_near(self, zone: str, cameras: Sequence[str]) -> tuple[str, ...]:
        """Return where somebody may go next: the cameras of the zones beside this one in its area, the area's own, and
        those that hang where the alarm's `cameras` hang.
        """
        chain = tuple(self.zone_chain(zone))
        found: list[str] = []
        if len(chain) > 1 and chain[1].kind == "area":
            beside = [one for one in self.site.zones if one.parent == chain[1].id and one.id != zone]
            found += [camera for place in (*beside, chain[1]) for camera in place.cameras]
        hung = {self.camera_zone(camera) for camera in cameras} - {""}
        found += [camera.id for camera in self.site.cameras if camera.zone in hung]
        return tuple(camera for camera in dict.fromkeys(found) if camera in self._streaming)

    def turns_wall(self, occurrence: Occurrence) -> bool:
        """Whether an alarm turns the wall: what its zone says, else the nearest above it, else the site; P1 always."""
        named = (place.call_up for place in self.zone_chain(occurrence.zone) if place.call_up is not None)
        wanted = next(named, self.site.alarms.call_up)
        return occurrence.priority is Priority.P1 or int(occurrence.priority) in wanted

    def guidance_for(self, point: str, zone: str, alarm_class: str = "", kind: str = "") -> Guidance:
        """Return what to do about an alarm, or about a case that was filed as `alarm_class`: by what it is first, then
        by the nearest place; where the site has no words of its own, the usual plan of the class.
        """
        lineage = tuple(place.id for place in self.zone_chain(zone))
        return self._guidance.effective(lineage, point=point, alarm_class=alarm_class, kind=kind)

    def guidance_of(self, chief: Occurrence | None, incident: Incident | None) -> Guidance:
        """Return what to do about a case: about its highest alarm, else about what it is filed as."""
        if chief is not None:
            return self.guidance_for(chief.point, chief.zone, chief.alarm_class, chief.kind)
        if incident is None:
            return self.guidance_for("", "")
        return self.guidance_for("", incident.zone, incident.category or incident.family)

    def point_name(self, point: str, language: str) -> str:
        """Return the point's name; of a camera that alarms itself, the camera's.

        Of a point that the site document does not list, such as a device that fell silent or the cameras of a zone lost
        together: the name of the device, with the channel, or of the zone; else the id.
        """
        listed = self._points.get(point) or self._cameras.get(_camera_of(point))
        if listed is not None or "/" not in point:
            return _label(listed, point, language)
        limits = self._limits.get(point)
        if limits is not None and limits.label(language):
            return limits.label(language)
        first, second, *rest = point.split("/")
        if first == "zone":
            return self.zone_name(second, language)
        if first == self.site.station.id and first not in self._devices:
            return self._own_name(language)
        device = self._devices.get(first)
        return " ".join(filter(None, (device.label(language), *rest))) if device is not None else point

    def _own_name(self, language: str) -> str:
        """Of what the station says of itself, such as that it cannot be heard."""
        own = self.site.station
        return (own.name if language.startswith("zh") else own.name_en or own.name) or own.id

    def zone_name(self, zone: str, language: str) -> str:
        """Return the zone's name, or its id."""
        return _label(self._zones.get(zone), zone, language)

    def camera_name(self, camera: str, language: str) -> str:
        """Return the camera's name, or its id."""
        return _label(self._cameras.get(camera), camera, language)

    def point_zone(self, point: str) -> str:
        """Return where a point is: its own zone, else its device's; of a camera that alarms itself, the camera's."""
        entry = self._points.get(point)
        if entry is not None and entry.zone:
            return entry.zone
        limits = self._limits.get(point)
        if limits is not None and limits.zone:
            return limits.zone
        device = self._devices.get(entry.device if entry is not None else point.partition("/")[0])
        return (device.zone if device is not None else None) or self.camera_zone(_camera_of(point))

    def zones_near(self, zone: str) -> tuple[str, ...]:
        """Return a zone, then those beside it in the same area, the nearest in the document first."""
        order = [entry.id for entry in self.site.zones]
        parent = self._zones[zone].parent if zone in self._zones else None
        beside = [one.id for one in self.site.zones if parent is not None and one.parent == parent and one.id != zone]
        here = order.index(zone) if zone in order else 0
        return (zone, *sorted(beside, key=lambda one: abs(order.index(one) - here)))

    def points_near(self, zone: str) -> tuple[str, ...]:
        """Return the points of a zone, then those of the zones beside it."""
        places = {name: at for at, name in enumerate(self.zones_near(zone))}
        near = [point.id for point in self.site.points if self.point_zone(point.id) in places]
        return tuple(sorted(near, key=lambda point: places[self.point_zone(point)]))

    def device_zone(self, device: str) -> str:
        """Return where a device stands."""
        entry = self._devices.get(device)
        return (entry.zone if entry is not None else None) or ""

    def device_name(self, device: str, language: str) -> str:
        """Return the device's name, or its id."""
        return _label(self._devices.get(device), device, language)

    def gate_zone(self, gate: str) -> str:
        """Return where a gate is: where its controller stands."""
        device = next((self._devices.get(one.device) for one in self.site.gates if one.id == gate), None)
        return (device.zone if device is not None else None) or ""

    def camera_zone(self, camera: str) -> str:
        """Return where a camera hangs."""
        entry = self._cameras.get(camera)
        return (entry.zone if entry is not None else None) or ""

    def zones_calling(self, cameras: Collection[str]) -> tuple[str, ...]:
        """Return the zones whose alarms call up any of the cameras; one that no zone has where there is none."""
        wanted, zones = set(cameras), (zone.id for zone in self.site.zones)
        return tuple(zone for zone in zones if wanted & set(self.cameras_for("", zone))) or ("",)

    def point(self, point: str) -> Point | None:
        """Return the alarm point of that id."""
        return self._points.get(point)


def _label(entry: Named | None, fallback: str, language: str) -> str:
    return entry.label(language) if entry is not None else fallback


def _book(site: SiteDocument) -> GuidanceBook:
    """What each place names, and what names the place."""
    entries = {one.id: plan_of(one, site.responders) for one in site.guidance}
    by_zone: dict[str, list[str]] = {zone.id: [zone.guidance] for zone in site.zones if zone.guidance}
    for one in site.guidance:
        for zone in one.zones:
            by_zone.setdefault(zone, []).append(one.id)
    return GuidanceBook(
        entries,
        {point.id: (point.guidance,) for point in site.points if point.guidance},
        {zone: tuple(dict.fromkeys(names)) for zone, names in by_zone.items()},
        usual_plans(site.responders),
    )


def _camera_of(point: str) -> str:
    """The camera of which a point tells something."""
    ending = next((suffix for suffix in _OF_CAMERAS if point.endswith(suffix)), "")
    return point.removesuffix(ending)
