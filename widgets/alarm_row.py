"""One line of the alarms panel, painted: shape, place, thing, word, state, age."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from alarms.model import Occurrence, Suppression
from alarms.qt.alarm_model import AlarmRole, AlarmText, standing
from widgets import alarm_marks, severity, theme, tile_words, times

_ROW, _FOLDED_ROW = 76, 40


def standing_word(occurrence: Occurrence) -> str:
    """Say how an occurrence stands."""
    translate = QCoreApplication.translate
    return {
        "new": translate("AlarmList", "not handled"),
        "returned": translate("AlarmList", "signal over, not handled"),
        "acknowledged": translate("AlarmList", "being handled"),
        "awaiting_reset": translate("AlarmList", "waiting for reset"),
        "over": translate("AlarmList", "over"),
        "shelved": translate("AlarmList", "shelved"),
        "by_design": translate("AlarmList", "disarmed"),
        "out_of_service": translate("AlarmList", "out of service"),
    }[standing(occurrence)]


class AlarmRowDelegate(QStyledItemDelegate):
    """Paints rows; `lit` is the bright half of the pulse, `folded` leaves only the shape."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.lit = True
        self.folded = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give the same height to all rows."""
        return QSize(theme.current().px(48), theme.current().px(_FOLDED_ROW if self.folded else _ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        occurrence, text = index.data(AlarmRole.OCCURRENCE), index.data(AlarmRole.TEXT)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        self._ground(painter, rect, occurrence, bool(state & QStyle.StateFlag.State_Selected))
        self._mark(painter, rect, occurrence)
        if not self.folded:
            self._words(painter, rect, occurrence, text, int(index.data(AlarmRole.BEHIND) or 0))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, occurrence: Occurrence, selected: bool) -> None:
        look = theme.current()
        painter.fillRect(rect, look.colour("raised" if selected else "panel"))
        if occurrence.drill:
            stripe = QRect(rect.right() + 1 - look.px(10), rect.top(), look.px(10), rect.height())
            painter.fillRect(stripe, QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), look.px(3), rect.height()), look.colour("accent"))

    def _mark(self, painter: QPainter, rect: QRect, occurrence: Occurrence) -> None:
        """Draw the shape; what nobody has handled pulses on a field of its colour."""
        look = theme.current()
        field = QRect(rect.left() + look.px(4), rect.top() + look.px(4), look.px(40), rect.height() - look.px(9))
        suppressed = occurrence.suppression is not Suppression.NONE
        fill = look.colour("caption") if suppressed else severity.mark_colour(occurrence.priority, look)
        if occurrence.unacked and not suppressed and self.lit:
            painter.fillRect(field, severity.colour(occurrence.priority, look))
            fill = severity.on_colour(occurrence.priority, look)
        side = look.px(22)
        centre = QRectF(field).center()
        mark = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        severity.paint_mark(painter, mark, occurrence.priority, fill, hollow=suppressed)

    def _words(self, painter: QPainter, rect: QRect, occurrence: Occurrence, text: AlarmText, behind: int) -> None:
        look = theme.current()
        left, right = look.px(54), look.px(12)
        line = QRect(rect.left() + left, rect.top() + look.px(6), rect.width() - left - right, look.px(22))
        age = times.span(self._now() - occurrence.raised_at)
        used = _write(painter, line, age, theme.CAPTION, look.colour("caption"), right=True)
        ink = look.colour("text" if occurrence.unacked else "caption")
        _write(painter, line.adjusted(0, 0, -used - look.px(8), 0), text.place, theme.TEXT, look.colour("text"), True)
        line.translate(0, look.px(21))
        thing = " · ".join(filter(None, (text.thing, text.detail)))
        _write(painter, line, thing, theme.TEXT, ink)
        line.translate(0, look.px(21))
        self._severity_line(painter, line, occurrence, behind)

    def _severity_line(self, painter: QPainter, line: QRect, occurrence: Occurrence, behind: int) -> None:
        look = theme.current()
        word = severity.word(occurrence.priority)
        used = _write(painter, line, word, theme.CAPTION, severity.text_colour(occurrence.priority, look), bold=True)
        if behind:
            text = QCoreApplication.translate("AlarmList", "and %1 more here").replace("%1", str(behind))
            used_right = _write(painter, line, text, theme.CAPTION, look.colour("text"), True, True)
            line.setRight(line.right() - used_right - look.px(8))
        state = standing_word(occurrence)
        if occurrence.count > 1:
            state = f"{state} · ×{occurrence.count}"
        rest = line.adjusted(used + look.px(8), 0, 0, 0)
        for mark in alarm_marks.marks(occurrence):
            used = _write(painter, rest, mark, theme.CAPTION, look.colour("text"), bold=True)
            rest.setLeft(rest.left() + used + look.px(8))
        used = _write(painter, rest, state, theme.CAPTION, look.colour("caption"))
        if occurrence.drill:
            rest = rest.adjusted(used + look.px(8), 0, 0, 0)
            _write(painter, rest, tile_words.drill(), theme.CAPTION, look.colour("drill_text"), bold=True)


def _write(
    painter: QPainter, line: QRect, text: str, size: int, ink: QColor, bold: bool = False, right: bool = False
) -> int:
    """Write one line, cut with an ellipsis where it must be; tells the width used."""
    look = theme.current()
    metrics = look.metrics(size, bold)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, line.width()))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.setFont(look.font(size, bold))
    painter.setPen(ink)
    painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)
    return metrics.horizontalAdvance(text)
