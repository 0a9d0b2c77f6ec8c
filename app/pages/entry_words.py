"""What an entry of the record says beyond its kind, where that is about people who were sent, help, causes, cameras."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from alarms.case_marks import CrossCheck, cross_check_of
from alarms.incidents import undone_ids
from alarms.model import Action, ActionKind, EscalationStep, Verdict
from app import texts
from app.services.places import Places
from widgets import alarm_marks, card_words

translate = QCoreApplication.translate


def entry_words(action: Action, entries: Sequence[Action], places: Places, language: str) -> str:
    """Return them, "" for entries of other kinds; `entries` are those of the same case, where others are named."""
    data = action.data
    words: dict[ActionKind, Callable[[], str]] = {
        ActionKind.DISPATCH: lambda: f"{data.get('name', '')} → {_place(action, places, language)}",
        ActionKind.ACKNOWLEDGE: lambda: _without_picture(action),
        ActionKind.ARRIVE: lambda: _name_of(action, entries),
        ActionKind.CLEAR: lambda: _name_of(action, entries),
        ActionKind.ESCALATE: lambda: escalated(str(data.get("step", "")), _why(action, places, language)),
        ActionKind.VERDICT: lambda: _judged(action, entries, places, language),
        ActionKind.CROSS_CHECK: lambda: _seen(action, places, language),
        ActionKind.NOTE: lambda: str(data.get("text", "")),
        ActionKind.UNDO: lambda: _undone(action, entries, places, language),
    }
    say = words.get(action.kind)
    return say() if say is not None else ""


def said_of(action: Action, entries: Sequence[Action], places: Places, language: str) -> str:
    """Return the kind of an entry with what it says."""
    return " ".join(filter(None, (texts.action(action.kind), entry_words(action, entries, places, language))))


def escalated(step: str, why: str) -> str:
    """Say before whom a case was brought, and why."""
    words = alarm_marks.escalation(EscalationStep(step))
    return f"{words} ({why})" if why else words


def cause_name(code: str, places: Places, language: str) -> str:
    """Say a cause that was recorded, in the site's words where they are the site's own."""
    own = next((one for one in places.site.causes if one.id == code), None)
    return own.label(language) if own is not None else card_words.cause(code)


def _place(action: Action, places: Places, language: str) -> str:
    point, zone = str(action.data.get("point", "")), str(action.data.get("zone", ""))
    return places.point_name(point, language) if point else places.zone_name(zone, language)


def _name_of(action: Action, entries: Sequence[Action]) -> str:
    wanted = action.data.get("dispatch")
    sent = (one for one in entries if one.kind is ActionKind.DISPATCH and one.data.get("dispatch") == wanted)
    return next((str(one.data.get("name", "")) for one in sent), "")


def _why(action: Action, places: Places, language: str) -> str:
    return cause_name(str(action.data.get("cause", "")), places, language)


def _judged(action: Action, entries: Sequence[Action], places: Places, language: str) -> str:
    """The verdict and its cause; and which one it took the place of, so that a change is no line like others."""
    said, why = texts.verdict(Verdict(str(action.data["verdict"]))), _why(action, places, language)
    undone = undone_ids(one for one in entries if one.order < action.order)
    earlier = [one for one in entries if one.kind is ActionKind.VERDICT and one.order < action.order]
    before = max((one for one in earlier if one.id not in undone), key=lambda one: one.order, default=None)
    words = f"{said} ({why})" if why else said
    if before is None or before.data["verdict"] == action.data["verdict"]:
        return words
    return f"{texts.verdict(Verdict(str(before.data['verdict'])))} → {words}"


def _undone(action: Action, entries: Sequence[Action], places: Places, language: str) -> str:
    undone = next((one for one in entries if one.id == action.data.get("undoes")), None)
    return "" if undone is None else said_of(undone, entries, places, language)


def _without_picture(action: Action) -> str:
    """The alarm was taken notice of while the main place showed no live picture."""
    return translate("AlarmCard", "no live picture") if action.data.get("no_picture") else ""


def _seen(action: Action, places: Places, language: str) -> str:
    check = cross_check_of(action.data)
    found = [
        f"{places.camera_name(one.camera, language)}: {card_words.detected(one.what)} ×{one.count}"
        for one in check.sightings
    ]
    if not found and check.cameras:
        found = [translate("AlarmCard", "nobody seen")]
    return "; ".join([*found, *not_looked(check, places, language)])


def not_looked(check: CrossCheck, places: Places, language: str) -> list[str]:
    """Name the cameras that nobody can say anything of, in one piece; empty where there is none."""
    seen = {one.camera for one in check.sightings}
    names = [places.camera_name(one, language) for one in check.missed if one not in seen]
    if not names:
        return []
    said = translate("AlarmCard", "not looked at (people detection was off or too slow): %1")
    return [said.replace("%1", ", ".join(names))]
