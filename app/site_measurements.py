"""What devices measure, and what it may be: the table of the site document behind the page of values."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from app.site_base import Entry
from app.site_fields import HighLimit, Id, Segment


def _above_warn_low(value: float | None, info: ValidationInfo) -> float | None:
    low = info.data.get("warn_low")
    if value is not None and low is not None and value <= low:
        raise PydanticCustomError("limits_crossed", "limits_crossed", {"given": value, "low": low})
    return value


class Measurement(Entry):
    """Limits of a value that a device publishes as `state/{class}/{channel}`; values without an entry are shown too.

    Without a device it holds for every device, without a channel for every channel of the class; the closest entry
    holds.
    """

    id: Id = Field(title="Measurement id", description="Unique.")
    name: str = Field(default="", title="Name", description="Shown to the guard; else the point's or the device's.")
    name_en: str = Field(default="", title="English name", description="Shown when the program speaks English.")
    device: Id | None = Field(default=None, title="Device", description="Who reports it; else any device.")
    value_class: Segment = Field(alias="class", title="Class", description="The topic's class: temperature, gas...")
    channel: Segment | None = Field(
        default=None, title="Channel", description="The topic's channel; else each of the class."
    )
    key: str = Field(
        default="value", min_length=1, title="Key", description="Which key of the message's Data it is about."
    )
    zone: Id | None = Field(default=None, title="Zone", description="Where it is; else the point's or the device's.")
    unit: str = Field(default="", title="Unit", description="Shown behind the value; else the message's own unit.")
    low: float | None = Field(default=None, title="Low limit", description="A value below it is marked.")
    high: HighLimit | None = Field(default=None, title="High limit", description="A value above it is marked.")
    warn_low: float | None = Field(default=None, title="Low warning", description="A value below it is pointed out.")
    warn_high: Annotated[float, AfterValidator(_above_warn_low)] | None = Field(
        default=None, title="High warning", description="A value above it is pointed out."
    )
    stale_s: float = Field(
        default=900.0,
        ge=0,
        le=2592000,
        title="Old after",
        description="Seconds without a message after which a number is called old; 0: never.",
    )
    alarm: bool = Field(
        default=False,
        title="Alarm",
        description="A value beyond low or high is an alarm; needs device and channel.",
    )
    priority: int | None = Field(
        default=None, ge=1, le=4, title="Priority", description="Of that alarm, 1 to 4; else by class."
    )

    def label(self, language: str) -> str:
        """Return the name for a language code; empty where it has none."""
        return self.name if language.startswith("zh") else self.name_en or self.name

    @property
    def point(self) -> str:
        """The id of the alarm point that it is where it makes an alarm: the one a message of it would get anyway."""
        return f"{self.device}/{self.value_class}/{self.channel}"
