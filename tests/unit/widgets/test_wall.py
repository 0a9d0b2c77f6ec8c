"""The wall paints what changed, tells the truth about age, and is driven by the keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from tests.fakes.clock import FakeClock
from tests.fakes.pictures import FakeSource
from tests.unit.widgets.wall_bench import Bench
from video.model import Box, BoxSet, Phase, StreamKind, StreamState
from widgets import layouts, tile_words
from widgets.freshness import Face
from widgets.tile import AlarmMark, TileContent
from widgets.tile_state import TileState
from widgets.wall import Wall


@pytest.fixture
def bench(qtbot: QtBot, clock: FakeClock) -> Bench:
    return Bench(qtbot, clock)


def test_only_the_tile_with_a_new_picture_is_painted(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    bench.painted.clear()
    taken = [source.taken for source in bench.sources]
    bench.sources[2].push()
    bench.settle()
    assert bench.painted == [("t2", 2)]
    assert [s.taken - t for s, t in zip(bench.sources, taken, strict=True)] == [0, 0, 1, 0]


def test_a_picture_is_taken_once_however_often_the_wall_is_painted(bench: Bench) -> None:
    bench.sources[0].push()
    for _ in range(3):
        bench.wall.repaint()
    assert bench.painted == [("t0", 1)]


def test_a_picture_goes_grey_and_black_though_no_frame_ever_comes(bench: Bench) -> None:
    bench.push_all(age=0.0)
    bench.settle()
    assert bench.face() is Face.PICTURE
    colourful = bench.colour_at("t1")
    bench.clock.advance(2.1)
    bench.settle()
    assert bench.face() is Face.STALE
    grey = bench.colour_at("t1")
    assert grey.red() == grey.green() == grey.blue() != colourful.red()
    bench.clock.advance(8.0)
    bench.settle()
    assert bench.face() is Face.DEAD
    assert bench.colour_at("t1") == QColor("black")


def test_an_old_frame_that_is_painted_late_is_never_shown_as_live(bench: Bench) -> None:
    bench.sources[0].push(age=5.0)
    bench.wall.repaint()
    assert bench.face() is Face.STALE


def test_a_picture_that_waited_on_its_way_is_as_old_as_it_is(bench: Bench) -> None:
    bench.sources[0].push(age=0.05, behind=1.5)
    bench.settle()
    assert bench.face() is Face.PICTURE
    bench.sources[0].push(age=0.05, behind=3.6)
    bench.settle()
    assert bench.face() is Face.STALE
    bench.sources[0].push(age=0.05, behind=12.0)
    bench.settle()
    assert bench.face() is Face.DEAD


def test_a_step_of_the_computers_clock_ages_no_picture(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    bench.clock.step_utc(3600)
    bench.settle()
    assert bench.face() is Face.PICTURE


def test_a_picture_comes_back_with_the_next_frame(bench: Bench) -> None:
    bench.push_all()
    bench.clock.advance(20)
    bench.settle()
    assert bench.face() is Face.DEAD
    bench.push_all()
    bench.settle()
    assert bench.face() is Face.PICTURE


def test_key_pictures_are_judged_by_packets(bench: Bench) -> None:
    source = bench.sources[0]
    source.push(key_only=True)
    bench.settle()
    bench.clock.advance(5)
    source.push(key_only=True)
    bench.settle()
    bench.clock.advance(4)
    state = StreamState("c0", StreamKind.SUB, Phase.LIVE, 0.0, last_packet_at=bench.clock.now())
    bench.wall.update_state(state)
    bench.settle()
    assert bench.face() is Face.KEY_PICTURES
    bench.clock.advance(3)
    bench.settle()
    assert bench.face() is Face.STALE


def test_the_old_picture_stays_until_the_new_source_has_one(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    successor = FakeSource(bench.clock, 128, 72)
    bench.wall.set_tiles([replace(bench.tiles[0], source=successor), *bench.tiles[1:]])
    bench.settle()
    assert bench.tile().shape.width() == 64
    successor.push()
    bench.settle()
    assert bench.tile().shape.width() == 128


def test_another_camera_under_the_same_key_forgets_the_picture(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    bench.wall.set_tiles([replace(bench.tiles[0], camera="c9", source=None), *bench.tiles[1:]])
    assert bench.face() is Face.WAITING


def test_a_paused_tile_takes_no_picture_and_says_so(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    with_picture = bench.image()
    bench.wall.pause("t0", True)
    bench.sources[0].push()
    bench.painted.clear()
    bench.settle()
    assert bench.painted == []
    assert bench.image() != with_picture
    bench.wall.pause("t0", False)
    bench.settle()
    assert bench.painted == [("t0", 2)]


def test_each_size_is_told_once_and_fits_the_tile(qtbot: QtBot, clock: FakeClock) -> None:
    wall = Wall(clock)
    qtbot.addWidget(wall)
    told: list[tuple[str, int, int]] = []
    wall.tile_resized.connect(lambda *size: told.append(size))
    wall.resize(802, 602)
    wall.set_arrangement(layouts.grid(4))
    wall.set_tiles([TileContent(f"t{i}", f"c{i}", i, "") for i in range(4)])
    with qtbot.waitExposed(wall):
        wall.show()
    assert {key for key, *_ in told} == {"t0", "t1", "t2", "t3"}
    assert told[0] == ("t0", 400, 276)
    told.clear()
    wall.set_arrangement(layouts.grid(4))
    assert told == []
    wall.resize(1002, 602)
    qtbot.waitUntil(lambda: len(told) == 4)
    assert told[0][1] == 500


def test_keys_select_enlarge_and_come_back(bench: Bench) -> None:
    told: list[str] = []
    bench.wall.tile_enlarged.connect(told.append)
    QTest.keyClick(bench.wall, Qt.Key.Key_Right)
    QTest.keyClick(bench.wall, Qt.Key.Key_Down)
    assert bench.wall.selected == "t3"
    QTest.keyClick(bench.wall, Qt.Key.Key_Return)
    assert list(bench.wall.faces()) == ["t3"]
    QTest.keyClick(bench.wall, Qt.Key.Key_Escape)
    assert len(bench.wall.faces()) == 4
    assert told == ["t3", ""]


def test_enlarging_the_only_tile_asks_to_come_back(bench: Bench) -> None:
    told: list[str] = []
    bench.wall.set_arrangement(layouts.grid(1))
    bench.wall.tile_enlarged.connect(told.append)
    QTest.keyClick(bench.wall, Qt.Key.Key_Return)
    assert told == [""]


def test_digits_and_enter_call_a_camera(bench: Bench) -> None:
    called: list[int] = []
    bench.wall.number_called.connect(called.append)
    before = bench.image()
    QTest.keyClicks(bench.wall, "12")
    assert bench.image() != before
    QTest.keyClick(bench.wall, Qt.Key.Key_Backspace)
    QTest.keyClick(bench.wall, Qt.Key.Key_Enter)
    assert called == [1]
    QTest.keyClicks(bench.wall, "3")
    QTest.keyClick(bench.wall, Qt.Key.Key_Escape)
    QTest.keyClick(bench.wall, Qt.Key.Key_Enter)
    assert called == [1]


def test_escape_with_nothing_to_leave_goes_to_the_page(bench: Bench, qtbot: QtBot) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    bench.wall.keyPressEvent(event)
    assert not event.isAccepted()


def test_mouse_selects_and_enlarges(bench: Bench) -> None:
    centre = bench.tile("t2").body.center()
    QTest.mouseClick(bench.wall, Qt.MouseButton.LeftButton, pos=centre)
    assert bench.wall.selected == "t2"
    QTest.mouseDClick(bench.wall, Qt.MouseButton.LeftButton, pos=centre)
    assert bench.wall.enlarged == "t2"


def test_an_unacknowledged_alarm_pulses_once_a_second_and_an_acknowledged_one_is_still(bench: Bench) -> None:
    bench.push_all()

    def headers() -> list[QColor]:
        colours = []
        for _ in range(4):
            bench.clock.advance(0.5)
            bench.push_all()
            bench.settle()
            header = bench.tile("t0").header
            colours.append(bench.image().pixelColor(header.right() - 1, header.top() + 1))
        return colours

    bench.wall.set_alarm("c0", AlarmMark(Priority.P1))
    one, two, three, four = headers()
    assert (one, two) == (three, four)
    assert one != two
    bench.wall.set_alarm("c0", AlarmMark(Priority.P1, unacked=False))
    assert len({c.rgb() for c in headers()}) == 1


def test_boxes_of_another_time_are_not_drawn(bench: Bench) -> None:
    bench.push_all()
    bench.settle()
    plain = bench.image()
    box = Box(0.2, 0.2, 0.8, 0.8, "person", 0.9)
    bench.wall.set_boxes(BoxSet("c0", bench.clock.now() - 3.0, (box,), "test"))
    assert bench.image() == plain
    frame = bench.wall.frame("t0")
    assert frame is not None
    bench.wall.set_boxes(BoxSet("c0", frame.captured_at, (box,), "test"))
    assert bench.image() != plain


def test_a_hidden_wall_rests(bench: Bench) -> None:
    bench.wall._tick.start()
    bench.wall.hide()
    assert not bench.wall._tick.isActive()


@pytest.mark.parametrize(
    ("phase", "reason", "words"),
    [
        (Phase.REFUSED, "unauthorized", "password"),
        (Phase.REFUSED, "no_password", "--self-check"),
        (Phase.UNSUPPORTED, "unsupported", "H.264"),
        (Phase.LOST, "unreachable", "cable"),
        (Phase.STALLED, "stalled", "no picture data"),
        (Phase.REFUSED, "untrusted", "certificate"),
        (Phase.STALLED, "damaged", "network"),
    ],
)
def test_trouble_is_told_in_words_with_the_next_try(phase: Phase, reason: str, words: str) -> None:
    state = StreamState("c", StreamKind.SUB, phase, 0.0, reason, next_try_at=104.6)
    assert words in tile_words.reason(state)
    assert tile_words.next_try(state, 100.0) == "Trying again in 5 s"
    assert "error" not in tile_words.reason(state).lower()


def test_the_state_of_the_stream_on_show_is_told(bench: Bench) -> None:
    main = StreamState("c0", StreamKind.MAIN, Phase.LOST, 0.0, "unreachable")
    sub = StreamState("c0", StreamKind.SUB, Phase.LIVE, 0.0)
    tile = bench.tile("t0")
    bench.wall.update_state(main)
    bench.wall.update_state(sub)
    assert tile.stream is sub
    bench.wall.set_kind("t0", StreamKind.MAIN)
    assert tile.stream is main


def test_a_line_that_tells_the_age_never_contradicts_the_header(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer that is too busy judges seldom: header and line are of the same picture all the same."""
    wall, source = bench.wall, bench.sources[0]
    source.push(key_only=True)
    bench.settle()
    bench.clock.advance(2.0)
    state = StreamState("c0", StreamKind.SUB, Phase.LIVE, 0.0, last_packet_at=bench.clock.now())
    wall.update_state(state)
    bench.settle()
    assert bench.face() is Face.KEY_PICTURES
    headers: list[tuple[str, ...]] = []
    header = wall._painter.header

    def painted(painter: object, tile: TileState, monotonic: float, lit: bool, selected: bool) -> None:
        headers.append(header.right_words(tile, monotonic))

    monkeypatch.setattr(header, "paint", painted)
    source.push(key_only=True)
    wall._judged_at = bench.clock.monotonic()
    for ask in (wall.tick, lambda: wall.update(bench.tile().body)):
        headers.clear()
        ask()
        qtbot.waitUntil(lambda: bool(headers))
        assert headers[-1][1] == "0.0 s"
        source.push(key_only=True)
