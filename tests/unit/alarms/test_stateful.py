"""No sequence of messages, acts, failures and restarts hides a P1, loses an occurrence, or has one act touch two."""

from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alarms import incidents, states
from alarms.case_marks import Stage
from alarms.ledger import folded
from alarms.model import Action, ActionKind, ActionRefused, Handling, Occurrence, Priority, Suppression, Verdict
from tests.unit.alarms.world import World, native

POINTS = {
    "fence-1": ("fence", "perimeter", "Z01"),
    "fence-2": ("fence", "perimeter", "Z02"),
    "smoke-1": ("panel", "fire", "L01-001"),
    "smoke-2": ("panel", "fire", "L01-002"),
    "gas-1": ("gas", "gas", "K502"),
    "help-1": ("help", "panic", "H501"),
    "psu-1": ("fence", "fault", "psu"),
}
points = st.sampled_from(sorted(POINTS))
occs = st.sampled_from(["", "a", "b", "c"])
levels = st.sampled_from(["low", "high"])
SENDING = ["send", "send", "arrived", "cleared", "escalate", "undo"]


class AlarmMachine(RuleBasedStateMachine):
    """Drives one station; ``raised`` remembers, apart from the code under test, every occurrence there ever was."""

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.raised: dict[str, Occurrence] = {}
        self.acked: set[str] = set()

    # What happens.

    @rule(point=points, occ=occs, active=st.booleans(), level=levels, replay=st.booleans(), kind=st.booleans())
    def a_device_speaks(self, point: str, occ: str, active: bool, level: str, replay: bool, kind: bool) -> None:
        device, name, channel = POINTS[point]
        data: dict[str, Any] = {"occ": occ, "replay": replay}
        if name == "gas":
            data["level"] = level
        rest = f"{'event' if kind else 'state'}/{name}/{channel}"
        self._do(lambda: self.world.engine.message(native(self.world.clock, device, rest, active, **data)), None)
        if active and kind and not replay:
            assert self.world.engine.ledger.active_of(point), "a live activation leaves the point active"

    @rule(seconds=st.sampled_from([0.0, 0.5, 60.0, 400.0, 3600.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self._do(self.world.engine.tick, None)

    @rule(seconds=st.sampled_from([-3600.0, 3600.0]))
    def the_clock_is_corrected(self, seconds: float) -> None:
        self.world.clock.step_utc(seconds)

    @rule(pick=st.integers(0, 30), what=st.sampled_from(["acknowledge", "silence", "reset"]))
    def a_guard_acts_on_one(self, pick: int, what: str) -> None:
        if not self.raised:
            return
        key = sorted(self.raised)[pick % len(self.raised)]
        respond = self.world.engine.respond
        acts: dict[str, Callable[[], None]] = {
            "acknowledge": lambda: respond.acknowledge(key, "guard", no_picture=True),
            "silence": lambda: respond.silence(key, "guard"),
            "reset": lambda: respond.reset(key, Verdict.TEST, "guard"),
        }
        self._do(acts[what], key)

    @rule()
    def a_guard_acknowledges_all(self) -> None:
        keys = list(self.raised)
        self._do(lambda: self.world.engine.respond.acknowledge_many(keys, "guard"), None)

    @rule(pick=st.integers(0, 30), verdict=st.sampled_from(sorted(Verdict)), undo=st.booleans())
    def a_guard_closes_a_case(self, pick: int, verdict: Verdict, undo: bool) -> None:
        cases = sorted(self.world.engine.ledger.incidents)
        if not cases:
            return
        case, respond = cases[pick % len(cases)], self.world.engine.respond
        self._do(lambda: respond.handling(case, Handling.VERIFYING, "guard"), None)
        self._do(lambda: respond.verdict(case, verdict, "cat", "guard"), None)
        self._do(lambda: respond.close(case, "guard"), None)
        if undo:
            self._do(lambda: respond.undo(case, "guard"), None)

    @rule(pick=st.integers(0, 30), what=st.sampled_from(["open", "describe", "move", "involve", "leave", "review"]))
    def a_guard_writes_into_a_case(self, pick: int, what: str) -> None:
        cases, known = self.world.engine.cases, sorted(self.world.engine.ledger.incidents)
        case = known[pick % len(known)] if known else "none"
        zone = ("north", "south", "house")[pick % 3]
        acts: dict[str, Callable[[], object]] = {
            "open": lambda: cases.open("guard", ("cam1",), zone=zone, category="intrusion"),
            "describe": lambda: cases.describe(case, "guard", title=f"words {pick}"),
            "move": lambda: cases.describe(case, "guard", zone=zone, priority=Priority.P2),
            "involve": lambda: cases.involve(case, f"p{pick % 3}", "witness", "guard"),
            "leave": lambda: cases.involve(case, f"p{pick % 3}", "", "guard", gone=True),
            "review": lambda: cases.review(case, "seen", "boss"),
        }
        self._do(acts[what], None)

    @rule(pick=st.integers(0, 30), guard=st.sampled_from(["li", "zhao"]), what=st.sampled_from(SENDING))
    def somebody_is_sent(self, pick: int, guard: str, what: str) -> None:
        cases = sorted(self.world.engine.ledger.incidents)
        if not cases:
            return
        case, respond = cases[pick % len(cases)], self.world.engine.respond
        sent = [one.id for one in self.world.engine.ledger.incidents[case].dispatches if one.guard == guard]
        which = sent[-1] if sent else "nobody"
        acts: dict[str, Callable[[], None]] = {
            "send": lambda: respond.dispatching.send(case, guard, "guard"),
            "arrived": lambda: respond.dispatching.arrived(case, which, "guard"),
            "cleared": lambda: respond.dispatching.cleared(case, which, "guard"),
            "escalate": lambda: respond.escalate(case, "guard", "alone"),
            "undo": lambda: respond.undo(case, "guard"),
        }
        self._do(acts[what], None)
        known = self.world.engine.ledger.incidents[case].dispatches
        out = [one.guard for one in known if one.stage is not Stage.CLEARED]
        assert len(out) == len(set(out)), "nobody is sent twice at a time"

    @rule(point=points, off=st.booleans())
    def a_point_is_shelved(self, point: str, off: bool) -> None:
        respond = self.world.engine.respond
        act = (lambda: respond.unshelve(point, "guard")) if off else (lambda: respond.shelve(point, "x", 600, "guard"))
        self._do(act, None)

    @rule(zone=st.sampled_from(["site", "north", "house"]), armed=st.booleans())
    def a_zone_is_armed(self, zone: str, armed: bool) -> None:
        self._do(lambda: self.world.engine.respond.arm(zone, "guard", armed=armed), None)

    @rule()
    def the_power_fails(self) -> None:
        before = self.world.engine.snapshot()
        again = World()
        again.clock, actions = self.world.clock, self.world.actions
        again.engine = type(again.engine)(self.world.engine.site, self.world.clock)
        again.engine.load(actions)
        again.actions = actions
        assert again.engine.snapshot() == before
        self.world = again

    @rule(point=points, data=st.data())
    def a_commit_fails(self, point: str, data: st.DataObject) -> None:
        before = self.world.engine.snapshot()
        device, name, channel = POINTS[point]
        self.world.engine.message(native(self.world.clock, device, f"event/{name}/{channel}", True, occ="f"))
        for key in list(self.raised)[: data.draw(st.integers(0, 3))]:
            try:
                self.world.engine.respond.acknowledge(key, "guard", no_picture=True)
            except ActionRefused:
                continue
        self.world.engine.rewind()
        assert self.world.engine.snapshot() == before

    # What must hold.

    @invariant()
    def no_p1_is_hidden(self) -> None:
        listed = {one.id: one for one in self.world.engine.snapshot().occurrences}
        for key, one in self.world.engine.ledger.occurrences.items():
            if one.severity is Priority.P1 and one.active:
                assert listed[key].suppression is Suppression.NONE
                assert listed[key].incident is not None
            if one.priority is Priority.P1 and one.unacked and key not in self.acked:
                assert key in listed, "an unanswered P1 left the list"

    @invariant()
    def no_occurrence_is_lost(self) -> None:
        known = self.world.engine.ledger.occurrences
        assert self.raised.keys() == known.keys()
        listed = {one.id for one in self.world.engine.snapshot().occurrences}
        for key, one in known.items():
            over = not one.active and (one.raised_suppressed or key in self.acked)
            assert key in listed or over, "it left the list without an acknowledgement"
            assert not one.active or one in self.world.engine.ledger.active_of(one.point)

    @invariant()
    def a_case_by_hand_holds_no_alarm_and_is_listed_where_it_is(self) -> None:
        ledger = self.world.engine.ledger
        for key, case in ledger.incidents.items():
            assert not (case.opened_by and case.occurrences), "an alarm joined a case by hand"
            listed = [zone for zone in ("north", "south", "house") if case in ledger.open_incidents_of(zone)]
            assert listed == ([case.zone] if case.open and case.zone in ("north", "south", "house") else []), key

    @invariant()
    def the_order_of_arrival_changes_nothing(self) -> None:
        actions = self.world.actions
        if len(actions) % 7 != 3:
            return  # now and then is enough
        shuffled = folded(actions[1::2] + actions[::2][::-1])
        assert shuffled.occurrences == self.world.engine.ledger.occurrences
        assert shuffled.incidents == self.world.engine.ledger.incidents
        for key, one in self.world.engine.ledger.occurrences.items():
            assert states.fold(self.world.engine.ledger.history(key)) == one
        for key, case in self.world.engine.ledger.incidents.items():
            assert incidents.fold(self.world.engine.ledger.history(key)) == case

    def _do(self, act: Callable[[], object], only: str | None) -> None:
        before = dict(self.world.engine.ledger.occurrences)
        try:
            act()
        except ActionRefused:
            self.world.engine.rewind()
            assert self.world.engine.ledger.occurrences == before
            return
        made = self.world.take()
        self._check_reach(made, before, only)
        for key, one in self.world.engine.ledger.occurrences.items():
            self.raised.setdefault(key, one)

    def _check_reach(self, made: list[Action], before: dict[str, Occurrence], only: str | None) -> None:
        after = self.world.engine.ledger.occurrences
        changed = {key for key, one in after.items() if before.get(key) != one}
        assert changed <= {action.occurrence for action in made}, "something changed without an action of its own"
        if only is not None:
            assert changed <= {only}, "one act touched another occurrence"
        for action in made:
            if action.kind is ActionKind.ACKNOWLEDGE:
                assert action.occurrence is not None
                self.acked.add(action.occurrence)
            if action.kind is ActionKind.SEVERITY and action.occurrence in self.acked:
                one = after[str(action.occurrence)]
                if one.unacked:
                    self.acked.discard(str(action.occurrence))


TestAlarms = AlarmMachine.TestCase
TestAlarms.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
