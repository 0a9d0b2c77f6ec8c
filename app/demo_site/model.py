"""The detection model that the demo runs. packaging/train_demo_model.py makes it from the demo's drawn scenes.

It knows people, cars, fire and smoke as they are drawn, and nothing of the world: no station but the demo's runs it.
"""

from __future__ import annotations

from pathlib import Path

import resources
from video.detect.metadata import read_facts
from video.detect.registry import ModelEntry, ModelRegistry

FILE = Path(resources.__file__).parent / "models" / "watchroom-demo.onnx"
SHA256 = "d4f86508ff8164098a7e434f1b36dfc764a56c8257796286d768c2d3c1e65713"


def install(data_dir: Path) -> ModelEntry:
    """List the model in the demo's own data folder; the inference process checks its hash."""
    return ModelRegistry(data_dir).adopt(FILE, SHA256)


def shipped() -> ModelEntry | None:
    """What `watchroom models list` tells of it; None where a package left it out."""
    if not FILE.is_file():
        return None
    facts = read_facts(FILE)
    return ModelEntry(FILE.stem, str(FILE), SHA256, facts.license, facts.classes, facts.description)
