"""What goes into a frozen build and what stays out, with the reasons; used by watchroom.spec."""

import importlib.util
import posixpath
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

#: PyInstaller's table of contents: (name in the build, source, kind).
Entry = tuple[str, str, str]

#: Reached only by a name in a string: SQLAlchemy's dialects, Alembic's own, codecs of TOML positions.
HIDDEN = [
    "psycopg",
    "psycopg_binary",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "logging.config",
    "openvino",
    "rapidocr",
    "onnxruntime",
]

#: The AI pack's libraries, and what others offer but this program never uses.
EXCLUDED_MODULES = [
    *("torch", "torchvision", "ultralytics", "easyocr", "polars", "skimage", "matplotlib", "pandas", "sympy"),
    *("triton", "networkx", "nvidia", "tensorflow", "paddle", "MNN", "tensorrt"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtDesigner", "PySide6.QtUiTools"),
    *(
        "PySide6.QtNetwork",
        "PySide6.QtSql",
        "PySide6.QtXml",
        "PySide6.QtHelp",
        "PySide6.QtPrintSupport",
    ),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtConcurrent", "PySide6.QtDBus"),
    *("pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.canvas", "pyqtgraph.console"),
    *("openvino_telemetry", "openvino.torch", "openvino.frontend.pytorch", "openvino.frontend.jax"),
    *("onnxruntime.transformers", "onnxruntime.quantization", "onnxruntime.tools"),
    *("tkinter", "IPython", "pytest", "setuptools", "pip", "uv", "cv2.gapi", "MySQLdb", "pysqlite2", "psycopg2"),
]

#: Files by their place in the build.
UNWANTED = (
    "cv2/qt/*",
    "*PySide6/Qt/qml/*",
    "*PySide6/Qt/plugins/platformthemes/libqgtk3*",
    "*PySide6/Qt/plugins/platforms/libq[emlv]*",  # eglfs, minimal, linuxfb, vnc, vkkhrdisplay
    "*PySide6/Qt/plugins/egldeviceintegrations/*",
    "*PySide6/Qt/plugins/qmltooling/*",
    "*PySide6/Qt/plugins/sqldrivers/*",
    "*PySide6/Qt/plugins/tls/*",
    "*PySide6/Qt/plugins/networkinformation/*",
    "*PySide6/Qt/plugins/generic/*",
    "*PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard*",
    "*PySide6/Qt/lib/libQt6Qml*",
    "*PySide6/Qt/lib/libQt6Quick*",
    "*PySide6/Qt/lib/libQt6VirtualKeyboard*",
    "*PySide6/Qt/lib/libQt6Pdf*",
    "*PySide6/Qt6Qml*.dll",
    "*PySide6/Qt6Quick*.dll",
    "*PySide6/opengl32sw.dll",
    "*PySide6/Qt/lib/libQt6EglF*",
    # The libraries of the GTK theme, which is left out above; PyInstaller has followed them already.
    *(f"lib{name}*" for name in ("gtk-3", "gdk-3", "gdk_pixbuf", "atk", "atspi", "cairo", "epoxy", "pango", "fribidi")),
    *(
        f"lib{name}*"
        for name in ("thai", "datrie", "harfbuzz", "graphite2", "Xinerama", "Xcomposite", "Xdamage", "Xcursor")
    ),
    "*openvino/libs/*tensorflow*",
    "*openvino/libs/*pytorch*",
    "*openvino/libs/*paddle*",
    "*openvino/libs/*gguf*",
    "*openvino/libs/*jax*",
)
#: Of Qt's own texts only these languages are spoken.
QT_LANGUAGES = ("qtbase_zh_CN.qm", "qtbase_en.qm")

#: Without these Qt shows no window on X11; PyInstaller bundles them only where the build machine has them.
X11_LIBRARIES = ("libxkbcommon-x11.so.0", "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1")
#: Reached by names in strings or in late imports, so that their loss would be seen no earlier than at a guard station.
MODULES = (
    *(
        "app.bootstrap",
        "app.keeper",
        "app.demo",
        "app.demo_scenario",
        "app.demo_session",
        "app.site_check",
        "app.self_check.command",
        "app.commands.sound",
        "video.detect.openvino_backend",
    ),
    *("openvino", "rapidocr", "onnxruntime", "psycopg", "miniaudio", "av"),
)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed in the build environment")
    return Path(spec.origin).parent


def openvino_binaries() -> list[tuple[str, str]]:
    """OpenVINO loads its devices by name at run time, so nothing imports them: collect them by hand."""
    folder = _package("openvino") / "libs"
    return [
        (str(file), "openvino/libs") for file in sorted(folder.iterdir()) if ".so" in file.name or file.suffix == ".dll"
    ]


def openvino_data() -> list[tuple[str, str]]:
    """The GPU device's compiled kernels."""
    return [(str(file), "openvino/libs") for file in (_package("openvino") / "libs").glob("cache.json")]


#: Of the voice's data only what Chinese and English need: 3 of 20 MB.
VOICE_FILES = (
    *("phondata", "phonindex", "phontab", "intonations", "cmn_dict", "en_dict"),
    *("lang/sit/cmn", "lang/gmw/en-US"),
)
VOICE_LIBRARIES = {"linux": "libespeak-ng.so", "win32": "espeak-ng.dll"}


def voice_binaries() -> list[tuple[str, str]]:
    """eSpeak NG's library, which is opened by its path; the package's own Python is neither used nor shipped."""
    return [(str(_package("espeakng_loader") / VOICE_LIBRARIES[sys.platform]), "espeakng_loader")]


def voice_data() -> list[tuple[str, str]]:
    """What the voice needs to know of the two languages."""
    files = [Path("espeakng_loader", "espeak-ng-data", name) for name in VOICE_FILES]
    folder = _package("espeakng_loader").parent
    return [(str(folder / file), str(file.parent)) for file in files]


def own_data(root: Path) -> list[tuple[str, str]]:
    """Resources, compiled translations, Alembic's scripts and the licence, each to the place that the code looks in."""
    files = [
        file for file in (root / "resources").rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc", ".ts")
    ]
    files += (root / "app" / "store" / "migrations").rglob("*.py")
    found = [(str(file), str(file.parent.relative_to(root))) for file in files]
    return [*found, (str(root / "LICENSE"), "."), (str(root / "docs" / "third-party-licences.md"), ".")]


def is_unwanted(place: str) -> bool:
    """Whether a file of the build is left out."""
    place = place.replace("\\", "/")
    if "/translations/qt" in place:
        return not place.endswith(QT_LANGUAGES)
    return any(fnmatch(place, pattern) for pattern in UNWANTED)


def _is_dangling(entry: Entry) -> bool:
    place, source, kind = entry
    return kind == "SYMLINK" and is_unwanted(posixpath.normpath(posixpath.join(posixpath.dirname(place), source)))


def trim(entries: Iterable[Entry]) -> list[Entry]:
    """The table of contents without what is unwanted, and without links to it."""
    return [entry for entry in entries if not is_unwanted(entry[0]) and not _is_dangling(entry)]


def missing(names: set[str], modules: set[str], platform: str = sys.platform) -> list[str]:
    """What a build on `platform` must have and has not; `names` are file names, `modules` Python modules."""
    libraries = (*(X11_LIBRARIES if platform == "linux" else ()), VOICE_LIBRARIES[platform])
    return [name for name in libraries if name not in names] + [name for name in MODULES if name not in modules]


def require(binaries: Iterable[Entry], pure: Iterable[Entry]) -> None:
    """End the build where it would make a program that does not start."""
    names = {Path(entry[0]).name for entry in binaries}
    lacks = missing(names, {entry[0] for entry in pure})
    if lacks:
        raise SystemExit(f"the build lacks {', '.join(lacks)}: install the packages that `python3 run.py` names")
