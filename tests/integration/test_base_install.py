"""The base installer has no torch, no ultralytics and no EasyOCR: all of detection runs there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.base_install import BLOCKED, SITE

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(400)
def test_detection_tracks_rules_fire_and_plates_run_without_the_ai_pack(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "sitecustomize.py").write_text(SITE)
    path = os.pathsep.join([str(tmp_path / "first"), str(ROOT)])
    command = [sys.executable, "-m", "tests.fakes.base_install", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("plate").endswith("4567")
    assert found == {
        "absent": list(BLOCKED),
        "openvino": ["openvino", "person"],
        "onnx": ["openvino", "person"],
        "pt": "runtime_missing",
        "easyocr": "runtime_missing",
        "hits": {"walk": "intrusion", "fire": "fire"},
        "tracked": True,
        "engine": "openvino",
        "code": "",
        "fire": "fire",
        "loaded": [],
    }
