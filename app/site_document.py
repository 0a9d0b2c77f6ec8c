"""The site document's types: what an installer writes down about one community.

All models are frozen, strict about types and refuse unknown keys. Titles and descriptions feed docs/settings.md and the
set-up pages. Loading, with positions and repairs, is in app/settings.py.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.site_alarms import AlarmNumbers, Answer, Arming, Escalation, SensorGroup
from app.site_archive import Archive, ArchiveStation
from app.site_backup import Backup
from app.site_base import Entry, Ids, Named, Priorities
from app.site_detection import Detection, Rule
from app.site_duty import CountedItem, Duty
from app.site_evidence import Evidence, PrivateAreas
from app.site_fields import (
    CameraUrl,
    Fingerprint,
    HighLimit,
    Holiday,
    Host,
    Id,
    MqttUrl,
    Secret,
    Segment,
    TimeZone,
)
from app.site_measurements import Measurement
from app.site_plan import Plan
from app.site_ptz import Ptz
from app.site_recording import RecordedCamera, Recording
from app.site_response import AlarmClasses, Cause, Responder
from app.site_sound import Audio, Sound

SCHEMA = 1


class SiteInfo(Named):
    """The community."""

    id: Id = Field(title="Site id", description="Part of every MQTT topic: gs/1/{site}/...")
    address: str = Field(default="", title="Address", description="As it is told to the fire brigade and the police.")
    address_en: str = Field(default="", title="English address", description="The same in English.")
    timezone: TimeZone = Field(default="Asia/Shanghai", title="Time zone", description="An IANA name.")
    holidays: Annotated[tuple[Holiday, ...], Field(strict=False)] = Field(
        default=(), title="Holidays", description='Days that schedules may treat apart: "2026-10-01".'
    )


class StationInfo(Entry):
    """This workstation."""

    id: Id = Field(
        default="station1", title="Station id", description="Unique among the stations that share a database."
    )
    name: str = Field(default="", title="Name", description="Shown to the guard.")
    name_en: str = Field(default="", title="English name", description="Shown when the program speaks English.")
    scale: int = Field(
        default=100, ge=100, le=200, title="Size", description="Of words and controls, per cent, beside the system's."
    )
    data_dir: str = Field(
        default="", title="Data folder", description="Journal, clips and keys; empty: the user's own data folder."
    )


class Broker(Entry):
    """How device messages arrive."""

    built_in: bool = Field(
        default=True, title="Built-in broker", description="The program runs the MQTT broker itself."
    )
    listen: Host = Field(
        default="127.0.0.1:1883",
        title="Listen on",
        description="host:port of the built-in broker; port 0 takes a free one.",
    )
    plain_network: bool = Field(
        default=False,
        title="Without TLS",
        description="The built-in broker may listen beyond this computer without TLS: on a closed network only.",
    )
    url: MqttUrl = Field(default="", title="Broker URL", description="mqtt:// or mqtts:// of a foreign broker.")
    protocol: Literal["3.1.1", "5"] = Field(
        default="3.1.1", title="MQTT version", description="3.1.1 or 5, for a foreign broker."
    )
    username: str = Field(default="", title="User name", description="The station's account at a foreign broker.")
    password: Secret | None = Field(default=None, title="Password", description="Text, env:NAME or file:PATH.")
    ca: str = Field(
        default="",
        title="Authority",
        description="PEM file of the authority that signed the foreign broker's certificate (empty: the system's own); "
        "for the built-in broker: of the devices' certificates, which are then demanded.",
    )
    certificate: str = Field(
        default="",
        title="Certificate",
        description="PEM file: the built-in broker's certificate, which makes it speak TLS, or the station's own at a "
        "foreign broker.",
    )
    key: str = Field(default="", title="Private key", description="PEM file of the certificate's key, not encrypted.")

    @property
    def open_without_tls(self) -> bool:
        """Whether the built-in broker would take passwords in clear from other computers, and nobody said it may."""
        host = self.listen.rpartition(":")[0].strip("[]")
        own = host in ("localhost", "::1") or host.startswith("127.")
        return self.built_in and not own and not self.certificate and not self.plain_network


class Database(Entry):
    """The database several stations share."""

    url: Secret | None = Field(
        default=None,
        title="Database URL",
        description="postgresql://...; best as env:NAME. Without it: this station only.",
    )
    keep_days: int = Field(
        default=90,
        ge=30,
        le=3650,
        title="Keep messages",
        description="Days that devices' messages stay on this station too, once the shared database has them.",
    )


class Pictures(Entry):
    """Whether cameras show what they should: looked at about once a second, shown or not."""

    health: Annotated[tuple[Literal["frozen", "covered", "defocused", "moved", "looped"], ...], Field(strict=False)] = (
        Field(
            default=("frozen", "covered", "defocused", "moved", "looped"),
            title="Picture health",
            description="What is looked for; each is an alarm of its camera. An empty list: nothing.",
        )
    )


class Zone(Named):
    """A place that alarms are told by: the site, an area of it, or a zone."""

    id: Id = Field(title="Zone id", description="Unique.")
    kind: Literal["site", "area", "zone"] = Field(default="zone", title="Kind", description="site, area or zone.")
    parent: Id | None = Field(
        default=None, title="Parent", description="The zone this one lies in; guidance is inherited."
    )
    cameras: Ids = Field(default=(), title="Cameras", description="Cameras called up for an alarm here, best first.")
    guidance: Id | None = Field(default=None, title="Guidance", description="What to do; else the parent's.")
    grouping_s: float = Field(
        default=120.0, ge=0, le=3600, title="Grouping", description="Alarms within these seconds join one incident."
    )
    escalation: Id | None = Field(
        default=None, title="Escalation", description="Times of its own for alarms that wait; else the parent's."
    )
    call_up: Priorities | None = Field(
        default=None,
        title="Turn the wall",
        description="Priorities whose alarms here turn the wall; else the parent's, else those of alarms. "
        "1 always does.",
    )


class Camera(RecordedCamera):
    """One camera with its sub (small) and main (large) stream."""

    id: Id = Field(title="Camera id", description="Unique.")
    number: int = Field(
        default=0, ge=0, le=9999, title="Number", description="What the guard types to call it up; 0: it has none."
    )
    zone: Id | None = Field(default=None, title="Zone", description="Where it hangs.")
    sub: CameraUrl = Field(default="", title="Sub stream", description="Small stream for tiles, rtsp://host/path.")
    main: CameraUrl = Field(default="", title="Main stream", description="Large stream for big tiles and evidence.")
    username: str = Field(default="", title="User name", description="Account at the camera.")
    password: Secret | None = Field(default=None, title="Password", description="Text, env:NAME or file:PATH.")
    transport: Literal["tcp", "udp", "auto"] = Field(
        default="tcp",
        title="Transport",
        description="How RTSP pictures travel: tcp, udp, or auto: tcp, and udp where the camera refuses it.",
    )
    tls_ca: str = Field(
        default="",
        title="Authority",
        description="PEM file of who signed the camera's certificate (rtsps, https); empty: the system's authorities.",
    )
    tls_fingerprint: Fingerprint = Field(
        default="",
        title="Fingerprint",
        description="SHA-256 of the camera's own certificate; then only this certificate is trusted.",
    )
    private: PrivateAreas = Field(
        default=(), title="Private areas", description="Polygons in the picture (0 to 1) that are black for everybody."
    )
    ptz: Ptz | None = Field(default=None, title="PTZ", description="For a camera that turns: a table, see below.")


class Device(Named):
    """A controller that speaks MQTT under gs/1/{site}/{id}/; `station` is this program's own detection."""

    id: Id = Field(title="Device id", description="Unique; also its MQTT user name.")
    zone: Id | None = Field(default=None, title="Zone", description="Where it stands.")
    kind: Literal["perimeter", "fire", "gas", "panic", "door", "gate", "parking", "sensor", "station"] = Field(
        title="Kind", description="What it is."
    )
    password: Secret | None = Field(
        default=None, title="Password", description="At the broker: text, env:NAME or file:PATH."
    )
    heartbeat_s: float = Field(
        default=0.0, ge=0, le=86400, title="Heartbeat", description="Silent for so many seconds is an alarm; 0: never."
    )


