"""The words of playback, and times as people type them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from widgets import times
from widgets.replay_content import TileStatus

_RELATIVE = re.compile(r"([+-])\s*(\d{1,6})$")
_CLOCK = re.compile(r"(\d{1,2})[:：.](\d{2})(?:[:：.](\d{2}))?$")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{2})?$")
_DAY = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})$")


def parse_time(text: str, position: float) -> float | None:
    """The UTC second that somebody means who types a time while playback stands at `position`; None for no sense.

    "+30", "-10": seconds from here. "02:14", "021409", "2:14:09": on the day shown. "11-20 02:14",
    "2026-11-20 2:14:09". A time alone that lies after the present moment is for the caller to judge.
    """
    words = text.strip().replace("：", ":").split()
    if len(words) == 1 and (found := _RELATIVE.match(words[0])):
        return position + float(found[1] + found[2])
    here = times.local(position).replace(tzinfo=None)
    day: datetime | None = here.replace(hour=0, minute=0, second=0, microsecond=0)
    if len(words) == 2 or (len(words) == 1 and _DAY.match(words[0])):
        day = _day(words.pop(0), here)
    if day is None or len(words) > 1:
        return None
    span = _clock(words[0]) if words else timedelta()
    return None if span is None else times.utc(day + span)


def is_clock(text: str) -> bool:
    """Whether somebody typed a time without its day."""
    return _clock(text.strip().replace("：", ":")) is not None


def is_span(text: str) -> bool:
    """Whether somebody typed how far to go from here."""
    return _RELATIVE.match(text.strip()) is not None


def _day(word: str, here: datetime) -> datetime | None:
    found = _DAY.match(word)
    if not found:
        return None
    try:
        return datetime(int(found[1] or here.year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _clock(word: str) -> timedelta | None:
    found = _CLOCK.match(word) or _PACKED.match(word)
    if not found:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    return (
        timedelta(hours=hours, minutes=minutes, seconds=seconds) if hours < 24 and max(minutes, seconds) < 60 else None
    )


def precise(at: float) -> str:
    """A clock to the hundredth of a second, as pictures need it."""
    return f"{times.clock(at)}.{int(at % 1 * 100):02d}"


def replay_mark() -> str:
    """What keeps a picture of the past from being taken for a live one."""
    return QCoreApplication.translate("Replay", "REPLAY")


def absence(status: TileStatus) -> str:
    """Why a tile shows no picture, "" where it does."""
    translate = QCoreApplication.translate
    words = {
        "missing": translate("Replay", "The file of this recording is no longer there"),
        "unreadable": translate("Replay", "This recording cannot be read: its file is damaged"),
        "away": translate("Replay", "The station that has this recording cannot be reached"),
        "refused": translate("Replay", "The station that has this recording does not give it"),
        "disk_full": translate("Replay", "No room on the disk to fetch this recording"),
        "fetching": translate("Replay", "Fetching the recording"),
        "undeclared": translate(
            "Replay",
            "Nobody knows any more what is private here: its file is damaged. Nothing recorded is shown until somebody "
            "who may declares the private areas (Ctrl+Shift+P).",
        ),
    }
    if status.code in words:
        return words[status.code]
    if status.code == "damaged" and status.gap:
        return words["unreadable"]
    if status.gap:
        return translate("Replay", "Nothing was recorded here at this time")
    return translate("Replay", "Looking for the recording") if status.loading else ""


def remarks(status: TileStatus) -> list[str]:
    """What is said beside the clock of a tile that shows a picture."""
    translate = QCoreApplication.translate
    found: list[str] = []
    if status.key_only:
        found.append(translate("Replay", "key pictures only"))
    if status.code == "damaged":
        found.append(translate("Replay", "picture damaged"))
    if abs(status.clock_offset) >= 0.1:
        words = translate("Replay", "its clock %1 s")
        found.append(words.replace("%1", f"{status.clock_offset:+.1f}"))
    if status.heard:
        found.append(translate("Replay", "sound"))
    if status.held:
        found.append(translate("Replay", "kept"))
    return found
