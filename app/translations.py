"""Languages: the source texts are English, resources/translations/ holds the others.

Compiled translations are not kept under version control. Installers carry them; a source checkout compiles them at
first start into the cache, again whenever the words have changed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app import system

log = logging.getLogger(__name__)

SOURCES = Path(__file__).resolve().parent.parent / "resources" / "translations"
#: Language of the interface -> the words for it in itself. English needs a file too, for its plurals.
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}


class TranslationError(Exception):
    """A translation cannot be compiled; the message says why."""


def tool(name: str) -> Path:
    """The program "lupdate" or "lrelease" that comes with PySide6; raises TranslationError where it is absent."""
    found = shutil.which(name, path=str(Path(PySide6.__file__).parent))
    if found is None:
        raise TranslationError(f"{name} is not part of this build")
    return Path(found)


def compile_file(source: Path, target: Path) -> None:
    """Compile a .ts into a .qm, whole or not at all; raises TranslationError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    command = [str(tool("lrelease")), "-silent", "-nounfinished", str(source), "-qm", str(partial)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0 or not partial.exists():
        raise TranslationError(f"{source.name}: {done.stderr.strip() or done.stdout.strip()}")
    partial.replace(target)


def compiled(language: str) -> Path:
    """The .qm of `language`: the one that was shipped, else one in the cache, compiled now where there is none yet.

    It is named by the words it was made of: several checkouts of one user share the cache.
    """
    shipped = SOURCES / f"watchroom_{language}.qm"
    source = shipped.with_suffix(".ts")
    if not source.exists() or (shipped.exists() and shipped.stat().st_mtime >= source.stat().st_mtime):
        return shipped
    words = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    target = system.cache_folder() / "translations" / f"{shipped.stem}-{words}.qm"
    if not target.exists():
        compile_file(source, target)
    return target


def preferred_language(locale: QLocale | None = None) -> str:
    """The language for a station that has not chosen one: Chinese wherever the system speaks Chinese, else English."""
    return "zh_CN" if (locale or QLocale.system()).language() == QLocale.Language.Chinese else "en"


class Translations:
    """The translators that are installed now; one per application."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, language: str) -> None:
        """Speak `language` from now on, in our texts and Qt's; a broken file leaves English and warns."""
        self.clear()
        self.language = language
        self._load_own(language)
        self._load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), required=False)

    def clear(self) -> None:
        """Speak the source language."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed = []

    def _load_own(self, language: str) -> None:
        try:
            path = compiled(language)
        except (TranslationError, OSError) as error:
            log.warning("no translation %s: %s", language, error)
            return
        self._load(path.name, str(path.parent), required=True)

    def _load(self, name: str, folder: str, *, required: bool) -> None:
        translator = QTranslator(self._application)
        if translator.load(name, folder):
            self._application.installTranslator(translator)
            self._installed.append(translator)
        elif required:
            log.warning("translation %s in %s cannot be read", name, folder)
