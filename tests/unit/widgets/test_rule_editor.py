"""Drawing detection rules: by mouse and by keys alone, with steps back and forth; the fields; what is wrong."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from tests.unit.widgets.rest import come_to_rest
from video.detect.model import RuleKind
from widgets.rule_canvas import FINE, STEP
from widgets.rule_draft import RuleDraft
from widgets.rule_editor import RuleEditor
from widgets.rule_paint import Spot, on_screen
from widgets.rule_shapes import KINDS, LINES, PLACES, DrawnRule, Problem, fitted, problem, shape_of

SQUARE = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6))
AREA, LINE = DrawnRule("a", polygon=SQUARE), DrawnRule("l", RuleKind.LINE_CROSSING, line=((0.1, 0.8), (0.9, 0.8)))
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(qtbot: QtBot) -> RuleEditor:
    made = RuleEditor()
    qtbot.addWidget(made)
    made.set_cameras([("c1", "Yard"), ("c2", "Gate")])
    made.form.offer_points([("p1", "Yard point")])
    made.begin((AREA, LINE), frozenset({"c1-1"}))
    picture = QImage(640, 360, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGray)
    made.canvas.set_picture(picture)
    made.resize(1200, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.canvas.setFocus()
    return made


def at(editor: RuleEditor, spot: Spot) -> QPoint:
    return on_screen(spot, editor.canvas.picture_rect()).toPoint()


def pull(
    editor: RuleEditor, start: Spot, *ways: Spot, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press, move in steps, let go."""
    canvas = editor.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, held, at(editor, start))
    for way in ways:
        QTest.mouseMove(canvas, at(editor, way))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, held, at(editor, ways[-1]))


def near(one: tuple[Spot, ...], other: tuple[Spot, ...]) -> bool:
    return (
        one == pytest.approx(other, abs=0.01)
        if not one
        else all(a == pytest.approx(b, abs=0.01) for a, b in zip(one, other, strict=True))
    )


def pick(box: QComboBox, what: str) -> None:
    """Choose as a hand does."""
    box.setCurrentIndex(box.findData(what))
    box.activated.emit(box.currentIndex())


