"""What a tile says about its picture, loudly where it lies, and that saying it costs nothing while nothing changes."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.fakes.pictures import FakeSource
from tests.unit.widgets.wall_bench import Bench
from video.model import Phase, StreamKind, StreamState
from widgets import tile_state, tile_words
from widgets.freshness import Face
from widgets.tile_header import TileHeader
from widgets.tile_painter import TilePainter
from widgets.tile_state import PAST_COMES_WITHIN_S, TileState


@pytest.fixture
def bench(qtbot: QtBot, clock: FakeClock) -> Bench:
    made = Bench(qtbot, clock)
    made.live()
    return made


class Counts:
    """How often each tile's header and body are painted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.headers: Counter[str] = Counter()
        self.bodies: Counter[str] = Counter()
        header, body = TileHeader.paint, TilePainter._body

        def count_header(this: TileHeader, painter: object, tile: TileState, *rest: object) -> None:
            self.headers[tile.content.key] += 1
            header(this, painter, tile, *rest)  # type: ignore[arg-type]

        def count_body(this: TilePainter, painter: object, tile: TileState, *rest: object) -> None:
            self.bodies[tile.content.key] += 1
            body(this, painter, tile, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(TileHeader, "paint", count_header)
        monkeypatch.setattr(TilePainter, "_body", count_body)


def words_on(bench: Bench, key: str = "t0") -> list[str]:
    """The bands over a tile's picture, as they are painted now."""
    bands = bench.wall._painter._bands(bench.tile(key), bench.wall._moment())
    return [band.words[0] + band.fixed for band in bands]


def hover(bench: Bench, at: QPoint) -> None:
    on_screen = QPointF(bench.wall.mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), on_screen, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(bench.wall, event)


# Marks


@pytest.mark.parametrize("code", ["frozen", "looped", "covered", "defocused", "moved", "something new"])
def test_what_is_wrong_with_a_picture_is_said_on_every_live_tile_of_the_camera(bench: Bench, code: str) -> None:
    past = replace(bench.tiles[1], camera="c0", mode="past", reference=bench.clock.now())
    bench.wall.set_tiles([bench.tiles[0], past, replace(bench.tiles[2], camera="c0"), bench.tiles[3]])
    bench.live()
    before = bench.image()
    bench.wall.set_quality("c0", code)
    assert words_on(bench, "t0") == words_on(bench, "t2") == [tile_words.quality(code)[0][0]]
    assert words_on(bench, "t1") == words_on(bench, "t3") == []
    assert bench.image() != before
    bench.wall.set_quality("c0", None)
    assert words_on(bench) == []
    assert bench.image() == before


def test_a_frozen_picture_loses_its_colour_though_frames_keep_coming(bench: Bench) -> None:
    colourful = bench.colour_at("t1")
    bench.wall.set_quality("c1", "frozen")
    bench.live()
    grey = bench.colour_at("t1")
    assert bench.face("t1") is Face.PICTURE
    assert grey.red() == grey.green() == grey.blue() != colourful.red()


def test_a_frozen_picture_is_greyed_once_a_second_however_many_frames_come(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[QImage] = []
    dimmed = tile_state._dimmed

    def counted(image: QImage) -> QImage:
        made.append(image)
        return dimmed(image)

    monkeypatch.setattr(tile_state, "_dimmed", counted)
    bench.wall.set_quality("c1", "looped")
    for _ in range(25):
        bench.clock.advance(0.1)
        bench.push_all()
        bench.settle()
    assert 2 <= len(made) <= 4
    bench.wall.set_quality("c1", None)
    bench.live()
    assert bench.tile("t1")._grey is None


def test_a_tile_that_comes_later_is_told_what_is_wrong_with_its_camera(bench: Bench) -> None:
    bench.wall.set_tiles(bench.tiles[:2])
    bench.wall.set_quality("c3", "covered")
    bench.wall.set_tiles(bench.tiles)
    assert words_on(bench, "t3") == [tile_words.quality("covered")[0][0]]


def test_a_tile_that_sheds_load_says_so_with_its_interval(bench: Bench) -> None:
    bench.wall.set_shedding("t0", 2.0)
    assert words_on(bench) == ["Computer busy, one picture every 2 s"]
    bench.wall.set_shedding("t0", 0.5)
    assert words_on(bench) == ["Computer busy, one picture every 0.5 s"]
    bench.sources[0].push(key_only=True)
    bench.settle()
    bench.clock.advance(1.2)
    state = StreamState("c0", StreamKind.SUB, Phase.LIVE, 0.0, last_packet_at=bench.clock.now())
    bench.wall.update_state(state)
    bench.settle()
    assert bench.face() is Face.KEY_PICTURES
    assert words_on(bench) == ["Computer busy, one picture every 0.5 s: 1 s old"]
    bench.wall.set_shedding("t0", None)
    assert words_on(bench) == ["Single pictures: 1 s old"]


def test_a_pause_says_how_long_it_lasts(bench: Bench) -> None:
    bench.wall.pause("t0", True)
    assert words_on(bench) == ["PAUSED 00:00"]
    bench.pass_time(12.3)
    assert words_on(bench) == ["PAUSED 00:12"]


def test_the_louder_word_comes_first(bench: Bench) -> None:
    bench.wall.set_quality("c0", "covered")
    bench.wall.set_shedding("t0", 2.0)
    bench.wall.pause("t0", True)
    assert words_on(bench) == ["PAUSED 00:00", tile_words.quality("covered")[0][0]]


# Details


def test_details_show_under_the_mouse_or_always_and_are_hidden_else(bench: Bench) -> None:
    plain = bench.image()
    hover(bench, bench.centre("t2"))
    hovered = bench.image()
    assert hovered != plain
    hover(bench, bench.centre("t3"))
    assert bench.image() not in (plain, hovered)
    QApplication.sendEvent(bench.wall, QEvent(QEvent.Type.Leave))
    assert bench.image() == plain
    bench.wall.set_hover_header(False)
    hover(bench, bench.centre("t2"))
    assert bench.image() == plain
    bench.wall.set_header_details(True)
    assert bench.image() != plain


def test_the_key_i_shows_all_details_and_tells_the_app(bench: Bench, qtbot: QtBot) -> None:
    told: list[bool] = []
    bench.wall.header_details_changed.connect(told.append)
    for _ in range(2):
        qtbot.keyClick(bench.wall, Qt.Key.Key_I)
    assert told == [True, False]


def test_details_say_stream_size_rate_and_delay(bench: Bench) -> None:
    state = StreamState("c0", StreamKind.MAIN, Phase.LIVE, 0.0, width=1920, height=1080, codec="hevc", frame_rate=24.9)
    bench.wall.set_kind("t0", StreamKind.MAIN)
    bench.wall.update_state(state)
    said = ("HD", "25 pictures/s", "delay 50 ms", "1920×1080", "H.265")
    assert tile_words.details(bench.tile()) == said


def test_a_past_loop_has_no_stream_to_tell_of(bench: Bench) -> None:
    bench.wall.set_tiles([replace(bench.tiles[0], mode="past", reference=0.0)])
    bench.live()
    assert tile_words.details(bench.tile()) == ()


def test_a_past_that_does_not_come_is_said_to_be_gone_and_another_is_asked_for_anew(bench: Bench) -> None:
    past = replace(bench.tiles[0], mode="past", reference=0.0, source=FakeSource(bench.clock, seed=9))
    bench.wall.set_tiles([past, *bench.tiles[1:]])
    bench.settle()
    before = bench.image()
    bench.clock.advance(PAST_COMES_WITHIN_S + 1)
    bench.settle()
    assert bench.tile().past_gone(bench.clock.monotonic())
    assert bench.image() != before
    bench.wall.set_tiles([replace(past, source=FakeSource(bench.clock, seed=8)), *bench.tiles[1:]])
    assert not bench.tile().past_gone(bench.clock.monotonic())


def test_a_past_loop_that_waits_for_a_busy_computer_is_not_called_an_old_picture(bench: Bench) -> None:
    bench.wall.set_tiles([replace(bench.tiles[0], mode="past", reference=0.0), *bench.tiles[1:]])
    assert bench.wall.faces()["t0"] is Face.WAITING
    bench.live()
    bench.clock.advance(30)
    bench.settle()
    assert bench.wall.faces()["t0"] is Face.PICTURE
    assert bench.wall.faces()["t1"] is Face.DEAD


# Cost


def test_nothing_is_painted_while_nothing_changes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.wall.set_quality("c2", "frozen")
    bench.wall.set_zoom("t3", 2.0)
    bench.wall.set_header_details(True)
    bench.live()
    bench.pass_time(0.1)
    bench.clock.advance(0.1)
    bench.settle()
    counts = Counts(monkeypatch)
    for _ in range(8):
        bench.clock.advance(0.1)
        bench.settle()
    assert (counts.headers, counts.bodies) == ({}, {})


def test_a_new_picture_paints_its_own_tile_once_and_draws_no_words_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.wall.set_quality("c2", "frozen")
    bench.wall.set_shedding("t2", 2.0)
    bench.wall.set_zoom("t2", 2.0)
    bench.wall.set_header_details(True)
    bench.live()
    bench.live()
    counts = Counts(monkeypatch)
    bands = bench.wall._painter.bands
    kept = dict(bands._kept)
    for _ in range(10):
        bench.sources[2].push()
        bench.settle()
    assert counts.bodies == {"t2": 10}
    assert counts.headers == {}
    assert bands._kept.items() == kept.items()


def test_hovering_repaints_only_the_two_tiles_it_concerns(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    hover(bench, bench.centre("t0"))
    bench.settle()
    counts = Counts(monkeypatch)
    hover(bench, bench.centre("t1"))
    hover(bench, bench.centre("t1") + QPoint(4, 4))
    bench.settle()
    assert counts.bodies == {"t0": 1, "t1": 1}


def test_kept_words_do_not_grow_without_end(bench: Bench) -> None:
    bands = bench.wall._painter.bands
    for second in range(60):
        bench.wall.set_shedding("t0", 2.0 + second)
        for factor in (2.0, 3.0, 4.0):
            bench.wall.set_zoom("t1", factor + second / 20)
            bench.settle()
    assert len(bands._kept) <= 160


def test_the_repaint_rate_is_lowered_and_restored(bench: Bench) -> None:
    bench.wall._tick.start()
    bench.wall.set_repaint_rate(10)
    assert bench.wall._tick.interval() == 100
    bench.wall.set_repaint_rate(60)
    assert bench.wall._tick.interval() <= 17
    bench.wall.set_repaint_rate(0)
    assert bench.wall._tick.interval() == 1000
    bench.wall._tick.stop()


def test_an_old_picture_differs_from_a_grey_live_one_beyond_its_colour() -> None:
    """By night an infrared camera's live picture is grey and dark."""
    night = QImage(640, 360, QImage.Format.Format_RGB32)
    night.fill(QColor(70, 70, 70))
    old = tile_state._dimmed(night)
    across = [old.pixelColor(x, 180).red() for x in range(640)]
    edges = sum(abs(after - before) > 20 for before, after in pairwise(across))
    assert 10 <= edges <= 60, "stripes that are seen, and seen through"
    assert across.count(min(across)) > 500
