"""What the alarm core hands around: plain, frozen values that mean the same on every station.

An occurrence has four independent dimensions (condition, acknowledgement, latch, suppression); the ISA-18.2 names are
derived from them, never stored. All times are UTC seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from alarms.case_marks import CrossCheck, Dispatch, HelpCall, Involved, Review, TakenBack


class Priority(IntEnum):
    """How much it matters; a lower number is more urgent, so ``min`` of two is the more urgent one."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
    EVENT = 5

    @property
    def guarded(self) -> bool:
        """Whether acknowledging asks for a look at the picture and is left out of bulk acknowledgement."""
        return self <= Priority.P2


class Condition(StrEnum):
    """What the detector says now."""

    ACTIVE = "active"
    NORMAL = "normal"


class Acknowledgement(StrEnum):
    """Whether a person has taken notice of this very occurrence."""

    UNACKED = "unacked"
    ACKED = "acked"


class Suppression(StrEnum):
    """Why an occurrence is not annunciated although it exists."""

    NONE = "none"
    SHELVED = "shelved"
    BY_DESIGN = "by_design"
    OUT_OF_SERVICE = "out_of_service"


class AlarmState(StrEnum):
    """The names of ISA-18.2 (and "awaiting reset" of a latched alarm), derived for display."""

    NORMAL = "NORM"
    UNACKED = "UNACK"
    ACKED = "ACKED"
    RETURNED_UNACKED = "RTN-UNACK"
    AWAITING_RESET = "AWAITING-RESET"
    SHELVED = "SHELVED"
    SUPPRESSED_BY_DESIGN = "SUPPRESSED-BY-DESIGN"
    OUT_OF_SERVICE = "OUT-OF-SERVICE"


