"""The tables of the site document that say how alarms behave: groups, escalation, arming, who answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.site_base import Entry, Ids, Priorities
from app.site_fields import FloodEnd, Id, WeekTime

Times = Annotated[tuple[WeekTime, ...], Field(strict=False)]

HolidayWord = Literal["as_usual", "as_sunday", "all_day", "never"]


class AlarmNumbers(Entry):
    """When alarms are too many, come too often or stand too long; the defaults follow EEMUA 191 and ISA-18.2."""

    flood_enter: int = Field(
        default=10, ge=1, le=60, title="Flood", description="More alarms than these in the flood's time are a flood."
    )
    flood_leave: FloodEnd = Field(
        default=5,
        ge=1,
        le=60,
        title="Flood's end",
        description="Fewer than these end it; not above flood_enter.",
    )
    flood_s: float = Field(
        default=600.0, ge=60, le=3600, title="Flood's time", description="Seconds in which they are counted."
    )
    chatter_count: int = Field(
        default=3, ge=2, le=60, title="Chatter", description="So many alarms of one point in its time are chatter."
    )
    chatter_s: float = Field(
        default=60.0, ge=1, le=3600, title="Chatter's time", description="Seconds in which they are counted."
    )
    stale_s: float = Field(
        default=86400.0,
        ge=600,
        le=2592000,
        title="Standing",
        description="Seconds until an alarm stands too long.",
    )
    cameras_within_s: float = Field(
        default=30.0,
        ge=1,
        le=600,
        title="Cameras together",
        description="Cameras of one zone lost within these seconds are lost together: an alarm of priority 2.",
    )
    call_up: Priorities = Field(
        default=(1, 2),
        title="Turn the wall",
        description="Priorities whose alarms turn the wall to their zone's cameras; 1 always does.",
    )


class SensorGroup(Entry):
    """Sensors that make an alarm only together: one alone is shown as a pre-alarm of priority 3 or 4."""

    id: Id = Field(title="Group id", description="Unique; alarm points name it as their group.")
    within_s: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        title="Within",
        description="Two of its sensors in these seconds are the alarm.",
    )


class Escalation(Entry):
    """Whom an alarm that nobody acknowledges is brought before, and after how many seconds."""

    id: Id = Field(title="Escalation id", description="Unique; zones and alarm points name it.")
    priority: int | None = Field(
        default=None, ge=1, le=4, title="Priority", description="Holds for every alarm of this priority, if given."
    )
    other_stations_s: float | None = Field(
        default=None, gt=0, le=86400, title="Other stations", description="The other stations sound it; else never."
    )
    supervisor_s: float | None = Field(
        default=None, gt=0, le=86400, title="Supervisor", description="The supervisor is told; else never."
    )
    call_out_s: float | None = Field(
        default=None, gt=0, le=86400, title="Call out", description="The guard is asked to call for help; else never."
    )


class Arming(Entry):
    """A weekly schedule that arms zones, and disarms them outside it; by hand it is overruled until its next change."""

    id: Id = Field(title="Arming id", description="Unique.")
    zones: Ids = Field(title="Zones", description="The zones it arms, each with all below it.", min_length=1)
    times: Times = Field(
        title="Times", description='When they are armed: "mon-fri 22:00-06:00", "daily 00:00-24:00".', min_length=1
    )
    holidays: HolidayWord = Field(
        default="as_usual", title="Holidays", description="What holds on the site's holidays."
    )


class Answer(Entry):
    """Which station answers for which zones; the others show their alarms silently until they are escalated."""

    id: Id = Field(title="Answer id", description="Unique.")
    station: Id = Field(title="Station", description="The station's id.")
    zones: Ids = Field(title="Zones", description="The zones it answers for, each with all below it.", min_length=1)
    times: Times = Field(default=(), title="Times", description="When it does; empty: always.")
    holidays: HolidayWord = Field(
        default="as_usual", title="Holidays", description="What holds on the site's holidays."
    )
