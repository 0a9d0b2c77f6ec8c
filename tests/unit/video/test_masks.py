"""Private areas: every pixel that one touches is black, in any format and size, and nothing else is."""

import time
from collections.abc import Callable, Sequence

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes.clock import FakeClock
from video.masks import Area, Areas, Blackener, MaskTable, Veil, masked_copy

DOOR: Area = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
ARROW: Area = ((0.1, 0.1), (0.9, 0.5), (0.1, 0.9), (0.4, 0.5))
CORNERS = st.tuples(st.floats(0, 1), st.floats(0, 1))


def white(width: int, height: int, pixel_format: str = "bgra") -> VideoFrame:
    return VideoFrame.from_ndarray(np.full((height, width, 3), 255, np.uint8), format="rgb24").reformat(
        format=pixel_format
    )


def black(picture: VideoFrame) -> NDArray[np.bool_]:
    return np.asarray(picture.to_ndarray(format="rgb24").max(axis=2) < 40)


def inside(area: Area, x: float, y: float) -> bool:
    """Whether a point is in a polygon: even and odd crossings of a ray."""
    odd = False
    for (x1, y1), (x2, y2) in zip(area, (*area[1:], area[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            odd = not odd
    return odd


@pytest.mark.parametrize("pixel_format", ["bgra", "bgr24", "rgb24", "yuv420p"])
@pytest.mark.parametrize("size", [(64, 48), (63, 47), (320, 180), (2, 2)])
def test_an_area_is_black_and_the_rest_is_not(size: tuple[int, int], pixel_format: str) -> None:
    picture = white(*size, pixel_format)
    Blackener().draw(picture, (DOOR,))
    found, (width, height) = black(picture), size
    for row in range(height):
        for column in range(width):
            x, y = (column + 0.5) / width, (row + 0.5) / height
            far = not (0.25 - 4 / width <= x <= 0.75 + 4 / width and 0.25 - 4 / height <= y <= 0.75 + 4 / height)
            if 0.25 <= x <= 0.75 and 0.25 <= y <= 0.75:
                assert found[row, column], (row, column)
            elif far:
                assert not found[row, column], (row, column)


@settings(max_examples=60, deadline=None)
@given(st.lists(CORNERS, min_size=3, max_size=7))
def test_no_point_of_any_polygon_is_left(corners: Sequence[tuple[float, float]]) -> None:
    area: Area = tuple(corners)
    picture = white(40, 30)
    Blackener().draw(picture, (area,))
    found = black(picture)
    for number in range(1200):
        x, y = (number * 0.618034) % 1, (number + 0.5) / 1200
        if inside(area, x, y):
            assert found[int(y * 30), int(x * 40)], (x, y)
    for x, y in area:
        assert found[min(29, int(y * 30)), min(39, int(x * 40))], (x, y)


def test_two_areas_and_a_notch_keep_what_lies_between() -> None:
    picture = white(200, 200)
    Blackener().draw(picture, (ARROW, ((0.95, 0.0), (1.0, 0.0), (1.0, 0.05))))
    found = black(picture)
    assert found[100, 120]  # the arrow's body
    assert found[2, 198]
    assert not found[100, 30]  # the notch behind it
    assert not found[10, 10]


def test_a_copy_leaves_the_original_as_it_was() -> None:
    picture = white(64, 48, "yuv420p")
    copy = masked_copy(picture, (DOOR,))
    assert black(copy)[24, 32]
    assert not black(picture).any()
    assert masked_copy(picture, ()) is picture


def test_a_veil_falls_again_by_itself() -> None:
    clock, table = FakeClock(), MaskTable()
    table.replace({"gate": (DOOR,)})
    veil = Veil(table, ("gate",), clock, clock.monotonic() + 60)
    shown, hidden = white(64, 48), white(64, 48)
    veil.draw(shown)
    clock.advance(60)
    veil.draw(hidden)
    assert not black(shown).any()
    assert black(hidden)[24, 32]


def test_new_areas_hold_from_the_next_picture_on() -> None:
    table = MaskTable()
    veil = Veil(table, ("gate",), FakeClock())
    before, after, other = white(64, 48), white(64, 48), white(64, 48)
    veil.draw(before)
    table.replace({"gate": (DOOR,)})
    veil.draw(after)
    Veil(table, ("lobby",), FakeClock()).draw(other)
    assert [bool(black(one).any()) for one in (before, after, other)] == [False, True, False]


def test_clips_of_several_cameras_hide_the_areas_of_all() -> None:
    table = MaskTable()
    table.replace({"gate": (DOOR,), "lobby": (((0.0, 0.0), (0.1, 0.0), (0.0, 0.1)),)})
    picture = white(64, 48)
    Veil(table, ("gate", "lobby"), FakeClock()).draw(picture)
    assert black(picture)[24, 32]
    assert black(picture)[1, 1]


def test_half_a_tile_costs_less_than_a_quarter_of_scaling_it() -> None:
    areas: Areas = (((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)),)
    source, blackener = white(1280, 720, "yuv420p"), Blackener()
    shown = [source.reformat(640, 360, "bgra") for _ in range(20)]
    blackener.draw(shown[0], areas)

    def mask() -> None:
        for one in shown:
            blackener.draw(one, areas)

    def spent(work: Callable[[], object]) -> float:
        before = time.process_time()
        work()
        return time.process_time() - before

    masking = min(spent(mask) for _ in range(3))
    scaling = min(spent(lambda: [source.reformat(640, 360, "bgra") for _ in shown]) for _ in range(3))
    assert masking < scaling / 4, (masking, scaling)


def test_libav_gives_pictures_that_may_be_written_to() -> None:
    plane = memoryview(av.VideoFrame(64, 32, "bgra").planes[0])
    assert not plane.readonly
