"""`watchroom verify PACKAGE --key KEY` or `--fingerprint TEXT`: see video/evidence.py for what is checked."""

from __future__ import annotations

import argparse
import sys

from app.language import system_language
from video.evidence import run_verify
from video.evidence_verdict import line


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict: 0 valid, 2 unreadable, not a package or no such key, 3 changed, 4 unknown signer.

    In the language asked for by `--lang`, else the computer's.
    """
    language = arguments.lang or system_language()
    if not arguments.package.exists():
        print(line("no_package", language, package=arguments.package), file=sys.stderr)
        return 2
    key = arguments.key or arguments.fingerprint
    return run_verify(arguments.package, key, as_json=arguments.json, language=language)
