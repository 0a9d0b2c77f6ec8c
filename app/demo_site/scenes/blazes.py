"""What burns in a scene: a bin with flames and smoke over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.demo_site.drawing.brush import Brush, paint
from app.demo_site.drawing.flames import Blaze, draw_flames, draw_smoke
from app.demo_site.scenes.base import FIRE, SMOKE, Canvas

_BIN, _BIN_TALL, _BIN_WIDE = (74, 78, 72), 0.62, 0.22


@dataclass(frozen=True, slots=True)
class BurningBin:
    """Burns from second `starts` on and grows for five seconds; smoke first. bin: whether it stands in one."""

    blaze: Blaze
    starts: float = 0.0
    flames: bool = True
    smoke: bool = True
    bin: bool = True

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw it as it is at t."""
        at = canvas.light.at((self.blaze.x, self.blaze.y, 0.3))
        if self.bin:
            paint(canvas.picture, canvas.depth, canvas.lens, self._outline(), at, self._draw_bin)
        grown = float(np.clip((t - self.starts) / 5.0, 0, 1))
        if t < self.starts:
            return
        blaze = replace(self.blaze, grown=grown, base=_BIN_TALL if self.bin else self.blaze.base)
        if self.smoke:
            canvas.mark(SMOKE, draw_smoke(canvas.picture, canvas.depth, canvas.lens, canvas.light, blaze, t))
        if self.flames and grown > 0.15:
            canvas.mark(FIRE, draw_flames(canvas.picture, canvas.depth, canvas.lens, blaze, t))

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        place = canvas.lens.position
        return float(np.hypot(self.blaze.x - place[0], self.blaze.y - place[1]))

    def _outline(self) -> np.ndarray:
        x, y = self.blaze.x, self.blaze.y
        return np.array(
            [(x + s * 0.3, y + d * 0.3, z) for s in (-1, 1) for d in (-1, 1) for z in (0.0, _BIN_TALL + 0.1)],
            np.float32,
        )

    def _draw_bin(self, brush: Brush) -> None:
        foot = np.array([self.blaze.x, self.blaze.y, 0.12], np.float32)
        brush.limb(foot, foot + np.array([0, 0, _BIN_TALL - 0.3], np.float32), (_BIN_WIDE * 0.85, _BIN_WIDE), _BIN)
