"""`watchroom bench wall`: takes the arguments, prints the figures. What they mean: docs/performance.md."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from app.bench.loops import MAIN_CODING, SUB_CODING
from app.bench.wall import Options, measure
from video.model import Codec

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2
MOST_TILES = 128


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 1 when a picture did not come, 2 for a site file without cameras."""
    codings = [replace(usual, codec=Codec(arguments.codec), gop=arguments.gop) for usual in (SUB_CODING, MAIN_CODING)]
    options = Options(
        tiles=arguments.tiles,
        main=arguments.main,
        cameras=arguments.cameras,
        seconds=arguments.seconds,
        site=arguments.site,
        replay=arguments.replay,
        sub_coding=codings[0],
        main_coding=codings[1],
        naive=arguments.compare == "naive",
    )
    shown = options.tiles + options.main
    if not 1 <= max(shown, options.cameras) <= MOST_TILES or min(options.tiles, options.main) < 0 or not shown:
        print(f"watchroom bench wall: between 1 and {MOST_TILES} tiles", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        report = measure(options)
    except ValueError as error:
        print(f"watchroom bench wall: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except RuntimeError as error:
        print(f"watchroom bench wall: {error}", file=sys.stderr)
        return EXIT_FAILED
    print(json.dumps(report) if arguments.json else as_text(report))
    return 0


def as_text(report: dict[str, Any]) -> str:
    """Give the report as lines, one for each figure."""
    lines = []
    for key, value in report.items():
        told = "  ".join(f"{name} {each}" for name, each in value.items()) if isinstance(value, dict) else value
        lines.append(f"{key:18}{told}")
    return "\n".join(lines)
