"""Detection rules between the site document and what is drawn of them."""

from __future__ import annotations

from collections.abc import Iterable

from app.site_detection import Rule
from video.detect.model import RuleKind
from widgets.rule_paint import RuleShape
from widgets.rule_shapes import DrawnRule, shape_of


def drawn(rule: Rule) -> DrawnRule:
    """A rule of the site document as it is drawn."""
    return DrawnRule(
        rule.id,
        RuleKind(rule.kind),
        tuple(rule.polygon),
        tuple(rule.line),
        rule.direction,
        rule.count,
        tuple(rule.classes),
        rule.min_confidence,
        rule.min_height,
        rule.max_height,
        rule.on_delay_s,
        rule.rearm_s,
        tuple(rule.hours),
        rule.point or "",
    )


def shapes(rules: Iterable[Rule]) -> dict[str, tuple[RuleShape, ...]]:
    """Where each camera's rules lie on its picture; those about the whole picture have no shape."""
    found: dict[str, tuple[RuleShape, ...]] = {}
    for rule in rules:
        shape = shape_of(drawn(rule))
        if shape.polygon or shape.line:
            found[rule.camera] = (*found.get(rule.camera, ()), shape)
    return found


def entry(rule: DrawnRule, camera: str) -> Rule:
    """A drawn rule as the site document has it; without checks: what is wrong is told when it is published."""
    return Rule.model_construct(
        id=rule.id,
        camera=camera,
        kind=rule.kind.value,
        polygon=rule.polygon,
        line=rule.line,
        direction=rule.direction,
        count=rule.count,
        classes=rule.classes,
        min_confidence=rule.min_confidence,
        min_height=rule.min_height,
        max_height=rule.max_height,
        on_delay_s=rule.on_delay_s,
        rearm_s=rule.rearm_s,
        hours=rule.hours,
        point=rule.point or None,
    )
