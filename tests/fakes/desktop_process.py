"""A station with its window in a process of its own: ``python -m tests.fakes.desktop_process SITE FOLDER``.

It prints the port of its built-in broker. For each line that it reads, the id of an alarm point, it turns the wall to
that point's alarm as the guard would, and prints the points in the order in which they have the wall and wait for it.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue


def main(site: str, folder: str) -> None:
    """Run until the standard input ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QTimer

    from app.bootstrap import Desktop, RunningStation
    from app.data_folder import DataFolder
    from app.settings import load_site

    desktop = Desktop()
    running = RunningStation(desktop, load_site(Path(site)), DataFolder(Path(folder)))
    lines: SimpleQueue[str] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line.strip())
        lines.put("")

    def obey() -> None:
        try:
            point = lines.get_nowait()
        except Empty:
            return
        if not point:
            desktop.application.quit()
            return
        found = next((one for one in running.desk.occurrences() if one.point == point), None)
        if found is not None:
            running.desk.choose(found.id)
        running.walls.memory.settled().result(60)
        print(" ".join(call.point for call in running.desk.state.waiting), flush=True)

    running.start()
    running.open_window("en", lambda window: window.show())
    timer = QTimer(interval=20)
    timer.timeout.connect(obey)
    timer.start()
    threading.Thread(target=read, name="orders", daemon=True).start()
    print(running.station.devices.port, flush=True)
    desktop.application.exec()
    running.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
