"""The rendered phrases beside the site's data: one WAV file each, named by a hash of its text and voice."""

from __future__ import annotations

import logging
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

from app.voice.espeak import SAMPLE_RATE
from app.voice.phrases import Phrase

log = logging.getLogger(__name__)

#: A rendered phrase takes seconds; more is not ours.
_LONGEST = 60 * SAMPLE_RATE


class VoiceStore:
    """Reads and writes the files; for one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, phrase: Phrase) -> Path:
        """Where a phrase lies, or would."""
        return self.folder / f"{phrase.key}.wav"

    def load(self, phrase: Phrase) -> array[int] | None:
        """Its samples; None where there is no file, or one that is damaged."""
        try:
            with wave.open(str(self.path(phrase)), "rb") as file:
                form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
                count = file.getnframes()
                data = file.readframes(min(count, _LONGEST))
        except FileNotFoundError:
            return None
        except (OSError, EOFError, wave.Error) as error:
            log.warning("a rendered phrase cannot be read and is made anew: %s", error)
            return None
        if form != (1, 2, SAMPLE_RATE) or not 0 < count <= _LONGEST or len(data) != 2 * count:
            return None
        return array("h", data)

    def save(self, phrase: Phrase, samples: array[int]) -> None:
        """Write it, whole or not at all. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.path(phrase).with_suffix(".part")
        with partial.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(samples.tobytes())
        partial.replace(self.path(phrase))

    def forget_others(self, wanted: Iterable[Phrase]) -> int:
        """Delete what is said no more; how many files that were."""
        keep = {self.path(phrase).name for phrase in wanted}
        old = [file for file in self.folder.glob("*.wav") if file.name not in keep]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)
