"""What the keeper and the station tell each other: beats one way, the wish to end the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.system import PipeEnd

Wire = PipeEnd
BEAT: Final = b"."
END: Final = b"end"


@dataclass(frozen=True, slots=True)
class Fall:
    """Why a station was started again: `code` "broke_off" or "stood_still", when (UTC seconds), which in a row."""

    code: str
    at: float
    count: int
