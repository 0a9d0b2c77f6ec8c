"""The trend of one value over a day: mean as a line, least to most as a band, limits dashed, gaps left open."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from alarms.model import Priority
from widgets import plots, theme
from widgets.value_content import NO_LIMITS, Limits, with_unit

DAY_S = 86_400.0
#: A step so many times longer than those before and after it, and so many seconds at least, is a gap.
GAP_TIMES, GAP_LEAST_S = 3.0, 180.0


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One minute: the UTC second in which it begins, least, mean and most."""

    at: float
    least: float
    mean: float
    most: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A day of one value up to ``until`` (UTC seconds)."""

    points: tuple[TrendPoint, ...] = ()
    until: float = 0.0
    unit: str = ""
    limits: Limits = NO_LIMITS


def pieces(points: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    """Cut a trend where nothing was heard for longer than usual."""
    if not points:
        return []
    steps = [later.at - earlier.at for earlier, later in itertools.pairwise(points)]
    found = [[points[0]]]
    for at, step in enumerate(steps):
        before, after = steps[max(0, at - 2) : at], steps[at + 1 : at + 3]
        usual = max(min(before, default=0.0), min(after, default=0.0))
        if step > max(GAP_LEAST_S, GAP_TIMES * usual):
            found.append([])
        found[-1].append(points[at + 1])
    return found


class TrendPlot(plots.PlotFrame):
    """Draws a Trend; made only when somebody sees it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(lambda: plots.make_plot(times_below=True), self._fill, parent)
        self._trend = Trend()
        self.setMinimumHeight(theme.current().px(160))

    @property
    def trend(self) -> Trend:
        """What is shown."""
        return self._trend

    def set_trend(self, trend: Trend) -> None:
        """Show another one; the same again changes nothing."""
        if trend != self._trend:
            self._trend = trend
            self._describe()
            self.redraw()

    def _describe(self) -> None:
        """Say in words what the curve shows, for those who do not see it."""
        translate, trend = QCoreApplication.translate, self._trend
        if not trend.points:
            self.setAccessibleDescription(translate("Values", "nothing recorded in the last 24 hours"))
            return
        text = translate("Values", "last 24 hours: between %1 and %2")
        low, high = min(one.least for one in trend.points), max(one.most for one in trend.points)
        text = text.replace("%1", with_unit(low, trend.unit)).replace("%2", with_unit(high, trend.unit))
        self.setAccessibleDescription(text)

    def _fill(self, plot: Any) -> None:
        plot.clear()
        trend = self._trend
        plot.setXRange(trend.until - DAY_S, trend.until, padding=0)
        plot.setLabel("left", trend.unit, color=theme.current().colour("caption").name())
        for piece in pieces(trend.points):
            _draw_piece(plot, piece)
        for at, priority in _lines(trend.limits):
            plot.addItem(plots.library().InfiniteLine(at, angle=0, pen=plots.limit_pen(priority)))
        low, high = _span(trend)
        plot.setYRange(low, high, padding=0.06)


def _draw_piece(plot: Any, piece: Sequence[TrendPoint]) -> None:
    library = plots.library()
    at = [one.at + 30 for one in piece]  # a minute's value stands in its middle
    if len(piece) == 1:
        colour = theme.current().colour("text")
        plot.plot(at, [piece[0].mean], pen=None, symbol="o", symbolSize=5, symbolBrush=colour, symbolPen=None)
        return
    nothing = plots.pen(QColor(0, 0, 0, 0), 1)  # a curve without a pen has no path to fill between
    least = library.PlotCurveItem(at, [one.least for one in piece], pen=nothing)
    most = library.PlotCurveItem(at, [one.most for one in piece], pen=nothing)
    plot.addItem(least)
    plot.addItem(most)
    plot.addItem(library.FillBetweenItem(least, most, brush=plots.band_colour()))
    plot.plot(at, [one.mean for one in piece], pen=plots.curve_pen())


def _lines(limits: Limits) -> list[tuple[float, Priority]]:
    given = (
        (limits.low, Priority.P2),
        (limits.high, Priority.P2),
        (limits.warn_low, Priority.P3),
        (limits.warn_high, Priority.P3),
    )
    return [(at, priority) for at, priority in given if at is not None]


def _span(trend: Trend) -> tuple[float, float]:
    """From lowest to highest of what is drawn, limits with it; never nothing."""
    drawn = [one for point in trend.points for one in (point.least, point.most)]
    drawn += [at for at, _ in _lines(trend.limits)]
    low, high = (min(drawn), max(drawn)) if drawn else (0.0, 1.0)
    return (low, high) if high > low else (low - max(1.0, abs(low) * 0.05), high + max(1.0, abs(high) * 0.05))
