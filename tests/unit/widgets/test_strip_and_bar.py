"""Gates, stalls, lamps, incidents, health: the quiet parts."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from tests.fakes.clock import FakeClock
from tests.unit.widgets.rest import come_to_rest
from widgets import gallery_samples as samples
from widgets import gate_words, times
from widgets.gate_content import GateView
from widgets.gate_strip import GateStrip
from widgets.health_view import HealthRow, HealthView
from widgets.incident_list import IncidentList
from widgets.lamp import LampLevel, LampView
from widgets.lamp_row import LampRow
from widgets.parking_view import ParkingGroup, ParkingPanel, ParkingView
from widgets.status_bar import CountView, StatusBar


def strip(qtbot: QtBot, gates: tuple[GateView, ...]) -> GateStrip:
    made = GateStrip(now=lambda: samples.NOW)
    qtbot.addWidget(made)
    made.set_gates(gates)
    return made


def test_a_gate_asks_to_be_opened_and_waits_for_its_answer(qtbot: QtBot) -> None:
    gates = samples.gates("en")
    made = strip(qtbot, gates)
    panel = made.panels()[0]
    with qtbot.waitSignal(made.open_requested) as asked:
        panel.open.click()
    assert asked.args == ["g1"]
    made.set_gates((replace(gates[0], command="pending"), gates[1]))
    assert made.panels()[0] is panel
    assert not panel.open.isEnabled()
    made.set_gates((replace(gates[0], command="expired"), gates[1]))
    assert panel.open.isEnabled()
    assert panel.answer.text() == "no answer, not opened"
    assert panel.answer.property("role") == "trouble"


def test_a_silent_gate_is_never_shown_as_it_was() -> None:
    silent = replace(samples.gates("en")[0], stale_since=samples.NOW - 90)
    assert gate_words.state(silent, samples.NOW) == "silent since 02:13:14 (was closed)"


@pytest.mark.parametrize("position", ["open", "closed", "moving", "stuck", "unknown"])
def test_every_position_has_its_own_shape_and_word(qtbot: QtBot, position: str) -> None:
    def drawn(at: str) -> object:
        made = strip(qtbot, (GateView("g", "Gate", at),))  # type: ignore[arg-type]
        made.resize(500, 64)
        return made.panels()[0].mark.grab().toImage()

    others = {"open", "closed", "moving", "stuck", "unknown"} - {position}
    assert all(drawn(position) != drawn(other) for other in others)
    words = {gate_words.position(GateView("g", "", p)) for p in (*others, position)}  # type: ignore[arg-type]
    assert len(words) == 5


def test_an_unknown_number_of_stalls_is_no_zero(qtbot: QtBot) -> None:
    panel = ParkingPanel()
    qtbot.addWidget(panel)
    panel.set_view(ParkingView((ParkingGroup("a", "A", 40, None), ParkingGroup("b", "B", 10, 0))))
    assert panel.texts() == ["—", "A: free stalls", "of 40", "0", "B: free stalls", "of 10"]


def test_only_what_is_not_good_is_a_lamp_and_the_worst_comes_first(qtbot: QtBot, clock: FakeClock) -> None:
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    bar.set_lamps(samples.lamps("en"))
    assert [lamp.view.level for lamp in bar.lamps()] == ["bad", "warning", "note"]
    with qtbot.waitSignal(bar.lamp_activated) as chosen:
        bar.lamps()[0].click()
    assert chosen.args == ["database"]
    bar.set_lamps((LampView("cameras", "", "good"),))
    assert bar.lamps() == []


def test_the_clock_wakes_when_the_next_second_begins(qtbot: QtBot, clock: FakeClock) -> None:
    clock.advance(0.25)
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    assert bar.time.text() == times.clock(clock.now())
    assert bar._second.interval() == 750
    bar.hide()
    assert not bar._second.isActive()


def test_nobody_on_duty_is_said(qtbot: QtBot, clock: FakeClock) -> None:
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    bar.set_on_duty(())
    assert bar.duty.text() == "Nobody signed in"
    bar.set_on_duty(("Zhang", "Li"))
    assert bar.duty.text() == "On duty: Zhang, Li"


def test_an_incident_is_opened_by_the_keyboard(qtbot: QtBot) -> None:
    table = IncidentList()
    qtbot.addWidget(table)
    table.resize(1000, 300)
    with qtbot.waitExposed(table):
        table.show()
    table.set_rows(samples.incidents("en"))
    table.view.selectRow(1)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == ["help"]
    table.set_rows(list(reversed(samples.incidents("en"))))
    assert table.chosen() == "help"


def test_the_next_page_is_asked_for_once(qtbot: QtBot) -> None:
    table = IncidentList()
    qtbot.addWidget(table)
    table.resize(1000, 200)
    with qtbot.waitExposed(table):
        table.show()
    rows = [replace(samples.incidents("en")[0], id=str(i)) for i in range(50)]
    table.set_rows(rows, more=True)
    asked: list[bool] = []
    table.more_wanted.connect(lambda: asked.append(True))
    bar = table.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    bar.setValue(bar.maximum() - 1)
    bar.setValue(bar.maximum())
    assert asked == [True]
    table.add_rows(rows[:3], more=False)
    assert table.model.rowCount() == 53


def test_health_shows_the_worst_first_and_does_not_disturb_a_reader(qtbot: QtBot) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.set_rows(samples.health("en"))
    assert [row.state for row in view.rows()] == ["failed", "degraded", "not_present", "ok"]
    view.table.selectRow(2)
    item = view.table.item(2, 0)
    view.set_rows(tuple(reversed(samples.health("en"))))
    assert view.table.item(2, 0) is item


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (72, "1 min 12 s"), (1500, "25 min"), (7500, "2 h 5 min"), (90_000, "1 d 1 h")],
)
def test_spans_are_as_exact_as_it_matters(seconds: float, words: str) -> None:
    assert times.span(seconds) == words


def many_lamps() -> tuple[LampView, ...]:
    levels: tuple[LampLevel, ...] = ("note", "note", "warning", "bad")
    return tuple(
        LampView(f"k{i}", f"Part {i}: a long reason that takes its room", level, "", f"Part {i}")
        for i, level in enumerate(levels)
    )


@pytest.fixture
def row(qtbot: QtBot) -> Iterator[LampRow]:
    """On screen, within something as wide as one likes."""
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(4000, 40)
    made = LampRow(holder)
    holder.show()
    yield made


def test_lamps_say_all_where_there_is_room(row: LampRow) -> None:
    row.set_lamps(many_lamps())
    row.resize(row.sizeHint())
    assert [lamp.text() for lamp in row.lamps()] == [lamp.view.text for lamp in row.lamps()]
    assert row.rest() is None


def test_lamps_without_room_say_their_names_and_the_worst_keeps_its_reason_longest(row: LampRow) -> None:
    row.set_lamps(many_lamps())
    row.resize(row.sizeHint().width() - 20, 30)
    assert [lamp.text() == lamp.view.text for lamp in row.lamps()] == [True, True, True, False]
    row.resize(420, 30)
    assert [lamp.view.key for lamp in row.lamps()] == ["k3", "k2", "k0", "k1"]
    assert row.lamps()[-1].text() == "Part 1"


@pytest.mark.parametrize("width", range(60, 1200, 37))
def test_no_lamp_is_ever_cut_or_lost(row: LampRow, width: int) -> None:
    row.set_lamps(many_lamps())
    row.resize(width, 30)
    shown = [lamp for lamp in row.lamps() if lamp.isVisible()]
    rest = row.rest()
    hidden = len(row.lamps()) - len(shown)
    assert (rest is not None and rest.text() == f"+{hidden}") if hidden else rest is None
    every = shown + ([rest] if rest is not None else [])
    assert all(lamp.width() >= lamp.sizeHint().width() for lamp in every)
    assert shown == [] or max(lamp.geometry().right() for lamp in every) < width


def test_what_has_no_room_leads_to_the_health_page_all_the_same(row: LampRow, qtbot: QtBot) -> None:
    row.set_lamps(many_lamps())
    row.resize(130, 30)
    rest = row.rest()
    assert rest is not None
    assert "Part 0" in rest.toolTip()
    with qtbot.waitSignal(row.activated) as chosen:
        rest.click()
    assert chosen.args == [""]


def test_a_car_before_the_barrier_is_not_said_to_be_in() -> None:
    north = samples.gates("en")[0]
    assert gate_words.passage(north, samples.NOW) == "in · 02:14:04"
    assert gate_words.passage(replace(north, stage="waits"), samples.NOW) == "waiting since 02:14:04"
    assert gate_words.passage(replace(north, stage="left"), samples.NOW) == "went away · 02:14:04"


def test_alarms_are_counted_by_priority_and_none_is_nothing(qtbot: QtBot, clock: FakeClock) -> None:
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    assert bar.counts.isHidden()
    bar.set_alarms((CountView(Priority.P1, 1, 1), CountView(Priority.P2), CountView(Priority.P4, 12)))
    assert [lamp.view.priority for lamp in bar.counts.shown()] == [Priority.P1, Priority.P4]
    assert bar.counts.shown()[0].accessibleName() == "Critical: 1 alarms, 1 not acknowledged"
    assert all(lamp.focusPolicy() == Qt.FocusPolicy.TabFocus for lamp in bar.counts.shown())
    with qtbot.waitSignal(bar.lamp_activated) as led:
        bar.counts.shown()[1].click()
    assert led.args == ["alarms"]
    bar.set_alarms((CountView(Priority.P1), CountView(Priority.P4)))
    assert bar.counts.isHidden()


def test_a_lamp_that_says_something_else_stays_the_same_and_keeps_the_keyboard(qtbot: QtBot, clock: FakeClock) -> None:
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    bar.resize(1200, 36)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.set_lamps((LampView("outbox", "31 records wait", "warning"), LampView("disk", "Disk full", "bad")))
    lamp = bar.lamps()[1]
    lamp.setFocus()
    bar.set_lamps((LampView("outbox", "32 records wait", "warning", "why"), LampView("disk", "Disk full", "bad")))
    assert bar.lamps()[1] is lamp
    assert lamp.hasFocus()
    assert (lamp.text(), lamp.accessibleDescription()) == ("32 records wait", "why")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_bar_fits_and_tells_what_matters_however_little_room_there_is(
    qtbot: QtBot, clock: FakeClock, language: str
) -> None:
    bar = StatusBar(clock)
    qtbot.addWidget(bar)
    bar.set_site("翠湖花园")
    bar.set_on_duty(("Zhang Jianguo", "Li Mei"))
    bar.set_lamps(samples.lamps(language))
    bar.set_alarms(tuple(CountView(one, 12, 3) for one in (Priority.P1, Priority.P2, Priority.P3, Priority.P4)))
    bar.show()
    for width in (1200, 900, 700, 580):
        bar.resize(width, 36)
        come_to_rest(qtbot, bar)
        shown = [one for one in (bar.site, bar.counts, bar._lamps, bar.duty, bar.date, bar.time) if not one.isHidden()]
        edges = [(one.x(), one.x() + one.width()) for one in shown if one.width()]
        assert all(right <= left for (_, right), (left, _) in pairwise(edges)), (width, edges)
        assert edges[-1][1] <= width
        assert not bar.counts.isHidden()
        assert bar.lamps()[0].isVisible() or bar._lamps.rest() is not None
    assert bar.date.isHidden()
    bar.resize(1600, 36)
    assert not bar.date.isHidden()


def test_the_health_page_keeps_the_chosen_line_while_others_change_places(qtbot: QtBot) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    rows = (HealthRow("Disk", "ok", key="disk"), HealthRow("Clock", "ok", key="clock"))
    view.set_rows(rows)
    view.choose("clock")
    assert view.rows()[view.table.currentRow()].key == "clock"
    untouched = view.table.item(0, 0)
    view.set_rows((rows[0], HealthRow("Clock", "ok", "12 s", key="clock")))
    assert view.table.item(0, 0) is untouched
    view.set_rows((rows[0], HealthRow("Clock", "failed", "wrong", "Set it right.", key="clock")))
    assert view.rows()[view.table.currentRow()].key == "clock"
    assert view.table.currentRow() == 0


def test_a_narrow_strip_keeps_the_gates_name_and_state_to_be_read(qtbot: QtBot) -> None:
    """A panel beside takes a third of the window: plate and button give way, the name does not."""
    strip = GateStrip(now=lambda: samples.NOW)
    qtbot.addWidget(strip)
    strip.set_gates(samples.gates_beside_a_panel("zh_CN"))
    strip.show()
    for width, lines in ((1000, 1), (712, 2)):
        strip.resize(width, strip.height())
        come_to_rest(qtbot, strip)
        for panel in strip.panels():
            for label in (panel.name, panel.state):
                assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), (width, label.text())
            assert panel.plate.width() >= panel.plate.fontMetrics().horizontalAdvance(panel.plate.text())
            assert len(panel.open.text().splitlines()) == lines
    waits = strip.panels()[0].passage
    assert waits.text() == "waiting" and "02:14:04" in strip.panels()[0].plate.toolTip()
    assert waits.width() >= waits.fontMetrics().horizontalAdvance(waits.text())
    strip.close()
