"""Compare a picture with its golden one: strict about layout and colour, lenient about how a font draws its edges."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

#: Pictures are compared in blocks of this many pixels, which is about a stroke of a letter.
BLOCK = 4
#: A block differs when its mean colour is this far off (of 255); this share of blocks may.
BLOCK_TOLERANCE, SHARE_TOLERANCE = 28.0, 0.004


@dataclass(frozen=True, slots=True)
class Comparison:
    """share: of blocks that differ, 0..1; diff: where, in white on black."""

    share: float
    diff: np.ndarray

    @property
    def same(self) -> bool:
        """Whether the difference is no more than a font's."""
        return self.share <= SHARE_TOLERANCE


def pixels(image: QImage) -> np.ndarray:
    """Give height x width x 3, blue first."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), :3].astype(np.float32)


def compare(candidate: QImage, golden: QImage) -> Comparison:
    """Compare; another size differs altogether."""
    if candidate.size() != golden.size():
        return Comparison(1.0, np.full((candidate.height(), candidate.width()), 255, np.uint8))
    off = np.abs(_blocks(pixels(candidate)) - _blocks(pixels(golden))).max(axis=2) > BLOCK_TOLERANCE
    diff = np.kron(off.astype(np.uint8) * 255, np.ones((BLOCK, BLOCK), np.uint8))
    return Comparison(float(off.mean()), diff)


def write_audit(folder: Path, name: str, candidate: QImage, comparison: Comparison | None) -> None:
    """Keep the candidate, and where it differs, for a person to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    candidate.save(str(folder / f"{name}.png"))
    if comparison is not None and not comparison.same:
        rows, columns = comparison.diff.shape
        diff = QImage(comparison.diff.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8)
        diff.save(str(folder / f"{name}.diff.png"))


def _blocks(picture: np.ndarray) -> np.ndarray:
    rows, columns = picture.shape[0] // BLOCK * BLOCK, picture.shape[1] // BLOCK * BLOCK
    cut = picture[:rows, :columns]
    return cut.reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK, 3).mean(axis=(1, 3))
