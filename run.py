"""Sets Watchroom up in .venv and starts it; needs nothing but Python 3.11 to 3.13.

    python3 run.py            set up what is missing, then start the demo
    python3 run.py test       set up everything for development, then run all checks and tests
    python3 run.py ARGS...    any other command of the program, such as `check site.toml`

Only the standard library is used here. Everything comes from the hashed pins in packaging/pins/.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PINS = ROOT / "packaging" / "pins"
STAMP = VENV / "watchroom-setup.json"
WINDOWS = sys.platform == "win32"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
PROGRAM = BIN / ("watchroom.exe" if WINDOWS else "watchroom")
OLDEST, NEWEST = (3, 11), (3, 13)
#: From small to large; an environment that was set up for a later one serves the earlier ones too.
PROFILES = ("base", "dev")

#: Shared libraries that Qt and OpenCV take from the system: file name -> Debian package.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
#: Programs that tests start: file name -> Debian package; looked for on PATH and in the folders below.
TEST_PROGRAMS = {"mosquitto": "mosquitto", "initdb": "postgresql", "Xvfb": "xvfb"}
PROGRAM_FOLDERS = ("/usr/sbin", "/usr/lib/postgresql/*/bin")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
#: Beginnings of file names of fonts with Chinese.
CHINESE_FONTS = ("notosanscjk", "notoserifcjk", "sourcehansans", "wqy-", "droidsansfallback")


def say(text: str) -> None:
    """One line for the person who waits, in order with what child processes print."""
    print("watchroom: " + text, flush=True)


def fail(text: str) -> NoReturn:
    """End with a sentence that says what to do."""
    sys.exit("watchroom: " + text)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_program(name: str) -> bool:
    if shutil.which(name):
        return True
    return any(match for folder in PROGRAM_FOLDERS for match in Path("/").glob(f"{folder[1:]}/{name}"))


def _has_chinese_font() -> bool:
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(os.path.expanduser(folder)):  # noqa: PTH111 - os.walk, as Path.walk is newer
            if any(name.lower().startswith(CHINESE_FONTS) for name in names):
                return True
    return False


def _has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships Python without it, in python3-venv
    except ImportError:
        return False
    return True


def lacking(for_tests: bool) -> list[str]:
    """The Debian packages that this Linux system lacks; nothing on Windows, where the wheels bring all."""
    if WINDOWS:
        return []
    packages = [] if _has_venv() or PYTHON.exists() else ["python3-venv"]
    packages += [package for library, package in LIBRARIES.items() if not _loads(library)]
    packages += [] if _has_chinese_font() else ["fonts-noto-cjk"]
    if for_tests:
        packages += [package for program, package in TEST_PROGRAMS.items() if not _has_program(program)]
    return packages


def prepare_system(for_tests: bool) -> None:
    """Install what the system lacks where that is allowed; otherwise say in one line how to get it."""
    packages = lacking(for_tests)
    if not packages:
        return
    line = f"this system lacks {', '.join(packages)}"
    if sys.platform == "win32" or not shutil.which("apt-get") or os.geteuid() != 0:
        fail(f"{line}. Install them and start again: sudo apt-get install {' '.join(packages)}")
    say(f"{line}; installing them")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    left = lacking(for_tests)
    if done.returncode != 0 or left:
        fail(f"apt-get could not install {', '.join(left or packages)}; see its messages above")


def _declared() -> list[Any]:
    import tomllib  # noqa: PLC0415 - absent from the Pythons that main() turns away

    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [document["project"], document["build-system"], document["tool"]["setuptools"]]


def digest(profile: str) -> str:
    """Names everything that decides what .venv must hold for `profile`."""
    sums = hashlib.sha256(json.dumps([platform.python_version(), str(ROOT), _declared()]).encode())
    for name in ("uv.txt", profile + ".txt"):
        sums.update((PINS / name).read_bytes())
    return sums.hexdigest()


def recorded() -> dict[str, str]:
    """What the last finished set-up left: {"profile", "digest"}; empty where there was none."""
    try:
        return dict(json.loads(STAMP.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def is_ready(profile: str) -> bool:
    """Whether .venv already serves `profile`, at the cost of reading a few small files."""
    stamp = recorded()
    done = stamp.get("profile")
    if done not in PROFILES or PROFILES.index(done) < PROFILES.index(profile) or not PYTHON.exists():
        return False
    return stamp.get("digest") == digest(done)


def _run(command: list[str | Path], quiet: bool = True) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=quiet, text=True, errors="replace")
    if done.returncode != 0:
        fail("this did not work: {}\n{}".format(" ".join(map(str, command)), (done.stderr or "").strip()))


def _make_environment() -> None:
    works = PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    if not works:
        say("making .venv")
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)


def _get_uv() -> Path:
    uv = BIN / ("uv.exe" if WINDOWS else "uv")
    if not uv.exists():
        if subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode != 0:
            _run([PYTHON, "-m", "ensurepip", "--default-pip"])
        requirements: list[str | Path] = ["--require-hashes", "--only-binary", ":all:", "-r", PINS / "uv.txt"]
        _run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements])
    return uv


def set_up(profile: str) -> None:
    """Bring .venv to the pins of `profile`, or of a larger one that it once had, and install the program into it."""
    wanted = max(profile, recorded().get("profile", profile), key=PROFILES.index)
    started = time.monotonic()
    _make_environment()
    uv = _get_uv()
    say(f"installing what is pinned in packaging/pins/{wanted}.txt")
    STAMP.unlink(missing_ok=True)
    target: list[str | Path] = ["--quiet", "--python", PYTHON]
    _run([uv, "pip", "sync", *target, "--require-hashes", PINS / f"{wanted}.txt"])
    _run([uv, "pip", "install", *target, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    STAMP.write_text(json.dumps({"profile": wanted, "digest": digest(wanted)}), "utf-8")
    say(f"set up in {time.monotonic() - started:.0f} s")


def environment_for(program: bool) -> dict[str, str]:
    """The environment of what is started: UTF-8 everywhere; tests never look for a display."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")])}
    environment.pop("VIRTUAL_ENV", None)
    if not program:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