class Point(Named):
    """One thing that can raise an alarm: a channel of a device."""

    id: Id = Field(title="Point id", description="Unique.")
    device: Id = Field(title="Device", description="The device that reports it.")
    alarm_class: Segment = Field(
        alias="class",
        title="Class",
        description="The topic's class: perimeter, fire, gas, panic, door, tamper...",
    )
    channel: Segment = Field(title="Channel", description="The topic's channel, such as Z03.")
    zone: Id | None = Field(default=None, title="Zone", description="Where it is; else the device's zone.")
    kind: str = Field(
        default="", title="Kind", description="smoke, manual_call_point, wire_cut...; else as the message says."
    )
    priority: int | None = Field(
        default=None, ge=1, le=4, title="Priority", description="1 to 4; else by class and kind."
    )
    latching: bool | None = Field(default=None, title="Latching", description="Needs a reset by hand; else by class.")
    cameras: Ids = Field(default=(), title="Cameras", description="Called up for this point; else the zone's.")
    guidance: Id | None = Field(default=None, title="Guidance", description="What to do; else the zone's.")
    on_delay_s: float = Field(
        default=0.0, ge=0, le=300, title="On-delay", description="Seconds it must stand before it is an alarm."
    )
    off_delay_s: float = Field(
        default=0.0, ge=0, le=3600, title="Off-delay", description="Seconds it must be gone before it is over."
    )
    count: int = Field(
        default=1, ge=1, le=10, title="Count", description="Activations within the window that make the alarm."
    )
    window_s: float = Field(
        default=60.0,
        ge=1,
        le=3600,
        title="Window",
        description="Seconds of the count; standing so long is one too.",
    )
    group: Id | None = Field(
        default=None, title="Group", description="The sensor group it belongs to: alone it is a pre-alarm."
    )
    heartbeat_s: float = Field(
        default=0.0, ge=0, le=86400, title="Heartbeat", description="Silent for so many seconds is an alarm; 0: never."
    )
    escalation: Id | None = Field(
        default=None, title="Escalation", description="Times of its own for its waiting alarms; else the zone's."
    )
    low: float | None = Field(default=None, title="Low limit", description="A reported value below it is an alarm.")
    high: HighLimit | None = Field(
        default=None, title="High limit", description="A reported value above it is an alarm; in the value's own unit."
    )


