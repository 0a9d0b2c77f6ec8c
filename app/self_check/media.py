"""Probes of decoding, inference and sound. Each runs in a process of its own."""

from __future__ import annotations

import time

from app.self_check.isolation import Note
from app.self_check.model import Finding, degraded, failed, good
from app.voice.espeak import SAMPLE_RATE, EspeakVoice, VoiceError
from video.detect.loading import model_name
from video.detect.model import DetectError, ModelChoice
from video.detect.self_test import model_runs, runtime_devices
from video.model import Codec
from video.self_test import DecodeError, decode_round_trip

#: What stands in the list where there is no sound card: ALSA's sink, and miniaudio's own.
_NO_DEVICES = ("discard all samples", "null playback device")

#: Said by the engine to see whether it can; shorter than this, it has said nothing.
_SENTENCES = (("东围栏三区，周界报警", "zh"), ("East fence, perimeter alarm", "en"))
_SHORTEST_S = 0.8


def decoding(codec: Codec, note: Note) -> Finding:
    """Whether frames of this codec are decoded."""
    note(codec.value)
    started = time.perf_counter()
    try:
        width, height = decode_round_trip(codec)
    except DecodeError as error:
        return failed(codec.value, "not_decoded", reason=str(error))
    took = f"{(time.perf_counter() - started) * 1000:.0f}"
    return good(codec.value, "decoded", width=str(width), height=str(height), ms=took)


def runtime(needed: bool, note: Note) -> Finding:
    """Whether the inference runtime computes; without it motion detection stands in, unless a model is named."""
    note("openvino")
    try:
        version, devices = runtime_devices()
    except DetectError as error:
        finding = failed if needed else degraded
        return finding("inference", error.code, reason=str(error.detail.get("reason", "")))
    return good("inference", "runtime", version=version, devices=", ".join(devices))


def model(choice: ModelChoice, note: Note) -> Finding:
    """Whether the station's model loads; it is named in the settings or lies in the models folder."""
    name = choice.path.name if choice.path is not None else model_name(choice)
    note(name if choice.path is None else str(choice.path))
    try:
        device = model_runs(choice)
    except DetectError as error:
        return failed("model", error.code, model=name)
    return good("model", "model_runs", model=name, device=device)


def voice(note: Note) -> Finding:
    """Whether alarms can be called by their names: both languages are rendered once."""
    note("espeak-ng")
    try:
        engine = EspeakVoice()
        lengths = [len(engine.render(text, language)) / SAMPLE_RATE for text, language in _SENTENCES]
    except VoiceError as error:
        return failed("voice", "no_voice", reason=f"{error.code} {error.detail}".strip())
    if min(lengths) < _SHORTEST_S:
        return failed("voice", "no_voice", reason=", ".join(f"{length:.1f} s" for length in lengths))
    return good("voice", "speaks", seconds=f"{sum(lengths):.1f}")


def sound(note: Note) -> Finding:
    """Whether anything can be heard: a priority 1 alarm is always spoken."""
    note("miniaudio")
    try:
        import miniaudio  # noqa: PLC0415  loads the system's sound libraries

        devices = miniaudio.Devices().get_playbacks()
    except ImportError as error:
        return failed("sound", "no_library", reason=str(error))
    except Exception as error:  # miniaudio's one base class for whatever a system refuses
        return degraded("sound", "no_device", reason=str(error))
    names = [str(device["name"]) for device in devices]
    names = [name for name in names if not name.lower().startswith(_NO_DEVICES)]
    return good("sound", "device", device=names[0]) if names else degraded("sound", "no_device", reason="")
