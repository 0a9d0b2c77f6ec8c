"""`watchroom outbox`: which records the shared database refused, why, and (with --retry) offer them to it again.

Exit codes: 0 nothing is refused (or all is offered again), 1 could not be done, 2 no such record, 3 some are refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from app import system
from app.data_folder import DataFolder
from app.store import outbox_rows
from app.store.database import StationDatabase
from app.store.errors import StoreError

EXIT_NONE, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_REFUSED = 0, 1, 2, 3


def run(arguments: argparse.Namespace) -> int:
    """List, or offer again; works beside a running station, which carries them with its next round."""
    folder = DataFolder(arguments.folder or system.data_folder())
    if not folder.journal.is_file():
        print(f"no station's record there: {folder.journal}", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        database = StationDatabase(folder.journal)
    except StoreError as error:
        print(f"the record cannot be read: {error}", file=sys.stderr)
        return EXIT_FAILED
    try:
        return _listed(database, arguments)
    except StoreError as error:
        print(f"the record cannot be written: {error}", file=sys.stderr)
        return EXIT_FAILED
    finally:
        database.close()


def _listed(database: StationDatabase, arguments: argparse.Namespace) -> int:
    refused, backlog = outbox_rows.refused(database), outbox_rows.backlog(database)
    if arguments.retry and refused:
        outbox_rows.retry_refused(database)
    if arguments.json:
        print(json.dumps({"waiting": backlog.depth, "refused": [asdict(one) for one in refused]}))
    else:
        for one in refused:
            print(f"{one.table} {one.record}: {one.code} {one.message}")
        print(f"{backlog.depth} waiting, {backlog.refused} refused{' and offered again' if arguments.retry else ''}")
    return EXIT_REFUSED if refused and not arguments.retry else EXIT_NONE
