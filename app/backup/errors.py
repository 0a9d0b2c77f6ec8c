"""Why a backup was not made, or cannot be put back: codes, with what to do about each in `app.backup.words`."""

from __future__ import annotations

import errno

#: What a full disk, a full quota and a file too large for the disk's file system look like.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class BackupError(Exception):
    """`code` says why; `detail` names a file, a version or a figure, never a secret."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def of_system(error: OSError, detail: str = "") -> BackupError:
    """What an error of the file system means."""
    if error.errno in _FULL:
        return BackupError("disk_full", detail)
    return BackupError("unwritable", detail or (error.strerror or type(error).__name__))
