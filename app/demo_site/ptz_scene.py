"""What the demo's camera that turns sees: a wide scene drawn once, of which each view is the exact part for its angle.

A pinhole camera that turns about its own centre sees the same points under another homography, so the still part of a
view is warped out of the wide drawing; people and cars are drawn into it anew, as sharp as the view is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.lens import Floats, Lens, View
from app.demo_site.drawing.marks import Drawn, drawn
from app.demo_site.drawing.opencv import cv2
from app.demo_site.loops import LOOP_S, LoopOrder
from app.demo_site.ptz_head import Place as Aim
from app.demo_site.scenes.base import Canvas, Mover, Setting
from app.demo_site.scenes.catalogue import CATALOGUE
from app.demo_site.scenes.kit import Place
from video.model import StreamKind

#: The camera that turns, and what its drawing is called among the loops.
CAMERA, WIDE = "cam05", "dome"
#: Its name, in Chinese and English: no place's, for it looks at several.
NAMES = (CATALOGUE[CAMERA].name, CATALOGUE[CAMERA].name_en)
#: Pixels and horizontal angle of the wide drawing.
WIDE_SIZE, WIDE_ANGLE = (2560, 1280), 104.0
#: Pixels of the streams. The main stream is drawn only while somebody looks.
SIZES = {StreamKind.SUB: (640, 360), StreamKind.MAIN: (1280, 720)}
#: Degrees to either side, up and down at full pan and tilt; angle of the view at the widest and the closest zoom.
PAN, TILT, WIDEST, CLOSEST = 27.0, 14.0, 48.0, 12.0
_SIGNS = "0123456789. s/"
_FAR = 1e6

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class WideScene:
    """The drawing: still picture, depth in metres, and the letters that are burnt into views of each size."""

    still: Picture
    depth: Floats
    letters: dict[str, Picture]


def draw_wide(order: LoopOrder) -> None:
    """Draw the wide scene into the order's file; needs Qt for the letters, so it runs in an encoder's process."""
    wide = wide_scene(order.night)
    depth = np.minimum(wide.depth, 6e4).astype(np.float16)
    arrays: dict[str, NDArray[np.generic]] = {"still": wide.still, "depth": depth, **wide.letters}
    order.path.parent.mkdir(parents=True, exist_ok=True)
    part = order.path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    part.replace(order.path)


def wide_scene(night: bool) -> WideScene:
    """Draw the wide scene; needs Qt for the letters."""
    from app.demo_site.drawing.captions import Caption  # noqa: PLC0415 - Qt

    picture, depth = _setting(WIDE_SIZE, night).stage.finish(WIDE_SIZE)
    letters: dict[str, Picture] = {}
    for kind, size in SIZES.items():
        caption = Caption(CATALOGUE[CAMERA].number, *NAMES, size, LOOP_S)
        blank = np.zeros((size[1], size[0], 3), np.uint8)
        letters |= {f"{kind}.{name}": art for name, art in caption_letters(caption, blank).items()}
    return WideScene(picture, depth, letters)


def caption_letters(caption: object, blank: Picture) -> dict[str, Picture]:
    """Give the title and each sign of a caption as BGRA."""
    signs: dict[str, Picture] = {str(ord(sign)): art for sign, art in vars(caption)["_signs"].items()}
    return {"title": vars(caption)["_title"], **signs, "blank": blank[:1, :1]}


def read_wide(path: Path) -> WideScene | None:
    """Read a drawing; None where there is none or it is damaged, so that it is drawn again."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        still, depth = arrays.pop("still"), arrays.pop("depth").astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    if still.shape != (WIDE_SIZE[1], WIDE_SIZE[0], 3) or depth.shape != still.shape[:2]:
        return None
    depth[depth > 5e4] = _FAR
    return WideScene(still, depth, arrays)


def view_of(aim: Aim) -> View:
    """Give the view of a place in ONVIF's generic spaces."""
    middle = CATALOGUE[CAMERA].view
    ahead = np.array(middle.target) - np.array(middle.position)
    yaw = np.arctan2(ahead[0], ahead[1]) + np.radians(PAN) * aim[0]
    pitch = np.arctan2(ahead[2], np.hypot(ahead[0], ahead[1])) + np.radians(TILT) * aim[1]
    to = (np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), np.sin(pitch))
    x, y, z = (float(at + step) for at, step in zip(middle.position, to, strict=True))
    return View(middle.position, (x, y, z), WIDEST * (CLOSEST / WIDEST) ** aim[2])


