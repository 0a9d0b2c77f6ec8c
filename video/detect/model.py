"""What detection is told and what it tells: choices, rules, hits, states, plates. Plain frozen data.

Coordinates are fractions of the picture, 0..1 from its top left corner. Confidences are 0..1. `*_at` are UTC seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from video.model import Box

Runtime = Literal["auto", "openvino", "ultralytics", "motion"]
PlateEngineName = Literal["rapidocr", "easyocr"]
Point = tuple[float, float]


class EngineName(StrEnum):
    """What finds the boxes. MOTION knows only that something moved: its boxes are all labelled "motion"."""

    OPENVINO = "openvino"
    ULTRALYTICS = "ultralytics"
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
    device: "auto", an OpenVINO name ("CPU", "GPU", "NPU") or a torch name ("cuda:0").
    classes: labels to keep, empty for all. rate: detections per second and camera at most.
    threads: of the inference, 0 leaves cores for the wall (see `default_threads`). sha256: refuse other weights.
    """

    path: Path | None = None
    runtime: Runtime = "auto"
    device: str = "auto"
    confidence: float = 0.25
    iou: float = 0.7
    classes: tuple[str, ...] = ()
    rate: float = 5.0
    threads: int = 0
    sha256: str = ""
    plates: PlateEngineName = "rapidocr"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule drawn on a camera's picture.

    intrusion: a box of one of `classes` (empty: any) whose foot point lies in `polygon` for `on_delay_s`.
    The rule arms again once its zone has been empty for `rearm_s`.
    """

    id: str
    kind: Literal["intrusion"] = "intrusion"
    polygon: tuple[Point, ...] = ()
    classes: tuple[str, ...] = ()
    min_confidence: float = 0.4
    on_delay_s: float = 0.0
    rearm_s: float = 10.0


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule fired. boxes: those that fired it, with their tracks; snapshot: the JPEG of the frame they are from."""

    camera: str
    rule_id: str
    captured_at: float
    boxes: tuple[Box, ...]
    kind: str = "intrusion"
    snapshot: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DetectorState:
    """All that a lamp, a tile's badge or a log line needs to know about detection.

    rate: frames per second over all cameras, measured; camera_rates: the same per camera. degraded: what runs is less
    than what was chosen or than a model (motion). code: why, "" when all is well: "no_model", "model_missing",
    "model_corrupt", "model_unsupported", "model_changed" (other SHA-256), "runtime_missing", "device_missing",
    "inference_failed", "worker_died", "worker_hung", "frames_missing". detail: the code's parameters.
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
