"""The one way in which a person's act is done: rights, second person and reason, then the audit log, then the act.

Pages change nothing but through here. What is missing comes back as ``AuthorityNeeded``, which can be tried again once
somebody has signed for it: a panel beside the wall asks for it, never a dialog.

What helps in answering an alarm is done at once and entered afterwards: no fault of the log stands in its way.
Anything else is entered first and is not done where it cannot be entered, save the opening of a gate while an alarm of
priority 1 stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from app.people.duty import DutyDesk
from app.people.rights import OPEN_TO_ALL, Action, Answer, Person, judge
from app.store.audit import AuditLog
from app.store.errors import StoreError

log = logging.getLogger(__name__)

NOBODY = "nobody"
#: Threads for acts that wait: an export may take a minute, a gate must not wait for it.
THREADS = 3


@dataclass(frozen=True, slots=True)
class Authority:
    """Who acts, who stands with them, and why. ``station`` is named where nobody is signed in."""

    person: Person | None
    second: Person | None = None
    reason: str = ""
    station: str = ""

    @property
    def user(self) -> str:
        """What the records say: the person's label, or ``nobody@`` and the station."""
        return self.person.label if self.person is not None else f"{NOBODY}@{self.station}"

    @property
    def actor(self) -> str:
        """What the audit log says: the account's id, or ``nobody@`` and the station."""
        return self.person.account if self.person is not None else f"{NOBODY}@{self.station}"


@dataclass(frozen=True, slots=True)
class Asked:
    """An act somebody wants to do: what, to what (an id for the log), where, and what else the log should hold.

    ``lineage`` is the zone it concerns and all above it; empty is the whole site.
    """

    action: Action
    subject: str
    lineage: tuple[str, ...] = ()
    detail: Mapping[str, Any] | None = None
    reason: str = ""


#: Does the act; gives what it gives, or a future of it. Runs off the GUI thread unless the act is open to all.
Do = Callable[[Authority], Any]


class AuthorityNeeded(Exception):  # noqa: N818 - an answer to a person
    """Something is missing. ``code`` is the Answer's; ``retry`` does the act with what was missing, as before."""

    def __init__(
        self, answer: Answer, asked: Asked, held: Authority, retry: Callable[[Authority], Future[Any]]
    ) -> None:
        super().__init__(answer.value)
        self.code = answer.value
        self.answer = answer
        self.asked = asked
        self.held = held
        self.retry = retry


class Authorised:
    """Carries out acts under the table of rights; see the module. ``close`` waits for what is under way."""

    def __init__(self, desk: DutyDesk, audit: AuditLog, station: str, emergency: Callable[[], bool]) -> None:
        self._desk = desk
        self._audit = audit
        self._station = station
        self._emergency = emergency
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="acts")

    def close(self) -> None:
        """Finish what was begun; nothing more is taken."""
        self._pool.shutdown(wait=True)

    def do(self, asked: Asked, act: Do, held: Authority | None = None) -> Future[Any]:
        """Do it, or fail with AuthorityNeeded, StoreError, or what the act itself says. May be called anywhere."""
        given = held or Authority(self._desk.duty.actor)
        given = Authority(
            self._desk.still(given.person),
            self._desk.still(given.second),
            (given.reason or asked.reason).strip(),
            self._station,
        )
        emergency = self._emergency()
        answer = judge(
            asked.action,
            given.person,
            lineage=asked.lineage,
            second=given.second,
            reason=given.reason,
            emergency=emergency,
        )
        if answer is not Answer.GRANTED:
            return self._refuse(answer, asked, given, act)
        if given.person is not None:
            self._desk.used(given.person)
        if asked.action in OPEN_TO_ALL:
            return self._at_once(asked, act, given)
        done: Future[Any] = Future()
        try:
            self._pool.submit(self._entered, asked, act, given, done, emergency)
        except RuntimeError as error:  # the station is being stopped
            done.set_exception(error)
        return done

    def note(self, held: Authority, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Enter what became of an act that went on for a while, off this thread."""

        def work() -> None:
            try:
                self._audit.append(held.actor, action, subject, after=dict(detail))
            except StoreError as error:
                log.warning("%s of %s could not be entered: %s", action, subject, error)

        try:
            self._pool.submit(work)
        except RuntimeError:  # closing: it is entered here and now
            work()

    def _refuse(self, answer: Answer, asked: Asked, given: Authority, act: Do) -> Future[Any]:
        if answer not in (Answer.REASON, Answer.SECOND):  # only a question so far: nobody was refused anything
            self._later(given, f"{asked.action.value}_refused", asked, {"why": answer.value})
        refused: Future[Any] = Future()
        refused.set_exception(AuthorityNeeded(answer, asked, given, lambda held: self.do(asked, act, held)))
        return refused

    def _at_once(self, asked: Asked, act: Do, given: Authority) -> Future[Any]:
        done: Future[Any] = act(given)

        def enter(ended: Future[Any]) -> None:
            self._later(given, asked.action.value, asked, _outcome(ended))

        done.add_done_callback(enter)
        return done

    def _entered(self, asked: Asked, act: Do, given: Authority, done: Future[Any], emergency: bool) -> None:
        try:
            try:
                self._enter(given, asked.action.value, asked, {})
            except StoreError:
                if not (emergency and asked.action is Action.OPEN_GATE):
                    raise
                log.exception("a gate is opened in an emergency without an entry")
            result = act(given)
        except Exception as error:
            self._failed(asked, given, error)
            done.set_exception(error)
            return
        if isinstance(result, Future):
            result.add_done_callback(lambda ended: self._pass_on(asked, given, ended, done))
        else:
            done.set_result(result)

    def _pass_on(self, asked: Asked, given: Authority, ended: Future[Any], done: Future[Any]) -> None:
        error = ended.exception()
        if error is None:
            done.set_result(ended.result())
            return
        self._later(given, f"{asked.action.value}_failed", asked, _outcome(ended))
        done.set_exception(error)

    def _failed(self, asked: Asked, given: Authority, error: Exception) -> None:
        try:
            self._enter(given, f"{asked.action.value}_failed", asked, {"failed": _code(error)})
        except StoreError as store:
            log.warning("a failed act could not be entered: %s", store)

    def _later(self, given: Authority, action: str, asked: Asked, more: Mapping[str, Any]) -> None:
        """Enter off this thread; what cannot be entered is in the log file."""

        def work() -> None:
            try:
                self._enter(given, action, asked, more)
            except StoreError as error:
                log.warning("%s of %s could not be entered: %s", action, asked.subject, error)

        try:
            self._pool.submit(work)
        except RuntimeError:  # closing: what was begun before is entered here and now
            work()

    def _enter(self, given: Authority, action: str, asked: Asked, more: Mapping[str, Any]) -> None:
        told: dict[str, Any] = {**(asked.detail or {}), **more}
        if given.reason:
            told["reason"] = given.reason
        if given.second is not None:
            told["second"] = given.second.account
        self._audit.append(given.actor, action, asked.subject, after=told or None)


def _code(error: BaseException) -> str:
    return str(getattr(error, "code", type(error).__name__))


def _outcome(ended: Future[Any]) -> dict[str, Any]:
    """What the log holds of an end: which entries of the alarms' record were made, or why none was."""
    if ended.cancelled():
        return {"failed": "cancelled"}
    error = ended.exception()
    if error is not None:
        return {"failed": _code(error)}
    result = ended.result()
    made = [one.id for one in result if hasattr(one, "id")] if isinstance(result, tuple) else []
    return {"actions": made} if made else {}
