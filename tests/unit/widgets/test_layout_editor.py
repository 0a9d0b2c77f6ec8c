"""A layout is drawn with the mouse or with keys alone; nothing that does not fit can be drawn, every step goes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from widgets import layouts
from widgets.layout_editor import LayoutEditor
from widgets.layout_editor_canvas import LayoutCanvas
from widgets.layout_editor_history import History

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def editor(qtbot: QtBot) -> LayoutEditor:
    made = LayoutEditor()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.canvas.setFocus()
    return made


def at(canvas: LayoutCanvas, column: float, row: float) -> QPoint:
    """The middle of a cell on screen."""
    sheet = canvas.sheet()
    return QPoint(
        round(sheet.x() + sheet.width() * (column + 0.5) / 48), round(sheet.y() + sheet.height() * (row + 0.5) / 36)
    )


def drag(canvas: LayoutCanvas, start: QPoint, end: QPoint) -> None:
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
    for kind, point in zip(kinds, (start, end, end), strict=True):
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        on_screen = QPointF(canvas.mapToGlobal(point))
        event = QMouseEvent(kind, QPointF(point), on_screen, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def cells(editor: LayoutEditor) -> list[QRect]:
    return editor.canvas.layout_drawn.cells()


# Mouse


def test_dragging_over_empty_space_adds_a_place_and_over_a_place_moves_it(editor: LayoutEditor) -> None:
    canvas = editor.canvas
    drag(canvas, at(canvas, 0, 0), at(canvas, 15, 11))
    assert cells(editor) == [QRect(0, 0, 16, 12)]
    drag(canvas, at(canvas, 8, 6), at(canvas, 20, 16))
    assert cells(editor) == [QRect(12, 10, 16, 12)]
    drag(canvas, at(canvas, 40, 30), at(canvas, 28, 22))
    assert cells(editor) == [QRect(12, 10, 16, 12), QRect(28, 22, 13, 9)]


@pytest.mark.parametrize(
    ("grip", "to", "expected"),
    [
        ((27, 15), (35, 15), QRect(12, 10, 24, 12)),
        ((20, 21), (20, 29), QRect(12, 10, 16, 20)),
        ((12, 10), (4, 2), QRect(4, 2, 24, 20)),
        ((27, 10), (31, 6), QRect(12, 6, 20, 16)),
    ],
)
def test_dragging_an_edge_or_a_corner_resizes(
    editor: LayoutEditor, grip: tuple[int, int], to: tuple[int, int], expected: QRect
) -> None:
    canvas = editor.canvas
    canvas.set_places([QRectF(12 / 48, 10 / 36, 16 / 48, 12 / 36)])
    drag(canvas, at(canvas, *grip), at(canvas, *to))
    assert cells(editor) == [expected]


def test_what_would_overlap_leave_the_sheet_or_be_tiny_is_not_drawn(editor: LayoutEditor) -> None:
    canvas = editor.canvas
    editor.set_places([QRectF(0, 0, 0.5, 0.5)])
    for start, end in (((30, 20), (10, 10)), ((40, 30), (41, 31)), ((8, 8), (47, 8))):
        drag(canvas, at(canvas, *start), at(canvas, *end))
    assert len(cells(editor)) == 1
    assert QRect(0, 0, 48, 36).contains(cells(editor)[0])
    assert cells(editor)[0].size() == QRect(0, 0, 24, 18).size()


def test_a_click_chooses_and_changes_nothing(editor: LayoutEditor) -> None:
    canvas = editor.canvas
    editor.set_places(layouts.arrangement("4"))
    drag(canvas, at(canvas, 30, 20), at(canvas, 30, 20))
    assert canvas.selected == 3
    assert not canvas.history.can_go_back
    drag(canvas, at(canvas, 30, 20), at(canvas, 30, 20))
    assert not editor.undo.isEnabled()


# Keys


def test_a_layout_is_drawn_named_and_saved_by_keys_alone(editor: LayoutEditor, qtbot: QtBot) -> None:
    saved: list[tuple[str, list[QRectF]]] = []
    editor.saved.connect(lambda name, places: saved.append((name, places)))
    canvas, press = editor.canvas, QTest.keyClick
    press(canvas, Qt.Key.Key_Insert)
    press(canvas, Qt.Key.Key_Insert)
    assert cells(editor) == [QRect(0, 0, 24, 18), QRect(24, 0, 24, 18)]
    press(canvas, Qt.Key.Key_Down)
    press(canvas, Qt.Key.Key_Left, SHIFT)
    press(canvas, Qt.Key.Key_PageUp)
    assert canvas.selected == 0
    press(canvas, Qt.Key.Key_Down, SHIFT)
    press(canvas, Qt.Key.Key_Right)
    assert cells(editor) == [QRect(0, 0, 24, 19), QRect(24, 1, 23, 18)]
    press(canvas, Qt.Key.Key_PageDown)
    press(canvas, Qt.Key.Key_Delete)
    press(canvas, Qt.Key.Key_Z, CTRL)
    press(canvas, Qt.Key.Key_Z, CTRL)
    press(canvas, Qt.Key.Key_Y, CTRL)
    assert len(cells(editor)) == 2
    press(editor, Qt.Key.Key_S, CTRL)
    assert saved == []
    QTest.keyClicks(editor.name, "Night")
    press(editor.name, Qt.Key.Key_Return)
    assert saved == [("Night", editor.places())]


def test_every_control_is_reached_by_tab(editor: LayoutEditor) -> None:
    editor.set_places([QRectF(0, 0, 0.5, 0.5)])
    editor.canvas.add_anywhere()
    editor.canvas.undo()
    editor.canvas.add_anywhere()
    editor.set_name("x")
    wanted = {
        editor.canvas,
        editor.name,
        editor.start,
        editor.add,
        editor.remove,
        editor.undo,
        editor.save,
        editor.cancel,
    }
    reached: set[QWidget] = set()
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
        if (focused := QApplication.focusWidget()) is not None:
            reached.add(focused)
    assert wanted <= reached


def test_escape_asks_to_leave_and_nothing_is_a_dialog(editor: LayoutEditor) -> None:
    told: list[bool] = []
    editor.cancelled.connect(lambda: told.append(True))
    QTest.keyClick(editor.canvas, Qt.Key.Key_Escape)
    QTest.mouseClick(editor.cancel, LEFT)
    assert told == [True, True]
    assert not isinstance(editor, QDialog)


def test_ctrl_z_on_the_sheet_is_not_the_windows_undo(editor: LayoutEditor, qtbot: QtBot) -> None:
    undone: list[bool] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), editor)
    shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
    shortcut.activated.connect(lambda: undone.append(True))
    editor.canvas.add_anywhere()
    QTest.keyClick(editor.canvas, Qt.Key.Key_Z, CTRL)
    assert cells(editor) == []
    assert undone == []


def test_other_shortcuts_stay_the_windows(editor: LayoutEditor) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(editor.canvas, event)
    assert not event.isAccepted()


# What it tells


def test_a_template_is_one_step_that_goes_back(editor: LayoutEditor) -> None:
    editor.set_places([QRectF(0, 0, 0.5, 0.5)])
    index = editor.start.findData("10")
    editor.start.activated.emit(index)
    assert len(cells(editor)) == 10
    assert editor.start.currentIndex() == 0
    editor.canvas.undo()
    assert len(cells(editor)) == 1


def test_saving_waits_for_a_name_and_a_place_and_says_so(editor: LayoutEditor) -> None:
    assert not editor.save.isEnabled()
    assert editor.missing.text() == "No places yet"
    editor.set_places(layouts.arrangement("6"))
    assert not editor.save.isEnabled()
    assert "name" in editor.missing.text()
    editor.set_name("Gates")
    assert editor.save.isEnabled()
    assert editor.missing.text() == "6 places"


def test_a_full_sheet_takes_no_more(editor: LayoutEditor) -> None:
    editor.set_places(layouts.arrangement("4"))
    assert not editor.canvas.add_anywhere()


@given(st.lists(st.sampled_from(["draw", "back", "forth"]), max_size=25))
def test_steps_go_back_to_the_beginning_and_forth_to_where_they_were(steps: list[str]) -> None:
    history = History()
    shown: list[tuple[QRect, ...]] = [()]
    at = 0
    for number, step in enumerate(steps):
        if step == "draw":
            shown = [*shown[: at + 1], (QRect(number, 0, 4, 4),)]
            history.note(shown[-1])
            at += 1
        elif step == "back":
            assert history.back() == (shown[at - 1] if at else None)
            at = max(0, at - 1)
        else:
            assert history.forth() == (shown[at + 1] if at + 1 < len(shown) else None)
            at = min(len(shown) - 1, at + 1)
    assert (history.can_go_back, history.can_go_forth) == (at > 0, at + 1 < len(shown))
