"""Whether a picture may still be shown as it is. Pure: ages come in, the face of the tile comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from video.liveness import AgeBand, age_band

#: A stream decoded by key pictures only may show one this many intervals old before that, too, is an old picture.
KEY_INTERVALS_ALLOWED = 2.5
#: Assumed between key pictures until two have been seen, in seconds.
KEY_INTERVAL_UNKNOWN = 4.0


class Face(StrEnum):
    """What a tile shows in place of its picture, or that it shows the picture; PAUSED is the guard's own doing."""

    PICTURE = "picture"
    KEY_PICTURES = "key_pictures"
    STALE = "stale"
    DEAD = "dead"
    WAITING = "waiting"
    PAUSED = "paused"


_OF_BAND = {AgeBand.FRESH: Face.PICTURE, AgeBand.STALE: Face.STALE, AgeBand.DEAD: Face.DEAD}


@dataclass(frozen=True, slots=True)
class KeyPictures:
    """A stream of which only key pictures are decoded: seconds between them, and since its last packet of any kind."""

    interval: float | None
    packet_age: float | None


def judge(frame_age: float | None, key_pictures: KeyPictures | None = None) -> Face:
    """Tell what to show of a picture painted `frame_age` seconds after it came, None while there was none.

    A picture that no new packet follows cannot be younger than the last packet, so its own age decides. Key pictures
    alone are the exception: between two of them packets arrive and are not decoded, so packets decide, as long as the
    next key picture is not overdue.
    """
    if frame_age is None:
        return Face.WAITING
    if key_pictures is not None:
        interval = key_pictures.interval or KEY_INTERVAL_UNKNOWN
        packet_age = frame_age if key_pictures.packet_age is None else key_pictures.packet_age
        if frame_age <= KEY_INTERVALS_ALLOWED * interval + 2.0 and age_band(packet_age) is AgeBand.FRESH:
            return Face.KEY_PICTURES
    return _OF_BAND[age_band(frame_age)]
