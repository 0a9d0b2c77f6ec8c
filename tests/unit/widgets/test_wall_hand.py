"""What a hand does on the wall: zoom, move, fill, carry, drop, pause. Everything by the mouse and by keys alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from tests.fakes.clock import FakeClock
from tests.fakes.pictures import FakeSource
from tests.unit.widgets.wall_bench import Bench
from video.qt import surface
from widgets import layouts, tile_zoom
from widgets.freshness import Face
from widgets.tile import AlarmMark, Fit
from widgets.wall import CAMERA_MIME, Wall

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bench(qtbot: QtBot, clock: FakeClock) -> Bench:
    made = Bench(qtbot, clock)
    made.live()
    return made


def heard(signal: object) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    signal.connect(lambda *values: told.append(values))  # type: ignore[attr-defined]
    return told


def drag(wall: Wall, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press, move in steps, let go: what a hand does, also outside the wall."""
    points = [start + (end - start) * step / 4 for step in range(5)]
    kinds = [QMouseEvent.Type.MouseButtonPress, *[QMouseEvent.Type.MouseMove] * 4, QMouseEvent.Type.MouseButtonRelease]
    for kind, point in zip(kinds, [*points, end], strict=True):
        held = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseButtonRelease else LEFT
        button = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else LEFT
        at, on_screen = QPointF(point), QPointF(wall.mapToGlobal(point))
        QApplication.sendEvent(wall, QMouseEvent(kind, at, on_screen, button, held, keys))


def drop(wall: Wall, camera: str, at: QPoint, release: bool = True) -> None:
    data = QMimeData()
    data.setData(CAMERA_MIME, camera.encode())
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(wall, QDragEnterEvent(at, copy, data, LEFT, NO_KEYS))
    QApplication.sendEvent(wall, QDragMoveEvent(at, copy, data, LEFT, NO_KEYS))
    if release:
        QApplication.sendEvent(wall, QDropEvent(QPointF(at), copy, data, LEFT, NO_KEYS))
    else:
        QApplication.sendEvent(wall, QDragLeaveEvent())


# Zoom


def test_the_wheel_zooms_around_the_pointer_and_tells_the_app(bench: Bench) -> None:
    told = heard(bench.wall.zoom_changed)
    tile = bench.tile("t3")
    at = tile.body.topLeft() + QPoint(20, 15)
    before = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom).whole
    bench.wheel(at, 5)
    after = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom).whole
    assert bench.wall.selected == "t3"
    assert told == [("t3", pytest.approx(1.25**5))]
    assert (at.x() - after.x()) / after.width() == pytest.approx((at.x() - before.x()) / before.width(), abs=1e-3)
    bench.wheel(at, -9)
    assert bench.wall.zoom("t3") == 1.0
    assert told[-1] == ("t3", 1.0)


def test_the_small_turns_of_a_touch_pad_add_up(bench: Bench) -> None:
    for _ in range(30):
        bench.wheel(bench.centre("t1"), 4 / 120)
    assert bench.wall.zoom("t1") == pytest.approx(1.25, rel=0.06)
    bench.wheel(bench.wall.rect().bottomRight() + QPoint(50, 50))
    assert list(bench.wall.zooms()) == ["t1"]


def test_a_zoomed_tile_shows_another_part_and_says_how_far(bench: Bench) -> None:
    whole = bench.image()
    bench.wall.set_zoom("t1", 3.2)
    zoomed = bench.image()
    body = bench.tile("t1").body
    corner = zoomed.copy(body.right() - 100, body.top() + 4, 100, 40)
    assert zoomed != whole
    bench.wall.set_zoom("t1", 3.3)
    assert bench.image().copy(body.right() - 100, body.top() + 4, 100, 40) != corner


def test_a_zoomed_tile_asks_for_a_larger_picture_once_the_hand_rests(bench: Bench, qtbot: QtBot) -> None:
    told: list[tuple[str, int, int]] = []
    bench.wall.tile_resized.connect(lambda *size: told.append(size))
    bench.wall.set_zoom("t0", 2.0)
    bench.wall.set_zoom("t0", 4.0)
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    body = bench.tile().body
    wanted = QSizeF(64, 36).scaled(QSizeF(body.size()), Qt.AspectRatioMode.KeepAspectRatio) * 4
    (key, width, height), *more = told
    assert (key, more) == ("t0", [])
    assert 0 <= width - wanted.width() < 8 and 0 <= height - wanted.height() < 8
    assert width % 8 == height % 2 == 0


