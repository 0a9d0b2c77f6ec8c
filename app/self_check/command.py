"""`watchroom --self-check [SITE] [--json]`: every part that this station needs, and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder, data_root
from app.self_check import media, screen, station
from app.self_check.isolation import isolated
from app.self_check.model import Finding, absent, degraded
from app.self_check.words import level_word, part_name, sentences
from app.services.detection_rules import model_choice
from app.services.health import Level
from app.settings import LoadResult, load_site
from app.site_document import SiteDocument
from app.translations import Translations, preferred_language
from app.version import version
from video.model import Codec

_JSON_WORDS = {
    Level.GOOD: "ok",
    Level.ABSENT: "not present",
    Level.DEGRADED: "degraded",
    Level.FAILED: "failed",
}


def findings(path: Path | None, loaded: LoadResult | None) -> Iterator[Finding]:
    """Probe part after part; `path` and `loaded` are None where there is no site file."""
    site = loaded.site if loaded is not None else None
    folder = data_root(site, path) if site is not None else system.data_folder()
    yield station.site_file(path, loaded)
    if site is not None:
        yield station.passwords(site)
    yield isolated("screen", screen.platform)
    yield isolated("fonts", screen.fonts)
    for codec in Codec:
        yield isolated(codec.value, media.decoding, codec)
    yield from _detection(site, DataFolder(folder))
    yield from _links(site, folder, path.parent if path is not None else None)
    yield station.disk(folder)
    if site is not None:
        yield station.footage(site)
    yield station.clock(SystemClock(), system.clock_is_disciplined())
    yield isolated("sound", media.sound)
    spoken = site is None or site.sound.voice
    yield isolated("voice", media.voice) if spoken else absent("voice", "voice_off")


def _detection(site: SiteDocument | None, folder: DataFolder) -> Iterator[Finding]:
    if site is not None and not site.detection.enabled:
        yield absent("inference", "detection_off")
        yield absent("model", "detection_off")
        return
    named = site is not None and bool(site.detection.model)
    yield isolated("inference", media.runtime, named)
    choice = model_choice(site.detection, folder.models) if site is not None else None
    if choice is None or (choice.path is None and not choice.url):
        yield (absent if site is None else degraded)("model", "no_model")
    else:
        yield isolated("model", media.model, choice)


def _links(site: SiteDocument | None, folder: Path, site_folder: Path | None) -> Iterator[Finding]:
    if site is None:
        yield absent("broker", "no_site")
        yield absent("database", "no_database")
        return
    yield station.broker(site.broker, site.station.id, site_folder, station.station_runs(folder))
    yield station.database(site.database, site_folder)


def run(arguments: argparse.Namespace) -> int:
    """Print what is found; 1 where something failed, else 0; 2 where the named site file does not exist."""
    path: Path | None = arguments.site or system.default_site_file()
    if path is not None and not path.is_file():
        if arguments.site:
            print(f"no such site file: {path}", file=sys.stderr)
            return 2
        path = None
    loaded = load_site(path) if path is not None else None
    application = QCoreApplication.instance() or QCoreApplication(["watchroom"])
    spoken = Translations(application)
    if not arguments.json:
        spoken.use(preferred_language())
    try:
        found = _print_json(findings(path, loaded)) if arguments.json else _print_text(findings(path, loaded))
    finally:
        spoken.clear()
    return 1 if any(finding.level is Level.FAILED for finding in found) else 0


def _print_text(probes: Iterable[Finding]) -> list[Finding]:
    found = []
    for finding in probes:
        found.append(finding)
        text, step = sentences(finding)
        print(f"{level_word(finding.level):12} {part_name(finding.part)}: {text}", flush=True)
        if step and finding.level is not Level.GOOD:
            print(f"{'':12} > {step}", flush=True)
    return found


def _print_json(probes: Iterable[Finding]) -> list[Finding]:
    found = list(probes)
    rows = []
    for finding in found:
        text, step = sentences(finding)
        row = {"part": finding.part, "status": _JSON_WORDS[finding.level], "code": finding.code}
        rows.append({**row, "detail": dict(finding.detail), "text": text, "next_step": step})
    failed = [finding.part for finding in found if finding.level is Level.FAILED]
    report = {"version": version(), "ok": not failed, "failed": failed, "parts": rows}
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return found
