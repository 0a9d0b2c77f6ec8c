"""What detection is told and what it tells: choices, rules, hits, states, plates. Plain frozen data.

Coordinates are fractions of the picture, 0..1 from its top left corner. Confidences are 0..1. `*_at` are UTC seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

from video.model import Box

Runtime = Literal["auto", "openvino", "ultralytics", "motion"]
PlateEngineName = Literal["rapidocr", "easyocr"]
Point = tuple[float, float]
#: The label of what is known only to have moved.
MOTION_LABEL: Final = "motion"


class EngineName(StrEnum):
    """What finds the boxes. MOTION knows only that something moved: its boxes are all labelled "motion"."""

    OPENVINO = "openvino"
    ULTRALYTICS = "ultralytics"
    TRITON = "triton"
    MOTION = "motion"


class DetectorPhase(StrEnum):
    """Where the inference process stands."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model to run, how, and how much of the machine it may take.

    path: an exported model (OpenVINO folder or .xml, .onnx) or a .pt for the ultralytics runtime; None: motion.
    url: instead, a model on an inference server: http(s)://host:port/name.
    device: "auto", an OpenVINO name ("CPU", "GPU", "NPU") or a torch name ("cuda:0").
    classes: labels to keep, empty for all. rate: detections per second and camera at most.
    threads: of the inference, 0 leaves cores for the wall (see `default_threads`). sha256: refuse other weights.
    halvings: how often the number of pictures under way is halved, after the process died of too much.
    gate: leave out pictures in which nothing moved since the last that was judged, for two seconds.
    fire, fire_sha256: a second model, of fire and smoke, for cameras with such rules.
    """

    path: Path | None = None
    url: str = ""
    runtime: Runtime = "auto"
    device: str = "auto"
    confidence: float = 0.25
    iou: float = 0.7
    classes: tuple[str, ...] = ()
    rate: float = 5.0
    threads: int = 0
    sha256: str = ""
    plates: PlateEngineName = "rapidocr"
    halvings: int = 0
    gate: bool = True
    fire: Path | None = None
    fire_sha256: str = ""


class RuleKind(StrEnum):
    """What a rule watches for; see Rule."""

    INTRUSION = "intrusion"
    LINE_CROSSING = "line_crossing"
    LOITERING = "loitering"
    CROWD = "crowd"
    WRONG_WAY = "wrong_way"
    VEHICLE_STOPPED = "vehicle_stopped"
    OBJECT_LEFT = "object_left"
    OBJECT_TAKEN = "object_taken"
    PERSON_DOWN = "person_down"
    FIRE = "fire"
    SMOKE = "smoke"
    CAMERA_COVERED = "camera_covered"
    CAMERA_MOVED = "camera_moved"
    CAMERA_DEFOCUSED = "camera_defocused"
    CAMERA_FROZEN = "camera_frozen"
    CAMERA_LOOPED = "camera_looped"


@dataclass(frozen=True, slots=True)
class Hours:
    """When a rule holds, local time. days: 0 is Monday; start, end: seconds of the day; an end before its start is the
    next day's."""

    days: frozenset[int] = frozenset(range(7))
    start: float = 0.0
    end: float = 86400.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule drawn on a camera's picture.

    polygon: where; fewer than three corners: everywhere. An object is where it stands, the middle of its lower edge.
    line: corners of the line that is crossed; of wrong_way: the way that is right, from its first corner to its last.
    direction: of line_crossing: "right" is from the left hand to the right hand of someone who looks along the line
    from its first corner to its last (on the picture), "left" the other way. count: of crowd, the most that may be
    there. classes: empty for any. min_height, max_height: of the box, as a share of the picture's. on_delay_s: how
    long it must be so. rearm_s: a thing that was told is told again when it had been away for so long.
    hours: when the rule holds; empty: always.
    """

    id: str
    kind: RuleKind = RuleKind.INTRUSION
    polygon: tuple[Point, ...] = ()
    line: tuple[Point, ...] = ()
    direction: Literal["any", "left", "right"] = "any"
    count: int = 5
    classes: tuple[str, ...] = ()
    min_confidence: float = 0.4
    min_height: float = 0.0
    max_height: float = 1.0
    on_delay_s: float = 0.0
    rearm_s: float = 10.0
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule fired. boxes: those that fired it, with their tracks; snapshot: the JPEG of the frame they are from."""

    camera: str
    rule_id: str
    captured_at: float
    boxes: tuple[Box, ...]
    kind: RuleKind = RuleKind.INTRUSION
    snapshot: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DetectorState:
    """All that a lamp, a tile's badge or a log line needs to know about detection.

    rate: pictures per second that the model judged, over all cameras, measured; camera_rates: how often each camera was
    looked at, those that were found still without the model, too; slowest: the same of the camera that waits longest,
    smoothed over some seconds. degraded: what runs is less
    than what was chosen or than a model (motion). code: why, "" when all is well: "no_model", "model_missing",
    "model_corrupt", "model_unsupported", "model_changed" (other SHA-256), "model_classes" (knows none that is wanted),
    "runtime_missing", "server_missing", "device_missing", "inference_failed", "worker_died",
    "worker_hung", "frames_missing".
    detail: the code's parameters. fire: the model that looks for fire, "" where there is none.
    """

    phase: DetectorPhase = DetectorPhase.STOPPED
    engine: str = ""
    model: str = ""
    device: str = ""
    rate: float = 0.0
    cameras: int = 0
    restarts: int = 0
    degraded: bool = False
    code: str = ""
    detail: Mapping[str, str | float] = field(default_factory=dict)
    since: float = 0.0
    camera_rates: Mapping[str, float] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    fire: str = ""
    slowest: float = 0.0


class PlateColour(StrEnum):
    """Colours of plates by GA 36-2018."""

    BLUE = "blue"
    YELLOW = "yellow"
    GREEN = "green"
    YELLOW_GREEN = "yellow_green"
    WHITE = "white"
    BLACK = "black"
    UNKNOWN = ""


class PlateKind(StrEnum):
    """Families of plates; OTHER is text that fits no rule (kept all the same)."""

    ORDINARY = "ordinary"
    NEW_ENERGY_SMALL = "new_energy_small"
    NEW_ENERGY_LARGE = "new_energy_large"
    POLICE = "police"
    LEARNER = "learner"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    TRAILER = "trailer"
    ARMED_POLICE = "armed_police"
    MILITARY = "military"
    EMERGENCY = "emergency"
    CIVIL_AVIATION = "civil_aviation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PlateReading:
    """A plate as read. text: normalised; raw: as the engine gave it, never thrown away; fits_rule: text is a plate by
    GA 36-2018. Text that fits no rule is still a reading: foreign, temporary and damaged plates exist. text is "" when
    nothing was found."""

    text: str
    raw: str
    confidence: float
    colour: PlateColour = PlateColour.UNKNOWN
    fits_rule: bool = False
    kind: PlateKind = PlateKind.OTHER
    engine: str = ""


class DetectError(Exception):
    """Detection cannot do what it was asked. code: see DetectorState.code; detail: its parameters, no secrets."""

    def __init__(self, code: str, **detail: str | float) -> None:
        super().__init__(f"{code} {detail}" if detail else code)
        self.code = code
        self.detail = detail
