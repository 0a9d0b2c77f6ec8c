"""The report inside an evidence package: one HTML file that needs nothing else, in Chinese and English.

It goes to people outside the program (police, insurers), so it carries both languages whatever the window speaks. Every
value is escaped, and no script runs in it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from html import escape
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from video.evidence_manifest import Entry, ExportInfo

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_STYLE: Final = """
body{font:15px/1.5 "Noto Sans SC","Microsoft YaHei",system-ui,sans-serif;margin:2em auto;max-width:64em;padding:0 1em;
color:#14181d;background:#fff}
h1{font-size:1.6em}h2{font-size:1.15em;margin-top:2em;border-bottom:2px solid #14181d}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #9aa4af;padding:.35em .5em;text-align:left;
vertical-align:top}th{background:#eef1f4}code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
small{white-space:nowrap}
figure{display:inline-block;margin:.5em;max-width:30em}img{max-width:100%;border:1px solid #9aa4af}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,figure{break-inside:avoid}}
"""

#: Key -> Chinese, English.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("证据包", "Evidence package"),
    "about": ("导出信息", "About this export"),
    "site_name": ("小区", "Site"),
    "station_name": ("值守台", "Station"),
    "incident_number": ("事件编号", "Incident"),
    "exported_by": ("导出人", "Exported by"),
    "reason": ("事由", "Reason"),
    "recipient": ("调阅单位", "Handed to"),
    "document": ("文书编号", "Document number"),
    "approved_by": ("批准人", "Approved by"),
    "created_at": ("导出时间", "Exported at"),
    "package": ("包编号", "Package"),
    "files": ("文件", "Files"),
    "name": ("名称", "Name"),
    "camera": ("摄像机", "Camera"),
    "start": ("开始", "Start"),
    "end": ("结束", "End"),
    "offset": ("摄像机时钟偏差", "Camera clock offset"),
    "size": ("字节", "Bytes"),
    "timeline": ("处置记录", "What happened"),
    "at": ("时间", "Time"),
    "who": ("人员", "Who"),
    "what": ("内容", "What"),
    "stills": ("图片", "Pictures"),
    "check": ("如何核验", "How to verify"),
    "signer": ("签名指纹", "Signer's fingerprint"),
    "register": ("调阅登记号", "Register entry"),
    "asked": ("调阅范围", "What was asked for"),
    "missing": ("本包缺少的录像（没有找到）", "Recordings missing here: none was found of these times"),
    "alarms": ("报警", "Alarms"),
    "point": ("报警点", "Point"),
    "class": ("类别", "Class"),
    "priority": ("级别", "Priority"),
    "raised": ("发生", "Raised"),
    "returned": ("恢复", "Over"),
    "acknowledged": ("确认", "Acknowledged"),
    "passages": ("同时段车辆通行", "Vehicles through the gates at that time"),
    "gate": ("道闸", "Gate"),
    "plate": ("车牌", "Plate"),
    "direction": ("方向", "Direction"),
    "decision": ("处理", "Decision"),
    "detections": ("画面检测", "What detection found"),
    "rule": ("规则", "Rule"),
    "confidence": ("把握", "Confidence"),
    "seen": ("看到", "Seen"),
    "clocks": ("摄像机时钟", "Cameras' clocks"),
    "derived": ("派生文件", "Derived files"),
    "how": ("处理方式", "How"),
    "origin": ("原始文件", "Original"),
    "masked": ("隐私区域涂黑", "private areas blackened"),
    "watermark": ("叠加水印", "watermark burnt in"),
    "withheld": ("未交付", "not handed out"),
}

_DERIVED: Final = (
    "以下文件由原始录像重新编码而成，仅供查看；未经改动的原始文件按下表列出。",
    "These files were made from the originals by coding them anew, for looking at; the originals are named beside.",
)

_CHECK: Final = (
    "包内的公钥不能证明任何事。请从纸质调阅登记单取得签名指纹，运行以下命令，"
    "或用浏览器打开 verify.html；更改、缺失或多出的文件会被逐一指出。",
    "A key inside a package proves nothing. Take the fingerprint from the printed sheet of the register, and run this, "
    "or open verify.html in a browser; every changed, missing or added file is named.",
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the case: when (UTC seconds), who, what."""

    at: float
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One more list of the report: what it is of ("alarms", "passages", "detections", "clocks"), columns, rows.

    `columns` are words this module has; a number in one of the columns of time is UTC seconds.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


#: Columns whose numbers are moments.
_MOMENTS: Final = frozenset({"at", "start", "end", "raised", "returned", "acknowledged"})


@dataclass(frozen=True, slots=True)
class Still:
    """A picture to show in the report."""

    name: str
    media_type: str
    data: bytes


def write_report(
    info: ExportInfo,
    package: str,
    entries: Sequence[Entry],
    timeline: Sequence[ReportLine],
    mark: str,
    stills: Sequence[Still],
    tables: Sequence[ReportTable] = (),
) -> str:
    """The whole HTML document."""
    zone = _zone(info.timezone)
    parts = [
        f"<h1>{_both('title')} {escape(info.incident_number)}</h1>",
        _about(info, package, zone),
        _timeline(timeline, zone),
        *(_listed(table, zone) for table in tables),
        _pictures(stills),
        _files(entries, zone),
        _derived([entry for entry in entries if entry.derived]),
        _how_to_check(mark),
    ]
    head = (
        f'<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        f"<title>{escape(_WORDS['title'][0])} {escape(info.incident_number)}</title><style>{_STYLE}</style></head>\n"
    )
    return f"{head}<body>\n{''.join(parts)}</body>\n</html>\n"


def _both(key: str) -> str:
    chinese, english = _WORDS[key]
    return f'{escape(chinese)} <span lang="en">{escape(english)}</span>'


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _time(value: float | None, zone: tzinfo) -> str:
    if value is None:
        return ""
    at = datetime.fromtimestamp(value, UTC)
    local = at.astimezone(zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d} {local:%z}"
    return f"{escape(text)}<br><small>{at:%Y-%m-%dT%H:%M:%S}Z</small>"


def _about(info: ExportInfo, package: str, zone: tzinfo) -> str:
    names = ("site_name", "station_name", "incident_number", "exported_by", "reason", "recipient", "document")
    rows = [(name, escape(getattr(info, name))) for name in (*names, "approved_by", "register")]
    rows += [("created_at", _time(info.created_at, zone)), ("package", f"<code>{escape(package)}</code>")]
    body = "".join(f"<tr><th>{_both(name)}</th><td>{value}</td></tr>" for name, value in rows if value)
    return f"<h2>{_both('about')}</h2><table>{body}</table>\n"


def _timeline(lines: Sequence[ReportLine], zone: tzinfo) -> str:
    if not lines:
        return ""
    body = "".join(
        f"<tr><td>{_time(line.at, zone)}</td><td>{escape(line.who)}</td><td>{escape(line.what)}</td></tr>"
        for line in lines
    )
    return f"<h2>{_both('timeline')}</h2>{_table(('at', 'who', 'what'), body)}\n"


def _listed(table: ReportTable, zone: tzinfo) -> str:
    if not table.rows:
        return ""
    body = "".join(f"<tr>{_row(table.columns, row, zone)}</tr>" for row in table.rows)
    return f"<h2>{_both(table.title)}</h2>{_table(table.columns, body)}\n"


def _row(columns: Sequence[str], row: Sequence[str | float | None], zone: tzinfo) -> str:
    return "".join(f"<td>{_cell(name, value, zone)}</td>" for name, value in zip(columns, row, strict=True))


def _cell(column: str, value: str | float | None, zone: tzinfo) -> str:
    if value is None:
        return ""
    return _time(float(value), zone) if column in _MOMENTS and not isinstance(value, str) else escape(str(value))


def _derived(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    body = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{_how(one)}</td><td>{_origin(one)}</td></tr>" for one in entries
    )
    chinese, english = (escape(text) for text in _DERIVED)
    table = _table(("name", "how", "origin"), body)
    return f'<h2>{_both("derived")}</h2><p>{chinese}</p><p lang="en">{english}</p>{table}\n'


def _how(entry: Entry) -> str:
    return "<br>".join(_both(how) if how in _WORDS else escape(how) for how in entry.derived.split("+"))


def _origin(entry: Entry) -> str:
    withheld, colon, name = entry.derived_from.partition(":")
    if colon and withheld == "withheld":
        return f"{escape(name)}<br>{_both('withheld')}"
    return escape(entry.derived_from)


def _pictures(stills: Sequence[Still]) -> str:
    if not stills:
        return ""
    body = "".join(
        f'<figure><img alt="{escape(still.name)}" src="data:{escape(still.media_type)};base64,'
        f'{base64.b64encode(still.data).decode()}"><figcaption>{escape(still.name)}</figcaption></figure>'
        for still in stills
    )
    return f"<h2>{_both('stills')}</h2>{body}\n"


def _files(entries: Sequence[Entry], zone: tzinfo) -> str:
    body = "".join(_file(entry, zone) for entry in entries)
    return f"<h2>{_both('files')}</h2>{_table(('name', 'camera', 'start', 'end', 'offset', 'size'), body)}\n"


def _file(entry: Entry, zone: tzinfo) -> str:
    offset = "" if entry.clock_offset_ms is None else f"{entry.clock_offset_ms:+.0f} ms"
    cells = (escape(entry.title or entry.camera), _time(entry.start, zone), _time(entry.end, zone), offset)
    name = f"{escape(entry.name)}<br><small>SHA-256 <code>{escape(entry.sha256)}</code></small>"
    return f"<tr><td>{name}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}<td>{entry.size}</td></tr>"


def _how_to_check(mark: str) -> str:
    chinese, english = (escape(text) for text in _CHECK)
    command = f"watchroom verify PACKAGE --fingerprint {escape(mark)}"
    return (
        f'<h2>{_both("check")}</h2><p>{chinese}</p><p lang="en">{english}</p><p><code>{command}</code></p>'
        f"<p>{_both('signer')}: <code>{escape(mark)}</code></p>\n"
    )


def _table(columns: Sequence[str], body: str) -> str:
    return f"<table><tr>{''.join(f'<th>{_both(name)}</th>' for name in columns)}</tr>{body}</table>"
