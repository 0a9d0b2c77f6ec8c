"""Drawing site plans: by mouse and by keys alone, every step taken back and done again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets import site_map_draft, site_map_handles, theme
from widgets.site_map_content import KINDS, MapItem, Placed
from widgets.site_map_draft import Draft, DraftHistory, DraftPlan
from widgets.site_map_editor import MapEditor
from widgets.site_map_forms import Area
from widgets.site_map_geometry import crosses_itself
from widgets.site_map_setup import SiteMapSetup

CAMERA = Placed("camera", "c1", (0.25, 0.5), 90.0, 60.0, 0.2)
ZONE = Placed("zone", "z1", corners=((0.5, 0.5), (0.9, 0.5), (0.9, 0.9), (0.5, 0.9)))
GROUND = DraftPlan("ground", "Ground", image="a.svg", items=(ZONE, CAMERA))
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def named(placed: Placed) -> MapItem:
    return MapItem(placed, placed.id.upper(), "map-point")


@pytest.fixture
def editor(qtbot: QtBot) -> MapEditor:
    made = MapEditor(named)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.begin((GROUND,))
    made.snap = False
    QApplication.processEvents()
    return made


def at(editor: MapEditor, x: float, y: float) -> QPoint:
    return editor.view.to_screen((x, y)).toPoint()


def drag(editor: MapEditor, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(editor, start + (end - start) * share)
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=end)


def item(editor: MapEditor, kind: str, name: str) -> Placed:
    assert editor.drawn is not None
    found = next((one for one in editor.drawn.items if one.key == (kind, name)), None)
    assert found is not None
    return found


# With the mouse.


def test_a_thing_in_hand_is_put_where_one_clicks(editor: MapEditor) -> None:
    editor.take(Placed("point", "p1"))
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=at(editor, 0.7, 0.2))
    assert item(editor, "point", "p1").at == pytest.approx((0.7, 0.2), abs=0.002)
    assert editor.hand is None
    assert editor.chosen == ("point", "p1")
    editor.undo()
    assert editor.draft == (GROUND,)
    editor.redo()
    assert item(editor, "point", "p1")


def test_dragging_moves_and_is_one_step(editor: MapEditor) -> None:
    changed = QSignalSpy(editor.changed)
    drag(editor, at(editor, 0.25, 0.5), at(editor, 0.4, 0.3))
    assert item(editor, "camera", "c1").at == pytest.approx((0.4, 0.3), abs=0.003)
    assert changed.count() == 1
    editor.undo()
    assert editor.draft == (GROUND,)


def test_handles_turn_lengthen_and_widen_a_view(editor: MapEditor) -> None:
    editor.choose(CAMERA.key)
    reach, angle = site_map_handles.handles(editor.view, CAMERA, theme.current())
    drag(editor, reach.at.toPoint(), at(editor, 0.25, 0.1))
    turned = item(editor, "camera", "c1")
    assert turned.direction == pytest.approx(0, abs=1)
    assert turned.reach == pytest.approx(0.4 * 1000 / 1600, abs=0.01)
    _reach, angle = site_map_handles.handles(editor.view, turned, theme.current())
    drag(editor, angle.at.toPoint(), at(editor, 0.35, 0.5))
    assert item(editor, "camera", "c1").angle == pytest.approx(180, abs=4)


def test_a_zone_is_drawn_corner_by_corner_and_closed_at_the_first(editor: MapEditor) -> None:
    editor.take(Placed("zone", "z2"))
    for x, y in ((0.1, 0.1), (0.3, 0.1), (0.2, 0.3)):
        QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=at(editor, x, y))
    assert len(editor.corners) == 3
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=at(editor, 0.1, 0.1) + QPoint(2, 2))
    assert len(item(editor, "zone", "z2").corners) == 3


def test_a_zone_whose_edges_cross_is_none(editor: MapEditor) -> None:
    editor.take(Placed("zone", "z2"))
    for spot in ((0.1, 0.1), (0.3, 0.3), (0.3, 0.1), (0.1, 0.3)):
        editor.put_here(spot)
    assert not editor.close_zone()
    assert editor.hand is not None


def test_a_corner_is_pulled_and_an_edge_gives_one_more(editor: MapEditor) -> None:
    editor.choose(ZONE.key)
    drag(editor, at(editor, 0.5, 0.5), at(editor, 0.4, 0.4))
    assert item(editor, "zone", "z1").corners[0] == pytest.approx((0.4, 0.4), abs=0.003)
    drag(editor, at(editor, 0.9, 0.7), at(editor, 0.95, 0.7))
    corners = item(editor, "zone", "z1").corners
    assert len(corners) == 5
    assert corners[2] == pytest.approx((0.95, 0.7), abs=0.003)


def test_a_corner_does_not_go_where_edges_would_cross(editor: MapEditor) -> None:
    editor.choose(ZONE.key)
    drag(editor, at(editor, 0.5, 0.5), at(editor, 0.99, 0.95))
    assert not crosses_itself(item(editor, "zone", "z1").corners)


def test_places_are_drawn_to_the_lines_of_others(editor: MapEditor) -> None:
    editor.snap = True
    editor.take(Placed("camera", "c2"))
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=at(editor, 0.7, 0.5) + QPoint(0, 5))
    assert item(editor, "camera", "c2").at[1] == 0.5


# With keys alone.


def test_everything_is_done_with_keys_alone(editor: MapEditor) -> None:
    editor.take(Placed("camera", "c2"))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert item(editor, "camera", "c2").at == pytest.approx((0.5, 0.5), abs=0.001)
    QTest.keyClick(editor, Qt.Key.Key_Right)
    QTest.keyClick(editor, Qt.Key.Key_Down, CTRL)
    assert item(editor, "camera", "c2").at == pytest.approx((0.505, 0.5008), abs=0.0001)
    QTest.keyClick(editor, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_Up, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_Right, ALT)
    camera = item(editor, "camera", "c2")
    assert (camera.direction, camera.angle) == (5.0, 75.0)
    assert camera.reach == pytest.approx(0.11)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.draft[0].item(("camera", "c2")) is None
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert item(editor, "camera", "c2") == camera
    QTest.keyClick(editor, Qt.Key.Key_Y, CTRL)
    assert editor.draft[0].item(("camera", "c2")) is None


def test_a_zones_corners_are_reached_by_keys(editor: MapEditor) -> None:
    editor.choose(ZONE.key)
    QTest.keyClick(editor, Qt.Key.Key_Space)
    QTest.keyClick(editor, Qt.Key.Key_Left)
    assert item(editor, "zone", "z1").corners[0] == pytest.approx((0.495, 0.5))
    QTest.keyClick(editor, Qt.Key.Key_Insert)
    assert len(item(editor, "zone", "z1").corners) == 5
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert len(item(editor, "zone", "z1").corners) == 4


def test_esc_lays_down_what_is_in_hand(editor: MapEditor) -> None:
    editor.take(Placed("point", "p1"))
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.hand is None
    assert editor.draft == (GROUND,)


# The whole page.


@pytest.fixture
def setup(qtbot: QtBot) -> SiteMapSetup:
    made = SiteMapSetup((("camera", "c1"), ("camera", "c2"), ("point", "p1"), ("zone", "z1")), named)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.plan_form.offer((Area("all", "Whole site"),), ("a.svg", "b.svg"))
    made.begin((GROUND, DraftPlan("garage", "Garage", image="b.svg", items=(Placed("point", "p1"),))))
    QApplication.processEvents()
    return made


def test_what_is_not_placed_yet_is_offered_and_placed(setup: SiteMapSetup) -> None:
    assert [setup.todo.item(at).text() for at in range(setup.todo.count())] == ["C2", "P1 (on another plan)"]
    setup.search.setText("c2")
    assert setup.todo.count() == 1
    QTest.mouseClick(setup.place, Qt.MouseButton.LeftButton)
    assert setup.editor.hand == Placed("camera", "c2")
    QTest.keyClick(setup.editor, Qt.Key.Key_Return)
    assert setup.todo.count() == 0
    assert setup.undo.isEnabled()
    QTest.mouseClick(setup.undo, Qt.MouseButton.LeftButton)
    assert setup.todo.count() == 1


def test_figures_of_a_camera_change_it(setup: SiteMapSetup) -> None:
    setup.editor.choose(("camera", "c1"))
    assert setup.item_form.direction.value() == 90
    setup.item_form.direction.setValue(120)
    assert setup.draft[0].items[1].direction == 120
    setup.item_form.angle.setValue(45)
    assert setup.draft[0].items[1].angle == 45
    assert setup.draft[0].items[1].direction == 120


def test_plans_are_added_named_and_removed_and_all_of_it_can_be_taken_back(setup: SiteMapSetup) -> None:
    wanted = QSignalSpy(setup.image_wanted)
    before = setup.draft
    QTest.mouseClick(setup.add_plan, Qt.MouseButton.LeftButton)
    assert len(setup.draft) == 3
    setup.plan_form.name.setText("一层")
    setup.plan_form.name.editingFinished.emit()
    setup.plan_form.image.setCurrentIndex(1)
    setup.plan_form.image.activated.emit(1)
    assert (setup.draft[2].name, setup.draft[2].image) == ("一层", "b.svg")
    assert ["b.svg"] in [wanted.at(index) for index in range(wanted.count())]
    QTest.mouseClick(setup.remove_plan, Qt.MouseButton.LeftButton)
    assert setup.draft == before
    while setup.editor.history.can_go_back:
        setup.editor.undo()
    assert setup.draft == before


def test_as_published_can_be_taken_back_too(setup: SiteMapSetup) -> None:
    mine = setup.draft
    setup.replace_draft((GROUND,))
    assert setup.draft == (GROUND,)
    setup.editor.undo()
    assert setup.draft == mine


def test_every_control_has_a_name_for_a_reader(setup: SiteMapSetup) -> None:
    form = setup.plan_form
    for control in (setup.plans, setup.kinds, setup.search, setup.todo, setup.reason, form.name, form.area, form.image):
        assert control.accessibleName()
    for button in (setup.publish, setup.discard, setup.back, setup.undo, setup.redo, setup.place, setup.remove):
        assert button.text()


# Whatever is drawn, in whatever order.

SHARES = st.floats(-0.2, 1.2)
Step = Callable[[MapEditor], None]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """One thing a person may do."""
    kind = draw(st.sampled_from(["put", "zone", "move", "aim", "key", "remove", "undo", "redo", "choose"]))
    x, y, number = draw(SHARES), draw(SHARES), draw(st.integers(0, 7))
    key = draw(st.sampled_from([Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Insert, Qt.Key.Key_Space]))
    corners = draw(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=6))

    def act(editor: MapEditor) -> None:
        placed = editor.chosen_placed
        order = [one.key for one in editor.drawn.items] if editor.drawn is not None else []
        if kind == "put":
            editor.take(Placed(KINDS[1 + number % 6], f"n{number}"))
            editor.put_here((x, y))
        elif kind == "zone":
            editor.take(Placed("zone", f"z{number}"))
            for corner in corners:
                editor.put_here(corner)
            editor.close_zone()
            editor.lay_down()
        elif kind == "move" and placed is not None:
            editor.change_chosen(site_map_draft.moved(placed, (x, y)))
        elif kind == "aim" and placed is not None and placed.kind == "camera":
            editor.change_chosen(site_map_draft.aimed(placed, x * 900, y * 700, x * 5))
        elif kind == "key":
            QTest.keyClick(editor, key)
        elif kind == "remove":
            editor.remove_chosen()
        elif kind in ("undo", "redo"):
            getattr(editor, kind)()
        elif kind == "choose" and order:
            editor.choose(order[number % len(order)])

    return act


def sound(draft: Draft) -> None:
    for plan in draft:
        assert len({one.key for one in plan.items}) == len(plan.items)
        for one in plan.items:
            spots = one.corners or (one.at,)
            assert all(0 <= share <= 1 for spot in spots for share in spot)
            assert (len(one.corners) >= 3) == (one.kind == "zone")
            assert not (one.corners and crosses_itself(one.corners))
            assert 0 <= one.direction < 360
            assert 5 <= one.angle <= 360
            assert 0.005 <= one.reach <= 2.0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps(), max_size=25))
def test_whatever_is_drawn_can_be_published_and_taken_back_to_the_beginning(
    editor: MapEditor, acts: list[Step]
) -> None:
    editor.begin((GROUND,))
    for act in acts:
        act(editor)
        sound(editor.draft)
    last = editor.draft
    count = 0
    while editor.history.can_go_back:
        editor.undo()
        count += 1
        sound(editor.draft)
    assert editor.draft == (GROUND,)
    for _ in range(count):
        editor.redo()
    assert editor.draft == last or editor.history.can_go_forth


@given(st.lists(st.integers(0, 3), max_size=40))
def test_a_history_is_a_line(numbers: list[int]) -> None:
    history, place = DraftHistory(()), 0
    line: list[Draft] = [()]
    for step, number in enumerate(numbers):
        if number == 0:
            assert history.back() == (place > 0)
            place = max(0, place - 1)
        elif number == 1:
            assert history.forth() == (place + 1 < len(line))
            place = min(len(line) - 1, place + 1)
        else:
            drawn = (DraftPlan(f"p{step}", "x"),)
            assert history.note(drawn)
            line = [*line[: place + 1], drawn]
            place += 1
        assert history.draft == line[place]


def test_a_point_on_screen_is_no_corner_of_another_thing(editor: MapEditor) -> None:
    assert site_map_handles.handle_at(editor.view, CAMERA, QPointF(2, 2), theme.current()) is None
