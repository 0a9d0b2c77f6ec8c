"""The axis of times below a curve. Imported only together with pyqtgraph, see `widgets.plots`."""

from __future__ import annotations

from datetime import timedelta

import pyqtgraph

from widgets import times

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Distances of ticks in seconds; each divides a day, or is days.
STEPS = (
    *(MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR),
    *(DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY),
)
#: Least room of one tick's words, in pixels of the type's own size.
ROOM_PER_TICK = 6.0


class TimeAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """UTC seconds as hours and minutes of the site's own time zone; a tick at midnight bears the day."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """Give the ticks: round local times, as close as their words allow."""
        if maxVal <= minVal:
            return []
        font = self.style.get("tickFont")
        room = ROOM_PER_TICK * (font.pixelSize() if font is not None and font.pixelSize() > 0 else 13)
        wanted = (maxVal - minVal) * room / max(size, 1.0)
        step = next((one for one in STEPS if one >= wanted), STEPS[-1])
        return [(float(step), round_times(minVal, maxVal, step))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Say each tick."""
        del scale, spacing
        return [said(value) for value in values]


def said(at: float) -> str:
    """Say a UTC second as the axis does: 14:05, or 11-21 at midnight."""
    moment = times.local(at)
    return moment.strftime("%m-%d" if (moment.hour, moment.minute) == (0, 0) else "%H:%M")


def round_times(first: float, last: float, step: int) -> list[float]:
    """Return the UTC seconds from first to last at which the site's clock shows a multiple of ``step`` seconds.

    Counted by the clock on the wall, so that it is right on the two days of a year that are no 24 hours long.
    """
    start = times.local(first).replace(tzinfo=None)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= DAY:
        midnight -= timedelta(days=midnight.toordinal() % (step // DAY))
    wall = midnight
    found: list[float] = []
    while (at := times.utc(wall)) <= last:
        if at >= first and (not found or at > found[-1]):
            found.append(at)
        wall += timedelta(seconds=step)
    return found
