"""Linux packages of the frozen program: .deb and .rpm through nfpm, and a plain archive."""

import datetime
import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from build_paths import BUILD, DIST, ENVIRONMENT, FROZEN, ICONS, ROOT, version

SOURCES = ROOT / "packaging" / "linux"
STAGE = BUILD / "linux"
LIBRARY = "/usr/lib/watchroom"
#: The frozen build was made against this C library (Debian 12); everything else that is not bundled is here too.
DEPENDS_DEB = [
    "libc6 (>= 2.36)",
    *("libegl1", "libgl1", "libxcb1", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
    *("xkb-data", "fontconfig", "fonts-noto-cjk | fonts-wqy-microhei"),
]
DEPENDS_RPM = [
    *("glibc >= 2.36", "libglvnd-egl", "libglvnd-glx", "libxcb", "libwayland-client", "libwayland-cursor"),
    *("libwayland-egl", "xkeyboard-config", "fontconfig", "google-noto-sans-cjk-fonts"),
]


def _date() -> str:
    """The day of the build, as SOURCE_DATE_EPOCH says or now."""
    at = int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.datetime.now(datetime.UTC).timestamp())
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%d")


def _changelog() -> bytes:
    day = datetime.date.fromisoformat(_date()).strftime("%a, %d %b %Y 00:00:00 +0000")
    text = f"watchroom ({version()}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
    return gzip.compress(f"{text} -- Watchroom <maintainers@watchroom.invalid>  {day}\n".encode(), mtime=0)


def stage() -> None:
    """Lay out the small files that are filled in or compressed on the way."""
    shutil.rmtree(STAGE, ignore_errors=True)
    STAGE.mkdir(parents=True)
    metainfo = (SOURCES / "watchroom.metainfo.xml").read_text("utf-8")
    metainfo = metainfo.replace("@VERSION@", version()).replace("@DATE@", _date())
    (STAGE / "metainfo.xml").write_text(metainfo, "utf-8")
    (STAGE / "watchroom.1.gz").write_bytes(gzip.compress((SOURCES / "watchroom.1").read_bytes(), mtime=0))
    (STAGE / "changelog.gz").write_bytes(_changelog())


def contents() -> list[dict[str, Any]]:
    """Every file of a package: where it comes from and where it goes."""
    share = "/usr/share"
    files = {
        SOURCES / "watchroom.desktop": f"{share}/applications/watchroom.desktop",
        STAGE / "metainfo.xml": f"{share}/metainfo/io.watchroom.Watchroom.metainfo.xml",
        SOURCES / "watchroom.mime.xml": f"{share}/mime/packages/watchroom.xml",
        STAGE / "watchroom.1.gz": f"{share}/man/man1/watchroom.1.gz",
        STAGE / "changelog.gz": f"{share}/doc/watchroom/changelog.gz",
        SOURCES / "copyright": f"{share}/doc/watchroom/copyright",
        ROOT / "docs" / "third-party-licences.md": f"{share}/doc/watchroom/third-party-licences.md",
        ROOT / "resources" / "watchroom.svg": f"{share}/icons/hicolor/scalable/apps/watchroom.svg",
        SOURCES / "lintian-overrides": f"{share}/lintian/overrides/watchroom",
    }
    for size in (16, 24, 32, 48, 64, 128, 256):
        files[ICONS / f"{size}.png"] = f"{share}/icons/hicolor/{size}x{size}/apps/watchroom.png"
    rows: list[dict[str, Any]] = [
        {"src": str(source), "dst": target, "file_info": {"mode": 0o644}} for source, target in files.items()
    ]
    rows.append({"src": str(FROZEN) + "/", "dst": LIBRARY, "type": "tree"})
    rows.append({"src": "../lib/watchroom/watchroom", "dst": "/usr/bin/watchroom", "type": "symlink"})
    return rows


def description() -> dict[str, Any]:
    """What nfpm is told."""
    return {
        "name": "watchroom",
        "arch": "amd64",
        "platform": "linux",
        "version": version(),
        "section": "video",
        "priority": "optional",
        "maintainer": "Watchroom <maintainers@watchroom.invalid>",
        "description": "guard station of a residential community\n"
        "Live cameras on a wall with detection, alarms that turn the wall to their zone,\n"
        "guidance, gates and parking, incidents, playback and verifiable evidence.",
        "license": "AGPL-3.0-or-later",
        "contents": contents(),
        "overrides": {"deb": {"depends": DEPENDS_DEB}, "rpm": {"depends": DEPENDS_RPM}},
        # nfpm's xz took fifteen times as long for a package smaller by a twentieth.
        "deb": {"compression": "zstd"},
    }


def _nfpm(packager: str) -> Path:
    stage()
    told = STAGE / "nfpm.json"  # YAML reads JSON
    told.write_text(json.dumps(description(), indent=1), "utf-8")
    program = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "nfpm"
    DIST.mkdir(exist_ok=True)
    before = set(DIST.glob(f"*.{packager}"))
    for old in before:
        old.unlink()
    subprocess.run([program, "package", "--packager", packager, "--config", told, "--target", str(DIST)], check=True)
    return next(DIST.glob(f"*.{packager}"))


def deb() -> Path:
    """dist/watchroom_VERSION_amd64.deb."""
    return _nfpm("deb")


def rpm() -> Path:
    """dist/watchroom-VERSION-1.x86_64.rpm."""
    return _nfpm("rpm")


def archive() -> Path:
    """dist/watchroom-VERSION-linux-x86_64.tar.gz: the folder alone, for systems without either packager."""
    target = DIST / f"watchroom-{version()}-linux-x86_64.tar.gz"
    with tarfile.open(target, "w:gz") as file:
        file.add(FROZEN, f"watchroom-{version()}")
    return target
