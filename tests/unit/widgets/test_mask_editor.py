"""Drawing private areas by mouse and by keys alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.mask_canvas import NEW, STEP
from widgets.mask_editor import MaskEditor

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(qapp: QApplication) -> Iterator[MaskEditor]:
    made = MaskEditor()
    made.set_cameras((("c1", "Gate"), ("c2", "Yard")))
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    made.canvas.set_picture(image)
    made.resize(900, 700)
    made.show()
    made.canvas.setFocus()
    yield made
    made.close()
    made.deleteLater()


def at(editor: MaskEditor, x: float, y: float) -> QPoint:
    rect = editor.canvas.picture_rect()
    return QPoint(round(rect.left() + x * rect.width()), round(rect.top() + y * rect.height()))


def test_an_area_is_what_was_dragged_over_and_its_corner_is_pulled(editor: MaskEditor) -> None:
    canvas = editor.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(editor, 0.1, 0.1))
    QTest.mouseMove(canvas, at(editor, 0.3, 0.3))
    QTest.mouseMove(canvas, at(editor, 0.5, 0.4))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(editor, 0.5, 0.4))
    (area,) = canvas.areas
    assert [(round(x, 1), round(y, 1)) for x, y in area] == [(0.1, 0.1), (0.5, 0.1), (0.5, 0.4), (0.1, 0.4)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(editor, 0.1, 0.1))
    QTest.mouseMove(canvas, at(editor, 0.0, 0.05))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    assert canvas.areas[0][0][0] < 0.02


def test_an_area_is_drawn_with_keys_alone(editor: MaskEditor) -> None:
    canvas = editor.canvas
    for key in (Qt.Key.Key_N, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(canvas, key)
    x, y = NEW[1]
    assert canvas.areas[0][1] == (x + STEP, y - STEP)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert len(canvas.areas[0]) == 5
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(canvas.areas[0]) == 4
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert len(canvas.areas[0]) == 5
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert canvas.chosen == 1
    QTest.keyClick(canvas, Qt.Key.Key_PageUp)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.areas == (NEW,)


def test_corners_stay_in_the_picture_and_three_are_kept(editor: MaskEditor) -> None:
    canvas = editor.canvas
    canvas.set_areas((((0.0, 0.0), (0.5, 0.0), (0.0, 0.5)),))
    QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert canvas.areas == (((0.0, 0.0), (0.5, 0.0), (0.0, 0.5)),)


def test_it_is_published_for_the_camera_with_the_reason(editor: MaskEditor) -> None:
    told: list[tuple[object, ...]] = []
    editor.publish_wanted.connect(lambda *said: told.append(said))
    chosen: list[str] = []
    editor.camera_chosen.connect(chosen.append)
    editor.camera.setCurrentIndex(1)
    editor.new.click()
    editor.reason.setText("a bedroom window")
    editor.publish.click()
    assert chosen == ["c2"]
    assert told == [("c2", (NEW,), "a bedroom window")]


def test_tab_leaves_after_the_last_corner(editor: MaskEditor) -> None:
    editor.canvas.add()
    for _ in range(3):
        QTest.keyClick(editor.canvas, Qt.Key.Key_Tab)
    assert editor.canvas.corner == 3
    QTest.keyClick(editor.canvas, Qt.Key.Key_Tab)
    assert not editor.canvas.hasFocus()
