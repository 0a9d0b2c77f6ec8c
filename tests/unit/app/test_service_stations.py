"""What the health page says of the other stations, and who owns what where nobody answers."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarms.engine import AlarmEngine
from alarms.service import AlarmService
from app.services.health import Level
from app.services.leases import Leases, LeaseStatus, Peer, SharedLeases
from app.services.stations import StationNetwork, judge
from app.store import gaps
from app.store.database import StationDatabase
from app.store.feed import ChainProblem, FeedStatus
from app.store.journal import SqliteJournal
from app.store.shared import open_shared
from tests.fakes.clock import FakeClock
from tests.fakes.small_station import load, site_text
from tests.unit.alarms.world import small_site

HERE, NORTH = Peer("s1", 0.1, 0.0), Peer("s2", 1.0, 0.2)
TOGETHER = LeaseStatus(True, "", (HERE, NORTH))
READ = FeedStatus(True)


@pytest.mark.parametrize(
    ("leases", "feed", "level", "code"),
    [
        (TOGETHER, READ, Level.GOOD, "together"),
        (LeaseStatus(True, "", (HERE,)), READ, Level.GOOD, "only_one"),
        (LeaseStatus(True, "", (HERE, Peer("s2", 11.0, 0.0))), READ, Level.DEGRADED, "away"),
        (LeaseStatus(True, "", (HERE, Peer("s2", 40 * 86400.0, 0.0))), READ, Level.GOOD, "only_one"),
        (LeaseStatus(True, "", (HERE, Peer("s2", 1.0, -240.0))), READ, Level.DEGRADED, "clock"),
        (LeaseStatus(True, "", (Peer("s1", 0.0, 6.0), NORTH)), READ, Level.DEGRADED, "clock"),
        (LeaseStatus(False, "unreachable", (HERE, NORTH)), READ, Level.FAILED, "apart"),
        (TOGETHER, FeedStatus(False, "unreachable"), Level.FAILED, "apart"),
        (TOGETHER, FeedStatus(True, "", 0, (ChainProblem("c", "s2", 7, "cut"),)), Level.FAILED, "chain_cut"),
        (TOGETHER, FeedStatus(True, "", 0, (ChainProblem("c", "s2", 7, "changed"),)), Level.FAILED, "chain_changed"),
    ],
)
def test_the_gravest_is_said(leases: LeaseStatus, feed: FeedStatus, level: Level, code: str) -> None:
    status = judge("s1", leases, feed)
    assert (status.level, status.code) == (level, code)


def test_the_station_whose_clock_is_worst_is_named() -> None:
    peers = (HERE, Peer("s2", 1.0, 30.0), Peer("s3", 1.0, -300.0))
    detail = judge("s1", LeaseStatus(True, "", peers), READ).detail
    assert (detail["station"], detail["seconds"]) == ("s3", -300)


def test_a_station_alone_owns_everything() -> None:
    alone = Leases()
    alone.want(["gate:g1"])
    assert alone.owns("gate:g1")
    assert alone.holder("gate:g1") == ""


def test_before_the_first_word_from_the_database_a_station_acts_rather_than_not(clock: FakeClock) -> None:
    leases = SharedLeases(open_shared("postgresql://127.0.0.1:9/none"), "s1", clock, lambda _seen: None)
    leases.want(["gate:g1"])
    assert leases.owns("gate:g1")
    leases.stop()


NUMBERS = st.sets(st.integers(1, 400), max_size=120)


@given(known=st.integers(0, 20), found=NUMBERS)
def test_what_is_missing_between_numbers_is_what_is_not_among_them(known: int, found: set[int]) -> None:
    rising = sorted(number for number in found if number > known)
    missing = gaps.between(known, rising)
    expected = set(range(known + 1, rising[-1] + 1)) - set(rising) if rising else set()
    assert {number for first, last in missing for number in range(first, last + 1)} == expected
    assert gaps.count(missing) == len(expected)


@given(start=NUMBERS, found=NUMBERS)
def test_what_was_found_is_missing_no_more_and_nothing_else_changes(start: set[int], found: set[int]) -> None:
    missing = gaps.joined((number, number) for number in start)
    left = gaps.without(missing, found)
    assert {number for first, last in left for number in range(first, last + 1)} == start - found
    assert all(one[1] + 1 < other[0] for one, other in pairwise(left))


def test_many_small_gaps_become_fewer_larger_ones_and_none_is_forgotten() -> None:
    made = gaps.joined((number * 10, number * 10) for number in range(1000))
    assert len(made) == gaps.MOST
    assert all(any(first <= number * 10 <= last for first, last in made) for number in range(1000))


def test_a_station_without_a_shared_database_misses_nobody(tmp_path: Path, clock: FakeClock) -> None:
    site = load(tmp_path, site_text(None)).site
    database = StationDatabase(tmp_path / "station.db")
    journal = SqliteJournal(database, "s1", clock)
    network = StationNetwork(site, journal, AlarmService(AlarmEngine(small_site(), clock), journal, clock), clock)
    network.start()
    assert (network.status().level, network.status().code) == (Level.GOOD, "alone")
    assert network.leases.owns("gate:g1")
    network.stop()
    database.close()
