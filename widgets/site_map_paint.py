"""Draws a site plan in layers, from the ground up: drawing, zones, stalls, views, marks, guards, words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from widgets import severity, site_map_geometry, site_map_marks, site_map_words
from widgets.site_map_content import Key, MapItem, MapPlan
from widgets.site_map_geometry import View
from widgets.site_map_image import Drawing
from widgets.theme import CAPTION, Theme

#: Things with a name beside them where nothing is wrong: no more than can be read at once.
_NAMED = 60
#: More views of cameras than these would take 50 ms at 4K with fine edges: they are drawn with plain ones.
_MANY_CONES = 60
_FORCED = frozenset({"lost", "stuck", "out_of_service"})


def paint_drawing(painter: QPainter, view: View, drawing: Drawing | None, look: Theme, smooth: bool) -> None:
    """Draw the image, or the sheet it would lie on."""
    painter.fillRect(QRectF(QPointF(0, 0), view.size), look.colour("ground"))
    if drawing is None:
        painter.fillRect(view.rect, look.colour("panel"))
        return
    ratio = painter.device().devicePixelRatio()
    image = drawing.level(view.scale * ratio)
    visible = view.rect.intersected(QRectF(QPointF(0, 0), view.size))
    if visible.isEmpty():
        return
    across, down = image.width() / view.rect.width(), image.height() / view.rect.height()
    source = QRectF(
        (visible.x() - view.rect.x()) * across,
        (visible.y() - view.rect.y()) * down,
        visible.width() * across,
        visible.height() * down,
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(visible, image, source)


def paint_grounds(painter: QPainter, view: View, plan: MapPlan, look: Theme) -> None:
    """Draw zones, stalls and the views of cameras."""
    fine = sum(item.placed.kind == "camera" for item in plan.items) <= _MANY_CONES
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in _ordered(plan.items):
        kind = item.placed.kind
        if kind == "zone":
            _zone(painter, view, item, look)
        elif kind == "stall":
            _stall(painter, view, item, plan.metres_per_pixel, look)
        elif kind == "camera":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
            _cone(painter, view, item, look)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_marks(painter: QPainter, view: View, plan: MapPlan, look: Theme) -> None:
    """Draw a mark for each thing; what is in alarm lies on top."""
    room = QRectF(QPointF(0, 0), view.size).adjusted(-40, -40, 40, 40)
    for item in sorted(plan.items, key=_alarmed_last):
        if item.placed.kind == "stall" and item.alarm is None:
            continue
        if item.placed.kind == "zone" and item.alarm is None:
            continue
        at = view.to_screen(item.placed.middle)
        if room.contains(at):
            site_map_marks.paint_item(painter, at, item, look)
            if item.alarm is not None and item.alarm.drill:
                site_map_marks.paint_drill(painter, at, look)


def paint_guards(painter: QPainter, view: View, plan: MapPlan, look: Theme) -> list[QRectF]:
    """Draw who was sent where; gives where their words stand."""
    taken: dict[Key, int] = {}
    rects: list[QRectF] = []
    room = QRectF(QPointF(0, 0), view.size)
    for guard in plan.guards:
        item = plan.item(guard.to)
        if item is None:
            continue
        target = view.to_screen(item.placed.middle)
        index = taken[guard.to] = taken.get(guard.to, -1) + 1
        at = site_map_marks.guard_spot(target, 0, look) + QPointF(0, index * look.px(30))
        site_map_marks.paint_guard(painter, at, target, guard, look)
        places = _beside(at, site_map_words.guard(guard), look, bold=True)[:2]
        rect = next((one for one in places if room.contains(one)), places[0])
        _write(painter, rect, site_map_words.guard(guard), look.colour("text"), look, bold=True)
        rects.append(rect)
    return rects


def paint_labels(
    painter: QPainter, view: View, plan: MapPlan, look: Theme, taken: list[QRectF], chosen: Key | None
) -> None:
    """Write names: of alarms always, of what is wrong and what is chosen, of the rest where there is room."""
    room = QRectF(QPointF(0, 0), view.size)
    seen = [item for item in plan.items if room.contains(view.to_screen(item.placed.middle))]
    calm = sum(item.placed.kind != "stall" for item in seen) <= _NAMED * (1 if view.fits else 2)
    marks = _mark_rects(view, seen, look) if calm else []
    for item in sorted(seen, key=lambda one: (one.alarm is None, one.key != chosen, one.state not in _FORCED)):
        forced = item.alarm is not None or item.key == chosen or item.state in _FORCED
        if not forced and (not calm or item.placed.kind in ("stall", "equipment")):
            continue
        text = site_map_words.label(item)
        bold = item.alarm is not None
        places = _beside(view.to_screen(item.placed.middle), text, look, bold, item.placed.kind == "zone" and not bold)
        inside = [rect for rect in places if room.contains(rect)]
        free = next((rect for rect in inside if not _overlaps(rect, [*taken, *marks])), None)
        if free is None and forced:  # rather over a mark than out of sight, and rather that than not at all
            free = next((rect for rect in [*inside, *places] if not _overlaps(rect, taken)), places[0])
        if free is not None:
            taken.append(free)
            _write(painter, free, text, _ink(item, look), look, bold)


def _ordered(items: Iterable[MapItem]) -> list[MapItem]:
    order = {"zone": 0, "stall": 1, "camera": 2}
    return sorted(items, key=lambda item: (order.get(item.placed.kind, 3), item.alarm is not None))


def _alarmed_last(item: MapItem) -> tuple[int, int]:
    if item.alarm is None:
        return (0, 0)
    return (1 + item.alarm.unacked, -item.alarm.priority)


def _zone(painter: QPainter, view: View, item: MapItem, look: Theme) -> None:
    shape = view.polygon(item.placed.corners)
    if item.alarm is not None:
        ink = severity.mark_colour(item.alarm.priority, look)
        painter.setBrush(QColor(ink.red(), ink.green(), ink.blue(), 40))
        painter.setPen(QPen(ink, look.px(3)))
    else:
        hollow = item.state in site_map_marks.HOLLOW
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("caption"), look.px(2 if not hollow else 1), _dash(hollow)))
    painter.drawPolygon(shape)


def _dash(broken: bool) -> Qt.PenStyle:
    return Qt.PenStyle.DashLine if broken else Qt.PenStyle.SolidLine


def _stall(painter: QPainter, view: View, item: MapItem, metres_per_pixel: float | None, look: Theme) -> None:
    """Taken: filled, with a car's outline; free: empty; not known: dotted."""
    shape = site_map_geometry.stall(view, item.placed, metres_per_pixel)
    taken, unknown = item.state == "taken", item.state in ("unknown", "normal")
    painter.setPen(QPen(look.colour("control_line"), look.px(1), Qt.PenStyle.DotLine if unknown else _dash(False)))
    painter.setBrush(look.colour("control_line") if taken else look.colour("panel"))
    painter.drawPolygon(shape)


