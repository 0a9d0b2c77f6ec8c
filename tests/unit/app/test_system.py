"""Both systems' branches of app/system.py, and what the running system really does."""

import multiprocessing
import sys
from pathlib import Path

import pytest

from app import system


def test_folders_on_linux_follow_the_desktop_standard() -> None:
    environment = {"XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c"}
    assert system.data_folder("linux", environment) == Path("/d/watchroom")
    assert system.cache_folder("linux", environment) == Path("/c/watchroom")
    assert system.data_folder("linux", {}) == Path("~/.local/share/watchroom").expanduser()
    assert system.default_site_file("linux", environment) == Path("/d/watchroom/site.toml")


def test_folders_on_windows_are_local_not_roaming() -> None:
    environment = {"LOCALAPPDATA": "/local"}
    assert system.data_folder("win32", environment) == Path("/local/Watchroom")
    assert system.cache_folder("win32", environment) == Path("/local/Watchroom/cache")


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_one_variable_moves_everything(platform: str) -> None:
    environment = {"WATCHROOM_HOME": "/w", "XDG_DATA_HOME": "/d", "LOCALAPPDATA": "/l"}
    assert system.data_folder(platform, environment) == Path("/w")
    assert system.cache_folder(platform, environment) == Path("/w/cache")


@pytest.mark.parametrize(
    ("platform", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("linux", {"QT_QPA_PLATFORM": "xcb"}, True),
        ("win32", {}, True),
        ("win32", {"QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_display(platform: str, environment: dict[str, str], seen: bool) -> None:
    assert system.has_display(platform, environment) is seen


def test_fonts_differ_by_system() -> None:
    assert system.chinese_fonts("win32")[0] == "Microsoft YaHei UI"
    assert system.chinese_fonts("linux")[0] == "Noto Sans CJK SC"
    assert system.font_advice("win32") != system.font_advice("linux")


def _try_to_lock(folder: Path) -> str:
    try:
        with system.FolderLock(folder):
            return "taken"
    except system.AlreadyRunningError:
        return "refused"


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with system.FolderLock(tmp_path):
            assert pool.apply(_try_to_lock, [tmp_path]) == "refused"
        assert pool.apply(_try_to_lock, [tmp_path]) == "taken"
        pool.close()
        pool.join()


def test_lock_makes_its_folder(tmp_path: Path) -> None:
    with system.FolderLock(tmp_path / "new" / "folder"):
        assert (tmp_path / "new" / "folder").is_dir()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_process_name_is_seen_by_the_system() -> None:
    comm = Path("/proc/thread-self/comm")
    before = comm.read_text().strip()
    try:
        system.name_process("watchroom-test-with-a-long-name")
        assert comm.read_text().strip() == "watchroom-test-"
    finally:
        system.name_process(before)


def _priority_after_lowering() -> tuple[int, int]:
    import psutil

    before = psutil.Process().nice()
    system.lower_priority()
    return int(before), int(psutil.Process().nice())


def test_lowered_priority_is_lower() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        before, after = pool.apply(_priority_after_lowering)
        pool.close()
        pool.join()
    assert after != before


def test_clock_state_is_told_or_unknown() -> None:
    assert system.clock_is_disciplined() in (True, False, None)
