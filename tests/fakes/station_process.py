"""A station without a window in a process of its own: ``python -m tests.fakes.station_process SITE FOLDER``.

It prints the port of its built-in broker and does what each line says that it reads: acknowledge an occurrence, or
``dispatch INCIDENT WHO`` and ``arrived`` or ``cleared INCIDENT DISPATCH``. It ends when its standard input does.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(site: str, folder: str) -> None:
    """Run until the standard input ends."""
    from app.clock import SystemClock
    from app.data_folder import DataFolder
    from app.notifier import News
    from app.settings import load_site
    from app.station import Station

    station = Station(load_site(Path(site)), DataFolder(Path(folder)), SystemClock(), News())
    station.start()
    try:
        print(station.devices.port, flush=True)
        for line in sys.stdin:
            act, *names = line.split()
            if act in ("dispatch", "arrived", "cleared"):
                getattr(station.alarms, act)(*names, "guard").result(5)
                print(act, flush=True)
            else:
                station.alarms.acknowledge(act, "guard", no_picture=True).result(5)
                print("acknowledged", flush=True)
    finally:
        station.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