class Gate(Named):
    """A barrier for vehicles."""

    id: Id = Field(title="Gate id", description="Unique.")
    device: Id = Field(title="Device", description="The barrier's controller.")
    channel: Segment = Field(title="Channel", description="The topic's channel, such as G1.")
    camera: Id | None = Field(default=None, title="Camera", description="The camera that sees it.")
    direction: Literal["in", "out", "both"] = Field(default="in", title="Direction", description="in, out or both.")


class Door(Named):
    """A controlled door."""

    id: Id = Field(title="Door id", description="Unique.")
    device: Id = Field(title="Device", description="The door controller.")
    channel: Segment = Field(title="Channel", description="The topic's channel, such as D01.")
    zone: Id | None = Field(default=None, title="Zone", description="Where it is.")
    cameras: Ids = Field(default=(), title="Cameras", description="Cameras that see it.")


class StallGroup(Named):
    """Parking stalls counted together."""

    id: Id = Field(title="Group id", description="Unique.")
    device: Id = Field(title="Device", description="The parking controller.")
    capacity: int = Field(ge=0, title="Capacity", description="Stalls in the group, counted or watched.")


class Stall(Entry):
    """One parking stall."""

    id: Id = Field(title="Stall id", description="Unique.")
    group: Id = Field(title="Group", description="Its stall group.")
    channel: Segment = Field(title="Channel", description="The topic's channel, such as P001.")