def test_a_new_picture_of_another_size_keeps_the_part_that_is_looked_at(bench: Bench) -> None:
    bench.wall.set_zoom("t0", 4.0, QPointF(20, 60))
    tile = bench.tile()
    before = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom)
    larger = FakeSource(bench.clock, 1280, 720)
    larger.push()
    bench.wall.set_tiles([replace(bench.tiles[0], source=larger), *bench.tiles[1:]])
    bench.settle()
    assert tile.shape.width() == 1280
    assert tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom) == before


def test_dragging_moves_a_zoomed_picture_and_never_beyond_its_edge(bench: Bench) -> None:
    swapped = heard(bench.wall.tiles_swapped)
    bench.wall.set_zoom("t0", 4.0)
    centre = bench.centre("t0")
    drag(bench.wall, centre, centre + QPoint(30, 0))
    tile = bench.tile()
    moved = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom)
    assert moved.source.center().x() == pytest.approx(0.5 - 30 / moved.whole.width(), abs=0.01)
    drag(bench.wall, centre, centre + QPoint(5000, 5000))
    assert tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom).source.left() == 0.0
    assert swapped == []


def test_an_empty_or_dead_tile_is_not_zoomed(bench: Bench) -> None:
    bench.wall.set_tiles([replace(bench.tiles[0], camera="c9", source=None), *bench.tiles[1:]])
    bench.wall.set_zoom("t0", 3.0)
    assert bench.wall.zoom("t0") == 1.0


def test_another_camera_in_the_tile_is_shown_whole(bench: Bench) -> None:
    bench.wall.set_zoom("t0", 3.0)
    bench.wall.set_tiles([replace(bench.tiles[0], camera="c9"), *bench.tiles[1:]])
    assert bench.wall.zoom("t0") == 1.0


def test_fill_covers_the_place_and_fit_shows_all(bench: Bench) -> None:
    told = heard(bench.wall.fit_changed)
    tile = bench.tile()
    bars = bench.image().pixelColor(tile.body.center().x(), tile.body.top() + 6)
    bench.wall.set_fit("t0", "fill")
    assert bench.wall._painter.picture_rect(tile, 1.0) == tile.body
    assert bench.image().pixelColor(tile.body.center().x(), tile.body.top() + 6) != bars
    bench.wall.set_fit("t0", "fit")
    assert told == [("t0", "fill"), ("t0", "fit")]


@pytest.mark.parametrize(("fit", "zoom"), [("fill", 1.0), ("fill", 2.0), ("fit", 3.0)])
def test_a_part_that_comes_in_the_size_asked_for_is_drawn_pixel_by_pixel(bench: Bench, fit: Fit, zoom: float) -> None:
    bench.wall.set_fit("t1", fit)
    bench.wall.set_zoom("t1", zoom)
    sharp = FakeSource(bench.clock, *bench.wall.picture_size("t1"), seed=4)
    sharp.push()
    bench.wall.set_tiles([bench.tiles[0], replace(bench.tiles[1], source=sharp, fit=fit), *bench.tiles[2:]])
    bench.settle()
    tile = bench.tile("t1")
    placed = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom)
    left, top = round(placed.source.x() * tile.shape.width()), round(placed.source.y() * tile.shape.height())
    image = sharp.latest()
    assert image is not None
    wanted = surface.image(image).copy(left, top + 60, tile.body.width(), 40)
    shown = (
        bench.image().convertToFormat(wanted.format()).copy(tile.body.x(), tile.body.y() + 60, tile.body.width(), 40)
    )
    assert shown.copy(4, 0, 180, 40) == wanted.copy(4, 0, 180, 40)


