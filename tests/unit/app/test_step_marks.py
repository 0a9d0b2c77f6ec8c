"""A report tells of a step what the card told: done by whoever was sent, or not asked for at all."""

from dataclasses import replace

from alarms.case_marks import Dispatch
from alarms.guidance import Guidance, Step
from alarms.model import Incident, Note, Priority, StepMark, Verdict
from app.pages import case_content, report_words
from app.pages.step_marks import mark_of

SEND = Step("send", "派两人", "Send two", required=True, only_if="real", does="send", people=2)
CALL = Step("call", "打110", "Call 110", only_if="real")
CASE = Incident("i", "1", "east", Priority.P2, 0.0, verdict=Verdict.REAL)


def sent(guard: str, at: float) -> Dispatch:
    return Dispatch(guard, guard, guard, "east", "", at, "zhang", at + 20.0, "zhang")


def said(case: Incident) -> list[tuple[str, str]]:
    steps = case_content._steps(case, Guidance("g", steps=(SEND, CALL)), "en")
    return [(report_words._done(one), one.by) for one in steps]


def test_two_who_were_sent_have_done_the_step_that_asks_for_two() -> None:
    one = replace(CASE, dispatches=(sent("a", 1.0), sent("a", 2.0)))
    assert said(one) == [("not done", ""), ("not done", "")]
    two = replace(one, dispatches=(*one.dispatches, sent("b", 3.0)))
    assert said(two) == [("done", "zhang"), ("not done", "")]
    assert mark_of(SEND, two) == StepMark("send", "zhang", 3.0)


def test_a_tick_counts_and_a_note_only_where_it_will_do() -> None:
    ticked = replace(CASE, steps_done=(StepMark("call", "li", 5.0),), notes=(Note("n", "looked", "li", 4.0),))
    assert said(ticked) == [("not done", ""), ("done", "li")]
    assert mark_of(replace(SEND, note=True), ticked) == StepMark("send", "li", 4.0)
    assert mark_of(SEND, None) is None


def test_what_holds_only_where_it_was_real_is_not_told_as_left_undone() -> None:
    assert said(replace(CASE, verdict=Verdict.FALSE)) == [("does not apply", "")] * 2
