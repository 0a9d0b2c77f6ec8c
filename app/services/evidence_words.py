"""Words for what is handed out: of the record's entries, of alarms, places and cameras, each in Chinese and English.

Whoever reads a package (police, a court) has neither the program nor its language; the record beside it, as JSON, keeps
the codes for programs.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import resources
from alarms.case_marks import CrossCheck, cross_check_of
from alarms.kinds import canonical
from alarms.model import Action, ActionKind
from app.people.authorised import NOBODY
from app.services.places import Places
from app.store.queries import IncidentDetail

_FOLDER: Final = Path(resources.__file__).parent
Table = Mapping[str, Mapping[str, str]]


@functools.cache
def _written() -> Mapping[str, Table]:
    """Tables of words; classes and kinds are those that are spoken."""
    own = tomllib.loads((_FOLDER / "evidence" / "words.toml").read_text(encoding="utf-8"))
    spoken = tomllib.loads((_FOLDER / "voice" / "words.toml").read_text(encoding="utf-8"))
    return own | {"class": spoken["class"], "kind": spoken["kind"]}


def word(table: str, key: str) -> str:
    """Both languages of a code; the code where there is no word for it."""
    found = _written()[table].get(key)
    return key if found is None else f"{found['zh']} {found['en']}"


class RecordWords:
    """Says entries and names of one site. Any thread."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def camera(self, camera: str) -> str:
        """Number and name of a camera."""
        entry = self._places.camera(camera)
        number = f"{entry.number:02d} " if entry is not None and entry.number else ""
        return number + self._both(camera, self._places.camera_name)

    def point(self, point: str) -> str:
        """Name of an alarm point."""
        return self._both(point, self._places.point_name)

    def gate(self, gate: str) -> str:
        """Name of a gate."""
        entry = next((one for one in self._places.site.gates if one.id == gate), None)
        return gate if entry is None else self._both(gate, lambda _id, language: entry.label(language))

    def alarm(self, alarm_class: str, kind: str) -> str:
        """What kind of alarm it was."""
        code = canonical(kind)
        more = word("kind", code) if code and code != alarm_class else ""
        return " · ".join(filter(None, (word("class", alarm_class), more)))

    def who(self, action: Action) -> str:
        """Who did it, or the station that noted it."""
        name, _, station = action.user.partition("@")
        if name == NOBODY and station:
            return f"{word('other', 'nobody')} ({station})"
        return action.user or f"{word('other', 'station')} {action.station}"

    def line(self, action: Action, detail: IncidentDetail) -> str:
        """What an entry says: what was done, about which alarm point, and what of it."""
        points = {str(one["id"]): one for one in detail.alarms}
        about = points.get(action.occurrence or "")
        where = self.point(str(about["point"])) if about is not None else ""
        return " · ".join(filter(None, (word("action", action.kind), where, self._what(action, detail, about))))

    def _both(self, key: str, name: Callable[[str, str], str]) -> str:
        chinese, english = name(key, "zh_CN"), name(key, "en")
        return chinese if chinese == english else f"{chinese} {english}"

    def _what(self, action: Action, detail: IncidentDetail, about: Mapping[str, Any] | None) -> str:
        data = action.data
        words: dict[ActionKind, Callable[[], str]] = {
            ActionKind.RAISE: lambda: "" if about is None else self.alarm(about["alarm_class"], about["kind"]),
            ActionKind.INCIDENT_OPEN: lambda: str(data.get("title", "")),
            ActionKind.DESCRIBE: lambda: str(data.get("title", "")),
            ActionKind.NOTE: lambda: str(data.get("text", "")),
            ActionKind.SNAPSHOT: lambda: self.camera(str(data.get("camera", ""))),
            ActionKind.ACKNOWLEDGE: lambda: word("other", "no_picture") if data.get("no_picture") else "",
            ActionKind.VERDICT: lambda: self._with_cause(word("verdict", str(data.get("verdict", ""))), action),
            ActionKind.ESCALATE: lambda: self._with_cause(word("escalation", str(data.get("step", ""))), action),
            ActionKind.HANDLING: lambda: f"{word('handling', str(data.get('handling', '')))} {data.get('remark', '')}",
            ActionKind.DISPATCH: lambda: f"{data.get('name', '')} → {self._place(action)}",
            ActionKind.ARRIVE: lambda: _name_of(action, detail),
            ActionKind.CLEAR: lambda: _name_of(action, detail),
            ActionKind.STEP: lambda: self._step(action, detail),
            ActionKind.CROSS_CHECK: lambda: self._seen(cross_check_of(data)),
            ActionKind.UNDO: lambda: self._undone(action, detail),
        }
        say = words.get(action.kind)
        return say().strip() if say is not None else ""

    def _with_cause(self, said: str, action: Action) -> str:
        cause = str(action.data.get("cause", ""))
        own = next((one for one in self._places.site.causes if one.id == cause), None)
        words = self._both(cause, lambda _code, language: own.label(language)) if own else word("cause", cause)
        return f"{said} ({words})" if cause and words != "not_stated" else said

    def _place(self, action: Action) -> str:
        point, zone = str(action.data.get("point", "")), str(action.data.get("zone", ""))
        return self.point(point) if point else self._both(zone, self._places.zone_name)

    def _step(self, action: Action, detail: IncidentDetail) -> str:
        """The words of the step as the site has them now; its id where it has it no more."""
        wanted, zone = str(action.data.get("step", "")), detail.summary.zone
        tried = [(str(one["point"]), one["alarm_class"], one["kind"]) for one in detail.alarms]
        for point, alarm_class, kind in (*tried, ("", detail.summary.category, "")):
            for step in self._places.guidance_for(point, zone, alarm_class, kind).steps:
                if step.id == wanted:
                    said = f"{step.text} {step.text_en}".strip()
                    return said if action.data.get("done", True) else f"{said} ({word('other', 'not_done')})"
        return wanted

    def _undone(self, action: Action, detail: IncidentDetail) -> str:
        undone = next((one for one in detail.actions if one.id == action.data.get("undoes")), None)
        return "" if undone is None else self.line(undone, detail)

    def _seen(self, check: CrossCheck) -> str:
        """What the cameras saw, and how often each was looked at: not having looked is not having seen nobody."""
        found = [f"{self.camera(one.camera)}: {word('seen', one.what)} ×{one.count}" for one in check.sightings]
        parts = found or ([word("other", "nobody_seen")] if check.cameras else [])
        for one in check.looks:
            looked = word("other", "not_looked_at" if one.camera in check.missed else "looked_at")
            often = word("other", "looks").replace("%1", str(one.looks)).replace("%2", f"{one.gap:g}")
            parts.append(f"{looked}: {self.camera(one.camera)} ({often})")
        return "; ".join(parts)


def _name_of(action: Action, detail: IncidentDetail) -> str:
    wanted = action.data.get("dispatch")
    sent = (one for one in detail.actions if one.kind is ActionKind.DISPATCH and one.data.get("dispatch") == wanted)
    return next((str(one.data.get("name", "")) for one in sent), "")
