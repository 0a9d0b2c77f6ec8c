"""Stretches of numbers that are missing, as (first, last) pairs in rising order; pure."""

from collections.abc import Iterable

Gaps = tuple[tuple[int, int], ...]

#: More pieces than this are joined into longer ones: what was there already is then only looked at once more.
MOST: int = 200


def between(known: int, found: Iterable[int]) -> Gaps:
    """What is missing among rising numbers that should go on from `known` without a hole."""
    gaps = []
    for number in found:
        if number > known + 1:
            gaps.append((known + 1, number - 1))
        known = max(known, number)
    return tuple(gaps)


def without(gaps: Gaps, found: Iterable[int]) -> Gaps:
    """The gaps after these numbers were found."""
    left = list(gaps)
    for number in found:
        for place, (first, last) in enumerate(left):
            if first <= number <= last:
                pieces = ((first, number - 1), (number + 1, last))
                left[place : place + 1] = [piece for piece in pieces if piece[0] <= piece[1]]
                break
    return joined(left)


def joined(gaps: Iterable[tuple[int, int]]) -> Gaps:
    """In rising order, touching ones as one, and never more than ``MOST`` of them."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(gaps):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    while len(made) > MOST:
        place = min(range(1, len(made)), key=lambda one: made[one][0] - made[one - 1][1])
        made[place - 1 : place + 1] = [(made[place - 1][0], made[place][1])]
    return tuple(made)


def count(gaps: Gaps) -> int:
    """How many numbers are missing."""
    return sum(last - first + 1 for first, last in gaps)
