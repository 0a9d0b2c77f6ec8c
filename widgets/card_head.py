"""The top of the card: severity, place, thing, the next step as the largest line, and the numbers to call.

None of it ever gives way: on a low screen all else does. What was done when, and by whom, is scrolled with the rest.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets import card_words, severity, theme, tile_words
from widgets.card_content import AlarmCardContent, CardPhone
from widgets.labels import caption, wrapped


class SeverityBand(QWidget):
    """Shape and word of a priority on its colour, the incident's number at the right; hatched in a drill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: AlarmCardContent | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_content(self, content: AlarmCardContent) -> None:
        """Show this incident's severity."""
        self._content = content
        self.setAccessibleName(severity.word(content.priority))
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text with room around it."""
        return QSize(theme.current().px(200), theme.current().px(theme.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the band."""
        look, content = theme.current(), self._content
        painter = QPainter(self)
        if content is None:
            painter.fillRect(self.rect(), look.colour("panel"))
            return
        ground = severity.colour(content.priority, look)
        ink = severity.on_colour(content.priority, look)
        painter.fillRect(self.rect(), ground)
        side, pad = look.px(18), look.px(12)
        severity.paint_mark(painter, QRectF(pad, (self.height() - side) / 2, side, side), content.priority, ink)
        words = [severity.word(content.priority)]
        if content.more:
            text = self.tr("%1 more waiting").replace("%1", str(content.more))
            words.append(text)
        self._write(painter, " · ".join(words), 2 * pad + side, content)

    def _write(self, painter: QPainter, text: str, left: int, content: AlarmCardContent) -> None:
        look = theme.current()
        painter.setPen(severity.on_colour(content.priority, look))
        painter.setFont(look.font(theme.TEXT, bold=True))
        room = self.rect().adjusted(left, 0, -look.px(12), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if content.drill:
            self._drill(painter)
            return
        painter.setFont(look.font(theme.CAPTION))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, content.number)

    def _drill(self, painter: QPainter) -> None:
        look = theme.current()
        word = tile_words.drill()
        width = look.metrics(theme.TEXT, True).horizontalAdvance(word) + look.px(24)
        area = self.rect().adjusted(self.width() - width, 0, 0, 0)
        painter.fillRect(area, look.colour("drill"))
        painter.setPen(look.colour("on_drill"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)
        painter.fillRect(
            self.rect().adjusted(0, self.height() - look.px(6), 0, 0),
            QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern),
        )


#: So many numbers stay in view whatever is scrolled or asked; the others are in the middle of the card.
PINNED = 4
#: Two numbers of so many signs have room beside each other, with whose they are.
SHORT = 5


def pinned_phones(content: AlarmCardContent) -> tuple[CardPhone, ...]:
    """The numbers that stay in view: of critical and high alarms, without the one that the next step dials."""
    if not content.priority.guarded:
        return ()
    dialled = card_words.number_to_call(content)
    return tuple(one for one in content.phones[:PINNED] if one.number != dialled)


class PinnedPhones(QWidget):
    """Numbers, large, two beside each other, each with whose it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("flat", True)
        self._phones: tuple[CardPhone, ...] = ()
        self.drill = wrapped("drill_text")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.current().px(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.drill)
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        self._grid.setHorizontalSpacing(theme.current().px(8))
        self._grid.setVerticalSpacing(0)
        for side in range(2):
            self._grid.setColumnStretch(side, 1)

    def set_phones(self, phones: tuple[CardPhone, ...], drill: bool = False) -> None:
        """Show these; in a drill with the word that nobody is really called."""
        self.setVisible(bool(phones))
        self.drill.setText(card_words.drill_only())
        self.drill.setVisible(drill)
        if phones == self._phones:
            return
        self._phones = phones
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        row = column = 0
        for phone in phones:
            wide = len(phone.number) > SHORT
            if wide and column:
                row, column = row + 1, 0
            holder = _phone(phone)
            self._grid.addWidget(holder, row, column, 1, 2 if wide else 1)
            for one in (*holder.findChildren(QLabel), holder):
                one.show()  # counts for the height from now on, and not only once Qt shows it
            row, column = (row + 1, 0) if wide or column else (row, 1)


def _phone(phone: CardPhone) -> QWidget:
    holder = QWidget()
    holder.setProperty("flat", True)
    number, name = caption(), caption(wrap=True)
    number.setProperty("role", "figure")
    number.setText(phone.number)
    number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    name.setText(phone.name)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(6))
    row.addWidget(number)
    row.addWidget(name, 1)
    return holder


class CardHead(QFrame):
    """Severity band, place and thing, next step, numbers. `details` belong into the part of the card that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        look = theme.current()
        self.band = SeverityBand()
        self.place = wrapped("title")
        self.thing = wrapped()
        self.when = caption()
        self.handled = caption(wrap=True)
        self.marks = wrapped("trouble")
        self.step = wrapped("step")
        self.number = caption()
        self.number.setProperty("role", "figure")
        self.address = wrapped("strong")
        self.phones = PinnedPhones()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(8))
        column.setSpacing(0)
        column.addWidget(self.band)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(12), look.px(8), look.px(12), 0)
        inner.setSpacing(look.px(2))
        for label in (self.place, self.thing):
            inner.addWidget(label)
        inner.addSpacing(look.px(6))
        self.box = self._step_box()
        inner.addWidget(self.box)
        inner.addWidget(self.phones)
        column.addLayout(inner)
        self.details = self._details()

    def needed(self, width: int) -> int:
        """Give the height at which every word of it is whole."""
        for part in (self.box, self.phones):
            part.updateGeometry()
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self.minimumSizeHint().height()
        return layout.minimumHeightForWidth(width)

    def _details(self) -> QWidget:
        """When it began, how soon it was answered, and what is out of the ordinary."""
        holder = QWidget()
        holder.setProperty("flat", True)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        for label in (self.marks, self.when, self.handled):
            column.addWidget(label)
        return holder

    def set_content(self, content: AlarmCardContent) -> None:
        """Show this incident."""
        self.band.set_content(content)
        self.place.setText(content.place)
        self.thing.setText(content.thing)
        self.when.setText(card_words.raised(content))
        text = card_words.handled(content)
        self.handled.setText(text)
        self.handled.setVisible(bool(text))
        self.marks.setText("\n".join(content.marks))
        self.marks.setVisible(bool(content.marks))
        self.step_title.setText(card_words.next_step_title(content))
        self.step.setText(card_words.next_step(content))
        number = card_words.number_to_call(content)
        self.number.setText(number)
        self.number.setVisible(bool(number))
        address = card_words.address(content)
        self.address.setText(address)
        self.address.setVisible(bool(address))
        self.phones.set_phones(pinned_phones(content), content.drill)

    def _step_box(self) -> QFrame:
        look = theme.current()
        box = QFrame()
        box.setObjectName("nextStep")
        row = QVBoxLayout(box)
        row.setContentsMargins(look.px(10), look.px(6), look.px(6), look.px(6))
        row.setSpacing(0)
        self.step_title = caption()
        row.addWidget(self.step_title)
        row.addWidget(self.step)
        row.addWidget(self.number)
        row.addWidget(self.address)
        return box

    def labels(self) -> list[QLabel]:
        """All labels, for a test that none is cut."""
        found = [self.place, self.thing, self.when, self.handled, self.marks, self.step, self.number, self.address]
        return [*found, *self.phones.findChildren(QLabel)]
