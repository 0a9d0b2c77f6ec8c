"""The sheet that shows the audit log: every look goes through the table of rights and is an entry itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts, texts_people
from app.operations import Operation
from app.pages import audit_words
from app.people.authorised import AuthorityNeeded
from app.people.reading import Opened
from app.station import Station
from app.store.audit import AuditEntry, AuditQuery
from widgets.audit_view import AuditChoice, AuditRow, AuditView


class AuditPage(QWidget):
    """Reads nothing by itself: whoever wants to look presses Look, and signs for it where that is needed."""

    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._query = AuditQuery()
        self._older: int | None = None
        self.view = AuditView()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.view)
        self.view.wanted.connect(self._look)
        self.view.older_wanted.connect(self._look_further)
        self.setFocusProxy(self.view)

    def forget(self) -> None:
        """Show nothing any more: somebody signed in or out."""
        self._older = None
        self.view.forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Offer the last days."""
        super().showEvent(event)
        self.view.start(self._station.clock.now())

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever looked may go: nobody else finds it here."""
        self.forget()
        super().hideEvent(event)

    def _look(self, choice: AuditChoice) -> None:
        self._query = AuditQuery(choice.actor, choice.action, choice.since, choice.until)
        self._do(self._station.people.reading.read(self._query), self._show)

    def _look_further(self) -> None:
        if self._older is not None:
            self._do(self._station.people.reading.read(self._query, self._older), self._add)

    def _show(self, opened: Opened) -> None:
        actors = tuple((one, self._who(one)) for one in opened.actors)
        self.view.set_names(actors, audit_words.offered(opened.actions))
        self._older = opened.page.older
        self.view.show_rows(self._rows(opened), self._older is not None)

    def _add(self, opened: Opened) -> None:
        self._older = opened.page.older
        self.view.show_rows(self._rows(opened), self._older is not None, add=True)

    def _rows(self, opened: Opened) -> tuple[AuditRow, ...]:
        return tuple(self._row(entry, opened.numbers) for entry in opened.page.entries)

    def _row(self, entry: AuditEntry, numbers: Mapping[str, str]) -> AuditRow:
        act, detail = audit_words.act(entry.action), audit_words.detail(entry.before, entry.after)
        subject = numbers.get(entry.object) or audit_words.subject(self._who(entry.object))
        key = entry.object if entry.object in numbers or subject != self._who(entry.object) else ""
        return AuditRow(entry.at, self._who(entry.actor), act, subject, detail, key)

    def _who(self, actor: str) -> str:
        """Name an account by its label; whatever is no account stays as it is."""
        account = self._station.people.accounts.get(actor)
        return account.label if account is not None else texts_people.who(actor)

    def _do(self, future: Future[Opened], done: Callable[[Opened], None]) -> None:
        Operation(self, future).success(done).failure(lambda error: self._refused(error, done)).run()

    def _refused(self, error: BaseException, done: Callable[[Opened], None]) -> None:
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, lambda again: self._do(again, done))
            return
        code = str(getattr(error, "code", type(error).__name__))
        self.view.show_refusal(texts_people.refusal(code) or texts.refusal(code))
