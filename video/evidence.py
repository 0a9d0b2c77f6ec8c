"""Evidence packages: what the rest of the program uses, and the command that checks a package.

`run_verify` speaks plain English lines: it is run by people who have neither the program nor its languages set up.
"""

import json
import sys
from pathlib import Path
from typing import Final, TextIO

from video.evidence_export import EvidenceError, ExportFile, ExportResult, export_package, needed
from video.evidence_keys import KeyProblem, fingerprint, trusted_digest
from video.evidence_manifest import BLOCK, ExportInfo
from video.evidence_report import ReportLine, ReportTable
from video.evidence_verify import Problem, Status, VerifyResult, verify_package

__all__ = [
    "EvidenceError",
    "ExportFile",
    "ExportInfo",
    "ExportResult",
    "KeyProblem",
    "Problem",
    "ReportLine",
    "ReportTable",
    "Status",
    "VerifyResult",
    "export_package",
    "fingerprint",
    "needed",
    "run_verify",
    "trusted_digest",
    "verify_package",
]

_VERDICTS: Final = {
    Status.VALID: "VALID: every file is as it was signed.",
    Status.CHANGED: "CHANGED: this is not what was signed.",
    Status.UNKNOWN_SIGNER: "UNKNOWN SIGNER: the package was signed with another key than the one you trust.",
    Status.MALFORMED: "MALFORMED: this is not an evidence package that can be checked.",
}
_PROBLEMS: Final = {
    "changed": "changed",
    "missing": "missing",
    "extra": "not part of the package",
    "link": "a link, where a file was signed",
    "not_ours": "not readable as a manifest",
    "container": "changed, outside the files in it",
    "unreadable": "not readable; if it is a ZIP file that was packed anew, unpack it and name the folder",
}
_KEY_PROBLEMS: Final = {
    "no_file": "--key: no such key file, and not a fingerprint of 64 hexadecimal digits",
    "no_key": "--key: the file holds no Ed25519 public key",
}


def run_verify(package: str | Path, key: str, out: TextIO | None = None, *, as_json: bool = False) -> int:
    """Check a package and print what was found, as one JSON object where that is asked for.

    `key` is a public key's PEM file or a printed fingerprint. Returns 0 valid, 2 malformed (or no such key), 3 changed,
    4 unknown signer.
    """
    out = out or sys.stdout
    try:
        trusted = trusted_digest(key)
    except KeyProblem as problem:
        print(f"{_KEY_PROBLEMS[problem.code]}: {problem.text!r}", file=out)
        return int(Status.MALFORMED)
    result = verify_package(Path(package), trusted)
    if as_json:
        print(json.dumps(_told(result)), file=out)  # names may hold bytes that no terminal takes
        return int(result.status)
    print(_VERDICTS[result.status], file=out)
    for line in _lines(result):
        print(line, file=out)
    return int(result.status)


def _told(result: VerifyResult) -> dict[str, object]:
    """The result for programs."""
    problems = [{"kind": one.kind, "file": one.file, "block": one.block} for one in result.problems]
    told: dict[str, object] = {"status": result.status.name.lower(), "signer": result.signer, "problems": problems}
    if result.manifest is not None:
        info = {name: getattr(result.manifest.info, name) for name in ExportInfo.__slots__}
        told |= {"package": result.manifest.package, "files": len(result.manifest.entries), "info": info}
    return told


def _lines(result: VerifyResult) -> list[str]:
    lines = [f"  {_problem(problem)}" for problem in result.problems]
    if result.signer:
        lines.append(f"  signed by {result.signer}")
    manifest = result.manifest
    if manifest is not None:
        info = manifest.info
        lines.append(f"  package {manifest.package}, {len(manifest.entries)} files, incident {info.incident_number!r}")
        lines.append(f"  exported by {info.exported_by!r} for {info.recipient!r}, reason {info.reason!r}")
        lines += [f"  register entry {info.register!r}, approved by {info.approved_by!r}"] if info.register else []
        lines += [f"  {one.name!r}: made from {one.derived_from!r}" for one in manifest.entries if one.derived]
    return lines


def _problem(problem: Problem) -> str:
    where = ""
    if problem.block is not None:
        first = problem.block * BLOCK
        where = f", block {problem.block} (bytes {first} to {first + BLOCK - 1})"
    detail = f" ({problem.detail})" if problem.detail else ""
    return f"{problem.file!r}: {_PROBLEMS[problem.kind]}{where}{detail}"
