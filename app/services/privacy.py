"""Which areas of which cameras are private: as the site document says, or as they were drawn since.

The program never writes the site document; areas are drawn with the mouse, so they have a file beside it that the
program writes (`site.private.toml`), in which a camera's areas stand in the place of the document's. What holds is in
the station's own records too, and the version of the file before is kept.

What stations with a door of their own tell of their areas is black here too, also while they are away: whoever has
drawn an area at one place has drawn it for the site.

Where all that is lost nobody knows what was private. The live wall shows its pictures then, for a guard must see a
fire; of what is kept nothing is shown, handed out or given to another station until somebody declares the areas.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.services import privacy_kept as keeping
from app.services.health import Level, PartStatus
from app.services.privacy_kept import ByCamera, Documents, Drawn, Place, Told, look, sealed, write_whole
from app.site_document import SiteDocument
from app.site_problems import Problem
from app.store.errors import StoreError
from video.clock import Clock
from video.masks import Areas

#: All of a picture.
WHOLE: Final[Areas] = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),)
#: Cameras that a message names.
_NAMED: Final = 8
_log = logging.getLogger(__name__)


class AreasRefusedError(ValueError):
    """These are no areas: fewer than three corners, outside the picture, or edges that cross."""

    code = "areas_wrong"


def private_file(document: Path) -> Path:
    """Where drawn areas of a site document are kept."""
    return document.with_name(f"{document.stem}.private.toml")


class PrivacyBook:
    """The areas that hold; `on_changed` is told all of them when they change.

    elsewhere: where is kept what other stations told. kept: the station's own records, in which all of it is once
    more. problems: what is wrong with the site document.
    """

    def __init__(
        self,
        site: SiteDocument,
        document: Path,
        clock: Clock,
        elsewhere: Path | None = None,
        kept: Documents | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        self._file, self._elsewhere, self._kept = private_file(document), elsewhere, kept
        self._clock = clock
        self._lock = threading.Lock()
        self._known = frozenset(camera.id for camera in site.cameras)
        self._peers = frozenset(one.id for one in site.archive_stations) - {site.station.id}
        self._trouble = ""
        self._records: Place[dict[str, Any]] = look("the records", kept.read) if kept is not None else Place()
        self._drawn = self._read_drawn()
        self._told = self._read_told()
        said = self._recorded("document", lambda body: keeping.checked(body["camera"])).found or {}
        self._document, self._mistyped = keeping.of_document(site, problems, said)
        self._all = self._joined()
        self._keep()
        self._was_wrong = bool(self.unsure or self._trouble)
        self.on_changed: Callable[[Mapping[str, Areas]], object] = lambda _areas: None

    @property
    def all(self) -> ByCamera:
        """Areas of each camera that has any, as live pictures are blackened."""
        return self._all

    @property
    def of_past(self) -> ByCamera:
        """The same for what is kept: of a camera whose areas are lost it is the whole picture."""
        return {**self._all, **dict.fromkeys(self.unsure, WHOLE)}

    @property
    def own(self) -> ByCamera:
        """What the document says or was drawn here, without what others told."""
        both = {**self._document, **self._drawn.areas}
        return {camera: areas for camera, areas in both.items() if areas and camera in self._known}

    @property
    def unsure(self) -> frozenset[str]:
        """Cameras that may have had areas which are lost, until somebody declares them."""
        mistyped = self._mistyped - self._drawn.areas.keys()
        return (self._drawn.unsure | self._told.unsure | mistyped) & self._known

    @property
    def file(self) -> Path:
        """Where drawn areas are written."""
        return self._file

    def areas(self, camera: str) -> Areas:
        """What is private on a camera's live pictures."""
        return self._all.get(camera, ())

    def areas_of_past(self, camera: str) -> Areas:
        """What is private on its kept pictures."""
        return WHOLE if self.withheld(camera) else self.areas(camera)

    def withheld(self, camera: str) -> bool:
        """Whether nothing kept of this camera may be shown or given away, since its areas are lost."""
        return camera in self.unsure

    def status(self) -> PartStatus | None:
        """For the health page; None where all is well and always was."""
        unsure = sorted(self.unsure)
        named = ", ".join(unsure[:_NAMED]) + (" …" if len(unsure) > _NAMED else "")
        detail: dict[str, str | float] = {"file": str(self._file), "count": len(unsure), "cameras": named}
        self._was_wrong = self._was_wrong or bool(unsure or self._trouble)
        if unsure:
            return PartStatus("private", Level.FAILED, "lost", detail)
        if self._trouble:
            return PartStatus("private", Level.DEGRADED, self._trouble, detail)
        return PartStatus("private", Level.GOOD, "well", detail) if self._was_wrong else None

    def publish(self, camera: str, areas: Areas, person: str) -> None:
        """Let these areas hold from now on; writes a file. Raises AreasRefusedError and OSError."""
        self.declare({camera: areas}, person)

    def declare(self, areas: ByCamera, person: str) -> None:
        """Let these areas of several cameras hold from now on, () for none. Raises AreasRefusedError and OSError."""
        try:
            sound = {camera: keeping.Sound(id=camera, private=drawn).private for camera, drawn in areas.items()}
        except ValidationError as error:
            raise AreasRefusedError(str(error)) from error
        with self._lock:
            drawn = Drawn({**self._drawn.areas, **sound}, self._drawn.unsure - sound.keys())
            self._write(drawn, person)
            self._drawn = drawn
            self._trouble = ""
            if self._told.unsure & sound.keys():
                self._told = replace(self._told, unsure=self._told.unsure - sound.keys())
                self._write_told()
            self._all = self._joined()
            self._keep()
        self.on_changed(self._all)

    def take(self, station: str, told: object, unsure: object = ()) -> None:
        """Let another station's areas hold here too. What is none is left out, and what it told before holds.

        unsure: cameras whose areas that station has lost itself; what it told of them before holds too.
        """
        try:
            found = keeping.checked(told)
        except ValueError as error:
            _log.warning("private areas that station %s tells are none: %s", station, error)
            return
        with self._lock:
            new = self._with(station, found, set(unsure) if isinstance(unsure, (list, tuple)) else set())
            if new == self._told:
                return
            self._told = new
            self._all = self._joined()
            self._write_told()
            self._keep()
        self.on_changed(self._all)

    def _with(self, station: str, found: dict[str, Areas], lost: set[Any]) -> Told:
        before = self._told.stations.get(station, {})
        found |= {camera: areas for camera, areas in before.items() if camera in lost and camera not in found}
        awaited = self._told.awaited if lost else self._told.awaited - {station}
        said = not awaited and bool(self._told.awaited)
        return Told(
            {**self._told.stations, station: found} if found or before else self._told.stations,
            frozenset() if said else self._told.unsure,
            awaited,
        )

    def _joined(self) -> ByCamera:
        joined = dict(self.own)
        for told in self._told.stations.values():
            for camera in told.keys() & self._known:
                mine = joined.get(camera, ())
                joined[camera] = (*mine, *(area for area in told[camera] if area not in mine))
        return joined

    # Reading, at the start.

    def _recorded(self, key: str, read: Callable[[Mapping[str, Any]], Any]) -> Place[Any]:
        if self._records.damaged:
            return Place(damaged=True)
        document = (self._records.found or {}).get(key)
        return look(f"the record {key}", lambda: None if document is None else read(keeping.opened(document)))

    def _read_drawn(self) -> Drawn:
        """The file, else what was in force by the records, else what nobody can be sure of."""
        main = look(self._file, partial(_drawn_in, self._file))
        if main.found is not None:
            return main.found
        recorded: Place[Drawn] = self._recorded("drawn", keeping.drawn_of_body)
        if recorded.found is not None:
            if main.damaged or recorded.found != Drawn():
                self._trouble = "records_hold"
            return recorded.found
        before = look(self._before, partial(_drawn_in, self._before))
        if before.found is None and not (main.damaged or recorded.damaged or before.damaged):
            return Drawn()
        _log.error("which areas of cameras are private is lost: %s", self._file)
        return Drawn(before.found.areas if before.found is not None else {}, self._known)

    def _read_told(self) -> Told:
        file = self._elsewhere
        place = look(file, lambda: None if file is None else _told_in(file))
        if place.found is not None:
            return place.found
        recorded: Place[Told] = self._recorded("told", keeping.told_of_body)
        told = recorded.found or Told()
        if recorded.found is None and (place.damaged or recorded.damaged):
            _log.error("which private areas other stations told is lost: %s", file)
            told = Told(unsure=self._known, awaited=self._peers)
        if place.damaged or told != Told():
            self._told = told
            self._write_told()
        return told

    # Writing.

    @property
    def _before(self) -> Path:
        return self._file.with_name(f"{self._file.name}.before")

    def _write(self, drawn: Drawn, person: str) -> None:
        if look(self._file, partial(_drawn_in, self._file)).found is not None:  # else it is no version worth keeping
            write_whole(self._before, self._file.read_bytes())
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        write_whole(self._file, keeping.drawn_text(drawn, at, person).encode("utf-8"))

    def _write_told(self) -> None:
        if self._elsewhere is None:
            return
        try:
            write_whole(self._elsewhere, json.dumps(sealed(keeping.told_body(self._told))).encode("utf-8"))
        except OSError as error:
            _log.warning("private areas of other stations are not kept: %s", error)

    def _keep(self) -> None:
        """Enter what holds into the station's records; where that cannot be done it holds all the same."""
        if self._kept is None:
            return
        document = sealed({"camera": dict(self._document)})
        told, drawn = sealed(keeping.told_body(self._told)), sealed(keeping.drawn_body(self._drawn))
        try:
            self._kept.write({"drawn": drawn, "told": told, "document": document})
        except (StoreError, SQLAlchemyError) as error:
            _log.warning("private areas are not in the station's records: %s", error)
            self._trouble = self._trouble or "not_recorded"


def _drawn_in(file: Path) -> Drawn:
    return keeping.drawn_of_text(file.read_text(encoding="utf-8"))


def _told_in(file: Path) -> Told:
    return keeping.told_of_body(keeping.opened(json.loads(file.read_text(encoding="utf-8"))))
