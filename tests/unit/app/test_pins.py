"""The pins say what pyproject.toml says, hashed and without naming any host."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["base.txt", "ai.txt", "package.txt", "dev.txt", "uv.txt"]
FROZEN = "frozen.txt"


@pytest.fixture(scope="module")
def lock() -> ModuleType:
    """packaging/lock.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("packaging_lock", ROOT / "packaging" / "lock.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "packaging" / "pins" / name).read_text("utf-8")
    return {
        m[1] + (m[3] or ""): m[2] for m in re.finditer(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)( ;[^\\\n]*)?", text, re.M)
    }


def test_are_made_from_pyproject_as_it_stands(lock: ModuleType) -> None:
    assert lock.outdated() == []


@pytest.mark.parametrize("name", [*NAMES, FROZEN])
def test_name_no_host(name: str) -> None:
    text = (ROOT / "packaging" / "pins" / name).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("name", [*NAMES, FROZEN])
def test_every_pin_is_hashed(name: str) -> None:
    lines = (ROOT / "packaging" / "pins" / name).read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if "==" in line and not line.startswith((" ", "#")):
            assert "--hash=sha256:" in lines[number + 1], line


def versions(name: str) -> set[tuple[str, str]]:
    return {(package.split(" ;")[0], version) for package, version in pinned(name).items()}


@pytest.mark.parametrize("name", NAMES)
def test_smaller_sets_agree_with_the_largest(name: str) -> None:
    assert versions(name) <= versions("dev.txt")


def test_base_carries_no_training_libraries() -> None:
    assert not {"torch", "ultralytics", "easyocr", "polars", "scipy"} & set(pinned("base.txt"))


@pytest.mark.parametrize("package", ["opencv-python-headless", "openvino-telemetry"])
def test_unwanted_packages_are_never_installed(package: str) -> None:
    for name in NAMES:
        assert all("never" in pin for pin in pinned(name) if pin.startswith(package))


def test_a_frozen_build_has_the_same_opencv() -> None:
    assert pinned(FROZEN) == {"opencv-python-headless": pinned("base.txt")["opencv-python"]}
