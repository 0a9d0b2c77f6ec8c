"""Free stalls are counted from what stalls said; silence is unknown, never free."""

from pathlib import Path

import pytest

from alarms.messages import DeviceMessage, encode_message, parse_message
from app.services.parking import GroupStatus, ParkingService
from app.settings import load_site
from tests.fakes.clock import DEFAULT_NOW
from tests.fakes.small_station import site_text

STALLS = """
[[device]]
id = "park1"
name = "车位"
kind = "parking"
[[stall_group]]
id = "a"
name = "A"
device = "park1"
capacity = 3
""" + "".join(f'[[stall]]\nid = "a{n}"\ngroup = "a"\nchannel = "P00{n}"\n' for n in (1, 2, 3))


def report(channel: str, occupied: object) -> DeviceMessage:
    payload = encode_message({"occupied": occupied}, at=DEFAULT_NOW, message_id=channel)
    return parse_message(f"gs/1/small/park1/state/stall/{channel}", payload, DEFAULT_NOW)


@pytest.fixture
def told() -> list[tuple[GroupStatus, ...]]:
    return []


@pytest.fixture
def parking(tmp_path: Path, told: list[tuple[GroupStatus, ...]]) -> ParkingService:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None, more=STALLS), encoding="utf-8")
    return ParkingService(load_site(path).site, told.append)


def test_stalls_that_never_reported_are_unknown_and_not_free(parking: ParkingService) -> None:
    assert parking.statuses() == (GroupStatus("a", 3, 0, 3, None),)


def test_free_stalls_are_counted_and_a_repeat_is_not_told(
    parking: ParkingService, told: list[tuple[GroupStatus, ...]]
) -> None:
    parking.take([report("P001", True), report("P002", "false"), report("P003", False)])
    parking.take([report("P001", True)])
    assert told == [(GroupStatus("a", 3, 2, 0, DEFAULT_NOW),)]
    parking.take([report("P001", False)])
    assert told[-1][0].free == 3


def test_nonsense_and_strange_stalls_change_nothing(
    parking: ParkingService, told: list[tuple[GroupStatus, ...]]
) -> None:
    parking.take([report("P001", "perhaps"), report("P999", True)])
    assert told == []
