"""The wall on other screens: full HD and 4K at 200 %, 4K at 100 %. Words are as sharp as the screen, none is cut off.

Golden as in test_golden; the pictures lie in images/scaled.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.golden.compare import compare, write_audit
from tests.golden.test_golden import FONT, IMAGES, OUTPUT

ROOT = Path(__file__).resolve().parents[2]
#: Name, language, size in pixels at 100 %, factor.
SCREENS = [
    ("full_hd_200.zh_CN", "zh_CN", 960, 540, 2),
    ("full_hd_200.en", "en", 960, 540, 2),
    ("4k_100.zh_CN", "zh_CN", 3840, 2160, 1),
    ("4k_200.en", "en", 1920, 1080, 2),
    ("values_4k_200.zh_CN", "zh_CN", 1920, 1040, 2),
    ("values_4k_100.en", "en", 3840, 2080, 1),
    ("turning_4k_200.zh_CN", "zh_CN", 1920, 1040, 2),
    ("turning_200.en", "en", 683, 384, 2),
    ("plans_4k_200.zh_CN", "zh_CN", 1920, 1040, 2),
    ("plans_4k_100.en", "en", 3840, 2080, 1),
]


@pytest.mark.parametrize(("name", "language", "width", "height", "factor"), SCREENS, ids=[s[0] for s in SCREENS])
def test_the_wall_looks_as_it_did(
    name: str, language: str, width: int, height: int, factor: int, tmp_path: Path
) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-W", "error", "-m", "tests.golden.scaled", str(tmp_path), name, language]
    done = subprocess.run(
        [*command, str(width), str(height)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 3:
        pytest.skip(f"golden pictures need the font {FONT} (Debian: fonts-noto-cjk)")
    assert done.returncode == 0, done.stderr
    candidate, golden = QImage(str(tmp_path / f"{name}.png")), QImage(str(IMAGES / "scaled" / f"{name}.png"))
    assert (candidate.width(), candidate.height()) == (width * factor, height * factor)
    comparison = None if golden.isNull() else compare(candidate, golden)
    if os.environ.get("WATCHROOM_AUDIT_GOLDEN"):
        write_audit(OUTPUT / "scaled", name, candidate, comparison)
    assert comparison is not None, f"{name} has no golden picture; see the head of test_golden"
    assert comparison.same, f"{comparison.share:.1%} of {name} looks otherwise; see the head of test_golden"
