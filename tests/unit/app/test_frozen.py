"""What a frozen build leaves out and what it must have."""

import importlib.util
import shutil
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from app.voice.espeak import EspeakVoice
from app.voice.phrases import Phrase
from app.voice.renderer import render

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def frozen() -> ModuleType:
    """packaging/frozen.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("frozen_script", ROOT / "packaging" / "frozen.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "place",
    [
        "cv2/qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6\\opengl32sw.dll",
        "openvino/libs/libopenvino_pytorch_frontend.so.2641",
        "libgtk-3.so.0",
    ],
)
def test_left_out(frozen: ModuleType, place: str) -> None:
    assert frozen.is_unwanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "openvino/libs/libopenvino_onnx_frontend.so.2641",
        "cv2/cv2.abi3.so",
        "libsystemd.so.0",
        "libxcb-cursor.so.0",
    ],
)
def test_kept(frozen: ModuleType, place: str) -> None:
    assert not frozen.is_unwanted(place)


def test_links_go_with_what_they_point_to(frozen: ModuleType) -> None:
    kept = ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    dangling = ("libQt6EglFsKmsSupport.so.6", "PySide6/Qt/lib/libQt6EglFsKmsSupport.so.6", "SYMLINK")
    assert frozen.trim([kept, dangling]) == [kept]


def test_the_build_fails_without_what_x11_needs(frozen: ModuleType) -> None:
    all_modules, voice = set(frozen.MODULES), frozen.VOICE_LIBRARIES
    assert frozen.missing({*frozen.X11_LIBRARIES, voice["linux"]}, all_modules, "linux") == []
    assert frozen.missing({voice["linux"]}, all_modules, "linux") == list(frozen.X11_LIBRARIES)
    assert frozen.missing({voice["win32"]}, all_modules, "win32") == []


def test_the_build_fails_without_the_voice(frozen: ModuleType) -> None:
    for platform, library in frozen.VOICE_LIBRARIES.items():
        assert library in frozen.missing(set(frozen.X11_LIBRARIES), set(frozen.MODULES), platform)


def test_what_is_shipped_of_the_voice_says_the_same_in_both_languages(frozen: ModuleType, tmp_path: Path) -> None:
    for source, folder in [*frozen.voice_binaries(), *frozen.voice_data()]:
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, tmp_path / folder)
    said = [Phrase("东围栏3区，Gate B 报警", "zh"), Phrase("East fence 3, wire cut", "en")]
    shipped = partial(EspeakVoice, tmp_path / "espeakng_loader")
    assert dict(render(said, lambda: False, shipped)) == dict(render(said, lambda: False))
    size = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    assert size < 4_000_000


def test_the_build_fails_without_a_module_reached_by_name(frozen: ModuleType) -> None:
    assert "app.demo" in frozen.missing(set(frozen.X11_LIBRARIES), set(), "linux")


def test_modules_reached_by_name_exist(frozen: ModuleType) -> None:
    assert [name for name in frozen.MODULES if importlib.util.find_spec(name) is None] == []


def test_data_goes_where_the_code_looks(frozen: ModuleType) -> None:
    places = {(Path(source).name, folder) for source, folder in frozen.own_data(ROOT)}
    assert ("demo.toml", "resources/sites") in places
    assert ("env.py", "app/store/migrations") in places
    assert ("LICENSE", ".") in places
    assert not any(name.endswith((".ts", ".pyc")) for name, _ in places)
