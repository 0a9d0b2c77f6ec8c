"""Three stations with skewed clocks that hear different things and meet now and then end up with the same truth."""

from collections.abc import Callable
from datetime import UTC
from functools import partial
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alarms import incidents, states
from alarms.engine import AlarmEngine
from alarms.ledger import folded
from alarms.model import Action, ActionRefused, Priority, Suppression, Verdict
from alarms.schedule import Schedule, read_window
from alarms.site import AnswerPlan, ArmingPlan
from tests.fakes.clock import DEFAULT_NOW, FakeClock
from tests.unit.alarms.world import native, rich_site

SKEWS = (0.0, 150.0, -90.0)
POINTS = {
    "fence-1": ("fence", "perimeter", "Z01"),
    "smoke-1": ("panel", "fire", "L01-001"),
    "smoke-2": ("panel", "fire", "L01-002"),
    "gas-1": ("gas", "gas", "K502"),
    "help-1": ("help", "panic", "H501"),
    "slow-1": ("slow", "perimeter", "D1"),
    "slow-2": ("slow", "perimeter", "D2"),
    "slow-3": ("slow", "perimeter", "D3"),
    "slow-smoke": ("slow", "fire", "D4"),
    "slow-smoke-2": ("slow", "fire", "D5"),
    "slow-smoke-3": ("slow", "fire", "D7"),
    "slow-panic": ("slow", "panic", "D6"),
    "pair-1": ("pair", "intrusion", "P1"),
    "pair-2": ("pair", "intrusion", "P2"),
    "psu-1": ("fence", "fault", "psu"),
}
stations = st.integers(0, 2)
points = st.sampled_from(sorted(POINTS))
#: Detectors of two zones of which any two make a P1, and the gas that rises to one: what has most to lose.
URGENT = ["smoke-1", "smoke-2", "slow-smoke", "slow-smoke-2", "slow-smoke-3", "gas-1"]
words = st.fixed_dictionaries(
    {
        "point": st.sampled_from([*sorted(POINTS), *URGENT, *URGENT]),
        "occ": st.sampled_from(["", "a", "b"]),
        "active": st.sampled_from([True, True, False]),
        "high": st.booleans(),
        "event": st.sampled_from([True, True, False]),
        "drill": st.sampled_from([False, False, False, True]),
        "deaf": st.sampled_from([(), (0,), (1, 2), (0, 2), (0, 1)]),
    }
)


SENDING = ["send", "send", "arrived", "cleared", "escalate", "undo"]


class Station:
    """One station's engine, its clock, and all it has in its record."""

    def __init__(self, name: str, skew: float) -> None:
        self.clock = FakeClock(DEFAULT_NOW + skew)
        schedule = Schedule((read_window("daily 14:01-14:20"),), UTC)
        self.site = rich_site(
            name,
            arming=[ArmingPlan("night", ("south",), schedule)],
            answering=[AnswerPlan("S0", frozenset({"site"}))],
        )
        self.engine = AlarmEngine(self.site, self.clock)
        self.record: list[Action] = []

    def take(self) -> None:
        self.record += self.engine.take()
        self.engine.settle()

    def do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except ActionRefused:
            self.engine.rewind()
        self.take()

    def hear(self, other: "Station", pick: Callable[[int], bool] = lambda _: True) -> int:
        """Take in what another station has, or some of it; how much of it was news."""
        known = {(action.id, action.station) for action in self.record}
        news = [one for one in other.record if (one.id, one.station) not in known]
        chosen = [one for at, one in enumerate(news) if pick(at)]
        for action in chosen:
            assert self.engine.merge(action)
            self.record.append(action)
        self.take()
        return len(chosen)


class StationsMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.stations = [Station(f"S{n}", skew) for n, skew in enumerate(SKEWS)]
        self.numbers = 0
        self.raised: set[str] = set()

    # What happens.

    @rule(said=st.lists(words, min_size=1, max_size=4))
    def devices_speak(self, said: list[dict[str, Any]]) -> None:
        for one in said:
            self._speaks(**one)

    def _speaks(self, deaf: tuple[int, ...], **said: Any) -> None:
        device, name, channel = POINTS[said["point"]]
        self.numbers += 1
        rest = f"{'event' if said['event'] else 'state'}/{name}/{channel}"
        data = {"occ": said["occ"], "level": "high" if said["high"] else "low", "drill": said["drill"]}
        for at, station in enumerate(self.stations):
            if at not in deaf:
                message = native(station.clock, device, rest, said["active"], id=f"n{self.numbers}", **data)
                self._all_kept(station, partial(station.engine.message, message))
                critical = name == "panic" or (name == "gas" and said["high"])
                if critical and said["active"] and said["event"]:
                    standing = station.engine.ledger.active_of(said["point"], drill=said["drill"])
                    assert any(one.severity is Priority.P1 for one in standing), "no delay is for a P1"

    @rule(cameras=st.sets(st.sampled_from(["cam1", "cam2", "cam3"])), active=st.booleans())
    def cameras_are_lost_or_found(self, cameras: set[str], active: bool) -> None:
        station = self.stations[0]
        for camera in sorted(cameras):
            message = native(station.clock, "S0", f"event/camera/{camera}", active, kind="no_picture")
            self._all_kept(station, partial(station.engine.message, message))

    @rule(seconds=st.sampled_from([0.5, 6.0, 31.0, 400.0, 3600.0]), ticking=st.sets(stations))
    def time_passes(self, seconds: float, ticking: set[int]) -> None:
        for at, station in enumerate(self.stations):
            station.clock.advance(seconds)
            if at in ticking:
                self._all_kept(station, station.engine.tick)

    @rule(at=stations, seconds=st.sampled_from([-120.0, 120.0]))
    def a_clock_is_corrected(self, at: int, seconds: float) -> None:
        self.stations[at].clock.step_utc(seconds)

    @rule(at=stations, pick=st.integers(0, 20), what=st.sampled_from(["acknowledge", "reset", "nuisance", "close"]))
    def a_guard_acts(self, at: int, pick: int, what: str) -> None:
        station = self.stations[at]
        known = sorted(station.engine.ledger.occurrences)
        if not known:
            return
        key, respond, user = known[pick % len(known)], station.engine.respond, f"guard{at}"
        case = station.engine.ledger.occurrences[key].incident or ""
        acts: dict[str, Callable[[], None]] = {
            "acknowledge": lambda: respond.acknowledge(key, user, no_picture=True),
            "reset": lambda: respond.reset(key, Verdict.TEST, user),
            "nuisance": lambda: respond.nuisance(key, "wind", user),
            "close": lambda: self._close(station, case, user),
        }
        self._all_kept(station, acts[what], only=None if what == "close" else key)

    @rule(at=stations, pick=st.integers(0, 9), guard=st.sampled_from(["li", "zhao"]), what=st.sampled_from(SENDING))
    def somebody_is_sent(self, at: int, pick: int, guard: str, what: str) -> None:
        station = self.stations[at]
        cases = sorted(station.engine.ledger.incidents)
        if not cases:
            return
        case, respond, user = cases[pick % len(cases)], station.engine.respond, f"guard{at}"
        sent = [one.id for one in station.engine.ledger.incidents[case].dispatches if one.guard == guard]
        which = sent[-1] if sent else "nobody"
        acts: dict[str, Callable[[], None]] = {
            "send": lambda: respond.dispatching.send(case, guard, user),
            "arrived": lambda: respond.dispatching.arrived(case, which, user),
            "cleared": lambda: respond.dispatching.cleared(case, which, user),
            "escalate": lambda: respond.escalate(case, user, "alone"),
            "undo": lambda: respond.undo(case, user),
        }
        self._all_kept(station, acts[what])

    @staticmethod
    def _close(station: Station, case: str, user: str) -> None:
        station.engine.respond.verdict(case, Verdict.FALSE, "cat", user)
        station.engine.respond.close(case, user)

    @rule(at=stations, pick=st.integers(0, 20), what=st.sampled_from(["open", "describe", "move", "involve", "undo"]))
    def a_guard_writes_into_a_case(self, at: int, pick: int, what: str) -> None:
        station = self.stations[at]
        cases, known, user = station.engine.cases, sorted(station.engine.ledger.incidents), f"guard{at}"
        case = known[pick % len(known)] if known else "none"
        acts: dict[str, Callable[[], object]] = {
            "open": lambda: cases.open(user, ("cam1",), zone="north", title=f"by {user}"),
            "describe": lambda: cases.describe(case, user, title=f"words {pick}", category="theft"),
            "move": lambda: cases.describe(case, user, zone=("north", "south")[pick % 2]),
            "involve": lambda: cases.involve(case, f"p{pick % 2}", user, user, gone=pick % 5 == 0),
            "undo": lambda: station.engine.respond.undo(case, user),
        }
        self._all_kept(station, acts[what])

    @rule(at=stations, point=points, off=st.booleans(), service=st.booleans())
    def a_point_is_set_aside(self, at: int, point: str, off: bool, service: bool) -> None:
        respond = self.stations[at].engine.respond
        acts: dict[tuple[bool, bool], Callable[[], None]] = {
            (False, False): lambda: respond.shelve(point, "x", 600, "guard"),
            (True, False): lambda: respond.unshelve(point, "guard"),
            (False, True): lambda: respond.take_out_of_service(point, "x", 900, "chief", "second", "patrol"),
            (True, True): lambda: respond.return_to_service(point, "chief"),
        }
        self._all_kept(self.stations[at], acts[off, service])

    @rule(at=stations, zone=st.sampled_from(["site", "north", "south"]), armed=st.booleans())
    def a_zone_is_armed(self, at: int, zone: str, armed: bool) -> None:
        self._all_kept(self.stations[at], lambda: self.stations[at].engine.respond.arm(zone, "guard", armed=armed))

    @rule(at=stations)
    def the_power_fails(self, at: int) -> None:
        station = self.stations[at]
        before, pending = station.engine.snapshot(), station.engine.ledger.all_pending()
        armed = station.engine.overview().armed
        station.engine = AlarmEngine(station.site, station.clock)
        station.engine.load(station.record)
        assert station.engine.snapshot() == before
        assert station.engine.ledger.all_pending() == pending
        assert station.engine.overview().armed == armed

    @rule(at=stations, other=stations, half=st.sampled_from([None, 0, 1]))
    def two_stations_meet(self, at: int, other: int, half: int | None) -> None:
        if at != other:
            pick = (lambda _: True) if half is None else (lambda n: n % 2 == half)
            self._all_kept(self.stations[at], lambda: self._hear(at, other, pick))

    def _hear(self, at: int, other: int, pick: Callable[[int], bool]) -> None:
        self.stations[at].hear(self.stations[other], pick)

    @rule()
    def all_meet(self) -> None:
        rounds = 0
        while sum(one.hear(other) for one in self.stations for other in self.stations if one is not other):
            rounds += 1
            assert rounds < 12, "the stations never come to an end"
        first, *others = (station.engine.ledger for station in self.stations)
        for ledger in others:
            assert ledger.occurrences == first.occurrences
            assert ledger.incidents == first.incidents
            assert ledger.all_pending() == first.all_pending()
            assert ledger._registers == first._registers
        self._fires_are_counted_together()
        for key, one in first.occurrences.items():
            case = first.incidents.get(one.incident or "")
            assert case is None or case.priority <= one.priority, "a case is no less urgent than what is in it"
            assert [one.order for one in first.history(key)] == [one.order for one in others[0].history(key)]

    def _fires_are_counted_together(self) -> None:
        for drill in (False, True):
            for zone in ("house", "south"):
                fires = [
                    one
                    for one in self.stations[0].engine.ledger.open_in(zone)
                    if one.alarm_class == "fire" and one.active and one.drill == drill
                ]
                fires = [one for one in fires if one.suppression is not Suppression.OUT_OF_SERVICE]
                if len({one.point for one in fires}) > 1:
                    assert {one.severity for one in fires} == {Priority.P1}, "two detectors of a zone are a P1"

    # What must hold.

    @invariant()
    def no_p1_is_hidden(self) -> None:
        for station in self.stations:
            listed = {one.id: one for one in station.engine.snapshot().occurrences}
            for key, one in station.engine.ledger.occurrences.items():
                if one.severity is Priority.P1 and one.active:
                    assert listed[key].suppression in (Suppression.NONE, Suppression.OUT_OF_SERVICE)
                    assert listed[key].suppression is not Suppression.NONE or listed[key].incident is not None
                if one.priority is Priority.P1 and one.unacked and not one.raised_suppressed:
                    assert key in listed, "an unanswered P1 left the list"

    @invariant()
    def no_occurrence_is_lost(self) -> None:
        known: set[str] = set()
        for station in self.stations:
            known |= station.engine.ledger.occurrences.keys()
        assert self.raised <= known
        self.raised |= known

    @invariant()
    def the_record_alone_says_it_all(self) -> None:
        station = self.stations[len(self.raised) % 3]
        if len(station.record) % 5 != 2:
            return  # now and then is enough
        again = folded(station.record[1::2] + station.record[::2][::-1])
        assert again.occurrences == station.engine.ledger.occurrences
        assert again.incidents == station.engine.ledger.incidents
        for key, one in station.engine.ledger.occurrences.items():
            assert states.fold(station.engine.ledger.history(key)) == one
        for key, case in station.engine.ledger.incidents.items():
            assert incidents.fold(station.engine.ledger.history(key)) == case

    def _all_kept(self, station: Station, act: Callable[[], object], only: str | None = None) -> None:
        """Do it; each occurrence that changed has an entry of its own, and nothing but ``only`` changed, if given."""
        before = dict(station.engine.ledger.occurrences)
        known = len(station.record)
        station.do(act)
        made = station.record[known:]
        after = station.engine.ledger.occurrences
        assert before.keys() <= after.keys()
        changed = {key for key, one in after.items() if before.get(key) != one}
        assert changed <= {action.occurrence for action in made}
        assert only is None or changed <= {only}, "one act touched another occurrence"


TestStations = StationsMachine.TestCase
TestStations.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
