"""What of a chosen thing can be pulled with the mouse: a camera's direction, reach and opening, a zone's corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from widgets import site_map_geometry
from widgets.site_map_content import Placed, Spot
from widgets.site_map_draft import aimed, corner_added, corner_moved
from widgets.site_map_geometry import View
from widgets.theme import Theme

Part = Literal["reach", "angle", "turn", "corner", "edge"]
#: Sides of a handle and how near the pointer has to come, pixels at 100 %; how far a stall's handle stands off.
SIDE, REACH, _STALL_ARM = 10, 12, 34


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle on screen. index: of a corner, or of the corner before the edge."""

    part: Part
    at: QPointF
    index: int = 0


def handles(view: View, placed: Placed, look: Theme) -> list[Handle]:
    """Give the handles of a thing."""
    if placed.kind == "camera":
        found = [Handle("reach", site_map_geometry.cone_tip(view, placed))]
        if placed.angle < 360:
            found.append(Handle("angle", site_map_geometry.cone_tip(view, placed, placed.angle / 2)))
        return found
    if placed.kind == "stall":
        arm = look.px(_STALL_ARM) / max(1e-9, view.length(1.0))
        tip = site_map_geometry.cone_tip(view, Placed("stall", "", placed.at, placed.direction, reach=arm))
        return [Handle("turn", tip)]
    corners = [view.to_screen(corner) for corner in placed.corners]
    found = [Handle("corner", corner, index) for index, corner in enumerate(corners)]
    for index, corner in enumerate(corners):
        other = corners[(index + 1) % len(corners)]
        found.append(Handle("edge", (corner + other) / 2, index))
    return found


def handle_at(view: View, placed: Placed, point: QPointF, look: Theme) -> Handle | None:
    """Give the handle under a point; corners before edges."""
    near = look.px(REACH)
    for handle in handles(view, placed, look):
        if (handle.at - point).manhattanLength() <= near:
            return handle
    return None


def pulled(view: View, placed: Placed, handle: Handle, point: QPointF, to: Spot) -> Placed | None:
    """Give a thing with a handle pulled to a point on screen, `to` the same as a place drawn to its lines.

    None where it cannot go there.
    """
    if handle.part == "corner":
        return corner_moved(placed, handle.index, to)
    if handle.part == "edge":
        return corner_moved(corner_added(placed, handle.index), handle.index + 1, to)
    bearing = site_map_geometry.bearing(view, placed.at, point)
    if handle.part == "angle":
        turn = (bearing - placed.direction + 180) % 360 - 180
        return aimed(placed, angle=abs(turn) * 2)
    if handle.part == "turn":
        return aimed(placed, direction=round(bearing / 5) * 5)
    return aimed(placed, direction=round(bearing), reach=site_map_geometry.distance(view, placed.at, point))


def paint_handles(painter: QPainter, view: View, placed: Placed, corner: int, look: Theme) -> None:
    """Draw the handles; those on edges hollow, the corner that the keys move larger."""
    for handle in handles(view, placed, look):
        side = look.px(SIDE if handle.part != "edge" else SIDE - 2)
        chosen = handle.part == "corner" and handle.index == corner
        if chosen:
            side = look.px(SIDE + 6)
        rect = QRectF(handle.at.x() - side / 2, handle.at.y() - side / 2, side, side)
        painter.setPen(QPen(look.colour("accent"), look.px(2)))
        painter.setBrush(look.colour("ground" if handle.part == "edge" or chosen else "accent"))
        if handle.part in ("corner", "edge"):
            painter.drawRect(rect)
        else:
            painter.drawEllipse(rect)
