"""What a site plan says of things: kind, name, state, alarm, in whole words for the line below it and for readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from widgets import severity, times
from widgets.site_map_content import Kind, MapAlarm, MapGuard, MapItem, MapPlan, State


def kind(of: Kind) -> str:
    """Name a kind of thing."""
    translate = QCoreApplication.translate
    return {
        "zone": translate("SiteMap", "Zone"),
        "camera": translate("SiteMap", "Camera"),
        "point": translate("SiteMap", "Alarm point"),
        "door": translate("SiteMap", "Door"),
        "gate": translate("SiteMap", "Gate"),
        "stall": translate("SiteMap", "Stall"),
        "equipment": translate("SiteMap", "Equipment"),
    }[of]


def state(of: State) -> str:
    """Say a state."""
    translate = QCoreApplication.translate
    return {
        "normal": translate("SiteMap", "normal"),
        "live": translate("SiteMap", "live"),
        "lost": translate("SiteMap", "no picture"),
        "unknown": translate("SiteMap", "not known"),
        "shelved": translate("SiteMap", "put aside"),
        "out_of_service": translate("SiteMap", "out of service"),
        "disarmed": translate("SiteMap", "disarmed"),
        "open": translate("SiteMap", "open"),
        "closed": translate("SiteMap", "closed"),
        "moving": translate("SiteMap", "moving"),
        "stuck": translate("SiteMap", "stuck"),
        "taken": translate("SiteMap", "taken"),
        "free": translate("SiteMap", "free"),
    }[of]


def name(item: MapItem) -> str:
    """Name a thing, a camera by its number too."""
    return f"{item.number:02d} {item.name}" if item.number else item.name


def alarm(found: MapAlarm) -> str:
    """Say how an alarm stands."""
    translate = QCoreApplication.translate
    text = translate("SiteMap", "Drill: %1") if found.drill else translate("SiteMap", "Alarm: %1")
    words = text.replace("%1", severity.word(found.priority))
    if found.count > 1:
        more = translate("SiteMap", "%1 alarms").replace("%1", str(found.count))
        words = f"{words}, {more}"
    if not found.active:
        over = translate("SiteMap", "over")
        words = f"{words}, {over}"
    taken = translate("SiteMap", "not acknowledged") if found.unacked else translate("SiteMap", "acknowledged")
    return f"{words}, {taken}"


def label(item: MapItem) -> str:
    """Say what stands beside a thing on the plan: the name, and what is not as usual."""
    if item.alarm is not None:
        words = f"{name(item)} · {severity.word(item.alarm.priority)}"
        drill = QCoreApplication.translate("SiteMap", "DRILL")
        return f"{drill} · {words}" if item.alarm.drill else words
    if item.placed.kind == "gate" or item.state in ("lost", "stuck", "out_of_service", "shelved", "disarmed"):
        return f"{name(item)} · {state(item.state)}"
    return name(item)


def line(item: MapItem) -> str:
    """Say all of a thing in one line."""
    parts = [kind(item.placed.kind), name(item)]
    parts += [alarm(item.alarm)] if item.alarm is not None else []
    if item.alarm is None or item.state not in ("normal", "live"):
        parts.append(state(item.state))
    return " · ".join(parts)


def what_enter_does(item: MapItem) -> str:
    """Say what Enter or a click does."""
    translate = QCoreApplication.translate
    if item.alarm is not None and item.placed.kind != "camera":
        return translate("SiteMap", "Enter shows the alarm")
    if item.placed.kind in ("camera", "gate", "door"):
        return translate("SiteMap", "Enter shows the picture")
    if item.placed.kind in ("zone", "point"):
        return translate("SiteMap", "Enter shows the zone")
    return ""


def guard(found: MapGuard) -> str:
    """Say who was sent, and when, or since when they are there."""
    translate = QCoreApplication.translate
    if found.arrived_at is not None:
        text = translate("SiteMap", "%1, there since %2")
        return text.replace("%2", times.clock(found.arrived_at)).replace("%1", found.name)
    text = translate("SiteMap", "%1, sent %2")
    return text.replace("%2", times.clock(found.sent_at)).replace("%1", found.name)


def tab(plan: MapPlan) -> str:
    """Label a plan's tab, with the alarms on it."""
    return f"{plan.name} ({plan.alarms})" if plan.alarms else plan.name


def spoken_plan(plan: MapPlan) -> str:
    """Name a plan for a screen reader, with what is on it."""
    translate = QCoreApplication.translate
    text = translate("SiteMap", "Site plan %1, alarms: %2").replace("%2", str(plan.alarms))
    return text.replace("%1", plan.name)


def hint(hand: Kind | None, chosen: Kind | None) -> str:
    """Say what mouse and keys do while a plan is drawn: with something in hand, else with something chosen."""
    translate = QCoreApplication.translate
    if hand is not None:
        if hand == "zone":
            return translate("SiteMap", "Click the corners in turn; the first one or Enter closes the zone. Esc ends.")
        return translate("SiteMap", "Click where it stands; Enter puts it into the middle. Esc ends.")
    if chosen is None:
        return translate("SiteMap", "Choose something with the mouse or Tab, or place something from the list.")
    return {
        "camera": translate("SiteMap", "Arrows move, Shift+arrows turn and lengthen, Alt+arrows widen. Del removes."),
        "zone": translate("SiteMap", "Space: next corner. Arrows move it, Ins adds one, Del removes one."),
        "stall": translate("SiteMap", "Arrows move, Shift+arrows turn. Del removes."),
    }.get(chosen, translate("SiteMap", "Arrows move, with Ctrl finely. Del removes."))
