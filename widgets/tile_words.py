"""What a tile says in words: why there is no picture, since when, and what happens next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from alarms.model import Priority
from video.model import Phase, StreamKind, StreamState
from widgets import times
from widgets.tile_state import TileState

#: As people write them; whatever else a camera says is shown as it is.
_CODECS = {"h264": "H.264", "hevc": "H.265", "h265": "H.265", "mjpeg": "MJPEG"}


def reason(state: StreamState | None) -> str:
    """Say why no picture comes, "" where nothing is known."""
    translate = QCoreApplication.translate
    if state is None:
        return translate("Wall", "Waiting for the video process")
    refused = state.phase is Phase.REFUSED and state.reason not in {"untrusted", "no_password"}
    if state.reason == "unauthorized" or refused:
        return translate("Wall", "Camera refuses user name or password: correct them in the site file")
    if state.phase is Phase.UNSUPPORTED or state.reason == "unsupported":
        name = state.codec or str(state.detail.get("codec", ""))
        text = translate("Wall", "Camera sends a format that cannot be shown (%1): set it to H.264 or H.265")
        return text.replace("%1", name) if name else text.replace(" (%1)", "").replace("（%1）", "")
    if state.phase is Phase.STOPPED:
        return translate("Wall", "Switched off")
    if state.phase is Phase.LIVE:
        return translate("Wall", "Camera is connected; waiting for a whole picture")
    return _trouble(state)


def _trouble(state: StreamState) -> str:
    translate = QCoreApplication.translate
    known = {
        "unreachable": translate("Wall", "Camera cannot be reached: check its power and network cable"),
        "timeout": translate("Wall", "Camera does not answer in time"),
        "protocol": translate("Wall", "Camera sends data that cannot be understood"),
        "ended": translate("Wall", "Camera ended the connection"),
        "stalled": translate("Wall", "Connected, but no picture data arrives"),
        "untrusted": translate("Wall", "Camera's certificate is not trusted: check its fingerprint in the site file"),
        "late": translate("Wall", "Connected, but pictures arrive late: check the network and this computer's load"),
        "damaged": translate("Wall", "Connected, but pictures arrive damaged: check the network"),
        "no_password": translate(
            "Wall", "Its password cannot be read: watchroom --self-check says which file or variable"
        ),
    }
    return known.get(state.reason, "")


def waits(number: int, what: str, more: int = 0) -> str:
    """Say of an alarm that waits for the main place its number in the queue, and how many wait behind it unseen."""
    text = QCoreApplication.translate("Wall", "Waits %1: %2")
    text = text.replace("%1", str(number)).replace("%2", what)
    return f"{text} +{more}" if more > 0 else text


def next_try(state: StreamState | None, now: float) -> str:
    """Say when the next attempt is, "" where none is planned."""
    translate = QCoreApplication.translate
    if state is None or state.phase in {Phase.STOPPED, Phase.LIVE}:
        return ""
    if state.phase is Phase.CONNECTING:
        return translate("Wall", "Connecting now")
    if state.next_try_at is None:
        return ""
    if (left := state.next_try_at - now) < 0.5:
        return translate("Wall", "Trying again now")
    return translate("Wall", "Trying again in %1").replace("%1", times.span(left + 0.5))


def in_short(text: str) -> str:
    """Give a reason without what to do about it, for where there is no room for both."""
    return text.partition(":")[0].partition("：")[0]


def no_picture(since: float | None, now: float) -> str:
    """Give the headline of the black card; `since` is None where there never was a picture."""
    if since is None:
        return QCoreApplication.translate("Wall", "No picture yet")
    text = QCoreApplication.translate("Wall", "No picture since %1")
    return text.replace("%1", times.day_and_clock(since, now))


def old_picture(age: float) -> tuple[tuple[str, ...], str]:
    """Give the band over a picture that is no longer fresh: its words and the age, which is never cut off."""
    words, fixed = _split(QCoreApplication.translate("Wall", "Old picture: %1"), times.span(age))
    return (words,), fixed


def key_pictures(interval: float | None, age: float, shedding: bool) -> tuple[tuple[str, ...], str]:
    """Give the band over a stream of which only key pictures are decoded: its words, long and short, and the age."""
    translate = QCoreApplication.translate
    texts = [translate("Wall", "Single pictures: %1 old")]
    if interval is not None:
        texts = [translate("Wall", "One picture every %1: %2 old"), translate("Wall", "Every %1: %2 old")]
    if interval is not None and shedding:
        texts = [translate("Wall", "Computer busy, one picture every %1: %2 old"), *texts]
    if interval is not None:
        texts = [text.replace("%1", every(interval)).replace("%2", "%1") for text in texts]
    split = [_split(text, times.span(age)) for text in texts]
    return tuple(words for words, _ in split), split[0][1]


def shedding(interval: float) -> tuple[str, ...]:
    """Give the band over a tile that is shown less often to take load off the computer, long and short."""
    translate = QCoreApplication.translate
    long = translate("Wall", "Computer busy, one picture every %1")
    short = translate("Wall", "Every %1")
    return (long.replace("%1", every(interval)), short.replace("%1", every(interval)))


def every(interval: float) -> str:
    """Give the seconds between pictures: tenths where they matter."""
    if interval >= 2:
        return times.span(interval + 0.5)
    return QCoreApplication.translate("Times", "%1 s").replace("%1", f"{interval:.1f}")


def paused(seconds: float) -> tuple[tuple[str, ...], str]:
    """Give the band over a tile the guard has halted: the word and for how long."""
    whole = int(seconds)
    words, fixed = _split(QCoreApplication.translate("Wall", "PAUSED %1"), f"{whole // 60:02d}:{whole % 60:02d}")
    return (words,), fixed


def _split(text: str, value: str) -> tuple[str, str]:
    """Give the text up to %1, and from there on with the value in it."""
    before, _, after = text.partition("%1")
    return before, value + after


def before(captured_at: float, reference: float | None) -> str:
    """Give the header's mark of a past loop, with the distance to the alarm where that is known."""
    mark = QCoreApplication.translate("Wall", "BEFORE")
    if reference is None:
        return mark
    distance = captured_at - reference
    sign = "+" if distance >= 0 else "−"
    return f"{mark} {sign}{times.span(abs(distance) + 0.5)}"


