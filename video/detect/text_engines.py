"""Reading text in pictures: RapidOCR (its models come with the package) and, where installed and chosen, EasyOCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from video import quiet
from video.detect.letterbox import Picture
from video.detect.model import DetectError, PlateEngineName
from video.detect.threads import inference_threads

#: Pictures are looked over at this size; what was found is read from the full one.
_FINDER_SIDE = 960


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text. The frame around it, upright, is in pixels: left, top, right, bottom."""

    text: str
    confidence: float
    frame: tuple[float, float, float, float]


class TextEngine(Protocol):
    """Reads pictures (h, w, 3, BGR)."""

    name: str

    def lines(self, picture: Picture) -> list[TextLine]:
        """Every line of text in the picture."""

    def line(self, picture: Picture) -> TextLine | None:
        """The picture taken as one line of text."""


class RapidEngine:
    """PP-OCR models through ONNX Runtime."""

    name = "rapidocr"

    def __init__(self, threads: int) -> None:
        quiet.settle()
        try:
            from rapidocr import RapidOCR  # noqa: PLC0415
        except ImportError as error:
            raise DetectError("runtime_missing", runtime="rapidocr") from error
        session = "EngineConfig.onnxruntime"
        count = inference_threads(threads)
        settings = {f"{session}.intra_op_num_threads": count, f"{session}.inter_op_num_threads": 1}
        finder: dict[str, Any] = {"Det.limit_type": "max", "Det.limit_side_len": _FINDER_SIDE}
        self._read: Any = RapidOCR(params={"Global.log_level": "error"} | settings | finder)

    def lines(self, picture: Picture) -> list[TextLine]:
        """See TextEngine."""
        # The engine keeps the flags of the call before: give all of them each time.
        found = self._read(picture, use_det=True, use_cls=True, use_rec=True)
        if found.boxes is None or found.txts is None:
            return []
        rows = zip(found.txts, found.scores, found.boxes, strict=True)
        return [TextLine(str(text), float(score), upright(corners)) for text, score, corners in rows]

    def line(self, picture: Picture) -> TextLine | None:
        """See TextEngine."""
        found = self._read(picture, use_det=False, use_cls=False, use_rec=True)
        if not found.txts or not found.txts[0]:
            return None
        height, width = picture.shape[:2]
        return TextLine(str(found.txts[0]), float(found.scores[0]), (0.0, 0.0, float(width), float(height)))


class EasyEngine:
    """EasyOCR, from weights already on this machine; it may not download here."""

    name = "easyocr"

    def __init__(self) -> None:
        quiet.settle()
        try:
            import easyocr  # noqa: PLC0415

            self._reader: Any = easyocr.Reader(["ch_sim", "en"], download_enabled=False, verbose=False)
        except (ImportError, FileNotFoundError) as error:
            raise DetectError("runtime_missing", runtime="easyocr") from error

    def lines(self, picture: Picture) -> list[TextLine]:
        """See TextEngine."""
        return [TextLine(str(text), float(score), upright(c)) for c, text, score in self._reader.readtext(picture)]

    def line(self, picture: Picture) -> TextLine | None:
        """See TextEngine."""
        height, width = picture.shape[:2]
        found = self._reader.recognize(picture, [[0, width, 0, height]], [])
        return TextLine(str(found[0][1]), float(found[0][2]), upright(found[0][0])) if found else None


def upright(corners: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    """The upright frame around four corners."""
    across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return min(across), min(down), max(across), max(down)


def open_text_engine(name: PlateEngineName, threads: int = 0) -> TextEngine:
    """Load an engine; DetectError("runtime_missing") when it is not installed."""
    return EasyEngine() if name == "easyocr" else RapidEngine(threads)
