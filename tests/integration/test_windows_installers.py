"""Both Windows installer scripts compile with a stand-in payload, and hold what was given to them."""

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """packaging/windows_packages.py over a stand-in for the frozen program."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PACKAGING))
    module = importlib.import_module("windows_packages")
    payload = tmp_path / "payload"
    (payload / "_internal" / "资源 & more").mkdir(parents=True)
    (payload / "watchroom.exe").write_bytes(b"MZ")
    (payload / "watchroom-cli.exe").write_bytes(b"MZ")
    (payload / "_internal" / "base.dll").write_bytes(b"MZ" * 1000)
    (payload / "_internal" / "资源 & more" / "wall.svg").write_text("<svg/>")
    icons = importlib.import_module("icons")
    icon = tmp_path / "watchroom.ico"
    icon.write_bytes(icons.ico({16: icons.draw(16)}))
    for name, value in {"FROZEN": payload, "DIST": tmp_path, "BUILD": tmp_path, "ICONS": tmp_path}.items():
        monkeypatch.setattr(module, name, value)
    yield module
    for name in {"windows_packages", "build_paths", "icons"} - before:
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(not shutil.which("makensis"), reason="makensis is not installed (Debian: nsis)")
def test_the_exe_installer_compiles(packages: ModuleType) -> None:
    made = packages.nsis()
    content = made.read_bytes()
    assert content[:2] == b"MZ"
    assert len(content) > 50_000


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(not shutil.which("wixl"), reason="wixl is not installed (Debian: wixl)")
def test_the_msi_installer_compiles_and_holds_every_file(packages: ModuleType) -> None:
    made = packages.msi()
    assert made.read_bytes()[:8] == bytes.fromhex("D0CF11E0A1B11AE1")
    if shutil.which("msiextract"):
        listed = subprocess.run(["msiextract", "--list", str(made)], capture_output=True, text=True, check=True).stdout
        assert sorted(Path(line).name for line in listed.splitlines() if line) == sorted(
            ["watchroom.exe", "watchroom-cli.exe", "base.dll", "wall.svg"]
        )


@pytest.mark.usefixtures("qapp")
def test_component_ids_stay_the_same_from_build_to_build(packages: ModuleType) -> None:
    first = packages.payload()
    assert packages.payload() == first
    assert "资源 &amp; more" in first
