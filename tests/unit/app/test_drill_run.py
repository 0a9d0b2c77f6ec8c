"""A drill as it runs: each message once and in time, only what people did about it counts, and the score is fair."""

from __future__ import annotations

from typing import Any

import pytest

from alarms.model import Action, ActionKind, Occurrence, Priority
from app.duty.drill import DrillRun, End, Mark
from app.duty.scenario import plan, read_scenario
from tests.unit.app.test_drill_scenario import site

TEXT = """
schema = 1
id = "x"
name = "试"
lasts_s = 100
[[step]]
at_s = 1
point = "a1"
data = { kind = "smoke" }
[[step]]
at_s = 1
point = "a2"
[[step]]
at_s = 50
point = "a1"
active = false
[[expect]]
id = "ack"
what = "acknowledge"
point = "a1"
within_s = 30
[[expect]]
id = "ack2"
what = "acknowledge"
point = "a2"
within_s = 30
[[expect]]
id = "real"
what = "verdict"
value = "real"
point = "a1"
within_s = 60
[[expect]]
id = "look"
what = "step"
value = "look"
point = "a1"
within_s = 60
[[expect]]
id = "note"
what = "note"
point = "a1"
within_s = 10
"""
BEGUN = 5000.0


@pytest.fixture
def run() -> DrillRun:
    here = site(("a1", "panel", "fire", "a"), ("a2", "panel", "fire", "a"), ("b", "panel", "fire", "b"))
    return DrillRun("d1", plan(read_scenario(TEXT), here), "Wang", BEGUN, 100.0)


def alarm(point: str, at: float = BEGUN + 1, drill: bool = True, incident: str | None = "i") -> Occurrence:
    return Occurrence(
        id=f"o-{point}-{drill}",
        point=point,
        device="panel",
        zone="a",
        alarm_class="fire",
        kind="smoke",
        priority=Priority.P2,
        raised_at=at,
        received_at=at,
        drill=drill,
        incident=incident,
    )


def act(kind: ActionKind, at: float, occurrence: str | None = None, incident: str | None = None, **data: Any) -> Action:
    return Action(f"{kind}{at}", kind, occurrence, incident, BEGUN + at, "Zhang", "s1", "c", data)


def marks(run: DrillRun) -> dict[str, Mark]:
    return {one.id: one.mark for one in run.results()}


def test_each_message_is_sent_once_in_its_time(run: DrillRun) -> None:
    assert run.due(100.9) == ()
    first = run.due(101.0)
    assert [(one.step, one.device, one.alarm_class, one.channel, one.active, one.data) for one in first] == [
        (0, "panel", "fire", "a1", True, {"kind": "smoke"}),
        (1, "panel", "fire", "a2", True, {}),
    ]
    assert run.due(149.0) == ()
    assert [one.active for one in run.due(1000.0)] == [False]
    assert run.due(2000.0) == ()


def test_it_ends_by_itself_and_only_once(run: DrillRun) -> None:
    assert not run.over(199.9)
    assert run.left(150.0) == 50.0
    assert run.over(200.0)
    assert run.finish(End.COMPLETE, BEGUN + 100)
    assert not run.finish(End.ABORTED, BEGUN + 101, "o")
    assert (run.end, run.ended_at, run.why, run.running) == (End.COMPLETE, BEGUN + 100, "", False)
    assert not run.over(999.0)
    assert run.left(0.0) == 0.0
    assert run.due(999.0) == ()


def test_what_was_done_in_time_late_and_not_at_all(run: DrillRun) -> None:
    run.take([alarm("a1"), alarm("a2"), alarm("b"), alarm("a1", drill=False), alarm("a2", at=BEGUN - 9)], [])
    run.take((), [act(ActionKind.ACKNOWLEDGE, 11, "o-a1-True", "i"), act(ActionKind.ACKNOWLEDGE, 12, "o-a1-True", "i")])
    run.take((), [act(ActionKind.VERDICT, 20, None, "i", verdict="false")])
    run.take((), [act(ActionKind.VERDICT, 90, None, "i", verdict="real")])
    run.take((), [act(ActionKind.STEP, 21, None, "i", step="look", done=False)])
    run.take((), [act(ActionKind.STEP, 22, None, "i", step="other")])
    run.take((), [act(ActionKind.STEP, 31, None, "i", step="look", done=True)])
    run.take((), [act(ActionKind.NOTE, 3, None, "elsewhere"), act(ActionKind.ACKNOWLEDGE, 4, "o-a1-False", "real")])
    run.finish(End.COMPLETE, BEGUN + 100)
    run.take((), [act(ActionKind.NOTE, 4, None, "i")])
    found = {one.id: (one.mark, one.took_s, one.by) for one in run.results()}
    assert found == {
        "ack": (Mark.MET, 10.0, "Zhang"),
        "ack2": (Mark.MISSED, None, ""),
        "real": (Mark.LATE, 89.0, "Zhang"),
        "look": (Mark.MET, 30.0, "Zhang"),
        "note": (Mark.MISSED, None, ""),
    }
    assert run.score() == 50
    content = run.content()
    assert content["incidents"] == ["i"]
    assert (content["steps_sent"], content["steps"], content["score"]) == (0, 3, 50)
    assert content["results"][0] == {
        "id": "ack",
        "what": "acknowledge",
        "value": "",
        "point": "a1",
        "within_s": 30.0,
        "took_s": 10.0,
        "mark": "met",
        "by": "Zhang",
    }
    assert content["results"][1]["took_s"] is None


def test_acknowledging_one_alarm_of_a_case_counts_for_that_alarm_only(run: DrillRun) -> None:
    run.take([alarm("a1"), alarm("a2")], [act(ActionKind.ACKNOWLEDGE, 5, "o-a2-True", "i")])
    assert {key for key, mark in marks(run).items() if mark is Mark.MET} == {"ack2"}


def test_a_drill_that_a_real_alarm_breaks_off_is_not_scored(run: DrillRun) -> None:
    assert set(marks(run).values()) == {Mark.OPEN}
    assert run.score() is None
    run.take([alarm("a1")], [act(ActionKind.ACKNOWLEDGE, 6, "o-a1-True", "i")])
    run.finish(End.ABORTED, BEGUN + 21, "o-real")
    assert marks(run) == {
        "ack": Mark.MET,
        "ack2": Mark.OPEN,
        "real": Mark.OPEN,
        "look": Mark.OPEN,
        "note": Mark.MISSED,
    }
    assert run.score() is None
    assert run.content()["why"] == "o-real"


def test_an_alarm_without_a_case_is_scored_by_itself(run: DrillRun) -> None:
    run.take([alarm("a1", incident=None)], [act(ActionKind.ACKNOWLEDGE, 2, "o-a1-True")])
    assert marks(run)["ack"] is Mark.MET
    assert run.content()["incidents"] == []
