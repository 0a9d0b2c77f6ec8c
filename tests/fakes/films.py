"""Films with known faults of the camera, made of real footage: what `watchroom evaluate rules` is measured on.

    python -m tests.fakes.films FOOTAGE FOLDER [--at 30] [--loop 8] [--coding h264|mpeg4|mjpeg] [--width 384]

writes one film for each fault, as it is until `--at` seconds and faulty from then on, with rules.toml (all five kinds)
and NAME.toml (the truth) beside it. Each picture is coded anew, as a recorder in between would.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from video.cv import cv2

Picture = NDArray[np.uint8]
KINDS = ("covered", "moved", "defocused", "frozen", "looped")
#: Encoder, file's ending, seconds between key pictures, options.
CODINGS: dict[str, tuple[str, str, float, dict[str, str]]] = {
    "h264": ("libx264", "mp4", 10.0, {"preset": "veryfast", "crf": "26"}),
    "mpeg4": ("mpeg4", "mp4", 1.2, {"qscale": "6"}),
    "mjpeg": ("mjpeg", "avi", 0.0, {"qscale": "4"}),
}


def read(video: Path, width: int = 384, seconds: float = 1e9) -> tuple[list[Picture], Fraction]:
    """The pictures of a film (BGR), made `width` wide, and how many there are in a second."""
    pictures: list[Picture] = []
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        rate = Fraction(stream.average_rate or 25)
        for frame in container.decode(stream):
            if len(pictures) >= seconds * rate:
                break
            height = round(width * frame.height / frame.width / 2) * 2
            pictures.append(np.asarray(frame.reformat(width, height, "bgr24").to_ndarray(), np.uint8))
    return pictures, rate


def write(path: Path, pictures: Sequence[Picture], rate: Fraction, coding: str = "h264") -> Path:
    """Code them."""
    encoder, _, group, options = CODINGS[coding]
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(encoder, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuvj420p" if encoder == "mjpeg" else "yuv420p"
        stream.options = options
        stream.codec_context.gop_size = max(1, round(group * rate))
        stream.codec_context.thread_count = 1
        for picture in pictures:
            container.mux(stream.encode(VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")))
        container.mux(stream.encode(None))
    return path


def faulty(pictures: Sequence[Picture], kind: str, begins: int, loop: int) -> list[Picture]:
    """The same film, faulty from the picture `begins` on; `loop`: pictures of the old footage that is replayed."""
    if kind == "frozen":
        return [*pictures[:begins], *[pictures[begins]] * (len(pictures) - begins)]
    if kind == "looped":
        old = pictures[begins - loop : begins]
        return [*pictures[:begins], *(old[number % loop] for number in range(len(pictures) - begins))]
    change = _CHANGES[kind]
    return [*pictures[:begins], *(change(picture, number) for number, picture in enumerate(pictures[begins:]))]


def _cover(picture: Picture, number: int) -> Picture:
    noise = np.random.default_rng(number).normal(0, 2, picture.shape)
    return (20 + noise).clip(0, 255).astype(np.uint8)


def _defocus(picture: Picture, _number: int) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), picture.shape[1] / 120), np.uint8)


def _turn(picture: Picture, _number: int) -> Picture:
    height, width = picture.shape[:2]
    shift = np.array([[1, 0, width * 0.3], [0, 1, height * 0.2]], np.float32)
    return np.asarray(cv2.warpAffine(picture, shift, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


_CHANGES: dict[str, Callable[[Picture, int], Picture]] = {"covered": _cover, "defocused": _defocus, "moved": _turn}


def rules_text() -> str:
    """The five rules."""
    return "\n".join(f'[[rule]]\nid = "{kind}"\nkind = "camera_{kind}"\n' for kind in KINDS)


def truth_text(kind: str, at: float) -> str:
    """The one event of a film."""
    return f'[[event]]\nrule = "{kind}"\nat = {at:g}\n'


def main() -> None:
    """Write the films."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("footage", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--at", type=float, default=30.0)
    parser.add_argument("--loop", type=float, default=8.0)
    parser.add_argument("--coding", choices=tuple(CODINGS), default="h264")
    parser.add_argument("--width", type=int, default=384)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    pictures, rate = read(given.footage, given.width)
    (given.folder / "rules.toml").write_text(rules_text(), "utf-8")
    for kind in KINDS:
        film = faulty(pictures, kind, round(given.at * rate), round(given.loop * rate))
        write(given.folder / f"{kind}.{CODINGS[given.coding][1]}", film, rate, given.coding)
        (given.folder / f"{kind}.toml").write_text(truth_text(kind, given.at), "utf-8")


if __name__ == "__main__":
    main()
