"""Makes the installers.

    python3 packaging/build.py freeze   the frozen program in dist/watchroom (both systems)
    python3 packaging/build.py deb      the same, packed as dist/*.deb
    python3 packaging/build.py rpm      ... as dist/*.rpm
    python3 packaging/build.py tar      ... as dist/*.tar.gz
    python3 packaging/build.py nsis     ... as dist/*.exe (needs makensis)
    python3 packaging/build.py msi      ... as dist/*.msi (needs wixl, on Windows WiX)

`--keep` packs the dist/watchroom that is there. Works in an environment of its own under build/, made from
packaging/pins/package.txt, so that nothing of a developer's machine gets in.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import installers
from build_paths import ENVIRONMENT, FROZEN, ROOT
from lock import FROZEN as FROZEN_PINS
from lock import PINS, find_uv


def python() -> Path:
    """The Python of the build environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def prepare() -> None:
    """Make the build environment: exactly the pins, and the program itself."""
    uv = find_uv()
    if not python().exists():
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)], check=True)
    target = ["--quiet", "--python", str(python())]
    subprocess.run([uv, "pip", "sync", *target, "--require-hashes", str(PINS / "package.txt")], check=True)
    subprocess.run([uv, "pip", "uninstall", *target, "opencv-python"], check=True)
    headless = ["--no-config", "--require-hashes", "--no-deps", "--requirements", str(PINS / FROZEN_PINS)]
    subprocess.run([uv, "pip", "install", *target, *headless], check=True)
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([uv, "pip", "install", *target, *own], check=True)


def freeze() -> None:
    """Compile translations, draw icons, and run the one specification."""
    prepare()
    for script in (["translate.py", "--release"], ["icons.py"]):
        subprocess.run([python(), str(ROOT / "packaging" / script[0]), *script[1:]], cwd=ROOT, check=True)
    command = [str(python()), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(FROZEN.parent), "--workpath", str(ROOT / "build" / "pyinstaller")]
    subprocess.run([*command, str(ROOT / "packaging" / "watchroom.spec")], cwd=ROOT, check=True)
    try_it()


def try_it() -> None:
    """Start what was built: a program that cannot check itself is not packed."""
    program = FROZEN / ("watchroom-cli.exe" if sys.platform == "win32" else "watchroom")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "WATCHROOM_HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([program, "--self-check"], env=environment, check=True, cwd=folder)


def main() -> int:
    """Parse the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["freeze", *installers.KINDS])
    parser.add_argument("--keep", action="store_true", help="do not freeze again")
    arguments = parser.parse_args()
    if arguments.kind == "freeze" or not arguments.keep:
        freeze()
    if arguments.kind != "freeze":
        print(installers.KINDS[arguments.kind]())
    return 0


if __name__ == "__main__":
    sys.exit(main())
