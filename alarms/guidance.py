"""What to do about an alarm: text, steps and phone numbers, inherited along site > area > zone > point. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alarms.site import Site


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do and tick. A required one must be ticked before a real incident is closed."""

    id: str
    text: str
    text_en: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call."""

    name: str
    number: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """One entry of the emergency plan."""

    id: str
    text: str = ""
    text_en: str = ""
    steps: tuple[Step, ...] = ()
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidanceBook:
    """The plan of a site. ``by_point`` and ``by_class`` name entries; each zone names its own."""

    entries: Mapping[str, Guidance] = field(default_factory=dict)
    by_point: Mapping[str, str] = field(default_factory=dict)
    by_class: Mapping[str, str] = field(default_factory=dict)

    def effective(self, site: Site, zone: str, *, point: str = "", alarm_class: str = "") -> Guidance:
        """What holds here: the nearest text and the nearest steps, and every phone number, the nearest first."""
        chain = self._chain(site, zone, point, alarm_class)
        text = next((one for one in chain if one.text or one.text_en), Guidance(""))
        steps = next((one.steps for one in chain if one.steps), ())
        phones: dict[str, Phone] = {}
        for one in chain:
            for phone in one.phones:
                phones.setdefault(phone.number, phone)
        nearest = chain[0].id if chain else ""
        return Guidance(nearest, text.text, text.text_en, steps, tuple(phones.values()))

    def required_steps(self, site: Site, zone: str, *, point: str = "", alarm_class: str = "") -> frozenset[str]:
        """The ids of the steps that have to be ticked."""
        found = self.effective(site, zone, point=point, alarm_class=alarm_class)
        return frozenset(step.id for step in found.steps if step.required)

    def _chain(self, site: Site, zone: str, point: str, alarm_class: str) -> list[Guidance]:
        names = [self.by_point.get(point), self.by_class.get(alarm_class)]
        names += [site.zones[one].guidance for one in site.lineage(zone)]
        return [self.entries[name] for name in names if name is not None and name in self.entries]
