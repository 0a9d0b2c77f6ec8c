"""`watchroom verify PACKAGE --key KEY` or `--fingerprint TEXT`: see video/evidence.py for what is checked."""

from __future__ import annotations

import argparse
import sys

from video.evidence import run_verify


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict: 0 valid, 2 unreadable, not a package or no such key, 3 changed, 4 unknown signer."""
    if not arguments.package.exists():
        print(f"no such package: {arguments.package}", file=sys.stderr)
        return 2
    return run_verify(arguments.package, arguments.key or arguments.fingerprint, as_json=arguments.json)
