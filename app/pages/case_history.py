"""What the entries of an incident's history say beyond their kind: which verdict, which step, which words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from alarms import incidents, states
from alarms.model import Action, ActionKind, Handling
from app import texts, texts_people
from app.pages import card_facts
from app.pages.case_content import CaseRecord, guidance_of
from app.pages.entry_words import entry_words
from app.services.places import Places
from app.store.records import Elsewhere


def history_lines(record: CaseRecord, places: Places, language: str) -> list[str]:
    """Return how soon it was answered, then the history, oldest first, one line each: when, what, who."""
    lines = [line] if (line := _how_soon(record)) else []
    lines += [_away(one) for one in record.missing]
    points = {str(one["id"]): str(one["point"]) for one in record.detail.alarms}
    for action in record.detail.actions:
        point = points.get(action.occurrence or "", "")
        where = places.point_name(point, language) if point else ""
        what = (texts.action(action.kind), where, _what(action, record, places, language))
        said = (*what, texts_people.who(action.user))
        lines.append("  ".join((texts.clock_time(action.at), *filter(None, said))))
    return lines


def _away(one: Elsewhere) -> str:
    """Say whose footage of this incident cannot be had now."""
    if one.since is None:
        text = QCoreApplication.translate("CaseHistory", "Footage of station %name% cannot be had now")
    else:
        text = QCoreApplication.translate("CaseHistory", "Footage of station %name% cannot be had: away since %time%")
    return text.replace("%name%", one.station).replace("%time%", texts.date_time(one.since or 0.0))


def _how_soon(record: CaseRecord) -> str:
    """How soon somebody looked, answered and was there, as the entries say."""
    actions = record.detail.actions
    case = incidents.fold(one for one in actions if one.incident == record.detail.summary.id)
    alarms: dict[str, list[Action]] = {}
    for one in actions:
        if one.occurrence is not None:
            alarms.setdefault(one.occurrence, []).append(one)
    found = (states.fold(entries) for entries in alarms.values())
    return "" if case is None else card_facts.times_line(case, [one for one in found if one is not None])


def _what(action: Action, record: CaseRecord, places: Places, language: str) -> str:
    data = action.data
    words: dict[ActionKind, Callable[[], str]] = {
        ActionKind.DESCRIBE: lambda: str(data.get("title", "")),
        ActionKind.INCIDENT_OPEN: lambda: str(data.get("title", "")),
        ActionKind.SNAPSHOT: lambda: places.camera_name(str(data.get("camera", "")), language),
        ActionKind.HANDLING: lambda: _handled(action),
        ActionKind.STEP: lambda: _step(str(data.get("step", "")), record, places, language),
    }
    say = words.get(action.kind)
    return say() if say is not None else entry_words(action, record.detail.actions, places, language)


def _handled(action: Action) -> str:
    remark = str(action.data.get("remark", ""))
    return " ".join(filter(None, (texts.handling(Handling(action.data["handling"])), remark)))


def _step(wanted: str, record: CaseRecord, places: Places, language: str) -> str:
    guidance = guidance_of(record, places)
    step = next((one for one in guidance.steps if one.id == wanted), None)
    if step is None:
        return wanted
    return step.text if language.startswith("zh") else step.text_en or step.text
