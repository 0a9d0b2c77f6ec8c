"""The tree itself: zones and cameras, drawn, dragged and chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from widgets import camera_row, severity, theme
from widgets.camera_row import CameraRow
from widgets.focus_line import FocusLine
from widgets.theme import CAPTION, TEXT
from widgets.tile_text import fitted
from widgets.wall_pointer import CAMERA_MIME

#: A camera's row, or a zone's name, of an item.
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class TreeView(QTreeWidget):
    """Zones with their cameras. typed tells text that was typed here: it belongs into the search field."""

    chosen = Signal(str)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FocusLine(self)
        self.setColumnCount(1)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        self.itemDoubleClicked.connect(self._activate)

    def zones(self) -> list[QTreeWidgetItem]:
        """Give the zones' items."""
        zones = (self.topLevelItem(i) for i in range(self.topLevelItemCount()))
        return [zone for zone in zones if zone is not None]

    def cameras_of(self, zone: QTreeWidgetItem) -> list[QTreeWidgetItem]:
        """Give the items of a zone's cameras."""
        cameras = (zone.child(i) for i in range(zone.childCount()))
        return [camera for camera in cameras if camera is not None]

    def camera_items(self) -> list[QTreeWidgetItem]:
        """Give all cameras' items, as they lie."""
        return [camera for zone in self.zones() for camera in self.cameras_of(zone)]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """Give the camera that is dragged; a zone carries nothing."""
        data = QMimeData()
        for item in items:
            if (row := row_of(item)) is not None:
                data.setData(CAMERA_MIME, row.camera.encode())
        return data

    def mimeTypes(self) -> list[str]:
        """Name what is dragged."""
        return [CAMERA_MIME]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; what is typed goes to the search field; arrows and the rest are the tree's."""
        item, text = self.currentItem(), event.text()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            self._activate(item)
        elif text.strip() and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _activate(self, item: QTreeWidgetItem) -> None:
        row = row_of(item)
        if row is not None:
            self.chosen.emit(row.camera)
        else:
            item.setExpanded(not item.isExpanded())


def row_of(item: QTreeWidgetItem | None) -> CameraRow | None:
    """Give the camera of an item, None for a zone."""
    row = item.data(0, ROW_ROLE) if item is not None else None
    return row if isinstance(row, CameraRow) else None


def set_row(item: QTreeWidgetItem, row: CameraRow) -> None:
    """Let an item stand for a camera, also for those who hear the screen."""
    said = list(filter(None, (f"{row.number} {row.name}", camera_row.word(row.state))))
    item.setData(0, ROW_ROLE, row)
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join([*said, *([camera_row.alarm_word()] * row.alarm)]))
    item.setToolTip(0, row.name)


class _Delegate(QStyledItemDelegate):
    """Draws one line: mark, number, name, state; of a zone its name and how many of its cameras need somebody."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give a target for the hand."""
        return QSize(0, theme.current().px(theme.TARGET))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw it."""
        look, rect = theme.current(), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, look.colour("line" if selected else "panel"))
        row = index.data(ROW_ROLE)
        if isinstance(row, CameraRow):
            _paint_camera(painter, rect.adjusted(look.px(12), 0, -look.px(10), 0), row, look, selected)
        else:
            _paint_zone(painter, rect.adjusted(look.px(10), 0, -look.px(10), 0), index, look)
        painter.restore()


def _paint_camera(painter: QPainter, rect: QRect, row: CameraRow, look: theme.Theme, selected: bool) -> None:
    priority, hollow = camera_row.MARKS[row.state]
    side = look.px(12)
    mark = QRectF(rect.x(), rect.center().y() + 1 - side / 2, side, side)
    if row.state != "past":
        severity.paint_mark(painter, mark, priority, severity.mark_colour(priority, look), hollow)
    x = rect.x() + side + look.px(8)
    troubled = row.state in camera_row.TROUBLED
    quiet = look.colour("text" if selected else "caption")
    ink = severity.text_colour(priority, look) if troubled else quiet
    right = rect.right() + 1 - _right_text(painter, rect, camera_row.word(row.state), ink, look)
    if row.alarm:
        right -= _tag(painter, QRect(rect.x(), rect.y(), right - rect.x(), rect.height()), look)
    number = f"{row.number:02d}"
    x += _text(painter, QRect(x, rect.y(), right - x, rect.height()), number, look, bold=True)
    _text(painter, QRect(x, rect.y(), right - x, rect.height()), row.name, look)


def _text(painter: QPainter, room: QRect, text: str, look: theme.Theme, bold: bool = False) -> int:
    metrics = look.metrics(TEXT, bold)
    text = fitted(metrics, text, room.width())
    painter.setFont(look.font(TEXT, bold))
    painter.setPen(look.colour("text"))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
    return metrics.horizontalAdvance(text) + look.px(8)


def _right_text(painter: QPainter, rect: QRect, text: str, ink: QColor, look: theme.Theme) -> int:
    painter.setFont(look.font(CAPTION))
    painter.setPen(ink)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
    return look.metrics(CAPTION).horizontalAdvance(text) + look.px(8)


def _tag(painter: QPainter, rect: QRect, look: theme.Theme) -> int:
    """Write "ALARM" dark on light at the right end; tells the width used."""
    text, metrics = camera_row.alarm_word(), look.metrics(CAPTION, True)
    width, height = metrics.horizontalAdvance(text) + look.px(8), metrics.height() + look.px(2)
    tag = QRect(rect.right() + 1 - width, rect.center().y() + 1 - height // 2, width, height)
    painter.fillRect(tag, look.colour("text"))
    painter.setFont(look.font(CAPTION, True))
    painter.setPen(look.colour("ground"))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)
    return width + look.px(8)


def _paint_zone(painter: QPainter, rect: QRect, index: _Index, look: theme.Theme) -> None:
    model = index.model()
    rows = [model.index(i, 0, index).data(ROW_ROLE) for i in range(model.rowCount(index))]
    troubled = [row for row in rows if isinstance(row, CameraRow) and row.state in camera_row.TROUBLED]
    painter.setPen(look.colour("line"))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    count = camera_row.standing(len(rows), len(troubled))
    ink = severity.text_colour(camera_row.MARKS["lost"][0], look) if troubled else look.colour("caption")
    right = _right_text(painter, rect, count, ink, look)
    room = rect.adjusted(0, 0, -right, 0)
    name = fitted(look.metrics(CAPTION, True), str(index.data()), room.width())
    painter.setFont(look.font(CAPTION, True))
    painter.setPen(look.colour("caption"))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), name)