PROGRAM_PACKAGES = ["app", "widgets", "video", "alarms", "resources"]
#: name -> arguments after the environment's python.
CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "import contracts": ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
    "types": ["-m", "mypy", *PROGRAM_PACKAGES, "tests", "run.py"],
    "types on Windows": ["-m", "mypy", "--platform", "win32", *PROGRAM_PACKAGES, "run.py"],
    "types of scripts": ["-m", "mypy", "packaging"],
    "translations": ["packaging/translate.py", "--check"],
    "licences": ["packaging/licences.py", "--check"],
    "pins": ["packaging/lock.py", "--check"],
    "tests": ["-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "tests"],
}


def test(arguments: list[str]) -> int:
    """Run every check, the tests last, and name those that failed; 0 when none did.

    With arguments only pytest runs, with those arguments.
    """
    if arguments:
        return subprocess.run(
            [PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment_for(False), check=False
        ).returncode
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run([PYTHON, *command], cwd=ROOT, env=environment_for(False), check=False)
        verdict = "ok" if done.returncode == 0 else "FAILED"
        failed += [] if done.returncode == 0 else [name]
        say(f"{name}: {verdict} ({time.monotonic() - started:.0f} s)")
    if failed:
        say("failed: " + ", ".join(failed))
    return 1 if failed else 0


def start(arguments: list[str]) -> int:
    """Start the program as .venv/bin/watchroom would."""
    try:
        return subprocess.run([PROGRAM, *arguments], env=environment_for(True), check=False).returncode
    except KeyboardInterrupt:
        return 130


def main(arguments: list[str]) -> int:
    """Set up, then start what is asked for."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fail("Python 3.11, 3.12 or 3.13 is needed; this is {}.{}".format(*sys.version_info[:2]))
    for_tests = arguments[:1] == ["test"]
    profile = "dev" if for_tests else "base"
    prepare_system(for_tests)
    if not is_ready(profile):
        set_up(profile)
    return test(arguments[1:]) if for_tests else start(arguments or ["demo"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
