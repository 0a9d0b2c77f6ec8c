"""The sheet a plan lies on: zoomed at the pointer, moved by hand or keys, painted once and kept until it changes.

Mouse: the wheel zooms where the pointer is, dragging moves the plan. Keys: + and - zoom, Home shows all of it,
Shift and the arrows move it; arrows alone go from thing to thing, Tab through all of them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from widgets import site_map_geometry, site_map_marks, site_map_paint, site_map_words, theme
from widgets.site_map_content import Key, MapItem, MapPlan
from widgets.site_map_geometry import ZOOM_STEP, View
from widgets.site_map_image import Drawing

#: What a plan measures while its image is not there, pixels.
SHEET = QSizeF(1600, 1000)
#: After a zoom or a move by hand the image is drawn finely again, ms.
_SETTLE_MS = 150
_PAN_SHARE = 0.2
_DRAG = 5
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MapCanvas(QWidget):
    """Shows one plan. `pointed` tells that something else is chosen or under the pointer; `turned` asks for a plan."""

    pointed = Signal()
    turned = Signal(int)  # to the next plan or back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.plan = MapPlan("", "")
        self.view = View(QSizeF(self.size()), SHEET).fitted()
        self.chosen: Key | None = None
        self.hovered: Key | None = None
        self.layers_painted = 0
        self._drawing: Drawing | None = None
        self._layer: QPixmap | None = None
        self._smooth = True
        self._pressed: QPointF | None = None
        self._panned = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._settled)

    # What is shown.

    def show_plan(self, plan: MapPlan, drawing: Drawing | None) -> None:
        """Show a plan; another one than before is shown whole."""
        image = QSizeF(drawing.size) if drawing is not None else SHEET
        if plan.id != self.plan.id or image != self.view.image:
            self.view = View(QSizeF(self.size()), image).fitted()
        if plan.id != self.plan.id:
            self.chosen = self.hovered = None
        changed = plan != self.plan or drawing is not self._drawing
        self.plan, self._drawing = plan, drawing
        self.setAccessibleName(site_map_words.spoken_plan(plan))
        if changed:
            self.repaint_all()
            self.pointed.emit()

    def set_view(self, view: View, smooth: bool = True) -> None:
        """Look at another part of it."""
        if view != self.view:
            self.view, self._smooth = view, smooth
            if not smooth:
                self._settle.start()
            self.repaint_all()

    def show_all(self) -> None:
        """Home: see all of it."""
        self.set_view(self.view.fitted())

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a place, else about the middle."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        self.set_view(self.view.zoomed(factor, about or middle), smooth=False)

    def centre_on(self, key: Key, nearer: float = 1.0) -> None:
        """Bring a thing into the middle, `nearer` times as large as when all is seen, and choose it."""
        item = self.plan.item(key)
        if item is not None:
            self.set_view(self.view.centred(item.placed.middle, self.view.fitted_scale * nearer))
            self.choose(key)

    def choose(self, key: Key | None) -> None:
        """Let the keyboard be at a thing; what is out of sight is brought into it."""
        item = self.plan.item(key) if key is not None else None
        self.chosen = item.key if item is not None else None
        if item is not None and not self.rect().contains(self.view.to_screen(item.placed.middle).toPoint()):
            self.view = self.view.centred(item.placed.middle)
        self.repaint_all()
        self._tell()

    def repaint_all(self) -> None:
        """Paint the layer anew at the next paint."""
        self._layer = None
        self.update()

    @property
    def item_pointed_at(self) -> MapItem | None:
        """What the pointer is at, else the keyboard."""
        return self.plan.item(self.hovered or self.chosen or ("zone", ""))

    def _tell(self) -> None:
        item = self.plan.item(self.chosen) if self.chosen is not None else None
        words = site_map_words.line(item) if item is not None else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.pointed.emit()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the kept layer down, and over it what moves."""
        ratio = self.devicePixelRatioF()
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            self._layer = self._painted(ratio)
        painter = QPainter(self)
        area = event.rect()
        source = (area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(QRectF(area), self._layer, QRectF(*source))
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Paint what changes while the layer stays; by default the corners round what is chosen, with the focus."""
        item = self.plan.item(self.chosen) if self.chosen is not None else None
        if item is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            site_map_marks.paint_chosen(painter, self.view.to_screen(item.placed.middle), theme.current())

    def paint_layer(self, painter: QPainter) -> None:
        """Paint what stays."""
        look = theme.current()
        site_map_paint.paint_drawing(painter, self.view, self._drawing, look, self._smooth)
        site_map_paint.paint_grounds(painter, self.view, self.plan, look)
        site_map_paint.paint_marks(painter, self.view, self.plan, look)
        taken = site_map_paint.paint_guards(painter, self.view, self.plan, look)
        site_map_paint.paint_labels(painter, self.view, self.plan, look, taken, self.hovered or self.chosen)

    def _painted(self, ratio: float) -> QPixmap:
        layer = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        layer.setDevicePixelRatio(ratio)
        painter = QPainter(layer)
        self.paint_layer(painter)
        painter.end()
        self.layers_painted += 1
        return layer

    def _settled(self) -> None:
        self._smooth = True
        self.repaint_all()

    # Mouse.

    def hit(self, point: QPointF) -> Key | None:
        """What lies under a point on screen."""
        reach = theme.current().px(site_map_marks.REACH)
        placed = (item.placed for item in self.plan.items)
        found = site_map_geometry.hit(self.view, placed, point, reach, self.plan.metres_per_pixel)
        return found.key if found is not None else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the pointer is."""
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(ZOOM_STEP**turns, event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the plan."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._panned = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the plan, or say what the pointer is at."""
        if self._pressed is not None:
            by = event.position() - self._pressed
            if self._panned or by.manhattanLength() > _DRAG:
                self._panned, self._pressed = True, event.position()
                self.set_view(self.view.panned(by), smooth=False)
            return
        self._hover(self.hit(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that moved nothing is a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._panned and event.button() is Qt.MouseButton.LeftButton:
            self.clicked_at(event.position())

    def clicked_at(self, point: QPointF) -> None:
        """Choose what was clicked."""
        self.choose(self.hit(point))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is at nothing."""
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, key: Key | None) -> None:
        if key != self.hovered:
            self.hovered = key
            self.setCursor(Qt.CursorShape.PointingHandCursor if key is not None else Qt.CursorShape.ArrowCursor)
            self.repaint_all()
            self.pointed.emit()

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the head of this file."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS and held == _SHIFT:
            across, down = ARROWS[key]
            by = QPointF(-across * self.width() * _PAN_SHARE, -down * self.height() * _PAN_SHARE)
            self.set_view(self.view.panned(by))
        elif key in ARROWS and held == Qt.KeyboardModifier.NoModifier:
            self._walk(ARROWS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP, self._chosen_spot())
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP, self._chosen_spot())
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and held == Qt.KeyboardModifier.NoModifier:
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the things of the plan, alarms first, and then on."""
        order = self._tab_order()
        at = order.index(self.chosen) if self.chosen in order else (-1 if next else len(order))
        at += 1 if next else -1
        if 0 <= at < len(order):
            self.choose(order[at])
            return True
        return super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show whether the keyboard is here."""
        self.update()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show whether the keyboard is here."""
        self.update()
        super().focusInEvent(event)

    def _tab_order(self) -> list[Key]:
        def order(item: MapItem) -> tuple[object, ...]:
            alarm = item.alarm
            return (alarm is None, alarm.priority if alarm else 0, *site_map_geometry.reading_order(item.placed))

        listed = [item for item in self.plan.items if item.placed.kind != "stall" or item.alarm is not None]
        return [item.key for item in sorted(listed, key=order)]

    def _walk(self, step: tuple[int, int]) -> None:
        aspect = self.view.image.width() / max(1.0, self.view.image.height())
        found = site_map_geometry.towards([item.placed for item in self.plan.items], self.chosen, step, aspect)
        if found is not None:
            self.choose(found.key)

    def _chosen_spot(self) -> QPointF | None:
        item = self.plan.item(self.chosen) if self.chosen is not None else None
        return self.view.to_screen(item.placed.middle) if item is not None else None

    # The rest.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in the middle there."""
        self.view = self.view.resized(QSizeF(event.size()))
        self.repaint_all()

    def changeEvent(self, event: QEvent) -> None:
        """Paint in another look, with other words."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.repaint_all()
        super().changeEvent(event)
