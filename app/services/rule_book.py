"""The detection rules that hold, and publishing those of one camera: a new version whole or not at all.

A published file is never changed: publishing puts the one before beside it, under the time at which it was replaced,
and the new one in its place by renaming. What was never published stands in the site document, and goes into the file
with the first that is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.services.plan_book import digest, kept_before, write_whole
from app.settings import known_ids, read_rules
from app.site_detection import Rule
from app.site_document import SiteDocument
from app.site_problems import Problem, Report
from app.site_rule_file import rules_file, written_rules
from app.site_toml import read_toml
from video.clock import Clock

Rules = tuple[Rule, ...]


class RulesRefusedError(Exception):
    """Rules were not published. ``code``: rules_changed (somebody else published others meanwhile) or rules_wrong."""

    def __init__(self, code: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems


class RuleBook:
    """Reads and writes the file. `on_changed` is told all rules when they change, in the thread that published."""

    def __init__(self, site: SiteDocument, document: Path, clock: Clock) -> None:
        self._known = known_ids(site)
        self._document = document
        self._file = rules_file(document)
        self._clock = clock
        self._lock = threading.Lock()
        self._rules = site.rules
        self._base = digest(self._file)
        self.on_changed: Callable[[Rules], object] = lambda _rules: None

    @property
    def all(self) -> Rules:
        """The rules that hold."""
        return self._rules

    @property
    def file(self) -> Path:
        """Where rules are published."""
        return self._file

    def of(self, camera: str) -> Rules:
        """The rules of one camera."""
        return tuple(rule for rule in self._rules if rule.camera == camera)

    def publish(self, camera: str, rules: Sequence[Rule], begun: Sequence[Rule], person: str) -> Rules:
        """Let these rules of a camera hold from now on; writes files. `begun`: its rules that they were drawn over.

        Raises RulesRefusedError, OSError.
        """
        with self._lock:
            standing = self._standing()
            if tuple(rule for rule in standing if rule.camera == camera) != tuple(begun):
                raise RulesRefusedError("rules_changed")
            others = tuple(rule for rule in standing if rule.camera != camera)
            text = self._text((*others, *rules), person)
            sound = self._sound(text)
            if self._file.is_file():
                write_whole(kept_before(self._file, self._clock.now()), self._file.read_bytes())
            write_whole(self._file, text.encode("utf-8"))
            self._rules, self._base = sound, digest(self._file)
            self.on_changed(sound)
        return self.of(camera)

    def history(self) -> tuple[Path, ...]:
        """Return the versions before, newest first; reads a folder."""
        return tuple(sorted(self._document.parent.glob(f"{self._file.stem}.*.toml"), reverse=True))

    def _standing(self) -> Rules:
        """What the file says now: somebody may have put another one there."""
        if digest(self._file) == self._base or not self._file.is_file():
            return self._rules
        report = Report(self._file)
        rules = read_rules(self._file.read_text(encoding="utf-8-sig"), report, self._known)
        return self._rules if report.problems else rules

    def _text(self, rules: Sequence[Rule], person: str) -> str:
        version = 1
        if self._file.is_file():
            before = read_toml(self._file.read_text(encoding="utf-8-sig")).values.get("version", 0)
            version = before + 1 if isinstance(before, int) else 1
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        comment = (
            f"Detection rules of {self._document.name}, published from their page: change them there.\n"
            "Each version before this one lies beside it, named after the time at which it was replaced (UTC)."
        )
        return written_rules(rules, {"version": version, "published_at": at, "published_by": person}, comment)

    def _sound(self, text: str) -> Rules:
        """Read what would be written, as the next start will."""
        report = Report(self._file)
        rules = read_rules(text, report, self._known)
        if report.problems:
            raise RulesRefusedError("rules_wrong", tuple(report.in_order()))
        return rules
