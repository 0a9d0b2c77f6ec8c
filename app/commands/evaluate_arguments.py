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
    detect.add_argument(
        "--runtime",
        choices=("auto", "openvino", "ultralytics"),
        default="auto",
        help="what runs it (%(default)s)",
    )
    text = "rules against what really happened"
    rules = subjects.add_parser("rules", help=text, description=text)
    _common(rules)
    rules.add_argument("--rules", type=Path, required=True, metavar="FILE", help="[[rule]] tables as in a site file")
    rules.add_argument("--truth", type=Path, required=True, metavar="FILE", help="[[event]] tables: rule, at, until")
    rules.add_argument("--rate", type=float, default=0.0, metavar="N", help="detections a second; default: all frames")
    text = "fire and smoke against the seconds in which they were"
    fire = subjects.add_parser("fire", help=text, description=text)
    _common(fire)
    fire.add_argument("--truth", required=True, metavar="SPANS", help="fire=5-58,smoke=5-98 in seconds, or none")
    fire.add_argument("--rate", type=float, default=3.0, metavar="N", help="looks a second (default %(default)s)")
    text = "write the events that ground-truth tracks hold for some rules: line crossings and entries"
    truth = subjects.add_parser("truth", help=text, description=text)
    truth.add_argument("video", type=Path, metavar="VIDEO", help="for the size and rate of its frames")
    truth.add_argument("truth", type=Path, metavar="GROUND_TRUTH", help="frame,id,x,y,w,h,... in pixels")
    truth.add_argument("--rules", type=Path, required=True, metavar="FILE", help="[[rule]] tables as in a site file")
    truth.add_argument("--json", action="store_true", help="machine-readable output")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, metavar="VIDEO", help="the video to run over")
    parser.add_argument("--model", metavar="NAME", help="a model by its name or path; default: the station's")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
