"""``watchroom bench alarms``: how soon an alarm has its pictures (app/bench/call_up.py), or a burst of alarms."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from video.model import Codec


def run(arguments: argparse.Namespace) -> int:
    """Measure for about ``--seconds``; prints a table, or one JSON object with ``--json``.

    With ``--burst`` so many alarms come within these seconds: see app/bench/burst.py.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    root = Path(tempfile.mkdtemp(prefix="watchroom-bench-"))
    try:
        figures = _measure(root, arguments)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return 0 if figures["lost"] == 0 else 1


def _measure(root: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    # Qt only after the platform is chosen.
    if arguments.burst:
        from app.bench.burst import measure_burst  # noqa: PLC0415

        return measure_burst(root, arguments.burst, float(arguments.seconds))
    from app.bench.call_up import CallUpOptions, measure_call_up  # noqa: PLC0415

    plain = CallUpOptions()
    codec = Codec(arguments.codec)
    options = CallUpOptions(
        seconds=float(arguments.seconds),
        cameras=int(arguments.cameras),
        sub=replace(plain.sub, codec=codec, gop=arguments.gop),
        main=replace(plain.main, codec=codec, gop=arguments.gop),
        replay=bool(arguments.replay),
    )
    return measure_call_up(root, options)
