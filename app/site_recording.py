"""What the site document says of recording: what is kept of which camera, when, where, and for how long."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.site_archive import Recorded
from app.site_base import Entry
from app.site_fields import WeekTime

Mode = Literal["off", "always", "schedule", "motion"]
Times = Annotated[tuple[WeekTime, ...], Field(strict=False)]
#: Days that security video has to be kept in China.
LEGAL_DAYS = 30


class Recording(Entry):
    """Clips of incidents, and footage of all day."""

    before_s: float = Field(
        default=15.0, ge=0, le=120, title="Before", description="Seconds kept from before an alarm."
    )
    after_s: float = Field(
        default=30.0, ge=0, le=600, title="After", description="Seconds kept from after an incident's last alarm."
    )
    loop_s: float = Field(
        default=10.0, ge=2, le=60, title="Loop", description="Seconds shown again beside the live picture."
    )
    mode: Mode = Field(
        default="off",
        title="Mode",
        description="All cameras' small streams: off (incidents only), always, schedule (see times) or motion.",
    )
    times: Times = Field(
        default=(), title="Times", description='For schedule: "mon-fri 18:00-08:00", "daily 00:00-24:00".'
    )
    motion_after_s: float = Field(
        default=30.0, ge=5, le=600, title="After motion", description="For motion: seconds kept after the last."
    )
    main_at_incidents: bool = Field(
        default=True,
        title="Large stream",
        description="The large stream is kept too, from an alarm on until after the incident's last.",
    )
    sound: bool = Field(
        default=True, title="Sound", description="Cameras' sound is kept, where [audio] allows hearing them."
    )
    folder: str = Field(
        default="",
        title="Folder",
        description="Where footage is kept, best on a disk of its own; it must exist. Empty: in the data folder.",
    )
    keep_days: int = Field(default=LEGAL_DAYS, ge=1, le=3650, title="Keep", description="Days that footage is kept.")
    legal_days: int = Field(
        default=LEGAL_DAYS, ge=0, le=3650, title="Legal minimum", description="Days that footage must be kept by law."
    )
    quota_gb: float = Field(
        default=0.0, ge=0, le=1_000_000, title="Room", description="Gigabytes for all footage; 0: what the disk has."
    )
    leave_free_gb: float = Field(
        default=5.0, ge=0, le=10_000, title="Leave free", description="Gigabytes of the disk that are left free."
    )


class RecordedCamera(Recorded):
    """What a camera's table says of when and for how long it is recorded."""

    record: Mode | None = Field(
        default=None, title="Record", description="off, always, schedule or motion; else as [recording] says."
    )
    record_times: Times = Field(default=(), title="Times", description="For schedule; else those of [recording].")
    keep_days: int | None = Field(
        default=None, ge=1, le=3650, title="Keep", description="Days that its footage is kept; else as [recording]."
    )
    quota_gb: float = Field(
        default=0.0, ge=0, le=1_000_000, title="Room", description="Gigabytes for its footage; 0: no limit of its own."
    )
