"""Pictures of the demo's cameras with the truth about them: its detection model is trained on such, and judged by such.

They are as the detector gets them: drawn at the small stream's size with caption and noise, then through the stream's
codec at its bit rate. People, cars and fires are put in by chance, so that another seed is another day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import av
import numpy as np

from app.demo_site.cameras import HEVC_CAMERAS
from app.demo_site.drawing.brush import Picture
from app.demo_site.drawing.marks import Drawn
from app.demo_site.encoder import Encoder
from app.demo_site.loops import LOOP_S, Quality, quality_of
from app.demo_site.ptz_scene import CAMERA as TURNING
from app.demo_site.ptz_scene import TurningScene, plain_setting, wide_lens, wide_scene
from app.demo_site.scenes.catalogue import CATALOGUE, VARIANTS, build_setting, scene_of
from app.demo_site.varied import varied
from video.model import Codec, StreamKind

DOME = f"{TURNING}-dome"
#: Every fixed camera, its variants, and the camera that turns.
SCENES = (*CATALOGUE, *VARIANTS, DOME)
LABELS = ("person", "car", "fire", "smoke")
#: Pictures that follow one another for each that is kept: a stream's picture is mostly made of the ones before.
_RUN = 4
#: Share of settings that are not coded: what comes of a main stream, made smaller, is as good as that.
_SHARP = 0.2
_DOME_BIT_RATE = 700_000
_DECODERS = {Codec.H264: "h264", Codec.HEVC: "hevc"}

Look = Callable[[float, int], tuple[Picture, tuple[Drawn, ...]]]
"""Draws the picture of a loop's second, with the number of its noise."""


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """picture: (h, w, 3), BGR, as decoded; things: what can be seen on it."""

    scene: str
    night: bool
    picture: Picture
    things: tuple[Drawn, ...]


class LabelledCamera:
    """One scene by day or night. What stands still is drawn once; Qt letters the caption, so this is no GUI's work."""

    def __init__(self, scene: str, night: bool) -> None:
        self._scene = scene
        self._night = night
        codec = Codec.HEVC if scene in HEVC_CAMERAS else Codec.H264
        self._quality = quality_of(StreamKind.SUB, codec)
        self._size = (self._quality.width, self._quality.height)
        if scene == DOME:
            self._wide = wide_scene(night)
            self._setting = plain_setting(night)
            self._quality = replace(self._quality, bit_rate=_DOME_BIT_RATE)
        else:
            self._setting = build_setting(scene, self._size, night)

    def pictures(self, seed: int, settings: int, each: int) -> Iterator[LabelledPicture]:
        """Give `each` pictures of each of `settings` settings with different people, cars and fires."""
        for number in range(settings):
            chance = np.random.default_rng([seed, SCENES.index(self._scene), self._night, number])
            yield from self._of_setting(chance, each)

    def _of_setting(self, chance: np.random.Generator, each: int) -> Iterator[LabelledPicture]:
        sharp = bool(chance.random() < _SHARP)
        look, run = self._look(chance), 1 if sharp else _RUN
        drawn = [
            look(at + step / self._quality.rate, int(chance.integers(1000)))
            for at in chance.uniform(0, LOOP_S - _RUN / self._quality.rate, each)
            for step in range(run)
        ]
        pictures = [picture for picture, _ in drawn]
        if not sharp:
            pictures = through_codec(pictures, self._quality)
        for picture, (_, things) in list(zip(pictures, drawn, strict=True))[run - 1 :: run]:
            yield LabelledPicture(self._scene, self._night, picture, things)

    def _look(self, chance: np.random.Generator) -> Look:
        return self._turned(chance) if self._scene == DOME else self._fixed(chance)

    def _fixed(self, chance: np.random.Generator) -> Look:
        stage = self._setting.stage
        other = varied(self._setting, stage.lens, stage.depth, chance)
        scene = scene_of(self._scene, other, self._size, int(chance.integers(1000)))
        return lambda at, number: (scene.picture(at, number), scene.drawn())

    def _turned(self, chance: np.random.Generator) -> Look:
        aim = (float(chance.uniform(-1, 1)), float(chance.uniform(-0.3, 0.7)), float(chance.uniform(0, 0.8)))
        other = varied(self._setting, wide_lens(), self._wide.depth, chance)
        scene = TurningScene(self._wide, StreamKind.SUB, self._night, other)
        return lambda at, number: (scene.picture(aim, at + number * LOOP_S), scene.drawn())


def through_codec(pictures: Sequence[Picture], quality: Quality) -> list[Picture]:
    """Encode pictures as a camera's stream, and decode them again."""
    encoder = Encoder(quality)
    for picture in pictures:
        encoder.add(picture)
    decoder: Any = av.CodecContext.create(_DECODERS[quality.codec], "r")
    frames = [frame for unit in encoder.feed().units for frame in decoder.decode(av.Packet(unit.data))]
    frames += decoder.decode(None)
    return [frame.to_ndarray(format="bgr24") for frame in frames]
