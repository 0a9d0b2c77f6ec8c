"""Which part of a picture a tile shows, and where: fit or fill, zoomed and moved. Pure geometry, no painting."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

from widgets.tile import Fit

#: Beyond this a camera's pixel is as large as a stamp and shows nothing more.
MAX_ZOOM = 16.0
#: One notch of the wheel, one press of a key; a quarter of the visible part for one press of an arrow.
ZOOM_STEP, PAN_STEP = 1.25, 0.25
#: Pictures come in multiples of so many columns and of two rows; asked for less, they would have to be stretched.
_COLUMNS = 8
#: Nearer to 1 than this is not zoomed: many small turns of a wheel never end exactly there.
_NOT_ZOOMED = 1.01


@dataclass(frozen=True, slots=True)
class Zoom:
    """How far into a picture; x, y: the picture's point in the middle of the tile, as fractions of the picture."""

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def active(self) -> bool:
        """Whether only a part is wanted."""
        return self.factor > _NOT_ZOOMED


WHOLE = Zoom()


@dataclass(frozen=True, slots=True)
class Placement:
    """whole: where the whole picture would lie; target: what of the tile it covers; source: the part, in fractions."""

    whole: QRectF
    target: QRect
    source: QRectF


def place(body: QRect, picture: QSizeF, fit: Fit, zoom: Zoom) -> Placement:
    """Lay a picture of the shape `picture` (any unit) into `body`; the source never leaves the picture."""
    whole = _whole(QRectF(body), picture, fit, zoom)
    target = whole.intersected(QRectF(body)).toAlignedRect().intersected(body)
    corner, end = QPointF(target.topLeft()), QPointF(target.x() + target.width(), target.y() + target.height())
    return Placement(whole, target, QRectF(_spot(whole, corner), _spot(whole, end)))


def around(body: QRect, picture: QSizeF, fit: Fit, zoom: Zoom, point: QPointF, factor: float) -> Zoom:
    """Zoom to `factor` so that what is under `point` stays there, as far as the picture's edges let it."""
    factor = min(MAX_ZOOM, max(1.0, factor))
    if factor <= _NOT_ZOOMED:
        return WHOLE
    before, frame = _whole(QRectF(body), picture, fit, zoom), QRectF(body)
    spot = _spot(before, point)
    size = _size(frame, picture, fit, factor)
    x = spot.x() + (frame.center().x() - point.x()) / size.width()
    y = spot.y() + (frame.center().y() - point.y()) / size.height()
    return _kept_inside(frame, size, factor, x, y)


def moved(body: QRect, picture: QSizeF, fit: Fit, zoom: Zoom, by: QPointF) -> Zoom:
    """Move the picture by `by` pixels of the tile; it never leaves the tile's edges bare."""
    size = _size(QRectF(body), picture, fit, zoom.factor)
    x, y = zoom.x - by.x() / size.width(), zoom.y - by.y() / size.height()
    return _kept_inside(QRectF(body), size, zoom.factor, x, y)


def wanted_size(body: QSizeF, picture: QSizeF, fit: Fit, zoom: Zoom, most: QSizeF) -> QSizeF:
    """Give the size a picture must come in to be sharp: that of the whole, but not over `most` nor the tile itself."""
    size = _size(QRectF(QPointF(0, 0), body), picture, fit, zoom.factor)
    if fit == "fit" and not zoom.active:
        return body
    shrink = min(1.0, max(most.width(), body.width()) / size.width(), max(most.height(), body.height()) / size.height())
    width = _COLUMNS * math.ceil(size.width() * shrink / _COLUMNS - 1e-6)
    return QSizeF(width, 2.0 * math.ceil(size.height() * width / size.width() / 2.0 - 1e-6))


def _size(body: QRectF, picture: QSizeF, fit: Fit, factor: float) -> QSizeF:
    across, down = body.width() / picture.width(), body.height() / picture.height()
    scale = (max(across, down) if fit == "fill" else min(across, down)) * factor
    return QSizeF(picture.width() * scale, picture.height() * scale)


def _whole(body: QRectF, picture: QSizeF, fit: Fit, zoom: Zoom) -> QRectF:
    size = _size(body, picture, fit, zoom.factor)
    kept = _kept_inside(body, size, zoom.factor, zoom.x, zoom.y)
    left, top = body.center().x() - kept.x * size.width(), body.center().y() - kept.y * size.height()
    return QRectF(QPointF(left, top), size)


def _kept_inside(body: QRectF, size: QSizeF, factor: float, x: float, y: float) -> Zoom:
    return Zoom(factor, _centre(x, body.width(), size.width()), _centre(y, body.height(), size.height()))


def _centre(at: float, room: float, length: float) -> float:
    """Keep the tile's middle where the picture covers it; a picture that is too short lies in the middle."""
    half = room / (2 * length) if length > 0 else 0.5
    return 0.5 if half >= 0.5 or not math.isfinite(at) else min(1.0 - half, max(half, at))


def _spot(whole: QRectF, point: QPointF) -> QPointF:
    """Give what of the picture lies under a point, in fractions; outside the picture its nearest edge."""
    return QPointF(
        _fraction(point.x() - whole.left(), whole.width()), _fraction(point.y() - whole.top(), whole.height())
    )


def _fraction(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0
