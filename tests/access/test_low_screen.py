"""The next step and the numbers to call are whole on a low screen, whatever else is open around the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alarms.messages import encode_message
from alarms.model import Acknowledgement, Verdict
from app.bootstrap import RunningStation
from app.main_window import MainWindow
from tests.access import test_window
from tests.access.test_window import PATIENCE_S, opened, settle
from widgets.card_words import Next, next_action
from widgets.duty_content import DrillBarView, DutyBarView

LOW = (1366, 768)
station = test_window.station
OVER = DrillBarView("大堂火警" * 3, words="中止：来了真实报警", aborted=True)


def squeezed(label: QLabel) -> bool:
    """Whether a part of its words cannot be seen."""
    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
    seen = label.visibleRegion().boundingRect()
    return label.height() < max(needed, QFontMetrics(label.font()).height()) or seen != label.rect()


def pinned(window: MainWindow) -> list[QLabel]:
    head = window.live.card.head
    phones = [one for one in head.phones.findChildren(QLabel) if one.isVisibleTo(window)]  # not those put away
    assert len(phones) >= 6
    labels = [head.place, head.thing, head.step_title, head.step, *phones]
    return [*labels, *([head.number] if head.number.text() else [])]


def crowd(window: MainWindow) -> None:
    """A drill that a real fire has broken off, a flood, and the row of other pages."""
    window.shift._timer.stop()
    window.live.hand._timer.stop()
    window.shift.banner.set_view(OVER)
    window.live.alarm_list.set_flood(True)
    window.shift.more.toggle()


def covered(window: MainWindow) -> list[str]:
    """What lies over the next step and the numbers, or reaches beyond the card."""
    card, column = window.live.card, window.live.side
    head, middle, foot = (one.geometry() for one in (card.head, card._middle, card.foot))
    found = ["head"] * (card.head.height() < card.head.needed(card.head.width()))
    found += ["middle"] * (middle.top() <= head.bottom() and middle.height() > 0)
    found += ["foot"] * (foot.top() <= head.bottom() or foot.bottom() > card.rect().bottom())
    return found + ["card"] * (not column.rect().contains(card.geometry()))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_next_step_and_the_numbers_are_whole_whatever_is_open(station: RunningStation, language: str) -> None:
    window = opened(station, language, *LOW, 1.0)
    crowd(window)
    card, shift = window.live.card, window.shift.panel
    opens: dict[str, Callable[[], object]] = {
        "log": lambda: shift.open_page(shift.log),
        "handover": lambda: shift.open_page(shift.handover),
        "drills": lambda: shift.open_page(shift.drills),
        "case": window.case.toggle,
        "sign in": window.signing.toggle,
    }
    assert card.content is not None and card.content.thing
    acked = replace(card.content, acknowledgement=Acknowledgement.ACKED, awaiting_reset=True)
    found = []
    for name, act in opens.items():
        act()
        for content in (acked, replace(acked, verdict=Verdict.REAL)):
            card.set_content(content)
            window.shift.banner.set_view(OVER)  # news of the watch took it away
            window.shift.bar.set_view(DutyBarView("log", late=True))
            settle(8)
            assert window.shift.more.row.isVisible()
            assert window.shift.banner.isVisible()
            found += [f"{language} {name}: {one.text()}" for one in pinned(window) if squeezed(one)]
            found += [f"{language} {name}: {one} covers it" for one in covered(window)]
            title = window.live.alarm_list.title
            seen = title.isVisible() and "2" in title.text() and not squeezed(title)
            found += [] if seen else [f"{language} {name}: the title of the list, {title.geometry()}, {title.text()}"]
            if (window.width(), window.height()) != LOW or window.minimumSizeHint().height() > LOW[1]:
                found.append(f"{language} {name}: {window.size()}")
        assert next_action(content) is Next.CALL
        assert card.head.number.isVisible()
    assert found == []


def test_a_call_up_closes_the_row_of_other_pages_and_leaves_one_line_that_a_key_puts_aside(
    station: RunningStation, qtbot: QtBot
) -> None:
    window = opened(station, "en", *LOW, 1.0)
    crowd(window)
    window.live.alarm_list.set_flood(False)
    settle(4)
    button, banner = window.shift.more.button, window.shift.banner
    assert window.shift.more.row.isVisible()
    points = [one for one in station.station.site.points if one.alarm_class == "fire"]
    payload = encode_message({"active": True}, at=station.station.clock.now(), message_id="two", boot="b", seq=2)
    topic = f"gs/1/demo/{points[1].device}/event/fire/{points[1].channel}"
    station.station.alarms.submit(topic, payload, station.station.clock.now(), "test").result(PATIENCE_S)
    qtbot.waitUntil(lambda: not window.shift.more.row.isVisible())
    settle(4)
    assert not button.isChecked()
    assert window.live.alarm_list.view.isVisible(), "the list keeps a row"
    assert banner.height() <= 40
    assert "Ctrl+Shift+K" in banner.button.text()
    seen: list[bool] = []
    banner.seen.connect(lambda: seen.append(True))
    window.live.wall.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert seen == [True]
    banner.set_view(DrillBarView("Fire", running=True))
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert seen == [True], "a drill that runs is not put aside by it"
