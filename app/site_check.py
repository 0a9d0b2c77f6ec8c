"""`watchroom check FILE`: every mistake of a site document at once; with --broker its own broker is tried too."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.language import system_language
from app.settings import LoadResult, load_site
from app.site_messages import phrase
from app.site_problems import Problem

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_INPUT = 2


def run(args: argparse.Namespace) -> int:
    """Print what is wrong in `args.file`; 2 with problems in it, 1 with problems of the broker, else 0.

    `args.lang`, `args.json` and `args.broker` are optional.
    """
    path: Path = args.file
    language = getattr(args, "lang", None) or system_language()
    result = load_site(path)
    lines, figures = _as_text(path, result, language), _as_json(path, result, language)
    broker_ok = True
    if getattr(args, "broker", False):
        from app.site_broker_check import check_broker  # noqa: PLC0415 - only those who ask pay for it

        told, broker = check_broker(result.site, language)
        lines, figures, broker_ok = lines + _printable(told), {**figures, "broker": broker}, broker["ok"]
    print(json.dumps(figures, ensure_ascii=False, indent=2) if getattr(args, "json", False) else "\n".join(lines))
    return EXIT_BAD_INPUT if result.problems else EXIT_OK if broker_ok else EXIT_FAILED


def _as_text(path: Path, result: LoadResult, language: str) -> list[str]:
    lines = [problem.line_of_text(language) for problem in result.problems]
    if result.problems:
        lines.append(phrase("summary", language, count=len(lines), file=path))
    else:
        site = result.site
        lines.append(phrase("good", language, file=path, cameras=len(site.cameras), points=len(site.points)))
    return _printable(lines)


def _printable(lines: list[str]) -> list[str]:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return [line.encode(encoding, "replace").decode(encoding) for line in lines]


def _as_json(path: Path, result: LoadResult, language: str) -> dict[str, Any]:
    return {
        "file": str(path),
        "ok": not result.problems,
        "problems": [_problem_as_json(problem, language) for problem in result.problems],
    }


def _problem_as_json(problem: Problem, language: str) -> dict[str, Any]:
    where, what, fix = problem.told(language)
    return {
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "where": where,
        "what": what,
        "fix": fix,
    }
