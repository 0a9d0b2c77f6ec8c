"""What devices state, live: values with units and limits by place, what is old, what is away, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from alarms.messages import DeviceMessage, encode_message, parse_message
from app.services.device_values import MOST_VALUES, DeviceValues, Value
from app.services.places import Places
from app.services.value_limits import Standing, ValueLimits
from app.site_document import SiteDocument
from app.store.value_history import ValueKey
from tests.fakes.clock import DEFAULT_NOW as NOW

SITE = SiteDocument.model_validate(
    {
        "site": {"id": "s", "name": "翠湖"},
        "zone": ({"id": "pumps", "name": "泵房"}, {"id": "lobby", "name": "大堂"}, {"id": "roof", "name": "屋顶"}),
        "device": (
            {"id": "plant", "name": "设备", "kind": "sensor", "zone": "pumps"},
            {"id": "doors", "name": "门禁", "kind": "door"},
        ),
        "point": (
            {
                "id": "g",
                "device": "plant",
                "class": "gas",
                "channel": "K",
                "name": "燃气",
                "zone": "lobby",
                "high": 10.0,
            },
        ),
        "door": ({"id": "d1", "device": "doors", "channel": "D01", "name": "门", "zone": "lobby"},),
        "measurement": (
            {"id": "m", "device": "plant", "class": "temperature", "channel": "T1", "unit": "°C", "high": 45.0}
            | {"warn_high": 40.0, "stale_s": 60.0, "zone": "roof"},
            {"id": "any", "class": "temperature", "low": 0.0},
            {"id": "kv", "class": "perimeter", "key": "kv", "low": 3.0, "stale_s": 0.0},
        ),
    }
)


class Board:
    """The live values, and what went to the recorder."""

    def __init__(self) -> None:
        self.kept: list[tuple[ValueKey, float, float]] = []
        self.live = DeviceValues(Places(SITE), lambda *one: self.kept.append(one))
        self._number = 0

    def say(
        self, topic: str, at: float = NOW, *, said: float | None = None, retained: bool = False, **data: Any
    ) -> None:
        self._number += 1
        body = encode_message(data, at=at if said is None else said, message_id=str(self._number))
        self.live.take([self.message(topic, body, at, retained)])

    def message(self, topic: str, body: bytes, at: float = NOW, retained: bool = False) -> DeviceMessage:
        return parse_message(f"gs/1/s/{topic}", body, at, retained=retained)

    def all(self) -> dict[ValueKey, Value | None]:
        return self.live.changes(0)[1]

    def one(self, *key: str) -> Value:
        found = self.all()[(key[0], key[1], key[2], key[3])]
        assert found is not None
        return found


@pytest.fixture
def board() -> Board:
    return Board()


def test_a_number_is_shown_with_unit_limits_place_and_time(board: Board) -> None:
    board.say("plant/state/temperature/T1", value=41.5, unit="F")
    value = board.one("plant", "temperature", "T1", "value")
    assert (value.number, value.unit, value.zone, value.at) == (41.5, "°C", "roof", NOW)
    assert value.limits == ValueLimits(None, 45.0, None, 40.0)
    assert value.standing is Standing.WARN_HIGH
    assert not value.old(NOW + 60)
    assert value.old(NOW + 61)


@pytest.mark.parametrize(
    ("number", "standing"),
    [(-0.1, Standing.LOW), (0.0, Standing.WITHIN), (44.0, Standing.WITHIN), (99.0, Standing.WITHIN)],
)
def test_the_closest_entry_holds_and_without_one_the_class(board: Board, number: float, standing: Standing) -> None:
    board.say("plant/state/temperature/T2", value=number, unit="°C")
    value = board.one("plant", "temperature", "T2", "value")
    assert (value.standing, value.unit, value.zone) == (standing, "°C", "pumps")


def test_limits_come_from_the_point_and_else_from_the_message(board: Board) -> None:
    board.say("plant/state/gas/K", value=12, unit="%LEL", limits={"high": 99})
    assert board.one("plant", "gas", "K", "value").standing is Standing.HIGH
    assert board.one("plant", "gas", "K", "value").zone == "lobby"
    board.say("plant/state/level/S", value=3, limits={"low": 1, "high": 2, "warn_high": 1.5})
    assert board.one("plant", "level", "S", "value").limits == ValueLimits(1, 2, None, 1.5)


def test_every_number_of_a_message_is_a_value_and_a_channel_of_words_is_one(board: Board) -> None:
    board.say("plant/state/perimeter/Z1", active=False, kv=2.4, amps=1, kind="fence")
    assert board.one("plant", "perimeter", "Z1", "kv").standing is Standing.LOW
    assert not board.one("plant", "perimeter", "Z1", "kv").old(NOW + 1e9), "0 is never"
    assert board.one("plant", "perimeter", "Z1", "amps").number == 1
    board.say("doors/state/door/D01", DoorMode="Locked", DoorPhysicalState="Open", plate="12345")
    door = board.one("doors", "door", "D01", "")
    assert door.words == (("DoorMode", "Locked"), ("DoorPhysicalState", "Open"), ("plate", "12345"))
    assert (door.number, door.zone, door.old(NOW + 1e9)) == (None, "lobby", False)
    assert [key[3] for key, _, _ in board.kept] == ["kv", "amps"]


def test_onvif_sends_numbers_as_text(board: Board) -> None:
    board.say("plant/state/temperature/T1", value="21.5")
    assert board.one("plant", "temperature", "T1", "value").number == 21.5


def test_what_changed_since_is_told_once_and_what_went_is_told_as_gone(board: Board) -> None:
    board.say("plant/state/level/A", value=1)
    version, first = board.live.changes(0)
    assert len(first) == 1
    assert board.live.changes(version) == (version, {})
    board.say("plant/state/level/B", value=2)
    version, second = board.live.changes(version)
    assert [key[2] for key in second] == ["B"]
    board.live.take([board.message("plant/state/level/A", b"")])
    _, third = board.live.changes(version)
    assert third == {("plant", "level", "A", "value"): None}
    board.say("plant/state/level/B", mode="auto")
    assert board.all()["plant", "level", "B", "value"] is None
    assert board.one("plant", "level", "B", "").words == (("mode", "auto"),)


def test_a_device_that_went_takes_its_values_with_it_until_it_is_back(board: Board) -> None:
    board.say("plant/state/level/A", value=1)
    version, _ = board.live.changes(0)
    board.live.take([board.message("plant/status", b"offline")])
    _, told = board.live.changes(version)
    assert [value is not None and value.away for value in told.values()] == [True]
    assert board.one("plant", "level", "A", "value").old(NOW)
    board.live.take([board.message("plant/status", b"online")])
    assert not board.one("plant", "level", "A", "value").away


def test_what_a_broker_held_is_neither_newer_nor_in_the_trend_twice(board: Board) -> None:
    board.say("plant/state/level/A", at=NOW, said=NOW - 7200, value=1)
    board.say("plant/state/level/A", at=NOW + 50, said=NOW - 7200, retained=True, value=1)
    assert board.one("plant", "level", "A", "value").at == NOW, "the device's clock is two hours slow, and still right"
    board.say("plant/state/level/A", at=NOW + 90, said=NOW - 7100, retained=True, value=2)
    assert board.one("plant", "level", "A", "value").number == 2
    assert [value for _, _, value in board.kept] == [1, 2]


def test_a_backlog_fills_the_trend_and_is_not_what_is_so_now(board: Board) -> None:
    board.say("plant/state/level/A", value=5)
    board.say("plant/state/level/A", said=NOW - 9000, value=1, replay=True)
    assert board.one("plant", "level", "A", "value").number == 5
    assert board.kept[-1] == (("plant", "level", "A", "value"), NOW - 9000, 1)


def test_what_was_stated_before_a_restart_is_there_with_its_age_and_kept_no_second_time(board: Board) -> None:
    body = encode_message({"value": 7}, at=NOW - 500, message_id="old")
    board.live.recall([board.message("plant/state/level/A", body, NOW - 500, retained=True)])
    assert board.one("plant", "level", "A", "value").at == NOW - 500
    assert board.kept == []


def test_a_device_that_invents_channels_fills_no_memory(board: Board) -> None:
    for number in range(MOST_VALUES + 5):
        board.live.take([board.message(f"plant/state/level/{number}", b'{"Data":{"value":1}}')])
    assert len(board.all()) == MOST_VALUES
    board.say("plant/state/level/3", value=9)
    assert board.one("plant", "level", "3", "value").number == 9
