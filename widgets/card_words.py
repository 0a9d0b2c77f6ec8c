"""What the alarm card says: the one next step, and the line of times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from alarms import guidance
from alarms.case_marks import Stage
from alarms.model import Acknowledgement, Condition, Verdict
from widgets import times
from widgets.card_content import AlarmCardContent, CardGuard, CardStep

#: Does what the card calls the next step, where a key may.
NEXT_KEY = "F12"

#: What a false alarm may come from where the site names nothing else; codes are stored, words are shown.
CAUSES = ("weather", "animal", "plants", "work", "device", "person", "other")
#: The same after each key: the verdicts, and "escalate" for why help is called.
CAUSES_WHEN: Mapping[str, tuple[str, ...]] = {
    Verdict.FALSE.value: CAUSES,
    Verdict.REAL.value: ("intruder", "fire", "hurt", "damage", "other"),
    Verdict.TEST.value: ("inspection", "repair", "training", "other"),
    "escalate": ("alone", "danger", "several", "unclear", "other"),
}
#: Said where somebody chose none.
NOT_STATED = "not_stated"


def cause(code: str) -> str:
    """Say a cause."""
    translate = QCoreApplication.translate
    return {
        "weather": translate("AlarmCard", "Weather"),
        "animal": translate("AlarmCard", "Animal"),
        "plants": translate("AlarmCard", "Plants"),
        "work": translate("AlarmCard", "Building work"),
        "device": translate("AlarmCard", "Device fault"),
        "person": translate("AlarmCard", "Resident's mistake"),
        "intruder": translate("AlarmCard", "Stranger on the site"),
        "fire": translate("AlarmCard", "Fire or smoke"),
        "hurt": translate("AlarmCard", "Person hurt or ill"),
        "damage": translate("AlarmCard", "Damage"),
        "inspection": translate("AlarmCard", "Inspection"),
        "repair": translate("AlarmCard", "Repair"),
        "training": translate("AlarmCard", "Training"),
        "alone": translate("AlarmCard", "I am alone"),
        "danger": translate("AlarmCard", "People in danger"),
        "several": translate("AlarmCard", "Several at once"),
        "unclear": translate("AlarmCard", "I cannot tell what it is"),
        "other": translate("AlarmCard", "Other"),
        NOT_STATED: translate("AlarmCard", "cause not stated"),
    }.get(code, code)


def asked_cause(when: str) -> str:
    """Head the list of causes that is offered after a key."""
    translate = QCoreApplication.translate
    return {
        Verdict.REAL.value: translate("AlarmCard", "Real. What is it?"),
        Verdict.FALSE.value: translate("AlarmCard", "False. Where did it come from?"),
        Verdict.TEST.value: translate("AlarmCard", "Test. What for?"),
        "escalate": translate("AlarmCard", "Help is called. Why?"),
    }[when]


def detected(label: str) -> str:
    """Name what a camera saw."""
    translate = QCoreApplication.translate
    return {
        "person": translate("AlarmCard", "person"),
        "bicycle": translate("AlarmCard", "bicycle"),
        "motorcycle": translate("AlarmCard", "motorcycle"),
        "car": translate("AlarmCard", "car"),
        "bus": translate("AlarmCard", "bus"),
        "truck": translate("AlarmCard", "truck"),
        "motion": translate("AlarmCard", "something moving"),
    }.get(label, label)


def stage(value: Stage) -> str:
    """Say how far somebody who was sent has come."""
    translate = QCoreApplication.translate
    return {
        Stage.SENT: translate("AlarmCard", "on the way"),
        Stage.ON_SCENE: translate("AlarmCard", "on scene"),
        Stage.CLEARED: translate("AlarmCard", "free again"),
    }[value]


def guard_act(guard: CardGuard) -> str:
    """Say what the digit of a person does now."""
    translate = QCoreApplication.translate
    if guard.stage is Stage.SENT:
        return translate("AlarmCard", "is there")
    return translate("AlarmCard", "is free") if guard.stage is Stage.ON_SCENE else translate("AlarmCard", "send")


def step_note(step: CardStep, verdict_now: Verdict | None) -> str:
    """Say of a step that does not hold always, or no more, why; "" where there is nothing to say."""
    translate = QCoreApplication.translate
    match guidance.applies(step, verdict_now):
        case guidance.Applies.LATER if step.only_if == Verdict.REAL:
            return translate("AlarmCard", "only if real")
        case guidance.Applies.LATER:
            return translate("AlarmCard", "only if false")
        case guidance.Applies.NO if verdict_now is not None:
            return translate("AlarmCard", "not needed: %1").replace("%1", verdict(verdict_now))
        case _ if not step.done and not guidance.asked_for(step, verdict_now):
            return translate("AlarmCard", "no longer asked for")
        case _:
            return "" if step.required or step.done else translate("AlarmCard", "if possible")


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


#: What that key does; looking, taking notice and judging are acts of their own, and waiting is none.
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
    return translate("AlarmCard", "Next step · done: %1 · undo: Ctrl+Z").replace("%1", NEXT_KEY)


def first_open(content: AlarmCardContent) -> CardStep | None:
    """Give the first step that holds and is not ticked yet; None where it has to be said first what it was."""
    done = {step.id for step in content.steps if step.done}
    return guidance.next_step(content.steps, done, content.verdict)


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
    if content.on_scene_s is not None:
        parts.append(translate("AlarmCard", "on scene after %1").replace("%1", times.age(content.on_scene_s)))
    if content.verdict is not None:
        parts.append(verdict(content.verdict))
    if content.help:
        parts.append(content.help)
    return " · ".join(parts)


def blocked(content: AlarmCardContent) -> str:
    """Say why acknowledging has to wait, "" where it need not."""
    translate = QCoreApplication.translate
    if not content.acknowledge_blocked:
        return ""
    if content.acknowledge_blocked == "picture":
        return translate("AlarmCard", "possible once the picture has been up for 1 s")
    return content.acknowledge_blocked