class Handling(StrEnum):
    """How far people have come with an incident; separate from the state of its alarms."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    VERIFYING = "verifying"
    DISPATCHED = "dispatched"
    ON_SCENE = "on_scene"
    RESOLVED = "resolved"
    REVIEWED = "reviewed"


class Verdict(StrEnum):
    """What it turned out to be."""

    REAL = "real"
    FALSE = "false"
    TEST = "test"
    NUISANCE = "nuisance"


class EscalationStep(StrEnum):
    """Whom an alarm that nobody acknowledges is brought before, mildest first; NONE is the station that answers."""

    NONE = ""
    OTHER_STATIONS = "other_stations"
    SUPERVISOR = "supervisor"
    CALL_OUT = "call_out"

    @property
    def level(self) -> int:
        """Zero to three; a higher step includes those below it."""
        return _STEP_LEVELS[self]


_STEP_LEVELS = {step: level for level, step in enumerate(EscalationStep)}


class ActionKind(StrEnum):
    """Every kind of entry in the append-only record. State is a fold over these and nothing else."""

    RAISE = "raise"
    JOIN = "join"
    RETURN = "return"
    UPDATE = "update"
    SEVERITY = "severity"
    PENDING = "pending"
    WITHDRAW = "withdraw"
    RETURNING = "returning"
    STALE = "stale"
    ESCALATE = "escalate"
    NUISANCE = "nuisance"
    ACKNOWLEDGE = "acknowledge"
    SILENCE = "silence"
    RESET = "reset"
    SUPPRESS = "suppress"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    ARM = "arm"
    DISARM = "disarm"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    FLOOD = "flood"
    FLOOD_END = "flood_end"
    INCIDENT_OPEN = "incident_open"
    TAKE = "take"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    CLEAR = "clear"
    CROSS_CHECK = "cross_check"
    HANDLING = "handling"
    STEP = "step"
    NOTE = "note"
    VERDICT = "verdict"
    CLOSE = "close"
    DESCRIBE = "describe"
    INVOLVE = "involve"
    SNAPSHOT = "snapshot"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class AlarmPoint:
    """One detector, or one thing that can be wrong; ``priority`` and ``latching`` None mean the class default.

    ``on_delay_s`` it must stand before it is an alarm, ``off_delay_s`` it must be gone before it is over; ``count``
    activations within ``window_s`` make the alarm. ``group`` names a ``SensorGroup``, ``escalation`` an
    ``EscalationPlan``. ``heartbeat_s`` is how long it may say nothing; zero: as long as it likes. None of these ever
    holds back a P1. A value that the point reports below ``low`` or above ``high`` (in its unit) is an alarm.
    """

    id: str
    device: str
    alarm_class: str
    channel: str
    zone: str
    name: str = ""
    name_en: str = ""
    priority: Priority | None = None
    latching: bool | None = None
    kind: str = ""
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    count: int = 1
    window_s: float = 60.0
    group: str = ""
    heartbeat_s: float = 0.0
    escalation: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One activation of one point, from the edge to the reset.

    ``count`` is how many activation edges it stands for (a repeating detector says the same thing again);
    ``raised_suppressed`` is kept so that what came and went under a shelf does not come back when the shelf ends.
    ``severity`` is what the detector says now, ``priority`` the most urgent it ever was: a fall hides nothing.
    ``joint`` is what it is together with others, below which its own detector cannot talk it.
    ``prealarm``: one sensor of a group of two, alone so far. ``chatter``: the third or later activation of its point
    within a minute, and ``quiet`` where it need not sound again. ``stale``: standing for longer than the site allows.
    ``returning_due``: the detector fell silent and its off-delay runs until then. ``escalation`` is the
    highest step reached, counted from ``unacked_since``. ``also_acked_by`` are those whose acknowledgement came after
    the first in the common order.
    ``nuisance`` is the cause a person gave, empty where nobody called it that. ``merged_into`` is the alarm that this
    one turned out to be, which another station found as well; it is over, and that one goes on. ``called_at``
    and ``looked_at``: since when it, and its picture, had been before who answered.
    """

    id: str
    point: str
    device: str
    zone: str
    alarm_class: str
    kind: str
    priority: Priority
    raised_at: float
    received_at: float
    condition: Condition = Condition.ACTIVE
    acknowledgement: Acknowledgement = Acknowledgement.UNACKED
    awaiting_reset: bool = False
    suppression: Suppression = Suppression.NONE
    device_time: float | None = None
    returned_at: float | None = None
    acked_at: float | None = None
    acked_by: str = ""
    reset_at: float | None = None
    silenced_at: float | None = None
    incident: str | None = None
    count: int = 1
    latching: bool = False
    recovered: bool = False
    replay: bool = False
    drill: bool = False
    raised_suppressed: bool = False
    severity: Priority = Priority.EVENT
    joint: Priority = Priority.EVENT
    returned_device_time: float | None = None
    prealarm: bool = False
    chatter: bool = False
    quiet: bool = False
    stale: bool = False
    returning_due: float | None = None
    unacked_since: float = 0.0
    rounds: int = 0
    escalation: EscalationStep = EscalationStep.NONE
    escalated_at: float | None = None
    also_acked_by: tuple[str, ...] = ()
    nuisance: str = ""
    nuisance_by: str = ""
    merged_into: str = ""
    called_at: float | None = None
    looked_at: float | None = None
    cross_check: CrossCheck | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> AlarmState:
        """The ISA-18.2 name of this combination of the four dimensions."""
        if self.suppression is not Suppression.NONE:
            return _SUPPRESSED[self.suppression]
        if self.condition is Condition.ACTIVE:
            return AlarmState.UNACKED if self.unacked else AlarmState.ACKED
        if self.unacked:
            return AlarmState.RETURNED_UNACKED
        return AlarmState.AWAITING_RESET if self.awaiting_reset else AlarmState.NORMAL

    @property
    def unacked(self) -> bool:
        """Nobody has taken notice yet."""
        return self.acknowledgement is Acknowledgement.UNACKED

    @property
    def active(self) -> bool:
        """The detector says so still."""
        return self.condition is Condition.ACTIVE

    @property
    def open(self) -> bool:
        """Whether it still has to be on a list: true until normal, acknowledged and, where latching, reset."""
        if self.active:
            return True
        if self.raised_suppressed:
            return False
        return self.unacked or self.awaiting_reset

    @property
    def annunciated(self) -> bool:
        """Open and not suppressed: it belongs on the guard's list and may turn the wall."""
        return self.open and self.suppression is Suppression.NONE

    @property
    def sounding(self) -> bool:
        """Whether it may make a sound now: a replayed message never does, a chattering point does so once.

        Whether it does at this very station is ``Overview.audible``.
        """
        return self.annunciated and self.unacked and self.silenced_at is None and not (self.replay or self.quiet)


