"""From the record of an incident to what its panel shows; read off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from alarms import incidents
from alarms.case_marks import Stage
from alarms.guidance import Applies, Guidance, Step, applies
from alarms.model import ActionKind, Incident
from app import texts, texts_people
from app.pages.step_marks import mark_of
from app.services.places import Places
from app.store.incident_people import Person
from app.store.queries import IncidentDetail, IncidentQueries
from app.store.records import Clip, ClipRecords, Elsewhere
from widgets.case_content import CaseChoice, CaseContent, CaseNote, CasePerson, CasePicture, CaseReview, CaseStep

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All that is on record of one incident: its rows, the fold of its entries, its recordings."""

    detail: IncidentDetail
    incident: Incident
    clips: tuple[Clip, ...]
    missing: tuple[Elsewhere, ...] = ()


def read_case(queries: IncidentQueries, clips: ClipRecords, incident: str) -> CaseRecord | None:
    """Read it, or None where there is none of that id; not for the window's thread."""
    detail = queries.detail(incident)
    folded = None if detail is None else incidents.fold(one for one in detail.actions if one.incident == incident)
    if detail is None or folded is None:
        return None
    return CaseRecord(detail, folded, tuple(clips.of_incident(incident)), tuple(clips.missing(incident)))


def case_content(
    record: CaseRecord, places: Places, language: str, people: Mapping[str, Person] | None = None
) -> CaseContent:
    """Return what the panel shows; ``people`` are the names, where somebody asked to see them."""
    one, summary = record.incident, record.detail.summary
    return CaseContent(
        id=one.id,
        number=one.number,
        opened_at=one.opened_at,
        category=one.category or one.family,
        title=one.title,
        zone=one.zone,
        place=places.zone_name(one.zone, language) if one.zone else "",
        priority=one.priority,
        by_hand=bool(one.opened_by),
        opened_by=texts_people.who(one.opened_by),
        open=one.open,
        handling=one.handling,
        verdict=one.verdict,
        cause=one.cause,
        cameras=tuple(places.camera_name(camera, language) for camera in one.cameras),
        people=tuple(_person(person.person, person.role, people) for person in one.people),
        steps=_steps(one, guidance_of(record, places), language),
        notes=tuple(CaseNote(note.text, texts_people.who(note.user), note.at) for note in one.notes),
        pictures=_pictures(record, places, language),
        review=None if one.review is None else _review(one),
        drill=summary.drill,
        out=", ".join(dict.fromkeys(sent.name for sent in one.dispatches if sent.stage is not Stage.CLEARED)),
    )


def guidance_of(record: CaseRecord, places: Places) -> Guidance:
    """Return what was to be done: about the highest of its alarms, else about what it is filed as."""
    alarms = record.detail.alarms
    if not alarms:
        return places.guidance_of(None, record.incident)
    chief = min(alarms, key=lambda one: (one["alarm_class"] != "fire", one["priority"], one["raised_at"]))
    return places.guidance_for(str(chief["point"]), record.incident.zone, str(chief["alarm_class"]), str(chief["kind"]))


def categories() -> tuple[CaseChoice, ...]:
    """Name the categories."""
    return tuple(CaseChoice(code, words) for code, words in texts.categories().items())


def zones(places: Places, language: str) -> tuple[CaseChoice, ...]:
    """Name the zones, each below what it lies in, and first no zone at all."""
    listed = [CaseChoice("", translate("CaseContent", "No zone"))]
    children: dict[str | None, list[str]] = {}
    for zone in places.site.zones:
        children.setdefault(zone.parent, []).append(zone.id)

    def add(parent: str | None, depth: int) -> None:
        for zone in children.get(parent, ()):
            listed.append(CaseChoice(zone, places.zone_name(zone, language), depth))
            if depth < _DEEPEST:
                add(zone, depth + 1)

    add(None, 0)
    return tuple(listed)


_DEEPEST = 6


def roles() -> tuple[CaseChoice, ...]:
    """Name what people can be in a case."""
    words = {
        "concerned": translate("CaseContent", "Person concerned"),
        "caller": translate("CaseContent", "Caller"),
        "witness": translate("CaseContent", "Witness"),
        "injured": translate("CaseContent", "Injured person"),
        "suspect": translate("CaseContent", "Suspect"),
        "helper": translate("CaseContent", "Police, fire brigade, ambulance"),
        "staff": translate("CaseContent", "Staff"),
    }
    return tuple(CaseChoice(code, said) for code, said in words.items())


def _person(person: str, role: str, people: Mapping[str, Person] | None) -> CasePerson:
    found = people.get(person) if people is not None else None
    if found is None:
        gone = translate("CaseContent", "(name deleted, or not here yet)") if people is not None else ""
        return CasePerson(person, role, secret=gone)
    if not found.readable:
        kept = translate("CaseContent", "(sealed at station %1: this station has no key for it)").replace(
            "%1", found.station
        )
        return CasePerson(person, role, secret=kept)
    return CasePerson(person, role, found.name, found.phone)


def _steps(one: Incident, guidance: Guidance, language: str) -> tuple[CaseStep, ...]:
    return tuple(_step(step, one, language) for step in guidance.steps)


def _step(step: Step, one: Incident, language: str) -> CaseStep:
    mark = mark_of(step, one)
    words = step.text if language.startswith("zh") else step.text_en or step.text
    by = "" if mark is None else texts_people.who(mark.user)
    holds = applies(step, one.verdict) is not Applies.NO
    return CaseStep(step.id, words, step.required, mark is not None, by, holds)


def _pictures(record: CaseRecord, places: Places, language: str) -> tuple[CasePicture, ...]:
    """Those that lie here, and those that only the record tells of, because they lie at another station."""
    found = {
        clip.id: CasePicture(clip.id, clip.path, places.camera_name(clip.camera, language), clip.start or 0.0)
        for clip in record.clips
        if clip.kind == "snapshot"
    }
    for action in record.detail.actions:
        if action.kind is ActionKind.SNAPSHOT and str(action.data.get("evidence")) not in found:
            key, camera = str(action.data.get("evidence")), str(action.data.get("camera", ""))
            at = float(action.data.get("taken_at", action.at))
            found[key] = CasePicture(key, "", places.camera_name(camera, language), at)
    return tuple(sorted(found.values(), key=lambda one: one.at))


def _review(one: Incident) -> CaseReview:
    assert one.review is not None
    return CaseReview(one.review.remark, texts_people.who(one.review.user), one.review.at)
