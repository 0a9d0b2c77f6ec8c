"""Keeps resources/translations/ in step with the texts in the code.

    python packaging/translate.py              collect the texts, keep what is translated, drop what is gone
    python packaging/translate.py --check      change nothing; say what is missing, unfinished or gone
    python packaging/translate.py --todo       print what still wants a translation, as TSV: context, source, comment
    python packaging/translate.py --fill FILE  take translations from such a TSV with a fourth column
    python packaging/translate.py --release    compile, for a frozen build

Runs in .venv: it needs PySide6's own tools.
"""

import argparse
import csv
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import translations  # noqa: E402

FOLDERS = ("app", "widgets", "video/qt", "alarms/qt")
#: English files hold plural forms only; everything else is the source text itself.
PLURALS_ONLY = ("en",)
Key = tuple[str, str, str]


def sources() -> list[str]:
    """The Python files that may hold texts, relative to the checkout."""
    found = (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
    return sorted(str(file.relative_to(ROOT)) for file in found)


def collect(language: str, target: Path) -> None:
    """Bring `target` up to date with the texts in the code, dropping those that are gone."""
    plural = ["-pluralonly"] if language in PLURALS_ONLY else []
    command = [str(translations.tool("lupdate")), "-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias"]
    command += ["translate+=translate", *plural, "-source-language", "en", "-target-language", language]
    subprocess.run([*command, *sources(), "-ts", str(target)], cwd=ROOT, check=True)


def messages(path: Path) -> Iterator[tuple[Key, ElementTree.Element]]:
    """All entries of a .ts file by context, source text and comment."""
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            yield (name, message.findtext("source") or "", message.findtext("comment") or ""), message


def is_finished(message: ElementTree.Element) -> bool:
    """Whether an entry is translated, in every plural form."""
    translation = message.find("translation")
    if translation is None or translation.get("type"):
        return False
    forms = translation.findall("numerusform")
    return all((form.text or "").strip() for form in forms) if forms else bool((translation.text or "").strip())


def ts_file(language: str) -> Path:
    """The source file of a language."""
    return translations.SOURCES / f"watchroom_{language}.ts"


def problems(language: str) -> list[str]:
    """What keeps a language from being complete."""
    kept = ts_file(language)
    if not kept.exists():
        return [f"{kept.name} does not exist"]
    found = dict(messages(kept))
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / kept.name
        collect(language, fresh)
        wanted = {key for key, _ in messages(fresh)} if fresh.exists() else set()
    lines = [f"missing: {key}" for key in sorted(wanted - set(found))]
    lines += [f"gone from the code: {key}" for key in sorted(set(found) - wanted)]
    lines += [f"unfinished: {key}" for key, message in found.items() if key in wanted and not is_finished(message)]
    return [f"{kept.name}: {line}" for line in lines]


def check() -> int:
    """Print every problem of every language; 0 when there is none."""
    lines = [line for language in translations.LANGUAGES for line in problems(language)]
    print("\n".join(lines) or f"translations: complete ({', '.join(translations.LANGUAGES)})")
    return 1 if lines else 0


def update() -> int:
    """Collect the texts into every language's file."""
    translations.SOURCES.mkdir(parents=True, exist_ok=True)
    for language in translations.LANGUAGES:
        collect(language, ts_file(language))
    return 0


def todo(language: str) -> int:
    """Print what is unfinished in one language."""
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerows(key for key, message in messages(ts_file(language)) if not is_finished(message))
    return 0


def fill(language: str, table: Path) -> int:
    """Enter the translations of a TSV (context, source, comment, translation; plural forms split by " | ")."""
    rows = csv.reader(io.StringIO(table.read_text("utf-8")), delimiter="\t")
    given = {(row[0], row[1], row[2]): row[3] for row in rows if len(row) > 3 and row[3].strip()}
    tree = ElementTree.parse(ts_file(language))
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name") or "", message.findtext("source") or "", message.findtext("comment") or "")
            if key in given:
                _enter(message, given[key])
    ElementTree.indent(tree, space="    ")
    text = ElementTree.tostring(tree.getroot(), encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    ts_file(language).write_text(head + text + "\n", "utf-8", newline="\n")
    collect(language, ts_file(language))
    return 0


def _enter(message: ElementTree.Element, text: str) -> None:
    translation = message.find("translation")
    assert translation is not None
    translation.attrib.pop("type", None)
    forms = translation.findall("numerusform")
    for form, part in zip(forms, text.split(" | "), strict=False):
        form.text = part
    if not forms:
        translation.text = text


def release() -> int:
    """Compile every language beside its source, where a frozen build takes it from."""
    for language in translations.LANGUAGES:
        translations.compile_file(ts_file(language), ts_file(language).with_suffix(".qm"))
    return 0


def main() -> int:
    """Parse the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="zh_CN", choices=list(translations.LANGUAGES))
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true")
    action.add_argument("--todo", action="store_true")
    action.add_argument("--fill", type=Path, metavar="FILE")
    action.add_argument("--release", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    if arguments.todo:
        return todo(arguments.language)
    if arguments.fill:
        return fill(arguments.language, arguments.fill)
    return release() if arguments.release else update()


if __name__ == "__main__":
    sys.exit(main())
