"""The presets of cameras that turn, by number, and what the site document says of each camera."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from app.services.places import Places
from app.site_ptz import LAST, Ptz
from video.onvif.engine import PtzEngine


@dataclass(frozen=True, slots=True)
class PresetName:
    """A preset as the guard calls it."""

    number: int
    token: str
    name: str
    name_en: str = ""

    def label(self, language: str) -> str:
        """Return the name for a language code."""
        return self.name if language.startswith("zh") else self.name_en or self.name


class PtzPresets:
    """Looks presets up; may be asked in any thread."""

    def __init__(self, places: Places, engine: PtzEngine) -> None:
        self._places = places
        self._engine = engine

    def listed(self, camera: str) -> tuple[PresetName, ...]:
        """The presets by number: those of the site document, else the camera's own first nine."""
        given = self.ptz(camera).presets
        if given:
            listed = [PresetName(one.number, one.token or str(one.number), one.name, one.name_en) for one in given]
            return tuple(sorted(listed, key=lambda one: one.number))
        state = self._engine.state(camera)
        own = state.presets if state is not None else ()
        return tuple(PresetName(at, one.token, one.name or one.token) for at, one in enumerate(own[:LAST], 1))

    def by_number(self, camera: str, number: int) -> PresetName | None:
        """The preset of a number."""
        return next((one for one in self.listed(camera) if one.number == number), None)

    def for_alarm(self, camera: str, point: str, zone: str) -> int:
        """Give the preset that an alarm turns a camera to: its point's, else the nearest zone's; 0 for none."""
        ptz = self.ptz(camera)
        by_point = {one.point: one.preset for one in ptz.call_ups if one.point}
        if point in by_point:
            return by_point[point]
        by_zone = {one.zone: one.preset for one in ptz.call_ups if one.zone}
        return next((by_zone[place.id] for place in self._places.zone_chain(zone) if place.id in by_zone), 0)

    def send_home(self, camera: str) -> Future[None]:
        """Turn a camera home: to the preset that the site document calls so, else to its own home."""
        found = self.by_number(camera, self.ptz(camera).home)
        return self._engine.go_to(camera, found.token) if found is not None else self._engine.go_home(camera)

    def ptz(self, camera: str) -> Ptz:
        """What the site document says of it."""
        entry = self._places.camera(camera)
        return entry.ptz if entry is not None and entry.ptz is not None else Ptz()
