"""What the alarm card says: the one next step, and the line of times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from alarms import guidance
from alarms.case_marks import Stage
from alarms.guidance import Does
from alarms.model import Acknowledgement, Condition, Verdict
from widgets import times
from widgets.card_content import AlarmCardContent, CardGuard, CardStep

#: Does what the card calls the next step, where a key may.
NEXT_KEY = "F12"
#: Does what has consequences and must not happen by the key before pressed once too often.
SURE_KEY = "Ctrl+F12"

#: What a false alarm may come from where the site names nothing else; codes are stored, words are shown.
CAUSES = ("weather", "animal", "plants", "work", "device", "person", "other")
#: The same after each key: the verdicts, and "escalate" for why help is called.
CAUSES_WHEN: Mapping[str, tuple[str, ...]] = {
    Verdict.FALSE.value: CAUSES,
    Verdict.REAL.value: ("intruder", "fire", "hurt", "damage", "leak", "defect", "open", "other"),
    Verdict.TEST.value: ("inspection", "repair", "training", "other"),
    "escalate": ("alone", "danger", "several", "unclear", "other"),
}
#: What it most probably is, by class: offered first after its key.
LIKELY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fire": {"real": ("fire", "damage", "hurt"), "false": ("person", "device", "work", "weather")},
    "gas": {"real": ("leak", "fire", "hurt"), "false": ("person", "device", "work", "weather")},
    "water": {"real": ("leak", "damage"), "false": ("weather", "device", "person")},
    "panic": {"real": ("hurt", "intruder", "fire"), "false": ("person", "device")},
    "duress": {"real": ("intruder", "hurt"), "false": ("person", "device")},
    "perimeter": {"real": ("intruder", "damage"), "false": ("animal", "plants", "weather", "work", "device")},
    "intrusion": {"real": ("intruder", "damage"), "false": ("person", "animal", "plants", "weather", "device")},
    "door": {"real": ("open", "intruder", "damage", "defect"), "false": ("person", "work", "device", "weather")},
    "tamper": {"real": ("intruder", "damage", "defect"), "false": ("work", "device", "person", "animal")},
}
#: The same of whatever is not named there: the equipment itself.
_LIKELY_ELSE: Mapping[str, tuple[str, ...]] = {
    "real": ("defect", "damage", "leak"),
    "false": ("device", "work", "weather"),
}
#: Numbers of those who come from outside and ask for the address.
OUTSIDE = frozenset({"110", "112", "119", "120", "122", "911", "999"})
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
        "leak": translate("AlarmCard", "Gas or water escapes"),
        "defect": translate("AlarmCard", "Equipment defective"),
        "open": translate("AlarmCard", "Left open"),
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


def causes_when(when: str, alarm_class: str) -> tuple[str, ...]:
    """The usual causes after a key: those that this class of alarm may have, the most probable first."""
    likely = LIKELY.get(alarm_class, _LIKELY_ELSE).get(when)
    return CAUSES_WHEN[when] if likely is None else (*likely, "other")


def asked_cause(when: str, stands: Verdict | None = None) -> str:
    """Head the list of causes that is offered after a key; ``stands``: what was said before."""
    translate = QCoreApplication.translate
    if stands is Verdict.REAL and when in (Verdict.FALSE.value, Verdict.TEST.value):
        text = translate("AlarmCard", "It was called REAL. Why is it %1 now? Esc: it stays real")
        return text.replace("%1", verdict(Verdict(when)))
    return {
        Verdict.REAL.value: translate("AlarmCard", "Real. What is it?"),
        Verdict.FALSE.value: translate("AlarmCard", "False. Where did it come from?"),
        Verdict.TEST.value: translate("AlarmCard", "Test. Who announced it, what for?"),
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


def step_note(step: CardStep, verdict_now: Verdict | None, *, awaited: bool = False) -> str:
    """Say of a step that does not hold always, or no more, why; "" where there is nothing to say. ``awaited``: nobody
    is at the place yet."""
    translate = QCoreApplication.translate
    if awaited and not step.done and guidance.applies(step, verdict_now) is guidance.Applies.YES:
        return translate("AlarmCard", "once somebody is there")
    match guidance.applies(step, verdict_now):
        case guidance.Applies.LATER if step.only_if == Verdict.REAL:
            return translate("AlarmCard", "only if real")
        case guidance.Applies.LATER:
            return translate("AlarmCard", "only if false")
        case guidance.Applies.NO if verdict_now is not None and step.only_if != guidance.UNCLEAR:
            return translate("AlarmCard", "not needed: %1").replace("%1", verdict(verdict_now))
        case _ if not (step.done or step.does == Does.CALL or guidance.asked_for(step, verdict_now)):
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

    ASIDE = "aside"
    LOOK = "look"
    ACKNOWLEDGE = "acknowledge"
    WATCH = "watch"
    SEND = "send"
    CALL = "call"
    THERE = "there"
    TICK = "tick"
    JUDGE = "judge"
    CAUSE = "cause"
    RESET = "reset"
    WAIT = "wait"
    OUT = "out"
    CLOSE = "close"


#: What has consequences, or may be too early, is done by the other key.
BY_SURE_KEY = frozenset({Next.CALL, Next.OUT, Next.THERE})
#: What the button of resetting, and that of closing, is offered for.
RESETS, CLOSES = frozenset({Next.RESET, Next.THERE}), frozenset({Next.CLOSE, Next.OUT})
#: What that key does; looking, taking notice and judging are acts of their own, and waiting is none.
BY_KEY = frozenset({Next.TICK, Next.RESET, Next.CLOSE})


def next_action(content: AlarmCardContent) -> Next:
    """Tell what kind of thing is to be done now."""
    if content.aside:
        return Next.ASIDE
    if content.acknowledgement is Acknowledgement.UNACKED:
        return Next.LOOK if content.acknowledge_blocked else Next.ACKNOWLEDGE
    if content.had_by:
        return Next.WATCH
    step = first_open(content)
    if step is None:
        return _at_the_end(content)
    if step.there and not somebody_there(content):
        return Next.THERE
    return _DONE_BY.get(step.does, Next.TICK)


def somebody_there(content: AlarmCardContent) -> bool:
    """Whether somebody who was sent has arrived."""
    return any(one.stage is not Stage.SENT for one in content.sent)


_DONE_BY = {Does.SEND.value: Next.SEND, Does.CALL.value: Next.CALL}


def _at_the_end(content: AlarmCardContent) -> Next:
    """What is left once no step is open."""
    if content.verdict is None:
        return Next.JUDGE
    if content.why_missing:
        return Next.CAUSE
    if content.awaiting_reset:
        awaited = content.verdict is Verdict.REAL and bool(content.sent) and not somebody_there(content)
        return Next.THERE if awaited else Next.RESET
    if content.condition is Condition.ACTIVE:
        return Next.WAIT
    return Next.OUT if still_out(content) else Next.CLOSE


def next_step(content: AlarmCardContent) -> str:
    """Give the one thing to do now."""
    translate = QCoreApplication.translate
    action, step = next_action(content), first_open(content)
    if step is not None and action in (Next.TICK, Next.SEND, Next.CALL, Next.THERE):
        outward = content.drill and (action in (Next.SEND, Next.CALL) or bool(step.number))
        words = (drill_only() if outward else "", step.text, _how_many(step, content) if action is Next.SEND else "")
        return " ".join(filter(None, words))
    return {
        Next.THERE: translate("AlarmCard", "Reset the detector"),
        Next.CAUSE: translate("AlarmCard", "Who announced the test? F8, then a digit"),
        Next.ASIDE: content.aside,
        Next.LOOK: translate("AlarmCard", "Look at the picture"),
        Next.ACKNOWLEDGE: _acknowledge(content),
        Next.WATCH: translate("AlarmCard", "%1 has it: watch, and call by telephone").replace("%1", content.had_by),
        Next.JUDGE: translate("AlarmCard", "Say what it was: F6 real, F7 false, F8 test"),
        Next.RESET: translate("AlarmCard", "Reset the detector"),
        Next.WAIT: translate("AlarmCard", "Still in alarm: wait until it is normal"),
        Next.OUT: translate("AlarmCard", "Still out: %1. Note them as free").replace("%1", still_out(content)),
        Next.CLOSE: translate("AlarmCard", "Close the incident"),
    }[action]


def drill_only() -> str:
    """Say in a drill, wherever a number or a person to send is named, that it is none."""
    return QCoreApplication.translate("AlarmCard", "Drill: do not really call or send anybody.")


def _how_many(step: CardStep, content: AlarmCardContent) -> str:
    """Of a step that asks for several people: how many were sent."""
    if step.people < 2:
        return ""
    text = QCoreApplication.translate("AlarmCard", "(%1 of %2 sent)")
    sent = len({one.id for one in content.sent})
    return text.replace("%1", str(sent)).replace("%2", str(step.people))


def _acknowledge(content: AlarmCardContent) -> str:
    """Of several detectors of a case each is acknowledged: say how many wait."""
    translate = QCoreApplication.translate
    waiting = sum(one.unacked for one in content.alarms)
    if waiting < 2:
        return translate("AlarmCard", "Acknowledge: press F5")
    return translate("AlarmCard", "Acknowledge: press F5, %1 detectors wait").replace("%1", str(waiting))


def still_out(content: AlarmCardContent) -> str:
    """Name those who were sent and are not free again, "" where there is nobody."""
    return ", ".join(dict.fromkeys(one.name for one in content.sent if one.stage is not Stage.CLEARED))


def next_step_title(content: AlarmCardContent) -> str:
    """Head the next step, with the key that does it or takes it back."""
    translate = QCoreApplication.translate
    action = next_action(content)
    if action in BY_KEY:
        return translate("AlarmCard", "Next step · done: %1 · undo: Ctrl+Z").replace("%1", NEXT_KEY)
    step = first_open(content)
    if action is Next.SEND and step is not None and step.note:
        return translate("AlarmCard", "Next step · who goes: Ctrl+D · or note who looked")
    return {
        Next.SEND: translate("AlarmCard", "Next step · choose who goes: Ctrl+D"),
        Next.THERE: translate("AlarmCard", "Nobody there yet · note it: Ctrl+D · done: %1").replace("%1", SURE_KEY),
        Next.CALL: translate("AlarmCard", "Next step · dial · once called: %1").replace("%1", SURE_KEY),
        Next.OUT: translate("AlarmCard", "Next step · Ctrl+D · close all the same: %1").replace("%1", SURE_KEY),
        Next.ASIDE: translate("AlarmCard", "Nothing to do · change it: Ctrl+P"),
        Next.WATCH: translate("AlarmCard", "Next step · more help: F9"),
    }.get(action, translate("AlarmCard", "Next step"))


def number_to_call(content: AlarmCardContent) -> str:
    """Give the number that the next step is to dial, "" where it is none."""
    step = first_open(content)
    return step.number if step is not None and next_action(content) in (Next.CALL, Next.TICK) else ""


def address(content: AlarmCardContent) -> str:
    """Give what is told on the telephone, where the next step calls somebody who does not know the site."""
    return content.address if number_to_call(content) in OUTSIDE else ""


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
        waiting = sum(one.unacked for one in content.alarms)
        if waiting:
            text += ", " + translate("AlarmCard", "%1 not acknowledged").replace("%1", str(waiting))
    if content.condition is not Condition.ACTIVE:
        text += "  " + translate("AlarmCard", "signal back to normal")
    return text


def handled(content: AlarmCardContent) -> str:
    """Say how soon it was looked at and answered, and by whom."""
    translate = QCoreApplication.translate
    parts = []
    if content.looked_s is not None:
        parts.append(translate("AlarmCard", "picture shown after %1").replace("%1", times.age(content.looked_s)))
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
