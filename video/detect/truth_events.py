"""Events that are known from ground-truth tracks: who crossed a line, who came into a zone. By hand's own rules, apart
from those that are measured: a crossing counts when he stays on the other side for a second, or until he is gone; an
entry when he stays for the rule's delay; coming back within the rule's `rearm_s` is no new entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from video.detect.evaluate_rules import Event
from video.detect.model import Point, Rule, RuleKind
from video.detect.scene import crossing, inside

_STAYS_S = 1.0
_GAP_S = 1.0
_Corners = tuple[float, float, float, float]
_Path = list[tuple[float, Point]]


def events(
    truth: Mapping[int, Sequence[tuple[int, _Corners]]], rules: Sequence[Rule], size: tuple[int, int], rate: float
) -> list[Event]:
    """truth: as of read_tracks; size: of the frames, pixels; rate: frames a second. Rules of other kinds have none."""
    paths: dict[int, _Path] = defaultdict(list)
    for frame in sorted(truth):
        for who, (left, _, right, bottom) in truth[frame]:
            foot = ((left + right) / 2 / size[0], min(bottom / size[1], 0.9999))
            paths[who].append(((frame - 1) / rate, foot))
    found: list[Event] = []
    for rule in rules:
        for path in paths.values():
            if rule.kind is RuleKind.LINE_CROSSING:
                found += _crossings(path, rule)
            elif rule.kind is RuleKind.INTRUSION:
                found += _entries(path, rule)
    return sorted(found, key=lambda event: (event.at, event.rule))


def _crossings(path: _Path, rule: Rule) -> Iterator[Event]:
    for index, ((_, start), (at, end)) in enumerate(pairwise(path)):
        hand = crossing(start, end, rule.line)
        if hand is None or rule.direction not in ("any", hand):
            continue
        after = [place for then, place in path[index + 1 :] if then <= at + _STAYS_S]
        if all(crossing(one, other, rule.line) is None for one, other in pairwise(after)):
            yield Event(rule.id, round(at, 3))


def _entries(path: _Path, rule: Rule) -> Iterator[Event]:
    stays: list[tuple[float, float]] = []
    for at, place in path:
        if not inside(place, rule.polygon):
            continue
        if stays and at - stays[-1][1] <= _GAP_S:
            stays[-1] = (stays[-1][0], at)
        else:
            stays.append((at, at))
    told_until = float("-inf")
    for begin, end in stays:
        if end - begin >= max(rule.on_delay_s, 0.3) and begin - told_until >= rule.rearm_s:
            yield Event(rule.id, round(begin, 3), round(end, 3))
            told_until = end
        elif begin - told_until < rule.rearm_s:
            told_until = end
