"""A flood for the gallery: many alarms of few places, some of them out of the ordinary."""

from __future__ import annotations

from dataclasses import replace

from alarms.model import EscalationStep, Occurrence, Priority
from alarms.qt.alarm_model import AlarmModel, AlarmText
from widgets import gallery_samples as samples
from widgets.alarm_list import AlarmList


def occurrences() -> list[Occurrence]:
    """Sixty alarms: one fire that nobody answered, a fence that keeps repeating, and faults by the dozen."""
    fire = replace(samples.occurrence("fire", "fire", Priority.P1, 95.0), escalation=EscalationStep.CALL_OUT)
    fence = [
        replace(
            samples.occurrence(f"fence{i}", "perimeter", Priority.P2, 40.0 + i, acked=i > 1), chatter=True, zone="n"
        )
        for i in range(8)
    ]
    faults = [
        replace(samples.occurrence(f"fault{i}", "fault", Priority.P3, 60.0 + i), zone=f"f{i % 3}") for i in range(51)
    ]
    return [replace(fire, zone="lobby", incident="1"), *fence, *faults]


def flood_list(language: str) -> AlarmList:
    """The alarms panel in it."""
    panel = AlarmList(now=lambda: samples.NOW)
    model = AlarmModel(lambda found: _words(found, language), parent=panel)
    model.reset(occurrences())
    panel.set_model(model)
    model.set_flood(True)
    panel.set_flood(True)
    return panel


def _words(found: Occurrence, language: str) -> AlarmText:
    places = {
        "lobby": ("3 号楼大厅", "Lobby, block 3"),
        "n": ("北围栏", "North fence"),
        "f0": ("1 号楼", "Block 1"),
        "f1": ("2 号楼", "Block 2"),
        "f2": ("车库 A", "Car park A"),
    }
    things = {"fire": ("火警", "Fire"), "perimeter": ("周界", "Perimeter"), "fault": ("设备故障", "Fault")}
    return AlarmText(samples.pick(places[found.zone], language), samples.pick(things[found.alarm_class], language))
