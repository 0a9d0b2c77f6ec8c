"""Named and drawn arrangements: nothing overlaps or leaves the wall, and arrows lead from each place to each other."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QRectF, QSize

from widgets import layouts
from widgets.layout_steps import DIRECTIONS, Steps
from widgets.layouts import FreeLayout

CELLS = st.builds(QRect, st.integers(-2, 47), st.integers(-2, 35), st.integers(-3, 48), st.integers(-3, 36))


def reached(places: list[QRectF], start: int) -> set[int]:
    steps, found, wanted = Steps(places), {start}, [start]
    while wanted:
        at = wanted.pop()
        for way in DIRECTIONS:
            if (there := steps.step(at, *way)) not in found:
                found.add(there)
                wanted.append(there)
    return found


def overlap(one: QRectF, other: QRectF) -> float:
    both = one.intersected(other)
    return both.width() * both.height()


@pytest.mark.parametrize("name", layouts.NAMED)
def test_a_named_arrangement_covers_the_wall_with_as_many_places_as_its_name_says(name: str) -> None:
    places = layouts.arrangement(name)
    assert len(places) == layouts.PLACES[name] == int(name)
    assert sum(p.width() * p.height() for p in places) == pytest.approx(1.0)
    assert all(overlap(*pair) < 1e-9 for pair in combinations(places, 2))
    areas = [p.width() * p.height() for p in places]
    assert areas[0] == pytest.approx(max(areas))
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize("name", layouts.NAMED)
def test_arrows_reach_every_place_of_a_named_arrangement_from_every_other(name: str) -> None:
    places = layouts.arrangement(name)
    assert all(reached(places, start) == set(range(len(places))) for start in range(len(places)))


@pytest.mark.parametrize("others", range(9))
def test_arrows_reach_every_tile_of_a_call_up(others: int) -> None:
    places = layouts.call_up(others)
    assert all(reached(places, start) == set(range(others + 2)) for start in range(others + 2))


@given(st.lists(CELLS, max_size=30))
def test_drawn_places_never_overlap_nor_leave_the_wall_and_arrows_reach_them_all(cells: list[QRect]) -> None:
    drawn = FreeLayout(cells)
    wall = QRect(0, 0, FreeLayout.COLUMNS, FreeLayout.ROWS)
    assert all(wall.contains(cell) for cell in drawn.cells())
    assert not any(one.intersects(other) for one, other in combinations(drawn.cells(), 2))
    places = drawn.places()
    assert all(reached(places, start) == set(range(len(places))) for start in range(len(places)))


@given(st.lists(CELLS, max_size=12), st.lists(st.tuples(st.integers(0, 11), CELLS), max_size=12))
def test_changes_that_do_not_fit_are_refused(cells: list[QRect], changes: list[tuple[int, QRect]]) -> None:
    drawn = FreeLayout(cells)
    for index, cell in changes:
        if index < len(drawn.cells()):
            before = drawn.cells()
            done = drawn.change(index, cell)
            assert drawn.cells()[index] == (cell if done else before[index])
    assert not any(one.intersects(other) for one, other in combinations(drawn.cells(), 2))


@pytest.mark.parametrize("name", layouts.NAMED)
def test_a_named_arrangement_snaps_to_the_sheet_whole(name: str) -> None:
    drawn = FreeLayout.from_places(layouts.arrangement(name))
    assert len(drawn.cells()) == layouts.PLACES[name]
    covered = sum(c.width() * c.height() for c in drawn.cells())
    assert covered == FreeLayout.COLUMNS * FreeLayout.ROWS


@given(st.lists(CELLS, max_size=20))
def test_drawn_places_come_back_as_they_were_kept(cells: list[QRect]) -> None:
    drawn = FreeLayout(cells)
    assert FreeLayout.from_places(drawn.places()).cells() == drawn.cells()


def test_a_place_is_found_by_any_of_its_cells_and_a_tiny_one_is_refused() -> None:
    drawn = FreeLayout([QRect(4, 4, 8, 8)])
    assert drawn.at(QPoint(11, 11)) == 0
    assert drawn.at(QPoint(12, 11)) == -1
    assert not drawn.add(QRect(QPoint(20, 20), QSize(3, 8)))


def test_where_the_nearest_place_alone_would_leave_one_out_arrows_walk_through_all() -> None:
    cells = [QRect(7, 3, 29, 5), QRect(18, 23, 6, 8), QRect(26, 10, 4, 22), QRect(9, 10, 6, 4), QRect(0, 0, 5, 23)]
    places = FreeLayout(cells).places()
    assert all(reached(places, start) == set(range(5)) for start in range(5))
