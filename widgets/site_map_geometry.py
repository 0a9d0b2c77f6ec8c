"""Where things of a plan lie on screen, and what lies under the pointer. No widget is needed for any of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from widgets.site_map_content import Key, Placed, Spot

#: How far in one can go, screen pixels at 100 % for one pixel of the image, and how small the image may become.
MAX_SCALE, LEAST_SHARE = 8.0, 0.5
ZOOM_STEP = 1.25
#: A stall's width and length in metres, and in shares of the image's width where no scale is known.
STALL_M, STALL_SHARE = (2.5, 5.0), (0.012, 0.024)
_RULE = Qt.FillRule.OddEvenFill


@dataclass(frozen=True, slots=True)
class View:
    """How an image of `image` pixels lies on a widget of `size`: `scale` screen pixels a pixel, from `origin`."""

    size: QSizeF
    image: QSizeF
    scale: float = 1.0
    origin: QPointF = field(default_factory=QPointF)

    @property
    def fitted_scale(self) -> float:
        """The scale at which all of it is seen."""
        if self.image.isEmpty() or self.size.isEmpty():
            return 1.0
        return min(self.size.width() / self.image.width(), self.size.height() / self.image.height())

    @property
    def fits(self) -> bool:
        """Whether all of it is seen."""
        return self.scale <= self.fitted_scale * 1.001

    def fitted(self) -> View:
        """Show all of it, in the middle."""
        return replace(self, scale=self.fitted_scale)._at(QPointF(self.image.width() / 2, self.image.height() / 2))

    def resized(self, size: QSizeF) -> View:
        """Take another size: all of it stays seen, or the same place stays in the middle."""
        if self.fits:
            return replace(self, size=size).fitted()
        middle = self.to_image(QPointF(self.size.width() / 2, self.size.height() / 2))
        return replace(self, size=size)._at(middle)

    def zoomed(self, factor: float, about: QPointF) -> View:
        """Zoom, while what lies under `about` stays under it."""
        least = self.fitted_scale * LEAST_SHARE
        scale = min(max(self.scale * factor, least), max(MAX_SCALE, self.fitted_scale))
        if scale <= self.fitted_scale:
            return self.fitted()
        held = self.to_image(about)
        origin = QPointF(about.x() - held.x() * scale, about.y() - held.y() * scale)
        return replace(self, scale=scale, origin=origin).bounded()

    def panned(self, by: QPointF) -> View:
        """Move it with the hand."""
        return replace(self, origin=self.origin + by).bounded()

    def centred(self, spot: Spot, scale: float | None = None) -> View:
        """Bring a place into the middle, at `scale` where that is nearer than now."""
        wanted = max(self.scale, scale or 0.0)
        pixel = QPointF(spot[0] * self.image.width(), spot[1] * self.image.height())
        return replace(self, scale=wanted)._at(pixel).bounded()

    def bounded(self) -> View:
        """Keep the image where it can be seen: no edge beyond the widget's middle."""
        half = QPointF(self.size.width() / 2, self.size.height() / 2)
        width, height = self.image.width() * self.scale, self.image.height() * self.scale
        x = min(max(self.origin.x(), half.x() - width), half.x())
        y = min(max(self.origin.y(), half.y() - height), half.y())
        return replace(self, origin=QPointF(x, y))

    def _at(self, pixel: QPointF) -> View:
        x = self.size.width() / 2 - pixel.x() * self.scale
        y = self.size.height() / 2 - pixel.y() * self.scale
        return replace(self, origin=QPointF(x, y))

    def to_image(self, point: QPointF) -> QPointF:
        """Turn a place on screen into one of the image, pixels."""
        return (point - self.origin) / self.scale

    def to_spot(self, point: QPointF) -> Spot:
        """Turn a place on screen into shares of the image, kept within it."""
        pixel = self.to_image(point)
        x, y = pixel.x() / max(1.0, self.image.width()), pixel.y() / max(1.0, self.image.height())
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def to_screen(self, spot: Spot) -> QPointF:
        """Turn shares of the image into a place on screen."""
        pixel = QPointF(spot[0] * self.image.width(), spot[1] * self.image.height())
        return self.origin + pixel * self.scale

    @property
    def rect(self) -> QRectF:
        """Where the image lies on screen."""
        return QRectF(self.origin, self.image * self.scale)

    def length(self, share: float) -> float:
        """Turn a share of the image's width into pixels on screen."""
        return share * self.image.width() * self.scale

    def polygon(self, corners: Sequence[Spot]) -> QPolygonF:
        """Give an outline on screen."""
        return QPolygonF([self.to_screen(corner) for corner in corners])


def cone(view: View, placed: Placed) -> QPainterPath:
    """Give what a camera sees, on screen."""
    centre, reach = view.to_screen(placed.at), view.length(placed.reach)
    path = QPainterPath(centre)
    box = QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach)
    if placed.angle >= 360:
        path.addEllipse(box)
        return path
    # Qt counts counter-clockwise from the right.
    path.arcTo(box, 90 - placed.direction + placed.angle / 2, -placed.angle)
    path.closeSubpath()
    return path


