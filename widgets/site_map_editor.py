"""The sheet on which plans are drawn, with the mouse or with keys alone.

Mouse: a click chooses, dragging moves what is held, its handles turn, widen and lengthen a camera's view or move a
zone's corners (those on an edge add one). With something in hand, a click puts it there; of a zone each click is a
corner, and the first corner or Enter closes it.
Keys: Tab chooses, arrows move (Ctrl finely), Shift and the arrows turn and lengthen, Alt and the arrows widen, Space
goes through a zone's corners, Insert adds one, Delete removes the corner or the thing, Enter puts what is in hand into
the middle, Esc lays it down, Ctrl+Z and Ctrl+Y take back and do again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from widgets import site_map_draft, site_map_geometry, site_map_handles, theme
from widgets.focus_line import FocusLine
from widgets.site_map_canvas import ARROWS, MapCanvas
from widgets.site_map_content import Key, MapItem, MapPlan, Placed, Spot
from widgets.site_map_draft import Draft, DraftHistory, DraftPlan
from widgets.site_map_handles import Handle
from widgets.site_map_image import Drawing

#: One press of an arrow, in shares of the image; with Ctrl held, a tenth of it.
STEP, FINE = 0.005, 0.0005
TURN, WIDEN, LENGTHEN = 5.0, 5.0, 1.1
#: How near to another's line a place is drawn to it, pixels at 100 %, and the grid, metres.
_SNAP, _GRID_M = 8, 1.0
_DRAG = 4
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_NONE = Qt.KeyboardModifier.NoModifier


class MapEditor(MapCanvas):
    """Draws one plan of a draft. `changed` tells that the draft is another, `hand_changed` that something else is held.

    ``named`` gives what things are called, for the marks.
    """

    changed = Signal()
    hand_changed = Signal()

    def __init__(self, named: Callable[[Placed], MapItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FocusLine(self)
        self.history = DraftHistory()
        self.snap = True
        self.hand: Placed | None = None
        self.corner = -1
        self._named = named
        self._at = 0
        self._picture: Drawing | None = None
        self._corners: list[Spot] = []
        self._pointer: QPointF | None = None
        self._held: tuple[Placed, Handle | None, QPointF] | None = None
        self._shown: Placed | None = None

    # The draft.

    @property
    def draft(self) -> Draft:
        """What is drawn."""
        return self.history.draft

    @property
    def drawn(self) -> DraftPlan | None:
        """The plan that is shown."""
        return self.draft[self._at] if 0 <= self._at < len(self.draft) else None

    def begin(self, draft: Draft) -> None:
        """Begin anew with these plans; there is nothing to take back."""
        self.history = DraftHistory(draft)
        self._at = 0
        self._show()

    def turn_to(self, index: int, drawing: Drawing | None) -> None:
        """Draw another plan."""
        self._at, self._picture = index, drawing
        self.lay_down()
        self._show()

    def note(self, plan: DraftPlan) -> None:
        """Take a change of the plan as a step."""
        self.note_draft(tuple(plan if index == self._at else one for index, one in enumerate(self.draft)))

    def note_draft(self, draft: Draft) -> None:
        """Take a change of the draft as a step."""
        self._shown = None
        if self.history.note(draft):
            self.changed.emit()
        self._show()

    def undo(self) -> None:
        """Take the last step back."""
        if self.history.back():
            self._restored()

    def redo(self) -> None:
        """Do it again."""
        if self.history.forth():
            self._restored()

    def remove_chosen(self) -> None:
        """Take the chosen corner away, else the chosen thing."""
        plan, placed = self.drawn, self.chosen_placed
        if plan is None or placed is None:
            return
        fewer = site_map_draft.corner_removed(placed, self.corner) if self.corner >= 0 else None
        self.corner = -1
        if fewer is not None:
            self.note(plan.put(fewer))
        else:
            self.chosen = None
            self.note(plan.without(placed.key))

    def change_chosen(self, placed: Placed) -> None:
        """Take a changed copy of the chosen thing."""
        if self.drawn is not None:
            self.note(self.drawn.put(placed))

    @property
    def chosen_placed(self) -> Placed | None:
        """The chosen thing, as it is being pulled."""
        if self._shown is not None and self._shown.key == self.chosen:
            return self._shown
        return self.drawn.item(self.chosen) if self.drawn is not None else None

    # What is in hand.

    def take(self, placed: Placed) -> None:
        """Take something in hand that is to be placed."""
        self.hand, self._corners = placed, []
        self.choose(None)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.hand_changed.emit()

    def lay_down(self) -> bool:
        """Hold nothing; tells whether something was held."""
        held, self.hand, self._corners = self.hand is not None, None, []
        self.unsetCursor()
        self.update()
        if held:
            self.hand_changed.emit()
        return held

    def put_here(self, spot: Spot) -> None:
        """Put what is in hand at a place; of a zone, one corner more."""
        if self.hand is None or self.drawn is None:
            return
        if self.hand.kind == "zone":
            self._corners.append(spot)
            self.hand_changed.emit()
            self.update()
            return
        placed = site_map_draft.moved(self.hand, spot)
        self._placed(placed)

    def close_zone(self) -> bool:
        """Make a zone of the corners; tells whether they were one."""
        corners = site_map_draft.outline(self._corners)
        if self.hand is None or corners is None:
            return False
        self._placed(replace(self.hand, corners=corners))
        return True

    @property
    def corners(self) -> tuple[Spot, ...]:
        """The corners of the zone that is begun."""
        return tuple(self._corners)

    def _placed(self, placed: Placed) -> None:
        assert self.drawn is not None
        self.hand, self._corners = None, []
        self.unsetCursor()
        self.chosen = placed.key
        self.note(self.drawn.put(placed))
        self.hand_changed.emit()

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put down what is in hand, or take hold of a handle, a thing, or the plan."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        point = event.position()
        if self.hand is not None:
            self._click_with_hand(point)
            return
        placed, look = self.chosen_placed, theme.current()
        handle = site_map_handles.handle_at(self.view, placed, point, look) if placed is not None else None
        if placed is not None and handle is not None:
            self.corner = handle.index if handle.part == "corner" else -1
            self._held = (placed, handle, point)
            self.update()
            return
        found = self.hit(point)
        held = self.drawn.item(found) if self.drawn is not None else None
        if held is None or (held.kind == "zone" and held.key != self.chosen):
            super().mousePressEvent(event)  # the plan itself: a zone is chosen by a click before it can be moved
            return
        self.corner = -1
        self.choose(found)
        self._held = (held, None, point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull what is held."""
        self._pointer = event.position()
        if self.hand is not None:
            self.update()
            return
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        placed, handle, start = self._held
        if self._shown is None and (event.position() - start).manhattanLength() < _DRAG:
            return
        pulled = self._pulled(placed, handle, start, event.position())
        if pulled is not None:
            self._shown = pulled
            self._show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was pulled as one step."""
        if self._held is None:
            super().mouseReleaseEvent(event)
            return
        held, shown, self._held, self._shown = self._held, self._shown, None, None
        if shown is not None and self.drawn is not None:
            if held[1] is not None and held[1].part == "edge":
                self.corner = held[1].index + 1
            self.note(self.drawn.put(shown))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click ends a zone."""
        if self.hand is not None and self.hand.kind == "zone" and self.close_zone():
            return
        self.mousePressEvent(event)

    def clicked_at(self, point: QPointF) -> None:
        """Choose."""
        self.corner = -1
        super().clicked_at(point)

    def _click_with_hand(self, point: QPointF) -> None:
        assert self.hand is not None
        near = theme.current().px(site_map_handles.REACH)
        if len(self._corners) >= 3 and (self.view.to_screen(self._corners[0]) - point).manhattanLength() <= near:
            self.close_zone()
        else:
            self.put_here(self.snapped(self.view.to_spot(point), self.hand))

    def _pulled(self, placed: Placed, handle: Handle | None, start: QPointF, point: QPointF) -> Placed | None:
        if handle is not None:
            return site_map_handles.pulled(
                self.view, placed, handle, point, self.snapped(self.view.to_spot(point), placed)
            )
        middle = self.view.to_screen(placed.middle) + (point - start)
        return site_map_draft.moved(placed, self.snapped(self.view.to_spot(middle), placed))

    def snapped(self, spot: Spot, placed: Placed) -> Spot:
        """Draw a place to the lines of others of its kind, and to whole metres where the scale is known."""
        if not self.snap or self.drawn is None:
            return spot
        pixels = max(1e-9, self.view.image.width()), max(1e-9, self.view.image.height())
        near = theme.current().px(_SNAP) / max(1e-9, self.view.scale)
        metre = _GRID_M / self.drawn.metres_per_pixel if self.drawn.metres_per_pixel else 0.0
        lines: list[Spot] = []
        for one in self.drawn.items:
            if one.kind == placed.kind and one.key != placed.key:
                lines += one.corners or [one.at]
        lines += self._corners
        return site_map_geometry.snapped(
            spot, lines, (near / pixels[0], near / pixels[1]), (metre / pixels[0], metre / pixels[1])
        )

    # Keys.

    def event(self, event: QEvent) -> bool:
        """While drawing, Ctrl+Z takes back what was drawn, not what was done to an alarm."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y) and event.modifiers() & ~_SHIFT == _CTRL
            if undo or (event.key() == Qt.Key.Key_Delete and event.modifiers() == _NONE):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the head of this file."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Z and held == _CTRL:
            self.undo()
        elif (key == Qt.Key.Key_Y and held == _CTRL) or (key == Qt.Key.Key_Z and held == _CTRL | _SHIFT):
            self.redo()
        elif key == Qt.Key.Key_Escape and self.lay_down():
            pass
        elif self.hand is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.close_zone():
                self.put_here(self.view.to_spot(QPointF(self.width() / 2, self.height() / 2)))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_chosen()
        elif self.chosen_placed is None or not self._change_by_key(self.chosen_placed, key, held):
            super().keyPressEvent(event)

    def _change_by_key(self, placed: Placed, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        if placed.corners and key == Qt.Key.Key_Space:
            self.corner = (self.corner + 1) % len(placed.corners)
            self.update()
            return True
        if placed.corners and key == Qt.Key.Key_Insert:
            self.corner = max(0, self.corner)
            self.change_chosen(site_map_draft.corner_added(placed, self.corner))
            return True
        if key not in ARROWS:
            return False
        across, down = ARROWS[key]
        changed: Placed | None
        if held in (_NONE, _CTRL):
            changed = self._nudged(placed, across, down, FINE if held == _CTRL else STEP)
        elif placed.kind == "stall" and held == _SHIFT:
            changed = site_map_draft.aimed(placed, direction=placed.direction + across * TURN)
        elif placed.kind == "camera" and held == _SHIFT:
            reach = placed.reach * LENGTHEN**-down
            changed = site_map_draft.aimed(placed, placed.direction + across * TURN, reach=reach)
        elif placed.kind == "camera" and held == _ALT:
            changed = site_map_draft.aimed(placed, angle=placed.angle + (across - down) * WIDEN)
        else:
            return False
        if changed is not None:
            self.change_chosen(changed)
        return True

    def _nudged(self, placed: Placed, across: int, down: int, step: float) -> Placed | None:
        """A step is as long down as across, whatever the image's shape."""
        by = (across * step, down * step * self.view.image.width() / max(1.0, self.view.image.height()))
        if self.corner >= 0 and self.corner < len(placed.corners):
            x, y = placed.corners[self.corner]
            return site_map_draft.corner_moved(placed, self.corner, (x + by[0], y + by[1]))
        x, y = placed.middle
        return site_map_draft.moved(placed, (x + by[0], y + by[1]))

    # What is shown.

    def _restored(self) -> None:
        self._shown, self.corner = None, -1
        self._at = min(self._at, max(0, len(self.draft) - 1))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        plan = self.drawn
        if plan is None:
            self.show_plan(MapPlan("", ""), None)
            return
        shown = plan.put(self._shown) if self._shown is not None and plan.item(self._shown.key) else plan
        items = tuple(self._named(placed) for placed in shown.items)
        self.show_plan(MapPlan(plan.id, plan.name, plan.image, items, (), plan.metres_per_pixel), self._picture)

    def choose(self, key: Key | None) -> None:
        """Choose a thing; the keys are at all of it, not at a corner."""
        if key != self.chosen:
            self.corner = -1
        super().choose(key)

    def paint_over(self, painter: QPainter) -> None:
        """The handles of what is chosen, and the zone that is begun."""
        super().paint_over(painter)
        look, placed = theme.current(), self.chosen_placed
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if placed is not None:
            site_map_handles.paint_handles(painter, self.view, placed, self.corner, look)
        if self.hand is not None and self._corners:
            points = [self.view.to_screen(corner) for corner in self._corners]
            painter.setPen(QPen(look.colour("accent"), look.px(2), Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(points if self._pointer is None else [*points, self._pointer])
            side = look.px(site_map_handles.SIDE)
            for point in points:
                painter.drawRect(QRectF(point.x() - side / 2, point.y() - side / 2, side, side))
