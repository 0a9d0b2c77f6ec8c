"""Lets people sign beside the wall: keeps the panel's state, checks passwords off the GUI thread, tries acts again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import texts, texts_people
from app.operations import Operation
from app.people.authorised import Authority, AuthorityNeeded
from app.people.duty import Duty
from app.people.rights import RIGHTS, Action, Answer, Need, Person
from app.station import Station
from app.store.people import BookState
from widgets.sign_in import SignInPanel
from widgets.sign_in_content import OnDuty, SignInEntry, SignInMode, SignInView

#: What an act's page does with the future of the act tried again.
Again = Callable[["Future[Any]"], None]

_MODES = {
    Answer.SIGN_IN: SignInMode.FOR_ACT,
    Answer.ROLE: SignInMode.FOR_ACT,
    Answer.ZONE: SignInMode.FOR_ACT,
    Answer.REASON: SignInMode.REASON,
    Answer.SECOND: SignInMode.SECOND,
    Answer.SECOND_SAME: SignInMode.SECOND,
    Answer.SECOND_ROLE: SignInMode.SECOND,
}


class SignInDesk(QObject):
    """Joins the panel and the station's duty desk."""

    notice = Signal(str)

    def __init__(self, station: Station, panel: SignInPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._panel = panel
        self._needed: AuthorityNeeded | None = None
        self._again: Again | None = None
        panel.submitted.connect(self._submitted)
        panel.sign_out_wanted.connect(self._sign_out)
        panel.mode_wanted.connect(self._turn_to)
        panel.closed.connect(self._forget)
        panel.hide()

    def toggle(self) -> None:
        """Ctrl+G: open the panel to sign in or out, or close it."""
        if self._panel.isVisible():
            self._panel.close_panel()
        else:
            self._turn_to(self._resting())

    def ask(self, needed: AuthorityNeeded, again: Again) -> None:
        """Ask for what an act needs; a newer act takes the place of one that waited."""
        self._needed, self._again = needed, again
        answer = self._asks_for(needed)
        mode = SignInMode.FIRST if self._is_new() else _MODES[answer]
        act = texts_people.action(needed.asked.action)
        asks_why = not needed.held.reason and self._need(needed) in (Need.REASON, Need.SECOND)
        lacking = answer in (Answer.SIGN_IN, Answer.ROLE)
        said = (texts_people.missing(answer.value), texts_people.who_may(needed.asked.action) if lacking else "")
        self._show(mode, act=act, message=" ".join(filter(None, said)), asks_reason=asks_why)
        self._panel.open_at()

    def update_duty(self, _duty: Duty | None = None) -> None:
        """Show who is on duty now; once there is an account, nobody is asked for the first any more."""
        if self._panel.view.mode is SignInMode.FIRST and not self._is_new() and not self._panel.view.busy:
            self._panel.close_panel()
            self._show(SignInMode.SIGN_IN)
            return
        self._panel.set_view(replace(self._panel.view, on_duty=self._on_duty(), may_manage=self._may_manage()))

    def open_first(self) -> None:
        """Where there is no account yet, ask the installer for the first."""
        if self._is_new():
            self._turn_to(SignInMode.FIRST)

    def _resting(self) -> SignInMode:
        return SignInMode.FIRST if self._is_new() else SignInMode.SIGN_IN

    def _is_new(self) -> bool:
        return self._station.people.accounts.state is BookState.EMPTY

    def _turn_to(self, mode: SignInMode) -> None:
        self._show(mode, message=texts_people.refusal("no_accounts") if mode is SignInMode.FIRST else "")
        actor = self._station.people.desk.duty.actor
        own = mode is SignInMode.NEW_PASSWORD and actor is not None
        account = self._station.people.accounts.get(actor.account) if own and actor is not None else None
        self._panel.open_at(account.name if account is not None else "")

    def _show(self, mode: SignInMode, **what: Any) -> None:
        accounts = self._station.people.accounts.listed()
        names = tuple(one.name for one in accounts if one.enabled)
        self._panel.set_view(SignInView(mode, self._on_duty(), names, may_manage=self._may_manage(), **what))

    def _on_duty(self) -> tuple[OnDuty, ...]:
        people = self._station.people.desk.duty.people
        return tuple(OnDuty(one.account, one.label, texts_people.role(one.role)) for one in people)

    def _may_manage(self) -> bool:
        actor = self._station.people.desk.duty.actor
        return actor is not None and RIGHTS[Action.MANAGE_GUARDS].of(actor.role) is not Need.NEVER

    @staticmethod
    def _need(needed: AuthorityNeeded) -> Need:
        person = needed.held.person
        return RIGHTS[needed.asked.action].of(person.role if person is not None else None)

    def _asks_for(self, needed: AuthorityNeeded) -> Answer:
        """A second person comes with a reason: ask for both at once."""
        both = needed.answer is Answer.REASON and self._need(needed) is Need.SECOND
        return Answer.SECOND if both else needed.answer

    def _submitted(self, entry: SignInEntry) -> None:
        if entry.mode in (SignInMode.FIRST, SignInMode.NEW_PASSWORD) and entry.new_password != entry.repeated:
            self._say("passwords_differ")
            return
        self._panel.set_view(replace(self._panel.view, busy=True, message="", refused=False))
        work = self._work(entry)
        Operation(self, work).success(lambda found: self._signed(entry, found)).failure(self._refused).run()

    def _work(self, entry: SignInEntry) -> Callable[[], Person | None]:
        desk, accounts = self._station.people.desk, self._station.people.accounts
        match entry.mode:
            case SignInMode.REASON:
                return lambda: None
            case SignInMode.SECOND:
                return lambda: desk.vouch(entry.name, entry.password)
            case SignInMode.FOR_ACT if desk.duty.actor is not None:
                return lambda: desk.vouch(entry.name, entry.password)
            case SignInMode.FIRST:

                def first() -> Person:
                    accounts.add_first(entry.name, entry.label, entry.new_password)
                    return desk.sign_in(entry.name, entry.new_password)

                return first
            case _:
                return lambda: desk.sign_in(entry.name, entry.password, entry.new_password)

    def _signed(self, entry: SignInEntry, person: Person | None) -> None:
        needed, again = self._needed, self._again
        self._panel.forget()
        if needed is None or again is None:
            self._tell(entry.mode, person)
            self._panel.fields["reason"].clear()
            self._panel.close_panel()
            return
        held = needed.held
        reason = entry.reason or held.reason
        if entry.mode is SignInMode.SECOND:
            given = Authority(held.person, person, reason)
        else:
            given = Authority(person or held.person, held.second, reason)
        self._panel.fields["reason"].clear()
        self._panel.name.clearEditText()
        self._panel.close_panel()
        again(needed.retry(given))

    def _tell(self, mode: SignInMode, person: Person | None) -> None:
        if person is None:
            return
        words = {
            SignInMode.NEW_PASSWORD: self.tr("%1 has a new password."),
        }
        self.notice.emit(words.get(mode, self.tr("%1 is signed in.")).replace("%1", person.label))

    def _refused(self, error: BaseException) -> None:
        code = str(getattr(error, "code", type(error).__name__))
        mode = self._panel.view.mode
        if code == "must_change":
            kept = self._panel.fields["password"].text()
            self._panel.set_view(replace(self._panel.view, mode=SignInMode.NEW_PASSWORD, busy=False))
            self._panel.fields["password"].setText(kept)
        elif mode is not SignInMode.NEW_PASSWORD and mode is not SignInMode.FIRST:
            self._panel.forget()
        self._say(code, getattr(error, "wait_s", 0.0), getattr(error, "least", 0))
        self._panel.open_at()

    def _say(self, code: str, seconds: float = 0.0, least: int = 0) -> None:
        words = texts_people.refusal(code, seconds, least) or texts.refusal(code)
        self._panel.set_view(replace(self._panel.view, busy=False, message=words, refused=True))

    def _sign_out(self, account: str) -> None:
        desk = self._station.people.desk
        Operation(self, lambda: desk.sign_out(account)).success(lambda _none: self.update_duty()).run()

    def _forget(self) -> None:
        self._needed = self._again = None