def cone_tip(view: View, placed: Placed, turn: float = 0.0) -> QPointF:
    """Give the place at the cone's far end, `turn` degrees from its middle."""
    angle, reach = math.radians(placed.direction + turn), view.length(placed.reach)
    centre = view.to_screen(placed.at)
    return QPointF(centre.x() + reach * math.sin(angle), centre.y() - reach * math.cos(angle))


def stall(view: View, placed: Placed, metres_per_pixel: float | None) -> QPolygonF:
    """Give a stall's outline on screen."""
    if metres_per_pixel:
        width, length = (side / metres_per_pixel * view.scale for side in STALL_M)
    else:
        width, length = (view.length(side) for side in STALL_SHARE)
    angle, centre = math.radians(placed.direction), view.to_screen(placed.at)
    along = QPointF(math.sin(angle), -math.cos(angle)) * (length / 2)
    across = QPointF(math.cos(angle), math.sin(angle)) * (width / 2)
    head, foot = centre + along, centre - along
    return QPolygonF([foot - across, head - across, head + across, foot + across])


def hit(
    view: View, placed: Iterable[Placed], point: QPointF, radius: float, metres_per_pixel: float | None = None
) -> Placed | None:
    """Give what lies under a point: of marks within `radius` the nearest, else a stall, else the smallest zone."""
    marks: list[tuple[float, Placed]] = []
    grounds: list[tuple[float, Placed]] = []
    for one in placed:
        if one.kind == "zone":
            shape = view.polygon(one.corners)
            if shape.containsPoint(point, _RULE):
                box = shape.boundingRect()
                grounds.append((box.width() * box.height(), one))
        elif one.kind == "stall":
            if stall(view, one, metres_per_pixel).containsPoint(point, _RULE):
                grounds.append((-1.0, one))
        else:
            away = view.to_screen(one.at) - point
            marks.append((math.hypot(away.x(), away.y()), one))
    near = min((mark for mark in marks if mark[0] <= radius), key=lambda mark: mark[0], default=None)
    if near is not None:
        return near[1]
    return min(grounds, key=lambda ground: ground[0], default=(0.0, None))[1]


def towards(placed: Sequence[Placed], start: Key | None, step: tuple[int, int], aspect: float) -> Placed | None:
    """Give the next thing in the direction of an arrow key; from nowhere, the first one. aspect: width by height."""
    here = next((one for one in placed if one.key == start), None)
    if here is None:
        return min(placed, key=reading_order, default=None)
    best: tuple[float, Placed] | None = None
    for one in placed:
        dx, dy = (one.middle[0] - here.middle[0]) * aspect, one.middle[1] - here.middle[1]
        along, aside = dx * step[0] + dy * step[1], abs(dx * step[1]) + abs(dy * step[0])
        if one.key == here.key or along <= 1e-9 or aside > 2 * along:
            continue
        cost = along + 2 * aside
        if best is None or cost < best[0]:
            best = (cost, one)
    return best[1] if best else None


def reading_order(placed: Placed) -> tuple[int, float, float, str]:
    """Sort as one reads: in rows from the top, each from the left."""
    x, y = placed.middle
    return (int(y * 12), x, y, placed.id)


def snapped(spot: Spot, others: Iterable[Spot], near: Spot, step: Spot) -> Spot:
    """Draw a place to the line of another within `near` (shares), else to a grid of `step` where that is not 0."""
    found = list(spot)
    known = list(others)
    for axis in (0, 1):
        lines = [other[axis] for other in known if abs(other[axis] - spot[axis]) <= near[axis]]
        if lines:
            found[axis] = min(lines, key=lambda line, at=spot[axis]: abs(line - at))  # type: ignore[misc]
        elif step[axis] > 0:
            found[axis] = round(spot[axis] / step[axis]) * step[axis]
    return min(1.0, max(0.0, found[0])), min(1.0, max(0.0, found[1]))


def bearing(view: View, centre: Spot, point: QPointF) -> float:
    """Give the direction from a place to a point on screen, degrees clockwise from the top, 0 to 360."""
    away = point - view.to_screen(centre)
    return math.degrees(math.atan2(away.x(), -away.y())) % 360


def distance(view: View, centre: Spot, point: QPointF) -> float:
    """Give the way from a place to a point on screen, a share of the image's width."""
    away = point - view.to_screen(centre)
    return math.hypot(away.x(), away.y()) / max(1e-9, view.length(1.0))


def crosses_itself(corners: Sequence[Spot]) -> bool:
    """Whether an outline's edges cross, so that nobody could say what lies within."""
    count = len(corners)
    edges = [(corners[i], corners[(i + 1) % count]) for i in range(count)]
    return any(
        _cross(*edges[i], *edges[j]) for i in range(count) for j in range(i + 2, count) if (i, j) != (0, count - 1)
    )


def _cross(a: Spot, b: Spot, c: Spot, d: Spot) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
