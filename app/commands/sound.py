"""`watchroom sound devices | render | test`: where alarms can be heard, their names rendered, and both tried.

Exit codes: 0 done, 1 could not be done, 2 no such site file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import wave
from array import array
from pathlib import Path

from alarms.qt.announcement import Announcer, test_calls, test_seconds
from alarms.qt.sound_device import SoundError, Speaker, louder, outputs
from alarms.qt.tones import SAMPLE_RATE
from app import system
from app.data_folder import DataFolder, data_root
from app.settings import load_site
from app.site_document import SiteDocument
from app.voice.phrases import Phrase
from app.voice.service import VoiceService, VoiceState

EXIT_DONE, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; needs no running station and disturbs none."""
    if arguments.action == "devices":
        return _devices(arguments.json)
    path: Path | None = arguments.site or system.default_site_file()
    if path is None or not path.is_file():
        print(f"no such site file: {path}", file=sys.stderr)
        return EXIT_BAD_INPUT
    site = load_site(path).site
    folder = DataFolder(data_root(site, path)).voice
    return _render(site, folder, arguments.json) if arguments.action == "render" else _test(site, folder, arguments)


def _devices(as_json: bool) -> int:
    try:
        names = [name for name, _ident in outputs()]
    except SoundError as error:
        names = []
        print(f"the sound system does not answer: {error.detail}", file=sys.stderr)
    if as_json:
        print(json.dumps({"devices": names}, ensure_ascii=False))
    else:
        print("\n".join(names) if names else "no sound device: alarms can only flash")
    return EXIT_DONE if names else EXIT_FAILED


def _render(site: SiteDocument, folder: Path, as_json: bool) -> int:
    made: list[Phrase] = []
    begun = time.perf_counter()
    state = VoiceService(site, folder).render_now(made.append)
    seconds = round(time.perf_counter() - begun, 2)
    if as_json:
        report = {"words": state.wanted, "ready": state.have, "rendered": len(made), "seconds": seconds}
        print(json.dumps({**report, "problem": state.problem, "detail": state.detail}, ensure_ascii=False))
    else:
        print(f"{state.have} of {state.wanted} words ready, {len(made)} of them rendered now in {seconds} s: {folder}")
        _complain(state)
    return EXIT_DONE if state.code == "ready" else EXIT_FAILED


def _complain(state: VoiceState) -> None:
    if state.problem:
        print(f"what is missing has its tone instead: {state.problem} {state.detail}".rstrip(), file=sys.stderr)


def _test(site: SiteDocument, folder: Path, arguments: argparse.Namespace) -> int:
    voice = VoiceService(site, folder)
    if site.sound.voice:
        _complain(voice.render_now())
    phrase = voice.test_phrase(arguments.lang)
    announcer, seconds = Announcer(), test_seconds(phrase)
    announcer.say(test_calls(phrase))
    volume = site.sound.volume / 100
    if arguments.file is not None:
        return _write(arguments.file, louder(announcer.take(round(seconds * SAMPLE_RATE)), volume))
    speaker = Speaker()
    try:
        opened = speaker.open(site.sound.device, lambda count: louder(announcer.take(count), volume))
        if not opened.pinned:
            print(f"{site.sound.device} is not there", file=sys.stderr)
        print(f"heard on {opened.name}: critical, high, medium, low, then a phrase ({seconds:.0f} s)", flush=True)
        time.sleep(seconds)
        asked = speaker.asked()
    except SoundError as error:
        print(f"nothing can be heard: {error.code} {error.detail}".rstrip(), file=sys.stderr)
        return EXIT_FAILED
    finally:
        speaker.close()
    if asked == 0:
        print("the device takes no sound", file=sys.stderr)
    return EXIT_DONE if asked and opened.pinned else EXIT_FAILED


def _write(path: Path, samples: array[int]) -> int:
    try:
        with path.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(samples.tobytes())
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}", file=sys.stderr)
        return EXIT_FAILED
    print(f"{path}: {len(samples) / SAMPLE_RATE:.1f} s")
    return EXIT_DONE
