"""`watchroom bench soak`: takes the arguments, prints the figures. What they mean: docs/performance.md."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from app.bench.soak import SoakOptions, measure
from app.bench_wall import as_text

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2
MOST_TILES = 64


def run(arguments: argparse.Namespace) -> int:
    """Soak and print; 1 when a camera did not come back or an old picture was shown as live."""
    if not 1 <= arguments.tiles <= MOST_TILES or arguments.minutes <= 0 or arguments.drop_every <= 0:
        print(f"watchroom bench soak: 1 to {MOST_TILES} tiles, times above 0", file=sys.stderr)
        return EXIT_BAD_INPUT
    options = SoakOptions(arguments.minutes * 60, arguments.tiles, arguments.drop_every)
    try:
        report = measure(options, lambda line: print(line, file=sys.stderr, flush=True))
    except RuntimeError as error:
        print(f"watchroom bench soak: {error}", file=sys.stderr)
        return EXIT_FAILED
    if arguments.json:
        print(json.dumps(report))
    else:
        print(as_text({key: value for key, value in report.items() if key != "samples"}))
    return 0 if holds(report) else EXIT_FAILED


def holds(report: dict[str, Any]) -> bool:
    """Whether every camera came back, no worker died and no old picture was shown as live."""
    back = all(drops["back"] == drops["failed"] for drops in report["drops"].values())
    return back and not report["old_shown_as_live"] and not report["worker_restarts"]
