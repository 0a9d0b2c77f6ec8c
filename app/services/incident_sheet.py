"""The list of incidents as a spreadsheet, written row by row: any number of them, a page of the record at a time.

Every text is written as text: what begins like a formula stays words, here and where the file is saved as another kind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.store.incident_alarms import IncidentAlarms
from app.store.queries import Cursor, IncidentFilter, IncidentQueries, IncidentSummary

PAGE: Final = 500
#: What a spreadsheet takes for the beginning of a formula.
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
#: What a spreadsheet holds at most, without its head.
MOST: Final = 1_048_575
_WIDTHS: Final = 18

#: A cell: text, a number, a moment without a zone, or nothing.
Cell = str | float | datetime | None
Row = Callable[[IncidentSummary, IncidentAlarms], Sequence[Cell]]


class CancelledError(Exception):
    """The person asked to stop; nothing is left of the file."""


def every(queries: IncidentQueries, which: IncidentFilter) -> Iterator[tuple[IncidentSummary, IncidentAlarms]]:
    """Go through all incidents of a filter with what their alarms add, newest first, a page at a time."""
    after: Cursor | None = None
    while True:
        page = queries.page(which, after, PAGE)
        found = queries.alarms_of([one.id for one in page.incidents])
        yield from ((one, found.get(one.id, IncidentAlarms())) for one in page.incidents)
        after = page.following
        if after is None:
            return


def write_sheet(
    path: Path,
    queries: IncidentQueries,
    which: IncidentFilter,
    heads: Sequence[str],
    row_of: Row,
    cancelled: threading.Event,
    told: Callable[[int], object] = lambda _rows: None,
) -> int:
    """Write the file and return how many rows it has; raises CancelledError, OSError and what the record raises.

    ``told`` is called with the number of rows written so far, after each page. Not for the window's thread.
    """
    draft = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = _write(draft, queries, which, heads, row_of, cancelled, told)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write(
    draft: Path,
    queries: IncidentQueries,
    which: IncidentFilter,
    heads: Sequence[str],
    row_of: Row,
    cancelled: threading.Event,
    told: Callable[[int], object],
) -> int:
    import xlsxwriter  # noqa: PLC0415 - only where a sheet is written

    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(draft, settings) as book:
        sheet = book.add_worksheet()
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, _WIDTHS)
        for column, words in enumerate(heads):
            sheet.write_string(0, column, words, looks["head"])
        for one, alarms in every(queries, which):
            if count == MOST:
                break
            count += 1
            for column, value in enumerate(row_of(one, alarms)):
                _put(sheet, count, column, value, looks)
            if count % PAGE == 0:
                told(count)
            if cancelled.is_set():
                break
    if cancelled.is_set():
        raise CancelledError
    return count


def _put(sheet: Any, row: int, column: int, value: Cell, looks: dict[str, Any]) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value, looks["quoted"] if value.startswith(RISKY) else None)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, looks["moment"])
    elif value is not None:
        sheet.write_number(row, column, value)
