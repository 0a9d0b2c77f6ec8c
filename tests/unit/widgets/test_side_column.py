"""The column beside the wall: the card and the list share what there is, and never ask a low screen for more."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Verdict
from tests.unit.widgets.rest import come_to_rest
from widgets import gallery_card, gallery_flood
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard
from widgets.alarm_list import AlarmList
from widgets.side_column import SideColumn

TITLE = 44


class Block(QWidget):
    """Wants and needs a height."""

    def __init__(self, wanted: int, least: int) -> None:
        super().__init__()
        self.wanted, self.least = wanted, least

    def sizeHint(self) -> QSize:
        return QSize(100, self.wanted)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.least)

    def change(self, wanted: int, least: int) -> None:
        self.wanted, self.least = wanted, least
        self.updateGeometry()


def shown(qtbot: QtBot, card: Block, below: Block, height: int) -> SideColumn:
    column = SideColumn(card, below, TITLE)
    qtbot.addWidget(column)
    qtbot.__dict__.setdefault("kept", []).append(column)
    column.resize(360, height)
    with qtbot.waitExposed(column):
        column.show()
    return column


def settle(qtbot: QtBot, card: AlarmCard) -> None:
    """Wait until the layouts have come to rest."""
    come_to_rest(qtbot, card.window())

    def at_rest() -> bool:
        head, foot = card.head, card.foot
        return head.height() == head.needed(card.width()) and foot.height() == foot.sizeHint().height()

    qtbot.waitUntil(at_rest)


@pytest.mark.parametrize(
    ("height", "list_height"),
    [
        (1200, 300),  # room for all: the list has what it wants, the card the rest
        (802, 200),  # the card has what it would like, the list what is left
        (600, 120),  # the list has its one row
        (502, 100),  # the card has what it needs
        (446, TITLE),  # the list has its title
        (402, 0),  # half of a title is of no use to anybody
    ],
)
def test_the_height_is_shared(qtbot: QtBot, height: int, list_height: int) -> None:
    card, below = Block(600, 400), Block(300, 120)
    column = shown(qtbot, card, below, height)
    assert below.height() == list_height
    assert card.height() == height - list_height - 2
    assert column.minimumSizeHint().height() == 200


def test_it_is_shared_anew_when_the_card_grows_comes_and_goes(qtbot: QtBot) -> None:
    card, below = Block(300, 200), Block(300, 120)
    column = shown(qtbot, card, below, 602)
    assert below.height() == 300
    card.change(500, 450)
    qtbot.waitUntil(lambda: below.height() == 120)
    card.hide()
    assert below.geometry() == column.rect()
    card.show()
    assert below.height() == 120


def test_a_full_card_over_a_flood_fits_a_low_screen_and_asks_for_no_more(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card, below = AlarmCard(), gallery_flood.flood_list("en")
    assert isinstance(below, AlarmList)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    column = SideColumn(card, below, TITLE)
    column.setFixedWidth(360)
    row.addWidget(column)
    window.resize(360, 650)
    with qtbot.waitExposed(window):
        window.show()
    card.show()
    card.set_content(gallery_card.measured("en"))
    card.open_board()
    qtbot.waitUntil(card.foot.choice.buttons[0].isVisible)
    settle(qtbot, card)
    assert window.height() == 650
    assert below.isVisible()
    assert below.height() >= TITLE
    assert card.geometry().bottom() < below.geometry().top()


def test_what_is_asked_takes_the_room_of_the_buttons_that_give_way(qtbot: QtBot) -> None:
    card, below = AlarmCard(), Block(120, 120)
    column = SideColumn(card, below, TITLE)
    qtbot.addWidget(column)
    column.resize(360, 650)
    with qtbot.waitExposed(column):
        column.show()
    card.show()
    content = replace(gallery_card.measured("en"), causes=samples.card("en").causes, awaiting_reset=True)
    card.set_content(content)
    settle(qtbot, card)
    buttons = card.foot.height()
    for ask in (lambda: card.ask_cause("false"), card.open_board):
        ask()
        assert card.foot.height() < buttons - 90, "at once"
        card.set_content(replace(content, verdict=Verdict.FALSE))
        settle(qtbot, card)
        assert card._middle.geometry().bottom() + 1 == card.foot.geometry().top()
        card.foot.choice.close_choice()
        assert card.foot.height() == buttons, "at once"
        card.set_content(content)


@pytest.mark.parametrize("height", [900, 650, 560, 500, 440, 400])
def test_the_next_step_and_the_numbers_never_give_way(qtbot: QtBot, height: int) -> None:
    card, below = AlarmCard(), gallery_flood.flood_list("en")
    column = SideColumn(card, below, TITLE)
    qtbot.addWidget(column)
    column.resize(360, height)
    with qtbot.waitExposed(column):
        column.show()
    card.show()
    content = replace(gallery_card.measured("en"), phones=samples.card("en").phones, awaiting_reset=True)
    card.set_content(content)
    qtbot.waitUntil(lambda: card._middle.geometry().top() > card.head.geometry().bottom())
    come_to_rest(qtbot, column)
    assert card.head.height() >= card.head.needed(360)
    assert card.foot.geometry().bottom() <= card.rect().bottom()
    assert card.foot.verdicts[Verdict.REAL].isVisible()
    assert card.geometry().bottom() < below.geometry().top() or not below.height()


@pytest.mark.parametrize(
    ("spare", "line"),
    [
        (TITLE - 1, True),  # no room for the heading: one line takes from what scrolls
        (0, True),  # just the line
        (-1, False),  # the buttons of sending and calling help come first
        (-40, True),  # they have given way already: again from what scrolls
    ],
)
def test_where_its_title_has_no_room_a_line_says_how_many_wait(qtbot: QtBot, spare: int, line: bool) -> None:
    card, below = AlarmCard(), gallery_flood.flood_list("en")
    column = SideColumn(card, below, TITLE)
    qtbot.addWidget(column)
    card.set_content(replace(gallery_card.measured("en"), phones=samples.card("en").phones))
    low, needed = below.lowest(360), card.room(360)[1]
    extra = 0 if spare == TITLE - 1 else low
    column.resize(360, needed + 2 + extra + spare)
    with qtbot.waitExposed(column):
        column.show()
    card.show()
    column.place()
    settle(qtbot, card)
    assert below.height() == (low if line else 0)
    assert card.head.height() >= card.head.needed(360)
    assert card.foot.send.isVisible() == (spare > -40)
    assert card.foot.geometry().bottom() <= card.rect().bottom()
    if line:
        qtbot.waitUntil(lambda: not below.fold.isVisible())
        come_to_rest(qtbot, column)
        assert below.title.text() == "Alarms: 54 not handled"
        assert below.title.visibleRegion().boundingRect().height() >= QFontMetrics(below.title.font()).height()
    column.resize(360, 1200)
    qtbot.waitUntil(below.fold.isVisible)
    assert below.title.property("role") == "title"


def test_the_line_is_there_though_the_list_is_folded(qtbot: QtBot) -> None:
    card, below = AlarmCard(), gallery_flood.flood_list("en")
    column = SideColumn(card, below, TITLE)
    qtbot.addWidget(column)
    below.set_folded(True)
    card.set_content(gallery_card.measured("en"))
    column.resize(360, card.room(360)[1] + 2 + below.lowest(360))
    with qtbot.waitExposed(column):
        column.show()
    card.show()
    column.place()
    qtbot.waitUntil(below.title.isVisible)
    assert "54" in below.title.text()
    card.hide()
    qtbot.waitUntil(below.fold.isVisible)
    assert not below.title.isVisible()
