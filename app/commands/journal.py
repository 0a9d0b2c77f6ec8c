"""`watchroom journal check`: is a station's record sound, and, with --repair, make it so as far as that can be.

Exit codes: 0 sound (or whole again), 1 could not be done, 2 no such file, 3 something is wrong, 4 something was lost.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.store.check import Finding, check_file, repair
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.salvage import salvage

EXIT_SOUND, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_WRONG, EXIT_LOST = 0, 1, 2, 3, 4


def run_check(arguments: argparse.Namespace) -> int:
    """Check, and repair where asked to; a station that runs with the folder is not disturbed: it must be closed."""
    folder = DataFolder(arguments.folder or system.data_folder())
    if not folder.journal.is_file():
        print(f"no station's record there: {folder.journal}", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        with system.FolderLock(folder.root):
            return _checked(folder.journal, arguments)
    except system.AlreadyRunningError:
        print(f"a station is running with this folder, close it first: {folder.root}", file=sys.stderr)
    except (StoreError, OSError) as error:
        print(f"the record cannot be read or written: {error}", file=sys.stderr)
    return EXIT_FAILED


def _checked(path: Path, arguments: argparse.Namespace) -> int:
    findings = _findings(path)
    done: dict[str, Any] = {}
    salvaged = None
    if findings and arguments.repair:
        if any(one.part == "file" for one in findings):
            salvaged = salvage(path, SystemClock().now())
            done = asdict(salvaged) | {"kept_at": str(salvaged.kept_at)}
        else:
            _repair(path)
        findings = _findings(path)
    _print(findings, done, as_json=arguments.json)
    if salvaged is not None and (salvaged.damaged or salvaged.lost):
        return EXIT_LOST
    return EXIT_WRONG if findings else EXIT_SOUND


def _findings(path: Path) -> list[Finding]:
    try:
        database = StationDatabase(path)
    except StoreError as error:
        if error.code is not StoreFault.CORRUPT:
            raise
        return [Finding("file", "unreadable", 1, (error.detail,), False)]
    try:
        return check_file(database)
    finally:
        database.close()


def _repair(path: Path) -> None:
    database = StationDatabase(path)
    try:
        repair(database, SystemClock().now())
    finally:
        database.close()


def _print(findings: Sequence[Finding], done: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"sound": not findings, "findings": [asdict(one) for one in findings], "salvaged": done}))
        return
    if done:
        _print_salvaged(done)
    for one in findings:
        print(f"{one.part}: {one.what} ({one.count}): {', '.join(one.named)}")
    print("sound" if not findings else "not sound")


def _print_salvaged(done: Mapping[str, Any]) -> None:
    print(f"the damaged file is kept: {done['kept_at']}")
    print(f"read from it: {sum(done['rows'].values())} rows")
    for table in done["damaged"]:
        print(f"not all of {table} could be read")
    for table, count in done["lost"].items():
        print(f"lost of {table}: {count} entries; what the shared database holds of them comes back by itself")
