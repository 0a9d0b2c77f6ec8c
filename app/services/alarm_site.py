"""The site document in the alarm core's own terms, with the points that the station itself watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from alarms.cameras import CAMERA_CLASS, LOST_KIND
from alarms.escalation import EscalationPlan
from alarms.model import AlarmPoint, EscalationStep, Priority
from alarms.schedule import HolidayRule, Schedule, read_window
from alarms.signals import LIMIT_KIND
from alarms.site import AlarmRules, AnswerPlan, ArmingPlan, Device, SensorGroup, Site, Zone, make_site
from app.services.places import FIRE_SUFFIX, PICTURE_SUFFIX, RECORDING_SUFFIX, SEEN_SUFFIX
from app.site_alarms import AlarmNumbers, Escalation
from app.site_document import Point, SiteDocument
from app.site_document import Zone as ZoneEntry
from app.site_measurements import Measurement

STATION_KIND = "station"


def alarm_site(site: SiteDocument) -> Site:
    """Return the alarm core's view: what a device of kind ``station`` reports comes from this program itself."""
    own = {device.id for device in site.devices if device.kind == STATION_KIND}
    zones = {device.id: device.zone or "" for device in site.devices}
    points = [_point(entry, site.station.id, own, zones) for entry in site.points]
    points += [_limit_point(entry, site.station.id, own, zones) for entry in site.measurements if entry.alarm]
    points += [_camera_point(site, camera.id, camera.zone or "", LOST_KIND) for camera in site.cameras]
    points += [_camera_point(site, camera.id + PICTURE_SUFFIX, camera.zone or "", "") for camera in site.cameras]
    points += [_recording_point(site, camera.id, camera.zone or "") for camera in site.cameras]
    taken = {(point.device, point.alarm_class, point.channel) for point in points}
    points += [one for one in _seen_points(site) if (one.device, one.alarm_class, one.channel) not in taken]
    return make_site(
        site.site.id,
        site.station.id,
        points=points,
        devices=[
            Device(device.id, device.zone or "", device.kind, device.name, device.name_en, device.heartbeat_s)
            for device in site.devices
            if device.id not in own
        ],
        zones=[_zone(zone) for zone in site.zones],
        timezone=ZoneInfo(site.site.timezone),
        groups=[SensorGroup(group.id, group.within_s) for group in site.sensor_groups],
        arming=[
            ArmingPlan(plan.id, plan.zones, _schedule(site, plan.times, plan.holidays))
            for plan in site.arming
            if plan.zones
        ],
        answering=[
            AnswerPlan(
                plan.station,
                frozenset(plan.zones),
                _schedule(site, plan.times, plan.holidays) if plan.times else None,
            )
            for plan in site.answers
        ],
        escalations=[_escalation(entry) for entry in site.escalations],
        rules=_rules(site.alarms),
    )


def _rules(numbers: AlarmNumbers) -> AlarmRules:
    """A flood that begins early ends no later than that, whatever the usual end is."""
    rules = AlarmRules(**numbers.model_dump(exclude={"call_up"}))
    return replace(rules, flood_leave=min(rules.flood_leave, rules.flood_enter))


def _zone(zone: ZoneEntry) -> Zone:
    return Zone(
        id=zone.id,
        parent=zone.parent,
        kind=zone.kind,
        name=zone.name,
        name_en=zone.name_en,
        grouping_s=zone.grouping_s,
        guidance=zone.guidance,
        escalation=zone.escalation or "",
    )


def _schedule(site: SiteDocument, times: Iterable[str], holidays: str) -> Schedule:
    return Schedule(
        windows=tuple(read_window(time) for time in times),
        timezone=ZoneInfo(site.site.timezone),
        holidays=frozenset(date.fromisoformat(day) for day in site.site.holidays),
        on_holidays=HolidayRule(holidays),
    )


def _escalation(entry: Escalation) -> EscalationPlan:
    times = (
        (entry.other_stations_s, EscalationStep.OTHER_STATIONS),
        (entry.supervisor_s, EscalationStep.SUPERVISOR),
        (entry.call_out_s, EscalationStep.CALL_OUT),
    )
    steps = tuple((after, step) for after, step in times if after is not None)
    return EscalationPlan(entry.id, steps, None if entry.priority is None else Priority(entry.priority))


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
        on_delay_s=entry.on_delay_s,
        off_delay_s=entry.off_delay_s,
        count=entry.count,
        window_s=entry.window_s,
        group=entry.group or "",
        heartbeat_s=entry.heartbeat_s,
        escalation=entry.escalation or "",
        low=entry.low,
        high=entry.high,
    )


def _limit_point(entry: Measurement, station: str, own: set[str], zones: dict[str, str]) -> AlarmPoint:
    """A measured value that is to be an alarm beyond its limits, where no alarm point speaks of it."""
    device = entry.device or ""
    return AlarmPoint(
        id=entry.point,
        device=station if device in own else device,
        alarm_class=entry.value_class,
        channel=entry.channel or "",
        zone=entry.zone or zones.get(device, ""),
        name=entry.name,
        name_en=entry.name_en,
        priority=None if entry.priority is None else Priority(entry.priority),
        kind=LIMIT_KIND,
        low=entry.low,
        high=entry.high,
    )


def _camera_point(site: SiteDocument, camera: str, zone: str, kind: str) -> AlarmPoint:
    """A camera is a point of its own: losing its picture is an alarm of its zone."""
    return AlarmPoint(
        id=camera,
        device=site.station.id,
        alarm_class=CAMERA_CLASS,
        channel=camera,
        zone=zone,
        priority=Priority.P3,
        latching=False,
        kind=kind,
    )


def _seen_points(site: SiteDocument) -> Iterator[AlarmPoint]:
    """What the rules of a camera raise that name no point of their own; a point of the document may take its place."""
    for camera in site.cameras:
        for suffix, alarm_class in ((SEEN_SUFFIX, "intrusion"), (FIRE_SUFFIX, "fire")):
            yield AlarmPoint(
                id=camera.id + suffix,
                device=site.station.id,
                alarm_class=alarm_class,
                channel=camera.id,
                zone=camera.zone or "",
            )


def _recording_point(site: SiteDocument, camera: str, zone: str) -> AlarmPoint:
    """Footage that is missing is an alarm of the camera's zone."""
    return AlarmPoint(
        id=camera + RECORDING_SUFFIX,
        device=site.station.id,
        alarm_class="recording",
        channel=camera,
        zone=zone,
        priority=Priority.P3,
        latching=False,
    )
