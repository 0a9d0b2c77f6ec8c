"""Curves: found late and beside the window's thread, told in the site's time, in the theme's colours."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from widgets import plots, theme, times

LOADS = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
import app.main_window
assert "pyqtgraph" not in sys.modules, "the window imports pyqtgraph"
from widgets import plots
frame = plots.PlotFrame(lambda: plots.make_plot(times_below=True), lambda plot: None)
assert "pyqtgraph" not in sys.modules, "an unseen frame imports pyqtgraph"
"""


def test_neither_the_window_nor_an_unseen_frame_imports_the_library() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_frame_that_is_seen_says_that_it_prepares_and_then_draws_once(qtbot: QtBot) -> None:
    drawn: list[object] = []
    frame = plots.PlotFrame(lambda: plots.make_plot(times_below=True), drawn.append)
    qtbot.addWidget(frame)
    frame.redraw()
    assert drawn == []
    frame.show()
    qtbot.waitUntil(lambda: frame.plot is not None, timeout=20_000)
    assert drawn == [frame.plot]
    frame.redraw()
    assert drawn == [frame.plot, frame.plot]
    frame.hide()
    frame.show()
    assert len(drawn) == 2


def test_a_plot_bears_the_themes_colours_and_no_mouse_moves_it(qtbot: QtBot) -> None:
    plot = plots.make_plot(times_below=True)
    qtbot.addWidget(plot)
    assert plot.backgroundBrush().color() == theme.current().colour("panel")
    assert plot.getAxis("bottom").textPen().color() == theme.current().colour("caption")
    assert plot.getViewBox().mouseEnabled() == [False, False]
    assert not plot.getViewBox().menuEnabled()


def test_ticks_stand_at_round_times_of_the_sites_clock(qtbot: QtBot) -> None:
    from widgets import plot_axes

    times.use_zone(ZoneInfo("Asia/Shanghai"))
    start = datetime(2026, 11, 20, 4, 10, tzinfo=UTC).timestamp()  # 12:10 there
    ticks = plot_axes.round_times(start, start + 86_400, 6 * 3600)
    assert [plot_axes.said(at) for at in ticks] == ["18:00", "11-21", "06:00", "12:00"]


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)], ids=["spring", "autumn"])
def test_ticks_stay_round_on_days_that_are_no_24_hours_long(day: tuple[int, int, int]) -> None:
    from widgets import plot_axes

    zone = ZoneInfo("Europe/Berlin")
    times.use_zone(zone)
    start = datetime(*day, tzinfo=zone).timestamp()
    ticks = plot_axes.round_times(start + 1, start + 80_000, 6 * 3600)
    assert [plot_axes.said(at) for at in ticks] == ["06:00", "12:00", "18:00"]


def test_there_are_as_many_ticks_as_have_room(qtbot: QtBot) -> None:
    plot = plots.make_plot(times_below=True)
    qtbot.addWidget(plot)
    axis = plot.getAxis("bottom")
    counts = [len(axis.tickValues(1.79e9, 1.79e9 + 86_400, width)[0][1]) for width in (150, 600, 1200)]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert counts[-1] <= 1200 / 60
    assert axis.tickValues(5.0, 5.0, 100) == []
