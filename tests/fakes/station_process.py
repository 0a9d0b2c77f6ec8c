"""A station without a window in a process of its own: ``python -m tests.fakes.station_process SITE FOLDER``.

It prints the port of its built-in broker and does what each line says that it reads: acknowledge an occurrence, or
``dispatch INCIDENT WHO`` and ``arrived`` or ``cleared INCIDENT DISPATCH``; ``door`` prints the port of the archive's
door, ``live`` how many streams are live, ``snapshot CAMERA INCIDENT`` takes a picture of an incident, ``seen CAMERA``
lets a rule of that camera fire. It ends when its standard input does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.station import Station


def take_snapshot(station: Station, camera: str, incident: str) -> str:
    """Take a picture of an incident as the guard's key does; gives the file's name."""
    from app.services.snapshots import SnapshotDesk

    desk = SnapshotDesk(
        station.video,
        station.places,
        station.folder.snapshots,
        station.clips.put,
        station.audit.append,
        station.cameras.clock_offset_ms,
    )
    return desk.keep(desk.begin(camera).result(60), "guard", incident).name


def let_fire(station: Station, camera: str) -> str:
    """Let the camera's first rule fire, as detection does; gives the rule."""
    from app.services.rule_hits import RuleHits
    from video.detect.model import RuleHit, RuleKind
    from video.model import Box

    rule = station.rules.of(camera)[0]
    hits = RuleHits(station.rules.all, station.places.point, station.alarms, lambda _camera: True, station.folder.seen)
    box = Box(0.1, 0.2, 0.3, 0.8, "person", 0.9, 7)
    picture = station.video.snapshot(camera, station.folder.root / "hit.jpg").result(60).path.read_bytes()
    hits.take(RuleHit(camera, rule.id, station.clock.now(), (box,), RuleKind(rule.kind), picture))
    return rule.id


def main(site: str, folder: str) -> None:
    """Run until the standard input ends."""
    from app.clock import SystemClock
    from app.data_folder import DataFolder
    from app.notifier import News
    from app.settings import load_site
    from app.station import Station
    from video.model import Phase

    station = Station(load_site(Path(site)), DataFolder(Path(folder)), SystemClock(), News())
    station.start()
    try:
        print(station.devices.port, flush=True)
        for line in sys.stdin:
            act, *names = line.split()
            if act == "door":
                print(station.elsewhere.door.port if station.elsewhere.door else 0, flush=True)
            elif act == "live":
                print(sum(one.phase is Phase.LIVE for one in station.stream_states()), flush=True)
            elif act == "snapshot":
                print(take_snapshot(station, *names), flush=True)
            elif act == "seen":
                print(let_fire(station, *names), flush=True)
            elif act in ("dispatch", "arrived", "cleared"):
                getattr(station.alarms, act)(*names, "guard").result(60)
                print(act, flush=True)
            else:
                station.alarms.acknowledge(act, "guard", no_picture=True).result(60)
                print("acknowledged", flush=True)
    finally:
        station.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
