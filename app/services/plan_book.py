"""The site plans that hold, the draft that somebody draws, and publishing: a new version whole or not at all.

A published file is never changed: publishing puts the one before beside it, under the time at which it was replaced,
and the new one in its place by renaming, so that a power cut leaves the one or the other. A draft lies in the station's
data folder until it is published or thrown away.
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.settings import known_ids, read_plans
from app.site_document import SiteDocument
from app.site_plan import Plan
from app.site_plan_file import plans_file, written
from app.site_problems import Problem, Report
from app.site_toml import read_toml
from video.clock import Clock

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".svg")
#: Pictures further down are not offered: a site file that lies in somebody's home must not search all of it.
_DEPTH = 2
_OFFERED = 200


class PlanRefused(Exception):  # noqa: N818 - an answer to a person
    """Plans were not published. ``code``: plans_changed (somebody else published meanwhile) or plans_wrong."""

    def __init__(self, code: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Plans that are not published. ``base`` names the published file that they were drawn over."""

    plans: tuple[Plan, ...]
    base: str


class PlanBook:
    """Reads and writes the files; methods that do say so and belong off the GUI thread, save for the small draft."""

    def __init__(self, site: SiteDocument, document: Path, draft: Path, clock: Clock) -> None:
        self._known = known_ids(site)
        self._document = document
        self._file = plans_file(document)
        self._draft = draft
        self._clock = clock
        self._lock = threading.Lock()
        self._plans = site.plans
        self._base = digest(self._file)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans that hold."""
        return self._plans

    @property
    def base(self) -> str:
        """What a draft that is begun now is drawn over."""
        return self._base

    @property
    def file(self) -> Path:
        """Where plans are published."""
        return self._file

    def image(self, plan: Plan) -> Path:
        """The file of a plan's image."""
        return self._document.parent / plan.image

    def images(self) -> tuple[str, ...]:
        """Return the images beside the site document, as a plan names them; reads folders."""
        root = self._document.parent
        found: list[str] = []
        for folder, below, files in os.walk(root):
            here = Path(folder).relative_to(root)
            below[:] = sorted(name for name in below if not name.startswith(".")) if len(here.parts) < _DEPTH else []
            found += ((here / name).as_posix() for name in sorted(files) if name.lower().endswith(IMAGE_SUFFIXES))
            if len(found) >= _OFFERED:
                break
        return tuple(found[:_OFFERED])

    def publish(self, draft: PlanDraft, person: str) -> tuple[Plan, ...]:
        """Let these plans hold from now on; writes files. Raises PlanRefused, OSError."""
        with self._lock:
            if digest(self._file) != draft.base:
                raise PlanRefused("plans_changed")
            text = self._text(draft.plans, person)
            plans = self._sound(text)
            if self._file.is_file():
                write_whole(kept_before(self._file, self._clock.now()), self._file.read_bytes())
            write_whole(self._file, text.encode("utf-8"))
            self._plans, self._base = plans, digest(self._file)
            self.drop_draft()
            return plans

    def history(self) -> tuple[Path, ...]:
        """Return the versions before, newest first; reads a folder."""
        return tuple(sorted(self._document.parent.glob(f"{self._file.stem}.*.toml"), reverse=True))

    # The draft.

    def keep_draft(self, draft: PlanDraft) -> None:
        """Keep unpublished work; writes a small file. Raises OSError."""
        write_whole(self._draft, written(draft.plans, {"base": draft.base}).encode("utf-8"))

    def draft(self) -> PlanDraft | None:
        """Return what was kept, without what the site document no longer knows; None where nothing was."""
        try:
            text = self._draft.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        plans = read_plans(text, Report(self._draft), self._document.parent, self._known)
        base = read_toml(text).values.get("base", "")
        return PlanDraft(plans, base if isinstance(base, str) else "")

    def drop_draft(self) -> None:
        """Throw the draft away."""
        self._draft.unlink(missing_ok=True)

    def _text(self, plans: tuple[Plan, ...], person: str) -> str:
        version = 1
        if self._file.is_file():
            before = read_toml(self._file.read_text(encoding="utf-8-sig")).values.get("version", 0)
            version = before + 1 if isinstance(before, int) else 1
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        comment = (
            f"Site plans of {self._document.name}, published from the set-up page: change them there.\n"
            "Each version before this one lies beside it, named after the time at which it was replaced (UTC)."
        )
        return written(plans, {"version": version, "published_at": at, "published_by": person}, comment)

    def _sound(self, text: str) -> tuple[Plan, ...]:
        """Read what would be written, as the next start will."""
        report = Report(self._file)
        plans = read_plans(text, report, self._document.parent, self._known)
        if report.problems:
            raise PlanRefused("plans_wrong", tuple(report.in_order()))
        return plans


def kept_before(file: Path, now: float) -> Path:
    """Where the version of a file goes that is replaced now (UTC seconds): beside it, under that time."""
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d-%H%M%S")
    wanted = file.with_name(f"{file.stem}.{at}.toml")
    again = 2
    while wanted.exists():
        wanted = file.with_name(f"{file.stem}.{at}-{again}.toml")
        again += 1
    return wanted


def digest(file: Path) -> str:
    """What tells one version of a file from another; "" where there is none."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, and on the disk before it bears its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.part")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
