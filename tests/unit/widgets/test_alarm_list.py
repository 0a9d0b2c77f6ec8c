"""The alarm model and its panel."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from alarms.model import Acknowledgement, Condition, Occurrence, Priority, Suppression
from alarms.qt.alarm_model import AlarmModel, AlarmRole, AlarmText, order, standing
from widgets import gallery_samples as samples
from widgets.alarm_list import AlarmList
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
    with qtbot.waitSignal(model.counts_changed, timeout=1000):
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
