"""An honest journal in memory: whole batches or nothing, known ids ignored, failures on demand."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping

from alarms.model import Action
from alarms.ports import Batch, JournalError, RawMessage


class MemoryJournal:
    """Stands in for the station's SQLite journal. Survives the service that uses it, as a file would.

    ``failing`` makes commits fail (True: all of them; a function: those batches for which it returns true).
    ``gate`` holds every commit until it is set, as a slow disk would.
    """

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.failing: bool | Callable[[Batch], bool] = False
        self.attempts = 0
        self.gate = threading.Event()
        self.gate.set()
        self._raw: dict[str, RawMessage] = {}
        self._actions: dict[str, Action] = {}
        self._lock = threading.Lock()

    def commit(self, batch: Batch) -> None:
        self.attempts += 1
        if not self.gate.wait(60):
            raise JournalError("failed", "the gate stayed shut")
        if self.failing is True or (callable(self.failing) and self.failing(batch)):
            raise JournalError("disk_full")
        with self._lock:
            self.batches.append(batch)
            for raw in batch.raw:
                self._raw.setdefault(raw.id, raw)
            foreign = [one.action for one in batch.foreign if one.action is not None]
            for action in (*batch.actions, *foreign):
                self._actions.setdefault(action.id, action)

    def actions(self) -> Iterable[Action]:
        with self._lock:
            return list(self._actions.values())

    def standing(self) -> Iterable[Action]:
        return self.actions()

    def actions_of(self, case: str) -> Iterable[Action]:
        return [one for one in self.actions() if case in (one.occurrence, one.incident)]

    def known_messages(self, ids: Collection[str]) -> set[str]:
        with self._lock:
            return {one for one in ids if one in self._raw}

    def sequences(self) -> Mapping[str, tuple[str, int]]:
        found: dict[str, tuple[str, int]] = {}
        for raw in self.raw:
            if raw.seq is not None and "/event/" in raw.topic:
                boot, highest = found.get(raw.device, (raw.boot, 0))
                found[raw.device] = (raw.boot, max(raw.seq, highest) if boot == raw.boot else raw.seq)
        return found

    def gaps(self) -> Mapping[str, set[int]]:
        found: dict[str, set[int]] = {}
        for device, (boot, highest) in self.sequences().items():
            seen = {one.seq for one in self.raw if (one.device, one.boot) == (device, boot) and "/event/" in one.topic}
            found[device] = {n for n in range(min(one for one in seen if one is not None), highest) if n not in seen}
        return found

    def latest_states(self) -> Iterable[RawMessage]:
        latest: dict[str, RawMessage] = {}
        for raw in self.raw:
            if raw.topic.endswith(("/status", "/info")) or "/state/" in raw.topic:
                latest[raw.topic] = raw
        return list(latest.values())

    @property
    def raw(self) -> list[RawMessage]:
        with self._lock:
            return list(self._raw.values())
