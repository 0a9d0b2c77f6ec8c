"""What the command line says of a backup that was not made or cannot be put back: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.backup.errors import BackupError

_SAID: Final[Mapping[str, str]] = {
    "no_target": "there is no folder {detail}: connect or mount the disk that backups go to",
    "target_inside": "{detail} lies inside the station's own data folder: name a folder on another disk",
    "no_station": "there is no station's record in {detail}",
    "no_opener": "nothing is named that it could be encrypted for: a recovery key or a passphrase ([backup])",
    "weak_passphrase": "the passphrase needs {detail} letters or more",
    "bad_key": "that is no recovery key of ours: take the line that `watchroom backup --new-recovery-key FILE` wrote",
    "no_key_file": "the key or passphrase cannot be read: {detail}",
    "disk_full": "the disk has too little room: {detail}",
    "unwritable": "it cannot be written: {detail}",
    "busy": "another backup of this station is being made",
    "source_damaged": "the station's record is damaged ({detail}): watchroom journal check --repair",
    "source_unreadable": "the station's record cannot be read: {detail}",
    "copy_differs": "the copy is not what the record holds ({detail}): try again, and check the disk",
    "no_backup": "there is no backup in {detail}",
    "damaged": "this backup is damaged or was changed ({detail}): take another one",
    "newer": "this backup was made by a newer program ({detail}): install that version, or newer, first",
    "no_secret": "this backup opens with: {detail}; give --passphrase-file or --recovery-key",
    "wrong_secret": "that passphrase or key does not open this backup",
    "exists": "there is a station already ({detail}); with --replace it is set aside, and kept",
    "running": "a station is running with this folder, close it first: {detail}",
    "ended": "it was ended",
}
_OPENERS: Final[Mapping[str, str]] = {"argon2id": "a passphrase", "x25519": "a recovery key"}


def said(error: BackupError) -> str:
    """One sentence; an unknown code is said as it is."""
    detail = error.detail
    if error.code == "no_secret":
        detail = " or ".join(_OPENERS.get(one, one) for one in detail.split(", ")) or "nothing"
    return _SAID.get(error.code, error.code).format(detail=detail)
