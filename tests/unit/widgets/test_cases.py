"""The panel of an incident, the filters above the list, and the list held as a window over a long record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alarms.model import Handling, Priority, Verdict
from tests.unit.widgets.rest import come_to_rest
from widgets import gallery_samples as samples
from widgets.case_content import CaseChoice, CasePerson, CaseReview, CaseStep
from widgets.case_panel import CasePanel
from widgets.gallery_cases import _case
from widgets.incident_filters import FilterChoice, IncidentFilters
from widgets.incident_list import MOST_ROWS, IncidentList
from widgets.incident_model import PLACE, THING
from widgets.timeline import Timeline

ZONES = (CaseChoice("", "No zone"), CaseChoice("lobby", "Lobby"), CaseChoice("stairs", "Stairs", 1))
CATEGORIES = (CaseChoice("medical", "Ill"), CaseChoice("theft", "Theft"))
NOW = samples.NOW


@pytest.fixture
def panel(qtbot: QtBot) -> CasePanel:
    made = CasePanel()
    qtbot.addWidget(made)
    made.set_choices(CATEGORIES, ZONES, (CaseChoice("witness", "Witness"),))
    made.resize(360, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.set_content(_case("en"))
    return made


# The panel.


def test_each_field_is_told_as_it_is_left_and_only_where_it_changed(qtbot: QtBot, panel: CasePanel) -> None:
    told: list[tuple[Any, ...]] = []
    panel.described.connect(lambda *said: told.append(said))
    panel.title.setFocus()
    QTest.keyClick(panel.title, Qt.Key.Key_Return)
    assert told == []
    panel.title.setText(" fell on the stairs ")
    QTest.keyClick(panel.title, Qt.Key.Key_Return)
    panel.zone.setCurrentIndex(2)
    panel.zone.activated.emit(2)
    panel.priority.setCurrentIndex(0)
    panel.priority.activated.emit(0)
    assert told == [
        ("c1", {"title": "fell on the stairs"}),
        ("c1", {"zone": "stairs"}),
        ("c1", {"priority": Priority.P1}),
    ]


def test_what_is_half_typed_stays_while_the_record_moves_on(panel: CasePanel) -> None:
    panel.title.setFocus()
    panel.title.setText("half a wo")
    panel.notes.field.setText("half a note")
    panel.set_content(_case("en", title="said elsewhere", notes=()))
    assert panel.title.text() == "half a wo"
    assert panel.notes.field.text() == "half a note"
    panel.set_content(_case("en", id="c2", title="another"))
    assert panel.title.text() == "another"


def test_of_an_alarm_zone_and_priority_are_not_for_words(panel: CasePanel) -> None:
    panel.set_content(_case("en", by_hand=False))
    assert not panel.zone.isEnabled()
    assert not panel.priority.isEnabled()
    assert panel.category.isEnabled()


def test_the_end_asks_for_a_disposition_and_the_review_comes_after_it(qtbot: QtBot, panel: CasePanel) -> None:
    end = panel.end
    assert not end.close_case.isEnabled()
    assert not end.review.isVisible()
    end.cause.setText("slipped")
    with qtbot.waitSignal(panel.judged) as judged:
        end.verdicts[Verdict.REAL].click()
    assert judged.args == ["c1", "real", "slipped"]
    panel.set_content(_case("en", verdict=Verdict.REAL))
    with qtbot.waitSignal(panel.close_requested):
        end.close_case.click()
    panel.set_content(_case("en", verdict=Verdict.REAL, open=False, handling=Handling.RESOLVED))
    assert not end.close_case.isVisible()
    end.remark.setText("well done")
    with qtbot.waitSignal(panel.reviewed) as reviewed:
        end.review.click()
    assert reviewed.args == ["c1", "well done"]
    panel.set_content(_case("en", open=False, review=CaseReview("well done", "Chief", NOW)))
    assert "well done" in end.said.text()


def test_with_people_still_out_it_closes_only_when_asked_again(qtbot: QtBot, panel: CasePanel) -> None:
    end = panel.end
    told: list[str] = []
    panel.close_requested.connect(told.append)
    panel.set_content(_case("en", verdict=Verdict.REAL, out="Zhang, Li"))
    assert not end.out.isVisible()
    end.close_case.click()
    assert (told, end.out.isVisible(), "Zhang, Li" in end.out.text()) == ([], True, True)
    panel.set_content(_case("en", verdict=Verdict.REAL, out="Li"))
    end.close_case.click()
    assert told == [], "somebody else is out now: said anew"
    end.close_case.click()
    assert told == ["c1"]
    panel.set_content(_case("en", verdict=Verdict.REAL))
    assert not end.out.isVisible()
    end.close_case.click()
    assert told == ["c1", "c1"]


def test_names_are_asked_for_and_people_entered_by_the_keyboard(qtbot: QtBot, panel: CasePanel) -> None:
    people = panel.people
    assert people.names.isVisible()
    assert "not shown" in people.list.item(0).text()
    with qtbot.waitSignal(panel.names_wanted):
        people.names.click()
    panel.set_content(_case("en", people=(CasePerson("p1", "witness", "Li", "139"),)))
    assert not people.names.isVisible()
    assert people.list.item(0).text() == "Witness  Li  139"
    people.name.setText("Wang")
    people.phone.setText("138")
    with qtbot.waitSignal(panel.person_added) as added:
        QTest.keyClick(people.phone, Qt.Key.Key_Return)
    assert added.args == ["c1", "witness", "Wang", "138"]
    people.list.setCurrentRow(0)
    with qtbot.waitSignal(panel.person_removed) as removed:
        people.remove.click()
    assert removed.args == ["c1", "p1"]


def test_a_step_is_ticked_and_everything_has_a_name(qtbot: QtBot, panel: CasePanel) -> None:
    with qtbot.waitSignal(panel.step_ticked) as ticked:
        panel.step_boxes["stay"].click()
    assert ticked.args == ["c1", "stay", True]
    fields = (panel.title, panel.category, panel.zone, panel.priority, panel.notes.field, panel.people.name)
    assert all(field.accessibleName() for field in fields)


def test_a_draft_tells_nothing_until_enter_keeps_it(qtbot: QtBot, panel: CasePanel) -> None:
    told: list[object] = []
    panel.described.connect(lambda *said: told.append(said))
    panel.set_content(_case("en", id="", number="", draft=True, title="", people=(), steps=(), notes=()))
    assert not panel.end.isVisible()
    assert not panel.people.isVisible()
    panel.title.setText(" smoke ")
    panel.notes.field.setFocus()
    panel.category.setCurrentIndex(1)
    panel.category.activated.emit(1)
    assert told == []
    with qtbot.waitSignal(panel.kept) as kept:
        QTest.keyClick(panel.title, Qt.Key.Key_Return)
    drafted, note = kept.args
    assert (drafted.title, drafted.category, note) == ("smoke", "theft", "")
    panel.notes.field.setText("heard it from the porter")
    with qtbot.waitSignal(panel.kept) as kept:
        QTest.keyClick(panel.notes.field, Qt.Key.Key_Return)
    assert kept.args[1] == "heard it from the porter"
    panel.keep.setFocus()
    with qtbot.waitSignal(panel.kept):
        QTest.keyClick(panel.keep, Qt.Key.Key_Return)


def test_the_wheel_over_a_box_scrolls_and_chooses_nothing(qtbot: QtBot, panel: CasePanel) -> None:
    panel.title.setFocus()
    box, before = panel.category, panel.category.currentIndex()

    def turn() -> None:
        middle, below = QPointF(box.rect().center()), QPoint(0, -120)
        for _ in range(2):
            wheel = QWheelEvent(
                *(middle, QPointF(box.mapToGlobal(box.rect().center())), QPoint(), below),
                *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
            )
            QApplication.sendEvent(box, wheel)

    turn()
    assert box.currentIndex() == before
    assert not box.hasFocus()
    box.setFocus()
    turn()
    assert box.currentIndex() != before, "whoever is at the box may turn it"


def test_long_words_make_the_form_no_wider_than_its_panel(qtbot: QtBot, panel: CasePanel) -> None:
    long = "Leave somebody there until the ambulance has come and gone, and write down who it was and when"
    panel.set_choices(CATEGORIES, (CaseChoice("lobby", long),), (CaseChoice("witness", long),))
    panel.set_content(_case("en", steps=(CaseStep("stay", long, required=True),)))
    come_to_rest(qtbot, panel)
    inside = panel._body.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= panel._body.viewport().width()


# The filters.


@pytest.fixture
def filters(qtbot: QtBot) -> IncidentFilters:
    made = IncidentFilters(NOW)
    qtbot.addWidget(made)
    made.set_choices(CATEGORIES, ZONES[1:])
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_typing_is_told_once_after_a_rest(qtbot: QtBot, filters: IncidentFilters) -> None:
    told: list[FilterChoice] = []
    filters.changed.connect(told.append)
    QTest.keyClicks(filters.text, "water")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert [one.text for one in told] == ["water"]


def test_choices_are_told_at_once_and_taken_back_together(filters: IncidentFilters) -> None:
    told: list[FilterChoice] = []
    filters.changed.connect(told.append)
    for box, code in ((filters.zone, "lobby"), (filters.priority, "1"), (filters.state, "open")):
        box.setCurrentIndex(box.findData(code))
        box.activated.emit(box.currentIndex())
    assert told[-1] == FilterChoice(zone="lobby", priority=1, state="open")
    filters.clear()
    assert told[-1] == FilterChoice()


def test_days_are_whole_days_of_the_site(filters: IncidentFilters) -> None:
    filters.period.setCurrentIndex(filters.period.findData("dates"))
    filters.period.activated.emit(filters.period.currentIndex())
    assert filters.since.isVisible()
    filters.since.setDate(QDate(2026, 11, 19))
    filters.until.setDate(QDate(2026, 11, 20))
    chosen = filters.choice()
    assert chosen.since is not None
    assert chosen.until is not None
    assert chosen.until - chosen.since == 2 * 86400
    filters.period.setCurrentIndex(filters.period.findData("today"))
    filters.period.activated.emit(filters.period.currentIndex())
    assert not filters.since.isVisible()
    today = filters.choice().since
    assert today is not None
    assert 0 <= NOW - today < 86400


# The list.


def rows(first: int, count: int) -> list[Any]:
    return [replace(samples.incidents("en")[0], id=str(n), place_in_list=n) for n in range(first, first - count, -1)]


@pytest.fixture
def table(qtbot: QtBot) -> IncidentList:
    made = IncidentList()
    qtbot.addWidget(made)
    made.resize(1000, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_far_pages_are_let_go_and_read_again_on_the_way_back(qtbot: QtBot, table: IncidentList) -> None:
    newer: list[bool] = []
    table.newer_wanted.connect(lambda: newer.append(True))
    table.set_rows(rows(1000, 350), more=True)
    bar = table.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(300)
    top = table.view.indexAt(table.view.viewport().rect().topLeft()).row()
    seen = table.model.rows()[top].id
    table.add_rows(rows(650, 100), more=True)
    assert table.model.rowCount() == MOST_ROWS
    assert table.model.rows()[0].id == "950", "the newest were let go"
    top = table.view.indexAt(table.view.viewport().rect().topLeft()).row()
    assert table.model.rows()[top].id == seen, "what is in view stays where it is"
    bar.setValue(0)
    assert newer == [True]
    table.put_before(rows(1000, 50))
    assert table.model.rows()[0].id == "1000"
    assert table.model.rowCount() == MOST_ROWS
    assert [row.place_in_list for row in table.model.rows()] == list(range(1000, 600, -1))


def test_where_there_is_little_room_place_and_thing_share_a_cell(table: IncidentList) -> None:
    table.set_rows(samples.incidents("en"))
    assert not table.view.isColumnHidden(THING)
    table.view.selectRow(2)
    table.resize(556, 400)
    assert table.view.isColumnHidden(THING)
    first = samples.incidents("en")[0]
    assert table.model.data(table.model.index(0, PLACE)) == f"{first.place}\n{first.thing}"
    assert table.chosen() == samples.incidents("en")[2].id
    shown = [column for column in range(8) if not table.view.isColumnHidden(column)]
    assert sum(table.view.columnWidth(column) for column in shown) <= table.view.viewport().width()


def test_with_nothing_chosen_the_timeline_tells_no_time(qtbot: QtBot) -> None:
    line, other = Timeline(), Timeline()
    for one in (line, other):
        qtbot.addWidget(one)
        one.resize(400, 52)
    line.set_span(NOW, NOW + 60)
    line.clear()
    other.clear()
    empty = line.grab().toImage()
    assert empty == other.grab().toImage()
    line.set_span(NOW, NOW + 60)
    assert line.grab().toImage() != empty