def test_the_apps_wish_for_fill_is_followed_when_it_changes_and_the_guards_own_stays(bench: Bench) -> None:
    bench.wall.set_fit("t0", "fill")
    bench.wall.set_tiles(bench.tiles)
    assert bench.wall.fit("t0") == "fill"
    filled = [replace(tile, fit="fill") for tile in bench.tiles]
    bench.wall.set_tiles(filled)
    assert bench.wall.fit("t1") == "fill"
    bench.wall.set_tiles(bench.tiles)
    assert bench.wall.fit("t0") == bench.wall.fit("t1") == "fit"


# Carry and drop


@pytest.mark.parametrize("held", [NO_KEYS, CTRL])
def test_a_tile_dragged_on_another_changes_places_with_it(bench: Bench, held: Qt.KeyboardModifier) -> None:
    told = heard(bench.wall.tiles_swapped)
    drag(bench.wall, bench.centre("t0"), bench.centre("t3"), held)
    assert told == [("t0", "t3")]


def test_a_zoomed_tile_is_carried_by_its_header_or_with_ctrl(bench: Bench) -> None:
    told = heard(bench.wall.tiles_swapped)
    bench.wall.set_zoom("t0", 3.0)
    drag(bench.wall, bench.tile().header.center(), bench.centre("t1"))
    drag(bench.wall, bench.centre("t0"), bench.centre("t2"), CTRL)
    assert told == [("t0", "t1"), ("t0", "t2")]


def test_a_tile_dragged_to_an_empty_place_moves_there(bench: Bench) -> None:
    told = heard(bench.wall.tile_moved)
    bench.wall.set_tiles([*bench.tiles[:2], None])
    drag(bench.wall, bench.centre("t0"), bench.wall._board.rects[3].center())
    assert told == [("t0", 3)]


def test_an_unsteady_hand_or_escape_carries_nothing(bench: Bench) -> None:
    told = heard(bench.wall.tiles_swapped)
    centre = bench.centre("t0")
    drag(bench.wall, centre, centre + QPoint(3, 2))
    drag(bench.wall, centre, centre + QPoint(60, 0))
    QTest.mousePress(bench.wall, LEFT, pos=centre)
    at = bench.centre("t1")
    on_screen = QPointF(bench.wall.mapToGlobal(at))
    event = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(at), on_screen, Qt.MouseButton.NoButton, LEFT, NO_KEYS)
    QApplication.sendEvent(bench.wall, event)
    assert bench.wall._pointer.carried == "t0"
    assert bench.wall.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.keyClick(bench.wall, Qt.Key.Key_Escape)
    assert bench.wall.cursor().shape() == Qt.CursorShape.ArrowCursor
    QTest.mouseRelease(bench.wall, LEFT, pos=bench.centre("t1"))
    assert told == []


def test_where_the_carried_tile_would_land_is_seen(bench: Bench) -> None:
    before = bench.image()
    bench.wall.mark_drop(1)
    marked = bench.image()
    assert marked != before
    bench.wall.mark_drop(-1)
    assert bench.image() == before


def test_a_tile_carried_to_the_wall_of_another_window_is_dropped_there(bench: Bench, qtbot: QtBot) -> None:
    other = Bench(qtbot, bench.clock)
    bench.wall.move(0, 0)
    other.wall.move(410, 40)
    QApplication.processEvents()
    told, swapped = heard(other.wall.camera_dropped), heard(bench.wall.tiles_swapped)
    for key in ("t1", "t3"):
        drag(bench.wall, bench.centre("t2"), bench.wall.mapFromGlobal(other.wall.mapToGlobal(other.centre(key))))
    assert told == [("c2", "t1", 1), ("c2", "t3", 3)]
    assert (other.wall._drop_place, bench.wall._drop_place, swapped) == (-1, -1, [])
    drag(bench.wall, bench.centre("t2"), QPoint(200, 700))
    assert len(told) == 2


def test_a_camera_from_the_tree_lands_on_a_tile_or_an_empty_place(bench: Bench) -> None:
    told = heard(bench.wall.camera_dropped)
    bench.wall.set_tiles([*bench.tiles[:2], None, bench.tiles[3]])
    drop(bench.wall, "c7", bench.centre("t1"))
    drop(bench.wall, "c8", bench.wall._board.rects[2].center())
    assert told == [("c7", "t1", 1), ("c8", "", 2)]


