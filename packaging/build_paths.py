"""The places that the build scripts share."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
#: The environment that builds run in.
ENVIRONMENT = BUILD / "environment"
#: The frozen program: a folder.
FROZEN = DIST / "watchroom"
ICONS = BUILD / "icons"


def version() -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
