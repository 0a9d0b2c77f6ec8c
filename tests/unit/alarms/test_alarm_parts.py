"""The small pure parts: priorities, signals, clocks, numbering, devices, guidance."""

import json
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from alarms.devices import DeviceBoard, Presence
from alarms.hlc import HybridClock, reading_at, reading_before, wall_of
from alarms.intake import KEPT_PER_HOUR, Incoming, Intake
from alarms.messages import MessageError, MessageKind, encode_message, number, parse_message, parse_topic, text, truth
from alarms.model import AlarmState, Condition, Occurrence, Priority, Suppression
from alarms.priorities import default_latching, default_priority, family
from alarms.recorder import uuid7
from alarms.refusals import EXAMPLE_LENGTH, KEPT, Refusals
from alarms.sequences import ASK_EVERY_S, ASK_SELDOM_S, ASK_TIMES, SequenceBook
from alarms.signals import read_signal
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import World, native, small_site

TOPIC = "gs/1/demo/fence/event/perimeter/Z01"


@pytest.mark.parametrize(
    ("alarm_class", "kind", "priority", "latching"),
    [
        ("panic", "", Priority.P1, True),
        ("fire", "manual", Priority.P1, True),
        ("fire", "smoke", Priority.P2, True),
        ("fire", "fault", Priority.P3, False),
        ("gas", "high", Priority.P1, True),
        ("gas", "low", Priority.P2, True),
        ("perimeter", "wire_cut", Priority.P2, True),
        ("door", "forced", Priority.P2, False),
        ("door", "held_open", Priority.P3, False),
        ("tamper", "", Priority.P2, True),
        ("gate", "stuck", Priority.P3, False),
        ("video", "lost", Priority.P3, False),
        ("fault", "ac_loss", Priority.P3, False),
        ("fault", "battery", Priority.P4, False),
        ("lpr", "blocklist", Priority.P2, False),
        ("never_heard_of", "", Priority.P3, False),
    ],
)
def test_defaults_are_those_of_the_table(alarm_class: str, kind: str, priority: Priority, latching: bool) -> None:
    assert default_priority(alarm_class, kind) is priority
    assert default_latching(alarm_class, kind) is latching
    assert family("gas") == family("fire") != family(alarm_class if alarm_class not in ("fire", "gas") else "")


@pytest.mark.parametrize(
    ("condition", "acked", "latch", "suppression", "state"),
    [
        (Condition.ACTIVE, False, False, Suppression.NONE, AlarmState.UNACKED),
        (Condition.ACTIVE, True, False, Suppression.NONE, AlarmState.ACKED),
        (Condition.NORMAL, False, False, Suppression.NONE, AlarmState.RETURNED_UNACKED),
        (Condition.NORMAL, True, True, Suppression.NONE, AlarmState.AWAITING_RESET),
        (Condition.NORMAL, True, False, Suppression.NONE, AlarmState.NORMAL),
        (Condition.ACTIVE, False, False, Suppression.SHELVED, AlarmState.SHELVED),
        (Condition.ACTIVE, True, False, Suppression.BY_DESIGN, AlarmState.SUPPRESSED_BY_DESIGN),
        (Condition.NORMAL, True, True, Suppression.OUT_OF_SERVICE, AlarmState.OUT_OF_SERVICE),
    ],
)
def test_the_isa_names_follow_from_the_four_dimensions(
    condition: Condition, acked: bool, latch: bool, suppression: Suppression, state: AlarmState
) -> None:
    from alarms.model import Acknowledgement

    one = Occurrence("o", "p", "d", "z", "fire", "", Priority.P2, 0.0, 0.0, condition, suppression=suppression)
    from dataclasses import replace

    acknowledgement = Acknowledgement.ACKED if acked else Acknowledgement.UNACKED
    assert replace(one, acknowledgement=acknowledgement, awaiting_reset=latch).state is state


# Messages.


