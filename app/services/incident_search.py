"""What a person looks for among incidents, as the record has it: zones with all below, names as what they name."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.places import Places
from app.store.queries import IncidentFilter, Meaning
from app.store.search import normal, words_of

OPEN = "open"
_LANGUAGES = ("zh_CN", "en")


def zones_below(places: Places, zone: str) -> tuple[str, ...]:
    """Return a zone and all that lies in it."""
    return tuple(
        one.id for one in places.site.zones if any(above.id == zone for above in places.zone_chain(one.id))
    ) or (zone,)


def incident_filter(
    places: Places,
    categories: Mapping[str, str],
    *,
    text: str = "",
    since: float | None = None,
    until: float | None = None,
    zone: str = "",
    category: str = "",
    priority: int = 0,
    state: str = "",
) -> IncidentFilter:
    """Return the filter; ``categories`` are the words for each category in the language of the screen."""
    return IncidentFilter(
        since=since,
        until=until,
        zones=zones_below(places, zone) if zone else (),
        categories=(category,) if category else (),
        priorities=(priority,) if priority else (),
        states=(state,) if state and state != OPEN else (),
        open_only=state == OPEN,
        text=text,
        meanings=tuple(_meaning(places, categories, word) for word in words_of(text)),
    )


def _meaning(places: Places, categories: Mapping[str, str], word: str) -> Meaning:
    """The record holds ids; a person looks for names."""
    zones = {
        zone
        for named in places.site.zones
        if any(word in normal(places.zone_name(named.id, language)) for language in _LANGUAGES)
        for zone in zones_below(places, named.id)
    }
    kinds = tuple(code for code, words in categories.items() if word in normal(words))
    return Meaning(word, tuple(sorted(zones)), kinds)
