"""Which areas of which cameras are private: as the site document says, or as they were drawn since.

The program never writes the site document; areas are drawn with the mouse, so they have a file beside it that the
program writes (`site.private.toml`), in which a camera's areas stand in the place of the document's. That file is
written whole, and the version before it is kept: where the newer one cannot be read, the older one holds.

What stations with a door of their own tell of their areas is black here too, also while they are away: whoever has
drawn an area at one place has drawn it for the site.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from app.services.health import Level, PartStatus
from app.site_base import Entry
from app.site_document import SiteDocument
from app.site_evidence import PrivateAreas
from video.clock import Clock
from video.masks import Areas

SCHEMA: Final = 1
_log = logging.getLogger(__name__)


class _Drawn(Entry):
    """One camera's entry of the file."""

    id: str
    private: PrivateAreas = ()


class AreasRefusedError(ValueError):
    """These are no areas: fewer than three corners, outside the picture, or edges that cross."""

    code = "areas_wrong"


def private_file(document: Path) -> Path:
    """Where drawn areas of a site document are kept."""
    return document.with_name(f"{document.stem}.private.toml")


class PrivacyBook:
    """The areas that hold; `on_changed` is told all of them when they change.

    elsewhere: where is kept what other stations told.
    """

    def __init__(self, site: SiteDocument, document: Path, clock: Clock, elsewhere: Path | None = None) -> None:
        self._file, self._elsewhere = private_file(document), elsewhere
        self._clock = clock
        self._lock = threading.Lock()
        self._known = frozenset(camera.id for camera in site.cameras)
        document_areas = {camera.id: camera.private for camera in site.cameras if camera.private}
        self.trouble = ""
        self._lost = False
        self._drawn = self._read()
        self._told = self._read_told()
        self._document: Mapping[str, Areas] = document_areas
        self._all = self._joined()
        self.on_changed: Callable[[Mapping[str, Areas]], object] = lambda _areas: None

    @property
    def all(self) -> Mapping[str, Areas]:
        """Areas of each camera that has any."""
        return self._all

    @property
    def own(self) -> Mapping[str, Areas]:
        """What the document says or was drawn here, without what others told."""
        both = {**self._document, **self._drawn}
        return {camera: areas for camera, areas in both.items() if areas and camera in self._known}

    @property
    def file(self) -> Path:
        """Where drawn areas are written."""
        return self._file

    def areas(self, camera: str) -> Areas:
        """What is private on a camera's pictures."""
        return self._all.get(camera, ())

    def status(self) -> PartStatus | None:
        """For the health page, where drawn areas could not be read at the start; None where all is well."""
        if not self.trouble:
            return None
        level, code = (Level.FAILED, "lost") if self._lost else (Level.DEGRADED, "before_holds")
        return PartStatus("private", level, code, {"file": str(self._file)})

    def publish(self, camera: str, areas: Areas, person: str) -> None:
        """Let these areas hold from now on; writes a file. Raises AreasRefusedError and OSError."""
        try:
            sound = _Drawn(id=camera, private=areas).private
        except ValidationError as error:
            raise AreasRefusedError(str(error)) from error
        with self._lock:
            drawn = {**self._drawn, camera: sound}
            if self._file.is_file():
                _write(self._before, self._file.read_bytes())
            _write(self._file, self._text(drawn, person).encode("utf-8"))
            self._drawn = drawn
            self._all = self._joined()
            self.trouble = self.trouble if self._lost else ""  # what is lost of other cameras is still to be drawn
        self.on_changed(self._all)

    def take(self, station: str, told: object) -> None:
        """Let another station's areas hold here too. What is none is left out, and what it told before holds."""
        try:
            found = _checked(told)
        except ValueError as error:
            _log.warning("private areas that station %s tells are none: %s", station, error)
            return
        with self._lock:
            if found == self._told.get(station, {}):
                return
            self._told = {**self._told, station: found}
            self._all = self._joined()
            try:
                if self._elsewhere is not None:
                    _write(self._elsewhere, json.dumps(self._told).encode("utf-8"))
            except OSError as error:
                _log.warning("private areas of station %s are not kept: %s", station, error)
        self.on_changed(self._all)

    def _joined(self) -> Mapping[str, Areas]:
        joined = dict(self.own)
        for told in self._told.values():
            for camera in told.keys() & self._known:
                mine = joined.get(camera, ())
                joined[camera] = (*mine, *(area for area in told[camera] if area not in mine))
        return joined

    def _read_told(self) -> dict[str, dict[str, Areas]]:
        try:
            kept = json.loads(self._elsewhere.read_text("utf-8")) if self._elsewhere is not None else {}
            return {str(station): _checked(told) for station, told in kept.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            _log.error("private areas of other stations cannot be read: %s", error)
            return {}

    @property
    def _before(self) -> Path:
        return self._file.with_name(f"{self._file.name}.before")

    def _read(self) -> dict[str, Areas]:
        for file in (self._file, self._before):
            try:
                return _parsed(file.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                self.trouble = file.name
                _log.error("private areas cannot be read from %s: %s", file, error)
        self._lost = bool(self.trouble)
        return {}

    def _text(self, drawn: Mapping[str, Areas], person: str) -> str:
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        name = person.replace("\\", "").replace('"', "'")
        lines = ["# Private areas of cameras, drawn on their set-up page: change them there.", f"schema = {SCHEMA}"]
        lines += [f'published_at = "{at}"', f'published_by = "{name}"']
        for camera, areas in sorted(drawn.items()):
            corners = ", ".join(f"[{', '.join(f'[{x:.5f}, {y:.5f}]' for x, y in area)}]" for area in areas)
            lines += ["", "[[camera]]", f'id = "{camera}"', f"private = [{corners}]"]
        return "\n".join(lines) + "\n"


def _checked(told: object) -> dict[str, Areas]:
    """Areas by camera, of JSON; raises ValueError."""
    if not isinstance(told, dict):
        raise ValueError("no table")
    drawn = [_Drawn.model_validate({"id": camera, "private": areas}) for camera, areas in told.items()]
    return {one.id: one.private for one in drawn if one.private}


def _parsed(text: str) -> dict[str, Areas]:
    body: dict[str, Any] = tomllib.loads(text)
    found: dict[str, Areas] = {}
    for entry in body.get("camera", ()):
        drawn = _Drawn.model_validate(entry)
        found[drawn.id] = drawn.private
    return found


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = file.with_name(f"{file.name}.part")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
