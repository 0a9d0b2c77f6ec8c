"""The state of the station's own parts, as codes: what is wrong, since when, and how bad.

Each part is judged by a pure function from what that part reports; the board keeps since when a judgement has stood,
so the status bar and the health page say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from alarms.devices import DeviceView, Presence
from alarms.model import Priority
from alarms.refusals import Refused
from video.detect.model import DetectorPhase, DetectorState
from video.model import Phase, StreamKind, StreamState

DISK_LOW_BYTES = 5 << 30
DISK_FULL_BYTES = 1 << 30
OUTBOX_LATE_SECONDS = 60.0
#: A camera that detection looks at less often than this a second is said.
SELDOM = 1.0
#: Started again so often in an hour, detection is not well, though it runs at this moment: it looks away each time.
OFTEN = 2
#: Causes for which there are words of their own.
SAID_CAUSES = (
    *("model_missing", "model_corrupt", "model_unsupported", "model_changed", "model_classes", "runtime_missing"),
    *("server_missing", "device_missing", "inference_failed", "worker_died"),
)
#: How many devices that are missing are named in the bar at the top.
NAMED = 3
PRIORITIES = (Priority.P1, Priority.P2, Priority.P3, Priority.P4)


class Level(StrEnum):
    """How a part stands."""

    GOOD = "good"
    ABSENT = "absent"
    DEGRADED = "degraded"
    FAILED = "failed"


_DETECTOR_PHASES = {
    DetectorPhase.FAILED: (Level.FAILED, "failed"),
    DetectorPhase.RESTARTING: (Level.DEGRADED, "again"),
}


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part's state; ``code`` and ``detail`` are turned into words by the page. ``since`` is UTC seconds."""

    part: str
    level: Level
    code: str
    detail: Mapping[str, str | float] = field(default_factory=dict)
    since: float = 0.0


class HealthBoard:
    """The newest status of every part, in the order in which parts first reported."""

    def __init__(self) -> None:
        self._parts: dict[str, PartStatus] = {}

    def report(self, status: PartStatus, now: float) -> bool:
        """Take a status; return whether anything a person would see has changed."""
        before = self._parts.get(status.part)
        same = before is not None and (before.level, before.code) == (status.level, status.code)
        since = before.since if before is not None and same else now
        self._parts[status.part] = replace(status, since=since)
        return before is None or (before.level, before.code, before.detail) != (
            status.level,
            status.code,
            status.detail,
        )

    def parts(self) -> tuple[PartStatus, ...]:
        """Return all parts, the worst first."""
        order = [Level.FAILED, Level.DEGRADED, Level.ABSENT, Level.GOOD]
        return tuple(sorted(self._parts.values(), key=lambda status: order.index(status.level)))


def cameras_status(states: Iterable[StreamState], cameras: Sequence[str]) -> PartStatus:
    """Judge the cameras by their sub streams: how many are live, and which are not or have never been heard of."""
    seen = {one.camera for one in states if one.kind is StreamKind.SUB and one.phase is Phase.LIVE}
    missing = [camera for camera in cameras if camera not in seen]
    live = len(cameras) - len(missing)
    detail: dict[str, str | float] = {"live": live, "cameras": len(cameras), "missing": ", ".join(missing)}
    if not cameras:
        return PartStatus("cameras", Level.ABSENT, "no_cameras", detail)
    if not missing:
        return PartStatus("cameras", Level.GOOD, "all_live", detail)
    return PartStatus("cameras", Level.FAILED if live == 0 else Level.DEGRADED, "some_lost", detail)