def key(editor: RuleEditor, which: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(editor.canvas, which, held)


# By mouse.


def test_a_drag_over_the_picture_is_an_area_that_can_be_pulled_on(editor: RuleEditor) -> None:
    told: list[tuple[str, tuple[DrawnRule, ...]]] = []
    editor.edited.connect(lambda camera, rules: told.append((camera, rules)))
    pull(editor, (0.7, 0.1), (0.8, 0.2), (0.95, 0.5))
    rule = editor.draft.rule
    assert rule is not None
    assert (rule.id, rule.kind) == ("c1-2", RuleKind.INTRUSION)  # c1-1 is taken elsewhere
    assert near(rule.polygon, ((0.7, 0.1), (0.95, 0.1), (0.95, 0.5), (0.7, 0.5)))
    assert told[-1] == ("c1", editor.draft.rules)


def test_a_drag_with_shift_is_a_line_that_counts_both_ways(editor: RuleEditor) -> None:
    pull(editor, (0.7, 0.1), (0.8, 0.2), (0.95, 0.4), held=SHIFT)
    rule = editor.draft.rule
    assert rule is not None
    assert (rule.kind, shape_of(rule).arrow) == (RuleKind.LINE_CROSSING, "any")
    assert near(rule.line, ((0.7, 0.1), (0.95, 0.4)))


def test_a_slip_of_the_hand_draws_nothing(editor: RuleEditor) -> None:
    pull(editor, (0.8, 0.1), (0.805, 0.105))
    assert editor.draft.rules == (AREA, LINE)


def test_corners_edges_and_all_of_it_are_pulled_and_stay_in_the_picture(editor: RuleEditor) -> None:
    pull(editor, (0.6, 0.6), (0.7, 0.7))
    assert near(editor.draft.rules[0].polygon, ((0.2, 0.2), (0.6, 0.2), (0.7, 0.7), (0.2, 0.6)))
    pull(editor, (0.4, 0.2), (0.4, 0.05))  # the middle of the upper edge
    assert near(editor.draft.rules[0].polygon[:3], ((0.2, 0.2), (0.4, 0.05), (0.6, 0.2)))
    pull(editor, (0.4, 0.4), (0.0, 0.4))
    lefts = [x for x, _ in editor.draft.rules[0].polygon]
    assert min(lefts) == pytest.approx(0.0, abs=0.01)
    assert max(lefts) == pytest.approx(0.5, abs=0.02)  # moved, and not squeezed
    pull(editor, (0.9, 0.8), (0.5, 0.9))  # the end of the line, which was not chosen
    assert editor.draft.rule is not None
    assert near(editor.draft.rule.line, ((0.1, 0.8), (0.5, 0.9)))


def test_one_pull_is_one_step_back_and_forth(editor: RuleEditor) -> None:
    pull(editor, (0.6, 0.6), (0.65, 0.65), (0.7, 0.7), (0.75, 0.75))
    pulled = editor.draft.rules
    editor.back.click()
    assert editor.draft.rules == (AREA, LINE)
    editor.forth.click()
    assert editor.draft.rules == pulled


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
def test_a_shape_that_is_drawn_or_gets_a_corner_is_one_step(editor: RuleEditor, held: Qt.KeyboardModifier) -> None:
    pull(editor, (0.65, 0.1), (0.7, 0.2), (0.8, 0.3), (0.95, 0.5), held=held)
    drawn = editor.draft.rules
    one, other = drawn[-1].corners[0], drawn[-1].corners[1]
    middle = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    pull(editor, middle, (middle[0], middle[1] - 0.03), (middle[0], middle[1] - 0.08))
    assert len(editor.draft.rules[-1].corners) == len(drawn[-1].corners) + 1
    editor.draft.undo()
    assert editor.draft.rules == drawn
    editor.draft.undo()
    assert editor.draft.rules == (AREA, LINE) and not editor.draft.can_undo
    editor.draft.redo()
    assert editor.draft.rules == drawn


def test_the_picture_stays_where_it_is_while_something_is_said(qtbot: QtBot, editor: RuleEditor) -> None:
    come_to_rest(qtbot, editor)
    before = editor.canvas.picture_rect(), editor.canvas.geometry()
    editor.set_message("This draft is not published yet.")
    come_to_rest(qtbot, editor)
    assert (editor.canvas.picture_rect(), editor.canvas.geometry()) == before


def test_a_call_up_in_the_middle_of_a_pull_keeps_what_is_drawn(editor: RuleEditor) -> None:
    QTest.mousePress(editor.canvas, Qt.MouseButton.LeftButton, pos=at(editor, (0.6, 0.6)))
    QTest.mouseMove(editor.canvas, at(editor, (0.7, 0.7)))
    editor.hide()
    editor.show()
    drawn = editor.draft.rules
    QTest.mouseMove(editor.canvas, at(editor, (0.9, 0.9)))
    assert editor.draft.rules == drawn
    assert drawn != (AREA, LINE)


# By keys alone.


def test_everything_is_drawn_by_keys(editor: RuleEditor) -> None:
    key(editor, Qt.Key.Key_Right)
    key(editor, Qt.Key.Key_Down, SHIFT)
    assert near(editor.draft.rules[0].polygon[:1], ((0.2 + STEP, 0.2 + FINE),))
    key(editor, Qt.Key.Key_Tab)
    assert editor.draft.corner == 1
    key(editor, Qt.Key.Key_Insert)
    assert len(editor.draft.rules[0].polygon) == 5
    key(editor, Qt.Key.Key_Backspace)
    assert len(editor.draft.rules[0].polygon) == 4
    before = editor.draft.rules[0].polygon
    key(editor, Qt.Key.Key_Left, CTRL)
    assert near(editor.draft.rules[0].polygon, tuple((x - STEP, y) for x, y in before))
    key(editor, Qt.Key.Key_PageDown)
    assert editor.draft.rule == LINE
    key(editor, Qt.Key.Key_R)
    assert editor.draft.rule.line == LINE.line[::-1]
    key(editor, Qt.Key.Key_Delete)
    key(editor, Qt.Key.Key_N)
    key(editor, Qt.Key.Key_L)
    kinds = [rule.kind for rule in editor.draft.rules]
    assert kinds == [RuleKind.INTRUSION, RuleKind.INTRUSION, RuleKind.LINE_CROSSING]
    key(editor, Qt.Key.Key_Z, CTRL)
    assert len(editor.draft.rules) == 2
    key(editor, Qt.Key.Key_Y, CTRL)
    assert len(editor.draft.rules) == 3


def test_a_shape_keeps_the_corners_that_it_needs(editor: RuleEditor) -> None:
    for _ in range(5):
        key(editor, Qt.Key.Key_Backspace)
    assert len(editor.draft.rules[0].polygon) == 3
    key(editor, Qt.Key.Key_PageDown)
    key(editor, Qt.Key.Key_Backspace)
    assert editor.draft.rule == LINE


def test_tab_walks_over_the_corners_and_on(editor: RuleEditor) -> None:
    for corner in range(1, 4):
        key(editor, Qt.Key.Key_Tab)
        assert (editor.draft.corner, editor.canvas.hasFocus()) == (corner, True)
    key(editor, Qt.Key.Key_Tab)
    assert not editor.canvas.hasFocus()


def test_ctrl_z_is_the_drawings_own_while_it_has_the_keyboard(editor: RuleEditor) -> None:
    for which, held in (
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_Y, CTRL),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    ):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, which, held)
        event.ignore()
        QApplication.sendEvent(editor.canvas, event)
        assert event.isAccepted()


# The fields.


