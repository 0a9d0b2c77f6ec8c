"""The first letters of Chinese words, as people type them to find a name: 北门 is found by "bm"."""

from __future__ import annotations

from bisect import bisect_right

#: GB 2312 sorts its 3755 usual characters by their reading: where each first letter begins, up to the end of the list.
_FROM = (
    (0xB0A1, "a"),
    (0xB0C5, "b"),
    (0xB2C1, "c"),
    (0xB4EE, "d"),
    (0xB6EA, "e"),
    (0xB7A2, "f"),
    (0xB8C1, "g"),
    (0xB9FE, "h"),
    (0xBBF7, "j"),
    (0xBFA6, "k"),
    (0xC0AC, "l"),
    (0xC2E8, "m"),
    (0xC4C3, "n"),
    (0xC5B6, "o"),
    (0xC5BE, "p"),
    (0xC6DA, "q"),
    (0xC8BB, "r"),
    (0xC8F6, "s"),
    (0xCBFA, "t"),
    (0xCDDA, "w"),
    (0xCEF4, "x"),
    (0xD1B9, "y"),
    (0xD4D1, "z"),
    (0xD7FA, ""),
)
_STARTS = [code for code, _ in _FROM]


def initials(text: str) -> str:
    """Give each usual Chinese character's first letter, other letters and digits as they are, nothing for the rest."""
    return "".join(_initial(character) for character in text.lower())


def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    at = bisect_right(_STARTS, code) - 1
    return _FROM[at][1] if at >= 0 else ""
