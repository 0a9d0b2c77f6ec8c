"""The broker's pure parts: bytes, topics, rights, sessions."""

import asyncio
from collections import Counter
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from alarms.broker.accounts import Account, Accounts
from alarms.broker.core import BrokerCore, Refusal
from alarms.broker.packets import (
    MAX_PACKET,
    PacketType,
    ProtocolError,
    Publish,
    encode,
    encode_publish,
    matches,
    parse_connect,
    parse_packet_id,
    parse_publish,
    parse_subscribe,
    read_packet,
    valid_filter,
    valid_topic,
)
from alarms.broker.sessions import MAX_QUEUED, MAX_SUBSCRIPTIONS, WINDOW, Session
from tests.fakes.clock import FakeClock


async def _read(data: bytes, limit: int = MAX_PACKET) -> tuple[int, bytes]:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await read_packet(reader, limit)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parsers_raise_anything_but_protocol_errors(data: bytes) -> None:
    for parse in (
        parse_connect,
        lambda body: parse_publish(body[0] if body else 0, body),
        lambda body: parse_subscribe(body, with_qos=True),
        lambda body: parse_subscribe(body, with_qos=False),
        parse_packet_id,
    ):
        try:
            parse(data)
        except ProtocolError:
            continue
    try:
        first, body = asyncio.run(_read(data))
    except (ProtocolError, asyncio.IncompleteReadError):
        return
    assert len(body) < len(data)
    assert first == data[0]


topics = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00+#$"), min_size=1, max_size=40)


@given(topics, st.binary(max_size=300), st.integers(0, 2), st.booleans(), st.integers(1, 65535))
def test_a_publish_survives_the_wire(topic: str, payload: bytes, qos: int, retain: bool, packet_id: int) -> None:
    message = Publish(topic, payload, qos, retain, packet_id if qos else 0)
    first, body = asyncio.run(_read(encode_publish(message)))
    assert parse_publish(first, body) == message


@pytest.mark.parametrize("length", [0, 127, 128, 16_383, 16_384, 200_000])
def test_lengths_of_every_size_survive(length: int) -> None:
    assert asyncio.run(_read(encode(PacketType.PUBLISH, b"x" * length))) == (0x30, b"x" * length)
    with pytest.raises(ProtocolError, match="packet_too_large"):
        asyncio.run(_read(encode(PacketType.PUBLISH, b"x" * (length + 1)), length))


