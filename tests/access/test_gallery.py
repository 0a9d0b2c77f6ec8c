"""Every widget in every state of the gallery: words uncut at 100 % and 200 %, names for those who listen, the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QHelpEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QTableWidget, QTableWidgetItem, QWidget

from app.translations import Translations
from tests.access import audit
from tests.golden.test_golden import FONT
from widgets import theme
from widgets.focus_line import FocusLine
from widgets.gallery import Exhibit, exhibits, site_zone
from widgets.read_only import ReadOnly

CASES = [
    pytest.param(exhibit, (language, scale), id=f"{exhibit.name}.{language}.{scale:.0%}")
    for exhibit in exhibits()
    for language in ("en", "zh_CN")
    for scale in (1.0, 2.0)
]


@pytest.fixture
def dressed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    if FONT not in QFontDatabase.families():
        pytest.skip(f"the words' widths need the font {FONT} (Debian: fonts-noto-cjk)")
    language, scale = request.param
    translations = Translations(qapp)
    theme.apply(qapp, theme.Theme(scale=scale, family=FONT))
    translations.use(language)
    with site_zone():
        yield language
    translations.clear()
    theme.apply(qapp, theme.Theme())
    qapp.setStyleSheet("")


@pytest.fixture
def exhibit(request: pytest.FixtureRequest, dressed: str) -> Iterator[QWidget]:
    made: Exhibit = request.param
    widget = made.build(dressed)
    widget.show()
    widget.activateWindow()
    QApplication.processEvents()
    yield widget
    for timer in widget.findChildren(QTimer):
        timer.stop()
    widget.close()
    widget.deleteLater()


@pytest.mark.parametrize(("exhibit", "dressed"), CASES, indirect=True)
def test_words_are_whole_and_controls_have_names(exhibit: QWidget) -> None:
    assert audit.cut(exhibit) == []
    assert audit.unnamed(exhibit) == []


@pytest.mark.parametrize(
    ("exhibit", "dressed"), [case for case in CASES if str(case.id).endswith("en.100%")], indirect=True
)
def test_the_keyboard_reaches_all_shows_where_it_is_and_is_not_the_input_methods(exhibit: QWidget) -> None:
    first = next((one for one in audit.controls(exhibit) if audit.can_be_reached(one)), None)
    seen = audit.reached(first) if first is not None else []
    assert audit.unreachable(exhibit, seen) == []
    assert audit.without_focus_mark(seen) == []
    assert audit.taken_by_input_method(seen) == []


# The audit itself finds what it is for.


@pytest.fixture
def bad(qapp: QApplication) -> Iterator[QWidget]:
    theme.apply(qapp, theme.Theme(family=FONT))
    window = QWidget()
    QHBoxLayout(window)
    window.resize(600, 300)
    window.show()
    window.activateWindow()
    yield window
    window.close()
    window.deleteLater()
    theme.apply(qapp, theme.Theme())
    qapp.setStyleSheet("")


def put(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()


def test_cut_words_are_found(bad: QWidget) -> None:
    label, button = QLabel("Far too many words"), QPushButton("Far too many words")
    label.setFixedWidth(60)
    button.setFixedWidth(60)
    low = QLabel("several words that need more than one line")
    low.setWordWrap(True)
    low.setFixedSize(100, 20)
    for one in (label, button, low):
        put(bad, one)
    assert len(audit.cut(bad)) == 3


def test_a_cut_cell_is_found_unless_it_is_told_whole(bad: QWidget) -> None:
    table = QTableWidget(1, 1)
    table.setHorizontalHeaderLabels(["x"])
    table.setItem(0, 0, QTableWidgetItem("Far too many words for so little room"))
    table.setColumnWidth(0, 60)
    table.setWordWrap(False)
    put(bad, table)
    assert len(audit.cut(bad)) == 1
    ReadOnly(table)
    assert audit.cut(bad) == []


def test_a_nameless_a_lost_and_an_unmarked_control_are_found(bad: QWidget) -> None:
    nameless, lost, unmarked = QPushButton(), QPushButton("Open"), QWidget()
    lost.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    unmarked.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    unmarked.setAccessibleName("nothing to see")
    for one in (nameless, lost, unmarked):
        put(bad, one)
    assert audit.unnamed(bad) == ["QPushButton"]
    seen = audit.reached(nameless)
    assert seen == [nameless, unmarked]
    assert audit.unreachable(bad, seen) == ["QPushButton: 'Open'"]
    assert audit.without_focus_mark(seen) == ["QWidget"]
    lost.setText("Open  Ctrl+F1")
    assert audit.unreachable(bad, seen) == []


def test_a_control_that_would_give_its_keys_to_an_input_method_is_found(bad: QWidget) -> None:
    greedy, plain = QWidget(), QWidget()
    for one in (greedy, plain):
        one.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        put(bad, one)
    greedy.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    greedy.setObjectName("greedy")
    assert len(audit.taken_by_input_method([greedy, plain])) == 1
    assert audit.taken_by_input_method([plain]) == []


def test_the_line_around_a_list_comes_and_goes_with_the_keyboard(bad: QWidget) -> None:
    table = QTableWidget(1, 1)
    line = FocusLine(table)
    put(bad, table)
    table.setFocus()
    assert line.isVisible()
    assert line.geometry() == table.rect()
    table.resize(200, 100)
    assert line.geometry() == table.rect()
    table.clearFocus()
    assert not line.isVisible()


def test_a_table_tells_a_cut_cell_whole(bad: QWidget) -> None:
    table = QTableWidget(1, 2)
    table.setItem(0, 0, QTableWidgetItem("Far too many words for so little room"))
    table.setItem(0, 1, QTableWidgetItem("x"))
    table.setColumnWidth(0, 60)
    table.setWordWrap(False)
    words = ReadOnly(table)
    put(bad, table)
    for column, told in ((0, "Far too many words for so little room"), (1, "")):
        place = table.visualRect(table.model().index(0, column)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
        assert words.text_at(event) == told