_SUPPRESSED = {
    Suppression.SHELVED: AlarmState.SHELVED,
    Suppression.BY_DESIGN: AlarmState.SUPPRESSED_BY_DESIGN,
    Suppression.OUT_OF_SERVICE: AlarmState.OUT_OF_SERVICE,
}


@dataclass(frozen=True, slots=True)
class Pending:
    """An activation that is no alarm yet: its delay runs, or its count within the window is not full.

    ``reason`` is ``on_delay`` or ``count``; at ``due`` (UTC seconds) it becomes an alarm if it still stands. ``values``
    is what its RAISE entry will say.
    """

    occurrence: str
    point: str
    zone: str
    since: float
    due: float
    reason: str
    drill: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepMark:
    """One ticked step of the guidance: which, who, when."""

    step: str
    user: str
    at: float


@dataclass(frozen=True, slots=True)
class Note:
    """One line a person wrote about an incident."""

    id: str
    text: str
    user: str
    at: float


@dataclass(frozen=True, slots=True)
class Taker:
    """Who took a case, where and when."""

    user: str
    station: str
    at: float


@dataclass(frozen=True, slots=True)
class Incident:
    """A case: the occurrences of one zone that belong together, and what people did about them (`alarms.case_marks`).

    ``family`` is what was grouped (life, panic, intrusion, technical); ``number`` is date-station-sequence;
    ``last_raised_at`` is when an occurrence last joined, from which the grouping window runs. ``taken`` is who has the
    case: the first who took it in the common order of the stations; ``also_taken`` are those who came after. A case
    that turned out to be another one, which another station opened for the same alarm, is closed and names it in
    ``merged_into``. ``opened_by`` is who opened it by hand, with the ``cameras`` that were on screen then; it is empty
    where an alarm did. ``category`` is what people call it (the family until they do), ``title`` their words for it.
    """

    id: str
    number: str
    zone: str
    priority: Priority
    opened_at: float
    handling: Handling = Handling.NEW
    verdict: Verdict | None = None
    cause: str = ""
    closed_at: float | None = None
    closed_by: str = ""
    occurrences: tuple[str, ...] = ()
    steps_done: tuple[StepMark, ...] = ()
    notes: tuple[Note, ...] = ()
    family: str = ""
    drill: bool = False
    last_raised_at: float = 0.0
    first_acked_at: float | None = None
    taken: Taker | None = None
    also_taken: tuple[Taker, ...] = ()
    merged_into: str = ""
    opened_by: str = ""
    cameras: tuple[str, ...] = ()
    category: str = ""
    title: str = ""
    people: tuple[Involved, ...] = ()
    snapshots: tuple[str, ...] = ()
    review: Review | None = None
    dispatches: tuple[Dispatch, ...] = ()
    help: HelpCall | None = None
    taken_back: tuple[TakenBack, ...] = ()

    @property
    def open(self) -> bool:
        """Not closed yet."""
        return self.closed_at is None

    def lost_by(self, user: str) -> Taker | None:
        """Who has the case that this user took too, but later in the common order; None: there is nothing to tell."""
        return self.taken if any(one.user == user for one in self.also_taken) else None


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the append-only record: something that happened to at most one occurrence and one incident.

    ``clock`` is a hybrid logical clock reading (sortable text); stations fold by ``order``, whatever their wall clocks
    say. ``user`` is empty where a device or the station itself caused it. ``data`` holds JSON values only; entries
    about a point or a zone name it there as ``point`` or ``zone``.
    """

    id: str
    kind: ActionKind
    occurrence: str | None
    incident: str | None
    at: float
    user: str
    station: str
    clock: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, str, str]:
        """The one order in which every station folds."""
        return (self.clock, self.station, self.id)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the alarm system itself. ``code`` is for translation, ``active`` false when it is over."""

    code: str
    since: float
    active: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)


class ActionRefused(Exception):  # noqa: N818 - it is an answer to the guard, not a failure of the program
    """A person asked for something the rules do not allow now; ``code`` and ``parameters`` say what and why."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters
