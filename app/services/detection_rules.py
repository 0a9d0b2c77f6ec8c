"""The site document's detection settings in the detector's own terms."""

from __future__ import annotations

import os
from pathlib import Path

from app.site_document import Detection, SiteDocument
from video.detect.model import ModelChoice, Rule, RuleKind

DATA_VARIABLE = "WATCHROOM_DATA"
#: What a guard watches for; a potted plant is none of it.
GUARDED_CLASSES = ("person", "bicycle", "car", "motorcycle", "bus", "truck")

#: What a hit is called as an alarm, where that differs.
ALARM_KINDS = {RuleKind.LINE_CROSSING: "line", RuleKind.FIRE: "fire_seen", RuleKind.SMOKE: "smoke_seen"}


def alarm_kind(kind: RuleKind) -> str:
    """The native kind of alarm that a rule of this kind raises."""
    return ALARM_KINDS.get(kind, kind.value)


def detection_rules(site: SiteDocument) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each camera that has any."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for entry in site.rules:
        rules[entry.camera] = (*rules.get(entry.camera, ()), entry.rule())
    return rules


def model_choice(detection: Detection, models: Path) -> ModelChoice:
    """Return which model to run: the named one, else the first of the station's own; none means motion detection."""
    path = _named(detection.model, models) if detection.model else _first(models)
    return ModelChoice(path=path, device=detection.device, rate=detection.rate, confidence=0.3, classes=GUARDED_CLASSES)


def _named(name: str, models: Path) -> Path:
    given = Path(name)
    return given if given.is_absolute() or given.exists() else models / name


def _first(models: Path) -> Path | None:
    found = sorted(path for path in models.glob("*") if path.is_dir() or path.suffix in (".onnx", ".xml", ".pt"))
    return found[0] if found else None


def shared_model() -> Path | None:
    """Return the detection model of the test data, where ``WATCHROOM_DATA`` or ``../shared/data`` has one."""
    roots = [Path(os.environ[DATA_VARIABLE])] if DATA_VARIABLE in os.environ else []
    roots.append(Path("../shared/data"))
    for root in roots:
        model = root / "detect" / "yolo11n_int8_openvino_model"
        if model.is_dir():
            return model.resolve()
    return None
