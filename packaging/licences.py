"""Writes docs/third-party-licences.md from what packaging/pins/base.txt installs.

    python packaging/licences.py            write it
    python packaging/licences.py --check    say what is missing from it

Runs in an environment that has the packages. Qt, FFmpeg and OpenBLAS come inside wheels and are named by hand below.
"""

import argparse
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "third-party-licences.md"
#: Needed to set up and to build, not part of an installer.
TOOLS = {"setuptools", "uv"}
#: Only other systems or Pythons want them, so they may not be installed here: name -> licence.
ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "pywin32": "PSF-2.0"}

HEAD = """# Third-party licences

Written by `python packaging/licences.py` from the metadata of what `packaging/pins/base.txt` installs; do not edit.

Watchroom is AGPL-3.0-or-later. Everything below may be combined with it.

## Libraries inside other packages

| library | comes with | licence |
|---|---|---|
| Qt 6 | PySide6-Essentials, shiboken6 | LGPL-3.0-only |
| FFmpeg, with libx264 and libx265 | av | GPL-2.0-or-later |
| FFmpeg, Qt (Qt left out of installers) | opencv-python | LGPL-2.1-or-later |
| OpenBLAS, libgfortran | numpy | BSD-3-Clause, GPL-3.0 with GCC exception |
| oneTBB, oneDNN, hwloc | openvino | Apache-2.0, BSD-3-Clause |
| PP-OCR models | rapidocr | Apache-2.0 |
| eSpeak NG 1.52, with its voices (all of the package that installers carry) | espeakng-loader | GPL-3.0-or-later |
| YOLO11n (Ultralytics), trained further on drawn scenes | resources/models/watchroom-demo.onnx | AGPL-3.0 |
| libpq, OpenSSL | psycopg-binary | PostgreSQL, Apache-2.0 |
| Python itself | the frozen build | PSF-2.0 |

## Packages

| package | version | licence |
|---|---|---|
"""


#: States no licence of its own; its Python is not used, and what it carries is named above.
SILENT = {"espeakng-loader": "GPL-3.0-or-later (eSpeak NG; its own loader states none and is not used)"}


def pinned() -> dict[str, str]:
    """Package and version of every pin that may reach a station."""
    text = (ROOT / "packaging" / "pins" / "base.txt").read_text("utf-8")
    rows = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)(.*)$", text, re.M)
    return {name: version for name, version, rest in reversed(rows) if name not in TOOLS and "'never'" not in rest}


def licence(name: str) -> str:
    """What the package says of itself, the exact expression first; exits where it says nothing."""
    try:
        about = dict(metadata.metadata(name).json)
    except metadata.PackageNotFoundError:
        return ELSEWHERE.get(name) or sys.exit(f"{name} is not installed, and packaging/licences.py does not know it")
    stated = str(about.get("license") or "").strip().splitlines()
    classifiers = [c.split(" :: ")[-1] for c in about.get("classifier") or [] if c.startswith("License ::")]
    found = str(about.get("license_expression") or "") or ", ".join(classifiers) or (stated[0] if stated else "")
    return found or SILENT.get(name) or sys.exit(f"{name} states no licence")


def page() -> str:
    """The whole page."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in sorted(pinned().items())]
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = page()
    if not arguments.check:
        PAGE.write_text(text, "utf-8", newline="\n")
        return 0
    same = PAGE.is_file() and PAGE.read_text("utf-8") == text
    print("licences: complete" if same else "docs/third-party-licences.md is old: run `python packaging/licences.py`")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
