"""What the detection engine and its inference process say to each other. All of it is pickled on a private pipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from video.detect.model import ModelChoice, PlateReading, Rule


@dataclass(frozen=True, slots=True)
class ProcessConfig:
    """How the process itself runs. lower_priority: a module-level function, called before anything else."""

    lower_priority: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Begin:
    """First of all: which model to run."""

    choice: ModelChoice


@dataclass(frozen=True, slots=True)
class Watch:
    """Look at a camera; again with other contents: replaces what was."""

    camera: str
    slot: str
    rules: tuple[Rule, ...]
    priority: int


@dataclass(frozen=True, slots=True)
class Unwatch:
    """Stop looking at a camera."""

    camera: str


@dataclass(frozen=True, slots=True)
class Prioritise:
    """These cameras first, then those that somebody sees, until the next such message."""

    cameras: frozenset[str]
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadPlate:
    """Read the plate in an encoded picture; answered by PlateDone with the same number."""

    number: int
    picture: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlateDone:
    """reading, or None and a code saying why not."""

    number: int
    reading: PlateReading | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How the process fares; rides on its heartbeat about once a second. Fields as in DetectorState."""

    engine: str
    model: str
    device: str
    classes: tuple[str, ...]
    degraded: bool
    code: str
    detail: Mapping[str, str | float]
    rate: float
    camera_rates: Mapping[str, float]
    fire: str = ""
    slowest: float = 0.0
