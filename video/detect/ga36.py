"""What a Chinese vehicle plate may look like, by GA 36-2018 and the services' own series. Pure text.

A text that fits no rule is never thrown away: foreign, temporary, worn and future plates exist. The rule only says how
far a reading can be trusted, and which of several readings of one picture is the plate.
"""

from __future__ import annotations

import re
import unicodedata

from video.detect.model import PlateKind

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SUFFIXES = "警学港澳使领挂"
# Serial numbers use neither I nor O, so that they cannot be taken for 1 and 0; an issuing office may be O.
_SERIAL = "[A-HJ-NP-Z0-9]"
_OFFICE = f"[{PROVINCES}][A-HJ-Z]"
_NEW_ENERGY = "[A-HJK]"

_RULES: tuple[tuple[PlateKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (PlateKind.POLICE, f"{_OFFICE}{_SERIAL}{{4}}警"),
        (PlateKind.LEARNER, f"{_OFFICE}{_SERIAL}{{4}}学"),
        (PlateKind.TRAILER, f"{_OFFICE}{_SERIAL}{{4}}挂"),
        (PlateKind.HONG_KONG, f"粤Z{_SERIAL}{{4}}港"),
        (PlateKind.MACAO, f"粤Z{_SERIAL}{{4}}澳"),
        (PlateKind.EMBASSY, r"[0-9]{6}使|使[0-9]{6}"),
        (PlateKind.CONSULATE, rf"{_OFFICE}{_SERIAL}{{4}}领|[{PROVINCES}][0-9]{{5}}领"),
        (PlateKind.EMERGENCY, f"{_OFFICE}{_SERIAL}{{4}}应急"),
        (PlateKind.CIVIL_AVIATION, f"民航{_SERIAL}{{5}}"),
        (PlateKind.ARMED_POLICE, rf"WJ[{PROVINCES}]?[0-9]{{4}}{_SERIAL}"),
        (PlateKind.NEW_ENERGY_SMALL, f"{_OFFICE}{_NEW_ENERGY}{_SERIAL}[0-9]{{4}}"),
        (PlateKind.NEW_ENERGY_LARGE, f"{_OFFICE}[0-9]{{5}}{_NEW_ENERGY}"),
        (PlateKind.ORDINARY, rf"{_OFFICE}(?={_SERIAL}*[0-9]){_SERIAL}{{5}}"),
        (PlateKind.MILITARY, r"[BCEGHJKLNSVZ][A-HJ-NP-Z][0-9]{5}"),
    )
)
_KEEP = re.compile(r"[^0-9A-Z" + PROVINCES + SUFFIXES + "应急民航" + "]")
_IMPOSSIBLE = str.maketrans("IO", "10")


def normalise(raw: str) -> str:
    """The plate's characters alone: upper case, half width, without dots and spaces, and I, O as 1, 0 in the serial."""
    text = _KEEP.sub("", unicodedata.normalize("NFKC", raw).upper())
    if not any(character.isdigit() for character in text):
        return text  # a word, not a plate: its letters stay what they are
    head = _head_length(text)
    return text[:head] + text[head:].translate(_IMPOSSIBLE)


def _head_length(text: str) -> int:
    """How many characters come before the serial: letters may be I or O there as written."""
    if text[:1] in PROVINCES and text:
        return 2
    return 2 if re.match("[A-Z]{2}[0-9]", text) else 0


def kind_of(text: str) -> PlateKind:
    """The family of a normalised text; OTHER when it fits none."""
    return next((kind for kind, pattern in _RULES if pattern.fullmatch(text)), PlateKind.OTHER)


def likeness(text: str) -> float:
    """0..1: how much a normalised text resembles a plate, to choose among the texts in a picture."""
    if kind_of(text) is not PlateKind.OTHER:
        return 1.0
    serial = sum(character.isdigit() or "A" <= character <= "Z" for character in text)
    if serial < 4 or sum(character.isdigit() for character in text) < 2:
        return 0.0
    length = 1 - min(abs(len(text) - 7), 4) / 4
    return 0.4 * length + (0.3 if text[0] in PROVINCES else 0.0)