@pytest.mark.parametrize(
    ("pattern", "topic", "expected"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/c", False),
        ("a/b", "a/b/c", False),
        ("a/b/c", "a/b", False),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("+/+", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a/b", True),
        ("a/+/c", "a/b/c", True),
    ],
)
def test_filters_match_as_the_standard_says(pattern: str, topic: str, expected: bool) -> None:
    assert valid_filter(pattern)
    assert matches(pattern, topic) is expected


def test_malformed_filters_and_topics_are_known() -> None:
    assert [valid_filter(one) for one in ("", "a/#/b", "a+", "a/b#")] == [False] * 4
    assert [valid_topic(one) for one in ("", "a/+", "#", "$SYS/x", "a")] == [False, False, False, False, True]


def test_rights_are_narrow() -> None:
    accounts = Accounts("demo", [Account("f", "p", "fence"), Account("s", "q", "S2", station=True)])
    fence, station = accounts.login("f", b"p"), accounts.login("s", b"q")
    assert fence is not None
    assert station is not None
    assert [accounts.login(*one) for one in (("f", b"q"), ("f", b""), ("x", b"p"), ("", b""))] == [None] * 4
    assert Accounts("demo", [Account("f", "", "fence")]).login("f", b"") is None, "no password is no account"
    mine = "gs/1/demo/fence/"
    said = {rest: accounts.may_publish(fence, mine + rest) for rest in ("status", "cmd/open", "cmd/open/ack", "")}
    assert said == {"status": True, "cmd/open": False, "cmd/open/ack": True, "": False}
    assert accounts.may_publish(station, mine + "cmd/open")
    assert not accounts.may_publish(station, mine + "cmd/a/b")
    assert not accounts.may_publish(station, mine + "status")
    assert accounts.may_publish(station, "gs/1/demo/S2/status")
    assert accounts.may_subscribe(fence, mine + "cmd/+")
    assert not accounts.may_subscribe(fence, "gs/1/demo/+/cmd/+")
    assert accounts.may_subscribe(station, "gs/1/demo/#")
    assert not accounts.may_subscribe(station, "#")


def _note(number: int, qos: int = 1) -> Publish:
    return Publish("t", str(number).encode(), qos)


def test_a_session_keeps_its_window_and_order() -> None:
    sent: list[Publish] = []
    session = Session(clean=False)
    assert session.subscribe("t", 2)
    assert session.wants("t") == 1
    assert session.wants("u") is None
    for number in range(WINDOW + 5):
        session.deliver(_note(number), 0.0, command=False)
    session.deliver(_note(99, 0), 0.0, command=False)
    session.attach(sent.append)
    session.pump(0.0)
    assert [int(one.payload) for one in sent] == list(range(WINDOW))
    session.acknowledged(sent[0].packet_id, 0.0)
    session.acknowledged(sent[0].packet_id, 0.0)
    assert int(sent[-1].payload) == WINDOW
    session.detach()
    again: list[Publish] = []
    session.attach(again.append)
    assert [int(one.payload) for one in again] == list(range(1, WINDOW + 1))
    assert all(one.dup for one in again)
    assert session.waiting == WINDOW + 4


def test_a_session_is_bounded_and_counts_what_it_drops() -> None:
    session = Session(clean=False)
    for number in range(MAX_QUEUED + 10):
        session.deliver(_note(number), 0.0, command=False)
    assert (session.waiting, session.dropped) == (MAX_QUEUED, 10)
    assert all(session.subscribe(f"t/{n}", 1) for n in range(MAX_SUBSCRIPTIONS))
    assert not session.subscribe("one more", 1)


def test_a_command_that_waited_too_long_is_not_sent() -> None:
    sent: list[Publish] = []
    session = Session(clean=False)
    session.deliver(_note(1), 0.0, command=True)
    assert session.waiting == 0
    session.attach(sent.append)
    for number in range(WINDOW + 1):
        session.deliver(_note(number), 0.0, command=True)
    session.acknowledged(sent[0].packet_id, 11.0)
    assert len(sent) == WINDOW
    assert session.dropped == 1


def test_the_core_is_bounded_and_an_audit_that_fails_stops_nothing(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(refusal: Refusal) -> None:
        raise RuntimeError(refusal.code)

    core: Any = BrokerCore(Accounts("demo"), clock, broken)
    core.refuse("publish", "f", "t")
    monkeypatch.setattr("alarms.broker.core.MAX_RETAINED", 2)
    monkeypatch.setattr("alarms.broker.core.MAX_SESSIONS", 1)
    core.preload([(f"gs/1/demo/f/state/x/{n}", b"v") for n in range(3)])
    account = Account("f", "p", "f")
    assert core.session(account, "a", False) is not None
    assert core.session(account, "b", False) is None
    assert core.counters == Counter({"refused_publish": 1, "retained_full": 1})


def test_a_flood_of_refusals_is_counted_in_full_and_audited_once_in_a_while(clock: FakeClock) -> None:
    audited: list[Refusal] = []
    core = BrokerCore(Accounts("demo"), clock, audited.append)
    for _ in range(100):
        core.refuse("publish", "f", "t")
    core.refuse("publish", "g", "t")
    clock.advance(11)
    core.refuse("publish", "f", "t")
    assert core.counters["refused_publish"] == 102
    assert [one.username for one in audited] == ["f", "g", "f"]
