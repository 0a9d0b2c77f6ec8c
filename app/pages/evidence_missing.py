"""What was to be handed out and is not in the package, in words for whoever hands it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app import texts
from app.services.places import Places

#: Lines told; the report in the package names all.
_MOST = 6


def missing_words(missing: Sequence[tuple[str, float, float]], places: Places, language: str) -> str:
    """Camera and time of each, one a line; "" where nothing is missing."""
    if not missing:
        return ""
    translate = QCoreApplication.translate
    lines = [translate("EvidencePage", "Not in it, since there is no recording (the report in the package says so):")]
    for camera, start, end in missing[:_MOST]:
        lines.append(f"{places.camera_name(camera, language)}  {texts.date_time(start)} – {texts.date_time(end)}")
    if len(missing) > _MOST:
        more = translate("EvidencePage", "and %1 more times; the report in the package names them")
        lines.append(more.replace("%1", str(len(missing) - _MOST)))
    return "\n".join(lines)
