"""Boxes on the picture they belong to and on no other; words, numbers, fire's own colour; rules; a key for all."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.unit.widgets.rest import come_to_rest
from tests.unit.widgets.wall_bench import Bench
from video.model import Box, BoxSet
from widgets import icons, theme
from widgets.box_memory import BOXES_WITHIN_S, BoxMemory, Shown
from widgets.overlay import FIRE_COLOUR, PLAIN_COLOUR, BoxPainter, class_icon
from widgets.rule_paint import RULE_COLOUR, RuleShape, paint_over

AT = 1_700_000_000.0
STANDING = Box(0.2, 0.2, 0.4, 0.8, "person", 0.9, track=7, velocity=(0.0, 0.0))
WALKING = Box(0.2, 0.2, 0.4, 0.8, "person", 0.9, track=8, velocity=(0.5, 0.0))
NEW = Box(0.2, 0.2, 0.4, 0.8, "person", 0.9)


def found(at: float, *boxes: Box) -> BoxSet:
    return BoxSet("c0", at, boxes, "test")


def test_boxes_of_the_picture_itself_are_drawn_as_they_are() -> None:
    memory = BoxMemory()
    memory.take(found(AT, WALKING, NEW))
    memory.take(found(AT + 0.2, STANDING))
    assert memory.at(AT) == Shown(found(AT, WALKING, NEW))


def test_on_a_later_picture_a_box_is_where_its_object_is_by_then() -> None:
    memory = BoxMemory()
    memory.take(found(AT, WALKING, STANDING, NEW))
    drawn = memory.at(AT + 0.2)
    assert drawn is not None
    assert (drawn.reckoned, drawn.boxes.captured_at) == (True, AT + 0.2)
    walked, stood = drawn.boxes.boxes  # what was seen once has no speed: nobody knows where it is by now
    assert (round(walked.left, 3), round(walked.right, 3)) == (0.3, 0.5)
    assert (stood.left, stood.right) == (STANDING.left, STANDING.right)


@pytest.mark.parametrize("late", [BOXES_WITHIN_S + 0.05, 3.0, -BOXES_WITHIN_S - 0.05])
def test_a_late_box_is_not_drawn_on_another_moment(late: float) -> None:
    memory = BoxMemory()
    memory.take(found(AT, STANDING))
    assert memory.at(AT + late) is None


def test_what_comes_out_of_turn_does_not_take_the_place_of_the_newer() -> None:
    memory = BoxMemory()
    for at, box in ((AT, NEW), (AT + 0.4, STANDING), (AT + 0.2, WALKING)):
        memory.take(found(at, box))
    assert memory.exactly(AT + 0.4) == Shown(found(AT + 0.4, STANDING))
    assert memory.exactly(AT + 0.2) == Shown(found(AT + 0.2, WALKING))
    assert memory.exactly(AT + 0.3) is None


def test_a_camera_whose_clock_was_set_back_begins_anew() -> None:
    memory = BoxMemory()
    memory.take(found(AT, STANDING))
    memory.take(found(AT - 3600, WALKING))
    assert memory.at(AT) is None
    assert memory.at(AT - 3600) is not None


def test_an_object_that_has_left_the_picture_is_not_drawn_at_its_edge() -> None:
    memory = BoxMemory()
    memory.take(found(AT, Box(0.9, 0.2, 1.0, 0.4, "car", 0.9, track=1, velocity=(2.0, 0.0))))
    drawn = memory.at(AT + 0.2)
    assert drawn is not None
    assert drawn.boxes.boxes == ()


# On the wall.


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot, FakeClock(AT))
    made.live()
    return made


def captured_at(bench: Bench) -> float:
    frame = bench.wall.frame("t0")
    assert frame is not None
    return frame.captured_at


def test_a_halted_picture_has_only_the_boxes_found_on_itself(bench: Bench) -> None:
    bench.wall.pause("t0", True)
    plain = bench.image()
    bench.wall.set_boxes(found(captured_at(bench) + 0.2, STANDING))
    assert bench.image() == plain
    bench.wall.set_boxes(found(captured_at(bench), STANDING))
    assert bench.image() != plain


def test_boxes_of_the_picture_on_the_screen_are_drawn_when_they_come(bench: Bench, qtbot: QtBot) -> None:
    """Where a picture stands for seconds, its boxes come while it stands; nobody waits for the next one."""
    come_to_rest(qtbot, bench.wall)
    counted = Paints(bench.wall)
    bench.wall.set_boxes(found(captured_at(bench) - 0.2, STANDING))
    come_to_rest(qtbot, bench.wall)
    assert counted.paints == 0  # drawn with the next picture
    bench.wall.set_boxes(found(captured_at(bench), STANDING))
    qtbot.waitUntil(lambda: counted.paints > 0)
    come_to_rest(qtbot, bench.wall)
    assert counted.paints == 1


class Paints(QObject):
    """Counts a widget's paint events."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.paints = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() == QEvent.Type.Paint
        return False


