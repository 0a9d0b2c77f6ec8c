"""What is spoken of an alarm: where, what kind of alarm, what exactly. Three words, rendered once and joined.

Rendered one by one, every zone can be said with every kind, also with one that a device names for the first time;
rendered as whole sentences they would be zones times kinds, and one nobody thought of would be mute.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import resources
from alarms.kinds import canonical
from alarms.model import Occurrence
from app.site_document import SiteDocument
from app.voice.espeak import IDENTITY

LANGUAGES = ("zh", "en")
_WORDS = Path(resources.__file__).parent / "voice" / "words.toml"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in one voice ("zh" or "en")."""

    text: str
    voice: str

    @property
    def key(self) -> str:
        """Name of its file: changes with the text, the voice and the engine, and with nothing else."""
        return hashlib.sha256(f"{IDENTITY}\n{self.voice}\n{self.text}".encode()).hexdigest()[:32]


class Wording:
    """The phrases of one site."""

    def __init__(self, site: SiteDocument) -> None:
        self._zones = {zone.id: (zone.name, zone.label("en")) for zone in site.zones}

    def of(self, occurrence: Occurrence, language: str) -> tuple[Phrase, ...]:
        """What is said of an alarm, in the order in which it is said; `language` as in "zh_CN" or "en"."""
        index = _index(language)
        words = spoken_words()
        texts = [words["other"]["drill"][index]] if occurrence.drill else []
        if occurrence.zone in self._zones:
            texts.append(self._zones[occurrence.zone][index])
        texts.append(words["class"].get(occurrence.alarm_class, words["other"]["alarm"])[index])
        kind = canonical(occurrence.kind)
        if kind in words["kind"] and kind != occurrence.alarm_class:
            texts.append(words["kind"][kind][index])
        return tuple(_phrase(text, index) for text in texts)

    def test(self, language: str) -> Phrase:
        """What the test of the sound says."""
        index = _index(language)
        return _phrase(spoken_words()["other"]["test"][index], index)

    def all(self) -> tuple[Phrase, ...]:
        """Everything that may ever be said at this site, in both languages, each once."""
        return tuple(dict.fromkeys(self._every()))

    def _every(self) -> Iterator[Phrase]:
        for index in range(len(LANGUAGES)):
            for names in self._zones.values():
                yield _phrase(names[index], index)
            for table in spoken_words().values():
                for texts in table.values():
                    yield _phrase(texts[index], index)


@lru_cache(maxsize=1)
def spoken_words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Table ("other", "class", "kind") -> name -> what is said in Chinese and in English."""
    document = tomllib.loads(_WORDS.read_text("utf-8"))
    return {
        table: {name: (texts["zh"], texts["en"]) for name, texts in entries.items()}
        for table, entries in document.items()
    }


def _index(language: str) -> int:
    return 0 if language.startswith("zh") else 1


def _phrase(text: str, index: int) -> Phrase:
    """A text with Chinese in it needs the Chinese voice, whatever language the station speaks."""
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text)
    return Phrase(text, "zh" if chinese else LANGUAGES[index])
