"""Keeping footage: the usual choice keeps it clearly longer than it is kept anyway, and says so in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from widgets import times
from widgets.marks_view import DAYS, MarksView

DELETED_AT = 1_796_220_000.0  # 2026-12-02


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[MarksView]:
    times.use_zone(UTC)
    made = MarksView()
    qtbot.addWidget(made)
    made.show()
    yield made
    times.use_zone(None)


def test_the_usual_hold_is_for_a_month_longer_and_says_until_when(view: MarksView, qtbot: QtBot) -> None:
    told: list[tuple[bool, str, int]] = []
    view.kept.connect(lambda hold, words, days: told.append((hold, words, days)))
    view.ask(True, "East fence", DELETED_AT)
    assert view.days.currentText() == "30 days longer"
    assert view.term.text() == "Without this it is deleted on 2026-12-02 at the latest.\nKept until 2027-01-01."
    assert view.days.accessibleDescription() == view.term.text()
    view.field.setText("police")
    qtbot.keyClick(view.field, Qt.Key.Key_Return)
    assert told == [(True, "police", 30)]


def test_another_term_is_chosen_by_keys_and_is_not_the_next_ones(view: MarksView, qtbot: QtBot) -> None:
    view.ask(True, "East fence", DELETED_AT)
    qtbot.keyClick(view.days, Qt.Key.Key_Down)
    assert view.term.text().endswith("Kept until 2027-03-02.")
    qtbot.keyClick(view.days, Qt.Key.Key_End)
    assert DAYS[view.days.currentIndex()] == 0
    assert view.term.text().endswith("Kept until somebody releases it.")
    view.ask(True, "Yard", DELETED_AT)
    assert DAYS[view.days.currentIndex()] == 30


def test_a_bookmark_keeps_nothing_and_says_nothing_of_it(view: MarksView) -> None:
    view.ask(False, "East fence", DELETED_AT)
    assert view.days.isHidden() and view.term.isHidden()
    view.ask(True, "East fence", DELETED_AT)
    assert not view.days.isHidden() and not view.term.isHidden()
