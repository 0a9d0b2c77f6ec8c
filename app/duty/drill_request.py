"""How the command line asks a running station for a drill: a file in the data folder, vouched for in the audit log.

The file alone starts nothing: the station looks for the entry that was made under a supervisor's password, so whoever
can only write files cannot start a drill. A request is good for a minute, and answered by a file beside it.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from alarms.ports import Clock
from app.store.audit import AuditLog
from app.store.errors import StoreError

log = logging.getLogger(__name__)

ASKED: Final = "drill_asked"
GOOD_FOR_S: Final = 60.0
REQUEST_FILE, ANSWER_FILE = "start.json", "answer.json"


@dataclass(frozen=True, slots=True)
class DrillRequest:
    """One request: its id, which scenario, who asks (account and shown name)."""

    id: str
    scenario: str
    account: str
    label: str


def ask(folder: Path, audit: AuditLog, request: DrillRequest) -> None:
    """Enter who asks for what, then leave the file; raises StoreError or OSError."""
    audit.append(request.account, ASKED, request.id, after={"scenario": request.scenario})
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        (folder / ANSWER_FILE).unlink()
    draft = folder / f"{REQUEST_FILE}.new"
    draft.write_text(json.dumps(asdict(request), ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / REQUEST_FILE)


def answer_to(folder: Path, request: str) -> str | None:
    """What the station answered: "" for a drill that has begun, a refusal's code, None for nothing yet."""
    try:
        found = json.loads((folder / ANSWER_FILE).read_text("utf-8"))
        return str(found["code"]) if found["request"] == request else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


class DrillRequests:
    """The station's side. ``start`` begins a drill and may raise something with a ``code``."""

    def __init__(self, folder: Path, audit: AuditLog, clock: Clock, start: Callable[[DrillRequest], object]) -> None:
        self._folder = folder
        self._audit = audit
        self._clock = clock
        self._start = start

    def tick(self) -> None:
        """Look for a request, about once a second."""
        file = self._folder / REQUEST_FILE
        if not file.is_file():
            return
        try:
            text = file.read_text("utf-8")
            file.unlink()
            request = DrillRequest(**{name: str(value) for name, value in json.loads(text).items()})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.warning("a request for a drill cannot be read: %s", error)
            return
        try:
            code = self._begin(request)
        except StoreError as error:
            code = error.code.value
        self._answer(request, code)

    def _begin(self, request: DrillRequest) -> str:
        if not self._vouched(request):
            log.warning("a request for a drill was not vouched for: %s", request.id)
            return "not_vouched"
        try:
            self._start(request)
        except StoreError:
            raise
        except Exception as error:
            code = getattr(error, "code", None)
            if code is None:
                raise
            return str(code)
        return ""

    def _vouched(self, request: DrillRequest) -> bool:
        found = self._audit.about(request.id, (ASKED,), limit=1)
        if not found:
            return False
        entry, age = found[0], self._clock.now() - found[0].at
        same = entry.actor == request.account and entry.after == {"scenario": request.scenario}
        return same and -GOOD_FOR_S <= age <= GOOD_FOR_S

    def _answer(self, request: DrillRequest, code: str) -> None:
        try:
            answer = json.dumps({"request": request.id, "code": code})
            (self._folder / ANSWER_FILE).write_text(answer, encoding="utf-8")
        except OSError as error:
            log.warning("a request for a drill could not be answered: %s", error)
