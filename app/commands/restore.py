"""`watchroom restore SOURCE`: check a backup, or put it back, on this computer or another.

Exit codes: 0 done, 1 could not be done, 2 bad input, 3 the backup is damaged, 4 it does not open with what was given.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app import system
from app.backup.errors import BackupError
from app.backup.restore import Found, Restorer, find
from app.backup.sealing import Secrets
from app.backup.words import said
from app.clock import SystemClock
from app.commands.backup import PASSPHRASE_VARIABLE, read_secret

EXIT_DONE, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_DAMAGED, EXIT_CLOSED = 0, 1, 2, 3, 4
_EXITS = {
    "damaged": EXIT_DAMAGED,
    "source_damaged": EXIT_DAMAGED,
    "wrong_secret": EXIT_CLOSED,
    "no_secret": EXIT_CLOSED,
    "no_backup": EXIT_BAD_INPUT,
    "bad_key": EXIT_BAD_INPUT,
    "no_key_file": EXIT_BAD_INPUT,
    "newer": EXIT_BAD_INPUT,
}


def run(arguments: argparse.Namespace) -> int:
    """Say what is in the backup, and do what was asked."""
    try:
        found = find(arguments.source)
        restorer = Restorer(found, _secrets(found, arguments), SystemClock())
        return _check(restorer, found, arguments) if arguments.check else _restore(restorer, arguments)
    except BackupError as error:
        print(said(error), file=sys.stderr)
        return _EXITS.get(error.code, EXIT_FAILED)


def _secrets(found: Found, arguments: argparse.Namespace) -> Secrets:
    recovery = read_secret(arguments.recovery_key) if arguments.recovery_key is not None else ""
    passphrase = os.environ.get(PASSPHRASE_VARIABLE, "")
    if arguments.passphrase_file is not None:
        passphrase = read_secret(arguments.passphrase_file)
    asked = any(one.get("kind") == "argon2id" for one in found.manifest.wraps)
    if asked and not recovery and not passphrase and sys.stdin.isatty():
        passphrase = getpass.getpass("Passphrase of the backup: ")
    return Secrets(passphrase, recovery)


def _check(restorer: Restorer, found: Found, arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="watchroom-restore-", ignore_cleanup_errors=True) as scratch:
        unsound = restorer.check(Path(scratch))
    _say(found, arguments, {"checked": True, "unsound": unsound})
    return EXIT_DONE


def _restore(restorer: Restorer, arguments: argparse.Namespace) -> int:
    document = arguments.site or system.default_site_file()
    done = restorer.run(document, arguments.folder, replace=arguments.replace)
    told = {"site": str(done.document), "data": str(done.data), "unsound": done.unsound}
    _say(done.found, arguments, told | {"kept": str(done.data / done.kept) if done.kept else ""})
    if not arguments.json:
        print(f"restored: site file {done.document}, data folder {done.data}")
        if done.kept:
            print(f"what stood there before: {done.data / done.kept}")
        for name in done.found.manifest.left_out:
            print(f"was not in the backup, see to it: {name}")
    return EXIT_DONE


def _say(found: Found, arguments: argparse.Namespace, told: Mapping[str, object]) -> None:
    manifest = found.manifest
    rows = sum(manifest.facts.rows.values())
    if arguments.json:
        head = {"folder": str(found.folder), "station": manifest.station, "made_at": manifest.made_at, "rows": rows}
        print(json.dumps({**head, "left_out": list(manifest.left_out), **told}, ensure_ascii=False))
        return
    print(f"{found.folder}: whole, station {manifest.station}, program {manifest.program}, {rows} rows")
    if told["unsound"]:
        print(f"the record in it is not sound: {told['unsound']}", file=sys.stderr)
