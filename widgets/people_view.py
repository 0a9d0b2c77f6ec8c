"""The accounts: a list at the left, and beside it one form for a new account or the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.labels import caption, wrapped
from widgets.people_content import AccountForm, AccountRow, Choice
from widgets.read_only import ReadOnly

COLUMNS = 5


class PeopleView(QWidget):
    """Shows AccountRows; its signals ask, the app answers with the next rows."""

    add_wanted = Signal(object)  # AccountForm
    change_wanted = Signal(object)  # AccountForm: role and zones
    password_wanted = Signal(object)  # AccountForm: its password
    enabled_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[AccountRow, ...] = ()
        self.message = wrapped()
        self.table = QTableWidget(0, COLUMNS)
        self.title = QLabel()
        self.name, self.label, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.role = QComboBox()
        self.zones = QListWidget()
        self._captions = [caption() for _ in range(5)]
        self.add = QPushButton()
        self.change = QPushButton()
        self.set_password = QPushButton()
        self.switch = QPushButton()
        self.new = QPushButton()
        self._arrange()
        self._connect()
        self._say()
        self.choose_none()

    def set_choices(self, roles: tuple[Choice, ...], zones: tuple[Choice, ...]) -> None:
        """Name the roles and zones that there are."""
        self.role.clear()
        for one in roles:
            self.role.addItem(one.words, one.code)
        self.zones.clear()
        for one in zones:
            item = QListWidgetItem(one.words, self.zones)
            item.setData(Qt.ItemDataRole.UserRole, one.code)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)

    def set_rows(self, rows: tuple[AccountRow, ...]) -> None:
        """Show these accounts; the chosen one stays chosen."""
        chosen = self.chosen()
        self._rows = rows
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            where = ", ".join(self._zone_words(zone) for zone in row.zones) or self.tr("everywhere")
            for column, words in enumerate((row.label, row.name, row.role_words, where, row.state)):
                self.table.setItem(place, column, QTableWidgetItem(words))
        again = next((place for place, row in enumerate(rows) if chosen is not None and row.id == chosen.id), -1)
        if again >= 0:
            self.table.selectRow(again)
        else:
            self.choose_none()

    def set_message(self, text: str) -> None:
        """Say what was done or refused; empty says nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def chosen(self) -> AccountRow | None:
        """The account that is chosen, None while a new one is written."""
        found = self.table.selectionModel().selectedRows() if self.table.selectionModel() is not None else []
        return self._rows[found[0].row()] if found and found[0].row() < len(self._rows) else None

    def choose_none(self) -> None:
        """Empty the form for a new account."""
        self.table.clearSelection()
        self._fill(None)

    def form(self) -> AccountForm:
        """What is typed now."""
        chosen = self.chosen()
        items = (self.zones.item(place) for place in range(self.zones.count()))
        zones = (item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked)
        return AccountForm(
            id=chosen.id if chosen is not None else "",
            name=self.name.text().strip(),
            label=self.label.text().strip(),
            role=str(self.role.currentData() or ""),
            zones=tuple(zones),
            password=self.password.text(),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _zone_words(self, zone: str) -> str:
        items = (self.zones.item(place) for place in range(self.zones.count()))
        return next((item.text() for item in items if item.data(Qt.ItemDataRole.UserRole) == zone), zone)

    def _fill(self, row: AccountRow | None) -> None:
        self.name.setText(row.name if row is not None else "")
        self.label.setText(row.label if row is not None else "")
        self.password.clear()
        self.name.setReadOnly(row is not None)
        self.label.setReadOnly(row is not None)
        self.role.setCurrentIndex(max(0, self.role.findData(row.role)) if row is not None else 0)
        for place in range(self.zones.count()):
            item = self.zones.item(place)
            mine = row is not None and item.data(Qt.ItemDataRole.UserRole) in row.zones
            item.setCheckState(Qt.CheckState.Checked if mine else Qt.CheckState.Unchecked)
        self.add.setVisible(row is None)
        for button in (self.change, self.set_password, self.switch, self.new):
            button.setVisible(row is not None)
        self._say()

    def _arrange(self) -> None:
        look = theme.current()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(look.px(40))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        ReadOnly(self.table)
        self.title.setProperty("role", "title")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.zones.setProperty("choices", True)
        self.message.hide()
        left = QVBoxLayout()
        left.addWidget(self.message)
        left.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addLayout(left, 1)
        row.addWidget(self._form())

    def _form(self) -> QFrame:
        look = theme.current()
        frame = QFrame()
        frame.setProperty("panel", True)
        frame.setFixedWidth(look.px(theme.ALARM_PANEL_WIDTH))
        column = QVBoxLayout(frame)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(6))
        column.addWidget(self.title)
        for words, field in zip(
            self._captions, (self.name, self.label, self.role, self.zones, self.password), strict=True
        ):
            column.addWidget(words)
            column.addWidget(field, 1 if field is self.zones else 0)
        for button in (self.add, self.change, self.set_password, self.switch, self.new):
            button.setMinimumHeight(look.px(theme.TARGET))
            column.addWidget(button)
        self.add.setProperty("primary", True)
        return frame

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(lambda: self._fill(self.chosen()))
        self.add.clicked.connect(lambda: self.add_wanted.emit(self.form()))
        self.change.clicked.connect(lambda: self.change_wanted.emit(self.form()))
        self.set_password.clicked.connect(lambda: self.password_wanted.emit(self.form()))
        self.switch.clicked.connect(self._switch)
        self.new.clicked.connect(self.choose_none)

    def _switch(self) -> None:
        row = self.chosen()
        if row is not None:
            self.enabled_wanted.emit(row.id, not row.enabled)

    def _say(self) -> None:
        row = self.chosen()
        heads = (self.tr("Name"), self.tr("Signs in as"), self.tr("Role"), self.tr("Zones"), self.tr("State"))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setAccessibleName(self.tr("Accounts"))
        self.title.setText(row.label if row is not None else self.tr("New account"))
        words = (
            self.tr("Signs in as"),
            self.tr("Name as shown in records"),
            self.tr("Role"),
            self.tr("Zones; none ticked means everywhere"),
            self.tr("First password, which the person replaces"),
        )
        fields = (self.name, self.label, self.role, self.zones, self.password)
        for label, field, text in zip(self._captions, fields, words, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.add.setText(self.tr("Make the account"))
        self.change.setText(self.tr("Save role and zones"))
        self.set_password.setText(self.tr("Set this password"))
        self.switch.setText(self.tr("Switch off") if row is None or row.enabled else self.tr("Switch on again"))
        self.new.setText(self.tr("New account"))