def test_a_drag_that_leaves_and_other_things_change_nothing(bench: Bench) -> None:
    told = heard(bench.wall.camera_dropped)
    drop(bench.wall, "c7", bench.centre("t1"), release=False)
    assert bench.wall._drop_place == -1
    text = QMimeData()
    text.setText("c7")
    event = QDragEnterEvent(bench.centre("t1"), Qt.DropAction.CopyAction, text, LEFT, NO_KEYS)
    event.ignore()
    QApplication.sendEvent(bench.wall, event)
    assert not event.isAccepted()
    assert told == []


def test_the_selection_stays_with_its_tile_when_the_app_swaps(bench: Bench) -> None:
    bench.wall.select("t0")
    bench.wall.set_tiles([bench.tiles[3], *bench.tiles[1:3], bench.tiles[0]])
    assert (bench.wall.selected, bench.wall.selected_place) == ("t0", 3)


# Pause


def test_a_paused_tile_counts_loudly_and_keeps_its_picture_past_ten_seconds(bench: Bench) -> None:
    running = bench.image()
    bench.wall.pause("t0", True)
    paused = bench.image()
    assert paused != running
    bench.pass_time(12.0)
    assert bench.face() is Face.PAUSED
    assert bench.image() != paused
    assert ("t0", 2) not in bench.painted


def test_a_paused_tile_goes_on_by_itself_after_a_minute(bench: Bench) -> None:
    told = heard(bench.wall.tile_paused)
    bench.wall.pause("t0", True)
    bench.pass_time(59.0)
    assert bench.wall.paused("t0")
    bench.pass_time(1.5)
    bench.settle()
    assert not bench.wall.paused("t0")
    assert told == [("t0", True), ("t0", False)]
    assert bench.face() is Face.PICTURE


@pytest.mark.parametrize("how", ["mark", "scene"])
def test_an_alarm_ends_every_pause_and_shows_its_own_pictures_whole(bench: Bench, how: str) -> None:
    told, zoomed = heard(bench.wall.tile_paused), heard(bench.wall.zoom_changed)
    bench.wall.pause("t0", True)
    bench.wall.set_zoom("t2", 3.0)
    bench.wall.set_zoom("t3", 2.0)
    mark = AlarmMark(Priority.P2)
    if how == "mark":
        bench.wall.set_alarm("c2", mark)
    else:
        bench.wall.set_tiles([*bench.tiles[:2], replace(bench.tiles[2], alarm=mark), bench.tiles[3]])
    assert told == [("t0", True), ("t0", False)]
    assert zoomed[-1] == ("t2", bench.wall.zoom("t2")) == ("t2", 1.0)
    assert bench.wall.zoom("t3") == 2.0


def test_an_acknowledgement_is_no_new_alarm(bench: Bench) -> None:
    bench.wall.set_alarm("c2", AlarmMark(Priority.P2))
    bench.wall.pause("t0", True)
    bench.wall.set_alarm("c2", AlarmMark(Priority.P2, unacked=False))
    assert bench.wall.paused("t0")
    bench.wall.set_alarm("c2", AlarmMark(Priority.P2))
    assert not bench.wall.paused("t0")


def test_a_tile_without_a_picture_is_not_paused_until_it_has_one_where_the_app_wishes(bench: Bench) -> None:
    waiting = replace(bench.tiles[0], camera="c9", source=None)
    bench.wall.set_tiles([waiting, *bench.tiles[1:]])
    bench.wall.pause("t0", True)
    assert not bench.wall.paused("t0")
    bench.wall.set_tiles([replace(waiting, paused=True, source=bench.sources[0]), *bench.tiles[1:]])
    assert not bench.wall.paused("t0")
    bench.live()
    assert bench.wall.paused("t0")
    bench.wall.set_tiles([replace(waiting, source=bench.sources[0]), *bench.tiles[1:]])
    assert not bench.wall.paused("t0")


# Keys alone


