"""The demo devices without a broker: what they would publish, and when."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from alarms.messages import parse_message
from app.demo_site.devices.barrier import PASS_S, TRAVEL_S, Barrier, Car
from app.demo_site.devices.device import Device
from app.demo_site.devices.doors import Doors
from app.demo_site.devices.parking import Parking
from app.demo_site.devices.plant import GAUGES, HELD_STEP_S, Plant
from app.demo_site.devices.scheduler import Scheduler
from app.demo_site.devices.sensors import fence, fire_panel
from app.demo_site.site import DOCUMENT
from app.services.value_limits import LimitBook, Standing
from app.settings import load_site
from tests.fakes.clock import FakeClock

Gate = tuple[Barrier, "Tape", Scheduler]
CAR = Car("沪A12345", "blue", Path("plate.jpg"))


class Tape:
    """Records what a device publishes instead of sending it."""

    def __init__(self, device: Device) -> None:
        self.sent: list[tuple[str, Any, bool]] = []
        device.link.publish = self._publish  # type: ignore[method-assign,assignment]

    def _publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self.sent.append((topic, json.loads(payload), retain))

    def data(self, topic: str) -> list[dict[str, Any]]:
        return [body["Data"] for sent, body, _ in self.sent if sent == topic]


def command(device: Device, name: str, clock: FakeClock, **more: Any) -> None:
    body = {"id": "c1", "exp": clock.now() + 5, "Data": {}} | more
    device._command(name, json.dumps(body).encode())


def test_a_fence_event_is_a_valid_message_with_its_occurrence(clock: FakeClock) -> None:
    device = fence("demo", "x", clock)
    tape = Tape(device)
    message = device.activate("Z03")
    device.clear("Z03")
    (raised, returned) = (body for topic, body, _ in tape.sent if topic == "event/perimeter/Z03")
    parsed = parse_message("gs/1/demo/fence1/event/perimeter/Z03", json.dumps(raised).encode(), clock.now())
    assert (raised["id"], raised["seq"], returned["seq"]) == (message, 1, 2)
    assert parsed.data["active"] is True and parsed.device_time == pytest.approx(clock.now(), abs=0.001)
    assert raised["Data"]["occ"] == returned["Data"]["occ"]
    assert raised["boot"] == returned["boot"]
    assert all(retain for topic, _, retain in tape.sent if topic.startswith("state/"))
    assert not any(retain for topic, _, retain in tape.sent if topic.startswith("event/"))


def test_again_while_active_is_the_same_occurrence_and_after_normal_a_new_one(clock: FakeClock) -> None:
    device = fire_panel("demo", "x", clock)
    tape = Tape(device)
    for act in (device.activate, device.activate, device.clear, device.activate):
        act("L01-001")
    first, again, _, new = (data["occ"] for data in tape.data("event/fire/L01-001"))
    assert first == again != new
    assert device.clear("L01-002") is None


@pytest.fixture
def gate(clock: FakeClock) -> tuple[Barrier, Tape, Scheduler]:
    later = Scheduler(clock)
    barrier = Barrier("demo", "gate1", "G1", "x", clock, later)
    return barrier, Tape(barrier), later


def positions(tape: Tape) -> list[str]:
    found = [data["position"] for data in tape.data("state/gate/G1")]
    return [position for index, position in enumerate(found) if index == 0 or found[index - 1] != position]


def run(clock: FakeClock, later: Scheduler, seconds: float) -> None:
    clock.advance(seconds)
    later.run_due()


def test_a_car_waits_until_the_station_opens(gate: Gate, clock: FakeClock) -> None:
    barrier, tape, later = gate
    barrier.arrive(CAR, opens_itself=False)
    (passage,) = tape.data("event/passage/G1")
    assert (passage["plate"], passage["direction"], passage["picture"]) == ("沪A12345", "in", "plate.jpg")
    run(clock, later, 30)
    assert barrier.position == "closed"
    command(barrier, "open", clock)
    for seconds in (TRAVEL_S, PASS_S, TRAVEL_S):
        run(clock, later, seconds + 0.01)
    assert positions(tape) == ["closed", "opening", "open", "closing", "closed"]
    assert barrier.state("gate", "G1")["loop"] is False
    assert tape.data("cmd/open/ack") == [{"command": "c1", "result": "accepted"}]


def test_a_command_is_done_once_for_its_id(gate: Gate, clock: FakeClock) -> None:
    barrier, tape, later = gate
    command(barrier, "open", clock)
    for seconds in (TRAVEL_S, PASS_S, TRAVEL_S):
        run(clock, later, seconds + 0.01)
    command(barrier, "open", clock)
    assert barrier.position == "closed"
    assert len(tape.data("cmd/open/ack")) == 2


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"exp": -1.0}, "expired", None),
        ({"exp": 60.0}, "refused", "bad_expiry"),
        ({"exp": "soon"}, "refused", "bad_expiry"),
    ],
)
def test_late_and_endless_commands_move_nothing(
    gate: Gate, clock: FakeClock, changes: dict[str, Any], result: str, reason: str | None
) -> None:
    barrier, tape, _ = gate
    expires = changes["exp"]
    command(barrier, "open", clock, exp=clock.now() + expires if isinstance(expires, float) else expires)
    (answer,) = tape.data("cmd/open/ack")
    assert (answer["result"], answer.get("reason")) == (result, reason)
    assert barrier.position == "closed"


def test_unknown_commands_and_garbage(gate: Gate, clock: FakeClock) -> None:
    barrier, tape, _ = gate
    command(barrier, "dance", clock)
    assert tape.data("cmd/dance/ack")[0]["reason"] == "unknown_command"
    sent = len(tape.sent)
    for payload in (b"\xff", b"[]", b"{}", b'{"id": 3}'):
        barrier._command("open", payload)
    assert len(tape.sent) == sent


def test_it_never_closes_over_a_car(gate: Gate, clock: FakeClock) -> None:
    barrier, tape, later = gate
    command(barrier, "open", clock)
    run(clock, later, TRAVEL_S + 0.01)
    barrier.arrive(CAR, opens_itself=False)
    command(barrier, "close", clock, id="c2")
    assert tape.data("cmd/close/ack")[0]["reason"] == "car_on_loop"
    assert barrier.position == "open"


def test_a_stuck_barrier_refuses_and_is_mended(gate: Gate, clock: FakeClock) -> None:
    barrier, tape, _ = gate
    barrier.stick()
    command(barrier, "open", clock)
    assert tape.data("cmd/open/ack")[0]["reason"] == "fault"
    barrier.mend()
    assert [data["active"] for data in tape.data("event/fault/G1")] == [True, False]
    assert barrier.position == "closed"


def test_replay_sends_what_is_held_in_order_and_marked(clock: FakeClock) -> None:
    device = fence("demo", "x", clock)
    tape = Tape(device)
    for zone in ("Z01", "Z02", "Z03"):
        device.activate(zone)
    before = len(tape.sent)
    command(device, "replay", clock, Data={"from_seq": 2})
    replayed = [(body["seq"], body["Data"]["replay"]) for topic, body, _ in tape.sent[before:] if "event" in topic]
    assert replayed == [(2, True), (3, True)]
    original = [body["id"] for topic, body, _ in tape.sent[:before] if topic == "event/perimeter/Z02"]
    assert original == [body["id"] for topic, body, _ in tape.sent[before:] if topic == "event/perimeter/Z02"]


def test_a_forced_door_and_its_end(clock: FakeClock) -> None:
    doors = Doors("demo", "x", clock)
    tape = Tape(doors)
    doors.force("D01")
    assert doors.state("door", "D01")["DoorAlarm"] == "DoorForcedOpen"
    doors.shut_all()
    assert [data["active"] for data in tape.data("event/door/D01")] == [True, False]
    assert doors.shut("D02") is None


def test_stalls(clock: FakeClock) -> None:
    parking = Parking("demo", "x", clock)
    assert parking.free == 13
    taken = parking.take_one()
    assert taken is not None and parking.state("stall", taken)["occupied"] is True
    for _ in range(12):
        parking.take_one()
    assert (parking.free, parking.take_one()) == (0, None)
    assert parking.free_one() is not None


def test_the_scheduler_runs_in_order_and_stops(clock: FakeClock) -> None:
    later = Scheduler(clock)
    done: list[int] = []
    later.after(2, lambda: done.append(2))
    later.after(1, lambda: done.append(1))
    assert later.run_due() == pytest.approx(1)
    clock.advance(5)
    assert later.run_due() is None
    assert done == [1, 2]
    later.start()
    later.stop()


def test_the_equipment_measures_within_its_limits_all_day_and_beyond_them_on_demand(clock: FakeClock) -> None:
    book = LimitBook(load_site(DOCUMENT).site)

    def standing(topic: str, data: dict[str, Any]) -> Standing:
        _, kind, channel = topic.split("/")
        return book.limits("plant", kind, channel, "value", None).judge(data.get("value"))

    plant = Plant("demo", "x", clock)
    tape = Tape(plant)
    for _ in range(48):
        plant.measure()
        clock.advance(1800)
    measured = [(topic, body["Data"]) for topic, body, retain in tape.sent if retain and "value" in body["Data"]]
    assert len(measured) == 48 * len(GAUGES)
    assert {data["unit"] for _, data in measured} == {gauge.unit for gauge in GAUGES}
    assert {standing(topic, data) for topic, data in measured} == {Standing.WITHIN}
    plant.force("pump_hot")
    plant.force("water_low")
    assert standing("state/temperature/pump-room", tape.data("state/temperature/pump-room")[-1]) is Standing.HIGH
    assert standing("state/pressure/supply", tape.data("state/pressure/supply")[-1]) is Standing.LOW
    plant.relax()
    assert standing("state/temperature/pump-room", tape.data("state/temperature/pump-room")[-1]) is Standing.WITHIN


def test_the_equipment_holds_a_day_with_a_gap_and_tells_it_as_a_backlog(clock: FakeClock) -> None:
    plant = Plant("demo", "x", clock)
    held = list(plant.held())
    moments = [at for gauge, at in held if gauge.channel == "supply"]
    assert moments == sorted(moments)
    assert clock.now() - moments[0] == 86_400
    assert {later - earlier for earlier, later in itertools.pairwise(moments)} == {HELD_STEP_S}
    steps = sorted(at for gauge, at in held if (gauge.channel, gauge.kind) == ("pump-room", "temperature"))
    assert max(later - earlier for earlier, later in itertools.pairwise(steps)) == 2 * 3600
    tape = Tape(plant)
    plant.tell_held(*held[0])
    (topic, body, retain) = tape.sent[0]
    assert (body["Data"]["replay"], retain) == (True, False)
    parsed = parse_message(f"gs/1/demo/plant/{topic}", json.dumps(body).encode(), clock.now())
    assert parsed.replay
    assert parsed.device_time == pytest.approx(held[0][1], abs=0.001)