def detector_status(state: DetectorState | None, hourly: int = 0) -> PartStatus:
    """Judge detection: a stand-in for the model is degraded, and says so; so is a camera rarely looked at, and one
    that was started again often. `hourly`: so often in the last hour."""
    if state is None:
        return PartStatus("detection", Level.ABSENT, "off")
    looked = [rate for rate in state.camera_rates.values() if rate > 0]
    detail: dict[str, str | float] = {
        **{"engine": state.engine, "model": state.model, "device": state.device, "cause": state.code},
        **{"rate": round(state.rate, 1), "each": round(sum(looked) / max(1, len(looked)), 1)},
        **{"slowest": round(state.slowest, 1), "restarts": state.restarts, "hourly": hourly},
    }
    if state.phase is not DetectorPhase.RUNNING:
        level, code = _DETECTOR_PHASES.get(state.phase, (Level.DEGRADED, "starting"))
        return PartStatus("detection", level, code, detail)
    if state.degraded:
        usual = "motion" if state.engine == "motion" else "reduced"
        return PartStatus("detection", Level.DEGRADED, state.code if state.code in SAID_CAUSES else usual, detail)
    if hourly >= OFTEN:
        return PartStatus("detection", Level.DEGRADED, "often", detail)
    if state.slowest < SELDOM and looked:
        return PartStatus("detection", Level.DEGRADED, "slow", detail)
    return PartStatus(
        "detection", Level.GOOD, "frames_missing" if state.code == "frames_missing" else "running", detail
    )


def fire_seen_status(state: DetectorState | None, chosen: str = "") -> PartStatus:
    """Say whether any model looks for fire in the pictures; without one detection finds no fire. `chosen`: the one that
    should, which may be there and not run.
    """
    if state is not None and state.phase is DetectorPhase.RUNNING and chosen and not state.fire:
        return PartStatus("fire_seen", Level.DEGRADED, "not_usable", {"model": chosen})
    if state is None or not state.fire:
        return PartStatus("fire_seen", Level.ABSENT, "no_model")
    return PartStatus("fire_seen", Level.GOOD, "model", {"model": state.fire})


def load_status(relief: str) -> PartStatus:
    """Judge how the wall keeps up: `relief` is what it leaves out, "" for nothing."""
    return PartStatus("load", Level.DEGRADED, relief) if relief else PartStatus("load", Level.GOOD, "keeps_up")


def disk_status(free_bytes: int) -> PartStatus:
    """Judge the disk that holds the journal and the clips."""
    detail: dict[str, str | float] = {"free_gb": round(free_bytes / (1 << 30), 1)}
    if free_bytes < DISK_FULL_BYTES:
        return PartStatus("disk", Level.FAILED, "full", detail)
    if free_bytes < DISK_LOW_BYTES:
        return PartStatus("disk", Level.DEGRADED, "low", detail)
    return PartStatus("disk", Level.GOOD, "enough", detail)


def database_status(connected: bool, error: str) -> PartStatus:
    """Judge whether the shared database is reached; what waits for it is the outbox's."""
    if connected:
        return PartStatus("database", Level.GOOD, "connected")
    return PartStatus("database", Level.FAILED, "unreachable", {"cause": error})


def outbox_status(depth: int, oldest_age: float, refused: int = 0, reason: str = "") -> PartStatus:
    """Judge what has not gone over to the shared database yet, for how long, and what was not taken there."""
    detail: dict[str, str | float] = {"depth": depth, "age": round(oldest_age)}
    if refused:
        return PartStatus("outbox", Level.DEGRADED, "refused", detail | {"refused": refused, "reason": reason})
    if depth and oldest_age >= OUTBOX_LATE_SECONDS:
        return PartStatus("outbox", Level.DEGRADED, "late", detail)
    return PartStatus("outbox", Level.GOOD, "carried", detail)


def devices_status(views: Mapping[str, DeviceView], devices: Sequence[str], listening: bool) -> PartStatus:
    """Judge the devices of the site document: how many are there, and which are not; nobody knows where none is heard.

    A device that has no status of its own (a native camera) is there once it has said anything.
    """
    missing = [one for one in devices if not _there(views.get(one))]
    detail: dict[str, str | float] = {
        **{"live": len(devices) - len(missing), "devices": len(devices)},
        **{"missing": ", ".join(missing), "first": ", ".join(missing[:NAMED]), "more": max(0, len(missing) - NAMED)},
    }
    if not devices:
        return PartStatus("devices", Level.ABSENT, "no_devices", detail)
    if not listening:
        return PartStatus("devices", Level.DEGRADED, "unheard", detail)
    if not missing:
        return PartStatus("devices", Level.GOOD, "all_there", detail)
    level = Level.FAILED if len(missing) == len(devices) else Level.DEGRADED
    return PartStatus("devices", level, "some_lost", detail)


