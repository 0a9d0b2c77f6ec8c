"""Tiles cover the wall, do not overlap, and arrows find their neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize, Qt

from widgets import layouts
from widgets.call_number import CallNumber
from widgets.layout_steps import Steps


def covered(rects: list[QRectF]) -> float:
    return sum(r.width() * r.height() for r in rects)


@pytest.mark.parametrize("tiles", layouts.GRID_SIZES)
def test_even_grids_cover_the_wall(tiles: int) -> None:
    rects = layouts.grid(tiles)
    assert len(rects) == tiles
    assert covered(rects) == pytest.approx(1.0)


@pytest.mark.parametrize("others", range(9))
def test_a_call_up_covers_the_wall_with_the_past_beside_its_main_picture(others: int) -> None:
    rects = layouts.call_up(others)
    assert len(rects) == others + 2
    assert covered(rects) == pytest.approx(1.0)
    main, past = rects[:2]
    beside = past.left() == pytest.approx(main.right()) and past.top() == main.top()
    below = past.top() == pytest.approx(main.bottom()) and past.left() == main.left()
    assert below if others == 1 else beside


@pytest.mark.parametrize("wall", [QSize(1558, 976), QSize(1004, 664), QSize(3480, 2016)])
@pytest.mark.parametrize("shape", [(4, 0), (1, 3), (2, 2), (3, 1), (1, 4), (2, 3)])
def test_with_neighbours_or_alarms_that_wait_hardly_anything_stays_black(wall: QSize, shape: tuple[int, int]) -> None:
    rects = layouts.call_up(*shape)
    assert len(rects) == sum(shape) + 2
    assert covered(rects) == pytest.approx(1.0)
    places = layouts.to_pixels(rects, wall, 2)
    pictures = [QSize(16, 9).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio) for place in places]
    black = 1 - sum(one.width() * one.height() for one in pictures) / (wall.width() * wall.height())
    assert black < 0.23


def test_a_single_other_camera_shares_its_row_so_that_less_stays_black() -> None:
    def black(rects: list[QRectF]) -> float:
        wall = QSize(1004, 664)
        places = layouts.to_pixels(rects, wall, 2)
        pictures = [QSize(16, 9).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio) for place in places]
        return 1 - sum(one.width() * one.height() for one in pictures) / (wall.width() * wall.height())

    width, height = layouts.MAIN_WIDTH, layouts.MAIN_HEIGHT
    beside = [QRectF(0, 0, width, height), QRectF(width, 0, 1 - width, height), QRectF(0, height, 1, 1 - height)]
    assert black(layouts.call_up(1)) < black(beside) - 0.1


@pytest.mark.parametrize("others", range(1, 5))
@pytest.mark.parametrize("wall", [QSize(1558, 976), QSize(1004, 664), QSize(3480, 2016)])
def test_a_call_up_leaves_no_large_black_above_and_below_the_main_picture(others: int, wall: QSize) -> None:
    main, past, *rest = layouts.to_pixels(layouts.call_up(others), wall, 2)
    picture = QSize(16, 9).scaled(main.size(), Qt.AspectRatioMode.KeepAspectRatio)
    assert picture.height() >= 0.9 * main.height()
    assert picture.width() * picture.height() >= 0.4 * wall.width() * wall.height()
    assert past.width() >= 0.29 * wall.width()
    assert all(place.height() > 0.3 * wall.height() for place in rest)


@given(st.sampled_from(layouts.GRID_SIZES), st.integers(200, 4000), st.integers(200, 2400), st.integers(1, 4))
def test_pixels_neither_overlap_nor_leave_the_wall(tiles: int, width: int, height: int, gap: int) -> None:
    places = layouts.to_pixels(layouts.grid(tiles), QSize(width, height), gap)
    for i, one in enumerate(places):
        assert one.left() >= 0 and one.right() < width and one.top() >= 0 and one.bottom() < height
        assert not any(one.intersects(other) for other in places[i + 1 :])
    assert places[0].left() == 0 and places[-1].right() == width - 1


def test_arrows_go_to_the_neighbour_and_stop_at_the_edge() -> None:
    steps = Steps(layouts.grid(9))
    assert steps.step(4, 1, 0) == 5
    assert steps.step(4, 0, -1) == 1
    assert steps.step(2, 1, 0) == 2


def test_a_typed_number_is_taken_once_and_forgotten_after_a_while() -> None:
    called = CallNumber()
    for digit in "12345":
        called.digit(digit, 10.0)
    assert called.take() == 2345
    assert called.take() is None
    called.digit("7", 20.0)
    assert not called.expire(23.9)
    assert called.expire(24.1)
    assert called.take() is None