@pytest.mark.parametrize(
    ("topic", "kind", "name", "channel"),
    [
        ("gs/1/demo/fence/status", MessageKind.STATUS, "", ""),
        ("gs/1/demo/fence/info", MessageKind.INFO, "", ""),
        ("gs/1/demo/fence/state/door/D07", MessageKind.STATE, "door", "D07"),
        ("gs/1/demo/fence/event/fire/L01/017", MessageKind.EVENT, "fire", "L01/017"),
        ("gs/1/demo/fence/cmd/open", MessageKind.COMMAND, "open", ""),
        ("gs/1/demo/fence/cmd/open/ack", MessageKind.COMMAND_ACK, "open", ""),
        ("gs/1/demo/cam/onvif-ej/VideoSource/SignalLoss", MessageKind.ONVIF, "onvif", "VideoSource/SignalLoss"),
    ],
)
def test_the_contracts_topics_are_read(topic: str, kind: MessageKind, name: str, channel: str) -> None:
    address = parse_topic(topic)
    assert (address.site, address.kind, address.name, address.channel) == ("demo", kind, name, channel)


@pytest.mark.parametrize(
    "topic", ["", "gs/1/demo", "gs/2/a/b/status", "gs/1/a//status", "gs/1/a/b/cmd", "gs/1/a/b/state/x", "gs/1/a/b/x\n"]
)
def test_other_topics_are_refused(topic: str) -> None:
    with pytest.raises(MessageError, match="wrong_topic"):
        parse_message(topic, b"{}", 0.0)


def test_a_full_native_message_is_read() -> None:
    body = encode_message({"active": True}, at=1_793_628_000.25, message_id="i", source={"Zone": "Z1"}, boot="b", seq=4)
    message = parse_message(TOPIC, body, 5.0)
    assert (message.device_time, message.boot, message.seq) == (1_793_628_000.25, "b", 4)
    assert (message.data, message.source, message.device) == ({"active": True}, {"Zone": "Z1"}, "fence")
    assert not message.replay
    assert not message.drill