def test_x_turns_boxes_rules_and_nothing(bench: Bench) -> None:
    told: list[str] = []
    bench.wall.overlay_changed.connect(told.append)
    bare = bench.image()
    bench.wall.set_boxes(found(captured_at(bench), STANDING))
    bench.wall.set_rules({"c0": (RuleShape(line=((0.1, 0.9), (0.9, 0.9)), arrow="right"),)})
    with_boxes = bench.image()
    QTest.keyClick(bench.wall, Qt.Key.Key_X)
    with_rules = bench.image()
    QTest.keyClick(bench.wall, Qt.Key.Key_X)
    nothing = bench.image()
    QTest.keyClick(bench.wall, Qt.Key.Key_X)
    assert told == ["rules", "nothing", "boxes"]
    assert with_boxes not in (bare, with_rules)
    assert has(with_rules, RULE_COLOUR)
    assert not has(with_boxes, RULE_COLOUR)
    assert nothing == bare
    assert bench.image() == with_boxes


def test_another_look_keeps_what_is_drawn_over_pictures(bench: Bench) -> None:
    bench.wall.set_overlay("nothing")
    bench.wall.setStyleSheet("QWidget { padding: 0px; }")
    assert bench.wall.overlay == "nothing"


# Painting.


def painted(*boxes: Box, reckoned: bool = False) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkBlue)
    painter = QPainter(image)
    picture = QRect(0, 0, 400, 300)
    BoxPainter().paint(painter, picture, found(AT, *boxes), theme.current(), 1.0, reckoned=reckoned)
    painter.end()
    return image


def has(image: QImage, colour: QColor) -> bool:
    rows, columns = range(image.height()), range(image.width())
    return any(image.pixelColor(x, y) == colour for y in rows for x in columns)


def test_fire_and_smoke_have_a_colour_that_nothing_else_has(qapp: QApplication) -> None:
    for label in ("fire", "smoke"):
        assert has(painted(Box(0.2, 0.3, 0.6, 0.9, label, 0.8)), FIRE_COLOUR)
    assert not has(painted(STANDING, Box(0.5, 0.5, 0.9, 0.9, "car", 0.8)), FIRE_COLOUR)


def test_of_a_box_found_on_another_picture_only_the_corners_are_drawn(qapp: QApplication) -> None:
    box = Box(0.2, 0.3, 0.6, 0.9, "person", 0.8)
    middle, corner = QPoint(80, 180), QPoint(80, 265)  # of the left side
    closed, open_ = painted(box), painted(box, reckoned=True)
    assert closed.pixelColor(middle) == closed.pixelColor(corner) == PLAIN_COLOUR
    assert open_.pixelColor(corner) == PLAIN_COLOUR
    assert open_.pixelColor(middle) not in (PLAIN_COLOUR, theme.current().colour("picture_ground"))


def test_a_number_and_an_icon_stand_beside_the_word(qapp: QApplication) -> None:
    one, two = painted(STANDING), painted(WALKING)
    assert one != two  # 7 and 8
    known = {
        class_icon(label) for label in ("person", "car", "bus", "truck", "bicycle", "dog", "fire", "smoke", "left")
    }
    assert known <= set(icons.names())
    assert class_icon("a class nobody knows") == ""


def test_the_arrow_points_to_the_hand_that_counts(qapp: QApplication) -> None:
    def ink(arrow: str) -> tuple[bool, bool]:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        shape = RuleShape(line=((0.1, 0.5), (0.9, 0.5)), arrow=arrow)  # type: ignore[arg-type]
        paint_over(painter, QRect(0, 0, 400, 300), QRectF(0, 0, 400, 300), (shape,), theme.current())
        painter.end()
        at = QPoint(200, 150)
        return image.pixelColor(at.x(), 150 - 18) == RULE_COLOUR, image.pixelColor(at.x(), 150 + 18) == RULE_COLOUR

    assert ink("left") == (True, False)  # looking from the left end to the right one, left is up
    assert ink("right") == (False, True)
    assert ink("any") == (True, True)
    assert ink("") == (False, False)
