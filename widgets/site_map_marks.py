"""The marks on a site plan: a drawing of the kind, and where something is wrong, its severity's shape and colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap

from alarms.model import Priority
from widgets import icons, severity
from widgets.site_map_content import MapGuard, MapItem
from widgets.theme import CAPTION, Theme

#: Sides in pixels at 100 %: of a mark at rest, of one in alarm, and how far a pulse reaches beyond it.
CALM, ALARMED, PULSE = 28, 38, 9
#: How near the pointer has to come, pixels at 100 %.
REACH = 20
#: States drawn hollow: put aside by people, not quiet by themselves.
HOLLOW = frozenset({"shelved", "out_of_service", "disarmed"})
BROKEN = frozenset({"lost", "stuck"})
#: Drawings that a state has of its own: a gate's barrier is up or on its way.
_POSITIONS = {
    ("camera", "lost"): "map-camera-lost",
    ("gate", "open"): "map-gate-open",
    ("gate", "moving"): "map-gate-moving",
    ("gate", "stuck"): "map-gate-moving",
}


def paint_item(painter: QPainter, at: QPointF, item: MapItem, look: Theme) -> None:
    """Draw the mark of anything that stands at one place."""
    ratio = painter.device().devicePixelRatio()
    priority = item.alarm.priority if item.alarm is not None else None
    number = f"{item.number:02d}" if item.number and priority is None else ""
    drawn = _mark(_icon(item), item.state, priority, number, look, ratio)
    side = drawn.width() / ratio
    painter.drawPixmap(QPointF(at.x() - side / 2, at.y() - side / 2), drawn)


def pulse_rect(at: QPointF, look: Theme) -> QRectF:
    """Give what a pulse may paint: the mark's own area and nothing else."""
    half = look.px(ALARMED) / 2 + look.px(PULSE)
    return QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)


def paint_pulse(painter: QPainter, at: QPointF, priority: Priority, look: Theme) -> None:
    """Draw the bright half of the pulse round a mark that nobody has acknowledged."""
    ink, width = severity.mark_colour(priority, look), look.px(4)
    rect = pulse_rect(at, look).adjusted(width, width, -width, -width)
    painter.setPen(QPen(ink, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect)


def paint_drill(painter: QPainter, at: QPointF, look: Theme) -> None:
    """Hatch a mark that belongs to a drill."""
    painter.fillRect(pulse_rect(at, look), QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern))


def paint_chosen(painter: QPainter, at: QPointF, look: Theme) -> None:
    """Draw four corners round what the keyboard or the pointer is at."""
    half, arm = look.px(24), look.px(8)
    painter.setPen(QPen(look.colour("accent"), look.px(2)))
    for sx in (-1, 1):
        for sy in (-1, 1):
            corner = QPointF(at.x() + sx * half, at.y() + sy * half)
            painter.drawLine(corner, QPointF(corner.x() - sx * arm, corner.y()))
            painter.drawLine(corner, QPointF(corner.x(), corner.y() - sy * arm))


def guard_spot(at: QPointF, index: int, look: Theme) -> QPointF:
    """Give where the index-th guard at one place stands: below it, one beside the other."""
    return QPointF(at.x() + index * look.px(30), at.y() + look.px(40))


def paint_guard(painter: QPainter, at: QPointF, target: QPointF, guard: MapGuard, look: Theme) -> None:
    """Draw a guard: hollow with a broken line while on the way, filled on the spot."""
    there, side = guard.arrived_at is not None, look.px(26)
    ink = look.colour("accent")
    line = QPen(ink, look.px(2), Qt.PenStyle.SolidLine if there else Qt.PenStyle.DashLine)
    painter.setPen(line)
    painter.drawLine(QPointF(at.x(), at.y() - side / 2), target)
    rect = QRectF(at.x() - side / 2, at.y() - side / 2, side, side)
    painter.setBrush(ink if there else look.colour("ground"))
    painter.setPen(QPen(ink, look.px(2)))
    painter.drawRoundedRect(rect, look.px(4), look.px(4))
    ratio = painter.device().devicePixelRatio()
    inner = look.px(18)
    drawn = _icon_pixmap("map-guard", look.colour("on_accent" if there else "accent").name(), inner, ratio)
    painter.drawPixmap(QPointF(at.x() - inner / 2, at.y() - inner / 2), drawn)


def _icon(item: MapItem) -> str:
    return _POSITIONS.get((item.placed.kind, item.state), item.icon)


@lru_cache(maxsize=512)
def _mark(icon: str, state: str, priority: Priority | None, number: str, look: Theme, ratio: float) -> QPixmap:
    side = look.px(CALM if priority is None else ALARMED) + look.px(4)
    drawn = QPixmap(round(side * ratio), round(side * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(look.px(2), look.px(2), side - look.px(4), side - look.px(4))
    if priority is None:
        _calm(painter, rect, icon, state, number, look)
    else:
        severity.paint_mark(painter, rect, priority, severity.mark_colour(priority, look), state in HOLLOW)
        ink = severity.on_colour(priority, look) if state not in HOLLOW else look.colour("text")
        _centred(painter, rect, icon, ink, look.px(18), QPointF(0, look.px(5) if priority is Priority.P2 else 0))
    painter.end()
    return drawn


def _calm(painter: QPainter, rect: QRectF, icon: str, state: str, number: str, look: Theme) -> None:
    """Grey and still; what is put aside by a broken line, what is broken by orange and its crossed drawing."""
    broken = state in BROKEN
    ink = look.colour("p2_text") if broken else look.colour("caption" if state == "unknown" else "text")
    style = Qt.PenStyle.DashLine if state in HOLLOW or state == "unknown" else Qt.PenStyle.SolidLine
    painter.setPen(QPen(ink if broken else look.colour("control_line"), look.px(2 if broken else 1), style))
    painter.setBrush(look.colour("panel"))
    painter.drawRoundedRect(rect, look.px(4), look.px(4))
    if number:
        _centred(painter, rect, icon, ink, look.px(14), QPointF(0, -look.px(6)))
        painter.setFont(_small(look))
        painter.setPen(ink)
        foot = rect.adjusted(0, rect.height() * 0.46, 0, 0)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), number)
    else:
        _centred(painter, rect, icon, ink, look.px(20), QPointF())


def _small(look: Theme) -> QFont:
    return look.font(CAPTION, bold=True)


def _centred(painter: QPainter, rect: QRectF, icon: str, ink: QColor, side: int, by: QPointF) -> None:
    ratio = painter.device().devicePixelRatio()
    drawn = _icon_pixmap(icon, ink.name(), side, ratio)
    middle = rect.center() + by
    painter.drawPixmap(QPointF(middle.x() - side / 2, middle.y() - side / 2), drawn)


@lru_cache(maxsize=256)
def _icon_pixmap(icon: str, colour: str, side: int, ratio: float) -> QPixmap:
    drawn = QPixmap(icons.pixmap(icon, colour, round(side * ratio)))
    drawn.setDevicePixelRatio(ratio)
    return drawn
