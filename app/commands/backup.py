"""`watchroom backup [TARGET]`: a backup now, of the station that runs or of one that does not.

Exit codes: 0 made and checked, 1 not made, 2 bad input, 3 made, but the record itself is unsound.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from app import system
from app.backup import recovery
from app.backup.errors import BackupError
from app.backup.make import Made, Maker, backups_in
from app.backup.sealing import Openers
from app.backup.words import said
from app.clock import SystemClock
from app.data_folder import DataFolder, data_root
from app.services.backup import make_now, openers_of
from app.settings import LoadResult, load_site

EXIT_MADE, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_UNSOUND = 0, 1, 2, 3
#: Never on the command line, where others can read it.
PASSPHRASE_VARIABLE = "WATCHROOM_BACKUP_PASSPHRASE"
_BAD_INPUT = frozenset({"no_opener", "weak_passphrase", "bad_key", "no_key_file", "no_target", "target_inside"})


def run(arguments: argparse.Namespace) -> int:
    """Make a backup, list those that are there, or make a recovery key."""
    if arguments.new_recovery_key is not None:
        return _new_key(arguments.new_recovery_key)
    document = arguments.site or system.default_site_file()
    if not document.is_file():
        print(f"no site file at {document}", file=sys.stderr)
        return EXIT_BAD_INPUT
    loaded = load_site(document)
    given = arguments.to or (Path(loaded.site.backup.target) if loaded.site.backup.target else None)
    if given is None:
        print("name a folder on another disk, or write [backup] target = into the site file", file=sys.stderr)
        return EXIT_BAD_INPUT
    if arguments.list:
        return _list(given, as_json=arguments.json)
    try:
        return _made(_make(loaded, given, arguments), as_json=arguments.json)
    except BackupError as error:
        print(said(error), file=sys.stderr)
        return EXIT_BAD_INPUT if error.code in _BAD_INPUT else EXIT_FAILED


def _make(loaded: LoadResult, target: Path, arguments: argparse.Namespace) -> Made:
    folder = DataFolder(data_root(loaded.site, loaded.file))
    keep = arguments.keep if arguments.keep is not None else loaded.site.backup.keep
    clock = SystemClock()

    def maker() -> Maker:
        return Maker(loaded, folder, target, _openers(loaded, arguments.passphrase_file), keep, clock)

    return make_now(maker, folder, target, clock)


def _openers(loaded: LoadResult, passphrase_file: Path | None) -> Openers:
    openers = openers_of(loaded.site.backup, loaded.file)
    if passphrase_file is not None:
        return replace(openers, passphrase=read_secret(passphrase_file))
    named = os.environ.get(PASSPHRASE_VARIABLE, "")
    return replace(openers, passphrase=named) if named else openers


def read_secret(path: Path) -> str:
    """The first line of a file. Raises BackupError no_key_file."""
    try:
        return path.read_text("utf-8").strip().partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError("no_key_file", str(path)) from error


def _new_key(path: Path) -> int:
    public, private = recovery.new_pair()
    try:
        recovery.write_private(path, private)
    except OSError as error:
        print(f"the key cannot be written: {error}", file=sys.stderr)
        return EXIT_FAILED
    print(f'[backup]\nrecovery_key = "{public}"')
    print(
        f"\nPut these lines into the site file. {path} opens every backup that is made then: print it, lock it away, "
        "and delete it from this computer.",
        file=sys.stderr,
    )
    return EXIT_MADE


def _list(target: Path, *, as_json: bool) -> int:
    found = [
        {
            "folder": str(path),
            "station": one.station,
            "made_at": one.made_at,
            "program": one.program,
            "bytes": sum(file.size for file in one.files),
            "rows": sum(one.facts.rows.values()),
        }
        for path, one in backups_in(target)
    ]
    if as_json:
        print(json.dumps({"backups": found}, ensure_ascii=False))
    else:
        print("\n".join(f"{one['folder']}  {one['bytes']} bytes, {one['rows']} rows" for one in found) or "none")
    return EXIT_MADE


def _made(made: Made, *, as_json: bool) -> int:
    if as_json:
        told = {"folder": str(made.folder), "bytes": made.size, "rows": sum(made.facts.rows.values())}
        told |= {"left_out": list(made.left_out), "removed": made.removed, "unsound": made.unsound}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"made and checked: {made.folder} ({made.size} bytes, {sum(made.facts.rows.values())} rows)")
        for name in made.left_out:
            print(f"not in it, to be kept apart: {name}")
    if made.unsound:
        print(f"the record itself is not sound: {made.unsound}; see watchroom journal check", file=sys.stderr)
        return EXIT_UNSOUND
    return EXIT_MADE
