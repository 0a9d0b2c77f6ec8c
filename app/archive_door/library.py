"""What the other stations may ask for, and how it is written down on the way.

Nothing of a request ever becomes part of a path: a segment is found in the index by camera, stream and time, a clip in
the records by its id, and what is sent is the file that those name. Files of other stations are not handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from app.archive_door.http import Answer, BadRequestError, FileBody, Request, file_answer, json_answer
from app.archive_door.server import digest_of
from app.store.records import Clip
from video.archive.model import FootageError, FootageSource, Segment, Stretch
from video.clock import Clock
from video.masks import Areas
from video.model import StreamKind

#: The longest time that one question may be about, seconds: what a timeline shows at once.
LONGEST_S: Final = 31 * 86400.0
#: Segments in one answer.
MOST: Final = 5000
#: Who asks for a person says so in this header; for the audit log only, it opens nothing.
PERSON: Final = "X-Watchroom-Person"
_LONGEST_PERSON: Final = 120


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that a station took, wholly or in part: for whom, what of which camera, from when to when (UTC)."""

    station: str
    person: str
    what: str
    camera: str
    start: float
    end: float


class ArchiveLibrary:
    """Answers requests of stations that the door has let in. `on_fetched` is told of each file, before it goes.

    private: the areas drawn here, which are black wherever the footage is shown. unsure: cameras whose areas are lost;
    their files go nowhere. seen: the folder of the pictures that raised rules' alarms.
    """

    def __init__(
        self,
        station: str,
        own: FootageSource,
        clips_of: Callable[[str], list[Clip]],
        clip: Callable[[str], Clip | None],
        clock: Clock,
        on_fetched: Callable[[Fetched], object],
        private: Callable[[], Mapping[str, Areas]] = lambda: {},
        unsure: Callable[[], Collection[str]] = lambda: (),
        seen: Path | None = None,
    ) -> None:
        self._station = station
        self._own = own
        self._clips_of = clips_of
        self._clip = clip
        self._clock = clock
        self._on_fetched = on_fetched
        self._private = private
        self._unsure = unsure
        self._seen = seen

    def answer(self, station: str, request: Request) -> Answer:
        """Answer one request; raises BadRequestError and OSError."""
        answers: Mapping[str, Callable[[str, Request], Answer]] = {
            "/1/hello": self._hello,
            "/1/segments": self._segments,
            "/1/stretches": self._stretches,
            "/1/segment": self._segment,
            "/1/incident": self._incident,
            "/1/clip": self._file_of_clip,
            "/1/seen": self._file_seen,
        }
        found = answers.get(request.path)
        if found is None:
            raise BadRequestError(HTTPStatus.NOT_FOUND)
        return found(station, request)

    def _hello(self, _station: str, _request: Request) -> Answer:
        told = {"private": self._private(), "private_unsure": sorted(self._unsure())}
        return json_answer({"station": self._station, "at": self._clock.now(), **told})

    def _segments(self, _station: str, request: Request) -> Answer:
        kind = request.query.get("kind", "")
        if kind not in ("", *StreamKind):
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        found = self._own.segments(request.text("camera"), *_range(request), StreamKind(kind) if kind else None)
        return json_answer({"segments": [segment_told(one) for one in found[:MOST]], "more": len(found) > MOST})

    def _stretches(self, _station: str, request: Request) -> Answer:
        found = self._own.stretches(request.text("camera"), *_range(request))
        return json_answer({"stretches": [asdict(one) for one in found[:MOST]]})

    def _segment(self, station: str, request: Request) -> Answer:
        camera, kind = request.text("camera"), request.text("kind")
        start = request.number("start")
        if kind not in tuple(StreamKind):
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        about = self._own.segments(camera, start - 1.0, start + 1.0, StreamKind(kind))
        segment = next((one for one in about if abs(one.start - start) < 1e-3), None)
        if segment is None:
            raise BadRequestError(HTTPStatus.NOT_FOUND)
        self._refuse(camera)
        try:
            path = self._own.fetch(segment)
        except FootageError:
            raise BadRequestError(HTTPStatus.NOT_FOUND) from None
        self._note(station, request, f"segment {kind}", camera, segment.start, segment.end)
        return _file(request, path)

    def _incident(self, _station: str, request: Request) -> Answer:
        found = [one for one in self._clips_of(request.text("id")) if one.station == self._station]
        return json_answer({"clips": [clip_told(one) for one in found[:MOST]]})

    def _file_of_clip(self, station: str, request: Request) -> Answer:
        clip = self._clip(request.text("id", 200))
        if clip is None or clip.station != self._station:
            raise BadRequestError(HTTPStatus.NOT_FOUND)
        self._refuse(clip.camera)
        self._note(station, request, f"{clip.kind} {clip.id}", clip.camera, clip.start or 0.0, clip.end or 0.0)
        return _file(request, Path(clip.path))

    def _file_seen(self, station: str, request: Request) -> Answer:
        """The picture that raised a rule's alarm, by the name that the alarm has for it: time, camera, rule."""
        name, camera = request.text("name", 200), request.text("camera")
        found = {path.name: path for path in self._seen.glob("*.jpg")} if self._seen is not None else {}
        about = name.partition("_")[2]
        if name not in found or not about.startswith(f"{camera}_"):
            raise BadRequestError(HTTPStatus.NOT_FOUND)
        for one in self._unsure():  # a camera's id may begin with another's
            if about.startswith(f"{one}_"):
                self._refuse(one)
        self._note(station, request, f"seen {name}", camera, 0.0, 0.0)
        return _file(request, found[name])

    def _refuse(self, camera: str) -> None:
        if camera in self._unsure():
            raise BadRequestError(HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS)

    def _note(self, station: str, request: Request, what: str, camera: str, start: float, end: float) -> None:
        person = unquote(request.headers.get(PERSON.lower(), ""))[:_LONGEST_PERSON]
        self._on_fetched(Fetched(station, person, what, camera, start, end))


