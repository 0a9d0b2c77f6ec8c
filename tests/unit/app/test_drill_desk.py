"""What plays drills, with a clock that the test moves: what goes wrong is a failed drill, never a silent one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from alarms.model import Action, ActionKind, Occurrence, Priority
from alarms.ports import AlarmChange, AlarmSnapshot
from app.duty.drills import SEND_S, DrillDesk, DrillRefused, Joints
from app.store.duty import DutyRecords
from app.store.remembered import Remembered
from tests.fakes.clock import FakeClock
from tests.fakes.people import People, people
from tests.unit.app.test_drill_scenario import site

TEXT = """
schema = 1
id = "two"
name = "演练"
lasts_s = 60
[[step]]
at_s = 1
point = "a1"
data = { kind = "smoke", drill = false }
[[step]]
at_s = 2
point = "own-1"
[[expect]]
id = "ack"
what = "acknowledge"
point = "a1"
within_s = 30
"""


class Link:
    """A way to a broker whose answers the test gives."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[Future[None]] = []
        self.closed = False
        self.breaks = False

    def send(self, topic: str, payload: bytes) -> Future[None]:
        if self.breaks:
            raise ConnectionError("gone")
        self.sent.append((topic, json.loads(payload)["Data"]))
        self.answers.append(Future())
        return self.answers[-1]

    def close(self) -> None:
        self.closed = True


@dataclass
class Stage:
    """A desk over real records."""

    house: People
    desk: DrillDesk
    link: Link
    remembered: Remembered
    standing: list[Occurrence] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def after(self, seconds: float) -> None:
        self.house.clock.advance(seconds)
        self.desk.tick()

    def record(self) -> Any:
        self.desk.close()
        (found,) = self.house.duty.drills()
        return found


@pytest.fixture
def stage(tmp_path: Path, clock: FakeClock) -> Iterator[Stage]:
    with people(tmp_path, clock) as house:
        folder = tmp_path / "drills"
        folder.mkdir()
        (folder / "two.toml").write_text(TEXT, "utf-8")
        (folder / "broken.toml").write_text("schema = ", "utf-8")
        (folder / "odd.toml").write_bytes(b"\xff\xfe")
        (folder / "elsewhere.toml").write_text(TEXT.replace('"two"', '"far"').replace('"a1"', '"gone"'), "utf-8")
        made: Stage
        joints = Joints(
            open_link=lambda: made.link,
            end_drill=lambda user: made.ended.append(user),  # noqa: PLW0108 - `made` comes later
            snapshot=lambda: AlarmSnapshot(tuple(made.standing), ()),
            on_changed=lambda: made.told.append("changed"),
        )
        remembered = Remembered(house.database, clock, "duty.")
        here = site(("a1", "panel", "fire", "a"), ("own-1", "own", "intrusion", "a"))
        records = DutyRecords(house.database, "s1", clock)
        made = Stage(house, DrillDesk(here, folder, records, remembered, joints, clock), Link(), remembered)
        yield made
        made.desk.close()


def alarm(drill: bool = True, **more: Any) -> Occurrence:
    at = more.pop("at", 1e12)
    values = {"id": f"o-{drill}", "point": "a1", "device": "panel", "zone": "a", "alarm_class": "fire", "kind": "smoke"}
    whole = {**values, "priority": Priority.P2, "raised_at": at, "received_at": at, "drill": drill, "incident": "i"}
    return Occurrence(**{**whole, **more})


def change(one: Occurrence, kind: ActionKind = ActionKind.RAISE, *, merged: bool = False) -> AlarmChange:
    action = Action("a", kind, one.id, one.incident, one.raised_at, "", "s1", "c", {})
    made = {"merged": (action,)} if merged else {"actions": (action,)}
    return AlarmChange(occurrences=(one,), at=one.raised_at, **made)  # type: ignore[arg-type]


