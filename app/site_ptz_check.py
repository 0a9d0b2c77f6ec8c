"""Checks what a camera's [camera.ptz] says of its presets, of zones and points; each mistake costs its own line."""

from __future__ import annotations

from app.site_alarm_check import Tell
from app.site_ptz import Ptz, PtzCallUp, PtzPreset, address_of
from app.site_rows import Row, Tables


class PtzChecker:
    """Checks the cameras that turn, mending `tables` in place."""

    def __init__(self, tables: Tables, tell: Tell) -> None:
        self._tables = tables
        self._tell = tell

    def check(self) -> None:
        """Check all."""
        for at, row in enumerate(self._tables["camera"]):
            if row.entry.ptz is not None:
                changed = row.entry.model_copy(update={"ptz": self._checked(row, row.entry.ptz)})
                self._tables["camera"][at] = Row(changed, row.path, row.index)

    def _checked(self, row: Row, ptz: Ptz) -> Ptz | None:
        if not address_of(ptz, row.entry.sub, row.entry.main):
            self._tell("ptz_no_address", "camera", row, ("ptz",))
            return None
        presets = self._presets(row, ptz)
        known = {one.number for one in presets}
        home = ptz.home
        if home and presets and home not in known:
            self._tell("ptz_no_preset", "camera", row, ("ptz", "home"), given=home, known=_listed(known))
            home = 0
        call_ups = tuple(
            one for at, one in enumerate(ptz.call_ups) if self._calls(row, at, one, known if presets else None)
        )
        return ptz.model_copy(update={"presets": presets, "home": home, "call_ups": call_ups})

    def _presets(self, row: Row, ptz: Ptz) -> tuple[PtzPreset, ...]:
        found: dict[int, PtzPreset] = {}
        for at, preset in enumerate(ptz.presets):
            if found.setdefault(preset.number, preset) is not preset:
                self._tell("ptz_number_twice", "camera", row, ("ptz", "presets", at, "number"), given=preset.number)
        return tuple(found.values())

    def _calls(self, row: Row, at: int, call: PtzCallUp, known: set[int] | None) -> bool:
        """Whether a call-up's line can be used."""
        where = ("ptz", "call_ups", at)
        if (call.zone is None) == (call.point is None):
            self._tell("ptz_place", "camera", row, where)
            return False
        kind = "zone" if call.zone is not None else "point"
        name = call.zone or call.point or ""
        names = tuple(sorted(one.entry.id for one in self._tables[kind]))
        if name not in names:
            parameters = {"key": kind, "target": kind, "given": name, "known_names": names}
            self._tell("unknown_reference", "camera", row, (*where, kind), **parameters)
            return False
        if known is not None and call.preset not in known:
            self._tell("ptz_no_preset", "camera", row, (*where, "preset"), given=call.preset, known=_listed(known))
            return False
        return True


def _listed(numbers: set[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
