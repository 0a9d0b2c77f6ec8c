"""Loads the site document: all that is good of it, and every mistake with its place and remedy.

A bad entry never keeps the wall from starting with what is good; see site_entries for what each mistake costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from app.backup.recovery import is_public_key
from app.site_detection import Rule
from app.site_document import SCHEMA, SiteDocument, SiteInfo
from app.site_entries import EntryReader
from app.site_links import LinkChecker
from app.site_plan import Plan
from app.site_plan_check import Known, PlanChecker
from app.site_plan_file import HEAD_KEYS, plans_file
from app.site_problems import Problem, Report
from app.site_recording_check import check_recording
from app.site_rows import Row, Tables
from app.site_rule_file import HEAD_KEYS as RULE_KEYS
from app.site_rule_file import checked_rules, rules_file
from app.site_toml import Place, TomlText, read_toml

Migrator = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATORS: dict[int, Migrator] = {}
"""For each older schema version, what turns its values into the next version's."""

_SECRETIVE = re.compile(r"((?:password|url|sub|main)\s*=\s*).*", re.IGNORECASE)
"""Values that may hold a password are not quoted back, even where they cannot be read."""

FALLBACK_SITE = SiteInfo(id="site", name="Site")
"""Stands in where [site] has no usable id or name, so that the cameras still come up."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The document as far as it is good, and what is wrong with the rest, in the order of the file.

    file: where it was read from, beside which plans are published; None for a document that was made by a program.
    """

    site: SiteDocument
    problems: tuple[Problem, ...]
    file: Path | None = None


