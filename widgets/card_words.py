"""What the alarm card says: the one next step, and the line of times."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from alarms.model import Acknowledgement, Condition, Verdict
from widgets import times
from widgets.card_content import AlarmCardContent, CardStep

#: What a false alarm may come from; codes are stored, words are shown.
CAUSES = ("weather", "animal", "plants", "work", "device", "person", "other")


def cause(code: str) -> str:
    """Say a cause."""
    translate = QCoreApplication.translate
    return {
        "weather": translate("AlarmCard", "Weather"),
        "animal": translate("AlarmCard", "Animal"),
        "plants": translate("AlarmCard", "Plants"),
        "work": translate("AlarmCard", "Building work"),
        "device": translate("AlarmCard", "Device fault"),
        "person": translate("AlarmCard", "Resident by mistake"),
        "other": translate("AlarmCard", "Other"),
    }.get(code, code)


def verdict(value: Verdict) -> str:
    """Say what an incident turned out to be."""
    translate = QCoreApplication.translate
    return {
        Verdict.REAL: translate("AlarmCard", "Real"),
        Verdict.FALSE: translate("AlarmCard", "False"),
        Verdict.TEST: translate("AlarmCard", "Test"),
        Verdict.NUISANCE: translate("AlarmCard", "Nuisance"),
    }[value]


class Next(StrEnum):
    """What kind of thing the next step is; only some of them are done by the key of the next step."""

    LOOK = "look"
    ACKNOWLEDGE = "acknowledge"
    TICK = "tick"
    JUDGE = "judge"
    RESET = "reset"
    WAIT = "wait"
    CLOSE = "close"


#: What F9 does; looking, taking notice and judging are acts of their own, and waiting is none.
BY_KEY = frozenset({Next.TICK, Next.RESET, Next.CLOSE})


def next_action(content: AlarmCardContent) -> Next:
    """Tell what kind of thing is to be done now."""
    if content.acknowledgement is Acknowledgement.UNACKED:
        return Next.LOOK if content.acknowledge_blocked else Next.ACKNOWLEDGE
    if first_open(content) is not None:
        return Next.TICK
    if content.verdict is None:
        return Next.JUDGE
    if content.awaiting_reset:
        return Next.RESET
    return Next.WAIT if content.condition is Condition.ACTIVE else Next.CLOSE


def next_step(content: AlarmCardContent) -> str:
    """Give the one thing to do now."""
    translate = QCoreApplication.translate
    step = first_open(content)
    return {
        Next.LOOK: translate("AlarmCard", "Look at the picture"),
        Next.ACKNOWLEDGE: translate("AlarmCard", "Acknowledge: press F5"),
        Next.TICK: step.text if step is not None else "",
        Next.JUDGE: translate("AlarmCard", "Say what it was: F6 real, F7 false, F8 test"),
        Next.RESET: translate("AlarmCard", "Reset the detector"),
        Next.WAIT: translate("AlarmCard", "Still in alarm: wait until it is normal"),
        Next.CLOSE: translate("AlarmCard", "Close the incident"),
    }[next_action(content)]


def next_step_title(content: AlarmCardContent) -> str:
    """Head the next step, with the key that does it or takes it back."""
    translate = QCoreApplication.translate
    if next_action(content) not in BY_KEY:
        return translate("AlarmCard", "Next step")
    return translate("AlarmCard", "Next step · done: F9 · undo: Ctrl+Z")


def first_open(content: AlarmCardContent) -> CardStep | None:
    """Give the first step not ticked yet, required ones first; None once a verdict stands and none is required."""
    required = [s for s in content.steps if not s.done and s.required]
    optional = [s for s in content.steps if not s.done] if content.verdict is None else []
    in_order = [s for s in content.steps if s in required or s in optional]
    return in_order[0] if in_order else None


def raised(content: AlarmCardContent) -> str:
    """Say when it began, and whether it is over."""
    translate = QCoreApplication.translate
    text = times.clock(content.raised_at)
    if content.count > 1:
        text += "  " + translate("AlarmCard", "%1 alarms").replace("%1", str(content.count))
    if content.condition is not Condition.ACTIVE:
        text += "  " + translate("AlarmCard", "back to normal")
    return text


def handled(content: AlarmCardContent) -> str:
    """Say how soon it was looked at and answered, and by whom."""
    translate = QCoreApplication.translate
    parts = []
    if content.looked_s is not None:
        parts.append(translate("AlarmCard", "picture after %1").replace("%1", times.age(content.looked_s)))
    if content.answered_s is not None:
        text = translate("AlarmCard", "answered after %1 by %2")
        parts.append(text.replace("%1", times.age(content.answered_s)).replace("%2", content.acked_by))
    if content.taken_by:
        parts.append(translate("AlarmCard", "taken by %1").replace("%1", content.taken_by))
    if content.verdict is not None:
        parts.append(verdict(content.verdict))
    return " · ".join(parts)


def blocked(content: AlarmCardContent) -> str:
    """Say why acknowledging has to wait, "" where it need not."""
    translate = QCoreApplication.translate
    if not content.acknowledge_blocked:
        return ""
    if content.acknowledge_blocked == "picture":
        return translate("AlarmCard", "possible once the picture has been up for 1 s")
    return content.acknowledge_blocked
