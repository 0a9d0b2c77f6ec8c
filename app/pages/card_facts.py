"""The parts of the alarm card that are worked out: times, causes, who was sent, what was measured, seen, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from alarms.case_marks import CrossCheck, Dispatch, Sighting, Stage, TakenBack, first_on_scene
from alarms.guidance import explained
from alarms.messages import number, text
from alarms.model import EscalationStep, Incident, Occurrence, Suppression
from app import texts, texts_people
from app.pages import entry_words
from app.services.dispatches import PresentDispatch, Sendable
from app.services.places import Places
from app.site_document import SiteDocument
from widgets import card_words, times
from widgets.card_choice import MOST
from widgets.card_content import CardCause, CardGuard, CardNeighbour, CardPlace, CardTrend, Seen

translate = QCoreApplication.translate

#: So many neighbours have room on the card; those in alarm come first.
NEIGHBOURS = 6

Values = Sequence[tuple[float, float]]


def looked_s(occurrence: Occurrence, called: float | None, since: float | None) -> float | None:
    """Return seconds from the call-up to the picture on screen: as recorded, or as it is going."""
    began = occurrence.called_at or called or occurrence.raised_at
    seen = occurrence.looked_at if occurrence.looked_at is not None else since
    return None if seen is None else max(seen - began, 0.0)


def answered_s(occurrence: Occurrence) -> float | None:
    """Return seconds from the alarm to its acknowledgement."""
    return None if occurrence.acked_at is None else max(occurrence.acked_at - occurrence.raised_at, 0.0)


def on_scene_s(incident: Incident | None) -> float | None:
    """Return seconds from the opening of the case to the first who was on scene."""
    there = first_on_scene(incident.dispatches) if incident is not None else None
    return None if incident is None or there is None else max(there - incident.opened_at, 0.0)


def times_line(incident: Incident, occurrences: Iterable[Occurrence]) -> str:
    """Sum up how soon a case was looked at and answered and somebody was there, for when it is closed."""
    first = min(occurrences, key=lambda one: one.raised_at, default=None)
    parts = [incident.number]
    if first is not None and (looked := looked_s(first, None, None)) is not None:
        parts.append(translate("AlarmCard", "picture shown after %1").replace("%1", times.age(looked)))
    if first is not None and (answered := answered_s(first)) is not None:
        line = translate("AlarmCard", "answered after %1 by %2").replace("%1", times.age(answered))
        parts.append(line.replace("%2", texts_people.who(first.acked_by)))
    if (there := on_scene_s(incident)) is not None:
        parts.append(translate("AlarmCard", "on scene after %1").replace("%1", times.age(there)))
    return " · ".join(parts)


def test_unexplained(incident: Incident | None, siblings: Sequence[Occurrence]) -> bool:
    """Whether nobody has said yet who announced what is called a test of a fire alarm."""
    found = ((one.alarm_class, one.kind) for one in siblings)
    return incident is not None and not explained(incident.verdict, incident.cause, found)


def causes_for(site: SiteDocument, alarm_class: str, language: str) -> tuple[CardCause, ...]:
    """Return what may be chosen with a digit after each key: the site's own for this class first, then the usual, the
    most probable for the class first."""
    found: list[CardCause] = []
    for when in card_words.CAUSES_WHEN:
        usual = card_words.causes_when(when, alarm_class)
        own = [one for one in site.causes if one.when == when and (not one.classes or alarm_class in one.classes)]
        lines = [CardCause(when, one.id, one.label(language)) for one in own]
        named = {one.id for one in own}
        lines += [CardCause(when, code, card_words.cause(code)) for code in usual if code not in named]
        kept = lines[:MOST] if len(lines) <= MOST else [*lines[: MOST - 1], lines[-1]]
        found += kept
    return tuple(found)


# Who was sent.


def sent_of(incident: Incident | None, places: Places, language: str) -> tuple[CardGuard, ...]:
    """Return those who were sent about a case, in their order."""
    found = incident.dispatches if incident is not None else ()
    return tuple(_sent(one, places, language) for one in found)


def _sent(one: Dispatch, places: Places, language: str) -> CardGuard:
    since = {Stage.SENT: one.sent_at, Stage.ON_SCENE: one.arrived_at, Stage.CLEARED: one.cleared_at}[one.stage]
    return CardGuard(
        one.guard, one.name, stage=one.stage, dispatch=one.id, since=since, place=place_of(one, places, language)
    )


def place_of(one: Dispatch | PresentDispatch, places: Places, language: str) -> str:
    """Name where somebody was sent."""
    return places.point_name(one.point, language) if one.point else places.zone_name(one.zone, language)


def places_to_go(occurrence: Occurrence, places: Places, language: str) -> tuple[CardPlace, ...]:
    """Return where somebody can be sent about an alarm: to it, to its zone, to the zones beside it."""
    zone = occurrence.zone
    found = [CardPlace(zone, occurrence.point, places.point_name(occurrence.point, language))]
    found += [CardPlace(one, "", places.zone_name(one, language)) for one in places.zones_near(zone)]
    return tuple(found)


def board(
    people: Iterable[Sendable], out: Sequence[PresentDispatch], incident: str, places: Places, language: str
) -> tuple[CardGuard, ...]:
    """Return who can be sent and what their digit does: for this case, send, then there, then free."""
    lines = []
    for person in people:
        mine = next((one for one in out if one.guard == person.id and one.incident == incident), None)
        other = next((one for one in out if one.guard == person.id and one.incident != incident), None)
        lines.append(
            CardGuard(
                id=person.id,
                name=person.label(language),
                number=person.number,
                stage=None if mine is None else mine.stage,
                dispatch="" if mine is None else mine.dispatch,
                since=None if mine is None else mine.arrived_at or mine.sent_at,
                elsewhere="" if other is None or _later(mine, other) else _elsewhere(other, places, language),
                alone=person.alone,
            )
        )
    return tuple(lines[:MOST])


def _later(mine: PresentDispatch | None, other: PresentDispatch) -> bool:
    """Whether somebody was sent here after he was sent there: what was noted there is no longer so."""
    return mine is not None and mine.sent_at >= other.sent_at


def to_read_out(occurrence: Occurrence, places: Places, language: str) -> str:
    """Return the address as it is told to the fire brigade: the site, its address, the building, the very place."""
    site = places.site.site
    address = site.address if language.startswith("zh") else site.address_en or site.address
    zones = [
        one.label(language) for one in reversed(tuple(places.zone_chain(occurrence.zone))) if one.parent is not None
    ]
    words = [
        one for one in (site.label(language), address, *zones, places.point_name(occurrence.point, language)) if one
    ]
    told = [one for at, one in enumerate(words) if not any(later.startswith(one) for later in words[at + 1 :])]
    return translate("AlarmCard", ", ").join(told)


def _elsewhere(one: PresentDispatch, places: Places, language: str) -> str:
    """Say what is known of somebody who is out about another case, and since when: nobody is anywhere before it was
    noted that he arrived."""
    there = one.stage is Stage.ON_SCENE and one.arrived_at is not None
    line = translate("AlarmCard", "at %1 since %2") if there else translate("AlarmCard", "on the way to %1 since %2")
    since = one.arrived_at if there and one.arrived_at is not None else one.sent_at
    return line.replace("%1", place_of(one, places, language)).replace("%2", times.clock(since))


def help_words(incident: Incident | None, places: Places, language: str) -> str:
    """Say before whom a case was brought by hand, and why."""
    call = incident.help if incident is not None else None
    if call is None or call.step is EscalationStep.NONE:
        return ""
    return entry_words.escalated(call.step.value, entry_words.cause_name(call.cause, places, language))


# What is known of the detector and its place.


def trend_of(occurrence: Occurrence, values: Values, places: Places, now: float) -> CardTrend | None:
    """Return the last minutes of what the detector measured, None where it measures nothing."""
    if not values:
        return None
    point = places.point(occurrence.point)
    low, high = (None, None) if point is None else (point.low, point.high)
    return CardTrend(tuple(values), text(occurrence.data.get("unit")), low, high, now)


def value_words(occurrence: Occurrence, values: Values) -> str:
    """Say what the detector measured when it raised the alarm and what it says now."""
    unit = text(occurrence.data.get("unit"))
    then = number(occurrence.data.get("value"))
    now = values[-1][1] if values else None
    parts = []
    if then is not None:
        parts.append(f"{then:g} {unit}".strip())
    if now is not None and now != then:
        parts.append(translate("AlarmCard", "now %1").replace("%1", f"{now:g} {unit}".strip()))
    return " · ".join(parts)


def seen_words(check: CrossCheck | None, places: Places, language: str) -> tuple[Seen, str]:
    """Say what the zone's cameras saw from five seconds before the alarm to ten after it."""
    if check is None:
        return Seen.NOTHING_KNOWN, ""
    missed = entry_words.not_looked(check, places, language)
    found = sorted(check.sightings, key=lambda one: (one.what != "person", one.at))
    if found:
        said = "; ".join([*(_sighting(one, places, language) for one in found[:3]), *missed])
        return Seen.SOMEBODY, translate("AlarmCard", "Cameras saw: %1").replace("%1", said)
    if check.cameras:
        empty = translate("AlarmCard", "Cameras around the alarm: nobody seen (%1)")
        names = ", ".join(places.camera_name(one, language) for one in check.cameras)
        return Seen.NOBODY, "; ".join([empty.replace("%1", names), *missed])
    if missed:
        return Seen.NOT_LOOKED, translate("AlarmCard", "Cameras around the alarm: %1").replace("%1", missed[0])
    return Seen.NOTHING_KNOWN, ""


