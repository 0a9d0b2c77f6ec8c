"""`watchroom seen`: what detection saw, by camera, time and class; works beside a running station.

Exit codes: 0 listed (or nothing to list), 1 could not be read, 2 nothing is kept there, or not of a named camera.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from dataclasses import asdict
from datetime import datetime

from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.store.sightings import SeenTrack, SightingFile

EXIT_LISTED, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2


def run(arguments: argparse.Namespace) -> int:
    """List the newest few hundred tracks in order of time."""
    path = DataFolder(arguments.folder or system.data_folder()).sightings
    if not path.is_file():
        print(f"nothing was kept there: {path}", file=sys.stderr)
        return EXIT_BAD_INPUT
    now = SystemClock().now()
    file = SightingFile(path)
    try:
        kept = file.cameras()
        found = file.tracks(arguments.camera, now - 3600.0 * arguments.hours, now, arguments.classes, arguments.moved)
    except (OSError, sqlite3.Error) as error:
        print(f"it cannot be read: {error}", file=sys.stderr)
        return EXIT_FAILED
    finally:
        file.close()
    unknown = [one for one in arguments.camera if one not in kept]
    if unknown:
        print(f"nothing is kept of {', '.join(unknown)}; of these something is: {', '.join(kept)}", file=sys.stderr)
        return EXIT_BAD_INPUT
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return EXIT_LISTED
    for one in found:
        print(_line(one))
    print(f"{len(found)} in {arguments.hours:g} hours")
    return EXIT_LISTED


def _line(one: SeenTrack) -> str:
    at = datetime.fromtimestamp(one.first).astimezone().isoformat(" ", "seconds")
    moved = "moved" if one.moved else "stood"
    return f"{at}  {one.camera}  {one.label}  {one.last - one.first:.1f} s  {one.confidence:.2f}  {moved}"
