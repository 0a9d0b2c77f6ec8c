"""The station's voice: makes what is missing in the background, keeps all of it in memory, and says what is wrong."""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from alarms.model import Occurrence
from app.services.health import Level, PartStatus
from app.site_document import SiteDocument
from app.voice.espeak import EspeakVoice, VoiceError
from app.voice.phrases import Phrase, Wording
from app.voice.renderer import MakeVoice, Stopped, render
from app.voice.store import VoiceStore

log = logging.getLogger(__name__)

#: Seconds after the start in which the wall comes first.
DELAY_S = 2.0


@dataclass(frozen=True, slots=True)
class VoiceState:
    """How the voice stands. code: "off", "loading", "rendering", "ready", "missing" (`problem` says why)."""

    code: str
    have: int = 0
    wanted: int = 0
    problem: str = ""
    detail: str = ""


class VoiceService:
    """See the module. `name_of` and `state` may be called from any thread and never wait."""

    def __init__(
        self,
        site: SiteDocument,
        folder: Path,
        on_changed: Callable[[], None] = lambda: None,
        *,
        make: MakeVoice = EspeakVoice,
        delay_s: float = DELAY_S,
    ) -> None:
        self._spoken = site.sound.voice
        self._wording = Wording(site)
        self._store = VoiceStore(folder)
        self._on_changed = on_changed
        self._make = make
        self._delay_s = delay_s
        self._clips: dict[Phrase, array[int]] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.state = VoiceState("off")

    def start(self) -> None:
        """Load what there is and render what is missing, in the background; nothing where the voice is switched off."""
        if self._spoken and self._thread is None:
            self.state = VoiceState("loading")
            self._thread = threading.Thread(target=self._prepare, name="voice", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the rendering."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def name_of(self, occurrence: Occurrence, language: str) -> tuple[str, tuple[array[int], ...]]:
        """What an alarm is called, and the sound of it; words that have not been rendered are left out."""
        phrases = self._wording.of(occurrence, language)
        found = (self._clips.get(phrase) for phrase in phrases)
        return (" ".join(phrase.text for phrase in phrases), tuple(clip for clip in found if clip is not None))

    def test_phrase(self, language: str) -> tuple[array[int], ...]:
        """The sound that the test says; empty where it has not been rendered."""
        clip = self._clips.get(self._wording.test(language))
        return (clip,) if clip is not None else ()

    def status(self) -> PartStatus:
        """Judge whether every alarm can be spoken."""
        seen = self.state
        detail: dict[str, str | float] = {"have": seen.have, "wanted": seen.wanted, "cause": seen.detail}
        if seen.code == "off":
            return PartStatus("voice", Level.ABSENT, "off", detail)
        if seen.code == "missing":
            return PartStatus("voice", Level.DEGRADED, seen.problem, detail)
        return PartStatus("voice", Level.GOOD, "ready" if seen.code == "ready" else "rendering", detail)

    def render_now(self, on_phrase: Callable[[Phrase], None] = lambda _phrase: None) -> VoiceState:
        """Render all that is missing and wait for it; for the command line."""
        self._publish(on_phrase)
        return self.state

    def _prepare(self) -> None:
        try:
            missing = self._load()
            if missing and self._stopping.wait(self._delay_s):
                return
            if missing:
                self._publish()
            self._on_changed()
        except Exception:
            log.exception("the voice could not be prepared")
            self._tell_missing(VoiceError("engine_failed"))

    def _load(self) -> list[Phrase]:
        """Read what there is; what is missing."""
        wanted = self._wording.all()
        for phrase in wanted:
            clip = self._store.load(phrase)
            if clip is not None:
                self._clips[phrase] = clip
        missing = [phrase for phrase in wanted if phrase not in self._clips]
        self.state = VoiceState("rendering" if missing else "ready", len(self._clips), len(wanted))
        return missing

    def _publish(self, on_phrase: Callable[[Phrase], None] = lambda _phrase: None) -> None:
        missing = self._load()
        try:
            problem = self._render(missing, on_phrase) if missing else None
        except Stopped:
            return
        except VoiceError as error:
            problem = error
        if problem is not None:
            self._tell_missing(problem)
            return
        self._store.forget_others(self._wording.all())
        self.state = VoiceState("ready", len(self._clips), len(self._wording.all()))

    def _render(self, missing: Sequence[Phrase], on_phrase: Callable[[Phrase], None]) -> VoiceError | None:
        """Render each; what could not be said or not be kept costs no other."""
        problem = None
        for phrase, samples in render(missing, self._stopping.is_set, self._make):
            if not samples:
                problem = VoiceError("unspeakable", phrase.text)
                continue
            self._clips[phrase] = samples
            try:
                self._store.save(phrase, samples)
            except OSError as error:
                problem = VoiceError("not_written", error.strerror or type(error).__name__)
            on_phrase(phrase)
        log.info("voice: %d phrases rendered", len(missing))
        return problem

    def _tell_missing(self, problem: VoiceError) -> None:
        log.warning("voice: %s", problem)
        have, wanted = len(self._clips), len(self._wording.all())
        self.state = VoiceState("missing", have, wanted, problem.code, problem.detail)
