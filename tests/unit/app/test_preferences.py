"""What a station remembers survives a restart, and a damaged file costs nothing but itself."""

from pathlib import Path

import pytest

from app.preferences import Preferences, load_preferences


def test_preferences_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    kept = Preferences(path, "en", 0.5)
    kept.save()
    assert load_preferences(path) == kept


@pytest.mark.parametrize("text", ["", "{", "[]", '{"language": "xx", "volume": 7}'])
def test_a_damaged_file_gives_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(text, encoding="utf-8")
    assert load_preferences(path) == Preferences(path)