def _there(view: DeviceView | None) -> bool:
    if view is None:
        return False
    return view.online or (view.presence is Presence.UNKNOWN and view.last_seen > 0)


def alarms_status(standing: Mapping[Priority, int], unacked: int) -> PartStatus:
    """Judge what stands on the alarm list: anything that nobody took notice of is work to do now."""
    detail: dict[str, str | float] = {f"p{int(one)}": standing.get(one, 0) for one in PRIORITIES}
    detail["unacked"] = unacked
    if unacked:
        urgent = any(standing.get(one) for one in PRIORITIES[:2])
        return PartStatus("alarms", Level.FAILED if urgent else Level.DEGRADED, "waiting", detail)
    return PartStatus("alarms", Level.GOOD, "answered" if any(standing.values()) else "quiet", detail)


def broker_status(connected: bool, built_in: bool, problem: str = "") -> PartStatus:
    """Judge the way devices' messages come in."""
    if connected:
        return PartStatus("broker", Level.GOOD, "built_in" if built_in else "connected")
    return PartStatus("broker", Level.FAILED, "not_running" if built_in else "unreachable", {"cause": problem})


def intake_status(refused: Sequence[Refused]) -> PartStatus:
    """Judge what was refused lately, worst device first; ``who`` holds device, problem and count of the first three."""
    if not refused:
        return PartStatus("intake", Level.GOOD, "none")
    worst = sorted(refused, key=lambda one: -one.count)
    who = "\n".join(f"{one.device}\t{one.problem}\t{one.count}" for one in worst[:3])
    detail: dict[str, str | float] = {"who": who, "more": max(0, len(worst) - 3), "example": worst[0].example}
    return PartStatus("intake", Level.DEGRADED, "some", detail)


def journal_status(problem: str) -> PartStatus:
    """Judge the station's own record: when it cannot be written, nothing is acknowledged."""
    if not problem:
        return PartStatus("journal", Level.GOOD, "writing")
    return PartStatus("journal", Level.FAILED, problem)


def workers_status(running: int, workers: int) -> PartStatus:
    """Judge the decoding processes."""
    detail: dict[str, str | float] = {"running": running, "workers": workers}
    if running == workers:
        return PartStatus("video", Level.GOOD, "running", detail)
    return PartStatus("video", Level.FAILED if running == 0 else Level.DEGRADED, "restarting", detail)


def points_status(shelved: int, out_of_service: int, disarmed: int, flood: bool) -> PartStatus:
    """Judge what is watched: disarmed zones are everyday, points set aside less than was meant, a flood is trouble."""
    detail: dict[str, str | float] = {"shelved": shelved, "out": out_of_service, "disarmed": disarmed}
    if flood:
        return PartStatus("points", Level.DEGRADED, "flood", detail)
    if shelved or out_of_service:
        return PartStatus("points", Level.DEGRADED, "some_aside", detail)
    return PartStatus("points", Level.GOOD, "some_disarmed" if disarmed else "all_watched", detail)


def sound_status(code: str, device: str, wanted: str = "") -> PartStatus:
    """Judge whether alarms can be heard, and on the device that was chosen."""
    detail: dict[str, str | float] = {"device": device, "wanted": wanted}
    level = {"ready": Level.GOOD, "other_device": Level.DEGRADED, "no_device": Level.ABSENT, "off": Level.ABSENT}
    return PartStatus("sound", level.get(code, Level.FAILED), code, detail)


def program_status(fall: str = "", at: str = "", count: int = 0) -> PartStatus:
    """Judge whether the program itself held: `fall` is why it was started again ("" where it was not), `at` when."""
    level = Level.DEGRADED if fall else Level.GOOD
    return PartStatus("program", level, fall or "running", {"at": at, "count": count})
