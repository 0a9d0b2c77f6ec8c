"""Every word has room: on a gate house's small screen, at 200 %, at 4K, in both languages, in every arrangement."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from app.translations import Translations
from tests.fakes.clock import FakeClock
from tests.unit.widgets.wall_bench import Bench
from video.model import Phase, StreamKind, StreamState
from widgets import layouts, number_plate, theme, tile_words
from widgets.theme import Theme
from widgets.tile import AlarmMark, TileContent
from widgets.tile_bands import Band, BandPainter
from widgets.tile_card import CardPainter
from widgets.tile_header import HEIGHT, TileHeader
from widgets.tile_state import TileState


@pytest.fixture
def bench(qtbot: QtBot, clock: FakeClock) -> Bench:
    made = Bench(qtbot, clock)
    made.live()
    return made


@pytest.fixture(params=["en", "zh_CN"])
def spoken(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    translations = Translations(qapp)
    translations.use(request.param)
    yield request.param
    translations.clear()


WIDTHS = (150, 170, 240, 318, 478, 640, 960, 1920, 3840)
TITLES = ("东围栏 3 区（靠近 12 号楼北侧绿化带）", "East fence 3, behind the green strip north of block 12", "北门")


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("title", TITLES)
def test_number_and_age_are_never_cut_and_the_clock_gives_way_only_to_the_name(
    bench: Bench, title: str, scale: float, spoken: str
) -> None:
    tile, header = bench.tile(), TileHeader(Theme(scale=scale))
    look = header.theme
    alarm = AlarmMark(Priority.P1)
    tile.content = replace(tile.content, number=1234, title=title, zone="东围栏", alarm=alarm, note="motion only")
    clock, age = header.right_words(tile, bench.clock.monotonic())
    for width in WIDTHS:
        tile.header = QRect(0, 0, look.px(width), look.px(HEIGHT))
        arranged = header.arranged(tile, bench.clock.monotonic())
        assert arranged.right.endswith(age)
        assert clock in arranged.right or width < 300
        shown = look.metrics(theme.TEXT, True).horizontalAdvance(arranged.title)
        used = header._before_title(tile.content) + shown
        used += look.metrics(theme.CAPTION).horizontalAdvance(arranged.right) + look.px(8) + 2 * look.px(6)
        assert used <= tile.header.width()
        if arranged.title != title:
            assert title in arranged.left_out


def test_what_the_header_left_out_is_read_under_the_mouse(bench: Bench) -> None:
    tile, painter, moment = bench.tile(), bench.wall._painter, bench.wall._moment()
    tile.content = replace(tile.content, title=TITLES[1], zone="Roads and grounds")
    clock, _ = painter.header.right_words(tile, moment.monotonic)
    tile.header = QRect(0, 0, 170, HEIGHT)
    assert painter._details(tile, moment)[:3] == (TITLES[1], clock, "Roads and grounds")
    assert painter.body_key(tile, moment, True) != painter.body_key(tile, moment, False)
    tile.header = QRect(0, 0, 1200, HEIGHT)
    assert clock not in painter._details(tile, moment)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_fact_about_a_stream_is_cut_off_on_any_tile(width: int, scale: float, spoken: str) -> None:
    painter = BandPainter(Theme(scale=scale))
    facts = (*("15:56:47", tile_words.main_stream(), "25 pictures/s", "delay 50 ms"), "1920×1080", "H.265")
    lines = painter.lines(facts, painter.theme.px(width))
    assert [fact for line in lines for fact in line.split("   ")] == list(facts)
    metrics = painter.theme.metrics(theme.CAPTION)
    assert all(metrics.horizontalAdvance(line) <= painter.theme.px(width) for line in lines)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", WIDTHS)
def test_some_words_of_every_band_have_room_uncut_on_any_tile(width: int, scale: float, spoken: str) -> None:
    painter = BandPainter(Theme(scale=scale))
    room = painter.theme.px(width)
    bands = [Band(*tile_words.old_picture(9.9), "loud"), Band(*tile_words.paused(59.0), "loud", held=True)]
    bands += [Band(*tile_words.key_pictures(2.0, 1.0, shedding), "quiet") for shedding in (True, False)]
    bands += [Band(tile_words.shedding(2.0), "", "quiet")]
    bands += [Band(tile_words.quality(code)[0], "", "trouble") for code in QUALITIES]
    for band in bands:
        size = painter._size(band, 0)
        said, side = painter.words(band, room, size), painter._mark_side(band, size)
        advance = painter.theme.metrics(size, band.loudness != "quiet").horizontalAdvance(said)
        assert advance + side + (3 if side else 2) * painter.theme.px(4) <= room
        assert said in [words + band.fixed for words in band.words], "cut off"


QUALITIES = ("frozen", "looped", "covered", "defocused", "moved")
REASONS = (
    "unauthorized",
    "no_password",
    "untrusted",
    "unsupported",
    "unreachable",
    "timeout",
    "protocol",
    "ended",
    "stalled",
    "damaged",
)
SCREENS = [(1366, 700, 1.0), (1920, 1000, 1.0), (1920, 1000, 2.0), (3840, 2060, 1.0), (3840, 2060, 2.0)]


@pytest.mark.parametrize("name", layouts.NAMED)
@pytest.mark.parametrize(("width", "height", "scale"), SCREENS)
def test_no_card_is_cut_off_on_any_screen_in_any_arrangement(
    name: str, width: int, height: int, scale: float, spoken: str
) -> None:
    painter = CardPainter(Theme(scale=scale))
    look = painter.theme
    headline = tile_words.no_picture(0.0, 1e6)
    for rect in layouts.to_pixels(layouts.arrangement(name), QSize(width, height), look.px(2)):
        body = rect.adjusted(0, look.px(HEIGHT), 0, 0)
        if body.height() < look.px(40):
            continue  # 64 places at 200 % on a full HD screen: nobody can read them
        for reason in REASONS:
            state = StreamState("c", StreamKind.SUB, Phase.LOST, 0.0, reason, next_try_at=5.0, codec="MPEG-4")
            words = (headline, tile_words.reason(state), tile_words.next_try(state, 0.0))
            lines = painter.lines(body, words)
            area = painter.area(body)
            assert lines[0].text == headline
            assert painter.height(lines, area.width()) <= area.height(), (name, reason, body)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(("width", "height"), [(240, 130), (480, 270), (960, 540), (3840, 2160)])
def test_the_number_being_typed_and_its_hint_have_room_on_any_wall(
    width: int, height: int, scale: float, spoken: str
) -> None:
    look = Theme(scale=scale)
    wall = QRect(0, 0, round(width * scale), round(height * scale))
    plate, figures, size = number_plate.placed(wall, look)
    assert wall.contains(plate)
    assert plate.contains(figures)
    assert figures.height() >= look.metrics(size, True).tightBoundingRect("0123456789").height()
    assert figures.width() >= look.metrics(size, True).horizontalAdvance("0000")


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_long_and_short(reason: str, spoken: str) -> None:
    state = StreamState("c", StreamKind.SUB, Phase.LOST, 0.0, reason)
    said = tile_words.reason(state)
    short = tile_words.in_short(said)
    assert said and short and not {":", "："} & set(short)
    assert said.isascii() is (spoken == "en")


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_is_told_on_the_card(bench: Bench, phase: Phase) -> None:
    content = TileContent("k", "c", 1, "", state=StreamState("c", StreamKind.SUB, phase, 0.0, "stalled"))
    words = CardPainter(Theme()).words(TileState(content), bench.clock.now(), bench.clock.monotonic())
    assert len(words) >= 2 and all(words)