def _sighting(one: Sighting, places: Places, language: str) -> str:
    camera = places.camera_name(one.camera, language)
    return f"{times.clock(one.at)} {camera}: {card_words.detected(one.what)} ×{one.count}"


def neighbours(
    occurrence: Occurrence, standing: Sequence[Occurrence], aside: frozenset[str], places: Places, language: str
) -> tuple[CardNeighbour, ...]:
    """Return the other detectors of the zone and of those beside it, and how each stands; those in alarm first."""
    worst: dict[str, Occurrence] = {}
    for one in standing:
        known = worst.get(one.point)
        if one.drill == occurrence.drill and (known is None or (not one.unacked, one.priority) < _rank(known)):
            worst[one.point] = one
    near = [point for point in places.points_near(occurrence.zone) if point != occurrence.point]
    near.sort(key=lambda point: (point not in worst, point in aside))
    lines = [_neighbour(point, worst.get(point), point in aside, places, language) for point in near[:NEIGHBOURS]]
    left = len(near) - len(lines)
    if left > 0:
        lines.append(CardNeighbour(translate("AlarmCard", "%1 more near by").replace("%1", str(left)), "…"))
    return tuple(lines)


def _rank(one: Occurrence) -> tuple[bool, int]:
    return (not one.unacked, one.priority)