class Step(Entry):
    """One line to tick."""

    id: Id = Field(title="Step id", description="Unique in its guidance; kept in the record.")
    text: str = Field(min_length=1, title="Text", description="What to do, in the site's own language.")
    text_en: str = Field(default="", title="English text", description="The same in English.")
    required: bool = Field(
        default=False,
        title="Required",
        description="The incident cannot be closed as real without it; with only_if: not as what that says.",
    )
    only_if: Literal["", "real", "false", "unclear", "untested"] = Field(
        default="",
        title="Only if",
        description="real or false: it holds only once the guard has said so; unclear: only until he has; untested: "
        "always, unless he says that it is a test.",
    )
    does: Literal["", "send", "call"] = Field(
        default="",
        title="Does",
        description="send: done when somebody is sent; call: a telephone call, ticked by a key of its own.",
    )
    number: str = Field(
        default="", title="Number", description="What is called, shown large.", pattern=r"^[0-9+*# -]{0,24}$"
    )
    responder: str = Field(
        default="", title="Responder", description="Whose number is called, where the site has a responder of this id."
    )
    people: int = Field(
        default=1, ge=1, le=9, title="People", description="How many have to be sent before a step of sending is done."
    )
    note: bool = Field(
        default=False, title="A note will do", description="Instead of sending: a note about who has looked."
    )
    there: bool = Field(
        default=False, title="At the place", description="It is done there: somebody who was sent has to have arrived."
    )


class Phone(Named):
    """Someone to call."""

    number: str = Field(title="Number", description="As dialled.", pattern=r"^[0-9+*# -]{2,24}$")


class Guidance(Entry):
    """What to do when an alarm comes: by class and kind first, then inherited along site, area, zone, point."""

    id: Id = Field(title="Guidance id", description="Unique.")
    classes: AlarmClasses = Field(
        default=(),
        title="Classes",
        description="Classes of alarms, or categories of cases by hand, that it is for; empty: fire, gas, help and "
        "intrusion.",
    )
    kinds: AlarmClasses = Field(
        default=(), title="Kinds", description="Kinds of alarms that it is for, such as held_open; empty: all."
    )
    zones: Ids = Field(
        default=(), title="Zones", description="Where it holds, with all below, beside the zones that name it."
    )
    text: str = Field(min_length=1, title="Text", description="One sentence, in the site's own language.")
    text_en: str = Field(default="", title="English text", description="The same in English.")
    steps: Annotated[tuple[Step, ...], Field(strict=False)] = Field(
        default=(), title="Steps", description="Lines to tick."
    )
    phones: Annotated[tuple[Phone, ...], Field(strict=False)] = Field(
        default=(), title="Phones", description="Whom to call."
    )


class Layout(Named):
    """An arrangement of the wall."""

    id: Id = Field(title="Layout id", description="Unique.")
    tiles: Literal[1, 2, 4, 6, 8, 9, 10, 13, 16, 25, 36, 64] = Field(
        title="Tiles", description="Even, or one or two large pictures among small ones (6, 8, 10, 13)."
    )
    cameras: Ids = Field(
        default=(), title="Cameras", description="Large pictures first, then from the top left, line by line."
    )


