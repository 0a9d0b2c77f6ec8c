"""Gates say what they reported, commands what was answered, plates what two readers agree on."""

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from alarms.commands import CommandResult, CommandStatus
from alarms.messages import DeviceMessage, encode_message, parse_message
from app.pages.strip_content import gate_views
from app.services.gates import CommandPending, GateService, GateStatus, Passage
from app.settings import load_site
from tests.fakes.clock import DEFAULT_NOW, FakeClock
from tests.fakes.small_station import site_text
from video.detect.model import PlateReading

GATE = """
[[device]]
id = "gate1"
name = "道闸"
kind = "gate"
[[gate]]
id = "north"
device = "gate1"
channel = "G1"
name = "北门"
direction = "in"
"""


def message(what: str, message_id: str = "m1", after: float = 0.0, **data: Any) -> DeviceMessage:
    payload = encode_message(data, at=DEFAULT_NOW + after - 1, message_id=message_id)
    return parse_message(f"gs/1/small/gate1/{what}", payload, DEFAULT_NOW + after)


class Gates:
    """The service with everything around it recorded."""

    def __init__(self, folder: Path) -> None:
        path = folder / "site.toml"
        path.write_text(site_text(None, more=GATE), encoding="utf-8")
        self.sent: list[tuple[str, str, Mapping[str, Any], float]] = []
        self.answer: Future[CommandResult] = Future()
        self.reading: Future[PlateReading] = Future()
        self.changes: list[tuple[GateStatus, ...]] = []
        self.passages: list[Passage] = []
        self.causes: list[str] = []
        self.mine = True
        self.site = load_site(path).site
        self.service = GateService(
            self.site,
            self,
            FakeClock(),
            read_picture=lambda reference: reference.encode(),
            read_plate=lambda _picture: self.reading,
            on_changed=self.changes.append,
            on_passage=self.passages.append,
            lets_in=lambda passage: passage.plate == "沪A12345",
            decides=lambda _gate: self.mine,
        )

    def send(
        self, device: str, name: str, arguments: Mapping[str, Any], expires_s: float, *, cause: str = ""
    ) -> Future[CommandResult]:
        self.sent.append((device, name, arguments, expires_s))
        self.causes.append(cause)
        return self.answer

    @property
    def status(self) -> GateStatus:
        return self.service.statuses()[0]


@pytest.fixture
def gates(tmp_path: Path) -> Gates:
    return Gates(tmp_path)


def test_a_gate_that_has_said_nothing_is_unknown(gates: Gates) -> None:
    assert (gates.status.position, gates.status.connected, gates.status.reported_at) == ("unknown", False, None)


def test_what_the_gate_reports_is_shown_with_its_time_and_told_once(gates: Gates) -> None:
    report = message("state/gate/G1", position="open", mode="auto", connected=True, fault=None)
    gates.service.take([report])
    gates.service.take([report])
    assert (gates.status.position, gates.status.mode, gates.status.fault) == ("open", "auto", "")
    assert gates.status.reported_at == DEFAULT_NOW
    assert len(gates.changes) == 1


def test_a_device_that_goes_offline_takes_its_gates_with_it(gates: Gates) -> None:
    gates.service.take([message("state/gate/G1", position="closed")])
    assert gates.status.connected
    gates.service.take([parse_message("gs/1/small/gate1/status", b"offline", DEFAULT_NOW, retained=True)])
    assert not gates.status.connected
    assert gates.status.position == "closed"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (CommandStatus.ACCEPTED, "accepted"),
        (CommandStatus.REFUSED, "refused"),
        (CommandStatus.EXPIRED, "expired"),
        (CommandStatus.FAILED, "refused"),
    ],
)
def test_a_command_is_pending_until_the_gate_has_answered(gates: Gates, answer: CommandStatus, shown: str) -> None:
    gates.service.open("north", "guard")
    assert gates.status.command == "pending"
    assert gates.status.position == "unknown"
    ((device, name, arguments, expires),) = gates.sent
    assert (device, name, arguments["channel"], arguments["user"]) == ("gate1", "open", "G1", "guard")
    assert expires <= 10
    gates.answer.set_result(CommandResult("c", answer, "why"))
    assert (gates.status.command, gates.status.command_reason) == (shown, "why")


