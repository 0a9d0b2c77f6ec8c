"""`watchroom archive check`: does the index of footage agree with the files, and, with --repair, make it so.

Where the station's record itself is gone, --repair begins a new one with the index of the files that are there.

Exit codes: 0 in order (or put in order), 1 could not be done, 2 bad input, 3 something is wrong, 4 footage is damaged.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from app import system
from app.data_folder import DataFolder, data_root
from app.settings import load_site
from app.station_recording import archive_root
from app.store.archive import ArchiveIndex
from app.store.archive_check import Looked, check_archive
from app.store.database import StationDatabase
from app.store.errors import StoreError

EXIT_SOUND, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_WRONG, EXIT_DAMAGED = 0, 1, 2, 3, 4
#: What cannot be put in order: the footage itself is not what was written.
_LOST = ("damaged", "unreadable")
_WORDS = {
    "no_row": ("a file that the index does not know", "entered"),
    "no_file": ("in the index, and no file is there", "taken out of the index"),
    "cut": ("not closed: the program or the computer ended first", "closed; it plays to where it ends"),
    "differs": ("the index says other than the file", "the index now says what the file says"),
    "damaged": ("damaged: it plays up to the damage at most", "left as it is"),
    "empty": ("holds no picture", "removed"),
    "unreadable": ("the disk does not give it", "left as it is"),
}


def run_check(arguments: argparse.Namespace) -> int:
    """Check, and repair where asked to; a station that runs with the folder has to be closed first."""
    document = arguments.site or system.default_site_file()
    if not document.is_file():
        print(f"no site file at {document}", file=sys.stderr)
        return EXIT_BAD_INPUT
    site = load_site(document).site
    folder = DataFolder(arguments.folder or data_root(site, document))
    lost = not folder.journal.is_file()
    if lost and not (arguments.repair and folder.root.is_dir()):
        print(f"no station's record there: {folder.journal}", file=sys.stderr)
        return EXIT_BAD_INPUT
    root = archive_root(site, folder)
    if not root.is_dir():
        print(f"no footage there: {root}. Is its disk connected? Nothing was changed.", file=sys.stderr)
        return EXIT_BAD_INPUT
    if lost:
        print(f"no station's record there, a new one is made: {folder.journal}", file=sys.stderr)
    return _guarded(folder, root, arguments)


def _guarded(folder: DataFolder, root: Path, arguments: argparse.Namespace) -> int:
    try:
        with system.FolderLock(folder.root):
            database = StationDatabase(folder.journal)
            try:
                looked = check_archive(ArchiveIndex(database, root), repair=arguments.repair)
            finally:
                database.close()
    except system.AlreadyRunningError:
        print(f"a station is running with this folder, close it first: {folder.root}", file=sys.stderr)
        return EXIT_FAILED
    except (StoreError, OSError) as error:
        print(f"the footage or its index cannot be read or written: {error}", file=sys.stderr)
        return EXIT_FAILED
    _print(looked, repair=arguments.repair, as_json=arguments.json)
    if any(one.code in _LOST for one in looked.findings):
        return EXIT_DAMAGED
    return EXIT_SOUND if all(one.repaired for one in looked.findings) else EXIT_WRONG


def _print(looked: Looked, *, repair: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(looked), indent=2))
        return
    for one in looked.findings:
        wrong, done = _WORDS[one.code]
        print(f"{one.path}: {wrong}" + (f" - {done}" if one.repaired or (repair and one.code in _LOST) else ""))
    print(f"{looked.files} files looked through, {len(looked.findings)} findings")
    if looked.findings and not repair:
        print("put it in order: watchroom archive check --repair")
