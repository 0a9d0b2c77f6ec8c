"""The site document in the alarm core's own terms, with the points that the station itself watches."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from alarms.model import AlarmPoint, Priority
from alarms.site import Device, Site, Zone, make_site
from app.site_document import Point, SiteDocument

CAMERA_CLASS = "camera"
CAMERA_LOST_KIND = "no_picture"
STATION_KIND = "station"


def alarm_site(site: SiteDocument) -> Site:
    """Return the alarm core's view: what a device of kind ``station`` reports comes from this program itself."""
    own = {device.id for device in site.devices if device.kind == STATION_KIND}
    zones = {device.id: device.zone or "" for device in site.devices}
    points = [_point(entry, site.station.id, own, zones) for entry in site.points]
    points += [_camera_point(site, camera.id, camera.zone or "") for camera in site.cameras]
    return make_site(
        site.site.id,
        site.station.id,
        points=points,
        devices=[
            Device(device.id, device.zone or "", device.kind, device.name, device.name_en)
            for device in site.devices
            if device.id not in own
        ],
        zones=[
            Zone(zone.id, zone.parent, zone.kind, zone.name, zone.name_en, zone.grouping_s, zone.guidance)
            for zone in site.zones
        ],
        timezone=ZoneInfo(site.site.timezone),
    )


def _point(entry: Point, station: str, own: set[str], zones: dict[str, str]) -> AlarmPoint:
    return AlarmPoint(
        id=entry.id,
        device=station if entry.device in own else entry.device,
        alarm_class=entry.alarm_class,
        channel=entry.channel,
        zone=entry.zone or zones.get(entry.device, ""),
        name=entry.name,
        name_en=entry.name_en,
        priority=None if entry.priority is None else Priority(entry.priority),
        latching=entry.latching,
        kind=entry.kind,
    )


def _camera_point(site: SiteDocument, camera: str, zone: str) -> AlarmPoint:
    """A camera is a point of its own: losing its picture is an alarm of its zone."""
    return AlarmPoint(
        id=camera,
        device=site.station.id,
        alarm_class=CAMERA_CLASS,
        channel=camera,
        zone=zone,
        priority=Priority.P3,
        latching=False,
        kind=CAMERA_LOST_KIND,
    )