def _neighbour(point: str, alarm: Occurrence | None, aside: bool, places: Places, language: str) -> CardNeighbour:
    name = places.point_name(point, language)
    if alarm is not None:
        return CardNeighbour(name, texts.alarm_state(alarm.state), alarm.priority, alarm.unacked)
    state = translate("AlarmCard", "put aside") if aside else translate("AlarmCard", "quiet")
    return CardNeighbour(name, state)


def alarms_of(siblings: Sequence[Occurrence], places: Places, language: str) -> tuple[CardNeighbour, ...]:
    """Return the alarms of a case, where it has several: which are acknowledged, by whom and when, and which wait."""
    if len(siblings) < 2:
        return ()
    ordered = sorted(siblings, key=lambda one: (not one.unacked, one.priority, one.raised_at))
    return tuple(
        CardNeighbour(places.point_name(one.point, language), _answered(one), one.priority, one.unacked)
        for one in ordered
    )


def _answered(one: Occurrence) -> str:
    state = texts.alarm_state(one.state)
    if one.unacked:
        return f"{state} · F5"
    return " ".join(filter(None, (state, texts.clock_time(one.acked_at), texts_people.who(one.acked_by))))


def acknowledged_words(taken: Occurrence, others: Iterable[Occurrence], places: Places, language: str) -> str:
    """Say what was acknowledged, and what of the same case waits still."""
    waiting = [places.point_name(one.point, language) for one in others if one.unacked and one.id != taken.id]
    said = translate("AlarmCard", "Acknowledged: %1.").replace("%1", places.point_name(taken.point, language))
    if not waiting:
        return said
    text = translate("AlarmCard", "Still waiting for F5: %1 (%2)").replace("%1", str(len(waiting)))
    return f"{said} {text.replace('%2', ', '.join(waiting))}"


def had_by(incident: Incident | None, own: str) -> str:
    """Who at which other station has the case, "" where nobody has it or it is had here."""
    taken = None if incident is None else incident.taken
    if taken is None or not taken.station or taken.station == own:
        return ""
    return (
        translate("AlarmCard", "%1 at station %2")
        .replace("%1", texts_people.who(taken.user))
        .replace("%2", taken.station)
    )


def aside_words(occurrence: Occurrence) -> str:
    """Why nothing is to be done about an alarm, "" where something is."""
    return {
        Suppression.NONE: "",
        Suppression.SHELVED: translate("AlarmCard", "Put aside: it comes back by itself"),
        Suppression.BY_DESIGN: translate("AlarmCard", "Disarmed: it is only shown"),
        Suppression.OUT_OF_SERVICE: translate("AlarmCard", "Out of service: it is only shown"),
    }[occurrence.suppression]


# What was taken back.


def taken_back_lines(incident: Incident | None, places: Places, language: str) -> tuple[str, ...]:
    """Say what was undone, by whom, the newest first: it stays in the record, and in sight."""
    found = incident.taken_back if incident is not None else ()
    return tuple(_taken_back(one, found, places, language) for one in reversed(found))


def _taken_back(one: TakenBack, others: Sequence[TakenBack], places: Places, language: str) -> str:
    line = translate("AlarmCard", "%1 %2 took back: %3 (%4 %5)")
    entry = one.entry
    words = (
        times.clock(one.at),
        texts_people.who(one.user),
        entry_words.said_of(entry, [other.entry for other in others], places, language),
        times.clock(entry.at),
        texts_people.who(entry.user),
    )
    for place, word in enumerate(words, 1):
        line = line.replace(f"%{place}", word)
    return line
