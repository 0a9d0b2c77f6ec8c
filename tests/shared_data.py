"""Real models and footage, never part of the repository: where they are, or a skip that says what is missing."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data_folders() -> list[Path]:
    """Where to look, in order: WATCHROOM_DATA, then shared/data beside the checkout."""
    named = os.environ.get("WATCHROOM_DATA")
    return [*([Path(named)] if named else []), _BESIDE]


def shared_data(name: str) -> Path:
    """The path of `name` (such as "footage/pets09_s2l1.avi"); skips the running test, naming it, where it is absent."""
    folders = shared_data_folders()
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    pytest.skip(f"missing test data: {name} (looked in {', '.join(map(str, folders))}; set WATCHROOM_DATA)")