def _cone(painter: QPainter, view: View, item: MapItem, look: Theme) -> None:
    if item.alarm is not None:
        ink = severity.mark_colour(item.alarm.priority, look)
    else:
        ink = look.colour("p2_text" if item.state == "lost" else "text")
    lost = item.state == "lost"
    painter.setPen(QPen(QColor(ink.red(), ink.green(), ink.blue(), 110), look.px(1), _dash(lost)))
    painter.setBrush(QColor(ink.red(), ink.green(), ink.blue(), 0 if lost else 28))
    painter.drawPath(site_map_geometry.cone(view, item.placed))


def _ink(item: MapItem, look: Theme) -> QColor:
    if item.alarm is not None:
        return look.colour("drill_text") if item.alarm.drill else severity.text_colour(item.alarm.priority, look)
    return look.colour("p2_text" if item.state in site_map_marks.BROKEN else "text")


def _mark_rects(view: View, items: Iterable[MapItem], look: Theme) -> list[QRectF]:
    half = look.px(site_map_marks.CALM) / 2
    rects = []
    for item in items:
        if item.placed.kind not in ("zone", "stall"):
            at = view.to_screen(item.placed.at)
            rects.append(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
    return rects


def _beside(at: QPointF, text: str, look: Theme, bold: bool, on_it: bool = False) -> list[QRectF]:
    """Where words may stand: right of the mark, left of it, below, above; of a zone at rest in its middle."""
    metrics = look.metrics(CAPTION, bold)
    width, height = metrics.horizontalAdvance(text) + look.px(8), metrics.height() + look.px(2)
    away = look.px(site_map_marks.ALARMED if bold else site_map_marks.CALM) / 2 + look.px(5)
    middle = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
    if on_it:
        return [middle]
    return [
        middle.translated(away + width / 2, 0),
        middle.translated(-away - width / 2, 0),
        middle.translated(0, away + height / 2),
        middle.translated(0, -away - height / 2),
    ]


def _overlaps(rect: QRectF, others: Iterable[QRectF]) -> bool:
    return any(rect.intersects(other) for other in others)


def _write(painter: QPainter, rect: QRectF, text: str, ink: QColor, look: Theme, bold: bool) -> None:
    ground = look.colour("ground")
    painter.fillRect(rect, QColor(ground.red(), ground.green(), ground.blue(), 215))
    painter.setFont(look.font(CAPTION, bold))
    painter.setPen(ink)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
