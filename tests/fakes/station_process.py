"""A station without a window in a process of its own: ``python -m tests.fakes.station_process SITE FOLDER``.

It prints the port of its built-in broker, acknowledges one occurrence for each line that it reads, and ends when its
standard input does.
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
            station.alarms.acknowledge(line.strip(), "guard", no_picture=True).result(5)
            print("acknowledged", flush=True)
    finally:
        station.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
