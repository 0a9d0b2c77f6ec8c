"""What the command that checks a package prints, in English or Chinese: plain lines, a verdict first."""

from __future__ import annotations

from typing import Final

from video.evidence_keys import KeyProblem
from video.evidence_manifest import BLOCK, Entry, ExportInfo
from video.evidence_verify import Problem, Status, VerifyResult

#: English, Chinese.
Text = tuple[str, str]

_VERDICTS: Final[dict[Status, Text]] = {
    Status.VALID: ("VALID: every file is as it was signed.", "有效：每个文件都与签署时相同。"),
    Status.CHANGED: ("CHANGED: this is not what was signed.", "已更改：这不是当时签署的内容。"),
    Status.UNKNOWN_SIGNER: (
        "UNKNOWN SIGNER: the package was signed with another key than the one you trust.",
        "签名者不明：证据包由另一把密钥签署，不是您信任的那一把。",
    ),
    Status.MALFORMED: (
        "MALFORMED: this is not an evidence package that can be checked.",
        "无法核验：这不是可以核验的证据包。",
    ),
}
_PROBLEMS: Final[dict[str, Text]] = {
    "changed": ("changed", "已更改"),
    "missing": ("missing", "缺失"),
    "extra": ("not part of the package", "多出，不属于本证据包"),
    "link": ("a link, where a file was signed", "是一个链接，而签署的是文件"),
    "not_ours": ("not readable as a manifest", "不能作为清单读取"),
    "container": ("changed, outside the files in it", "已更改，在包内文件之外"),
    "unreadable": (
        "not readable; if it is a ZIP file that was packed anew, unpack it and name the folder",
        "无法读取；如果这个 ZIP 文件是重新打包的，请解压后改填文件夹",
    ),
}
_KEY_PROBLEMS: Final[dict[str, Text]] = {
    "no_file": (
        "--key: no such key file, and not a fingerprint of 64 hexadecimal digits",
        "--key：没有这个密钥文件，也不是 64 位十六进制的指纹",
    ),
    "no_key": ("--key: the file holds no Ed25519 public key", "--key：文件里没有 Ed25519 公钥"),
}
_LINES: Final[dict[str, Text]] = {
    "problem": ("{file!r}: {what}{where}{detail}", "{file!r}：{what}{where}{detail}"),
    "where": (", block {block} (bytes {first} to {last})", "，第 {block} 块（字节 {first} 至 {last}）"),
    "detail": (" ({detail})", "（{detail}）"),
    "signer": ("signed by {signer}", "签名指纹 {signer}"),
    "package": (
        "package {package}, {files} files, incident {incident!r}",
        "证据包 {package}，{files} 个文件，事件 {incident!r}",
    ),
    "export": (
        "exported by {exported_by!r} for {recipient!r}, reason {reason!r}",
        "导出人 {exported_by!r}，调阅单位 {recipient!r}，事由 {reason!r}",
    ),
    "register": (
        "register entry {register!r}, approved by {approved_by!r}",
        "调阅登记号 {register!r}，批准人 {approved_by!r}",
    ),
    "derived": ("{name!r}: made from {derived_from!r}", "{name!r}：由 {derived_from!r} 制作"),
    "no_package": ("no such package: {package}", "没有这个证据包：{package}"),
}
#: Why a container or a manifest cannot be read, in Chinese; of a manifest the word before the colon.
_DETAILS: Final[dict[str, str]] = {
    "no central directory behind the last file": "最后一个文件之后没有目录",
    "cut short": "文件被截短",
    "a header of another length": "文件头长度不对",
    "a file is longer than its container": "有文件比整个包还长",
    "the central directory breaks off": "目录中断",
    "a file reaches into the directory": "有文件伸进了目录",
    "no end record": "没有结尾记录",
    "no ZIP64 end record": "没有 ZIP64 结尾记录",
    "the directory lies outside": "目录在文件之外",
    "a name that is no text": "文件名不是文字",
    "neither headers nor directory can be read": "文件头和目录都无法读取",
    "not_json": "不是 JSON",
    "format": "格式不符",
    "field": "字段不符",
    "name": "文件名不符",
}


def verdict_lines(result: VerifyResult, language: str) -> list[str]:
    """The verdict, what is wrong, who signed, and what the manifest says of the export."""
    lines = [_said(_problem(one, language)) for one in result.problems]
    if result.signer:
        lines.append(_said(line("signer", language, signer=result.signer)))
    manifest = result.manifest
    if manifest is not None:
        lines += _export(manifest.package, manifest.entries, manifest.info, language)
    return [_in(_VERDICTS[result.status], language), *lines]


def key_line(problem: KeyProblem, language: str) -> str:
    """Why what was given is no key."""
    return f"{_in(_KEY_PROBLEMS[problem.code], language)}: {problem.text!r}"


def line(key: str, language: str, **values: object) -> str:
    """One line of `_LINES`, filled in."""
    return _in(_LINES[key], language).format(**values)


def _export(package: str, entries: tuple[Entry, ...], info: ExportInfo, language: str) -> list[str]:
    told = {name: getattr(info, name) for name in ("exported_by", "recipient", "reason", "register", "approved_by")}
    lines = [line("package", language, package=package, files=len(entries), incident=info.incident_number)]
    lines.append(line("export", language, **told))
    lines += [line("register", language, **told)] if info.register else []
    made = (one for one in entries if one.derived)
    lines += [line("derived", language, name=one.name, derived_from=one.derived_from) for one in made]
    return [_said(one) for one in lines]


def _problem(problem: Problem, language: str) -> str:
    where = ""
    if problem.block is not None:
        first = problem.block * BLOCK
        where = line("where", language, block=problem.block, first=first, last=first + BLOCK - 1)
    detail = line("detail", language, detail=_reason(problem.detail, language)) if problem.detail else ""
    what = _in(_PROBLEMS[problem.kind], language)
    return line("problem", language, file=problem.file, what=what, where=where, detail=detail)


def _reason(detail: str, language: str) -> str:
    """Say why; what the system itself said stays as it is."""
    code, colon, rest = detail.partition(": ")
    known = _DETAILS.get(code)
    if known is None or not language.startswith("zh"):
        return detail
    return f"{known}：{rest}" if colon and rest else known


def _said(words: str) -> str:
    return f"  {words}"


def _in(text: Text, language: str) -> str:
    return text[language.startswith("zh")]
