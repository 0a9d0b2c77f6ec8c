"""A watermarked copy at a real post: asked for on the page, followed to its end, verified; and cancelled half-way."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.pages.evidence_page import EvidencePage
from app.services.evidence_order import Phase
from app.services.incident_media import file_sha256
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.rtsp_process import ROOT, RtspProcess
from tests.fakes.small_station import site_text
from widgets.evidence_form import EvidenceForm

Told = list[tuple[Phase, int, int]]


def shown(post: Post, incident: str, folder: Path) -> tuple[EvidencePage, EvidenceForm]:
    """The page that hands out an incident, filled in, with a watermark wanted."""
    post.window.review.export_wanted.emit(incident, "1", "fence")
    page = post.window.evidence.page
    until("the page", page.form.isVisible)
    for name, field in page.form.fields.items():
        field.setText(f"some {name}")
    page.form.place.setEditText(str(folder))
    page.form.watermark.setChecked(True)
    until("the button", page.form.go.isEnabled)
    return page, page.form


def listened(page: EvidencePage, monkeypatch: pytest.MonkeyPatch, goes_on: threading.Event) -> Told:
    """Everything that the export tells of how far it is; a copy is not made further before it may."""
    told: Told = []
    note = page._progress._note

    def hear(phase: Phase, done: int, total: int) -> None:
        told.append((phase, done, total))
        note(phase, done, total)
        if phase == "deriving":
            goes_on.wait(120)

    monkeypatch.setattr(page._progress, "_note", hear)
    return told


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's exports work: beside it others do."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def work_folders(work: Path) -> list[Path]:
    return list(work.glob("watchroom-evidence-*"))


def test_a_marked_copy_lies_beside_the_untouched_clip_and_a_cancelled_one_leaves_nothing(
    make_post: Callable[[str], Post],
    cameras: RtspProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Path,
) -> None:
    post = make_post(site_text(cameras, more="[evidence]\nregister = false\n"))
    station = post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    began = station.clock.now()
    until("seconds before", lambda: station.clock.now() - began > 3.0)
    post.fence().event("perimeter", "Z01")
    until("the alarm", lambda: occurrences(station, "fence-z01"))
    incident = str(occurrences(station, "fence-z01")[0].incident)
    until("its clips", lambda: len(station.clips.of_incident(incident)) == 2)
    clips = {one.camera: Path(one.path) for one in station.clips.of_incident(incident)}
    before = {camera: file_sha256(path) for camera, path in clips.items()}
    goes_on = threading.Event()

    stopped = tmp_path / "stopped"
    page, form = shown(post, incident, stopped)
    told = listened(page, monkeypatch, goes_on)
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    until("a copy under way", lambda: any(phase == "deriving" for phase, _, _ in told))
    assert len(work_folders(work)) == 1
    QTest.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
    goes_on.set()
    until("it has stopped", lambda: not form.cancel.isVisible())
    assert not any(phase == "writing" for phase, _, _ in told)
    assert not stopped.exists() or list(stopped.iterdir()) == []
    assert work_folders(work) == []
    assert not [one for one in multiprocessing.active_children() if one.name == "derive"]
    assert not any(one.handed_out for one in station.register.entries())

    told.clear()
    page, form = shown(post, incident, tmp_path / "out")
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    until("it is made", form.mark.isVisible)
    parts = [(phase, done / total) for phase, done, total in told]
    assert list(dict.fromkeys(phase for phase, _ in parts)) == ["gathering", "deriving", "writing"]
    assert max(part for phase, part in parts if phase == "deriving") == 1.0
    assert parts[-1] == ("writing", 1.0)
    (package,) = (one for one in (tmp_path / "out").iterdir() if one.suffix == ".zip" or one.is_dir())
    assert work_folders(work) == []
    check(package, clips, before, station.evidence.fingerprint, tmp_path)


def check(package: Path, clips: dict[str, Path], before: dict[str, str], mark: str, folder: Path) -> None:
    """The originals as they were, a marked copy beside each, and the command's word for both."""
    command = [sys.executable, "-m", "app", "verify", str(package), "--fingerprint", mark, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    inside = folder / "inside"
    if package.is_dir():
        inside = package
    else:
        zipfile.ZipFile(package).extractall(inside)
    listed = {one["name"]: one for one in json.loads((inside / "manifest.json").read_text("utf-8"))["files"]}
    for camera, path in clips.items():
        original, copy = f"clips/{path.name}", f"derived/clips/{path.stem}.mp4"
        assert file_sha256(path) == before[camera] == listed[original]["sha256"] == file_sha256(inside / original)
        assert (listed[copy]["derived"], listed[copy]["derived_from"]) == ("watermark", original)
        assert not listed[original]["derived"]
        with av.open(str(inside / copy)) as marked, av.open(str(inside / original)) as plain:
            pictures = [[one.to_ndarray(format="gray") for one in film.decode(video=0)] for film in (marked, plain)]
        assert len(pictures[0]) == len(pictures[1])
        assert (pictures[0][0][:30] > 200).sum() > (pictures[1][0][:30] > 200).sum() + 30  # the words
    report = (inside / "report.html").read_text("utf-8")
    assert all(f"derived/clips/{path.stem}.mp4" in report for path in clips.values())
    wrong = inside / f"derived/clips/{next(iter(clips.values())).stem}.mp4"
    data = bytearray(wrong.read_bytes())
    data[-1] ^= 1
    wrong.write_bytes(data)
    done = subprocess.run(
        [*command[:4], str(inside), *command[5:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3 and wrong.name in done.stdout  # the copy is vouched for, too