def test_every_field_changes_the_rule_and_is_a_step(editor: RuleEditor) -> None:
    form = editor.form
    acts: list[tuple[Callable[[], object], dict[str, object]]] = [
        (form.classes["person"].click, {"classes": ("person",)}),
        (form.classes["car"].click, {"classes": ("person", "car")}),
        (lambda: form.confidence.setValue(65), {"min_confidence": 0.65}),
        (lambda: form.least.setValue(10), {"min_height": 0.1}),
        (lambda: form.most.setValue(80), {"max_height": 0.8}),
        (lambda: form.delay.setValue(4.5), {"on_delay_s": 4.5}),
        (lambda: form.again.setValue(30), {"rearm_s": 30.0}),
        (lambda: QTest.keyClicks(form.hours, "mon-fri 22:00-06:00"), {"hours": ("mon-fri 22:00-06:00",)}),
        (lambda: pick(form.point, "p1"), {"point": "p1"}),
    ]
    for act, expected in acts:
        act()
        rule = editor.draft.rule
        assert rule is not None
        assert {name: getattr(rule, name) for name in expected} == expected
    for _ in acts:
        editor.back.click()
    assert editor.draft.rules == (AREA, LINE)
    assert form.delay.text() == form.delay.specialValueText()
    assert form.point.currentData() == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_the_shapes_and_the_fields_that_it_needs(editor: RuleEditor, kind: RuleKind) -> None:
    form = editor.form
    pick(form.kind, kind)
    rule = editor.draft.rule
    assert rule is not None
    assert rule.kind is kind
    assert problem(rule) == ""
    assert bool(rule.line) == (kind in LINES)
    assert kind not in PLACES or len(rule.polygon) >= 3
    assert form.count.isVisible() == (kind is RuleKind.CROWD)
    assert form.direction.isVisible() == (kind is RuleKind.LINE_CROSSING)
    assert form.confidence.isVisible() == (kind not in (RuleKind.FIRE, RuleKind.SMOKE))


def test_a_rule_about_the_whole_picture_may_be_bound_to_an_area(editor: RuleEditor) -> None:
    editor.draft.set(kind=RuleKind.PERSON_DOWN, polygon=())
    assert (editor.draft.rule, editor.form.area.isChecked()) == (DrawnRule("a", RuleKind.PERSON_DOWN), False)
    editor.form.area.click()
    assert editor.draft.rule is not None
    assert len(editor.draft.rule.polygon) == 4
    editor.form.area.click()
    assert editor.draft.rule.polygon == ()


def test_the_arrow_follows_the_direction_and_the_line(editor: RuleEditor) -> None:
    editor.draft.choose(1)
    form = editor.form
    pick(form.direction, "right")
    assert editor.draft.rule is not None
    assert shape_of(editor.draft.rule).arrow == "right"
    assert shape_of(fitted(DrawnRule("w", RuleKind.WRONG_WAY))).arrow == "along"


# What is wrong.


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (AREA, ""),
        (LINE, ""),
        (DrawnRule("a"), "corners"),
        (DrawnRule("a", polygon=((0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8))), "crosses"),
        (DrawnRule("a", polygon=((0.2, 0.2), (0.21, 0.2), (0.21, 0.21))), "small"),
        (DrawnRule("l", RuleKind.LINE_CROSSING, line=((0.2, 0.2), (0.21, 0.2))), "short"),
        (DrawnRule("a", polygon=SQUARE, min_height=0.5, max_height=0.4), "heights"),
        (DrawnRule("a", polygon=SQUARE, hours=("nightly",)), "hours"),
        (DrawnRule("d", RuleKind.PERSON_DOWN), ""),
    ],
)
def test_what_is_wrong_is_named(rule: DrawnRule, wrong: Problem) -> None:
    assert problem(rule) == wrong


def test_what_is_wrong_is_said_and_not_published(editor: RuleEditor) -> None:
    wanted: list[tuple[str, object, str]] = []
    editor.publish_wanted.connect(lambda *told: wanted.append(told))
    editor.draft.set(polygon=((0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8)))
    assert not editor.publish.isEnabled()
    assert editor.wrong.isVisible()
    editor.back.click()
    assert editor.publish.isEnabled()
    assert not editor.wrong.isVisible()
    editor.reason.setText(" night ")
    editor.publish.click()
    assert wanted == [("c1", (AREA, LINE), "night")]
    QTest.keyClick(editor.reason, Qt.Key.Key_Return)
    assert len(wanted) == 2
    editor.draft.set(polygon=((0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8)))
    QTest.keyClick(editor.reason, Qt.Key.Key_Return)
    assert len(wanted) == 2


def test_another_camera_and_what_is_published_are_asked_for(editor: RuleEditor) -> None:
    told: list[str] = []
    editor.camera_chosen.connect(told.append)
    editor.discard_wanted.connect(told.append)
    editor.choose("c2")
    editor.discard.click()
    assert told == ["c2", "c2"]


def test_steps_are_not_without_end(qapp: QApplication) -> None:
    draft = RuleDraft()
    draft.begin((AREA,), "c1", frozenset())
    for step in range(500):
        draft.set(rearm_s=float(step))
    undone = 0
    while draft.can_undo:
        draft.undo()
        undone += 1
    assert undone == 200


def test_the_point_under_the_mouse_is_where_it_is_drawn(editor: RuleEditor) -> None:
    rect = editor.canvas.picture_rect()
    assert rect.width() / rect.height() == pytest.approx(16 / 9, rel=0.01)
    assert on_screen((0.0, 0.0), rect) == QPointF(rect.left(), rect.top())
