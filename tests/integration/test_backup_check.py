"""A backup is opened again from where it lies before it counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.backup.contents import DATABASE
from app.backup.errors import BackupError
from app.backup.make import sealed_path
from app.backup.manifest import NAME
from tests.fakes.small_records import SmallRecords
from tests.integration.test_backup import maker, records, target

__all__ = ["records", "target"]


def test_a_disk_that_gives_back_other_bytes_is_found_before_the_backup_counts(
    records: SmallRecords, target: Path
) -> None:
    older = maker(records, target).run().folder
    spoilt: list[Path] = []

    def spoil() -> None:
        """Once all is written, and before it counts."""
        for part in target.glob("*.part"):
            if (part / NAME).exists() and not spoilt:
                spoilt.append(sealed_path(part, DATABASE))
                with spoilt[0].open("r+b") as file:
                    file.seek(-20, 2)
                    file.write(b"other bytes")

    with pytest.raises(BackupError) as raised:
        replace(maker(records, target), pulse=spoil).run()
    assert (raised.value.code, len(spoilt)) == ("damaged", 1)
    assert list(target.iterdir()) == [older]
