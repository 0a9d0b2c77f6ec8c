"""`watchroom check FILE`: every mistake of a site document at once."""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from pathlib import Path
from typing import Any

from app.settings import LoadResult, load_site
from app.site_messages import phrase
from app.site_problems import Problem

EXIT_OK = 0
EXIT_BAD_INPUT = 2


def run(args: argparse.Namespace) -> int:
    """Print what is wrong in `args.file`; 2 with problems, 0 without. `args.lang` and `args.json` are optional."""
    path: Path = args.file
    language = getattr(args, "lang", None) or system_language()
    result = load_site(path)
    if getattr(args, "json", False):
        print(json.dumps(_as_json(path, result, language), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_as_text(path, result, language)))
    return EXIT_BAD_INPUT if result.problems else EXIT_OK


def system_language() -> str:
    """Return the user's language by environment, else by the system's locale; "en" where neither says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or "en"


def _as_text(path: Path, result: LoadResult, language: str) -> list[str]:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    lines = [problem.line_of_text(language) for problem in result.problems]
    if result.problems:
        lines.append(phrase("summary", language, count=len(lines), file=path))
    else:
        site = result.site
        lines.append(phrase("good", language, file=path, cameras=len(site.cameras), points=len(site.points)))
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