def test_ids_belong_to_their_device_and_follow_from_the_content_where_there_are_none() -> None:
    mine = parse_message(TOPIC, b'{"id":"x"}', 1.0).id
    assert mine == parse_message(TOPIC, b'{"id":"x","other":1}', 9.0).id
    assert mine != parse_message(TOPIC.replace("event", "state"), b'{"id":"x"}', 1.0).id
    assert mine != parse_message(TOPIC.replace("fence", "gate"), b'{"id":"x"}', 1.0).id
    timed = b'{"UtcTime":"2026-11-02T14:03:21Z","Data":{}}'
    assert parse_message(TOPIC, timed, 1.0).id == parse_message(TOPIC, timed, 2.0).id
    assert parse_message(TOPIC, b"{}", 1.0).id != parse_message(TOPIC, b"{}", 2.0).id


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\xff", "not_json"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"Data":NaN}', "not_json"),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "wrong_shape"),
        (b"[]", "wrong_shape"),
        (b'"text"', "wrong_shape"),
        (b'{"Data":[]}', "wrong_shape"),
        (b'{"Data":{"a":"\\ud800"}}', "wrong_shape"),
        (b'{"Data":{"a":"\\u0000"}}', "wrong_shape"),
        (b'{"Data":{"a":99999999999999999999}}', "wrong_shape"),
        (b'{"Data":{"a":1e999}}', "wrong_shape"),
        (b" " * (256 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_no_message_is_named(payload: bytes, code: str) -> None:
    with pytest.raises(MessageError) as error:
        parse_message(TOPIC, payload, 0.0)
    assert error.value.code == code


@pytest.mark.parametrize(
    "odd",
    [
        '"UtcTime":7',
        '"UtcTime":"yesterday"',
        '"UtcTime":"0001-01-01T00:00:00+14:00"',
        '"id":""',
        '"id":7',
        '"seq":-1',
        '"seq":1.5',
        '"boot":[]',
    ],
)
def test_an_alarm_is_not_lost_for_an_odd_envelope(odd: str) -> None:
    message = parse_message(TOPIC, b'{"Data":{"active":true},' + odd.encode() + b"}", 5.0)
    assert (message.device_time, message.seq, message.boot) == (None, None, "")
    signal = read_signal(message)
    assert signal is not None
    assert signal.active


def test_numbers_may_be_text() -> None:
    message = parse_message(TOPIC, b'{"seq":"12","boot":7}', 5.0)
    assert (message.seq, message.boot) == (12, "7")


@pytest.mark.parametrize(
    ("payload", "word"),
    [
        (b"online", "online"),
        (b'"stopped"', "stopped"),
        (b"", "offline"),
        (b'{"status":"online"}', "online"),
        (b'{"Data":{"state":"offline"}}', "offline"),
    ],
)
def test_a_status_is_read_however_it_is_said(payload: bytes, word: str) -> None:
    assert parse_message("gs/1/demo/fence/status", payload, 0.0).data["status"] == word


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
keys = st.sampled_from(["UtcTime", "Source", "Data", "id", "boot", "seq", "v", "active", "kind", "occ", "replay"])


@given(st.binary(max_size=200) | st.dictionaries(keys, json_values | st.dictionaries(keys, json_values)))
def test_no_payload_makes_the_door_raise(payload: Any) -> None:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    intake = Intake(small_site())
    for topic in (TOPIC, "gs/1/demo/fence/status", "gs/1/demo/doors/state/door/D01", "gs/1/demo/gate1/state/gate/G1"):
        admission = intake.admit(Incoming(topic, raw, 1.0, "test"))
        assert (admission.raw is None) == (admission.problem == "not_json")
        if admission.message is not None:
            read_signal(admission.message)
            DeviceBoard().apply(admission.message)


def test_what_is_useless_is_kept_only_so_often_in_an_hour() -> None:
    intake = Intake(small_site())

    def kept(at: float, device: str = "fence") -> bool:
        return intake.admit(Incoming(f"gs/1/demo/{device}/event/fire/x", b"[]", at, "test")).raw is not None

    assert sum(kept(float(second)) for second in range(KEPT_PER_HOUR + 50)) == KEPT_PER_HOUR
    assert kept(3600.0)
    assert all(kept(3600.0, f"made-up-{number}") for number in range(KEPT))
    assert sum(kept(3600.0, f"more-{number}") for number in range(2 * KEPT_PER_HOUR)) <= KEPT_PER_HOUR


def test_refusals_are_told_apart_up_to_a_bound_and_shown_as_one_line() -> None:
    refusals = Refusals()
    for count in range(KEPT + 20):
        refusals.note(f"d{count}", "not_json", "a\nb\x1b" + "x" * 500, float(count))
    listed = refusals.listed()
    assert (listed[0].device, listed[0].count) == ("", 20)
    assert len(listed) == KEPT + 1
    assert listed[1].example.startswith("a·b·x")
    assert len(listed[1].example) == EXAMPLE_LENGTH
    assert [one.device for one in refusals.listed(KEPT + 10.0)] == [""]
    named = Refusals()
    named.note("a\tb\nc", "wrong_topic", "", 0.0)
    assert named.listed()[0].device == "a·b·c", "a name from the network cannot break a line apart"


@given(st.text(max_size=80))
def test_no_topic_makes_the_door_raise(topic: str) -> None:
    admission = Intake(small_site()).admit(Incoming(topic, b"{}", 1.0, "test"))
    assert admission.problem == "wrong_topic"


def test_values_are_read_as_onvif_sends_them() -> None:
    sent: tuple[object, ...] = (True, "true", "0", 1, 0.0, "maybe", None, [])
    assert [truth(one) for one in sent] == [
        True, True, False, True, False, None, None, None,
    ]  # fmt: skip
    assert [number(one) for one in ("1.5", 2, True, "x", "inf", None)] == [1.5, 2.0, None, None, None, None]
    words: tuple[object, ...] = ("a", 1, True, None, [])
    assert [text(one) for one in words] == ["a", "1", "", "", ""]


@pytest.mark.parametrize(
    ("topic", "data", "alarm_class", "active"),
    [
        ("VideoSource/SignalLoss", {"State": "true"}, "video", True),
        ("RuleEngine/FieldDetector/ObjectsInside", {"IsInside": "false"}, "intrusion", False),
        ("RuleEngine/LineDetector/Crossed", {"ObjectId": "7"}, "intrusion", True),
        ("Device/Trigger/DigitalInput", {"LogicalState": "1"}, "input", True),
        ("Something/New", {"State": "1"}, "onvif", True),
    ],
)
def test_plain_onvif_events_are_understood(topic: str, data: dict[str, str], alarm_class: str, active: bool) -> None:
    body = json.dumps({"UtcTime": "2026-11-02T14:03:21Z", "Source": {"Rule": "r"}, "Data": data}).encode()
    signal = read_signal(parse_message(f"gs/1/demo/cam/onvif-ej/{topic}", body, 0.0))
    assert signal is not None
    assert (signal.alarm_class, signal.active) == (alarm_class, active)


# Clocks and numbers.


def test_hybrid_readings_only_grow(clock: FakeClock) -> None:
    hybrid = HybridClock(clock)
    readings = [hybrid.next(), hybrid.next()]
    clock.step_utc(-600)
    readings.append(hybrid.next())
    ahead = HybridClock(FakeClock(clock.now() + 1200)).next()
    hybrid.observe(ahead)
    hybrid.observe("nonsense")
    readings += [ahead, hybrid.next()]
    clock.advance(100_000)
    readings.append(hybrid.next())
    assert readings == sorted(set(readings))


def test_an_absurd_reading_drags_nobody_along_but_what_follows_it_in_its_case_comes_after_it(clock: FakeClock) -> None:
    hybrid = HybridClock(clock)
    absurd = HybridClock(FakeClock(clock.now() + 74 * 365 * 86400)).next()
    hybrid.observe(absurd)
    assert wall_of(hybrid.next()) == clock.now()
    assert hybrid.next(absurd) > absurd
    assert wall_of(hybrid.next()) == clock.now()
    assert hybrid.next("nonsense") < absurd


def test_an_absurd_clock_neither_wins_a_zone_for_ever_nor_orders_what_it_did_not_touch() -> None:
    here, there = World(), World()
    there.clock.step_utc(74 * 365 * 86400)
    there.engine.respond.arm("north", "guard with a wrong clock", armed=False)
    for action in there.take():
        here.engine.merge(action)
    here.engine.settle()
    assert here.engine.ledger.register("disarm", "north").on
    here.engine.respond.arm("north", "guard")
    here.engine.respond.arm("south", "guard", armed=False)
    armed, other = here.take()
    assert not here.engine.ledger.register("disarm", "north").on
    assert armed.clock > other.clock
    assert wall_of(other.clock) == here.clock.now()


def test_a_reading_says_its_time_and_what_was_before_it(clock: FakeClock) -> None:
    reading = HybridClock(clock).next()
    assert wall_of(reading) == clock.now()
    earlier = reading_before(reading, 60)
    assert (wall_of(earlier), earlier < reading) == (clock.now() - 60, True)
    assert reading_before("nonsense", 60) == ""
    assert wall_of("12.xyz") is None
    assert reading_at(clock.now()) == reading


def test_uuid7_sorts_by_time() -> None:
    ids = [uuid7(1000.0 + second) for second in range(5)]
    assert ids == sorted(ids)
    assert all(one[14] == "7" and one[19] in "89ab" for one in ids)


def test_gaps_are_asked_for_thrice_and_then_counted() -> None:
    book = SequenceBook()
    book.note("fence", "b", 17)
    assert book.due(0.0) == []
    book.note("fence", "b", 20)
    asked = [book.due(at) for at in (0.0, 1.0, ASK_EVERY_S, 2 * ASK_EVERY_S, 3 * ASK_EVERY_S)]
    assert [len(one) for one in asked] == [1, 0, 1, 1, 0]
    assert asked[0][0].from_seq == 18
    book.note("fence", "b", 18)
    book.note("fence", "b", 21)
    assert book.due(3 * ASK_EVERY_S) == [], "going on is no reason to ask again"
    assert (book.missing("fence"), book.lost, book.missing("nobody")) == (1, 0, 0)
    seldom = [book.due(number * ASK_SELDOM_S) for number in range(1, ASK_TIMES)]
    assert sum(len(one) for one in seldom) == ASK_TIMES - 3
    assert (book.lost, book.missing("fence")) == (1, 0), "after a day nobody holds it any more"


def test_a_state_tells_of_a_last_event_that_never_came(clock: FakeClock) -> None:
    book = SequenceBook()
    book.take(native(clock, "fence", "event/perimeter/Z01", True, seq=1))
    book.take(native(clock, "fence", "state/perimeter/Z01", True, seq=1))
    assert book.due(0.0) == []
    book.take(native(clock, "fence", "state/perimeter/Z01", True, seq=3))
    assert [(one.device, one.from_seq) for one in book.due(0.0)] == [("fence", 2)]
    assert book.missing("fence") == 2
    for old in (
        native(clock, "fence", "state/perimeter/Z01", True, seq=30, retained=True),
        native(clock, "fence", "event/perimeter/Z01", True, seq=90, replay=True),
    ):
        book.take(replace(old, boot="a former life"))
    assert book.missing("fence") == 2, "what was kept from a former life says nothing"
    book.take(native(clock, "fence", "info", None))
    book.take(native(clock, "fence", "info", None, seq=3))
    assert [one.from_seq for one in book.due(0.1)] == [2], "a device that has just connected is asked at once"
    for seq in (2, 3):
        book.take(native(clock, "fence", "event/perimeter/Z01", True, seq=seq))
    assert book.missing("fence") == 0


def test_what_was_missing_before_a_restart_is_asked_for_after_it() -> None:
    book = SequenceBook({"fence": ("b", 7)}, {"fence": {5}})
    assert [one.from_seq for one in book.due(0.0)] == [5]


def test_a_device_that_started_again_is_asked_from_its_first_number() -> None:
    book = SequenceBook({"fence": ("old", 900)})
    book.note("fence", "new", 3)
    assert [one.from_seq for one in book.due(0.0)] == [1]
    for seq in (1, 2):
        book.note("fence", "new", seq)
    assert book.due(100.0) == []
    assert book.lost == 0


@pytest.mark.parametrize(
    ("value", "limits", "active"),
    [
        (71.0, {"high": 70}, True),
        (70, {"high": 70}, False),
        ("3.5", {"low": 4, "high": 8}, True),
        (5, {"low": "4", "high": "8"}, False),
        (5, {"low": None, "high": []}, None),
        ("much", {"high": 70}, None),
        (5, 70, None),
        (5, {}, None),
    ],
)
@pytest.mark.parametrize("kind", ["event", "state"])
def test_a_value_beyond_its_limits_is_an_alarm_of_any_class(
    clock: FakeClock, kind: str, value: object, limits: object, active: bool | None
) -> None:
    signal = read_signal(native(clock, "gate1", f"{kind}/water/pump-3", None, value=value, limits=limits))
    if kind == "event" and active is None:
        assert signal is not None, "an event of the class water is an alarm of its own"
        assert signal.momentary
    else:
        assert (signal.active if signal else None) is active
        assert signal is None or signal.kind == "limit"
    said = read_signal(native(clock, "gate1", f"{kind}/lift/L2", True, value=1, limits={"high": 5}))
    assert said is not None, "what the device says itself comes first"
    assert (said.active, said.kind) == (True, "")


# Devices.


def test_the_board_keeps_the_last_word_and_when_it_was_said(clock: FakeClock) -> None:
    board = DeviceBoard()
    board.apply(native(clock, "gate1", "state/gate/G1", None, position="closed"))
    said = clock.now()
    clock.advance(5)
    board.apply(native(clock, "gate1", "state/gate/G1", None, position="open", at=said + 1))
    board.apply(native(clock, "gate1", "state/gate/G1", None, position="old", at=said - 60, retained=True))
    reading = board.state("gate1", "gate", "G1")
    assert reading is not None
    assert (reading.data["position"], reading.said_at, reading.received_at) == ("open", said + 1, clock.now())
    assert board.states("gate") == (reading,)
    assert board.states("stall") == ()
    board.apply(parse_message("gs/1/demo/gate1/state/gate/G1", b"", clock.now(), retained=True))
    assert board.state("gate1", "gate", "G1") is None


def test_a_replayed_passage_replaces_no_live_one(clock: FakeClock) -> None:
    board = DeviceBoard()
    board.apply(native(clock, "gate1", "event/passage/G1", None, plate="live"))
    board.apply(native(clock, "gate1", "event/passage/G1", None, plate="backlog", replay=True))
    reading = board.event("gate1", "passage", "G1")
    assert reading is not None
    assert reading.data["plate"] == "live"


def test_presence_follows_the_status_topic(clock: FakeClock) -> None:
    board = DeviceBoard()
    assert board.device("fence").presence is Presence.UNKNOWN
    for word in (b"online", b"online", b"offline"):
        clock.advance(10)
        board.apply(parse_message("gs/1/demo/fence/status", word, clock.now()))
    view = board.device("fence")
    assert (view.presence, view.since, view.online) == (Presence.OFFLINE, clock.now(), False)
    board.apply(native(clock, "fence", "info", None, model="F1"))
    assert board.devices()[0].info == {"model": "F1"}
