"""What can go wrong with the station's records, as codes with what to do about them.

Codes, not sentences: the window's layer puts them into the reader's language.
"""

import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError


class StoreFault(StrEnum):
    """Why the records cannot be read or written."""

    DISK_FULL = "disk_full"
    LOCKED = "locked"
    CORRUPT = "corrupt"
    READ_ONLY = "read_only"
    NEWER = "newer"
    FAILED = "failed"


#: What a person does about it, as a code.
REMEDIES: Final[Mapping[StoreFault, str]] = {
    StoreFault.DISK_FULL: "free_space",
    StoreFault.LOCKED: "close_other_program",
    StoreFault.CORRUPT: "check_and_repair",
    StoreFault.READ_ONLY: "check_permissions",
    StoreFault.NEWER: "update_program",
    StoreFault.FAILED: "report",
}

_BY_SQLITE_CODE: Final[Mapping[int, StoreFault]] = {
    sqlite3.SQLITE_FULL: StoreFault.DISK_FULL,
    sqlite3.SQLITE_BUSY: StoreFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreFault.LOCKED,
    sqlite3.SQLITE_CORRUPT: StoreFault.CORRUPT,
    sqlite3.SQLITE_NOTADB: StoreFault.CORRUPT,
    sqlite3.SQLITE_READONLY: StoreFault.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StoreFault.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreFault.READ_ONLY,
}


class StoreError(Exception):
    """A station's records could not be read or written; `code` says why, `remedy` what to do."""

    def __init__(self, code: StoreFault, detail: str = "") -> None:
        said = f"{code.value}: {detail}" if detail else code.value
        super().__init__(f"{said} (watchroom journal check --repair)" if code is StoreFault.CORRUPT else said)
        self.code = code
        self.detail = detail

    @property
    def remedy(self) -> str:
        """What a person does about it, as a code."""
        return REMEDIES[self.code]


def fault_of(error: BaseException) -> StoreFault:
    """The reason behind an error of SQLite, by its result code and never by its wording."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:
        return StoreFault.FAILED
    if code in {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}:
        # What a full disk looks like to the write-ahead log and to its index in shared memory.
        return StoreFault.DISK_FULL
    return _BY_SQLITE_CODE.get(code & 0xFF, StoreFault.FAILED)
