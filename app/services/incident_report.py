"""Reports for paper: one incident, or a period, as one HTML page; the same page becomes the PDF.

Everything that came from outside is escaped. Words come from the caller, in the language of the screen; pictures by
name, which whoever lays the page out turns into data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

#: Where a picture comes from, for its name: a data address for a web page, the bare name for the PDF.
Source = Callable[[str], str]

STYLE = """
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; font-size: 10pt; color: #111; }
h1 { font-size: 16pt; margin: 0 0 4pt 0; }
h2 { font-size: 12pt; margin: 12pt 0 4pt 0; }
table { border-collapse: collapse; width: 100%; margin-bottom: 6pt; }
td, th { border: 1px solid #bbb; padding: 3px 6px; text-align: left; vertical-align: top; }
th { background: #eee; font-weight: bold; }
p.small { font-size: 8pt; color: #444; }
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column heads (none: a list of facts; one that is empty: a list of lines), and rows."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by name with its caption; width in pixels on a page of 700."""

    name: str
    words: str
    width: int = 620


@dataclass(frozen=True, slots=True)
class Report:
    """A title, a line below it, then tables and pictures in their order, and a last line."""

    title: str
    below: str
    parts: tuple[Table | Picture, ...]
    last: str = ""
    language: str = "en"
    drill: str = ""


def html_of(report: Report, source: Source) -> str:
    """Return the whole page."""
    drill = f"<p><b>{escape(report.drill)}</b></p>" if report.drill else ""
    body = "".join(_part(part, source) for part in report.parts)
    return (
        f'<!DOCTYPE html><html lang="{escape(report.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(report.title)}</h1>{drill}<p>{escape(report.below)}</p>{body}"
        f'<p class="small">{escape(report.last)}</p></body></html>'
    )


def _part(part: Table | Picture, source: Source) -> str:
    if isinstance(part, Picture):
        words = escape(part.words)
        return f'<p><img src="{escape(source(part.name))}" width="{part.width}" alt="{words}"><br>{words}</p>'
    return _table(part) if part.rows else ""


def _table(part: Table) -> str:
    heads = "".join(f"<th>{escape(one)}</th>" for one in part.heads)
    head = f"<tr>{heads}</tr>" if any(part.heads) else ""
    rows = "".join(f"<tr>{_cells(row, bare=not part.heads)}</tr>" for row in part.rows)
    return f'<h2>{escape(part.heading)}</h2><table width="100%" cellspacing="0">{head}{rows}</table>'


def _cells(row: Sequence[str], *, bare: bool) -> str:
    cells = [escape(one).replace("\n", "<br>") for one in row]
    if bare and cells:
        return f'<th width="28%">{cells[0]}</th>' + "".join(f"<td>{one}</td>" for one in cells[1:])
    return "".join(f"<td>{one}</td>" for one in cells)
