"""The demo's parts in one place: the simulated community, the station over it, and its window."""

from __future__ import annotations

import signal
from pathlib import Path

from app.bootstrap import Desktop, RunningStation
from app.data_folder import DataFolder
from app.demo import with_model
from app.demo_site.panel import Panel
from app.demo_site.people import DemoPeople
from app.demo_site.site import DemoSite, lay_out
from app.settings import LoadResult
from video.clock import Clock

#: Until all cameras are drawn, on a computer with much else to do.
ENCODING_SECONDS = 240.0
#: The window is up before the equipment sends the values of the day gone by.
BACKLOG_S = 5.0


class DemoSession:
    """Start cameras, station and devices; stop them all again. Without ``rules`` only devices raise alarms."""

    def __init__(self, folder: DataFolder, clock: Clock, videos: Path | None = None, *, rules: bool = True) -> None:
        self.clock = clock
        self.folder = folder
        self.site = DemoSite(folder.root, clock, videos)
        self.desktop = Desktop()
        self.running: RunningStation | None = None
        self.people: DemoPeople | None = None
        self._rules = rules
        self._videos = videos

    def start(self) -> None:
        """Start everything but the window."""
        document = self.site.start()
        print("watchroom: drawing the demo's cameras (once; they are kept for the next time)")
        if not self.site.cameras.wait_ready(timeout=ENCODING_SECONDS):
            print("watchroom: some cameras are not ready yet; their tiles say so until they are")
        broker = document.broker.model_copy(update={"built_in": True, "listen": "127.0.0.1:0", "url": ""})
        document = document.model_copy(update={"broker": broker})
        document = with_model(document, self.folder.root, drawn=self._videos is None)
        if not self._rules:
            document = document.model_copy(update={"rules": ()})
        loaded = LoadResult(document, (), lay_out(self.folder.root / "site"))
        self.running = RunningStation(self.desktop, loaded, self.folder)
        self.running.start()
        self.people = DemoPeople(self.running.station.people, self.folder.root)
        self.people.move_in()
        print(f"watchroom: the demo's people and their passwords: {self.people.file}")
        self.site.connect_devices("127.0.0.1", self.running.station.devices.port)

    def run_with_panel(self) -> int:
        """Show the window and the panel until the window is closed or the process is asked to end."""
        assert self.running is not None
        application = self.desktop.application
        signal.signal(signal.SIGTERM, lambda number, _frame: application.exit(128 + number))
        self.running.open_window(self.running.station.preferences.language)
        self.site.devices.after(BACKLOG_S, self.site.devices.tell_the_day)
        panel = Panel(self.site)
        panel.show()
        try:
            return application.exec()
        finally:
            panel.close()

    def stop(self) -> None:
        """Stop what was started, the station before its cameras."""
        if self.running is not None:
            self.running.stop()
            self.running = None
        self.site.stop()
