"""Evidence packages: what the rest of the program uses, and the command that checks a package."""

import json
import sys
from pathlib import Path
from typing import TextIO

from video.evidence_export import EvidenceError, ExportFile, ExportResult, export_package, needed
from video.evidence_keys import KeyProblem, fingerprint, trusted_digest
from video.evidence_manifest import ExportInfo
from video.evidence_report import ReportLine, ReportTable
from video.evidence_verdict import key_line, verdict_lines
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


def run_verify(
    package: str | Path, key: str, out: TextIO | None = None, *, as_json: bool = False, language: str = "en"
) -> int:
    """Check a package and print what was found, in English or (for any zh code) Chinese, or as one JSON object.

    `key` is a public key's PEM file or a printed fingerprint. Returns 0 valid, 2 malformed (or no such key), 3 changed,
    4 unknown signer.
    """
    out = out or sys.stdout
    try:
        trusted = trusted_digest(key)
    except KeyProblem as problem:
        print(key_line(problem, language), file=out)
        return int(Status.MALFORMED)
    result = verify_package(Path(package), trusted)
    if as_json:
        print(json.dumps(_told(result)), file=out)  # names may hold bytes that no terminal takes
        return int(result.status)
    for line in verdict_lines(result, language):
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
