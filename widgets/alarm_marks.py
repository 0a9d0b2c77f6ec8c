"""What is out of the ordinary about an alarm, in a few words each, the most pressing first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from alarms.model import EscalationStep, Occurrence
from widgets import times


def escalation(step: EscalationStep) -> str:
    """Say before whom an alarm was brought that nobody acknowledged, "" where it was not."""
    translate = QCoreApplication.translate
    return {
        EscalationStep.NONE: "",
        EscalationStep.OTHER_STATIONS: translate("AlarmMarks", "all stations called"),
        EscalationStep.SUPERVISOR: translate("AlarmMarks", "supervisor called"),
        EscalationStep.CALL_OUT: translate("AlarmMarks", "phone for help now"),
    }[step]


def marks(occurrence: Occurrence) -> tuple[str, ...]:
    """Give the marks of a row."""
    translate = QCoreApplication.translate
    found = [escalation(occurrence.escalation) if occurrence.unacked else ""]
    if occurrence.prealarm:
        found.append(translate("AlarmMarks", "one of two sensors"))
    if occurrence.chatter:
        found.append(translate("AlarmMarks", "keeps repeating"))
    if occurrence.stale:
        found.append(
            translate("AlarmMarks", "standing since %1").replace("%1", times.day_and_minute(occurrence.raised_at))
        )
    if occurrence.nuisance:
        found.append(translate("AlarmMarks", "called a nuisance"))
    return tuple(filter(None, found))


def explanations(occurrence: Occurrence) -> tuple[str, ...]:
    """Give the same as whole sentences, for the card."""
    translate = QCoreApplication.translate
    found = []
    if occurrence.unacked and occurrence.escalation is not EscalationStep.NONE:
        text = translate("AlarmMarks", "Not answered since %1: %2")
        since = times.clock(occurrence.unacked_since)
        found.append(text.replace("%1", since).replace("%2", escalation(occurrence.escalation)))
    if occurrence.unacked and occurrence.rounds:
        found.append(translate("AlarmMarks", "It has become more urgent: acknowledge it once more"))
    if occurrence.prealarm:
        found.append(translate("AlarmMarks", "One of two sensors so far: a warning, not yet the alarm"))
    if occurrence.chatter:
        found.append(
            translate("AlarmMarks", "This point keeps repeating; it sounds once. Put it aside if it is a fault")
        )
    if occurrence.stale:
        text = translate("AlarmMarks", "Standing since %1: have it repaired")
        found.append(text.replace("%1", times.day_and_minute(occurrence.raised_at)))
    if occurrence.also_acked_by:
        text = translate("AlarmMarks", "Also acknowledged, later, by %1")
        found.append(text.replace("%1", ", ".join(occurrence.also_acked_by)))
    return tuple(found)
