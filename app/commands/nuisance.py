"""`watchroom nuisance`: which points cried wolf most lately, and a setting for each that would spare most of it.

Exit codes: 0 listed (or nothing to list), 1 could not be done, 2 no such record.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from alarms.nuisance import PointReport, Setting
from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.store.database import StationDatabase
from app.store.errors import StoreError
from app.store.worst_points import worst_of

EXIT_LISTED, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2


def run(arguments: argparse.Namespace) -> int:
    """List them; works beside a running station, and sets nothing: a person decides."""
    folder = DataFolder(arguments.folder or system.data_folder())
    if not folder.journal.is_file():
        print(f"no station's record there: {folder.journal}", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        database = StationDatabase(folder.journal)
        try:
            worst = worst_of(database, SystemClock().now(), days=arguments.days)
        finally:
            database.close()
    except StoreError as error:
        print(f"the record cannot be read: {error}", file=sys.stderr)
        return EXIT_FAILED
    if arguments.json:
        print(json.dumps({"days": arguments.days, "points": [asdict(one) for one in worst]}))
        return EXIT_LISTED
    for one in worst:
        print(line_of(one))
    print(f"{len(worst)} points with nuisances in {arguments.days:g} days")
    return EXIT_LISTED


def line_of(report: PointReport) -> str:
    """One point in one line: what it did, and what is proposed."""
    causes = ", ".join(f"{cause} {count}" for cause, count in report.causes)
    said = f" ({causes})" if causes else ""
    proposal = report.proposal
    if proposal.setting is Setting.MAINTAIN:
        advice = "have a look at the detector"
    else:
        advice = f"{proposal.setting.value} = {proposal.value:g} would have spared {proposal.spared} and lost none"
    return f"{report.point}: {report.nuisances} of {report.alarms} alarms were nuisances{said}; {advice}"
