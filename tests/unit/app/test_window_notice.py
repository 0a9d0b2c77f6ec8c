"""The line for notices hides no picture and no alarm, however long it is."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.pages.window_notice import WindowNotice
from tests.fakes.clock import FakeClock
from widgets.status_bar import StatusBar

LONG = (
    "Closed: East fence, zone 3, electric fence · 20261122-gs1-001 · picture after 0.3 s · "
    "acknowledged by Zhang Jianguo after 26 s · on scene after 54 s"
)


def test_long_words_reach_to_the_left_and_not_down(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    status = StatusBar(FakeClock(), window)
    status.setGeometry(940, 8, 420, 44)
    notice = WindowNotice(status, window)
    with qtbot.waitExposed(window):
        window.show()
    notice.tell("Kept.")
    short = notice.geometry()
    assert short.left() == status.x()
    notice.tell(LONG)
    long = notice.geometry()
    assert long.bottom() <= status.geometry().bottom(), "it hangs over the card's head"
    assert long.right() == short.right() and 0 <= long.left() < short.left()
    assert window.childAt(long.center()) is not notice, "what lies under it can be pressed"
    notice.end()
