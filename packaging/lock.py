"""Writes and checks packaging/pins/: what run.py and the frozen builds install, exactly.

    python3 packaging/lock.py            write all pins anew, keeping versions that still fit
    python3 packaging/lock.py --upgrade  the same, with the newest versions
    python3 packaging/lock.py --check    are they up to date with pyproject.toml, and is there a Windows wheel for each?

Pins are universal (Linux and Windows, every supported Python), hashed, and name no host: whoever installs them uses the
index of their own choice. Needs `uv` (.venv has it after run.py).
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "packaging" / "pins"
#: file name -> what pyproject.toml's extras and groups put into it, beside the dependencies themselves.
SETS = {
    "base.txt": ["--group", "setup"],
    "ai.txt": ["--group", "setup", "--extra", "ai"],
    "package.txt": ["--group", "setup", "--group", "package"],
    "dev.txt": ["--group", "setup", "--extra", "ai", "--group", "dev", "--group", "package"],
}
#: What run.py installs with pip, before there is a uv.
FIRST = "uv.txt"
#: Takes opencv-python's place in a frozen build: the same without the second Qt for windows that are never opened.
FROZEN = "frozen.txt"
_STAMP = "# declared: "


def find_uv() -> str:
    """The uv of this checkout's environment, else the one on PATH; exits with a sentence where there is none."""
    for folder in ("bin", "Scripts"):
        own = shutil.which("uv", path=str(ROOT / ".venv" / folder))
        if own:
            return own
    return shutil.which("uv") or sys.exit("uv is needed: run `python3 run.py` once, or `pip install uv`.")


def declared() -> str:
    """A digest of everything in pyproject.toml that decides what is pinned."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = document["project"]
    inputs = [
        project["requires-python"],
        project["dependencies"],
        project["optional-dependencies"],
        document["dependency-groups"],
        document["tool"]["uv"],
    ]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _compile(uv: str, output: Path, options: list[str], sources: list[str]) -> None:
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
    command += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-strip-extras"]
    subprocess.run([*command, *options, "--output-file", str(output), *sources], cwd=ROOT, check=True)
    body = output.read_text("utf-8")
    if "://" in body:
        sys.exit(f"{output.name} names a host; pins must not.")
    header = f"# Written by `python3 packaging/lock.py`; do not edit.\n{_STAMP}{declared()}\n"
    output.write_text(header + body, "utf-8", newline="\n")


def write(upgrade: bool) -> None:
    """Compile the largest set first and hold the others to its versions, so that all sets agree."""
    uv, all_of_it = find_uv(), PINS / "dev.txt"
    _compile(uv, all_of_it, [*SETS["dev.txt"], *(["--upgrade"] if upgrade else [])], ["pyproject.toml"])
    for name, options in SETS.items():
        if name != all_of_it.name:
            _compile(uv, PINS / name, [*options, "--constraints", str(all_of_it), "--upgrade"], ["pyproject.toml"])
    text = all_of_it.read_text("utf-8")
    _compile_one(uv, FIRST, f"uv=={_version(text, 'uv')}")
    _compile_one(uv, FROZEN, f"opencv-python-headless=={_version(text, 'opencv-python')}")


def _version(pins: str, package: str) -> str:
    found = re.search(rf"^{package}==(\S+)", pins, re.M)
    return found[1] if found else sys.exit(f"{package} is not pinned")


def _compile_one(uv: str, name: str, requirement: str) -> None:
    """Pin one package alone; pyproject.toml's overrides, which keep the headless OpenCV out, are not read for it."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text(requirement + "\n", "utf-8")
        _compile(uv, PINS / name, ["--no-config", "--no-deps", "--upgrade"], [str(wanted)])


def outdated() -> list[str]:
    """The names of those pins that were not made from pyproject.toml as it stands."""
    line = _STAMP + declared()
    names = [*SETS, FIRST, FROZEN]
    return [n for n in names if not (PINS / n).is_file() or line not in (PINS / n).read_text("utf-8").splitlines()[:3]]


def installs_on(platform: str, python: str, name: str) -> str:
    """Resolve one set of pins to wheels for a platform without installing; what uv complained of, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        command = [find_uv(), "pip", "install", "--quiet", "--dry-run", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--python-platform", platform, "--python-version", python]
        command += ["--target", folder, "--requirements", str(PINS / name)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip()


def check() -> int:
    """Say what is wrong with the pins; 0 when nothing is."""
    problems = [f"{name} is out of date: run `python3 packaging/lock.py`" for name in outdated()]
    for platform in ("x86_64-pc-windows-msvc", "x86_64-manylinux_2_36"):
        for name in ("dev.txt", FROZEN):
            complaint = installs_on(platform, "3.11", name)
            problems += [f"{name} on {platform}: {complaint}"] if complaint else []
    print("\n".join(problems) or "pins: up to date; every one has a wheel for Windows and for Linux")
    return 1 if problems else 0


def main() -> int:
    """Parse the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--check", action="store_true", help="write nothing; say what is wrong")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    write(arguments.upgrade)
    return 0


if __name__ == "__main__":
    sys.exit(main())
