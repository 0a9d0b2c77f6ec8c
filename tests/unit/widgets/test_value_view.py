"""The values of devices: rows that stay in place, a search, marks by shape, colour and word, a curve with gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from widgets import gallery_values as samples
from widgets import plots, severity, theme
from widgets.gallery_samples import NOW
from widgets.value_content import MARKS, Level, Limits, ValueRow, limits_words, state_words, step_words
from widgets.value_model import AGE, AT_ONCE, NAME, STATE, VALUE, ValueModel
from widgets.value_trend import Trend, TrendPoint, pieces
from widgets.value_view import ValueView


def row(number: int = 0, zone: str = "z", **changes: object) -> ValueRow:
    made = ValueRow(("d", "c", str(number), "value"), zone, zone, f"name {number:03}", "1 V", NOW, 1.0, "V")
    return replace(made, **changes)  # type: ignore[arg-type]


def model(*rows: ValueRow) -> ValueModel:
    made = ValueModel(lambda: NOW)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.apply({one.key: one for one in rows})
    return made


def names(made: ValueModel) -> dict[str, list[str]]:
    zones = [made.index(at, 0) for at in range(made.rowCount())]
    return {zone.data(): [made.index(at, NAME, zone).data() for at in range(made.rowCount(zone))] for zone in zones}


@pytest.fixture
def view(qtbot: QtBot) -> ValueView:
    made = ValueView(lambda: NOW)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.apply({one.key: one for one in samples.rows("en")})
    return made


def test_values_stand_by_zone_in_the_sites_order_and_by_name(qtbot: QtBot) -> None:
    made = model(row(2, "b", order=2), row(1, "b", order=2), row(3, "a", order=1), row(4, "", order=9))
    assert names(made) == {"a": ["name 003"], "b": ["name 001", "name 002"], "In no zone": ["name 004"]}
    assert list(names(made)) == ["a", "b", "In no zone"]


def test_a_changed_value_changes_its_cells_and_nothing_else(qtbot: QtBot) -> None:
    made = model(*(row(n) for n in range(5)))
    told: list[tuple[int, int, int]] = []
    structure: list[int] = []
    made.dataChanged.connect(
        lambda first, last: told.append((first.row(), first.column(), last.column())) if first.parent().isValid() else 0
    )
    for signal in (made.modelReset, made.rowsInserted, made.rowsRemoved, made.layoutChanged):
        signal.connect(lambda *_: structure.append(1))
    made.apply({row(3).key: row(3, text="2 V")})
    assert told == [(3, VALUE, AGE)]
    made.apply({row(3).key: row(3, text="2 V")})
    assert len(told) == 1, "the same again is no change"
    assert structure == []


def test_rows_come_go_and_move_and_an_empty_zone_goes_with_its_last(qtbot: QtBot) -> None:
    made = model(row(1, "a"), row(2, "a"))
    made.apply({row(3).key: row(3, "b", name="name 000")})
    made.apply({row(1).key: None})
    assert names(made) == {"a": ["name 002"], "b": ["name 000"]}
    made.apply({row(2).key: row(2, "b")})
    assert names(made) == {"b": ["name 000", "name 002"]}
    made.apply({row(n).key: row(n, "b") for n in range(10, 12 + AT_ONCE)})
    assert made.counted() == (AT_ONCE + 4, AT_ONCE + 4)


def test_the_search_takes_all_words_and_new_rows_come_only_where_they_fit(qtbot: QtBot) -> None:
    made = model(row(1, "Pump room", name="Temperature"), row(2, "Lobby", name="Temperature"))
    made.search("temp PUMP")
    assert names(made) == {"Pump room": ["Temperature"]}
    made.apply({row(3).key: row(3, "Lobby", name="Pressure"), row(2).key: row(2, "Lobby", name="Pump temperature")})
    assert names(made) == {"Lobby": ["Pump temperature"], "Pump room": ["Temperature"]}
    assert made.counted() == (2, 3)
    made.search("")
    assert made.counted() == (3, 3)


@pytest.mark.parametrize(
    ("changes", "level", "words", "step"),
    [
        ({}, "good", "normal", ""),
        ({"standing": "high", "limits": Limits(high=0.5)}, "beyond", "too high: above 0.5 V", "Send somebody"),
        ({"standing": "low", "limits": Limits(low=3)}, "beyond", "too low: below 3 V", "Send somebody"),
        ({"standing": "warn_high", "limits": Limits(warn_high=0.5)}, "warning", "high: above 0.5 V", "Keep an eye"),
        ({"standing": "high", "stale_s": 60.0, "at": NOW - 61}, "old", "old", "says nothing any more"),
        ({"standing": "high", "away": True}, "old", "device not connected", "power and network"),
        ({"stale_s": 0.0, "at": NOW - 1e7}, "good", "normal", ""),
    ],
)
def test_how_it_stands_is_said_with_the_limit_and_what_to_do(
    qtbot: QtBot, changes: dict[str, Any], level: Level, words: str, step: str
) -> None:
    one = row(**changes)
    assert one.level(NOW) == level
    assert state_words(one, NOW) == words
    assert step in step_words(one, NOW)
    assert bool(step) == bool(step_words(one, NOW))
    made = model(one)
    cell = made.index(0, STATE, made.index(0, 0))
    assert cell.data() == words
    assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
    priority, hollow = MARKS[level]
    ink = cell.data(Qt.ItemDataRole.ForegroundRole)
    wanted = theme.current().colour("caption")
    assert ink == (wanted if level in ("good", "old") else severity.text_colour(priority, theme.current()))
    assert hollow == (level == "old")


def test_each_level_has_a_shape_of_its_own() -> None:
    assert len(set(MARKS.values())) == len(MARKS)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), ""),
        (Limits(1, 2), "1 – 2 V"),
        (Limits(high=2.50), "≤ 2.5 V"),
        (Limits(low=-1), "≥ -1 V"),
    ],
)
def test_limits_are_said_in_the_values_unit(limits: Limits, words: str) -> None:
    assert limits_words(row(limits=limits)) == words


def test_what_is_chosen_stays_chosen_through_changes_and_searches(view: ValueView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.chosen) as chosen:
        view.choose(samples.HOT)
    assert chosen.args == [samples.HOT]
    assert view.step.isHidden() is False
    hot = view.model.row(samples.HOT)
    assert hot is not None
    view.apply({samples.HOT: replace(hot, text="20 °C", standing="within")})
    assert (view.value.text(), view.step.isHidden()) == ("20 °C", True)
    view.search.setText("pump")
    assert view.model.key_of(view.tree.currentIndex()) == samples.HOT
    view.show_trend(("other", "a", "b", "c"), samples.trend())
    assert view.trend.trend.points == ()
    view.show_trend(samples.HOT, samples.trend())
    assert len(view.trend.trend.points) == 1300
    assert "between 21.3036 °C and 46.9461 °C" in view.trend.accessibleDescription()


def test_the_keyboard_goes_from_the_search_to_the_values(view: ValueView, qtbot: QtBot) -> None:
    with qtbot.waitExposed(view):
        view.show()
    view.search.setFocus()
    QTest.keyClicks(view.search, "water")
    QTest.keyClick(view.search, Qt.Key.Key_Down)
    assert view.tree.hasFocus()
    QTest.keyClick(view.tree, Qt.Key.Key_Down)
    assert view.key == ("plant", "pressure", "supply", "value")
    view.search.setFocus()
    QTest.keyClick(view.search, Qt.Key.Key_Escape)
    assert view.search.text() == ""


def test_a_zone_that_was_folded_stays_folded(view: ValueView) -> None:
    view.tree.expandAll()
    first = view.model.index(0, 0)
    view.tree.collapse(first)
    hot = view.model.row(samples.HOT)
    assert hot is not None
    view.apply({samples.HOT: replace(hot, text="46 °C")})
    view.tick()
    assert not view.tree.isExpanded(first)
    assert view.tree.isExpanded(view.model.index(1, 0))


def point(at: float, mean: float = 1.0) -> TrendPoint:
    return TrendPoint(at, mean, mean, mean)


@pytest.mark.parametrize(
    ("steps", "lengths"),
    [
        ([], [1]),
        ([60] * 5, [6]),
        ([60, 60, 600, 60], [3, 2]),
        ([60, 120, 60], [4]),
        ([900] * 4, [5]),
        ([900, 900, 7200, 900], [3, 2]),
        ([900, 900, 900, 60, 60], [6]),
        ([60, 4000, 4000, 60], [2, 1, 2]),
    ],
)
def test_a_gap_is_where_nothing_was_heard_for_longer_than_usual(steps: list[int], lengths: list[int]) -> None:
    at, points = 0.0, [point(0.0)]
    for step in steps:
        at += step
        points.append(point(at))
    found = [len(piece) for piece in pieces(points)]
    assert found == lengths


def test_a_curve_has_a_piece_for_each_stretch_and_a_dashed_line_for_each_limit(qtbot: QtBot) -> None:
    view = ValueView(lambda: NOW)
    qtbot.addWidget(view)
    plots.library()
    view.apply({one.key: one for one in samples.rows("en")})
    view.show()
    view.choose(samples.HOT)
    view.show_trend(samples.HOT, samples.trend())
    plot = view.trend.plot
    assert plot is not None
    items = [type(item).__name__ for item in plot.getPlotItem().items]
    assert items.count("FillBetweenItem") == 2
    assert items.count("InfiniteLine") == 3
    lines = [item for item in plot.getPlotItem().items if type(item).__name__ == "InfiniteLine"]
    assert {line.pen.style() for line in lines} == {Qt.PenStyle.DashLine}
    assert plot.getViewBox().viewRange()[0] == pytest.approx([NOW - 86_400, NOW])
    low, high = plot.getViewBox().viewRange()[1]
    assert low < 2
    assert high > 46
    view.show_trend(samples.HOT, Trend(until=NOW))
    assert view.trend.accessibleDescription() == "nothing recorded in the last 24 hours"


def test_an_index_of_nothing_says_nothing(qtbot: QtBot) -> None:
    made = model(row())
    assert made.data(QModelIndex()) is None
    assert made.key_of(made.index(0, 0)) is None
    assert not made.index_of(("no", "such", "value", "")).isValid()
    assert isinstance(made.index(0, NAME).data(Qt.ItemDataRole.FontRole), object)
    assert QColor(made.index(0, STATE).data(Qt.ItemDataRole.ForegroundRole) or "black").isValid()
