"""How private areas are written down, each time with a digest of what it says.

A file that is empty, cut short or changed is thereby told from one that says that there are no areas. The same goes
into the station's own records, so that what lies beside the site document may be lost and nothing changes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from app.site_base import Entry
from app.site_document import SiteDocument
from app.site_evidence import PrivateAreas
from app.site_problems import Problem
from app.store.errors import StoreError
from app.store.text import canonical_json
from video.masks import Areas

SCHEMA: Final = 1
Found = TypeVar("Found")
ByCamera = Mapping[str, Areas]

log = logging.getLogger(__name__)


class Documents(Protocol):
    """The station's own records, as small documents by key."""

    def read(self) -> dict[str, Any]:
        """All of them. Raises SQLAlchemyError."""
        ...

    def write(self, documents: Mapping[str, Any]) -> None:
        """Keep these beside the others. Raises StoreError."""
        ...


class Sound(Entry):
    """One camera's areas, looked at: raises ValidationError, which is a ValueError, where they are none."""

    id: str
    private: PrivateAreas = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn at this station. areas: () of a camera is a declaration that it has none.

    unsure: cameras that may have had areas which are lost, until somebody declares them.
    """

    areas: ByCamera = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What other stations told, by station. unsure: as in Drawn; awaited: stations that have to say it again."""

    stations: Mapping[str, ByCamera] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place(Generic[Found]):
    """What was found at a place; neither found nor damaged is one where nothing ever was."""

    found: Found | None = None
    damaged: bool = False


def look(where: object, read: Callable[[], Found | None]) -> Place[Found]:
    """Read a place, whatever is wrong with it."""
    try:
        return Place(read())
    except FileNotFoundError:
        return Place()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, SQLAlchemyError, StoreError) as error:
        log.error("private areas cannot be read from %s: %s", where, error)
        return Place(damaged=True)


def drawn_text(drawn: Drawn, at: str, person: str) -> str:
    """The file that lies beside the site document."""
    name = person.replace("\\", "").replace('"', "'")
    lines = ["# Private areas of cameras, drawn on their set-up page: change them there.", f"schema = {SCHEMA}"]
    lines += [f'published_at = "{at}"', f'published_by = "{name}"']
    if drawn.unsure:
        lines.append(f"unsure = [{', '.join(json.dumps(camera) for camera in sorted(drawn.unsure))}]")
    lines.append(f'sha256 = "{_digest(drawn_body(_rounded(drawn)))}"')
    for camera, areas in sorted(drawn.areas.items()):
        corners = ", ".join(f"[{', '.join(f'[{x:.5f}, {y:.5f}]' for x, y in area)}]" for area in areas)
        lines += ["", "[[camera]]", f'id = "{camera}"', f"private = [{corners}]"]
    return "\n".join(lines) + "\n"


def drawn_of_text(text: str) -> Drawn:
    """Read that file. Raises ValueError where it is not whole."""
    body: dict[str, Any] = tomllib.loads(text)
    if body.get("schema") != SCHEMA:
        raise ValueError("no schema")
    found = drawn_of_body({"camera": {one["id"]: one["private"] for one in body.get("camera", ())}, **_part(body)})
    if body.get("sha256") != _digest(drawn_body(found)):
        raise ValueError("not what was published")
    return found


def drawn_body(drawn: Drawn) -> dict[str, Any]:
    """As a document of the records."""
    return {"camera": dict(drawn.areas), "unsure": sorted(drawn.unsure)}


def drawn_of_body(body: Mapping[str, Any]) -> Drawn:
    """Read such a document. Raises ValueError, KeyError, TypeError and AttributeError."""
    return Drawn(_areas_of(body["camera"]), frozenset(map(str, body["unsure"])))


def told_body(told: Told) -> dict[str, Any]:
    """As a document."""
    stations = {station: dict(areas) for station, areas in told.stations.items()}
    return {"stations": stations, "unsure": sorted(told.unsure), "awaited": sorted(told.awaited)}


def told_of_body(body: Mapping[str, Any]) -> Told:
    """Read such a document. Raises ValueError, KeyError, TypeError and AttributeError."""
    stations = {str(station): checked(areas) for station, areas in body["stations"].items()}
    return Told(stations, frozenset(map(str, body["unsure"])), frozenset(map(str, body["awaited"])))


def sealed(body: Mapping[str, Any]) -> dict[str, Any]:
    """A document together with its digest."""
    return {"schema": SCHEMA, "sha256": _digest(body), "body": dict(body)}


def opened(document: Any) -> dict[str, Any]:
    """What a sealed document says. Raises ValueError, KeyError, TypeError and AttributeError."""
    body = document["body"]
    if document["schema"] != SCHEMA or document["sha256"] != _digest(body):
        raise ValueError("not what was kept")
    return dict(body)


def checked(told: object) -> dict[str, Areas]:
    """Areas by camera, of JSON, without those that have none; raises ValueError."""
    if not isinstance(told, dict):
        raise ValueError("no table")
    return {camera: areas for camera, areas in _areas_of(told).items() if areas}


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = file.with_name(f"{file.name}.part")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)


def of_document(site: SiteDocument, problems: Iterable[Problem], kept: ByCamera) -> tuple[ByCamera, frozenset[str]]:
    """Areas that the site document says, and cameras where it is mistyped and nobody knows better.

    A mistake costs the document what it stands in; where it has one, what was in force before holds on.
    """
    known = {camera.id for camera in site.cameras}
    said = {camera.id: camera.private for camera in site.cameras if camera.private}
    wrong = tuple(problems)
    mistyped = {one.name for one in wrong if one.kind == "camera" and one.parameters.get("key") == "private"} & known
    before = {camera: areas for camera, areas in kept.items() if camera in mistyped or camera not in said}
    if not wrong:
        return said, frozenset()
    held = {camera: (*said.get(camera, ()), *areas) for camera, areas in before.items() if camera in known}
    return {**said, **held}, frozenset(mistyped - held.keys())


def _areas_of(table: Mapping[str, Any]) -> dict[str, Areas]:
    drawn = [Sound.model_validate({"id": camera, "private": areas}) for camera, areas in table.items()]
    return {one.id: one.private for one in drawn}


def _part(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"unsure": body.get("unsure", [])}


def _rounded(drawn: Drawn) -> Drawn:
    """As it reads in the file."""
    areas = {
        camera: tuple(tuple((float(f"{x:.5f}"), float(f"{y:.5f}")) for x, y in area) for area in areas)
        for camera, areas in drawn.areas.items()
    }
    return Drawn(areas, drawn.unsure)


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(body).encode("utf-8")).hexdigest()
