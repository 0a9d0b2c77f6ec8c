"""Where there is no sound the window's edge flashes: once a second at most, in room of its own, over nothing."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from widgets import severity, theme
from widgets.edge_flash import EDGE, HALF_FLASH_MS, EdgeFlash
from widgets.sound_bar import TEST_KEY, SoundBar


def shown(qtbot: QtBot) -> tuple[EdgeFlash, QLabel]:
    edge, inner = EdgeFlash(), QLabel("pictures")
    edge.content.addWidget(inner)
    qtbot.addWidget(edge)
    edge.resize(400, 300)
    edge.show()
    return edge, inner


def colour_at(edge: EdgeFlash, x: int, y: int) -> QColor:
    return edge.grab().toImage().pixelColor(x, y)


def test_while_alarms_are_heard_it_takes_no_room_and_never_flashes(qtbot: QtBot) -> None:
    edge, inner = shown(qtbot)
    edge.set_sounding(Priority.P1)
    assert not edge.flashing
    assert inner.geometry() == edge.rect()


def test_without_sound_it_flashes_around_the_content_and_moves_nothing(qtbot: QtBot) -> None:
    edge, inner = shown(qtbot)
    edge.set_heard(False)
    edge.content.activate()
    before = inner.geometry()
    assert before == edge.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
    edge.set_sounding(Priority.P1)
    assert edge.flashing
    assert edge.lit is Priority.P1
    red = severity.colour(Priority.P1, theme.current())
    for x, y in ((1, 1), (398, 150), (200, 298), (1, 298)):
        assert colour_at(edge, x, y) == red
    assert inner.geometry() == before
    assert not edge.edge().intersects(before)
    assert colour_at(edge, before.center().x(), before.bottom() - 2) != red
    edge.set_sounding(Priority.P2)
    assert colour_at(edge, 1, 1) == severity.colour(Priority.P2, theme.current())
    edge.set_sounding(None)
    assert not edge.flashing
    assert colour_at(edge, 1, 1) != red


def test_it_is_lit_for_half_a_second_and_dark_for_half(qtbot: QtBot) -> None:
    edge, _inner = shown(qtbot)
    edge.set_heard(False)
    edge.set_sounding(Priority.P3)
    assert 2 * HALF_FLASH_MS >= 1000
    assert edge._beat.interval() == HALF_FLASH_MS
    edge._beat.timeout.emit()
    assert edge.lit is None
    assert colour_at(edge, 1, 1) != severity.colour(Priority.P3, theme.current())
    edge._beat.timeout.emit()
    assert edge.lit is Priority.P3


def test_a_hidden_window_leaves_no_timer(qtbot: QtBot) -> None:
    edge, _inner = shown(qtbot)
    edge.set_heard(False)
    edge.set_sounding(Priority.P1)
    edge.hide()
    assert not edge.flashing
    edge.show()
    assert edge.flashing
    edge.set_heard(True)
    assert not edge.flashing


def test_the_sound_can_be_tried_with_a_button_that_names_its_key(qtbot: QtBot) -> None:
    bar = SoundBar()
    qtbot.addWidget(bar)
    assert TEST_KEY in bar.button.text()
    bar.show_device("USB Audio", 80)
    assert "USB Audio" in bar.text.text()
    assert "80" in bar.text.text()
    with qtbot.waitSignal(bar.test_wanted):
        bar.button.click()
    bar.show_test(True)
    assert not bar.button.isEnabled()
    bar.show_test(False)
    assert bar.button.isEnabled()
    bar.show_device("", 80)
    assert "flashes" in bar.text.text()
