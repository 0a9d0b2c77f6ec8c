"""Checks what cameras say of their recorder, its stand-in, and an archive of their own."""

from __future__ import annotations

from app.site_alarm_check import Tell
from app.site_ptz import address_of
from app.site_rows import Row, Tables


class ArchiveChecker:
    """Checks the cameras' lines, mending `tables` in place."""

    def __init__(self, tables: Tables, tell: Tell) -> None:
        self._tables = tables
        self._tell = tell

    def check(self) -> None:
        """Check all."""
        for at, row in enumerate(self._tables["camera"]):
            changed: dict[str, None] = {}
            camera = row.entry
            if camera.stand_in is not None and camera.recorder in (None, camera.stand_in):
                self._tell("stand_in_alone", "camera", row, ("stand_in",))
                changed["stand_in"] = None
            if camera.archive is not None and not self._is_somewhere(row):
                self._tell("archive_no_address", "camera", row, ("archive",))
                changed["archive"] = None
            if changed:
                self._tables["camera"][at] = Row(camera.model_copy(update=changed), row.path, row.index)

    @staticmethod
    def _is_somewhere(row: Row) -> bool:
        camera = row.entry
        if camera.archive.kind == "rtsp":
            return bool(camera.archive.url)
        if camera.archive.address:
            return True
        return camera.ptz is not None and bool(address_of(camera.ptz, camera.sub, camera.main))
