"""Zones and points: what is armed, what is put aside and until when, and the keys to change it.

No dialog: time and reason are fields below the table, so the wall's call-up is never covered and nothing typed is lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Priority
from widgets import severity, theme, times
from widgets.point_rows import PointRow, PointState, ZoneRow, arming_words, state_word
from widgets.read_only import ReadOnly

#: Minutes a point may be put aside for, and the one that is offered first.
MINUTES = (10, 30, 60, 120, 240, 480)
FIRST_CHOICE = 30


class PointView(QFrame):
    """Tables of ZoneRow and PointRow, and what may be done with the chosen ones.

    ``return_requested`` also tells how the point is set aside.

    Signals carry ids; seconds, reasons and the patrol that stands in for a point are as typed. Whether it may be done
    is decided by whoever listens.
    """

    arm_requested = Signal(str)
    disarm_requested = Signal(str, str)
    shelve_requested = Signal(str, float, str)
    out_of_service_requested = Signal(str, float, str, str)
    return_requested = Signal(str, str)

    def __init__(self, now: Callable[[], float] = time.time, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._now = now
        self._zone_rows: tuple[ZoneRow, ...] = ()
        self._point_rows: tuple[PointRow, ...] = ()
        self.zones = _table(3)
        self.points = _table(5)
        self.only_aside = QCheckBox()
        self.minutes = QComboBox()
        self.reason = QLineEdit()
        self.patrol = QLineEdit()
        self.arm, self.disarm = QPushButton(), QPushButton()
        self.shelve, self.out_of_service, self.back = QPushButton(), QPushButton(), QPushButton()
        self.said = QLabel()
        self._arrange()
        self._connect()
        self._retranslate()

    def set_zones(self, rows: tuple[ZoneRow, ...]) -> None:
        """Show these zones; equal rows change nothing, so that a reader is not disturbed."""
        if rows != self._zone_rows:
            chosen = self.chosen_zone()
            self._zone_rows = rows
            self._fill_zones()
            _choose(self.zones, chosen)

    def set_points(self, rows: tuple[PointRow, ...]) -> None:
        """Show these points; the chosen one stays chosen."""
        if rows != self._point_rows:
            self._point_rows = rows
            self._fill_points()

    def chosen_zone(self) -> str:
        """Give the chosen zone's id, "" where none is."""
        return _chosen(self.zones)

    def chosen_point(self) -> str:
        """Give the chosen point's id, "" where none is."""
        return _chosen(self.points)

    def turn_to(self, zone: str, point: str) -> None:
        """Choose a zone, and a point where one is named."""
        _choose(self.zones, zone)
        _choose(self.points, point)

    def show_refusal(self, text: str) -> None:
        """Say, beside the keys, why it was not done."""
        self.said.setText(text)

    def clear_reason(self) -> None:
        """Empty the fields: what was asked for is done."""
        for field in (self.reason, self.patrol):
            field.clear()

    def _arrange(self) -> None:
        look = theme.current()
        for column, width in ((0, 125), (2, 120)):
            self.zones.setColumnWidth(column, look.px(width))
        self.zones.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 200), (1, 100), (2, 120), (3, 120)):
            self.points.setColumnWidth(column, look.px(width))
        self.points.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        zone_keys = _row(self.arm, self.disarm)
        zone_keys.addStretch(1)
        whys = _row(self.minutes, self.reason, self.patrol)
        whys.setStretchFactor(self.reason, 3)
        whys.setStretchFactor(self.patrol, 2)
        point_keys = _row(self.shelve, self.out_of_service, self.back)
        point_keys.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.zones, 1)
        left.addLayout(zone_keys)
        right.addWidget(self.only_aside)
        right.addWidget(self.points, 1)
        right.addLayout(whys)
        right.addLayout(point_keys)
        sides = QHBoxLayout()
        sides.addLayout(left, 1)
        sides.addLayout(right, 2)
        whole = QVBoxLayout(self)
        whole.addLayout(sides, 1)
        whole.addWidget(self.said)
        for field in (self.reason, self.patrol):
            field.setMaxLength(400)

    def _connect(self) -> None:
        self.only_aside.toggled.connect(lambda _on: self._fill_points())
        self.zones.itemSelectionChanged.connect(self._fill_points)
        self.points.itemSelectionChanged.connect(self._enable)
        self.arm.clicked.connect(self._ask_arm)
        self.disarm.clicked.connect(self._ask_disarm)
        self.shelve.clicked.connect(self._ask_shelve)
        self.out_of_service.clicked.connect(self._ask_out_of_service)
        self.back.clicked.connect(self._ask_back)

    def _ask_arm(self) -> None:
        self.said.clear()
        self.arm_requested.emit(self.chosen_zone())

    def _ask_disarm(self) -> None:
        if self._typed(self.reason, self.tr("Say why first.")):
            self.disarm_requested.emit(self.chosen_zone(), self.reason.text().strip())

    def _ask_shelve(self) -> None:
        if self._typed(self.reason, self.tr("Say why first.")):
            self.shelve_requested.emit(self.chosen_point(), self._seconds(), self.reason.text().strip())

    def _ask_out_of_service(self) -> None:
        if self._typed(self.reason, self.tr("Say why first.")) and self._typed(
            self.patrol, self.tr("Say who walks there meanwhile, and how often.")
        ):
            reason, patrol = self.reason.text().strip(), self.patrol.text().strip()
            self.out_of_service_requested.emit(self.chosen_point(), self._seconds(), reason, patrol)

    def _typed(self, field: QLineEdit, otherwise: str) -> bool:
        """Whether the field holds anything; where it does not, say so and go there."""
        typed = bool(field.text().strip())
        self.said.setText("" if typed else otherwise)
        if not typed:
            field.setFocus()
        return typed

    def _seconds(self) -> float:
        return float(self.minutes.currentData()) * 60.0

    def _ask_back(self) -> None:
        row = self._chosen_row()
        if row is not None:
            self.said.clear()
            self.return_requested.emit(row.point, row.state)

    def _chosen_row(self) -> PointRow | None:
        return next((one for one in self._point_rows if one.point == self.chosen_point()), None)

    def _fill_zones(self) -> None:
        self.zones.setRowCount(len(self._zone_rows))
        for at, row in enumerate(self._zone_rows):
            aside = "" if not row.aside else self.tr("%1 set aside").replace("%1", str(row.aside))
            name = f"{'  ' * row.depth}{row.name}"
            cells = (name, arming_words(row, self._now()), "\n".join(filter(None, (row.answered_by, aside))))
            _put(self.zones, at, row.zone, cells, {1: (Priority.EVENT, False) if row.armed else (Priority.P4, True)})

    def _fill_points(self) -> None:
        chosen, zone, aside = self.chosen_point(), self.chosen_zone(), self.only_aside.isChecked()
        rows = [one for one in self._point_rows if (not _plain(one) if aside else zone in ("", one.zone))]
        self.points.setRowCount(len(rows))
        for at, row in enumerate(rows):
            until = "" if row.until is None else times.day_and_clock(row.until, self._now())
            why = "\n".join(filter(None, (row.by, row.reason, row.note)))
            cells = (row.name, row.kind, state_word(row.state), until, why)
            _put(self.points, at, row.point, cells, {2: row.mark})
        _choose(self.points, chosen)
        self._enable()

    def _enable(self) -> None:
        row = self._chosen_row()
        self.shelve.setEnabled(row is not None and row.can_shelve and row.state != "shelved")
        self.out_of_service.setEnabled(row is not None and row.state != "out_of_service")
        self.back.setEnabled(row is not None and row.state in ("shelved", "out_of_service"))
        for button in (self.arm, self.disarm):
            button.setEnabled(bool(self.chosen_zone()))

    def _retranslate(self) -> None:
        self.zones.setAccessibleName(self.tr("Zones"))
        self.points.setAccessibleName(self.tr("Alarm points"))
        self.zones.setHorizontalHeaderLabels([self.tr("Zone"), self.tr("Arming"), self.tr("Answered by")])
        self.points.setHorizontalHeaderLabels(
            [self.tr("Point"), self.tr("Kind"), self.tr("State"), self.tr("Until"), self.tr("Who and why")]
        )
        self.only_aside.setText(self.tr("Only what is set aside"))
        self.reason.setPlaceholderText(self.tr("Why (kept in the record)"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.patrol.setPlaceholderText(self.tr("Patrol meanwhile (out of service)"))
        self.patrol.setAccessibleName(self.tr("Patrol meanwhile"))
        self.minutes.setAccessibleName(self.tr("For how long"))
        self.arm.setText(self.tr("Arm zone"))
        self.disarm.setText(self.tr("Disarm zone"))
        self.shelve.setText(self.tr("Put aside"))
        self.out_of_service.setText(self.tr("Take out of service"))
        self.back.setText(self.tr("Watch again"))
        self._offer_minutes()
        self._fill_zones()
        self._fill_points()

    def _offer_minutes(self) -> None:
        kept = self.minutes.currentData() or FIRST_CHOICE
        self.minutes.clear()
        for minutes in MINUTES:
            self.minutes.addItem(times.span(minutes * 60.0), minutes)
        self.minutes.setCurrentIndex(MINUTES.index(kept))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _plain(row: PointRow) -> bool:
    kept: tuple[PointState, ...] = ("shelved", "disarmed", "out_of_service")
    return row.state not in kept and not row.note


def _table(columns: int) -> QTableWidget:
    look, table = theme.current(), QTableWidget(0, columns)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setMinimumSectionSize(look.px(36))
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.setIconSize(QSize(look.px(16), look.px(16)))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    ReadOnly(table)
    return table


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def _put(
    table: QTableWidget, at: int, key: str, cells: tuple[str, ...], marks: dict[int, tuple[Priority, bool]]
) -> None:
    for column, text in enumerate(cells):
        item = QTableWidgetItem(text)
        if column in marks:
            item.setIcon(_icon(*marks[column]))
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        table.setItem(at, column, item)


def _chosen(table: QTableWidget) -> str:
    items = table.selectedItems()
    return str(items[0].data(Qt.ItemDataRole.UserRole)) if items else ""


def _choose(table: QTableWidget, key: str) -> None:
    for at in range(table.rowCount()):
        item = table.item(at, 0)
        if key and item is not None and item.data(Qt.ItemDataRole.UserRole) == key:
            table.selectRow(at)
            return


def _icon(priority: Priority, hollow: bool) -> QIcon:
    look = theme.current()
    side = look.px(16)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    colour = severity.mark_colour(priority, look)
    severity.paint_mark(painter, QRectF(1, 1, side - 2, side - 2), priority, colour, hollow)
    painter.end()
    return QIcon(pixmap)
