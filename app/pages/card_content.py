"""What the alarm card shows of one incident: words and numbers from the site document, the alarm and the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alarms.messages import number, text
from alarms.model import Handling, Incident, Occurrence, StepMark
from app import texts, texts_people
from app.services.places import Places
from app.site_document import Step
from widgets import alarm_marks
from widgets.alarm_card import AlarmCardContent, CardPhone, CardStep

PICTURE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """Whether the zone's live picture is there, and since when (UTC seconds) it has been on screen."""

    available: bool
    since: float | None = None


def card_content(
    occurrence: Occurrence,
    incident: Incident | None,
    siblings: Sequence[Occurrence],
    picture: PictureSeen,
    places: Places,
    language: str,
    now: float,
    more: int,
) -> AlarmCardContent:
    """Build the card of ``occurrence``: ``siblings`` are its incident's occurrences, ``more`` other incidents wait."""
    guidance = places.guidance_for(occurrence.point, occurrence.zone)
    on_screen = None if picture.since is None else max(now - picture.since, 0.0)
    looked = None if picture.since is None else max(picture.since - occurrence.raised_at, 0.0)
    answered = None if occurrence.acked_at is None else max(occurrence.acked_at - occurrence.raised_at, 0.0)
    return AlarmCardContent(
        incident=occurrence.incident or "",
        number=incident.number if incident is not None else "",
        occurrence=occurrence.id,
        priority=occurrence.priority,
        place=places.point_name(occurrence.point, language),
        thing=thing_of(occurrence),
        raised_at=occurrence.raised_at,
        condition=occurrence.condition,
        acknowledgement=occurrence.acknowledgement,
        guidance="" if guidance is None else _pick(guidance.text, guidance.text_en, language),
        steps=() if guidance is None else _steps(guidance.steps, incident, language),
        phones=() if guidance is None else tuple(CardPhone(p.label(language), p.number) for p in guidance.phones),
        facts=facts_of(occurrence, siblings, places, language),
        awaiting_reset=occurrence.awaiting_reset and not occurrence.active,
        acknowledge_blocked=_blocked(occurrence, picture, on_screen),
        picture_on_screen_s=on_screen if picture.available else None,
        looked_s=looked,
        answered_s=answered,
        acked_by=texts_people.who(occurrence.acked_by),
        count=max(len(siblings), 1),
        more=more,
        drill=occurrence.drill,
        handling=incident.handling if incident is not None else Handling.NEW,
        verdict=incident.verdict if incident is not None else None,
        notes=_notes(incident),
        marks=alarm_marks.explanations(occurrence),
        taken_by=_taker(occurrence, incident),
    )


def _taker(occurrence: Occurrence, incident: Incident | None) -> str:
    """Who has the case, where that is not whoever answered and is named for it already."""
    taker = "" if incident is None or incident.taken is None else incident.taken.user
    return "" if taker == occurrence.acked_by else texts_people.who(taker)


def _notes(incident: Incident | None) -> tuple[str, ...]:
    notes = incident.notes if incident is not None else ()
    return tuple(f"{texts.clock_time(note.at)} {texts_people.who(note.user)}: {note.text}" for note in notes)


def _steps(steps: Sequence[Step], incident: Incident | None, language: str) -> tuple[CardStep, ...]:
    done = {} if incident is None else {mark.step: mark for mark in incident.steps_done}
    return tuple(_step(step, done, language) for step in steps)


def _step(step: Step, done: Mapping[str, StepMark], language: str) -> CardStep:
    mark = done.get(step.id)
    return CardStep(
        id=step.id,
        text=_pick(step.text, step.text_en, language),
        required=step.required,
        done=mark is not None,
        done_by="" if mark is None else texts_people.who(mark.user),
        done_at=None if mark is None else mark.at,
    )


def thing_of(occurrence: Occurrence) -> str:
    """Say what was detected: the class, and the kind where the message gave one."""
    thing = texts.alarm_class(occurrence.alarm_class)
    kind = texts.alarm_kind(occurrence.kind) if occurrence.kind else ""
    return f"{thing} · {kind}" if kind and kind != thing else thing


def facts_of(occurrence: Occurrence, siblings: Sequence[Occurrence], places: Places, language: str) -> tuple[str, ...]:
    """Return the detector's own values and the other alarms of the same incident, one line each."""
    lines = [places.zone_name(occurrence.zone, language)]
    value = number(occurrence.data.get("value"))
    if value is not None:
        lines.append(f"{value:g} {text(occurrence.data.get('unit'))}".strip())
    resident = text(occurrence.data.get("resident"))
    if resident:
        lines.append(resident)
    for other in siblings:
        if other.id != occurrence.id:
            name = places.point_name(other.point, language)
            lines.append(f"{texts.clock_time(other.raised_at)} {name} {thing_of(other)}")
    return tuple(lines)


def _blocked(occurrence: Occurrence, picture: PictureSeen, on_screen: float | None) -> str:
    if not occurrence.unacked or not occurrence.priority.guarded or not picture.available:
        return ""
    return "" if on_screen is not None and on_screen >= PICTURE_SECONDS else "picture"


def _pick(own: str, english: str, language: str) -> str:
    return own if language.startswith("zh") else english or own
