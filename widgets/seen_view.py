"""Which camera saw it: what, where, from when to when; and the hits, each with a picture. The keyboard is enough."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, times
from widgets.labels import wrapped
from widgets.overlay import class_word
from widgets.seen_content import SeenPlace, SeenRow, SeenWish

WIDTH = 360
#: Of a hit's picture, in pixels of a usual screen.
PICTURE = (128, 72)
KINDS = ("person", "vehicle", "bicycle", "animal", "luggage", "motion", "")
_ID = Qt.ItemDataRole.UserRole


class _Hits(QListWidget):
    """Letters are playback's keys here, too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave what types something to the page."""
        if event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class SeenView(QFrame):
    """Asks by signals: `asked` (SeenWish), `more_wanted` for older hits, `pictures_wanted` (ids of the rows in view
    that have none), `opened` (a row's id), `stepped` (1: the next of this kind from where playback stands, -1: the one
    before), `left` for the pictures."""

    asked = Signal(object)
    more_wanted = Signal()
    pictures_wanted = Signal(object)
    opened = Signal(int)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.title, self.note = QLabel(), wrapped("caption")
        self.title.setObjectName("heading")
        self.kind, self.place = QComboBox(), QComboBox()
        self.since, self.until, self.still = QLineEdit(), QLineEdit(), QCheckBox()
        self.search, self.go, self.list = QPushButton(), QPushButton(), _Hits()
        self.before, self.next = QPushButton(), QPushButton()
        self._labels = [QLabel() for _ in range(4)]
        self._rows: dict[int, SeenRow] = {}
        self._items: dict[int, QListWidgetItem] = {}
        self._bare: set[int] = set()
        self._blind: set[int] = set()
        self._more = False
        self._arrange()
        self._connect()
        self._speak()

    def set_places(self, places: Sequence[SeenPlace]) -> None:
        """Offer these, the first chosen unless one of them was."""
        chosen = self.place.currentData()
        self.place.clear()
        for one in places:
            self.place.addItem(one.name, one.id)
        self.place.setCurrentIndex(max(0, self.place.findData(chosen)))

    def set_times(self, since: str, until: str) -> None:
        """Propose a stretch of time."""
        self.since.setText(since)
        self.until.setText(until)

    def wish(self) -> SeenWish:
        """What is typed and chosen now."""
        kind, place = str(self.kind.currentData() or ""), str(self.place.currentData() or "")
        return SeenWish(kind, place, self.since.text(), self.until.text(), self.still.isChecked())

    def say(self, words: str) -> None:
        """Say what came of it, above the list."""
        self.note.setText(words)

    def set_rows(self, rows: Sequence[SeenRow], more: bool) -> None:
        """Show these hits and no others; the keyboard goes to the first."""
        self.list.clear()
        self._rows, self._items, self._bare, self._blind = {}, {}, set(), set()
        self.add_rows(rows, more)
        if rows:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def add_rows(self, rows: Sequence[SeenRow], more: bool) -> None:
        """Append older hits; `more`: there are older ones still."""
        width, height = self._picture_size()
        blank = QPixmap(width, height)
        blank.fill(Qt.GlobalColor.transparent)
        for row in rows:
            item = QListWidgetItem(QIcon(blank), _line(row))
            item.setData(_ID, row.id)
            self.list.addItem(item)
            self._rows[row.id], self._items[row.id] = row, item
            self._bare.add(row.id)
        self._more = more
        self.go.setEnabled(bool(self._rows))
        self.list.doItemsLayout()
        self._moved()

    def set_picture(self, row: int, picture: QImage | None) -> None:
        """Show a hit's picture; None: there is none to be had, which is said."""
        item = self._items.get(row)
        if item is not None and picture is not None:
            item.setIcon(QIcon(QPixmap.fromImage(picture)))
        elif item is not None:
            self._blind.add(row)
            item.setText(self._text(row))

    def chosen(self) -> int:
        """The hit that is chosen, 0 for none."""
        item = self.list.currentItem()
        return int(item.data(_ID)) if item is not None else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the pictures; Enter searches, in the list it goes there."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.go.hasFocus():
                self.opened.emit(self.chosen())
            elif not self.list.hasFocus():  # which says so itself
                self._ask()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was just chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures that come into view."""
        super().showEvent(event)
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the pictures that come into view."""
        super().resizeEvent(event)
        self._moved()

    def _picture_size(self) -> tuple[int, int]:
        look = theme.current()
        return look.px(PICTURE[0]), look.px(PICTURE[1])

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        for row, (label, field) in enumerate(
            zip(self._labels, (self.kind, self.place, self.since, self.until), strict=True)
        ):
            field.setMinimumHeight(look.px(theme.TARGET))
            label.setBuddy(field)
            form.addWidget(label, row, 0)
            form.addWidget(field, row, 1)
        column.addLayout(form)
        acts = QHBoxLayout()
        acts.addWidget(self.still, 1)
        acts.addWidget(self.search)
        column.addLayout(acts)
        column.addWidget(self.note)
        column.addWidget(self.list, 1)
        column.addWidget(self.go)
        steps = QHBoxLayout()
        for button in (self.before, self.next):
            steps.addWidget(button)
        column.addLayout(steps)
        for button in (self.search, self.go, self.before, self.next):
            button.setMinimumHeight(look.px(theme.TARGET))
        self.search.setProperty("primary", True)
        self.go.setEnabled(False)
        self.list.setIconSize(QSize(*self._picture_size()))
        self.list.setWordWrap(True)
        self.list.setUniformItemSizes(False)
        self.setFixedWidth(look.px(WIDTH))

    def _connect(self) -> None:
        self.search.clicked.connect(self._ask)
        self.list.itemActivated.connect(lambda _item: self.opened.emit(self.chosen()))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.go.clicked.connect(lambda: self.opened.emit(self.chosen()))
        self.list.verticalScrollBar().valueChanged.connect(lambda _value: self._moved())

    def _ask(self) -> None:
        self.asked.emit(self.wish())

    def _moved(self) -> None:
        """Other rows are in view: their pictures are wanted, and older ones near the end."""
        if not self.isVisible():
            return
        frame = self.list.viewport().rect()
        seen = [key for key in self._bare if self.list.visualItemRect(self._items[key]).intersects(frame)]
        if seen:
            self._bare.difference_update(seen)
            self.pictures_wanted.emit(sorted(seen, key=lambda key: self.list.row(self._items[key])))
        bar = self.list.verticalScrollBar()
        if self._more and bar.maximum() - bar.value() <= bar.pageStep():
            self._more = False
            self.more_wanted.emit()

    def _speak(self) -> None:
        self.title.setText(self.tr("Who was where"))
        names = (self.tr("What"), self.tr("Where"), self.tr("From"), self.tr("To"))
        for label, field, name in zip(
            self._labels, (self.kind, self.place, self.since, self.until), names, strict=True
        ):
            label.setText(name)
            field.setAccessibleName(name)
        chosen = self.kind.currentData()
        self.kind.clear()
        for kind in KINDS:
            self.kind.addItem(kind_word(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)) if chosen is not None else 0)
        self.still.setText(self.tr("What stood still, too"))
        self.search.setText(self.tr("Search  Enter"))
        self.go.setText(self.tr("Go there  Enter"))
        self.before.setText(self.tr("Previous  Shift+N"))
        self.next.setText(self.tr("Next  N"))
        self.list.setAccessibleName(self.tr("What was seen, the newest first"))
        for key, item in self._items.items():
            item.setText(self._text(key))

    def _text(self, row: int) -> str:
        words = _line(self._rows[row])
        return words + "\n" + self.tr("no picture was recorded") if row in self._blind else words


def kind_word(kind: str) -> str:
    """What is looked for, in words."""
    translate = QCoreApplication.translate
    words = {
        "person": translate("SeenView", "people"),
        "vehicle": translate("SeenView", "vehicles"),
        "bicycle": translate("SeenView", "bicycles"),
        "animal": translate("SeenView", "animals"),
        "luggage": translate("SeenView", "bags and cases"),
        "motion": translate("SeenView", "something that moved"),
    }
    return words.get(kind, translate("SeenView", "anything"))


def _line(row: SeenRow) -> str:
    when = f"{times.date(row.first)} {times.clock(row.first)}"
    return f"{row.camera}\n{class_word(row.label)} · {times.span(row.last - row.first)}\n{when}"
