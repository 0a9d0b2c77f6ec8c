"""Checks what the site document says of recording: nothing is promised that cannot be kept."""

from __future__ import annotations

from typing import Any

from app.site_problems import Report
from app.site_rows import Row, Tables
from app.site_toml import Path, TomlText


def check_recording(values: dict[str, Any], tables: Tables, report: Report, toml: TomlText) -> None:
    """Check [recording] and what cameras say of it; nothing is mended: the program keeps more rather than less."""
    recording, detection = values["recording"], values["detection"]
    if recording is None:
        return
    detects = detection is None or detection.enabled

    def tell(code: str, row: Row | None, at: Path, **parameters: Any) -> None:
        place = toml.place(at if row is None else (*row.path, *at))
        kind, name, index = ("recording", "", None) if row is None else ("camera", row.entry.id, row.index)
        report.add(place, code, kind, name, index, **parameters)

    if recording.keep_days < recording.legal_days:
        tell("keep_too_short", None, ("recording", "keep_days"), legal=recording.legal_days)
    if recording.mode == "schedule" and not recording.times:
        tell("record_no_times", None, ("recording", "mode"))
    if recording.mode == "motion" and not detects:
        tell("motion_without_detection", None, ("recording", "mode"))
    for row in tables["camera"]:
        camera = row.entry
        if camera.keep_days is not None and camera.keep_days < recording.legal_days:
            tell("keep_too_short", row, ("keep_days",), legal=recording.legal_days)
        if camera.record == "schedule" and not (camera.record_times or recording.times):
            tell("record_no_times", row, ("record",))
        if camera.record == "motion" and not detects:
            tell("motion_without_detection", row, ("record",))