class SiteDocument(Entry):
    """Everything known about the site; collections keep the file's order."""

    schema_version: int = Field(
        default=SCHEMA, alias="schema", title="Schema", description="Version of this file's format."
    )
    site: SiteInfo = Field(title="Site", description="The community.")
    station: StationInfo = Field(default=StationInfo(), title="Station", description="This workstation.")
    broker: Broker = Field(default=Broker(), title="Broker", description="How device messages arrive.")
    database: Database = Field(default=Database(), title="Database", description="The database several stations share.")
    detection: Detection = Field(default=Detection(), title="Detection", description="Detection on the cameras.")
    recording: Recording = Field(default=Recording(), title="Recording", description="What is kept of the cameras.")
    pictures: Pictures = Field(default=Pictures(), title="Pictures", description="Watch over the cameras' pictures.")
    alarms: AlarmNumbers = Field(default=AlarmNumbers(), title="Alarms", description="When alarms are too many.")
    audio: Audio = Field(default=Audio(), title="Audio", description="The sound of cameras.")
    sound: Sound = Field(default=Sound(), title="Sound", description="How alarms are heard.")
    duty: Duty = Field(default=Duty(), title="Duty", description="The shift: log and presence checks.")
    evidence: Evidence = Field(default=Evidence(), title="Evidence", description="Footage that is handed out.")
    archive: Archive = Field(default=Archive(), title="Archive", description="The footage of several stations.")
    backup: Backup = Field(default=Backup(), title="Backup", description="Copies of the records on another disk.")
    archive_stations: tuple[ArchiveStation, ...] = Field(default=(), alias="archive_station", title="Archives")
    zones: tuple[Zone, ...] = Field(default=(), alias="zone", title="Zones")
    cameras: tuple[Camera, ...] = Field(default=(), alias="camera", title="Cameras")
    devices: tuple[Device, ...] = Field(default=(), alias="device", title="Devices")
    points: tuple[Point, ...] = Field(default=(), alias="point", title="Alarm points")
    measurements: tuple[Measurement, ...] = Field(default=(), alias="measurement", title="Measurements")
    gates: tuple[Gate, ...] = Field(default=(), alias="gate", title="Gates")
    doors: tuple[Door, ...] = Field(default=(), alias="door", title="Doors")
    stall_groups: tuple[StallGroup, ...] = Field(default=(), alias="stall_group", title="Stall groups")
    stalls: tuple[Stall, ...] = Field(default=(), alias="stall", title="Stalls")
    guidance: tuple[Guidance, ...] = Field(default=(), title="Guidance")
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout", title="Layouts")
    rules: tuple[Rule, ...] = Field(default=(), alias="rule", title="Rules")
    sensor_groups: tuple[SensorGroup, ...] = Field(default=(), alias="sensor_group", title="Sensor groups")
    escalations: tuple[Escalation, ...] = Field(default=(), alias="escalation", title="Escalation")
    arming: tuple[Arming, ...] = Field(default=(), title="Arming")
    answers: tuple[Answer, ...] = Field(default=(), alias="answer", title="Who answers")
    causes: tuple[Cause, ...] = Field(default=(), alias="cause", title="Causes")
    responders: tuple[Responder, ...] = Field(default=(), alias="responder", title="Responders")
    counted_items: tuple[CountedItem, ...] = Field(default=(), alias="counted_item", title="Counted items")
    plans: tuple[Plan, ...] = Field(default=(), alias="plan", title="Site plans")

    def camera(self, camera: str) -> Camera | None:
        """Return the camera of that id."""
        return next((entry for entry in self.cameras if entry.id == camera), None)

    def zone(self, zone: str) -> Zone | None:
        """Return the zone of that id."""
        return next((entry for entry in self.zones if entry.id == zone), None)

    def point(self, device: str, alarm_class: str, channel: str) -> Point | None:
        """Return the alarm point that a topic `{device}/event/{alarm_class}/{channel}` speaks of."""
        wanted = (device, alarm_class, channel)
        return next((p for p in self.points if (p.device, p.alarm_class, p.channel) == wanted), None)

    def zone_of(self, point: Point) -> Zone | None:
        """Return the point's own zone, else its device's."""
        device = next((entry for entry in self.devices if entry.id == point.device), None)
        place = point.zone or (device.zone if device else None)
        return self.zone(place) if place else None