def test_a_second_press_sends_nothing_while_an_answer_is_awaited(gates: Gates) -> None:
    gates.service.open("north", "guard")
    with pytest.raises(CommandPending) as refused:
        gates.service.open("north", "guard").result(0)
    assert refused.value.code == "pending"
    assert len(gates.sent) == 1


def test_a_command_that_could_not_be_sent_says_so(gates: Gates) -> None:
    gates.service.open("north", "guard")
    gates.answer.set_exception(ConnectionError("not_connected"))
    assert (gates.status.command, gates.status.command_reason) == ("refused", "not_connected")


def passage(message_id: str = "p1", plate: str = "沪A12345") -> DeviceMessage:
    return message(
        "event/passage/G1", message_id, plate=plate, direction="in", colour="blue", confidence=0.97, picture="p.jpg"
    )


def test_two_readers_that_disagree_make_a_plate_unsure_and_the_record_keeps_both(gates: Gates) -> None:
    gates.service.take([passage()])
    assert (gates.status.best_plate, gates.status.plate_sure) == ("沪A12345", True)
    gates.reading.set_result(PlateReading("沪A12346", "沪A12346", 0.99, fits_rule=True, engine="test"))
    assert gates.status.plate == "沪A12345"
    assert not gates.status.plate_sure
    first, second = gates.passages
    assert first.id == second.id
    assert (second.plate, second.read_plate, second.read_engine) == ("沪A12345", "沪A12346", "test")
    assert first.at == DEFAULT_NOW - 1


def test_a_reading_that_comes_late_is_not_put_to_the_next_vehicle(gates: Gates) -> None:
    first = gates.reading
    gates.service.take([passage()])
    gates.reading = Future()
    later = encode_message({"plate": "沪B99999"}, at=DEFAULT_NOW + 5, message_id="p2")
    gates.service.take([parse_message("gs/1/small/gate1/event/passage/G1", later, DEFAULT_NOW + 5)])
    first.set_result(PlateReading("沪A12345", "沪A12345", 0.99, fits_rule=True))
    assert gates.status.plate == "沪B99999"
    assert gates.status.read_plate == ""


def test_a_vehicle_that_is_let_in_opens_the_gate_once_whoever_tells_it(tmp_path: Path) -> None:
    gates = Gates(tmp_path)
    passage = message("event/passage/G1", plate="沪A12345", direction="in")
    gates.service.take([passage])
    gates.service.take([message("event/passage/G1", "m2", plate="沪B00000")])
    assert [(one[0], one[1], one[2]["passage"]) for one in gates.sent] == [("gate1", "open", passage.id)]
    assert gates.causes == [passage.id]


def test_only_the_station_that_owns_the_gate_opens_it_and_no_backlog_does(tmp_path: Path) -> None:
    gates = Gates(tmp_path)
    gates.service.take([message("event/passage/G1", plate="沪A12345", replay=True)])
    gates.mine = False
    gates.service.take([message("event/passage/G1", "m2", plate="沪A12345")])
    assert gates.sent == []
    assert len(gates.passages) == 2


def stage(gates: Gates) -> str:
    return gates.service.statuses()[0].stage


