"""The alarm model and its panel."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Acknowledgement, Condition, EscalationStep, Occurrence, Priority, Suppression
from alarms.qt.alarm_model import AlarmModel, AlarmRole, AlarmText, order, standing
from tests.unit.widgets.rest import come_to_rest
from widgets import gallery_flood
from widgets import gallery_samples as samples
from widgets.alarm_list import AlarmList
from widgets.alarm_marks import marks
from widgets.alarm_row import standing_word


def made(ident: str, priority: Priority = Priority.P2, at: float = 100.0, **changes: object) -> Occurrence:
    base = replace(samples.occurrence(ident, "perimeter", priority, 0.0), raised_at=at)
    return replace(base, **changes)  # type: ignore[arg-type]


def described(found: Occurrence) -> AlarmText:
    return AlarmText(f"place {found.id}", "thing")


@pytest.fixture
def model(qtbot: QtBot) -> AlarmModel:
    model = AlarmModel(described, batch_ms=1)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def ids(model: AlarmModel) -> list[str]:
    return [o.id for o in model.occurrences()]


def test_order_is_unhandled_then_fire_then_priority_then_newest() -> None:
    rows = [
        made("shelved", Priority.P2, suppression=Suppression.SHELVED),
        made("acked", Priority.P1, acknowledgement=Acknowledgement.ACKED),
        made("drill", Priority.P1, drill=True),
        made("older", at=90),
        made("newer", at=110),
        made("panic", Priority.P1),
        made("smoke", alarm_class="fire"),
        made("fire_fault", Priority.P4, alarm_class="fire"),
    ]
    wanted = ["smoke", "panic", "newer", "older", "fire_fault", "drill", "acked", "shelved"]
    assert [o.id for o in sorted(rows, key=order)] == wanted


def test_many_changes_are_one_batch(model: AlarmModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.counts_changed):
        for i in range(200):
            model.apply([made(f"a{i}", at=float(i))])
        assert model.rowCount() == 0
    assert ids(model)[0] == "a199"
    assert model.rowCount() == 200


def test_the_latest_of_each_wins_and_what_is_over_goes(model: AlarmModel) -> None:
    model.reset([made("a"), made("b")])
    over = replace(made("a"), condition=Condition.NORMAL, acknowledgement=Acknowledgement.ACKED)
    model.apply([made("a"), over])
    model.flush()
    assert ids(model) == ["b"]


def test_an_unhandled_alarm_stays_though_it_is_over(model: AlarmModel) -> None:
    model.reset([replace(made("a"), condition=Condition.NORMAL)])
    assert ids(model) == ["a"]
    assert standing(model.occurrences()[0]) == "returned"


def test_a_selection_follows_its_alarm(model: AlarmModel) -> None:
    model.reset([made("a", at=100), made("b", at=90)])
    held = QPersistentModelIndex(model.index(1))
    model.apply([made("c", Priority.P1), replace(made("a", at=100), acknowledgement=Acknowledgement.ACKED)])
    model.flush()
    assert ids(model) == ["c", "b", "a"]
    assert held.data(AlarmRole.ID) == "b"


def test_a_change_in_place_moves_nothing(model: AlarmModel, qtbot: QtBot) -> None:
    model.reset([made("a", at=100), made("b", at=90)])
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.waitSignal(model.dataChanged):
        model.apply([replace(made("a", at=100), count=4)])
        model.flush()
    assert model.occurrences()[0].count == 4


_CHANGES = st.lists(
    st.builds(
        made,
        st.sampled_from("abcdef"),
        st.sampled_from(list(Priority)),
        st.floats(0, 1000),
        acknowledgement=st.sampled_from(list(Acknowledgement)),
        condition=st.sampled_from(list(Condition)),
        suppression=st.sampled_from(list(Suppression)),
    ),
    max_size=12,
)


@given(st.lists(_CHANGES, max_size=5))
def test_rows_are_always_the_open_ones_in_order(batches: list[list[Occurrence]]) -> None:
    model, latest = AlarmModel(described), dict[str, Occurrence]()
    for batch in batches:
        model.apply(batch)
        model.flush()
        latest |= {o.id: o for o in batch}
        assert list(model.occurrences()) == sorted((o for o in latest.values() if o.open), key=order)


def shown(qtbot: QtBot, model: AlarmModel) -> AlarmList:
    panel = AlarmList(now=lambda: 200.0)
    qtbot.addWidget(panel)
    panel.resize(360, 500)
    panel.set_model(model)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_the_panel_counts_what_nobody_handled(qtbot: QtBot, model: AlarmModel) -> None:
    panel = shown(qtbot, model)
    assert panel.nothing.isVisible()
    model.reset([made("a"), made("b", acknowledgement=Acknowledgement.ACKED)])
    assert panel.title.text() == "Alarms: 1 not handled"
    assert not panel.nothing.isVisible()


def test_the_guard_chooses_with_arrows_and_enter(qtbot: QtBot, model: AlarmModel) -> None:
    panel = shown(qtbot, model)
    model.reset([made("a", at=100), made("b", at=90)])
    chosen: list[str] = []
    activated: list[str] = []
    panel.selected.connect(chosen.append)
    panel.activated.connect(activated.append)
    panel.view.setCurrentIndex(model.index(0))
    assert chosen == []
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen == ["b"]
    assert activated == ["b"]


def test_folding_leaves_a_strip_and_comes_back(qtbot: QtBot, model: AlarmModel) -> None:
    panel = shown(qtbot, model)
    model.reset([made("a")])
    wide, tall = panel.wanted_width(), panel.view.visualRect(model.index(0)).height()
    with qtbot.waitSignal(panel.folded_changed):
        panel.fold.click()
    panel.view.doItemsLayout()
    assert panel.wanted_width() < wide
    assert panel.view.visualRect(model.index(0)).height() < tall
    panel.fold.click()
    assert panel.wanted_width() == wide


def test_pulsing_rests_when_hidden_or_empty(qtbot: QtBot, model: AlarmModel) -> None:
    panel = shown(qtbot, model)
    assert not panel._pulse.isActive()
    model.reset([made("a")])
    assert panel._pulse.isActive()
    assert panel._pulse.interval() == 500
    panel.hide()
    assert not panel._pulse.isActive()


def test_every_standing_has_a_word() -> None:
    assert all(standing_word(found) for found in samples.occurrences())
    assert len({standing_word(found) for found in samples.occurrences()}) >= 4


def flooded(model: AlarmModel) -> list[Occurrence]:
    rows = [
        made("fire", Priority.P1, at=50, zone="a"),
        made("fence1", Priority.P2, at=40, zone="b"),
        made("fence2", Priority.P2, at=39, zone="b"),
        *(made(f"fault{i}", Priority.P3, at=float(i), zone="b") for i in range(5)),
        *(made(f"far{i}", Priority.P3, at=float(i), zone="c") for i in range(4)),
    ]
    model.reset(rows)
    return rows


def test_a_flood_folds_by_place_but_never_what_is_urgent(model: AlarmModel) -> None:
    rows = flooded(model)
    model.set_flood(True)
    assert ids(model) == ["fire", "fence1", "fence2", "far3"]
    behind = [model.index(row).data(AlarmRole.BEHIND) for row in range(model.rowCount())]
    assert behind == [0, 5, 0, 3]
    assert {o.id for o in model.everything()} == {o.id for o in rows}


def test_what_stands_behind_a_row_is_shown_when_asked_and_all_of_it_when_the_flood_ends(model: AlarmModel) -> None:
    rows = flooded(model)
    model.set_flood(True)
    model.unfold("far3")
    assert ids(model)[3:] == ["far3", "far2", "far1", "far0"]
    model.unfold("far3")
    assert ids(model)[3:] == ["far3"]
    model.set_flood(False)
    assert len(ids(model)) == len(rows)


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(Priority), st.booleans(), st.booleans()), max_size=60))
def test_a_flood_loses_nothing_in_any_sequence(steps: list[tuple[int, Priority, bool, bool]]) -> None:
    model = AlarmModel(described, batch_ms=1)
    model.set_flood(True)
    for number, priority, acked, unfold in steps:
        state = Acknowledgement.ACKED if acked else Acknowledgement.UNACKED
        model.apply([made(f"o{number}", priority, at=float(number), zone=f"z{number % 3}", acknowledgement=state)])
        model.flush()
        if unfold:
            model.unfold(f"o{number}")
        behind = sum(model.index(row).data(AlarmRole.BEHIND) for row in range(model.rowCount()))
        assert model.rowCount() + behind == len(model.everything())
        urgent = {o.id for o in model.everything() if o.priority.guarded and o.unacked}
        assert urgent <= set(ids(model))


def test_the_panel_says_that_it_is_a_flood_and_counts_what_is_behind(model: AlarmModel, qtbot: QtBot) -> None:
    panel = AlarmList()
    qtbot.addWidget(panel)
    flooded(model)
    panel.set_model(model)
    panel.show()
    assert panel.flood.isHidden()
    model.set_flood(True)
    panel.set_flood(True)
    assert panel.flood.isVisible()
    assert "12" in panel.title.text()
    with qtbot.waitSignal(panel.unfold_wanted) as asked:
        panel.view.activated.emit(model.index(3))
    assert asked.args == ["far3"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"escalation": EscalationStep.CALL_OUT}, "phone for help"),
        ({"prealarm": True}, "one of two"),
        ({"chatter": True}, "repeating"),
        ({"stale": True, "raised_at": 1_790_000_000.0}, "since 09-21 22:13"),
        ({"nuisance": "spider"}, "nuisance"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(changes: dict[str, object], word: str) -> None:
    (mark,) = marks(replace(made("a"), **changes))  # type: ignore[arg-type]
    assert word in mark


def test_an_escalation_is_no_longer_said_once_somebody_answered() -> None:
    assert marks(made("a", escalation=EscalationStep.SUPERVISOR, acknowledgement=Acknowledgement.ACKED)) == ()


def test_the_last_alarm_leaves_the_keyboard_with_the_list_and_not_with_a_gate(model: AlarmModel, qtbot: QtBot) -> None:
    page, shown, gate = QWidget(), AlarmList(), QPushButton("open")
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(shown)
    column.addWidget(gate)
    shown.set_model(model)
    model.reset([made("a")])
    page.show()
    page.activateWindow()
    shown.view.setFocus()
    qtbot.waitUntil(shown.view.hasFocus)
    model.reset([])
    qtbot.waitUntil(shown.view.isHidden)
    assert page.focusWidget() is shown


def test_the_list_shrinks_to_one_row_on_a_low_screen(model: AlarmModel, qtbot: QtBot) -> None:
    shown = AlarmList()
    qtbot.addWidget(shown)
    shown.set_model(model)
    model.reset([made(name) for name in "abcd"])
    assert shown.view.minimumHeight() == shown.view.sizeHintForRow(0)
    assert shown.view.sizeHint().height() == 3 * shown.view.sizeHintForRow(0)


# Several at once.


def several(qtbot: QtBot, model: AlarmModel) -> tuple[AlarmList, list[tuple[str, ...]]]:
    panel = AlarmList(now=lambda: samples.NOW)
    qtbot.addWidget(panel)
    panel.set_model(model)
    panel.resize(360, 600)
    wanted: list[tuple[str, ...]] = []
    panel.bulk_wanted.connect(wanted.append)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel, wanted


def test_marked_rows_and_a_whole_zone_are_asked_for_at_once(model: AlarmModel, qtbot: QtBot) -> None:
    model.reset([made(f"a{i}", Priority.P3, at=float(i), zone="north" if i else "south") for i in range(4)])
    panel, wanted = several(qtbot, model)
    chosen: list[str] = []
    panel.selected.connect(chosen.append)
    panel.view.setFocus()
    panel.view.setCurrentIndex(model.index(0))
    QTest.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    panel.acknowledge_selected()
    assert wanted.pop() == ("a3", "a2")
    assert panel.bulk.isVisible()
    panel.zone_button.click()
    assert sorted(wanted.pop()) == ["a1", "a2", "a3"]


def test_to_mark_several_turns_no_wall(model: AlarmModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    model.reset([made(f"a{i}", Priority.P3, at=float(i)) for i in range(4)])
    panel, _ = several(qtbot, model)
    panel.view.setFocus()
    panel.view.setCurrentIndex(model.index(0))
    chosen: list[str] = []
    panel.selected.connect(chosen.append)
    held = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr(QApplication, "keyboardModifiers", staticmethod(lambda: held))
    QTest.keyClick(panel.view, Qt.Key.Key_Down, held)
    assert chosen == []
    held = Qt.KeyboardModifier.NoModifier
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert chosen == ["a1"]


def test_a_row_of_a_flood_stands_for_all_behind_it(model: AlarmModel, qtbot: QtBot) -> None:
    fence = [made(f"f{i}", Priority.P3, at=float(i), zone="north", incident="i1") for i in range(20)]
    model.reset([*fence, made("other", Priority.P3, at=99.0, zone="south")])
    model.set_flood(True)
    panel, wanted = several(qtbot, model)
    assert model.rowCount() == 2
    assert sorted(model.gathered("f19")) == sorted(one.id for one in fence)
    assert model.gathered("other") == ("other",)
    assert model.gathered("gone") == model.in_zone_of("gone") == ()
    panel.view.setCurrentIndex(model.index(model.row_of("f19")))
    panel.acknowledge_selected()
    assert len(wanted.pop()) == 20


def test_one_alone_or_urgent_ones_are_offered_nothing_together(model: AlarmModel, qtbot: QtBot) -> None:
    model.reset([made("p1", Priority.P1), made("p2", Priority.P2), made("p3", Priority.P3)])
    panel, _ = several(qtbot, model)
    assert not panel.bulk.isVisible()
    model.reset([made("x", Priority.P3), made("y", Priority.P3)])
    assert panel.bulk.isVisible()
    panel.set_folded(True)
    assert not panel.bulk.isVisible()


def test_of_a_flood_of_sixty_only_the_rows_in_sight_are_painted(
    model: AlarmModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, _ = several(qtbot, model)
    painted: list[str] = []
    words = panel.delegate._words

    def noted(painter: Any, rect: Any, occurrence: Occurrence, text: AlarmText, behind: int) -> None:
        painted.append(occurrence.id)
        words(painter, rect, occurrence, text, behind)

    monkeypatch.setattr(panel.delegate, "_words", noted)
    model.apply(gallery_flood.occurrences())
    model.flush()
    panel.grab()
    assert 0 < len(painted) < 20, "sixty rows, of which a screen shows some"
    painted.clear()
    model.set_flood(True)
    panel.grab()
    assert len(set(painted)) == model.rowCount() == 6
    assert sum(model.index(row).data(AlarmRole.BEHIND) for row in range(6)) == 54, "all others stand behind them"


def low_list(qtbot: QtBot, model: AlarmModel, height: int) -> AlarmList:
    holder = QWidget()  # a window of its own would not become so low
    qtbot.addWidget(holder)
    qtbot.__dict__.setdefault("kept", []).append(holder)
    panel = AlarmList(holder)
    panel.set_model(model)
    panel.resize(360, height)
    with qtbot.waitExposed(holder):
        holder.show()
    return panel


def test_on_a_low_screen_the_heading_is_whole_then_comes_a_row_then_the_hint_of_a_flood(
    model: AlarmModel, qtbot: QtBot
) -> None:
    model.reset(tuple(made(f"a{n}", at=100.0 + n) for n in range(6)))
    panel = low_list(qtbot, model, 44)
    panel.set_flood(True)
    heading = panel.title.sizeHint().height()
    for height, row, hint in ((44, False, False), (118, True, False), (170, True, True)):
        panel.resize(360, height)
        come_to_rest(qtbot, panel)
        assert panel.title.height() >= heading
        assert (panel.view.isVisible(), panel.flood.isVisible()) == (row, hint), height
        parts = [one.geometry() for one in (panel.title, panel.flood, panel.view) if one.isVisible()]
        assert not any(a.intersects(b) for a in parts for b in parts if a is not b), "nothing is printed over another"
    assert panel.room(360)[1] <= 44 + panel.view.sizeHintForRow(0) + 2


def test_one_alarm_is_no_flood_and_no_alarm_is_no_end_of_the_case_above(model: AlarmModel, qtbot: QtBot) -> None:
    model.reset((made("a"),))
    panel = low_list(qtbot, model, 400)
    panel.set_flood(True)
    assert not panel.flood.isVisible()
    model.reset(())
    panel.set_case_open(True)
    assert panel.nothing.text() == "No more alarms; the case above is open"
    panel.set_case_open(False)
    assert panel.nothing.text() == "No open alarms"
    assert standing_word(made("b", condition=Condition.NORMAL)) == "signal over, not handled"
