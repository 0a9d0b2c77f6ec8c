"""The log is asked for in time, a miss is told once, and a station without anybody on duty says so."""

from __future__ import annotations

import pytest

from app.duty.prompts import LogPrompt, PromptRules, Turn, Unattended

RULES = PromptRules(every_s=7200.0, answer_s=900.0)


def test_the_log_is_asked_for_after_two_hours_without_an_entry() -> None:
    prompt = LogPrompt(RULES, 1000.0)
    assert prompt.attend(8199.0, on_duty=True) is Turn.NOTHING
    assert prompt.left(8199.0) == 0.0
    assert prompt.attend(8200.0, on_duty=True) is Turn.ASKED
    assert prompt.attend(8200.0, on_duty=True) is Turn.NOTHING
    assert prompt.left(8300.0) == 800.0
    assert prompt.written(8300.0) is Turn.NOTHING
    assert prompt.asked_at is None
    assert prompt.attend(8300.0 + 7199.0, on_duty=True) is Turn.NOTHING
    assert prompt.attend(8300.0 + 7200.0, on_duty=True) is Turn.ASKED


def test_a_miss_is_told_once_and_asks_on_until_somebody_writes() -> None:
    prompt = LogPrompt(RULES, 0.0)
    prompt.attend(7200.0, on_duty=True)
    assert prompt.attend(8099.0, on_duty=True) is Turn.NOTHING
    assert prompt.attend(8100.0, on_duty=False) is Turn.MISSED, "going off duty takes nothing back"
    assert prompt.attend(9999.0, on_duty=True) is Turn.NOTHING
    assert prompt.missed
    assert prompt.left(9999.0) == 0.0
    assert prompt.written(9999.0) is Turn.ENDED
    assert (prompt.missed, prompt.asked_at) == (False, None)


def test_an_entry_before_it_is_due_puts_it_off() -> None:
    prompt = LogPrompt(RULES, 0.0)
    assert prompt.written(7000.0) is Turn.NOTHING
    assert prompt.attend(7200.0, on_duty=True) is Turn.NOTHING


def test_nobody_is_asked_where_nobody_is_on_duty_or_the_site_wants_none() -> None:
    assert LogPrompt(RULES, 0.0).attend(99999.0, on_duty=False) is Turn.NOTHING
    assert LogPrompt(PromptRules(0.0, 900.0), 0.0).attend(99999.0, on_duty=True) is Turn.NOTHING


@pytest.mark.parametrize(("elapsed", "at"), [(7000.0, 200.0), (99999.0, 0.0), (-5.0, 7200.0)])
def test_a_restart_does_not_begin_the_two_hours_anew(elapsed: float, at: float) -> None:
    prompt = LogPrompt(RULES, 0.0, elapsed)
    assert prompt.attend(at - 0.1, on_duty=True) is Turn.NOTHING
    assert prompt.attend(at, on_duty=True) is Turn.ASKED


def test_nobody_on_duty_is_told_once_and_its_end_too() -> None:
    watch = Unattended(900.0, 0.0)
    assert watch.attend(899.0, on_duty=False) is Turn.NOTHING
    assert watch.attend(900.0, on_duty=False) is Turn.MISSED
    assert watch.attend(5000.0, on_duty=False) is Turn.NOTHING
    assert watch.attend(5001.0, on_duty=True) is Turn.ENDED
    assert watch.attend(5002.0, on_duty=True) is Turn.NOTHING
    assert watch.attend(5901.0, on_duty=False) is Turn.NOTHING
    assert watch.attend(5902.0, on_duty=False) is Turn.MISSED
    assert Unattended(0.0, 0.0).attend(99999.0, on_duty=False) is Turn.NOTHING
