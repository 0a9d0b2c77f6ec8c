"""`watchroom audit verify`: are the records still what was written, and if not, where does that begin?

Reads only: neither the station's file nor the shared database is changed, and a running station is not disturbed.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app import system
from app.data_folder import DataFolder, data_root
from app.settings import load_site
from app.site_document import SiteDocument
from app.site_fields import SecretError
from app.store.audit_check import Break, Report, What, verify
from app.store.heads import filed_heads
from app.store.keys import PUBLIC_NAME
from app.store.shared import open_shared
from video.evidence_keys import KeyProblem, trusted_digest

EXIT_SOUND, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_CHANGED, EXIT_UNKNOWN_SIGNER = 0, 1, 2, 3, 4

_SAID = {
    What.CHANGED: "was changed",
    What.REMOVED: "is missing: lines were removed here",
    What.INSERTED: "was inserted: it is not what was written at this place",
    What.MOVED: "was moved here from another place",
    What.CUT: "and all after it are missing: the end was cut off",
    What.REWRITTEN: "or one after it was rewritten, with new hashes: a signed head or the other copy says otherwise",
    What.SIGNATURE: "has a signature that does not fit",
    What.UNKNOWN_SIGNER: "is signed with a key that is not this station's",
}


class _BadInput(Exception):  # noqa: N818 - an answer
    """What was asked for cannot be looked at."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is looked at: a station's name and folder, and the site document where there is one."""

    station: str
    folder: DataFolder
    site: SiteDocument | None


def run(arguments: argparse.Namespace) -> int:
    """Print what was found: 0 sound, 1 cannot be read, 2 bad input, 3 changed, 4 signed by an unknown key."""
    try:
        report = _verify(arguments)
    except _BadInput as error:
        print(str(error), file=sys.stderr)
        return EXIT_BAD_INPUT
    except (OSError, sqlite3.Error, SQLAlchemyError, SecretError) as error:
        print(f"the records cannot be read: {error}", file=sys.stderr)
        return EXIT_FAILED
    print(json.dumps(_as_json(report), ensure_ascii=False, indent=2) if arguments.json else _as_text(report))
    if report.sound:
        return EXIT_SOUND
    unknown = all(one.what is What.UNKNOWN_SIGNER for one in report.breaks)
    return EXIT_UNKNOWN_SIGNER if unknown else EXIT_CHANGED


def _verify(arguments: argparse.Namespace) -> Report:
    place = _place(arguments)
    if not place.folder.journal.is_file():
        raise _BadInput(f"no records in {place.folder.root}")
    with _read_only(place.folder.journal) as station, _shared(arguments, place) as shared:
        trusted = _trusted(arguments.key, place.folder)
        return verify(station, place.station, filed_heads(place.folder.keys), trusted, shared)


def _place(arguments: argparse.Namespace) -> _Place:
    if arguments.data is not None:
        if not arguments.station:
            raise _BadInput("--data needs --station ID as well")
        return _Place(arguments.station, DataFolder(arguments.data), None)
    path = arguments.site or system.default_site_file()
    if not path.is_file():
        raise _BadInput(f"no site file at {path}")
    site = load_site(path).site
    return _Place(site.station.id, DataFolder(data_root(site, path)), site)


@contextmanager
def _read_only(path: Path) -> Iterator[Engine]:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _shared(arguments: argparse.Namespace, place: _Place) -> Iterator[Engine | None]:
    if not arguments.shared:
        yield None
        return
    if place.site is None or place.site.database.url is None:
        raise _BadInput("the site file names no shared database")
    engine = open_shared(place.site.database.url.reveal())
    try:
        yield engine
    finally:
        engine.dispose()


def _trusted(given: str | None, folder: DataFolder) -> str:
    """The digest of the key that counts: the one that was given, else the public key in the station's folder."""
    try:
        return trusted_digest(given or str(folder.keys / PUBLIC_NAME))
    except KeyProblem as problem:
        raise _BadInput(f"neither a public key file nor a fingerprint: {problem.text}") from problem


def _as_json(report: Report) -> dict[str, object]:
    return {
        "sound": report.sound,
        "lines": report.lines,
        "signed_at": report.signed_at,
        "unsigned": report.unsigned,
        "breaks": [asdict(one) for one in report.breaks],
        "heads": [asdict(one) for one in report.heads],
    }


def _as_text(report: Report) -> str:
    if report.sound:
        fresh = f"the last {report.unsigned} not signed yet" if report.unsigned else "all signed"
        return f"sound: {report.lines} lines in {len(report.heads)} chains, {fresh}"
    return "\n".join(_line(one) for one in report.breaks)


def _line(one: Break) -> str:
    row = f" (row {one.row})" if one.row else ""
    columns = f" in {', '.join(one.columns)}" if one.columns else ""
    where = f"{one.table}, line {one.sequence}{row}" if one.sequence else f"signed head{row} in {one.chain}"
    return f"{where} {_SAID[one.what]}{columns}; witness: {one.witness}; chain {one.chain}"
