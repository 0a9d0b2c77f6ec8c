"""The tables of the site document about whose footage is where: [archive], [[archive_station]], [camera.archive]."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.site_base import Entry, Named
from app.site_fields import Host, Id, Secret
from app.site_ptz import OnvifAddress

_PLACE = re.compile(r"\{(start|end):((?:%[YmdHMSsj%]|[^{}%])+)\}")


def _template(text: str) -> str:
    """Check an RTSP address that names where its times go; names and passwords have keys of their own."""
    if not text:
        return text
    named = {found.group(1) for found in _PLACE.finditer(text)}
    bare = _PLACE.sub("0", text)
    try:
        parts = urlsplit(bare)
        good = parts.scheme in ("rtsp", "rtsps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or named != {"start", "end"} or set("{}@") & set(bare) or any(sign.isspace() for sign in bare):
        raise PydanticCustomError("bad_archive_url", "bad_archive_url", {})
    return text


class Archive(Entry):
    """The footage of several stations: whether others may fetch ours, and how much of theirs is kept here."""

    listen: Host = Field(
        default="",
        title="Listen on",
        description="host:port at which other stations fetch this one's footage, over TLS with both sides' "
        "certificates; empty: nobody can.",
    )
    address: str = Field(
        default="",
        max_length=255,
        title="Address",
        description="host:port that the other stations are told; empty: what it listens on.",
    )
    stand_in_after_s: float = Field(
        default=30.0,
        ge=10,
        le=3600,
        title="Stand-in after",
        description="Seconds that a camera's recorder has not been seen, after which its stand-in records.",
    )
    cache_gb: float = Field(
        default=5.0, gt=0, le=2000, title="Cache", description="Most GB of other stations' footage kept here."
    )
    cache_days: float = Field(
        default=7.0, gt=0, le=365, title="Cache's age", description="Days after which fetched footage goes."
    )
    rate_mb_s: float = Field(
        default=20.0, gt=0, le=1000, title="Rate", description="Most MB a second that others are given, together."
    )


class ArchiveStation(Entry):
    """Another station's archive, where the shared database does not tell of it."""

    id: Id = Field(title="Station id", description="As its own site file has it under [station].")
    address: Host = Field(title="Address", description="host:port on which it listens.")
    certificate: str = Field(
        min_length=1, title="Certificate", description="PEM file: what `watchroom door` wrote there."
    )


class CameraArchive(Entry):
    """An archive of the camera's own: on its card, or at a recorder (NVR)."""

    kind: Literal["onvif", "rtsp"] = Field(
        title="Kind", description="onvif: Profile G, searched and replayed; rtsp: an address that names a time range."
    )
    address: OnvifAddress = Field(
        default="",
        title="Address",
        description="onvif: the device service, http://host/onvif/device_service; empty: the camera's own.",
    )
    recording: str = Field(
        default="", max_length=64, title="Recording", description="onvif: the recording's token; empty: the first."
    )
    url: Annotated[str, AfterValidator(_template)] = Field(
        default="",
        title="URL",
        description="rtsp: with {start:FORMAT} and {end:FORMAT}, as in "
        "rtsp://nvr/tracks/101?starttime={start:%Y%m%dT%H%M%SZ}&endtime={end:%Y%m%dT%H%M%SZ}.",
    )
    times: Literal["utc", "local"] = Field(
        default="utc", title="Times", description="rtsp: in whose time the URL speaks: utc, or local (the site's)."
    )
    username: str = Field(default="", title="User name", description="Account there; empty: the camera's own.")
    password: Secret | None = Field(default=None, title="Password", description="Text, env:NAME or file:PATH.")

    def filled(self, start: float, end: float, zone: ZoneInfo) -> str:
        """Return the URL for a time range (UTC seconds), whole seconds outwards."""
        spoken: tzinfo = UTC if self.times == "utc" else zone
        at = {
            "start": datetime.fromtimestamp(int(start), spoken),
            "end": datetime.fromtimestamp(int(-(-end // 1)), spoken),
        }
        return _PLACE.sub(lambda found: at[found.group(1)].strftime(found.group(2)), self.url)


class Recorded(Named):
    """What a camera's table says of its footage."""

    recorder: Id | None = Field(
        default=None, title="Recorder", description="The station that records it; without it: each for itself."
    )
    stand_in: Id | None = Field(
        default=None, title="Stand-in", description="The station that records it while its recorder is away."
    )
    archive: CameraArchive | None = Field(
        default=None, title="Own archive", description="For a camera with an archive of its own: a table, see below."
    )
