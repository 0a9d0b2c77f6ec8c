"""Call-up under sequences of any kind, against a model that only knows the rule.

Ten thousand sequences (some twenty seconds of one core):

    WATCHROOM_CALL_UP_SEQUENCES=10000 python -m pytest tests/unit/app/test_call_up_model.py

Each sequence is a number, so that a failure names the one to look at: WATCHROOM_CALL_UP_FIRST=417
WATCHROOM_CALL_UP_SEQUENCES=1.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field, replace

from alarms.model import Acknowledgement, Handling, Incident, Occurrence, Priority, Suppression
from app.services.call_up import HANDLED, CallUpMachine, CallUpState, Mode
from app.services.layouts import Layout, LayoutBook
from app.services.tours import AFTER_HOLD_S, Stop, Tour
from app.services.wall_plan import WallPlan
from app.services.wall_scene import Scene, call_up_scene

FIRST = int(os.environ.get("WATCHROOM_CALL_UP_FIRST", "0"))
SEQUENCES = int(os.environ.get("WATCHROOM_CALL_UP_SEQUENCES", "2000"))
LENGTH = 40
CAMERAS = [f"cam{number:02d}" for number in range(1, 13)]
CLASSES = ("fire", "perimeter", "panic", "gas", "camera")
BOOK = LayoutBook((Layout("all", arrangement="16"), Layout("gates", arrangement="4"), Layout("six", arrangement="6")))
TOUR = Tour("t", "Round", (Stop("layout", "gates", 10), Stop("camera", "cam05", 5), Stop("layout", "six", 8)))

Rank = tuple[bool, bool, int, bool]


def rank(one: Occurrence) -> Rank:
    """A real alarm before a drill, fire first, then priority, then what a person may be doing."""
    return (one.drill, one.alarm_class != "fire", int(one.priority), one.alarm_class == "camera")


@dataclass
class World:
    """What a journal would hold, and the guard's wall under it."""

    dice: random.Random
    occurrences: dict[str, Occurrence] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    now: float = 1000.0
    count: int = 0

    def raise_alarm(self) -> None:
        self.count += 1
        cases = [name for name, one in self.incidents.items() if one.handling not in HANDLED]
        joins = bool(cases) and self.dice.random() < 0.3
        incident = self.dice.choice(cases) if joins else f"i{self.count}"
        late = self.dice.choice((0.0, 0.0, 0.0, 300.0))
        self.occurrences[f"o{self.count}"] = Occurrence(
            id=f"o{self.count}",
            point=f"p{self.count}",
            device="d",
            zone=f"z{self.count % 3}",
            alarm_class=self.dice.choice(CLASSES),
            kind="",
            priority=Priority(self.dice.choice((1, 2, 2, 2, 3, 4))),
            raised_at=self.now - late,
            received_at=self.now,
            incident=incident,
            drill=self.dice.random() < 0.1,
        )
        if incident not in self.incidents:
            self.incidents[incident] = Incident(incident, "1", "z", Priority.P2, self.now)

    def change(self) -> None:
        """One thing happens to one alarm or one incident."""
        if not self.occurrences:
            return
        one = self.occurrences[self.dice.choice(sorted(self.occurrences))]
        what = self.dice.choice(("ack", "rise", "shelve", "back", "resolve", "undo", "forget"))
        case = self.incidents[one.incident or ""]
        match what:
            case "ack":
                one = replace(one, acknowledgement=Acknowledgement.ACKED)
            case "rise" if one.priority > Priority.P1:
                one = replace(one, priority=Priority(one.priority - 1), acknowledgement=Acknowledgement.UNACKED)
            case "shelve":
                one = replace(one, suppression=Suppression.SHELVED)
            case "back":
                one = replace(one, suppression=Suppression.NONE)
            case "resolve":
                self.incidents[case.id] = replace(case, handling=Handling.RESOLVED)
            case "undo":
                self.incidents[case.id] = replace(case, handling=Handling.VERIFYING)
            case "forget" if case.handling in HANDLED:
                del self.occurrences[one.id]
                return
        self.occurrences[one.id] = one

    def waiting(self) -> dict[str, Rank]:
        """Every incident without a verdict that may turn the wall, with the best rank of its alarms."""
        best: dict[str, Rank] = {}
        for one in self.occurrences.values():
            if one.priority > Priority.P2 or one.suppression is not Suppression.NONE:
                continue
            if self.incidents[one.incident or ""].handling not in HANDLED:
                best[one.incident or ""] = min(best.get(one.incident or "", rank(one)), rank(one))
        return best

    def unacked(self, incident: str) -> bool:
        return any(
            one.unacked and one.priority <= Priority.P2 and one.suppression is Suppression.NONE
            for one in self.occurrences.values()
            if one.incident == incident
        )


