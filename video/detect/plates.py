"""Reading the plate in a picture: every line of text is looked at, the one most like a plate is it.

Plates of two lines are put together. What looks like a plate but breaks the rules gets a second look, enlarged and a
little wider: text finders tend to cut off the small character at either end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from video.cv import cv2
from video.detect.ga36 import kind_of, likeness, normalise
from video.detect.letterbox import Picture
from video.detect.model import DetectError, PlateColour, PlateEngineName, PlateKind, PlateReading
from video.detect.plate_colour import plate_colour
from video.detect.text_engines import TextEngine, TextLine, open_text_engine

_NOTHING = PlateReading("", "", 0.0)
#: A picture lower than this and at least twice as wide is a plate already cut out.
_CROP_HEIGHT = 120
#: Margins in pixels around a plate cut out and doubled, best first on the crops of LPRNet's test set.
_MARGINS = (10, 4, 0)
#: How much of its own size to add before, after, and above and below a plate for the second look.
_WIDER = ((0.5, 0.5, 0.5), (0.1, 0.4, 0.1))
#: Grounds these are never painted in: a province misread as two letters looks like a military plate, but is blue.
_COLOURED = (PlateColour.BLUE, PlateColour.GREEN, PlateColour.YELLOW, PlateColour.YELLOW_GREEN)
_NEVER = {PlateKind.MILITARY: _COLOURED, PlateKind.ARMED_POLICE: _COLOURED}
_ENLARGE, _WIDEST = 3.0, 960


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: TextLine
    text: str
    likeness: float

    @property
    def rank(self) -> tuple[float, float]:
        return self.likeness, self.line.confidence


class PlateReader:
    """Reads one plate per picture."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine

    def read_encoded(self, data: bytes) -> PlateReading:
        """Read a JPEG or PNG; DetectError("picture_unreadable") when it is neither."""
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
        if picture is None:
            raise DetectError("picture_unreadable")
        return self.read(picture.astype(np.uint8, copy=False))

    def read(self, picture: Picture) -> PlateReading:
        """Read a picture (h, w, 3, BGR); an empty text when there is nothing like a plate in it."""
        best = self._best(picture)
        if best is None:
            return _NOTHING
        kind = kind_of(best.text)
        colour = plate_colour(cut(picture, best.line.frame))
        return PlateReading(
            best.text,
            best.line.text,
            round(best.line.confidence, 4),
            colour,
            kind is not PlateKind.OTHER and colour not in _NEVER.get(kind, ()),
            kind,
            self._engine.name,
        )

    def _best(self, picture: Picture) -> _Candidate | None:
        height, width = picture.shape[:2]
        if height <= _CROP_HEIGHT and width >= 2 * height:
            best = _choose(self._as_one_line(picture))
            if best is not None:
                return best
        lines = self._engine.lines(picture)
        best = _choose([*lines, *stacked(lines)])
        if best is None or best.likeness == 1.0:
            return best
        return max([best, *self._second_looks(picture, best)], key=lambda candidate: candidate.rank)

    def _as_one_line(self, plate: Picture) -> Iterator[TextLine]:
        """Read a plate already cut out, with and without a margin, until a reading keeps the rules."""
        whole = (0.0, 0.0, float(plate.shape[1]), float(plate.shape[0]))
        for margin in _MARGINS:
            large = cv2.resize(plate, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
            framed = cv2.copyMakeBorder(large, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
            line = self._engine.line(framed.astype(np.uint8, copy=False))
            if line is not None:
                yield TextLine(line.text, line.confidence, whole)
                if _judge(line).likeness == 1.0:
                    return

    def _second_looks(self, picture: Picture, first: _Candidate) -> Iterator[_Candidate]:
        left, top, right, bottom = first.line.frame
        width, height = right - left, bottom - top
        for before, after, around in _WIDER:
            area = (left - before * width, top - around * height, right + after * width, bottom + around * height)
            crop = cut(picture, area)
            factor = min(_ENLARGE, _WIDEST / max(1, crop.shape[1]))
            if crop.size == 0 or factor < 1:
                continue
            large = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
            lines = self._engine.lines(large.astype(np.uint8, copy=False))
            for line in (*lines, *stacked(lines)):
                found = _judge(TextLine(line.text, line.confidence, first.line.frame))
                yield found
                if found.likeness == 1.0:
                    return


def cut(picture: Picture, frame: tuple[float, float, float, float]) -> Picture:
    """The part of a picture inside a frame given in pixels, as much of it as there is."""
    height, width = picture.shape[:2]
    left, top, right, bottom = (round(edge) for edge in frame)
    return picture[max(0, top) : min(height, bottom), max(0, left) : min(width, right)]


def stacked(lines: Sequence[TextLine]) -> Iterable[TextLine]:
    """Pairs of lines that lie one right above the other and may be a plate of two lines."""
    for upper in lines:
        for lower in lines:
            if upper is not lower and _is_above(upper, lower):
                frame = (
                    min(upper.frame[0], lower.frame[0]),
                    upper.frame[1],
                    max(upper.frame[2], lower.frame[2]),
                    lower.frame[3],
                )
                yield TextLine(upper.text + lower.text, min(upper.confidence, lower.confidence), frame)


def _is_above(upper: TextLine, lower: TextLine) -> bool:
    shared = min(upper.frame[2], lower.frame[2]) - max(upper.frame[0], lower.frame[0])
    narrow = min(upper.frame[2] - upper.frame[0], lower.frame[2] - lower.frame[0])
    height = lower.frame[3] - lower.frame[1]
    centres = (lower.frame[1] + lower.frame[3] - upper.frame[1] - upper.frame[3]) / 2
    return shared > 0.6 * narrow and 0.3 * height < centres < 1.5 * height


def _judge(line: TextLine) -> _Candidate:
    text = normalise(line.text)
    return _Candidate(line, text, likeness(text))


def _choose(lines: Iterable[TextLine]) -> _Candidate | None:
    like_a_plate = [candidate for candidate in map(_judge, lines) if candidate.likeness > 0]
    return max(like_a_plate, key=lambda candidate: candidate.rank, default=None)


def open_reader(name: PlateEngineName, threads: int = 0) -> PlateReader:
    """Load a text engine and read plates with it; DetectError("runtime_missing") when it is not installed."""
    return PlateReader(open_text_engine(name, threads))
