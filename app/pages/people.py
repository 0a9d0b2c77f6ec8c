"""The page of accounts: who may sign in here, with which role and where; and the log of who did what."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app import texts, texts_people
from app.operations import Operation
from app.pages.audit import AuditPage
from app.people.authorised import AuthorityNeeded
from app.people.book import Account
from app.people.rights import Role
from app.station import Station
from widgets.people_content import AccountForm, AccountRow, Choice
from widgets.people_view import PeopleView


class PeoplePage(QWidget):
    """Reads the accounts from memory; every change goes through the table of rights."""

    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._language = language
        self.view = PeopleView()
        self.audit = AuditPage(station)
        self.tabs = QTabBar()
        self.sheets = QStackedWidget()
        self._arrange()
        self._connect()

    def refresh(self) -> None:
        """Show the accounts as they stand."""
        zones = tuple(Choice(zone.id, zone.label(self._language)) for zone in self._station.site.zones)
        if self.view.zones.count() != len(zones):
            self.view.set_choices(tuple(Choice(role.value, texts_people.role(role)) for role in Role), zones)
        self.view.set_rows(tuple(self._row(one) for one in self._station.people.accounts.listed()))

    def open_audit(self) -> None:
        """Turn to the sheet of the audit log."""
        self.tabs.setCurrentIndex(1)
        self.audit.setFocus()

    def forget(self) -> None:
        """Somebody signed in or out: what only the one before may read is shown no more."""
        self.audit.forget()

    def _arrange(self) -> None:
        self.tabs.addTab(self.tr("Accounts"))
        self.tabs.addTab(self.tr("Audit log"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Sheets of the page of people"))
        self.sheets.addWidget(self.view)
        self.sheets.addWidget(self.audit)
        self.tabs.currentChanged.connect(self.sheets.setCurrentIndex)
        self.audit.authority_wanted.connect(self.authority_wanted)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tabs)
        whole.addWidget(self.sheets, 1)

    def _connect(self) -> None:
        acts = self._station.people.managing
        self.view.add_wanted.connect(self._add)
        self.view.change_wanted.connect(lambda form: self._do(acts.set_role(form.id, Role(form.role), form.zones)))
        self.view.password_wanted.connect(lambda form: self._do(acts.reset_password(form.id, form.password)))
        self.view.enabled_wanted.connect(lambda account, on: self._do(acts.set_enabled(account, on)))

    def _add(self, form: AccountForm) -> None:
        acts = self._station.people.managing
        self._do(acts.add(form.name, form.label, Role(form.role), form.password, form.zones))

    def _row(self, one: Account) -> AccountRow:
        state = ""
        if not one.enabled:
            state = self.tr("switched off")
        elif one.must_change:
            state = self.tr("first password not replaced yet")
        return AccountRow(
            one.id, one.name, one.label, one.role.value, texts_people.role(one.role), one.zones, state, one.enabled
        )

    def _do(self, future: Future[Any]) -> None:
        Operation(self, future).success(self._done).failure(self._refused).run()

    def _done(self, account: Account) -> None:
        self.view.set_message(self.tr("%1: saved.").replace("%1", account.label))
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, self._do)
            return
        code = str(getattr(error, "code", type(error).__name__))
        self.view.set_message(texts_people.refusal(code, 0.0, getattr(error, "least", 0)) or texts.refusal(code))
