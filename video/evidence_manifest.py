"""What an evidence package says about itself: the manifest, its canonical form and the rules its names follow.

A package is a folder or a ZIP file: the files, ``report.html``, ``manifest.json`` and ``manifest.sig``. The signature
is made over the very bytes of ``manifest.json``, so that any Ed25519 tool can check it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

FORMAT: Final = "watchroom-evidence"
VERSION: Final = 2
#: What version 1 did not tell of a file and of an export.
_NEW_IN_ENTRY: Final = {"derived_from", "derived"}
_NEW_IN_INFO: Final = {"register"}
BLOCK: Final = 1 << 20
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
REPORT: Final = "report.html"
#: A year of clips lists a few MiB; more than this is not one of ours.
LARGEST_MANIFEST: Final = 256 * BLOCK

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f<>:"|?*\\]')


class ManifestError(ValueError):
    """The manifest is not one of ours. `code`: ``not_json``, ``format``, ``field``, ``name``; `detail` says where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package: its name inside it, size in bytes, SHA-256 of all of it and of each 1 MiB block.

    `start` and `end` are UTC seconds by the recording station's clock; `clock_offset_ms` is how far the camera's own
    clock was ahead of it. A file that was made from another for this export says so: `derived` is how ("masked",
    "watermark", both joined by "+"), `derived_from` names the original, beside it or, with a leading "withheld:", not
    handed out.
    """

    name: str
    kind: str
    size: int
    sha256: str
    blocks: tuple[str, ...]
    camera: str = ""
    title: str = ""
    start: float | None = None
    end: float | None = None
    clock_offset_ms: float | None = None
    derived_from: str = ""
    derived: str = ""


@dataclass(frozen=True, slots=True)
class ExportInfo:
    """Who exports what, for whom and why. `created_at` is UTC seconds; `timezone` an IANA name for the report.

    `register` is the number of the entry in the station's register of footage requests.
    """

    exported_by: str
    reason: str
    created_at: float
    site: str = ""
    site_name: str = ""
    station: str = ""
    station_name: str = ""
    incident: str = ""
    incident_number: str = ""
    recipient: str = ""
    document: str = ""
    approved_by: str = ""
    timezone: str = "UTC"
    register: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is signed."""

    package: str
    info: ExportInfo
    entries: tuple[Entry, ...] = field(default=())


def canonical(value: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces: equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def blocks_of(data: bytes) -> list[str]:
    """SHA-256 of each 1 MiB block."""
    return [hashlib.sha256(data[start : start + BLOCK]).hexdigest() for start in range(0, len(data), BLOCK)]


def safe_name(name: str) -> bool:
    """Whether a name stays inside the package on every system: relative, forward, no device names, no tricks."""
    if not name or len(name) > 240 or _FORBIDDEN.search(name) or PurePosixPath(name).is_absolute():
        return False
    return all(_safe_part(part) for part in name.split("/"))


def _safe_part(part: str) -> bool:
    return bool(part) and part not in {".", ".."} and part == part.strip(" .") and not _RESERVED.fullmatch(part)


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes that are signed."""
    info = {name: getattr(manifest.info, name) for name in ExportInfo.__slots__}
    entries = [{name: _plain(getattr(entry, name)) for name in Entry.__slots__} for entry in manifest.entries]
    body = {"format": FORMAT, "version": VERSION, "block_size": BLOCK, "package": manifest.package}
    return canonical(body | {"info": info, "files": entries})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def read_manifest(data: bytes) -> Manifest:
    """The manifest in these bytes; raises ManifestError for anything that this program would not have written."""
    body = _parse(data)
    version, block = body.get("version"), body.get("block_size")
    numbers = type(version) is int and type(block) is int
    if not numbers or body.get("format") != FORMAT or version not in (1, VERSION) or block != BLOCK:
        raise ManifestError("format", str(body.get("format"))[:80])
    if set(body) != {"format", "version", "block_size", "package", "info", "files"}:
        raise ManifestError("field", "manifest")
    entries = tuple(_entry(item, index, version) for index, item in enumerate(_sequence(body["files"])))
    names = [entry.name.casefold() for entry in entries]
    if len(set(names)) != len(names) or {MANIFEST, SIGNATURE} & set(names):
        raise ManifestError("name", "twice")
    return Manifest(_typed(body, "package", str), _info(body["info"], version), entries)


def _parse(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data.decode("utf-8"))
        if not isinstance(body, dict) or canonical(body) != data:
            raise ManifestError("not_json")
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, ManifestError) else ManifestError("not_json") from error
    return body


def _sequence(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ManifestError("field", "files")
    return value


def _typed(item: Mapping[str, Any], name: str, *kinds: type) -> Any:
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise ManifestError("field", name)
    return value


def _info(item: Any, version: int) -> ExportInfo:
    told = set(ExportInfo.__slots__) - (_NEW_IN_INFO if version == 1 else set())
    if not isinstance(item, dict) or set(item) != told:
        raise ManifestError("field", "info")
    words = {name: _typed(item, name, str) for name in told if name != "created_at"}
    return ExportInfo(created_at=float(_typed(item, "created_at", int, float)), **words)


def _entry(item: Any, index: int, version: int) -> Entry:
    old = version == 1
    if not isinstance(item, dict) or set(item) != set(Entry.__slots__) - (_NEW_IN_ENTRY if old else set()):
        raise ManifestError("field", f"files[{index}]")
    name = _typed(item, "name", str)
    if not safe_name(name):
        raise ManifestError("name", name[:200])
    size, sha256, blocks = _typed(item, "size", int), _typed(item, "sha256", str), _typed(item, "blocks", list)
    hashes = [sha256, *blocks]
    if not all(isinstance(one, str) and _HASH.fullmatch(one) for one in hashes) or len(blocks) != -(-size // BLOCK):
        raise ManifestError("field", f"files[{index}].blocks")
    texts = ("kind", "camera", "title") if old else ("kind", "camera", "title", "derived_from", "derived")
    words = {key: _typed(item, key, str) for key in texts}
    numbers = {key: _number(item, key) for key in ("start", "end", "clock_offset_ms")}
    return Entry(name=name, size=size, sha256=sha256, blocks=tuple(blocks), **words, **numbers)


def _number(item: Mapping[str, Any], name: str) -> Any:
    return None if item.get(name) is None else float(_typed(item, name, int, float))