class Model:
    """The rule, said as plainly as it can be: known is what the guard had been shown when he took the wall in hand."""

    def __init__(self) -> None:
        self.place = ""
        self.chosen = False
        self.known: dict[str, Rank] = {}
        self.let_go: dict[str, Rank] = {}

    def choose(self, incident: str, world: World) -> None:
        waiting = world.waiting()
        if incident in waiting:
            self.place, self.chosen = incident, True
            self.known = {one: best for one, best in waiting.items() if best < waiting[incident]}
            self.let_go.pop(incident, None)

    def release(self, world: World) -> None:
        self.place, self.chosen = "", False
        self.let_go = world.waiting()

    def check(self, state: CallUpState, world: World) -> None:
        waiting = world.waiting()
        for one in list(self.let_go):
            if one not in waiting or (world.unacked(one) and waiting[one] < self.let_go[one]):
                del self.let_go[one]
        asking = {one: best for one, best in waiting.items() if one not in self.let_go}
        shown = "" if state.current is None else state.current.incident
        assert sorted([*(call.incident for call in state.queue), *([shown] if shown else [])]) == sorted(waiting)
        claims = [call.claim for call in state.queue]
        assert claims == sorted(claims), "the queue is not by fire, priority"
        kept = self.chosen and self.place in waiting
        if kept:
            news = [
                one
                for one, best in asking.items()
                if best < waiting[self.place]
                and world.unacked(one)
                and not (self.known.get(one, (True, True, 9)) <= best)
            ]
            kept = not news
        if kept:
            assert shown == self.place, "the guard's choice was taken from him by nothing new"
            assert state.mode is Mode.CHOSEN
        elif not asking:
            assert shown == "", "the wall turned to what does not ask"
        else:
            top = min(asking.values())
            assert asking[shown] == top, "not the highest unhandled alarm has the main place"
            if self.place in asking and asking[self.place] == top:
                assert shown == self.place, "an equal alarm stole the main place"
        self.place, self.chosen = shown, bool(kept)


class Wall:
    """A guard's wall under alarms, and one that never hears of any: afterwards they are the same."""

    def __init__(self) -> None:
        self.called, self.quiet = (WallPlan(BOOK, lambda: CAMERAS) for _ in range(2))
        self.now = self.quiet_now = 0.0

    def guard(self, dice: random.Random) -> None:
        """The guard works with the wall."""
        what, camera = dice.choice(("layout", "page", "enlarge", "back", "tour", "end", "time")), dice.choice(CAMERAS)
        layout, step = dice.choice(("all", "gates", "six")), dice.choice((-1, 1))
        if what == "time":
            self.pass_time(dice.uniform(0.1, 12.0))
        for plan, now in ((self.called, self.now), (self.quiet, self.quiet_now)):
            match what:
                case "layout":
                    plan.choose(layout)
                case "page":
                    plan.turn_page(step)
                case "enlarge":
                    plan.enlarge(camera)
                case "back":
                    plan.back()
                case "tour":
                    plan.start_tour(TOUR, now)
                case "end":
                    plan.end_tour()

    def pass_time(self, seconds: float) -> None:
        """A tour that an alarm holds stands still: only the quiet wall's clock says how far it would be."""
        self.now += seconds
        self.called.tick(self.now)
        if self.called.called is None:
            self.quiet_now += seconds
            self.quiet.tick(self.quiet_now)

    def show(self, scene: Scene | None) -> None:
        """Turn to an alarm, or give back."""
        was_called = self.called.called is not None
        self.called.tick(self.now)
        self.called.call_up(scene)
        if was_called and scene is None:
            self.given_back()

    def given_back(self) -> None:
        """What stood before comes back exactly; a stop that was about to end stays some seconds more."""
        assert self.called.scene() == self.quiet.beneath()
        assert self.called.choice == self.quiet.choice
        mine, theirs = self.called.run, self.quiet.run
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            assert (mine.tour, mine.index, mine.paused) == (theirs.tour, theirs.index, theirs.paused)
            assert mine.left == theirs.left or abs(mine.left - theirs.left) < AFTER_HOLD_S
            mine.held, theirs.held = False, False
            mine._left = theirs._left


def scene_of(state: CallUpState) -> Scene | None:
    call = state.current
    if call is None:
        return None
    return call_up_scene(call.incident, call.occurrence, ["cam03", "cam04"], call.raised_at, 10.0)


def play(number: int) -> None:
    """One sequence: alarms come, change, are answered; the guard chooses, turns back, tours; the program restarts."""
    dice = random.Random(number)
    world, model, wall, machine = World(dice), Model(), Wall(), CallUpMachine()
    for _ in range(dice.randint(5, LENGTH)):
        world.now += dice.uniform(0.0, 30.0)
        match dice.choices(("raise", "change", "choose", "release", "guard", "restart"), (5, 6, 2, 1, 4, 1))[0]:
            case "raise":
                world.raise_alarm()
            case "change":
                world.change()
            case "choose" if world.incidents:
                incident = dice.choice(sorted(world.incidents))
                model.choose(incident, world)
                machine.choose(incident)
            case "release":
                model.release(world)
                machine.release()
            case "guard":
                wall.guard(dice)
            case "restart":
                remembered = json.loads(json.dumps(machine.remembered()))
                machine = CallUpMachine()
                machine.resume(remembered)
                model.let_go = {}
        state = machine.update(
            dice.sample(list(world.occurrences.values()), len(world.occurrences)), world.incidents.values()
        )
        model.check(state, world)
        assert machine.update(world.occurrences.values(), world.incidents.values()) == state, "no news, yet it moved"
        wall.show(scene_of(state))
    machine.release()
    wall.show(None)


def test_main_place_queue_and_the_view_of_before_hold_in_every_sequence() -> None:
    for number in range(FIRST, FIRST + SEQUENCES):
        try:
            play(number)
        except AssertionError as error:
            raise AssertionError(f"sequence {number}: {error}") from error
