"""Whatever is asked of a zoomed picture, only the picture is shown, and what the hand points at stays under it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

from widgets import tile_zoom
from widgets.tile import Fit
from widgets.tile_zoom import WHOLE, Placement, Zoom

BODIES = st.builds(QRect, st.integers(0, 2000), st.integers(0, 1000), st.integers(24, 3840), st.integers(16, 2160))
PICTURES = st.builds(QSizeF, st.floats(16, 4000), st.floats(16, 4000))
FITS: st.SearchStrategy[Fit] = st.sampled_from(["fit", "fill"])
FRACTIONS = st.floats(0, 1)
FACTORS = st.floats(0.1, 40)


def point(body: QRect, across: float, down: float) -> QPointF:
    return QPointF(body.x() + across * body.width(), body.y() + down * body.height())


def spot(placement: Placement, at: QPointF) -> QPointF:
    """What of the picture lies under a point."""
    whole = placement.whole
    return QPointF((at.x() - whole.x()) / whole.width(), (at.y() - whole.y()) / whole.height())


@given(BODIES, PICTURES, FITS, st.lists(st.tuples(FRACTIONS, FRACTIONS, FACTORS), max_size=6))
def test_the_part_shown_lies_inside_the_picture_and_the_tile(
    body: QRect, picture: QSizeF, fit: Fit, steps: list[tuple[float, float, float]]
) -> None:
    zoom = WHOLE
    for across, down, factor in steps:
        zoom = tile_zoom.around(body, picture, fit, zoom, point(body, across, down), factor)
        zoom = tile_zoom.moved(body, picture, fit, zoom, QPointF((across - 0.5) * 5000, (down - 0.5) * 5000))
    placed = tile_zoom.place(body, picture, fit, zoom)
    assert body.contains(placed.target)
    assert not placed.target.isEmpty()
    assert QRectF(0, 0, 1, 1).contains(placed.source)
    assert placed.source.width() > 0 and placed.source.height() > 0
    if fit == "fill":
        assert placed.target == body


@given(BODIES, PICTURES, FITS, FRACTIONS, FRACTIONS, st.floats(1.1, 15.9), st.floats(1.02, 4))
def test_what_is_under_the_pointer_stays_there_while_zooming_in(
    body: QRect, picture: QSizeF, fit: Fit, across: float, down: float, start: float, step: float
) -> None:
    at = point(body, across, down)
    zoom = tile_zoom.around(body, picture, fit, WHOLE, at, start)
    before = tile_zoom.place(body, picture, fit, zoom)
    whole = before.whole
    assume(whole.contains(at) and whole.width() >= body.width() and whole.height() >= body.height())
    after = tile_zoom.place(body, picture, fit, tile_zoom.around(body, picture, fit, zoom, at, start * step))
    assert spot(after, at).x() == pytest.approx(spot(before, at).x(), abs=1e-6)
    assert spot(after, at).y() == pytest.approx(spot(before, at).y(), abs=1e-6)


@given(BODIES, PICTURES, st.floats(1.5, 16), st.floats(-40, 40), st.floats(-40, 40))
def test_a_moved_picture_follows_the_hand_until_its_edge(
    body: QRect, picture: QSizeF, factor: float, dx: float, dy: float
) -> None:
    zoom = tile_zoom.around(body, picture, "fill", WHOLE, QPointF(body.center()), factor)
    before = tile_zoom.place(body, picture, "fill", zoom).whole
    after = tile_zoom.place(body, picture, "fill", tile_zoom.moved(body, picture, "fill", zoom, QPointF(dx, dy))).whole
    wanted = before.translated(dx, dy)
    if wanted.contains(QRectF(body)):
        assert after.x() == pytest.approx(wanted.x(), abs=1e-3)
        assert after.y() == pytest.approx(wanted.y(), abs=1e-3)
    assert after.adjusted(-1e-3, -1e-3, 1e-3, 1e-3).contains(QRectF(body))


def test_zooming_out_ends_with_the_whole_picture() -> None:
    body, picture = QRect(0, 24, 320, 180), QSizeF(640, 360)
    zoom = tile_zoom.around(body, picture, "fit", WHOLE, QPointF(10, 30), 8.0)
    assert zoom.factor == 8.0
    assert tile_zoom.around(body, picture, "fit", zoom, QPointF(300, 200), 0.5) == WHOLE
    assert tile_zoom.place(body, picture, "fit", WHOLE).source == QRectF(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("fit", "factor", "wanted"),
    [
        ("fit", 1.0, (300.0, 300.0)),
        ("fill", 1.0, (400.0, 300.0)),
        ("fit", 4.0, (1200.0, 900.0)),
        ("fit", 16.0, (1440.0, 1080.0)),
    ],
)
def test_a_zoomed_picture_is_asked_for_in_its_own_size_and_no_more(
    fit: Fit, factor: float, wanted: tuple[float, float]
) -> None:
    size = tile_zoom.wanted_size(QSizeF(300, 300), QSizeF(640, 480), fit, Zoom(factor), QSizeF(1920, 1080))
    assert (size.width(), size.height()) == pytest.approx(wanted)