def load_site(path: Path) -> LoadResult:
    """Load a site document. Never raises for what is in the file, nor for a file that is not there."""
    report = Report(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        report.add(Place(1, 1), "not_utf8")
        text = ""
    except OSError as error:
        report.add(Place(1, 1), "file_missing", reason=error.strerror or type(error).__name__)
        text = ""
    return _load(text, report, complain_of_nothing=not report.problems)


def _load(text: str, report: Report, complain_of_nothing: bool) -> LoadResult:
    toml = read_toml(text)
    for mistake in toml.mistakes:
        report.add(mistake.place, "syntax", mistake.table, given=_SECRETIVE.sub(r"\1***", mistake.text))
    _migrate(toml, report)
    if not complain_of_nothing:
        return LoadResult(SiteDocument(site=FALLBACK_SITE), tuple(report.in_order()), report.file)
    loader = _Loader(toml, report)
    return LoadResult(loader.load(), tuple(report.in_order()), report.file)


def read_plans(text: str, report: Report, folder: Path, known: Known) -> tuple[Plan, ...]:
    """Read published plans, or a draft of them, from TOML; images lie below `folder`."""
    toml = read_toml(text)
    for mistake in toml.mistakes:
        report.add(mistake.place, "syntax", mistake.table, given=mistake.text)
    for key, value in toml.values.items():
        if key not in ("plan", *HEAD_KEYS):
            code = "unknown_table" if isinstance(value, dict | list) else "unknown_key"
            report.add(toml.place((key,)), code, key=key, known_names=("plan", *HEAD_KEYS))
    rows = _Loader(toml, report).read_many("plan", Plan)
    return tuple(row.entry for row in PlanChecker(known, folder, toml, report).checked(rows))


def read_rules(text: str, report: Report, known: Known) -> tuple[Rule, ...]:
    """Read published detection rules from TOML."""
    toml = read_toml(text)
    for mistake in toml.mistakes:
        report.add(mistake.place, "syntax", mistake.table, given=mistake.text)
    for key, value in toml.values.items():
        if key not in ("rule", *RULE_KEYS):
            code = "unknown_table" if isinstance(value, dict | list) else "unknown_key"
            report.add(toml.place((key,)), code, key=key, known_names=("rule", *RULE_KEYS))
    return checked_rules(_Loader(toml, report).read_many("rule", Rule), known, toml, report)


def known_ids(site: SiteDocument) -> Known:
    """Return the ids that plans may name, by kind."""
    return {
        key: frozenset(entry.id for entry in entries)
        for key, entries in (
            ("zone", site.zones),
            ("camera", site.cameras),
            ("device", site.devices),
            ("point", site.points),
            ("gate", site.gates),
            ("door", site.doors),
            ("stall", site.stalls),
        )
    }


def _migrate(toml: TomlText, report: Report) -> None:
    version = toml.values.get("schema", SCHEMA)
    if not isinstance(version, int) or isinstance(version, bool):
        return
    if version > SCHEMA:
        report.add(toml.place(("schema",)), "schema_newer", given=version, known=SCHEMA)
        toml.values["schema"] = SCHEMA
    while version < SCHEMA and version in MIGRATORS:
        toml.values = MIGRATORS[version](toml.values)
        version += 1
    if version < SCHEMA:
        report.add(toml.place(("schema",)), "schema_unknown", given=version, known=SCHEMA)
    toml.values["schema"] = SCHEMA


class _Loader:
    """Goes over the document's tables one by one."""

    def __init__(self, toml: TomlText, report: Report) -> None:
        self._toml = toml
        self._report = report
        self._reader = EntryReader(toml, report)
        self._single, self._many = _tables_of_the_document()
        self._broken = {mistake.table for mistake in toml.mistakes}

    def load(self) -> SiteDocument:
        self._check_tables()
        values: dict[str, Any] = {"schema": SCHEMA}
        for key, model in self._single.items():
            values[key] = self._read_single(key, model)
        tables: Tables = {key: self.read_many(key, model) for key, model in self._many.items()}
        plans = tables.pop("plan")
        published = rules_file(self._report.file)
        if published.is_file():
            self._elsewhere("rule", tables["rule"], published)
            tables["rule"] = []
        LinkChecker(tables, self._toml, self._report).check()
        self._check_broker(values)
        self._check_audio(values)
        self._check_backup(values)
        check_recording(values, tables, self._report, self._toml)
        for key, rows in tables.items():
            values[key] = tuple(row.entry for row in rows)
        known = {key: frozenset(row.entry.id for row in rows) for key, rows in tables.items()}
        values["plan"] = self._plans(plans, known)
        if published.is_file():
            report = Report(published)
            values["rule"] = read_rules(_text_of(published, report), report, known)
            self._report.problems += report.problems
        return SiteDocument.model_validate({key: value for key, value in values.items() if value is not None})

    def _check_tables(self) -> None:
        known = ("schema", *self._single, *self._many)
        for key, value in self._toml.values.items():
            if key not in known:
                code = "unknown_table" if isinstance(value, dict | list) else "unknown_key"
                self._report.add(self._toml.place(self._first(key)), code, key=key, known_names=known)
        schema = self._toml.values.get("schema")
        if isinstance(schema, bool) or not isinstance(schema, int):
            self._report.add(self._toml.place(("schema",)), "wrong_type", key="schema", expected="whole number")

    def _first(self, key: str) -> tuple[str | int, ...]:
        return (key, 0) if isinstance(self._toml.values.get(key), list) else (key,)

    def _read_single(self, key: str, model: type[BaseModel]) -> BaseModel | None:
        given = self._toml.values.get(key)
        if isinstance(given, list):
            self._report.add(self._toml.place(self._first(key)), "table_shape_one", key, key=key)
            return self._fallback(key)
        if given is None:
            if key == "site" and key not in self._broken:
                self._report.add(Place(1, 1), "missing_key", "site", key="[site]", about="the community's id and name")
            return self._fallback(key)
        return self._reader.read(model, given, key, (key,)) or self._fallback(key)

    @staticmethod
    def _fallback(key: str) -> BaseModel | None:
        return FALLBACK_SITE if key == "site" else None

    def _plans(self, rows: list[Row], known: Known) -> tuple[Plan, ...]:
        """The published plans, where any were published, in the place of the document's own."""
        published = plans_file(self._report.file)
        if not published.is_file():
            own = PlanChecker(known, published.parent, self._toml, self._report).checked(rows)
            return tuple(row.entry for row in own)
        self._elsewhere("plan", rows, published)
        report = Report(published)
        plans = read_plans(_text_of(published, report), report, published.parent, known)
        self._report.problems += report.problems
        return plans

    def _elsewhere(self, kind: str, rows: list[Row], published: Path) -> None:
        """What was published stands in the place of what the document says."""
        for row in rows:
            place = self._toml.place(row.path)
            self._report.add(place, f"{kind}_elsewhere", kind, row.entry.id, row.index, file=published.name)

    def read_many(self, key: str, model: type[BaseModel]) -> list[Row]:
        """Return the entries of one table as far as they can be read."""
        given = self._toml.values.get(key, [])
        if not isinstance(given, list):
            self._report.add(self._toml.place((key,)), "table_shape_list", key, key=key)
            given = []
        rows = []
        for index, values in enumerate(given):
            entry = self._reader.read(model, values, key, (key, index), index)
            if entry is not None:
                rows.append(Row(entry, (key, index), index))
        return rows

    def _check_audio(self, values: dict[str, Any]) -> None:
        audio = values["audio"]
        if audio is not None and audio.enabled and not audio.allowed:
            self._report.add(self._toml.place(("audio", "enabled")), "audio_without_reason", "audio")

    def _check_backup(self, values: dict[str, Any]) -> None:
        backup = values["backup"]
        if backup is None:
            return
        if backup.target and not backup.closed_by:
            self._report.add(self._toml.place(("backup",)), "backup_open", "backup")
        if backup.recovery_key and not is_public_key(backup.recovery_key):
            self._report.add(self._toml.place(("backup", "recovery_key")), "backup_key", "backup")

    def _check_broker(self, values: dict[str, Any]) -> None:
        broker = values["broker"]
        if broker is not None and not broker.built_in and not broker.url:
            self._report.add(self._toml.place(("broker",)), "no_broker", "broker")
        if broker is not None and broker.open_without_tls:
            self._report.add(self._toml.place(("broker", "listen")), "plain_listener", "broker", given=broker.listen)


def _text_of(published: Path, report: Report) -> str:
    try:
        return published.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        report.add(Place(1, 1), "file_missing", reason=getattr(error, "strerror", None) or "UTF-8")
        return ""


def _tables_of_the_document() -> tuple[dict[str, type[BaseModel]], dict[str, type[BaseModel]]]:
    """Return the tables that stand once and those that stand once per entry, by their name in the file."""
    single: dict[str, type[BaseModel]] = {}
    many: dict[str, type[BaseModel]] = {}
    for name, field in SiteDocument.model_fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            single[field.alias or name] = annotation
        elif inner := get_args(annotation):
            many[field.alias or name] = inner[0]
    return single, many
