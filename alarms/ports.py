"""What the alarm core needs from outside, as protocols: time, a journal that is durable, and someone to tell.

The journal's contract is the root of "nothing lost": ``commit`` returns only when the batch is synced to disk, and a
batch is whole or not there at all. Nothing is acknowledged to a device or shown to a guard before that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from alarms.model import Action, Fault, Incident, Occurrence

if TYPE_CHECKING:
    from alarms.messages import DeviceMessage
    from alarms.overview import Overview


class Clock(Protocol):
    """Time is injected, so that every rule about time can be tested without waiting."""

    def now(self) -> float:
        """UTC seconds."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for durations."""
        ...


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A device's message as it came, kept for the record.

    ``id`` is the dedupe key (the message's own id, else derived from its content). ``problem`` is empty or a code
    (``unknown_device``, ``wrong_shape`` ...) saying why it raised nothing. ``boot`` and ``seq`` are the device's own.
    ``kept`` is set on what a broker holds for those who come later; it is not part of the record.
    """

    id: str
    topic: str
    payload: bytes
    received_at: float
    device: str
    origin: str
    device_time: float | None = None
    boot: str = ""
    seq: int | None = None
    problem: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class ForeignAction:
    """Another station's action: ``row`` as that station's record holds it, ``action`` what it means here.

    ``action`` is None where this program does not know its kind; it is kept all the same.
    """

    row: Mapping[str, Any]
    action: Action | None


@dataclass(frozen=True, slots=True)
class ChainMark:
    """How far another station's chain is in this station's record: up to ``sequence``, but for ``missing``.

    ``missing`` holds (first, last) of each stretch below it that is not here yet.
    """

    chain: str
    station: str
    sequence: int
    missing: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came from other stations at once, and how far their chains are known with it."""

    actions: tuple[ForeignAction, ...] = ()
    marks: tuple[ChainMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit makes durable, in one transaction.

    ``raw``, ``actions`` and ``foreign`` (other stations' actions) are the record (append-only). ``occurrences`` and
    ``incidents`` are the values the actions lead to, for whoever keeps them as tables beside the record; they can
    always be folded anew. ``marks`` says how far the others' chains are in the record once this is.
    """

    raw: tuple[RawMessage, ...] = ()
    actions: tuple[Action, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    incidents: tuple[Incident, ...] = ()
    foreign: tuple[ForeignAction, ...] = ()
    marks: tuple[ChainMark, ...] = ()


class JournalError(Exception):
    """The batch is not durable. ``code`` is for translation: ``disk_full``, ``unwritable``, ``closed``, ``failed``."""

    def __init__(self, code: str = "failed", detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Journal(Protocol):
    """The station's own durable record. Called from the alarm thread only."""

    def commit(self, batch: Batch) -> None:
        """Make the whole batch durable (synced) or raise ``JournalError`` having written nothing of it.

        A raw message or an action whose id is there already is ignored, so a commit may be repeated.
        """
        ...

    def actions(self) -> Iterable[Action]:
        """Every action ever committed, oldest first; the caller orders them by ``Action.order`` where it matters."""
        ...

    def standing(self) -> Iterable[Action]:
        """The actions that the present rests on: all of ``actions`` but those of cases that are over for good.

        What is left out is given by ``actions_of`` once somebody asks for it by id, so nothing is ever judged without.
        """
        ...

    def actions_of(self, case: str) -> Iterable[Action]:
        """Every action of one occurrence or incident, in any order; none where there is none of that id."""
        ...

    def known_messages(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that were committed as raw messages before."""
        ...

    def sequences(self) -> Mapping[str, tuple[str, int]]:
        """Per device the boot id of its newest event that carried one, and the highest ``seq`` of that boot."""
        ...

    def gaps(self) -> Mapping[str, set[int]]:
        """Per device the numbers of that boot which are missing among what came in its journal's last hour."""
        ...

    def latest_states(self) -> Iterable[RawMessage]:
        """The newest raw message of each topic that ends in ``/status`` or ``/info`` or has a ``/state/`` level."""
        ...


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """What one commit changed, told after it is durable. ``faults`` is told also when a commit failed.

    ``actions`` are this station's own, ``merged`` those of other stations that were new here. ``overview`` is what the
    station shows beside the list, where it is not what it was before.
    """

    occurrences: tuple[Occurrence, ...] = ()
    incidents: tuple[Incident, ...] = ()
    messages: tuple[DeviceMessage, ...] = ()
    at: float = 0.0
    faults: tuple[Fault, ...] = ()
    actions: tuple[Action, ...] = ()
    merged: tuple[Action, ...] = ()
    overview: Overview | None = None


class Listener(Protocol):
    """Told from the alarm thread after each commit; it must return soon and hand over to its own thread."""

    def changed(self, change: AlarmChange) -> None:
        """Take note of what is now true."""
        ...


@dataclass(frozen=True, slots=True)
class AlarmSnapshot:
    """All that is open, and the incidents that are open or were closed lately, most urgent first."""

    occurrences: tuple[Occurrence, ...] = ()
    incidents: tuple[Incident, ...] = ()
