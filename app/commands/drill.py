"""`watchroom drill ...`: which drills there are, start one at the running station, how the last ones went.

Exit codes: 0 done, 1 the records cannot be used or no station answers, 2 refused.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder, data_root
from app.duty.drill_request import DrillRequest, answer_to, ask
from app.duty.scenario import ScenarioError, plan, read_scenario
from app.people.accounts import Accounts
from app.people.door import SIGNED_IN
from app.people.refusals import SignInRefused
from app.people.rights import Action, Answer, Person, judge
from app.services.places import Places
from app.settings import load_site
from app.site_document import SiteDocument
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.duty import DutyRecords
from app.store.errors import StoreError
from app.store.keys import StationKeyError, station_key
from app.store.people import PeopleRecords

ANSWER_S = 10.0
_WORDS = {
    "name_or_password": "name or password is not right",
    "wait": "too many wrong passwords; try again later",
    "disabled": "this account is switched off",
    "must_change": "this password has to be replaced first: sign in at the station's window",
    "no_accounts": "there is no account yet",
    "accounts_changed": "the accounts were changed from outside and are not used; see `watchroom audit verify`",
    Answer.ROLE.value: "this account may not start drills: a supervisor's may",
    Answer.ZONE.value: "this account may not start drills in these zones",
    "unknown_scenario": "there is no such scenario: see `watchroom drill list`",
    "drill_running": "a drill is running already",
    "real_alarm": "a real alarm waits: answer it first",
    "not_vouched": "the station did not find the entry of this request",
    "no_answer": "no station answered: is it running, with this site file?",
    "no_password": "no password was given",
}


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    path = arguments.site or system.default_site_file()
    if not path.is_file():
        print(f"no site file at {path}", file=sys.stderr)
        return 2
    site = load_site(path).site
    folder = DataFolder(data_root(site, path))
    try:
        if arguments.action == "list":
            return _list(site, folder, as_json=arguments.json)
        if arguments.action == "results":
            return _results(site, folder, as_json=arguments.json)
        return _start(site, folder, arguments)
    except (SignInRefused, ScenarioError) as refused:
        print(_WORDS.get(refused.code, str(refused)), file=sys.stderr)
        return 2
    except (StoreError, StationKeyError, OSError) as error:
        print(f"the station's records cannot be used: {error}", file=sys.stderr)
        return 1


def scenarios(folder: DataFolder) -> dict[str, tuple[Path, str]]:
    """Scenario id -> its file and what is wrong with it; those of the data folder stand before those shipped."""
    from app.duty.drills import SHIPPED  # noqa: PLC0415 - it brings the whole of the station's alarms with it

    found: dict[str, tuple[Path, str]] = {}
    for place in (folder.drills, SHIPPED):
        for file in sorted(place.glob("*.toml")) if place.is_dir() else ():
            try:
                found.setdefault(read_scenario(file.read_text("utf-8")).id, (file, ""))
            except (ScenarioError, OSError, ValueError) as error:
                found.setdefault(file.stem, (file, str(error)))
    return found


def _list(site: SiteDocument, folder: DataFolder, *, as_json: bool) -> int:
    rows = []
    for name, (file, wrong) in scenarios(folder).items():
        problem, title = wrong, ""
        if not wrong:
            scenario = read_scenario(file.read_text("utf-8"))
            title = scenario.name_en or scenario.name
            try:
                plan(scenario, site)
            except ScenarioError as error:
                problem = str(error)
        rows.append({"id": name, "name": title, "file": str(file), "problem": problem})
    if as_json:
        print(json.dumps({"scenarios": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['id']:24} {row['name']}" + (f"  cannot be played: {row['problem']}" if row["problem"] else ""))
    return 0


def _results(site: SiteDocument, folder: DataFolder, *, as_json: bool) -> int:
    if not folder.journal.is_file():
        print(f"no station's record there: {folder.journal}", file=sys.stderr)
        return 2
    database = StationDatabase(folder.journal)
    try:
        found = DutyRecords(database, site.station.id, SystemClock()).drills(20)
    finally:
        database.close()
    if as_json:
        rows = [
            {"id": one.id, "at": one.at, "scenario": one.scenario, "outcome": one.outcome, **dict(one.content)}
            for one in found
        ]
        print(json.dumps({"drills": rows}, ensure_ascii=False))
        return 0
    for one in found:
        at = datetime.fromtimestamp(one.at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        score = one.content.get("score")
        print(f"{at}  DRILL {one.scenario}  {one.outcome}" + (f"  {score} of 100" if score is not None else ""))
        for line in one.content.get("results", ()):
            took = "-" if line["took_s"] is None else f"{line['took_s']:.0f} s"
            what = f"{line['mark']:7} {line['what']} {line['value']} at {line['point']}"
            print(f"    {what}: {took} of {line['within_s']:.0f} s")
    return 0


def _start(site: SiteDocument, folder: DataFolder, arguments: argparse.Namespace) -> int:
    from app.commands.accounts import ask_password  # noqa: PLC0415 - only who signs needs it

    file, wrong = scenarios(folder).get(arguments.scenario, (Path(), "unknown_scenario"))
    if wrong:
        raise SignInRefused(wrong) if wrong in _WORDS else OSError(wrong)
    planned = plan(read_scenario(file.read_text("utf-8")), site)
    password = ask_password(f"password of {arguments.name}")
    clock = SystemClock()
    database = StationDatabase(folder.journal)
    try:
        audit = AuditLog(database, site.station.id, clock)
        person = _person(site, folder, database, audit, arguments.name, password)
        places = Places(site)
        for zone in planned.zones:
            lineage = tuple(one.id for one in places.zone_chain(zone))
            answer = judge(Action.START_DRILL, person, lineage=lineage)
            if answer is not Answer.GRANTED:
                raise SignInRefused(answer.value)
        request = DrillRequest(str(uuid.uuid4()), arguments.scenario, person.account, person.label)
        ask(folder.drills, audit, request)
    finally:
        database.close()
    return _wait(folder, request)


def _person(
    site: SiteDocument, folder: DataFolder, database: StationDatabase, audit: AuditLog, name: str, password: str
) -> Person:
    clock, station = SystemClock(), site.station.id
    book = PeopleRecords(database, station, station_key(folder.keys), clock, folder.keys)
    accounts = Accounts(book, audit, clock)
    accounts.refresh()
    account = accounts.check(name, password)
    audit.append(account.id, SIGNED_IN, account.id, after={"duty": False})
    return account.person()


def _wait(folder: DataFolder, request: DrillRequest) -> int:
    until = time.monotonic() + ANSWER_S
    while time.monotonic() < until:
        code = answer_to(folder.drills, request.id)
        if code is not None:
            print(_WORDS.get(code, code) if code else "the drill has begun", file=sys.stderr if code else sys.stdout)
            return 2 if code else 0
        time.sleep(0.1)
    (folder.drills / "start.json").unlink(missing_ok=True)
    print(_WORDS["no_answer"], file=sys.stderr)
    return 1
