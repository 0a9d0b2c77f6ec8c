"""The tables of the site document for the shift: log, presence checks, what is counted at a handover."""

from __future__ import annotations

from pydantic import Field

from app.site_alarms import Times
from app.site_base import Entry, Named
from app.site_fields import Id


class Duty(Entry):
    """The shift: how often the log is asked for, when presence is checked."""

    log_every_min: int = Field(
        default=120,
        ge=0,
        le=480,
        title="Log",
        description="Minutes without an entry after which the log is asked for; 0: never.",
    )
    log_answer_min: int = Field(
        default=15,
        ge=1,
        le=120,
        title="Log's answer",
        description="Minutes to answer; then it is entered as missed, with an alarm of priority 4.",
    )
    presence_times: Times = Field(
        default=("daily 22:00-06:00",),
        title="Presence checks",
        description='When presence is checked: "daily 22:00-06:00"; an empty list: never.',
    )
    presence_least_min: int = Field(
        default=40, ge=5, le=480, title="Shortest pause", description="Fewest minutes from one check to the next."
    )
    presence_most_min: int = Field(
        default=70,
        ge=5,
        le=480,
        title="Longest pause",
        description="Most minutes from one check to the next; as many as the fewest: at set intervals.",
    )
    presence_answer_s: int = Field(
        default=120, ge=20, le=900, title="Presence's answer", description="Seconds in which the key has to be pressed."
    )
    presence_misses: int = Field(
        default=2, ge=1, le=10, title="Missed checks", description="So many in a row are an alarm of priority 3."
    )
    unattended_min: int = Field(
        default=15,
        ge=0,
        le=480,
        title="Nobody on duty",
        description="Minutes with nobody signed in that are an alarm of priority 4, once there are accounts; 0: never.",
    )


class CountedItem(Named):
    """Something that is counted at every handover: keys, radios, torches."""

    id: Id = Field(title="Item id", description="Unique.")
    count: int = Field(ge=0, le=999, title="Count", description="How many there have to be.")