def main_stream() -> str:
    """Name the large stream."""
    return QCoreApplication.translate("Wall", "HD")


def quality(code: str) -> tuple[tuple[str, ...], Priority]:
    """Say, long and short, what is wrong with a picture that comes as it should, and how urgent that is."""
    translate = QCoreApplication.translate
    known = {
        "frozen": (translate("Wall", "FROZEN: not a live picture"), Priority.P2),
        "looped": (translate("Wall", "REPLAYED: the same scene again, not live"), Priority.P2),
        "covered": (translate("Wall", "COVERED: the camera sees nothing"), Priority.P2),
        "defocused": (translate("Wall", "BLURRED: out of focus or dirty"), Priority.P3),
        "moved": (translate("Wall", "MOVED: the camera looks elsewhere"), Priority.P3),
    }
    words, priority = known.get(code, (translate("Wall", "Picture is not as it should be"), Priority.P3))
    return (words, in_short(words)), priority


def details(tile: TileState) -> tuple[str, ...]:
    """Say which stream a tile shows, how often, how late, and how large, what is asked for most first."""
    if tile.content.mode == "past" or tile.frame is None:
        return ()
    state = tile.stream
    facts = []
    kind = tile.content.kind if tile.content.kind is not None else state.kind if state is not None else None
    if kind is not None:
        facts.append(main_stream() if kind is StreamKind.MAIN else sub_stream())
    if state is not None and state.frame_rate:
        facts.append(_per_second(state.frame_rate))
    if (latency := tile.sampled_latency()) is not None:
        facts.append(QCoreApplication.translate("Wall", "delay %1 ms").replace("%1", str(round(latency * 1000))))
    if state is not None:
        facts += [f"{state.width}×{state.height}"] if state.width else []
        facts += [_CODECS.get(state.codec.lower(), state.codec)] if state.codec else []
    return tuple(facts)


def _per_second(rate: float) -> str:
    return QCoreApplication.translate("Wall", "%1 pictures/s").replace("%1", f"{rate:.0f}")


def sub_stream() -> str:
    """Name the small stream."""
    return QCoreApplication.translate("Wall", "SD")


def spot() -> str:
    """Mark the tile that follows what is selected."""
    return QCoreApplication.translate("Wall", "SPOT")


def loading_past() -> str:
    """Say that the seconds before the alarm are on their way."""
    return QCoreApplication.translate("Wall", "Fetching the seconds before")


def past_gone() -> str:
    """Say that nothing shows the seconds before the alarm any more."""
    return QCoreApplication.translate("Wall", "The seconds before are gone: look in playback")


def drill() -> str:
    """Mark what belongs to a drill."""
    return QCoreApplication.translate("Wall", "DRILL")
