"""The voice of eSpeak NG: Chinese and English, offline, the same on Linux and Windows.

The library comes in a wheel with its data; only those two are used, through its C interface (speak_lib.h). It changes
the process's locale and may not be called from two threads, so it belongs in a process of its own: see renderer.py.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from array import array
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import resources

#: Words a minute: slower than its usual 175, for a tired ear and a cheap loudspeaker.
SPEED = 150
#: What is identified by our files; another one renders them all anew.
IDENTITY = f"espeak-ng 1.52 {SPEED}"
SAMPLE_RATE = 22_050

_PACKAGE = "espeakng_loader"
_VOICES = {"zh": b"cmn", "en": b"en-us"}
_SYNCHRONOUS, _DONT_EXIT, _UTF8, _RATE = 2, 0x8000, 1, 1
_SILENT, _PEAK = 200, 24_000

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class VoiceError(Exception):
    """No speech can be made. code: "no_engine" (not installed), "engine_failed" (it refused)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Voice(Protocol):
    """What renders a text."""

    def render(self, text: str, language: str) -> array[int]:
        """Give mono 16-bit samples at SAMPLE_RATE of a text in "zh" or "en"; raises VoiceError."""
        ...


class EspeakVoice:
    """The engine, loaded once per process."""

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or library_folder()
        if place is None:
            raise VoiceError("no_engine")
        name = "espeak-ng.dll" if sys.platform == "win32" else "libespeak-ng.so"
        try:
            self._library: Any = ctypes.CDLL(str(place / name))
        except OSError as error:
            raise VoiceError("no_engine", str(error)) from error
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(place).encode(), _DONT_EXIT)
        if rate != SAMPLE_RATE:
            raise VoiceError("engine_failed", f"rate {rate}")
        self._samples = bytearray()
        self._callback = _Callback(self._take)  # kept: the library holds no reference of its own
        self._library.espeak_SetSynthCallback(self._callback)

    def render(self, text: str, language: str) -> array[int]:
        """Give the samples of a text, without silence at its ends, as loud as every other; raises VoiceError."""
        self._samples.clear()
        if self._library.espeak_SetVoiceByName(_VOICES[language]) != 0:
            raise VoiceError("engine_failed", f"no voice for {language}")
        self._library.espeak_SetParameter(_RATE, SPEED, 0)
        data = text.encode() + b"\0"
        if self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None) != 0:
            raise VoiceError("engine_failed", "not rendered")
        self._library.espeak_Synchronize()
        return _fitted(array("h", bytes(self._samples)))

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, 2 * count)
        return 0


def library_folder() -> Path | None:
    """Where the library and its data lie; None where they are not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is not None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    shipped = Path(resources.__file__).parent.parent / _PACKAGE
    return shipped if shipped.is_dir() else None


def _fitted(samples: array[int]) -> array[int]:
    """Cut the silence off both ends and bring the loudest sample to one level."""
    wave = np.frombuffer(samples, dtype=np.int16).astype(np.float32)
    heard = np.flatnonzero(np.abs(wave) > _SILENT)
    if not heard.size:
        return array("h")
    part = wave[heard[0] : heard[-1] + 1]
    return array("h", (part * (_PEAK / np.abs(part).max())).round().astype(np.int16).tobytes())
