"""The thread of a feed: reads the shared database every few seconds, says once why it cannot, and never gives up."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.store.errors import StoreError
from app.store.shared import fault_of

PERIOD_S: Final = 3.0
_log = logging.getLogger(__name__)


class FeedThread(ABC):
    """What each feed of other stations' rows is: `look` reads once, `subject` names in the log what is read."""

    def __init__(self, shared: Engine, name: str, subject: str) -> None:
        self._shared = shared
        self._subject = subject
        self._error = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(20)
        self._shared.dispose()

    @abstractmethod
    def look(self) -> int:
        """Read once; how many rows were new. Raises DBAPIError and StoreError."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
                error = ""
            except DBAPIError as problem:
                error = fault_of(problem).code
            except StoreError as problem:
                error = f"station_{problem.code.value}"
            if error and error != self._error:
                _log.warning("%s: %s", self._subject, error)
            self._error = error
            self._stopping.wait(PERIOD_S)
