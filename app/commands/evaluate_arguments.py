"""The arguments of `watchroom evaluate`; nothing heavy is imported here."""

from __future__ import annotations

import argparse
from pathlib import Path


def evaluate(parser: argparse.ArgumentParser) -> None:
    """What is measured, and on what."""
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    text = "boxes and tracks against ground truth in MOT format"
    detect = subjects.add_parser("detect", help=text, description=text)
    _common(detect)
    detect.add_argument("truth", type=Path, metavar="GROUND_TRUTH", help="frame,id,x,y,w,h,... in pixels")
    detect.add_argument("--classes", default="person", metavar="A,B", help="what counts (default %(default)s)")
    detect.add_argument("--confidence", type=float, default=0.4, metavar="C", help="least confidence (%(default)s)")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, metavar="VIDEO", help="the video to run over")
    parser.add_argument("--model", metavar="NAME", help="a model by its name or path; default: the station's")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