def test_what_cannot_be_played_is_offered_with_the_reason(stage: Stage) -> None:
    problems = {one.id: one.problem for one in stage.desk.offers()}
    assert problems["two"] == ""
    assert problems["broken"] == "not_toml"
    assert problems["odd"] == "unreadable"
    assert problems["far"] == "no_such_point"
    assert problems["perimeter-night"] == "no_such_point"
    for name, code in (("broken", "not_toml"), ("far", "no_such_point"), ("none", "unknown_scenario")):
        with pytest.raises(DrillRefused) as refused:
            stage.desk.start(name, "Wang", "w")
        assert refused.value.code == code
        assert stage.desk.zones(name) == ()
    assert stage.desk.zones("two") == ("a",)


def test_each_message_is_marked_and_says_of_its_own_point(stage: Stage) -> None:
    run = stage.desk.start("two", "Wang", "w")
    stage.after(1)
    stage.after(1)
    (first, told), (second, _) = stage.link.sent
    assert (first, second) == ("gs/1/s/panel/event/fire/a1", "gs/1/s/station1/event/intrusion/own-1")
    assert told == {"kind": "smoke", "active": True, "drill": True, "occ": f"drill-{run}-fire-a1"}
    for answer in stage.link.answers:
        answer.set_result(None)
    stage.desk.changed(change(alarm()))
    assert stage.desk.state().running
    stage.after(60)
    record = stage.record()
    assert (record.outcome, record.content["steps_sent"], record.content["incidents"]) == ("complete", 2, ["i"])
    assert stage.link.closed
    assert stage.ended == ["drill"]
    assert stage.remembered.read() == {}


@pytest.mark.parametrize("how", ["silent", "refused", "broken"])
def test_a_message_that_is_not_taken_fails_the_drill(stage: Stage, how: str) -> None:
    stage.link.breaks = how == "broken"
    stage.desk.start("two", "Wang", "w")
    stage.after(1)
    if how == "refused":
        stage.link.answers[0].set_exception(ConnectionError("not_connected"))
    stage.after(SEND_S)
    assert not stage.desk.state().running
    record = stage.record()
    assert (record.outcome, record.content["why"]) == ("failed", "not_sent")


def test_a_drill_of_which_no_alarm_came_has_failed(stage: Stage) -> None:
    stage.desk.start("two", "Wang", "w")
    stage.after(2)
    for answer in stage.link.answers:
        answer.set_result(None)
    stage.after(58)
    record = stage.record()
    assert (record.outcome, record.content["why"]) == ("failed", "nothing_raised")


@pytest.mark.parametrize("merged", [False, True])
def test_any_real_alarm_ends_it_here_or_at_another_station(stage: Stage, merged: bool) -> None:
    stage.desk.start("two", "Wang", "w")
    stage.desk.changed(change(alarm(drill=False, priority=Priority.P4), merged=merged))
    assert not stage.desk.state().running
    assert stage.ended == ["drill"]
    record = stage.record()
    assert (record.outcome, record.content["why"]) == ("aborted", "o-False")


def test_what_is_no_new_real_alarm_ends_no_drill(stage: Stage) -> None:
    stage.desk.start("two", "Wang", "w")
    for one in (
        change(alarm(drill=False), ActionKind.ACKNOWLEDGE),
        change(alarm(drill=False, priority=Priority.EVENT)),
        change(alarm(drill=False, replay=True)),
        change(alarm()),
    ):
        stage.desk.changed(one)
    assert stage.desk.state().running


def test_none_begins_beside_another_or_over_a_real_alarm(stage: Stage) -> None:
    stage.standing = [alarm(drill=False)]
    with pytest.raises(DrillRefused, match="real_alarm"):
        stage.desk.start("two", "Wang", "w")
    stage.standing = [alarm()]
    with pytest.raises(DrillRefused, match="drill_running"):
        stage.desk.start("two", "Wang", "w")
    stage.standing = []
    stage.desk.start("two", "Wang", "w")
    with pytest.raises(DrillRefused, match="drill_running"):
        stage.desk.start("two", "Wang", "w")
    assert stage.desk.stop("Li")
    assert not stage.desk.stop("Li")
    assert stage.record().content["why"] == "Li"


def test_nothing_runs_where_nothing_was_begun(stage: Stage) -> None:
    stage.desk.tick()
    stage.desk.recall()
    stage.desk.changed(change(alarm(drill=False)))
    assert stage.desk.state().id == ""
    assert stage.ended == []
