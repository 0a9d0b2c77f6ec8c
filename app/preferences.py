"""What this station remembers between starts: language and volume.

Kept apart from the site document, which belongs to the installer; the walls have documents of their own. A damaged file
is set aside, never fatal.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

LANGUAGES = ("zh_CN", "en")
SCHEMA = 1


@dataclass(slots=True)
class Preferences:
    """The remembered values and the file they live in."""

    path: Path | None = None
    language: str = "zh_CN"
    volume: float = 0.8

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if self.path is None:
            return
        values = {
            "schema": SCHEMA,
            "language": self.language,
            "volume": self.volume,
        }
        partial = self.path.with_suffix(".part")
        partial.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(self.path)


def load_preferences(path: Path) -> Preferences:
    """Read the preferences; whatever cannot be read keeps its default."""
    found = Preferences(path)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return found
    except (OSError, ValueError) as error:
        log.warning("preferences %s cannot be read and start anew: %s", path.name, error)
        return found
    if not isinstance(values, dict):
        return found
    if values.get("language") in LANGUAGES:
        found.language = values["language"]
    if isinstance(values.get("volume"), int | float) and 0 <= values["volume"] <= 1:
        found.volume = float(values["volume"])
    return found