def test_a_visitor_waits_until_the_loop_of_the_open_barrier_is_free_and_is_away_where_it_never_opened(
    gates: Gates,
) -> None:
    gates.service.take([message("state/gate/G1", position="closed", loop=True)])
    gates.service.take([message("event/passage/G1", "p1", plate="浙B1", direction="in")])
    assert stage(gates) == "waits"
    came = gates.service.statuses()[0].passed_at
    for number, position in enumerate(("opening", "open")):
        gates.service.take([message("state/gate/G1", f"o{number}", after=38.0, position=position, loop=True)])
        assert stage(gates) == "waits", "it stands on the loop"
    gates.service.take([message("state/gate/G1", "m2", after=40.0, position="open", loop=False)])
    assert stage(gates) == ""
    status = gates.service.statuses()[0]
    assert status.passed_at == came == DEFAULT_NOW - 1, "the reading is found by it"
    assert status.through_at == DEFAULT_NOW + 39
    (view, *_) = gate_views(gates.service.statuses(), gates.site, "en")
    assert view.passed_at == status.through_at, "the strip says when it went through"
    gates.service.take([message("state/gate/G1", "m3", position="closed", loop=False)])
    assert stage(gates) == ""
    gates.service.take([message("event/passage/G1", "p2", plate="浙B2", direction="in")])
    gates.service.take([message("state/gate/G1", "m4", position="closed", loop=False)])
    assert stage(gates) == "left"


def test_a_barrier_that_jams_lets_nobody_in(gates: Gates) -> None:
    """The arm sticks before the car, is mended, and lets it in at last."""
    gates.service.take([message("state/gate/G1", position="closed", loop=True)])
    gates.service.take([message("event/passage/G1", "p1", plate="沪C80H17", direction="in")])
    gates.service.take([message("state/gate/G1", "m1", position="opening", loop=True)])
    gates.service.take([message("state/gate/G1", "m2", position="unknown", loop=True, fault="stuck")])
    assert stage(gates) == "waits"
    gates.service.take([message("state/gate/G1", "m3", position="closed", loop=True)])
    assert stage(gates) == "waits"
    gates.service.take([message("state/gate/G1", "m4", position="open", loop=True)])
    gates.service.take([message("state/gate/G1", "m5", position="closing", loop=False)])
    assert stage(gates) == ""
    gates.service.take([message("state/gate/G1", "m6", position="unknown", fault="stuck", loop=True)])
    gates.service.take([message("event/passage/G1", "p2", plate="浙B2", direction="in")])
    assert stage(gates) == "waits", "it came to a gate that does not work"
    gates.service.take([message("state/gate/G1", "m7", position="unknown", fault="stuck", loop=False)])
    assert stage(gates) == "left"


def test_a_gate_without_a_loop_tells_by_opening(gates: Gates) -> None:
    gates.service.take([message("state/gate/G1", position="closed")])
    gates.service.take([message("event/passage/G1", "p1", plate="浙B1", direction="in")])
    gates.service.take([message("state/gate/G1", "m2", position="unknown")])
    assert stage(gates) == "waits"
    gates.service.take([message("state/gate/G1", "m3", position="open")])
    assert stage(gates) == ""


def test_the_refusal_about_one_car_does_not_stay_beside_the_next_nor_after_the_fault(gates: Gates) -> None:
    gates.service.take([message("state/gate/G1", position="unknown", fault="stuck", loop=True)])

    def refused() -> None:
        gates.answer = Future()
        gates.service.open("north", "guard")
        gates.answer.set_result(CommandResult("c", CommandStatus.REFUSED, "fault"))
        assert gates.service.statuses()[0].command == "refused"

    refused()
    gates.service.take([message("event/passage/G1", "p1", plate="浙B1", direction="in")])
    assert gates.service.statuses()[0].command == ""
    refused()
    gates.service.take([message("state/gate/G1", "m2", position="closed", loop=True)])
    assert gates.service.statuses()[0].command == ""


def test_a_passage_through_an_open_barrier_or_of_a_backlog_waits_for_nothing(gates: Gates) -> None:
    gates.service.take([message("state/gate/G1", position="open", loop=False)])
    gates.service.take([message("event/passage/G1", "p1", plate="浙B1", direction="in")])
    assert stage(gates) == ""
    gates.service.take([message("state/gate/G1", "m2", position="closed", loop=False)])
    gates.service.take([message("event/passage/G1", "p2", plate="浙B2", direction="in", replay=True)])
    assert stage(gates) == ""
