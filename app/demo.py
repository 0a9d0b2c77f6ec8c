"""``watchroom demo``: the station over a simulated community, with real streams, broker and database inside.

With a display it opens the window and a small panel that makes things happen. Without one, or with ``--headless``, it
plays a scenario off screen through the same window and leaves pictures and ``report.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from app import crash, logs, system
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.demo_site import model
from app.services.detection_rules import shared_model
from app.site_document import SiteDocument


def run_demo(arguments: argparse.Namespace) -> int:
    """Run the demo; returns the exit code."""
    headless = bool(arguments.headless or arguments.pictures) or not system.has_display()
    if arguments.pictures:
        print(f"watchroom: taking pictures off screen; they go to {arguments.pictures}")
    elif headless:
        print(f"watchroom: playing a scenario off screen; pictures and report.json go to {arguments.output}")
    signal.signal(signal.SIGTERM, _asked_to_end)
    root = Path(tempfile.mkdtemp(prefix="watchroom-demo-"))
    if headless:
        os.environ["QT_QPA_PLATFORM"] = _off_screen(root)
    try:
        return _run(root, headless, arguments.videos, arguments.output, arguments.pictures)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _off_screen(root: Path) -> str:
    """Name Qt's platform without a display, with a full HD screen: its own is small, and windows keep to theirs."""
    screen = {"name": "demo", "x": 0, "y": 0, "width": 1920, "height": 1080}
    file = root / "screens.json"
    file.write_text(json.dumps({"screens": [screen | {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]}), "utf-8")
    return f"offscreen:configfile={file}"


def _run(root: Path, headless: bool, videos: Path | None, output: Path, pictures: Path | None) -> int:
    # Qt is imported only now, after the platform has been chosen.
    from app.demo_session import DemoSession  # noqa: PLC0415

    if videos is not None and not videos.is_dir():
        print(f"watchroom: no such folder of videos: {videos}", file=sys.stderr)
        return 2
    log_files = logs.set_up(root / "log")
    reports = crash.install(root / "log")
    reports.watch_qt()
    # On a picture happens what was made to happen, nothing else.
    session = DemoSession(DataFolder(root), SystemClock(), videos, rules=pictures is None)
    try:
        session.start()
        if pictures is not None:
            from app.demo_pictures import take_pictures  # noqa: PLC0415

            return take_pictures(session, pictures)
        if headless:
            from app.demo_scenario import play_scenario  # noqa: PLC0415

            return play_scenario(session, output)
        return session.run_with_panel()
    finally:
        session.stop()
        reports.remove()
        log_files.close()


def _asked_to_end(number: int, _frame: FrameType | None) -> None:
    """Leave by the way that stops the cameras, the devices and the station, and clears their folder away."""
    raise SystemExit(128 + number)


def with_model(site: SiteDocument, data_dir: Path, *, drawn: bool = True) -> SiteDocument:
    """Return the site with the model that finds what its cameras show.

    drawn: the demo's own model, listed in its data folder. Of videos it knows nothing: there the test data's model runs
    where it is at hand; else motion detection stands in.
    """
    if site.detection.model:
        return site
    if drawn:
        name = model.install(data_dir).name
    else:
        found = shared_model()
        name = str(found) if found is not None else ""
    return site.model_copy(update={"detection": site.detection.model_copy(update={"model": name})})