class TurningScene:
    """Pictures of one size, for any aim and moment. setting: what moves there, as usual without it."""

    def __init__(self, wide: WideScene, kind: StreamKind, night: bool, setting: Setting | None = None) -> None:
        setting = setting or plain_setting(night)
        self._wide = wide
        self._size = SIZES[kind]
        self._movers: list[Mover] = setting.movers
        self._light = setting.stage.light
        self._infrared = setting.infrared
        self._from = wide_lens()
        self._aim: Aim | None = None
        self._canvas = Canvas(np.zeros(0, np.uint8), np.zeros(0, np.float32), self._from, self._light)
        self._still: Picture = np.zeros(0, np.uint8)
        self._letters = {name.partition(".")[2]: art for name, art in wide.letters.items() if name.startswith(kind)}
        chance = np.random.default_rng(5)
        noise = chance.standard_normal((self._size[1], self._size[0], 1), np.float32).repeat(3, 2) * setting.grain
        self._noise = (np.clip(noise, 0, 60).astype(np.uint8), np.clip(-noise, 0, 60).astype(np.uint8))

    def picture(self, aim: Aim, at: float) -> Picture:
        """Give the picture (h, w, 3) at a UTC second."""
        if aim != self._aim:
            self._aim = aim
            self._look(Lens(view_of(aim), self._size))
        moment = at % LOOP_S
        canvas = self._canvas
        canvas.picture, canvas.marks = self._still.copy(), []
        for mover in sorted(self._movers, key=lambda one: -one.distance(canvas, moment)):
            mover.draw(canvas, moment)
        picture = canvas.picture
        if self._infrared:
            picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        shift = int(at * 997) % self._size[0]
        up, down = (np.roll(part, shift, 1) for part in self._noise)
        noisy: Picture = cv2.subtract(cv2.add(picture, up), down)
        self._burn(noisy, moment)
        return noisy

    def drawn(self) -> tuple[Drawn, ...]:
        """Where the people and cars of the last picture are."""
        return drawn(self._canvas.marks, self._size)

    def _look(self, lens: Lens) -> None:
        """Warp the still part and its depth out of the wide drawing."""
        turn = self._from.axes @ lens.axes.T
        inside = np.array([[1 / lens.focal, 0, -lens.width / 2 / lens.focal],
                           [0, 1 / lens.focal, -lens.height / 2 / lens.focal], [0, 0, 1]])  # fmt: skip
        source = self._from
        outside = np.array([[source.focal, 0, source.width / 2], [0, source.focal, source.height / 2], [0, 0, 1]])
        matrix, size = outside @ turn @ inside, (lens.width, lens.height)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        self._still = cv2.warpPerspective(self._wide.still, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
        near = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        depth = cv2.warpPerspective(self._wide.depth, matrix, size, flags=near, borderMode=cv2.BORDER_REPLICATE)
        ahead = turn[2] @ inside  # how far along the wide lens's axis a ray of unit depth goes
        x, y = np.arange(lens.width, dtype=np.float32), np.arange(lens.height, dtype=np.float32)
        depth /= (ahead[0] * x[None, :] + ahead[1] * y[:, None] + ahead[2]).astype(np.float32)
        self._canvas = Canvas(self._still, depth, lens, self._light)

    def _burn(self, picture: Picture, moment: float) -> None:
        margin = round(self._size[1] / 30)
        stamp(picture, self._letters["title"], margin, margin)
        letters = [self._letters[str(ord(sign))] for sign in f"{moment:05.2f} / {LOOP_S:.0f} s"]
        x = self._size[0] - margin - sum(art.shape[1] for art in letters)
        for art in letters:
            stamp(picture, art, x, margin)
            x += art.shape[1]


def stamp(picture: Picture, art: Picture, x: int, y: int) -> None:
    """Lay premultiplied BGRA over a picture; what would lie outside is left out."""
    height, width = min(art.shape[0], picture.shape[0] - y), min(art.shape[1], picture.shape[1] - x)
    if height <= 0 or width <= 0 or x < 0:
        return
    part, over = picture[y : y + height, x : x + width], art[:height, :width]
    clear = 255 - over[..., 3:].astype(np.uint16)
    part[:] = (over[..., :3] + part * clear // 255).astype(np.uint8)


def plain_setting(night: bool) -> Setting:
    """What moves before the camera, over a stage too small to look at."""
    return _setting((64, 32), night)


def wide_lens() -> Lens:
    """How the wide drawing is seen."""
    return Lens(_wide_view(), WIDE_SIZE)


def _setting(size: tuple[int, int], night: bool) -> Setting:
    return CATALOGUE[CAMERA].build(Place(_wide_view(), size, night))


def _wide_view() -> View:
    view = CATALOGUE[CAMERA].view
    return View(view.position, view.target, WIDE_ANGLE)
