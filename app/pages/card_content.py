"""What the alarm card shows of one incident: words and numbers from the site document, the alarm and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alarms.case_marks import CrossCheck
from alarms.guidance import Step
from alarms.messages import text
from alarms.model import Handling, Incident, Occurrence
from app import texts, texts_people
from app.pages import card_facts
from app.pages.step_marks import mark_of
from app.services.call_up import highest
from app.services.places import Places
from widgets import alarm_marks
from widgets.alarm_card import AlarmCardContent, CardPhone, CardStep
from widgets.card_content import CardGuard, CardNeighbour

PICTURE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """Whether the zone's live picture is there, since when (UTC seconds) it has been on screen, and since when the
    alarm has been before the guard."""

    available: bool
    since: float | None = None
    called: float | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the card says beyond its own case: the same for as long as the news does not change it."""

    guards: tuple[CardGuard, ...] = ()
    neighbours: tuple[CardNeighbour, ...] = ()
    trend: tuple[tuple[float, float], ...] = ()
    seen: CrossCheck | None = None
    more: int = 0


def card_content(
    occurrence: Occurrence,
    incident: Incident | None,
    siblings: Sequence[Occurrence],
    picture: PictureSeen,
    places: Places,
    language: str,
    now: float,
    around: Surroundings,
) -> AlarmCardContent:
    """Build the card of ``occurrence``: ``siblings`` are its incident's occurrences, ``around`` what else is known."""
    guidance = places.guidance_of(highest(siblings) or occurrence, incident)
    on_screen = None if picture.since is None else max(now - picture.since, 0.0)
    seen, seen_text = card_facts.seen_words(around.seen, places, language)
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
        guidance=_pick(guidance.text, guidance.text_en, language),
        steps=_steps(guidance.steps, incident, language),
        phones=tuple(CardPhone(p.label(language), p.number) for p in guidance.phones),
        facts=facts_of(occurrence, places, language),
        awaiting_reset=occurrence.awaiting_reset and not occurrence.active,
        acknowledge_blocked=_blocked(occurrence, picture, on_screen),
        picture_on_screen_s=on_screen if picture.available else None,
        looked_s=card_facts.looked_s(occurrence, picture.called, picture.since),
        answered_s=card_facts.answered_s(occurrence),
        acked_by=texts_people.who(occurrence.acked_by),
        count=max(len(siblings), 1),
        more=around.more,
        drill=occurrence.drill,
        handling=incident.handling if incident is not None else Handling.NEW,
        verdict=incident.verdict if incident is not None else None,
        notes=_notes(incident),
        marks=alarm_marks.explanations(occurrence),
        taken_by=_taker(occurrence, incident),
        had_by=card_facts.had_by(incident, places.site.station.id),
        aside=card_facts.aside_words(occurrence),
        alarms=card_facts.alarms_of(siblings, places, language),
        causes=card_facts.causes_for(places.site, occurrence.alarm_class, language),
        guards=around.guards,
        places=card_facts.places_to_go(occurrence, places, language),
        sent=card_facts.sent_of(incident, places, language),
        on_scene_s=card_facts.on_scene_s(incident),
        help=card_facts.help_words(incident, places, language),
        trend=card_facts.trend_of(occurrence, around.trend, places, now),
        value=card_facts.value_words(occurrence, around.trend),
        seen=seen,
        seen_text=seen_text,
        neighbours=around.neighbours,
        address=card_facts.to_read_out(occurrence, places, language),
        why_missing=card_facts.test_unexplained(incident, siblings),
        taken_back=card_facts.taken_back_lines(incident, places, language),
    )


def _taker(occurrence: Occurrence, incident: Incident | None) -> str:
    """Who has the case, where that is not whoever answered and is named for it already."""
    taker = "" if incident is None or incident.taken is None else incident.taken.user
    return "" if taker == occurrence.acked_by else texts_people.who(taker)


def _notes(incident: Incident | None) -> tuple[str, ...]:
    notes = incident.notes if incident is not None else ()
    return tuple(f"{texts.clock_time(note.at)} {texts_people.who(note.user)}: {note.text}" for note in notes)


def _steps(steps: Sequence[Step], incident: Incident | None, language: str) -> tuple[CardStep, ...]:
    return tuple(_step(step, incident, language) for step in steps)


def _step(step: Step, incident: Incident | None, language: str) -> CardStep:
    mark = mark_of(step, incident)
    return CardStep(
        id=step.id,
        text=_pick(step.text, step.text_en, language),
        required=step.required,
        only_if=step.only_if,
        done=mark is not None,
        done_by="" if mark is None else texts_people.who(mark.user),
        done_at=None if mark is None else mark.at,
        does=step.does,
        number=step.number,
        people=step.people,
        note=step.note,
        there=step.there,
    )


def thing_of(occurrence: Occurrence) -> str:
    """Say what was detected: the class, and the kind where the message gave one."""
    thing = texts.alarm_class(occurrence.alarm_class)
    kind = texts.alarm_kind(occurrence.kind) if occurrence.kind else ""
    return f"{thing} · {kind}" if kind and kind != thing else thing


def facts_of(occurrence: Occurrence, places: Places, language: str) -> tuple[str, ...]:
    """Return where it is and whom it concerns, one line each."""
    resident = text(occurrence.data.get("resident"))
    return tuple(filter(None, (places.zone_name(occurrence.zone, language), resident)))


def _blocked(occurrence: Occurrence, picture: PictureSeen, on_screen: float | None) -> str:
    if not occurrence.unacked or not occurrence.priority.guarded or not picture.available:
        return ""
    return "" if on_screen is not None and on_screen >= PICTURE_SECONDS else "picture"


def _pick(own: str, english: str, language: str) -> str:
    return own if language.startswith("zh") else english or own