def segment_told(one: Segment) -> dict[str, Any]:
    """A segment as it goes over the wire: without its path, which is nobody else's business."""
    told = asdict(one)
    del told["path"]
    return told | {"kind": one.kind.value}


def read_segment(told: Mapping[str, Any], camera: str, path: Callable[[str], Path]) -> Segment:
    """A segment of another station, its file where `path` puts it. Raises KeyError, TypeError, ValueError."""
    kind = StreamKind(told["kind"])
    start = float(told["start"])
    offset = told["clock_offset"]
    return Segment(
        camera=camera,
        kind=kind,
        # What is still being written is another file each time it has grown.
        path=path(f"{camera} {kind} {start:.6f}" + ("" if told["closed"] else f" {told['size']}")),
        start=start,
        end=float(told["end"]),
        frames=int(told["frames"]),
        size=int(told["size"]),
        clock_offset=None if offset is None else float(offset),
        camera_clock=bool(told["camera_clock"]),
        closed=bool(told["closed"]),
        cause=told["cause"] if told["cause"] in ("recording", "motion", "incident") else "recording",
        incident=str(told["incident"]),
        codec=str(told["codec"]),
        audio=bool(told["audio"]),
    )


def read_stretch(told: Mapping[str, Any]) -> Stretch:
    """A stretch of another station's. Raises KeyError, TypeError, ValueError."""
    cause = told["cause"]
    known = cause in ("recording", "motion", "incident", "gap")
    return Stretch(float(told["start"]), float(told["end"]), cause if known else "recording", str(told["reason"]))


def clip_told(one: Clip) -> dict[str, Any]:
    """A clip as it goes over the wire: its file's name instead of its path."""
    told = asdict(one)
    del told["path"]
    return told | {"name": Path(one.path).name}


def _range(request: Request) -> tuple[float, float]:
    start, end = request.number("start"), request.number("end")
    if not start <= end <= start + LONGEST_S:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    return start, end


def _file(request: Request, path: Path) -> Answer:
    """A file as far as it is written now."""
    size = path.stat().st_size
    if not path.is_file() or not size:
        raise BadRequestError(HTTPStatus.NOT_FOUND)
    whole = FileBody(path, size, "")
    return file_answer(request, FileBody(path, size, digest_of(whole)))
