"""The list of a handover: what is open, what is set aside, what is faulty, with shapes and in groups."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from widgets import severity, theme
from widgets.duty_content import ListRow, Section
from widgets.labels import caption, wrapped


class Mark(QWidget):
    """The shape of a priority; a plain bar of the fault's colour where a row has none."""

    def __init__(self, row: ListRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        size = theme.current().px(16)
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it; hatched for a drill."""
        look, painter = theme.current(), QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._row.drill:
            painter.fillRect(self.rect(), QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern))
        if self._row.priority is not None:
            fill = severity.mark_colour(self._row.priority, look)
            severity.paint_mark(painter, area, self._row.priority, fill, hollow=self._row.hollow)


class HandoverList(QScrollArea):
    """Shows Sections below each other; can be scrolled with the arrows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections: tuple[Section, ...] = ()
        self.setProperty("listing", True)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(QWidget())

    def set_sections(self, sections: tuple[Section, ...]) -> None:
        """Show them; where one has scrolled to, it stays."""
        if sections == self.sections:
            return
        self.sections = sections
        place = self.verticalScrollBar().value()
        holder = QWidget()
        column = QVBoxLayout(holder)
        look = theme.current()
        column.setContentsMargins(0, 0, look.px(8), 0)
        column.setSpacing(look.px(4))
        for section in sections:
            column.addWidget(_head(section))
            for row in section.rows:
                column.addLayout(_line(row))
        column.addStretch(1)
        self.setWidget(holder)
        self.verticalScrollBar().setValue(place)


def _head(section: Section) -> QLabel:
    count = str(len(section.rows)) if section.rows else section.empty
    head = QLabel(f"{section.title} · {count}")
    head.setTextFormat(Qt.TextFormat.PlainText)
    head.setProperty("role", "strong" if section.rows else "caption")
    return head


def _line(row: ListRow) -> QHBoxLayout:
    look = theme.current()
    line = QHBoxLayout()
    line.setSpacing(look.px(8))
    if row.priority is not None or row.drill:
        line.addWidget(Mark(row), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    text = wrapped()
    text.setText(row.text)
    words.addWidget(text)
    if row.note:
        note = caption(wrap=True)
        note.setText(row.note)
        words.addWidget(note)
    line.addLayout(words, 1)
    return line
