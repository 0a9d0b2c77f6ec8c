"""Windows installers of the frozen program.

Both scripts also compile on Linux (makensis, wixl), which proves them sound as scripts; what they do on Windows is told
in docs/windows.md.
"""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

from build_paths import BUILD, DIST, FROZEN, ICONS, ROOT, version

SOURCES = ROOT / "packaging" / "windows"
#: Never changes: it is how Windows knows that one installer upgrades the other.
UPGRADE_CODE = "7B1E1C52-6E0B-4C58-9A55-0E2B9F7C1D43"
_NAMESPACE = uuid.UUID(UPGRADE_CODE)


def _tool(name: str, package: str) -> str:
    return shutil.which(name) or sys.exit(f"{name} is needed: apt-get install {package}, or its Windows installer")


def nsis() -> Path:
    """dist/watchroom-VERSION-setup.exe."""
    target = DIST / f"watchroom-{version()}-setup.exe"
    given = {"VERSION": version(), "PAYLOAD": str(FROZEN), "OUTPUT": str(target), "ICON": str(ICONS / "watchroom.ico")}
    given["LICENSE_FILE"] = str(ROOT / "LICENSE")
    command = [_tool("makensis", "nsis"), "-V2", "-WX", *(f"-D{name}={value}" for name, value in given.items())]
    subprocess.run([*command, str(SOURCES / "watchroom.nsi")], check=True)
    return target


def _identifier(kind: str, place: str) -> str:
    return kind + uuid.uuid5(_NAMESPACE, place).hex


def _source(file: Path) -> str:
    """A path as wixl wants it: relative to the folder it runs in."""
    return os.path.relpath(file, DIST)


def _component(file: Path) -> str:
    place = file.relative_to(FROZEN).as_posix()
    guid = str(uuid.uuid5(_NAMESPACE, place)).upper()
    source = quoteattr(_source(file))
    return (
        f'<Component Id="{_identifier("c", place)}" Guid="{guid}" Win64="yes">'
        f'<File Id="{_identifier("f", place)}" Name={quoteattr(file.name)} Source={source} KeyPath="yes"/></Component>'
    )


def _folder(folder: Path) -> str:
    """The folder's files and folders as WiX elements."""
    parts = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            name = _identifier("d", entry.relative_to(FROZEN).as_posix())
            parts.append(f'<Directory Id="{name}" Name={quoteattr(entry.name)}>{_folder(entry)}</Directory>')
        else:
            parts.append(_component(entry))
    return "\n".join(parts)


def payload() -> str:
    """A WiX fragment with every file of the frozen program; component ids stay the same from version to version."""
    files = [file for file in sorted(FROZEN.rglob("*")) if file.is_file()]
    names = (_identifier("c", file.relative_to(FROZEN).as_posix()) for file in files)
    references = "\n".join(f'<ComponentRef Id="{name}"/>' for name in names)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment>\n'
        f'<DirectoryRef Id="INSTALLFOLDER">{_folder(FROZEN)}</DirectoryRef>\n'
        f'<ComponentGroup Id="Payload">{references}</ComponentGroup>\n</Fragment></Wix>\n'
    )


def msi() -> Path:
    """dist/watchroom-VERSION.msi."""
    wixl = _tool("wixl", "wixl")
    BUILD.mkdir(exist_ok=True)
    fragment = BUILD / "payload.wxs"
    fragment.write_text(payload(), "utf-8")
    target = DIST / f"watchroom-{version()}.msi"
    given = {"Version": version(), "UpgradeCode": UPGRADE_CODE, "Icon": _source(ICONS / "watchroom.ico")}
    command = [wixl, "--arch", "x64", "--output", str(target)]
    for name, value in given.items():
        command += ["-D", f"{name}={value}"]
    subprocess.run([*command, str(SOURCES / "watchroom.wxs"), str(fragment)], check=True, cwd=DIST)
    return target
