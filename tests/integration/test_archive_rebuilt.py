"""The index of footage from the files alone: its rows deleted, or the whole record gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from app.cli import COMMANDS, command_parser
from app.commands import archive
from app.services.recording_room import GB, FootageRoom
from app.store.archive import ArchiveIndex
from app.store.database import StationDatabase
from app.store.tables_archive import archive_segment
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from tests.unit.app.test_recording_service import site
from video.archive.model import Segment
from video.archive.muxer import SegmentHead, SegmentMuxer, suffix_for
from video.model import AudioCodec, Codec, StreamKind

START = 1_793_577_540.0  # a minute before midnight, UTC: two day folders
MAIN, SUB = StreamKind.MAIN, StreamKind.SUB


def written(root: Path, head: SegmentHead, codec: Codec = Codec.H264, sound: AudioCodec | None = None) -> Segment:
    """A segment as the recorder writes it, under the name that it gives it."""
    entries = entries_of(encoded_feed(codec), start=head.start, count=45)
    head = replace(head, start=entries[0][0].captured_at)
    tone = encoded_tone(sound).info if sound is not None else None
    muxer = SegmentMuxer(head, *entries[0], tone, 0)
    data = b"".join(muxer.video(packet, packet.captured_at - head.start) for packet, _ in entries) + muxer.close()
    begun = datetime.fromtimestamp(head.start, UTC)
    name = f"{begun:%H%M%S}.{begun.microsecond // 1000:03d}-{head.kind.value}{suffix_for(tone)}"
    path = root / head.camera / f"{begun:%Y-%m-%d}" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    last, offset = entries[-1][0].captured_at, head.offset if head.camera_clock else None
    told = (head.cause, head.incident, codec.value, sound is not None)
    return Segment(
        head.camera, head.kind, path, head.start, last, 45, len(data), offset, head.camera_clock, True, *told
    )


def made(folder: Path) -> list[Segment]:
    """A station's footage and its index, in the order of recording: two cameras, both streams, an incident, sound."""
    root = folder / "archive"
    rows = [
        written(root, SegmentHead("08", SUB, START, False, 0.0)),
        written(root, SegmentHead("07", SUB, START + 10, True, -0.5), Codec.HEVC, AudioCodec.PCMA),
        written(root, SegmentHead("07", MAIN, START + 20, True, -0.5, "incident", "i1")),
        written(root, SegmentHead("08", SUB, START + 70, True, 2.25, "motion"), sound=AudioCodec.AAC),
        written(root, SegmentHead("07", SUB, START + 80, True, 0.5)),
    ]
    database = StationDatabase(folder / "station.sqlite")
    ArchiveIndex(database, root).add(rows)
    database.close()
    return rows


def delete_rows(journal: Path) -> None:
    database = StationDatabase(journal)
    database.write(lambda connection: connection.execute(delete(archive_segment)))
    database.close()


def delete_record(journal: Path) -> None:
    for path in journal.parent.glob(f"{journal.name}*"):
        path.unlink()


def run(site_file: Path, folder: Path, *given: str) -> int:
    command = next(one for one in COMMANDS if one.name == "archive")
    parser = command_parser(command)
    return archive.run_check(parser.parse_args(["check", "--site", str(site_file), "--folder", str(folder), *given]))


@pytest.mark.parametrize("lose", [delete_rows, delete_record])
def test_the_index_is_the_one_that_was_lost_and_the_oldest_goes_first_by_it(
    lose: Callable[[Path], None], tmp_path: Path
) -> None:
    site_file, folder = tmp_path / "site.toml", tmp_path / "data"
    site_file.write_text('schema = 1\n[site]\nid = "s"\nname = "s"\n', "utf-8")
    folder.mkdir()
    rows = made(folder)
    assert run(site_file, folder) == archive.EXIT_SOUND
    lose(folder / "station.sqlite")
    assert run(site_file, folder) in (archive.EXIT_WRONG, archive.EXIT_BAD_INPUT)
    assert run(site_file, folder, "--repair") == archive.EXIT_SOUND
    assert run(site_file, folder) == archive.EXIT_SOUND
    database = StationDatabase(folder / "station.sqlite")
    try:
        index = ArchiveIndex(database, folder / "archive")
        found = index.all()
        assert [_told(one) for one in found] == [_told(one) for one in rows]
        for one, row in zip(found, rows, strict=True):
            assert (one.start, one.end, one.clock_offset or 0.0) == pytest.approx(
                (row.start, row.end, row.clock_offset or 0.0), abs=1e-4
            )
        small = site(quota_gb=(rows[3].size + rows[4].size) * 1.01 / GB, cameras=[{"id": "07"}, {"id": "08"}])
        FootageRoom(small, index, lambda: None, lambda *_: False).make(START + 100)
        left = [one.path for one in index.all()]
        assert left == [rows[2].path, rows[3].path, rows[4].path]  # the incident's, and the newest of both cameras
    finally:
        database.close()


def _told(one: Segment) -> Segment:
    return replace(one, start=0.0, end=0.0, clock_offset=None)
