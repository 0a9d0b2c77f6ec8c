"""The detection model that the demo runs. packaging/train_demo_model.py makes it from the demo's drawn scenes.

It knows people, cars, fire and smoke as they are drawn, and nothing of the world: no station but the demo's runs it.
"""

from __future__ import annotations

import json
from pathlib import Path

import resources
from video.detect.metadata import read_facts
from video.detect.registry import ModelEntry, ModelRegistry

FILE = Path(resources.__file__).parent / "models" / "watchroom-demo.onnx"
#: What was made, of what and how, and what it finds; written by the training.
MANIFEST = FILE.with_suffix(".json")
SHA256 = str(json.loads(MANIFEST.read_text("utf-8"))["sha256"]) if MANIFEST.is_file() else ""


def install(data_dir: Path) -> ModelEntry:
    """List the model in the demo's own data folder; the inference process checks its hash."""
    return ModelRegistry(data_dir).adopt(FILE, SHA256)


def shipped() -> ModelEntry | None:
    """What `watchroom models list` tells of it; None where a package left it out."""
    if not FILE.is_file():
        return None
    facts = read_facts(FILE)
    return ModelEntry(FILE.stem, str(FILE), SHA256, facts.license, facts.classes, facts.description)
