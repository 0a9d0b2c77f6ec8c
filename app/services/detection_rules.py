"""The site document's detection settings in the detector's own terms."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.site_detection import Detection
from app.site_detection import Rule as SiteRule
from video.detect.loading import FIRE_CLASSES
from video.detect.metadata import demo_only
from video.detect.model import DetectError, ModelChoice, Rule, RuleKind
from video.detect.registry import ModelEntry, ModelRegistry

log = logging.getLogger(__name__)

DATA_VARIABLE = "WATCHROOM_DATA"
#: What a guard watches for; a potted plant is none of it.
GUARDED_CLASSES = ("person", "bicycle", "car", "motorcycle", "bus", "truck")
LUGGAGE = ("backpack", "handbag", "suitcase")
#: Boxes below this are not looked at: unsure ones may keep a known object's number.
CONFIDENCE = 0.3

#: What a hit is called as an alarm, where that differs.
ALARM_KINDS = {RuleKind.LINE_CROSSING: "line", RuleKind.FIRE: "fire_seen", RuleKind.SMOKE: "smoke_seen"}


def alarm_kind(kind: RuleKind) -> str:
    """The native kind of alarm that a rule of this kind raises."""
    return ALARM_KINDS.get(kind, kind.value)


def alarm_class(kind: RuleKind) -> str:
    """The class of alarm that a rule of this kind raises where it names no point."""
    return "fire" if kind in (RuleKind.FIRE, RuleKind.SMOKE) else "intrusion"


def detection_rules(rules: Iterable[SiteRule]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each camera that has any."""
    found: dict[str, tuple[Rule, ...]] = {}
    for entry in rules:
        found[entry.camera] = (*found.get(entry.camera, ()), entry.rule())
    return found


def model_choice(detection: Detection, models: Path, rules: Sequence[SiteRule] = ()) -> ModelChoice:
    """Return which model to run: the named one, else the first of the station's own that knows what a guard watches
    for; none means motion detection. A model of the station's list is refused when it is no longer what was added.

    rules: of the site; those of things left behind want luggage, too.
    """
    served = detection.model if detection.model.startswith(("http://", "https://")) else ""
    things = any(rule.kind in ("object_left", "object_taken") for rule in rules)
    classes = (*GUARDED_CLASSES, *LUGGAGE) if things else GUARDED_CLASSES
    base = ModelChoice(device=detection.device, rate=detection.rate, confidence=CONFIDENCE, classes=classes)
    base = replace(base, url=served)
    known = _listed(models)
    if detection.model:
        entry = next((one for one in known if detection.model in (one.name, one.file)), None)
    else:
        entry = next((one for one in known if not one.classes or set(one.classes) & set(GUARDED_CLASSES)), None)
    base = _with_fire(base, detection.fire_model, models, known)
    if served:
        return base
    if entry is not None:
        return replace(base, path=models / entry.file, sha256=entry.sha256)
    return replace(base, path=_named(detection.model, models) if detection.model else _first(models, known))


def _with_fire(base: ModelChoice, name: str, models: Path, known: Sequence[ModelEntry]) -> ModelChoice:
    def serves(one: ModelEntry) -> bool:
        return name in (one.name, one.file) if name else bool(set(one.classes) & set(FIRE_CLASSES))

    entry = next((one for one in known if serves(one)), None)
    if entry is not None:
        return replace(base, fire=models / entry.file, fire_sha256=entry.sha256)
    return replace(base, fire=_named(name, models)) if name else base


def _listed(models: Path) -> list[ModelEntry]:
    try:
        return ModelRegistry(models.parent).entries()
    except DetectError as error:
        log.warning("the list of models cannot be read: %s", error)
        return []


def _named(name: str, models: Path) -> Path:
    given = Path(name)
    return given if given.is_absolute() or given.exists() else models / name


def _first(models: Path, known: Sequence[ModelEntry]) -> Path | None:
    """A model that lies there without having been added; those of the list have been asked already."""
    listed = {entry.file for entry in known}
    found = sorted(path for path in models.glob("*") if path.is_dir() or path.suffix in (".onnx", ".xml", ".pt"))
    return next((path for path in found if path.name not in listed and not demo_only(path)), None)


def shared_model() -> Path | None:
    """Return the detection model of the test data, where ``WATCHROOM_DATA`` or ``../shared/data`` has one."""
    roots = [Path(os.environ[DATA_VARIABLE])] if DATA_VARIABLE in os.environ else []
    roots.append(Path("../shared/data"))
    for root in roots:
        model = root / "detect" / "yolo11n_int8_openvino_model"
        if model.is_dir():
            return model.resolve()
    return None
