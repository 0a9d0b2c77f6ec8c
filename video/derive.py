"""Copies of clips for looking at: private areas blackened, a watermark burnt in. Marked as derived; never the original.

Each copy is made in a process of its own that gives way to everything else, and that a cancelled export ends. The copy
is coded anew (H.264), keeps the picture's size and times, and carries no sound.
"""

from __future__ import annotations

import errno
import multiprocessing
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.video.frame import VideoFrame

from video.masks import Areas, Blackener, masked_copy
from video.views import remove_quietly

#: How much the process gives way: the lowest but one.
_NICE: Final = 15
_QUALITY: Final = "23"
#: Pictures between two reports of how far it is.
_TELL_EVERY: Final = 25


class DeriveError(Exception):
    """No copy was made, and nothing of one is left. `code`: ``unreadable``, ``unwritable``, ``cancelled``, ``lost``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Stamp:
    """Words as a picture, drawn at the top left: a byte for each pixel, 0 leaves it, 1 is black, 2 is white."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Derivation:
    """What is to be made of `source`: where, with what blackened, with which words on it."""

    source: Path
    target: Path
    areas: Areas = ()
    stamp: Stamp | None = None


def derive(
    work: Derivation,
    progress: Callable[[float], None] = lambda _part: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Make the copy; raises DeriveError. `progress` is told the part done, 0 to 1. Blocks: not for the GUI thread."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far, work), name="derive", daemon=True)
    process.start()
    far.close()
    try:
        _follow(near, progress, cancelled)
    except BaseException:
        process.kill()
        process.join()
        remove_quietly(work.target)
        raise
    finally:
        near.close()
        process.join()
        process.close()


def _follow(near: Any, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
    while True:
        if cancelled():
            raise DeriveError("cancelled")
        if not near.poll(0.1):
            continue
        try:
            told = near.recv()
        except (EOFError, OSError) as error:
            raise DeriveError("lost") from error
        if told is None:
            return
        if isinstance(told, tuple):
            raise DeriveError(*told)
        progress(told)


def _serve(link: Any, work: Derivation) -> None:
    """The process: says how far it is, then None, or a code with its detail."""
    _give_way()
    av.logging.set_level(av.logging.PANIC)
    try:
        transcode(work, link.send)
        link.send(None)
    except (av.FFmpegError, OSError, ValueError, IndexError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC
        code = "unwritable" if full or not work.target.parent.is_dir() else "unreadable"
        remove_quietly(work.target)
        link.send((code, str(error)))
    finally:
        link.close()


def transcode(work: Derivation, tell: Callable[[float], None]) -> None:
    """Decode, draw, encode, all of it in this process; raises av.FFmpegError, OSError and ValueError."""
    blackener = Blackener()
    with (
        av.open(str(work.source)) as source,
        av.open(str(work.target), "w", format="mp4", options={"movflags": "+faststart"}) as target,
    ):
        pictures = source.streams.video[0]
        length = float(source.duration or 0) / av.time_base
        out: Any = target.add_stream("libx264", rate=pictures.average_rate or Fraction(25))
        out.width, out.height, out.pix_fmt = pictures.width // 2 * 2, pictures.height // 2 * 2, "yuv420p"
        out.options = {"crf": _QUALITY, "preset": "veryfast"}
        out.codec_context.time_base = pictures.time_base
        out.codec_context.thread_count = 1
        first: int | None = None
        for number, frame in enumerate(source.decode(pictures)):
            first = frame.pts if first is None else first
            drawn = _drawn(frame, work, blackener)
            drawn.pts, drawn.time_base = (frame.pts or 0) - (first or 0), frame.time_base
            target.mux(out.encode(drawn))
            if number % _TELL_EVERY == 0 and length:
                tell(min(1.0, (frame.time or 0.0) / length))
        if first is None:
            raise ValueError("no pictures")
        target.mux(out.encode(None))
    tell(1.0)


def _drawn(frame: VideoFrame, work: Derivation, blackener: Blackener) -> VideoFrame:
    picture = frame.reformat(frame.width // 2 * 2, frame.height // 2 * 2, "bgr24")
    blackener.draw(picture, work.areas)
    if work.stamp is not None:
        _stamp(picture, work.stamp)
    return picture.reformat(format="yuv420p")


def _stamp(picture: VideoFrame, stamp: Stamp) -> None:
    """Write the words over the picture, row by row, in stretches of one colour."""
    plane = picture.planes[0]
    view, stride = memoryview(plane), plane.line_size
    for row in range(min(stamp.height, picture.height)):
        line = stamp.pixels[row * stamp.width : row * stamp.width + min(stamp.width, picture.width)]
        column = 0
        while column < len(line):
            colour, begin = line[column], column
            while column < len(line) and line[column] == colour:
                column += 1
            if colour:
                start = row * stride + begin * 3
                view[start : start + (column - begin) * 3] = (b"\x00" if colour == 1 else b"\xff") * (
                    3 * (column - begin)
                )


def _give_way() -> None:
    import psutil  # noqa: PLC0415 - only this process needs it

    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _NICE)


def mask_still(source: Path, target: Path, areas: Areas) -> None:
    """Write a picture's masked copy; raises DeriveError."""
    try:
        with av.open(str(source)) as container:
            masked_copy(next(container.decode(video=0)), areas).save(str(target))
    except (av.FFmpegError, OSError, ValueError, StopIteration, IndexError) as error:
        remove_quietly(target)
        raise DeriveError("unreadable", str(error)) from error