def test_everything_is_done_without_a_mouse(bench: Bench) -> None:
    wall, press = bench.wall, QTest.keyClick
    names = ("snapshot_wanted", "tile_paused", "fit_changed", "zoom_changed", "tiles_swapped", "tile_moved")
    told = {name: heard(getattr(wall, name)) for name in names}
    wall.set_tiles([*bench.tiles[:3], None])
    press(wall, Qt.Key.Key_S)
    press(wall, Qt.Key.Key_P)
    press(wall, Qt.Key.Key_P)
    press(wall, Qt.Key.Key_Z)
    press(wall, Qt.Key.Key_Z)
    for _ in range(4):
        press(wall, Qt.Key.Key_Plus)
    press(wall, Qt.Key.Key_Minus)
    before = bench.tile().zoom
    press(wall, Qt.Key.Key_Right, SHIFT)
    assert bench.tile().zoom.x > before.x
    press(wall, Qt.Key.Key_Down, SHIFT)
    assert bench.tile().zoom.y > before.y
    press(wall, Qt.Key.Key_Home)
    press(wall, Qt.Key.Key_Right, CTRL)
    press(wall, Qt.Key.Key_Down)
    press(wall, Qt.Key.Key_Right, CTRL)
    assert told["snapshot_wanted"] == [("t0",)]
    assert told["tile_paused"] == [("t0", True), ("t0", False)]
    assert told["fit_changed"] == [("t0", "fill"), ("t0", "fit")]
    assert [round(float(str(z)), 3) for _, z in told["zoom_changed"]] == [1.25, 1.562, 1.953, 2.441, 1.953, 1.0]
    assert told["tiles_swapped"] == [("t0", "t1")]
    assert told["tile_moved"] == [("t2", 3)]
    press(wall, Qt.Key.Key_Right)
    assert (wall.selected, wall.selected_place) == ("", 3)
    for key in (Qt.Key.Key_S, Qt.Key.Key_P, Qt.Key.Key_Z, Qt.Key.Key_Plus, Qt.Key.Key_Return):
        press(wall, key)
    assert told["snapshot_wanted"] == [("t0",)]


def test_zero_and_escape_show_a_zoomed_picture_whole_and_digits_still_call(bench: Bench) -> None:
    called = heard(bench.wall.number_called)
    bench.wall.set_zoom("t0", 3.0)
    QTest.keyClick(bench.wall, Qt.Key.Key_0)
    assert bench.wall.zoom("t0") == 1.0
    QTest.keyClicks(bench.wall, "07")
    QTest.keyClick(bench.wall, Qt.Key.Key_Return)
    assert called == [(7,)]
    bench.wall.enlarge("t0")
    bench.wall.set_zoom("t0", 3.0)
    QTest.keyClick(bench.wall, Qt.Key.Key_Escape)
    assert (bench.wall.zoom("t0"), bench.wall.enlarged) == (1.0, "t0")
    QTest.keyClick(bench.wall, Qt.Key.Key_Escape)
    assert bench.wall.enlarged == ""


def test_keys_of_the_window_are_left_to_it(bench: Bench) -> None:
    for key, held in ((Qt.Key.Key_F11, NO_KEYS), (Qt.Key.Key_4, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_S, CTRL)):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, held, "4" if key == Qt.Key.Key_4 else "")
        bench.wall.keyPressEvent(event)
        assert not event.isAccepted(), key


def test_letters_reach_the_wall_past_any_input_method(bench: Bench) -> None:
    assert not bench.wall.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_key_held_down_does_not_toggle_on_and_on(bench: Bench) -> None:
    told = heard(bench.wall.tile_paused)
    for repeated in (False, True, True):
        bench.wall.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_P, NO_KEYS, "p", repeated))
    assert told == [("t0", True)]


def test_every_place_of_a_layout_with_empty_ones_is_selected_by_arrows(bench: Bench) -> None:
    bench.wall.set_arrangement(layouts.arrangement("10"))
    told = heard(bench.wall.place_selected)
    walk = [Qt.Key.Key_Right, Qt.Key.Key_Down, *[Qt.Key.Key_Left] * 3, Qt.Key.Key_Down, *[Qt.Key.Key_Right] * 3]
    for key in walk:
        QTest.keyClick(bench.wall, key)
    assert {0, *(place for (place,) in told)} >= {0, 1, 2, 3, 4, 6, 7, 8, 9}
