"""Sheets for printing: a handover that both signed, the result of a drill. HTML and PDF, side by side."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app.pages import duty_words
from app.store.duty import DrillRecord, HandoverRecord
from widgets import tile_words, times
from widgets.duty_content import DrillResultRow, ListRow, Section

translate = QCoreApplication.translate

STYLE = """
body { font-family: 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; font-size: 10pt; color: #000; }
h1 { font-size: 16pt; } h2 { font-size: 12pt; }
td { padding: 2px 8px 2px 0; vertical-align: top; } .small { color: #444; font-size: 9pt; }
.drill { background: #A070F0; color: #101316; font-weight: bold; font-size: 14pt; padding: 6px; }
"""


def handover_sheet(record: HandoverRecord, site: str, language: str) -> str:
    """The whole record as HTML."""
    content = record.content
    signed = content["signatures"]
    off, on = signed["outgoing"], signed["incoming"]
    title, remarks, signatures = (
        translate("Duty", "Handover"),
        translate("Duty", "Remarks"),
        translate("Duty", "Signed"),
    )
    body = [f"<h1>{escape(site)} · {escape(title)}</h1>"]
    body.append(f"<p>{escape(record.station)} · {_moment(record.at)}</p>")
    body += [_section(one) for one in duty_words.list_sections(content, language, record.at)]
    body.append(_counts(content, language))
    if content.get("later"):
        late = translate("Duty", "Came while the handover was being signed: %1").replace(
            "%1", str(len(content["later"]))
        )
        body.append(f"<p>{escape(late)}</p>")
    if content["remarks"]:
        body.append(f"<h2>{escape(remarks)}</h2><p>{escape(content['remarks'])}</p>")
    body.append(f"<h2>{escape(signatures)}</h2><table>")
    body.append(_cells(translate("Duty", "Went off duty"), off["label"], _moment(off["at"])))
    body.append(_cells(translate("Duty", "Came on duty"), on["label"], _moment(on["at"])))
    body.append(f"</table><p class='small'>{escape(record.id)}<br>SHA-256 {escape(record.digest)}</p>")
    return _page("".join(body))


def drill_sheet(record: DrillRecord, rows: tuple[DrillResultRow, ...], site: str, language: str) -> str:
    """The result of a drill as HTML, marked as a drill from the first line."""
    content = record.content
    name = content.get("name") if language.startswith("zh") else content.get("name_en") or content.get("name")
    body = [f"<p class='drill'>{escape(tile_words.drill())}</p>"]
    body.append(f"<h1>{escape(site)} · {escape(str(name))}</h1>")
    body.append(f"<p>{escape(record.station)} · {_moment(record.at)} – {_moment(record.ended_at)}<br>")
    body.append(f"{escape(record.person)}<br>{escape(duty_words.end(record.outcome, str(content.get('why', ''))))}</p>")
    body.append(f"<h2>{escape(duty_words.result(record.outcome, content.get('score')))}</h2><table>")
    words = {
        "met": translate("Duty", "in time"),
        "late": translate("Duty", "late"),
        "missed": translate("Duty", "not done"),
        "open": translate("Duty", "not due yet"),
    }
    body += [_cells(row.text, row.time, words[row.mark]) for row in rows]
    body.append(f"</table><p class='small'>{escape(record.id)}<br>SHA-256 {escape(record.digest)}</p>")
    return _page("".join(body))


def save_sheet(html: str, folder: Path, name: str) -> Path:
    """Write the HTML and a PDF of it; returns the PDF. Raises OSError. Not for the GUI thread's busy moments."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    file = folder / f"{name}.pdf"
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(html)
    document.print_(writer)
    if not file.is_file():
        raise OSError(f"{file} was not written")
    return file


def _page(body: str) -> str:
    head = f"<meta charset='utf-8'><title>Watchroom</title><style>{STYLE}</style>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def _section(section: Section) -> str:
    head = f"<h2>{escape(section.title)} · {len(section.rows) or escape(section.empty)}</h2>"
    return f"{head}<table>{''.join(_row(row) for row in section.rows)}</table>" if section.rows else head


def _row(row: ListRow) -> str:
    mark = f"{tile_words.drill()} · " if row.drill else ""
    level = f"P{int(row.priority)}" if row.priority is not None and not row.hollow else ""
    return _cells(level, f"{mark}{row.text}", row.note)


def _counts(content: Any, language: str) -> str:
    rows = []
    for one in content["counts"]:
        name = one["name"] if language.startswith("zh") else one["name_en"] or one["name"]
        rows.append(_cells(name, f"{one['count']} / {one['expected']}", one["words"]))
    if not rows:
        return ""
    title = translate("Duty", "Counted")
    return f"<h2>{escape(title)}</h2><table>{''.join(rows)}</table>"


def _cells(*texts: str) -> str:
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"


def _moment(at: float) -> str:
    return f"{times.date(at)} {times.clock(at)}"
