"""What belongs into a station's backup beside its database, and where each of it goes when it is put back.

Inside a backup `keys/` and `data/` are of the station's data folder, `site/` is the folder of the site document. Clips
and recordings are not in it: they have disks, quotas and holds of their own, and evidence is exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Final

from pydantic import BaseModel

from app.backup.manifest import is_plain_name
from app.data_folder import DataFolder
from app.services.privacy import private_file
from app.site_document import SiteDocument
from app.site_fields import Secret
from app.site_plan_file import plans_file
from app.site_rule_file import rules_file

DATABASE: Final = "database/station.sqlite"
DOCUMENT: Final = "site/site.toml"
PLANS: Final = "site/site.plans.toml"
PRIVATE: Final = "site/site.private.toml"
RULES: Final = "site/site.rules.toml"
#: Keys of the site document that name files beside it.
_FILES: Final = frozenset({"ca", "certificate", "key", "tls_ca", "image"})
#: What nobody puts into a settings file: beyond it a file is named as left out instead.
LARGEST: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """Files by their names inside, the keys first, and what the site document refers to that is not among them."""

    files: tuple[tuple[str, Path], ...]
    left_out: tuple[str, ...]


def contents_of(site: SiteDocument, document: Path | None, folder: DataFolder) -> Contents:
    """List what there is. Keys come first: what is noted beside them must not be newer than the database."""
    found = dict(_of_folder("keys", folder.keys))
    found |= dict(_of_folder("data/drills", folder.drills))
    for path in (folder.preferences, folder.plan_draft, folder.rule_drafts):
        if path.is_file():
            found[f"data/{path.name}"] = path
    left_out: list[str] = []
    if document is not None:
        found[DOCUMENT] = document
        if plans_file(document).is_file():
            found[PLANS] = plans_file(document)
        if private_file(document).is_file():
            found[PRIVATE] = private_file(document)
        if rules_file(document).is_file():
            found[RULES] = rules_file(document)
        for given in dict.fromkeys(_named(site)):
            name = _beside(given)
            if name and name not in found and _small(document.parent / given):
                found[name] = document.parent / given
            elif name not in found:
                left_out.append(given)
    return Contents(tuple(found.items()), tuple(left_out))


def place_of(name: str, document: Path, folder: DataFolder) -> Path:
    """Where a file of a backup belongs. `document` is the site file as it is to be called here."""
    if name == DATABASE:
        return folder.journal
    if name == DOCUMENT:
        return document
    if name == PLANS:
        return plans_file(document)
    if name == PRIVATE:
        return private_file(document)
    if name == RULES:
        return rules_file(document)
    room, _, rest = name.partition("/")
    below = Path(*PurePosixPath(rest).parts)
    return {"keys": folder.keys, "data": folder.root, "site": document.parent}[room] / below


def is_known_place(name: str) -> bool:
    """Whether a name inside belongs anywhere here."""
    if name in (DATABASE, DOCUMENT, PLANS, PRIVATE, RULES):
        return True
    room, _, rest = name.partition("/")
    return room in ("keys", "data", "site") and is_plain_name(rest)


def _of_folder(room: str, folder: Path) -> Iterator[tuple[str, Path]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        name = f"{room}/{path.relative_to(folder).as_posix()}"
        if path.is_file() and not path.is_symlink() and not path.name.endswith(".new") and is_plain_name(name):
            yield name, path


def _beside(given: str) -> str:
    """The name inside for a path of the site document, "" for one that lies elsewhere on this computer."""
    path = PurePath(given)
    name = f"site/{path.as_posix()}"
    return "" if path.is_absolute() or ".." in path.parts or not is_plain_name(name) else name


def _small(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= LARGEST
    except OSError:
        return False


def _named(model: BaseModel) -> Iterator[str]:
    """Files that the site document refers to, and variables that it takes secrets from."""
    for name in type(model).model_fields:
        yield from _named_by(name, getattr(model, name))


def _named_by(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, Secret):
        if value.by_reference:
            yield value.file or repr(value).split("'")[1]
    elif isinstance(value, BaseModel):
        yield from _named(value)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _named_by("", one)
    elif isinstance(value, str) and value and name in _FILES:
        yield value
