"""What the alarm core knows of the site: its points, devices and zones, and what holds for those nobody listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from alarms.model import AlarmPoint

GROUPING_S = 300.0


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device: its id in topics and the zone that its own troubles belong to."""

    id: str
    zone: str = ""
    kind: str = ""
    name: str = ""
    name_en: str = ""


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
    )
