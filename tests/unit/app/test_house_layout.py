"""What pyproject.toml says of the tree is true."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("app", "widgets", "video", "alarms", "resources")


def test_every_package_is_listed_for_setuptools() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    found = [init.parent.relative_to(ROOT) for room in ROOMS for init in (ROOT / room).rglob("__init__.py")]
    assert sorted(listed) == sorted(".".join(folder.parts) for folder in found)


def test_every_python_file_of_a_room_is_in_a_package() -> None:
    scripts = ROOT / "app" / "store" / "migrations"
    astray = [
        file
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if not (file.parent / "__init__.py").exists() and not file.is_relative_to(scripts)
    ]
    assert astray == []


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
