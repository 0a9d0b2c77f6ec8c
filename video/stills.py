"""A still of the newest picture, in the stream's full size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
from av.video.frame import VideoFrame

from video.decoder import PictureDecoder
from video.masks import Areas, masked_copy
from video.model import Packet
from video.ring import Entry
from video.views import MediaError, SnapshotResult, remove_quietly


def save_still(path: Path, camera: str, entries: Sequence[Entry], areas: Areas = ()) -> SnapshotResult:
    """Decode a group of pictures and write its last as .jpg or .png; it appears whole or not at all.

    areas: what is private on it, and black in the file.

    Raises MediaError "no_pictures" or "write_failed".
    """
    newest = last_picture(entries)
    if newest is None:
        raise MediaError("no_pictures", f"camera {camera}")
    frame, packet = newest
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        masked_copy(frame, areas).save(str(part))
        part.replace(path)
    except (OSError, av.FFmpegError, ValueError) as error:
        remove_quietly(part)
        raise MediaError("write_failed", f"{path}: {error}") from error
    return SnapshotResult(path, camera, packet.captured_at, frame.width, frame.height)


def last_picture(entries: Sequence[Entry]) -> tuple[VideoFrame, Packet] | None:
    """Decode entries and give the last picture with its packet; None when none could be decoded."""
    decoder = PictureDecoder()
    newest: tuple[VideoFrame, Packet] | None = None
    for packet, info in entries:
        for picture in decoder.decode(packet, info):
            newest = picture
    return newest
