"""What picture health finds, as told to the rest of the program; no codecs here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QualityKind(StrEnum):
    """What may be wrong, the worst first: of several the first is the one to show."""

    COVERED = "covered"
    FROZEN = "frozen"
    LOOPED = "looped"
    MOVED = "moved"
    DEFOCUSED = "defocused"


@dataclass(frozen=True, slots=True)
class QualityState:
    """A finding, or its end. since: UTC of its beginning, or end. value: how far it goes: seconds frozen or of the
    loop, share of the usual contrast or sharpness, likeness of the outlines; 0 for an end.
    """

    camera: str
    kind: QualityKind
    active: bool
    since: float
    value: float
