"""What a package that was handed out does not show, as its register entry keeps it for the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A camera, and from when to when (UTC seconds).
Part = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Lacks:
    """What was asked for and is not to be seen in a package; told by the export that made it.

    start, end: the time asked for (UTC seconds). parts: where no recording of a camera is in it. covered: cameras whose
    private areas stay black. stations: those that may hold more of it and could not give it.
    """

    start: float
    end: float
    parts: tuple[Part, ...] = ()
    covered: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()


def lacks_of(told: Mapping[str, Any] | None) -> Lacks | None:
    """What a row says of it; None where it was written before the register kept this."""
    if told is None:
        return None
    parts = tuple((str(camera), float(start), float(end)) for camera, start, end in told["parts"])
    return Lacks(told["start"], told["end"], parts, tuple(told["covered"]), tuple(told["stations"]))
