"""A mistake in a site document: where it is, what is wrong and what to write instead, told in either language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.site_messages import EXPECTED, kind_name, message, phrase
from app.site_toml import Place

Parameter = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `kind`, `name` and `index` say which entry; the texts are made when asked for.

    `where`, `what` and `fix` are English; `told(language)` gives the three in another language.
    """

    file: Path
    line: int
    column: int
    code: str
    kind: str = ""
    name: str = ""
    index: int | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Which entry, such as: camera "cam07"."""
        return self.told("en")[0]

    @property
    def what(self) -> str:
        """What is wrong."""
        return self.told("en")[1]

    @property
    def fix(self) -> str:
        """What to write instead."""
        return self.told("en")[2]

    def told(self, language: str) -> tuple[str, str, str]:
        """Return where, what and fix in a language ("en" or any zh code)."""
        parameters = self._worded(language)
        what, fix = message(self.code, language)
        return self._where(language), what.format(**parameters), fix.format(**parameters)

    def line_of_text(self, language: str) -> str:
        """Return the whole problem as one line, clickable in most terminals and editors."""
        where, what, fix = self.told(language)
        place = f"{self.file}:{self.line}:{self.column}"
        return phrase("problem", language, place=place, where=where, what=what, fix=fix)

    def _where(self, language: str) -> str:
        if not self.kind:
            return phrase("file", language)
        kind = kind_name(self.kind, language)
        if self.name:
            return phrase("named", language, kind=kind, name=self.name)
        if self.index is not None:
            return phrase("entry", language, kind=kind, index=self.index + 1)
        return f"[{self.kind}]"

    def _worded(self, language: str) -> dict[str, object]:
        """Put the parameters that are words themselves into the language."""
        worded: dict[str, object] = dict(self.parameters)
        if "expected" in worded:
            (english, chinese), example = EXPECTED[str(worded["expected"])]
            worded["expected"] = chinese if language.startswith("zh") else english
            worded["example"] = example.format(key=worded.get("key", ""))
        if "target" in worded:
            worded["target"] = kind_name(str(worded["target"]), language)
        if "bound" in worded:
            worded["limit"] = phrase(str(worded["bound"]), language, limit=worded["limit"])
        if "known_names" in worded:
            worded["suggestion"] = self._suggestion(language)
        return worded

    def _suggestion(self, language: str) -> str:
        given = str(self.parameters.get("given", self.parameters.get("key", "")))
        names = self.parameters["known_names"]
        known = names if isinstance(names, tuple) else (str(names),)
        close = close_match(given, known)
        if self.code == "not_one_of":
            return phrase("mean_too", language, close=close) if close else ""
        if close:
            return phrase("mean", language, close=close)
        if self.code == "unknown_reference":
            return phrase("define", language)
        return phrase("one_of", language, choices=", ".join(known)) if known else phrase("none", language)


def close_match(given: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `given`, if one is like it at all."""
    lowered = {name.lower(): name for name in known}
    found = difflib.get_close_matches(given.lower(), lowered, n=1, cutoff=0.65)
    return lowered[found[0]] if found else None


@dataclass(slots=True)
class Report:
    """Gathers problems of one file."""

    file: Path
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        place: Place,
        code: str,
        kind: str = "",
        name: str = "",
        index: int | None = None,
        **parameters: Parameter,
    ) -> None:
        """Note one problem."""
        self.note(place, code, (kind, name, index), parameters)

    def note(
        self, place: Place, code: str, who: tuple[str, str, int | None], parameters: Mapping[str, Parameter]
    ) -> None:
        """Note one problem of an entry given as kind, name and index; the same again is noted once."""
        found = Problem(self.file, place.line, place.column, code, *who, parameters)
        if found not in self.problems:
            self.problems.append(found)

    def in_order(self) -> list[Problem]:
        """Return the problems in the order of the file, those of files beside it last."""
        return sorted(self.problems, key=lambda one: (one.file != self.file, one.line, one.column))
