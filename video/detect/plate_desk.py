"""Reads plates on a thread of the inference process, so that a slow picture never holds up detection."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from video.detect.messages import PlateDone, ReadPlate
from video.detect.model import DetectError, ModelChoice
from video.detect.plates import PlateReader, open_reader

log = logging.getLogger(__name__)


class PlateDesk:
    """Loads its engine with the first picture: a station without gates never pays for it."""

    def __init__(self, choice: ModelChoice, answer: Callable[[object], None]) -> None:
        self._choice = choice
        self._answer = answer
        self._orders: queue.SimpleQueue[ReadPlate | None] = queue.SimpleQueue()
        self._reader: PlateReader | None = None
        self._thread = threading.Thread(target=self._work, name="plates", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def take(self, order: ReadPlate) -> None:
        """Queue a picture."""
        self._orders.put(order)

    def stop(self, patience_s: float = 1.0) -> None:
        """Serve no more; a picture being read is given `patience_s`."""
        self._orders.put(None)
        self._thread.join(patience_s)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            self._answer(self._read(order))

    def _read(self, order: ReadPlate) -> PlateDone:
        try:
            if self._reader is None:
                self._reader = open_reader(self._choice.plates, self._choice.threads)
            return PlateDone(order.number, self._reader.read_encoded(order.picture))
        except DetectError as error:
            return PlateDone(order.number, None, error.code)
        except Exception:
            log.exception("reading a plate failed")
            return PlateDone(order.number, None, "plate_failed")
