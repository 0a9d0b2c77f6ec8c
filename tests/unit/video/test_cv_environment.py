"""Importing OpenCV through its door leaves no foreign Qt in the environment."""

import os
import subprocess
import sys

import pytest

NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
SHOW = f"import os, video.cv; print([os.environ.get(name) for name in {NAMES!r}])"


@pytest.mark.parametrize("before", [{}, {"QT_QPA_FONTDIR": "/the/user's/own"}])
def test_the_environment_is_as_it_was(before: dict[str, str]) -> None:
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    shown = subprocess.run([sys.executable, "-c", SHOW], env=clean | before, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == str([before.get(name) for name in NAMES]), shown.stderr


def test_the_bare_import_would_poison_it() -> None:
    """If this fails, OpenCV has stopped doing it and video.cv may become a plain import."""
    bare = SHOW.replace("video.cv", "cv2")
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    shown = subprocess.run([sys.executable, "-c", bare], env=clean, capture_output=True, text=True, check=True)
    if sys.platform == "linux":
        assert "cv2" in shown.stdout
