"""What the alarm core knows of the site: its points, devices and zones, and what holds for those nobody listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from alarms.escalation import EscalationPlan
from alarms.model import AlarmPoint
from alarms.schedule import Schedule

GROUPING_S = 300.0


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device: its id in topics and the zone that its own troubles belong to.

    ``heartbeat_s`` is how long it may say nothing at all before that is an alarm; zero: as long as it likes.
    """

    id: str
    zone: str = ""
    kind: str = ""
    name: str = ""
    name_en: str = ""
    heartbeat_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the site. ``kind`` is site, area or zone; ``grouping_s`` is the grouping window in seconds."""

    id: str
    parent: str | None = None
    kind: str = "zone"
    name: str = ""
    name_en: str = ""
    grouping_s: float = GROUPING_S
    guidance: str | None = None
    escalation: str = ""


@dataclass(frozen=True, slots=True)
class SensorGroup:
    """Sensors that make an alarm only together: one alone is a pre-alarm, two within ``within_s`` are the alarm."""

    id: str
    within_s: float = 30.0


@dataclass(frozen=True, slots=True)
class ArmingPlan:
    """The zones that a schedule arms and disarms."""

    id: str
    zones: tuple[str, ...]
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """``station`` answers for ``zones`` and all below them; always, or on a schedule."""

    station: str
    zones: frozenset[str]
    schedule: Schedule | None = None

    def holds(self, at: float) -> bool:
        """Whether it is in force at a moment (UTC seconds)."""
        return self.schedule is None or self.schedule.holds(at)


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """The numbers of the rules that hold for the whole site (EEMUA 191 and ISA-18.2); times in seconds.

    A flood begins with more than ``flood_enter`` alarms within ``flood_s`` and ends with fewer than ``flood_leave``;
    ``chatter_count`` activations of a point within ``chatter_s`` are chatter; ``cameras_within_s`` is how close two
    cameras of a zone must be lost to be lost together.
    """

    flood_enter: int = 10
    flood_leave: int = 5
    flood_s: float = 600.0
    chatter_count: int = 3
    chatter_s: float = 60.0
    stale_s: float = 86_400.0
    cameras_within_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """The site as the alarm core sees it. ``station`` names this guard station (it is part of incident numbers)."""

    id: str
    station: str
    points: Mapping[str, AlarmPoint] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    timezone: tzinfo = UTC
    by_channel: Mapping[tuple[str, str, str], AlarmPoint] = field(default_factory=dict)
    groups: Mapping[str, SensorGroup] = field(default_factory=dict)
    arming: tuple[ArmingPlan, ...] = ()
    answering: tuple[AnswerPlan, ...] = ()
    escalations: Mapping[str, EscalationPlan] = field(default_factory=dict)
    rules: AlarmRules = AlarmRules()

    def point(self, device: str, alarm_class: str, channel: str) -> AlarmPoint:
        """The point a message speaks of; one nobody listed is made up in its device's zone, so that nothing is lost."""
        found = self.by_channel.get((device, alarm_class, channel))
        if found is not None:
            return found
        owner = self.devices.get(device)
        return AlarmPoint(
            f"{device}/{alarm_class}/{channel}", device, alarm_class, channel, owner.zone if owner else ""
        )

    def knows(self, device: str) -> bool:
        """Whether the device is enrolled (the station itself always is)."""
        return device in self.devices or device == self.station

    def grouping(self, zone: str) -> float:
        """The grouping window of a zone in seconds."""
        found = self.zones.get(zone)
        return found.grouping_s if found else GROUPING_S

    def lineage(self, zone: str) -> tuple[str, ...]:
        """The zone and all above it, nearest first; a loop in the site document ends the walk."""
        path: list[str] = []
        current: str | None = zone
        while current is not None and current in self.zones and current not in path:
            path.append(current)
            current = self.zones[current].parent
        return tuple(path)


def make_site(
    site: str,
    station: str,
    *,
    points: Iterable[AlarmPoint] = (),
    devices: Iterable[Device] = (),
    zones: Iterable[Zone] = (),
    timezone: tzinfo = UTC,
    groups: Iterable[SensorGroup] = (),
    arming: Iterable[ArmingPlan] = (),
    answering: Iterable[AnswerPlan] = (),
    escalations: Iterable[EscalationPlan] = (),
    rules: AlarmRules | None = None,
) -> Site:
    """Index a site's lists."""
    listed = tuple(points)
    return Site(
        id=site,
        station=station,
        points={point.id: point for point in listed},
        devices={device.id: device for device in devices},
        zones={zone.id: zone for zone in zones},
        timezone=timezone,
        by_channel={(point.device, point.alarm_class, point.channel): point for point in listed},
        groups={group.id: group for group in groups},
        arming=tuple(arming),
        answering=tuple(answering),
        escalations={plan.id: plan for plan in escalations},
        rules=rules or AlarmRules(),
    )
