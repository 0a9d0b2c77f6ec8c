"""Batches as the alarm core commits them, numbered, for tests of whatever keeps them."""

from alarms.model import Action, ActionKind, Incident, Note, Occurrence, Priority, StepMark
from alarms.ports import Batch, RawMessage
from tests.fakes.clock import DEFAULT_NOW

STATION = "north"


def raw(number: int, *, topic: str = "", boot: str = "boot-1", device: str = "fence1") -> RawMessage:
    """A device's message."""
    return RawMessage(
        id=f"message-{number:06}",
        topic=topic or f"gs/1/demo/{device}/event/perimeter/Z01",
        payload=b'{"Data":{"active":true,"kind":"wire_cut"}}' + b" " * 300,
        received_at=DEFAULT_NOW + number,
        device=device,
        origin="mqtt",
        device_time=DEFAULT_NOW + number - 0.2,
        boot=boot,
        seq=number,
    )


def action(
    number: int, kind: ActionKind = ActionKind.RAISE, *, station: str = STATION, data: dict[str, object] | None = None
) -> Action:
    """An action on occurrence and incident of the same number."""
    return Action(
        id=f"{kind.value}-{number:06}",
        kind=kind,
        occurrence=f"occurrence-{number:06}",
        incident=f"incident-{number:06}",
        at=DEFAULT_NOW + number,
        user="王建国",
        station=station,
        clock=f"{number:012}-{kind.value}",
        data={"point": "fence1/Z01", "kv": 0.4} if data is None else data,
    )


def occurrence(number: int) -> Occurrence:
    """What the raise leads to."""
    return Occurrence(
        id=f"occurrence-{number:06}",
        point="fence1/Z01",
        device="fence1",
        zone="north-fence",
        alarm_class="perimeter",
        kind="wire_cut",
        priority=Priority.P2,
        raised_at=DEFAULT_NOW + number,
        received_at=DEFAULT_NOW + number,
        incident=f"incident-{number:06}",
        latching=True,
        data={"kv": 0.4},
    )


def incident(number: int, **changes: object) -> Incident:
    """The case it opens."""
    values: dict[str, object] = {
        "id": f"incident-{number:06}",
        "number": f"20261102-N-{number:04}",
        "zone": "north-fence",
        "priority": Priority.P2,
        "opened_at": DEFAULT_NOW + number,
        "occurrences": (f"occurrence-{number:06}",),
        "family": "intrusion",
        "last_raised_at": DEFAULT_NOW + number,
    }
    return Incident(**(values | changes))  # type: ignore[arg-type]


def batch(number: int) -> Batch:
    """One alarm: its message, two actions, and the tables they lead to."""
    return Batch(
        raw=(raw(number),),
        actions=(action(number), action(number, ActionKind.INCIDENT_OPEN)),
        occurrences=(occurrence(number),),
        incidents=(incident(number),),
    )


def handled(number: int) -> Batch:
    """The same case with a ticked step, a note and a cause."""
    done = incident(
        number,
        steps_done=(StepMark("look", "王建国", DEFAULT_NOW + number + 5),),
        notes=(Note(f"note-{number}", "树枝碰到围栏 branch on the fence", "王建国", DEFAULT_NOW + number + 6),),
        cause="branch",
    )
    return Batch(actions=(action(number, ActionKind.STEP), action(number, ActionKind.NOTE)), incidents=(done,))
