"""What a tile says in words: why there is no picture, since when, and what happens next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from video.model import Phase, StreamState
from widgets import times


def reason(state: StreamState | None) -> str:
    """Say why no picture comes, "" where nothing is known."""
    translate = QCoreApplication.translate
    if state is None:
        return translate("Wall", "Waiting for the video process")
    if state.phase is Phase.REFUSED or state.reason == "unauthorized":
        return translate("Wall", "Camera refuses user name or password: correct them in the site file")
    if state.phase is Phase.UNSUPPORTED or state.reason == "unsupported":
        name = state.codec or str(state.detail.get("codec", ""))
        text = translate("Wall", "Camera sends a format that cannot be shown (%1): set it to H.264 or H.265")
        return text.replace("%1", name) if name else text.replace(" (%1)", "").replace("（%1）", "")
    if state.phase is Phase.STOPPED:
        return translate("Wall", "Switched off")
    if state.phase is Phase.LIVE:
        return translate("Wall", "Camera is connected; waiting for a whole picture")
    return _trouble(state)


def _trouble(state: StreamState) -> str:
    translate = QCoreApplication.translate
    known = {
        "unreachable": translate("Wall", "Camera cannot be reached: check its power and network cable"),
        "timeout": translate("Wall", "Camera does not answer in time"),
        "protocol": translate("Wall", "Camera sends data that cannot be understood"),
        "ended": translate("Wall", "Camera ended the connection"),
        "stalled": translate("Wall", "Connected, but no picture data arrives"),
    }
    return known.get(state.reason, "")


def next_try(state: StreamState | None, now: float) -> str:
    """Say when the next attempt is, "" where none is planned."""
    translate = QCoreApplication.translate
    if state is None or state.phase in {Phase.STOPPED, Phase.LIVE}:
        return ""
    if state.phase is Phase.CONNECTING:
        return translate("Wall", "Connecting now")
    if state.next_try_at is None:
        return ""
    if (left := state.next_try_at - now) < 0.5:
        return translate("Wall", "Trying again now")
    return translate("Wall", "Trying again in %1").replace("%1", times.span(left + 0.5))


def no_picture(since: float | None, now: float) -> str:
    """Give the headline of the black card; `since` is None where there never was a picture."""
    if since is None:
        return QCoreApplication.translate("Wall", "No picture yet")
    text = QCoreApplication.translate("Wall", "No picture since %1")
    return text.replace("%1", times.day_and_clock(since, now))


def old_picture(age: float) -> str:
    """Give the band over a picture that is no longer fresh."""
    return QCoreApplication.translate("Wall", "Old picture: %1").replace("%1", times.span(age))


def key_pictures(interval: float | None, age: float) -> str:
    """Give the band over a stream of which only key pictures are decoded."""
    if interval is None:
        return QCoreApplication.translate("Wall", "Single pictures: %1 old").replace("%1", times.span(age))
    text = QCoreApplication.translate("Wall", "One picture every %1: %2 old")
    return text.replace("%1", times.span(interval + 0.5)).replace("%2", times.span(age))


def paused(age: float) -> str:
    """Give the band over a tile the guard has halted."""
    return QCoreApplication.translate("Wall", "Paused: %1 old").replace("%1", times.span(age))


def before(captured_at: float, reference: float | None) -> str:
    """Give the header's mark of a past loop, with the distance to the alarm where that is known."""
    mark = QCoreApplication.translate("Wall", "BEFORE")
    if reference is None:
        return mark
    distance = captured_at - reference
    sign = "+" if distance >= 0 else "−"
    return f"{mark} {sign}{times.span(abs(distance) + 0.5)}"


def main_stream() -> str:
    """Mark the large stream; the small one is the usual one and needs no mark."""
    return QCoreApplication.translate("Wall", "HD")


def loading_past() -> str:
    """Say that the seconds before the alarm are on their way."""
    return QCoreApplication.translate("Wall", "Fetching the seconds before")


def drill() -> str:
    """Mark what belongs to a drill."""
    return QCoreApplication.translate("Wall", "DRILL")
