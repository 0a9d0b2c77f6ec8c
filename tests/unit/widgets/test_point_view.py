"""Zones and points: what is shown, what is asked for, and that nothing is asked without a reason."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from widgets import gallery_points
from widgets.gallery_samples import NOW
from widgets.point_rows import ZoneRow, arming_words
from widgets.point_view import PointView


@pytest.fixture
def view() -> Iterator[PointView]:
    made = PointView(now=lambda: NOW)
    made.set_zones(gallery_points.zones("en"))
    made.set_points(gallery_points.points("en"))
    made.resize(1200, 400)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def shown(view: PointView) -> list[str]:
    model = view.points.model()
    return [model.index(at, 0).data() for at in range(model.rowCount())]


def test_all_points_are_listed_and_a_zone_narrows_them(view: PointView) -> None:
    assert len(shown(view)) == 5
    view.zones.selectRow(2)
    assert shown(view) == ["North fence Z04"]


def test_what_is_set_aside_is_found_at_once_whatever_the_zone(view: PointView) -> None:
    view.zones.selectRow(1)
    view.only_aside.setChecked(True)
    assert shown(view) == ["East fence Z02", "East fence Z03", "North fence Z04", "Lobby L01-017"]


def test_putting_aside_asks_for_a_reason_first(view: PointView) -> None:
    asked = QSignalSpy(view.shelve_requested)
    view.points.selectRow(0)
    view.shelve.click()
    assert asked.count() == 0
    assert view.said.text() == "Say why first."
    QTest.keyClicks(view.reason, "gardener at work")
    view.shelve.click()
    assert asked.at(0) == ["z1", 1800.0, "gardener at work"]
    assert view.said.text() == ""


def test_a_point_that_may_not_be_put_aside_offers_it_not(view: PointView) -> None:
    view.points.selectRow(4)
    assert not view.shelve.isEnabled()
    assert view.back.isEnabled()
    back = QSignalSpy(view.return_requested)
    view.back.click()
    assert back.at(0) == ["s1", "out_of_service"]


def test_out_of_service_takes_time_reason_and_a_patrol(view: PointView) -> None:
    asked = QSignalSpy(view.out_of_service_requested)
    view.points.selectRow(0)
    view.minutes.setCurrentIndex(view.minutes.findData(480))
    view.reason.setText("broken wire")
    view.out_of_service.click()
    assert asked.count() == 0
    assert "walks" in view.said.text()
    view.patrol.setText("Zhang, each half hour")
    view.out_of_service.click()
    assert asked.at(0) == ["z1", 28800.0, "broken wire", "Zhang, each half hour"]


def test_arming_speaks_of_the_chosen_zone_and_disarming_says_why(view: PointView) -> None:
    armed, disarmed = QSignalSpy(view.arm_requested), QSignalSpy(view.disarm_requested)
    assert not view.arm.isEnabled()
    view.zones.selectRow(2)
    view.arm.click()
    view.disarm.click()
    assert disarmed.count() == 0
    view.reason.setText("party in the garden")
    view.disarm.click()
    assert [armed.at(0), disarmed.at(0)] == [["north"], ["north", "party in the garden"]]


def test_new_rows_keep_the_choice_and_what_is_typed(view: PointView) -> None:
    view.points.selectRow(2)
    view.reason.setText("half a sen")
    view.set_points(tuple(reversed(gallery_points.points("en"))))
    assert view.chosen_point() == "z3"
    assert view.reason.text() == "half a sen"


def test_everything_is_reached_by_the_keyboard(view: PointView) -> None:
    view.points.selectRow(0)
    view.reason.setText("why")
    asked = QSignalSpy(view.shelve_requested)
    view.shelve.setFocus()
    QTest.keyClick(view.shelve, Qt.Key.Key_Space)
    assert asked.count() == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ZoneRow("z", "Z"), "armed"),
        (ZoneRow("z", "Z", armed=False, armed_by="hand"), "disarmed, by hand"),
        (ZoneRow("z", "Z", armed_by="schedule", until=NOW), "armed, by schedule · until "),
    ],
)
def test_arming_is_said_with_its_cause_and_end(row: ZoneRow, words: str) -> None:
    assert arming_words(row, NOW).startswith(words)


def test_a_zone_says_in_one_line_that_it_is_armed_beside_the_sign_in_panel(view: PointView) -> None:
    view.resize(1000, 600)
    words = view.zones.fontMetrics().horizontalAdvance(arming_words(ZoneRow("z", "Z"), NOW))
    assert view.zones.columnWidth(1) >= words + 12
