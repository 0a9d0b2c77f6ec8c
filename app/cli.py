"""The command line: one table of commands, each imported only when it is asked for.

Exit codes: 0 done, 1 failed, 2 bad input (what was asked for cannot be understood, or does not exist).
"""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.commands import backup_arguments, evaluate_arguments, people_arguments
from app.language import LANGUAGES
from app.version import version
from video import quiet

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_INPUT = 2

DESCRIPTION = "Watchroom (值守台): the guard station of a residential community."

EPILOG = """\
examples:
  watchroom                          start the station with the site file of this machine
  watchroom site.toml                start the station with this site file
  watchroom demo                     a small community with 16 cameras and its devices, to try everything on
  watchroom check site.toml          say everything that is wrong in a site file, each with its line
  watchroom verify PACKAGE --key K   was this evidence changed since it was handed out, and by whom was it signed?
  watchroom --self-check             is this computer able to run the station?

exit codes: 0 done, 1 failed, 2 bad input
`watchroom COMMAND --help` tells more about a command.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `watchroom`: what it is for, its arguments, and where its code is ("module:function").

    A command whose sub-commands live in different modules leaves `target` to them.
    """

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    target: str = ""


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _language_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages; default: the system's")


def _site_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", nargs="?", type=Path, metavar="SITE", help="site file (TOML); default: this machine's")


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--videos", type=Path, metavar="DIR", help="play the videos of this folder as the cameras")
    parser.add_argument(
        "--headless", action="store_true", help="play a scenario off screen; pictures and report.json go to --output"
    )
    parser.add_argument("--output", type=Path, default=Path("demo-output"), metavar="DIR", help="default: %(default)s")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="instead: take the pictures of call-ups")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the site file to check")
    _language_option(parser)
    parser.add_argument("--broker", action="store_true", help="also try whether the site's own broker keeps messages")
    _add_json(parser)


def _bench_arguments(parser: argparse.ArgumentParser) -> None:
    subjects = parser.add_subparsers(required=True, metavar="SUBJECT")
    for name, text in (
        ("wall", "pictures: from camera to screen"),
        ("alarms", "from an alarm's message to its picture"),
    ):
        subject = subjects.add_parser(name, help=text, description=text)
        subject.add_argument("--seconds", type=float, default=30.0, metavar="S", help="how long (default %(default)s)")
        _add_json(subject)
        if name == "wall":
            _wall_arguments(subject)
        else:
            _alarms_arguments(subject)
        subject.set_defaults(target=f"app.bench_{name}:run")
    text = "the wall for an hour while cameras fail"
    _soak_arguments(subjects.add_parser("soak", help=text, description=text))
    _record_subjects(subjects)
    text = "is anything lost when programs, brokers, database and disk die?"
    _kills_arguments(subjects.add_parser("kills", help=text, description=text))
    _footage_subjects(subjects)
    text = "detection: pictures a second beside ultralytics and the bare runtime, and whether the wall notices"
    _detect_arguments(subjects.add_parser("detect", help=text, description=text))
    text = "messages that are none: does the station, or a quiet device, notice?"
    malformed = subjects.add_parser("malformed", help=text, description=text)
    malformed.add_argument("--count", type=int, default=100_000, metavar="N", help="how many (default %(default)s)")
    _add_json(malformed)
    malformed.set_defaults(target="app.bench.malformed:run")


def _record_subjects(subjects: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "how soon a station with a long record knows again what stands"
    start = subjects.add_parser("start", help=text, description=text)
    start.add_argument(
        "--actions", type=int, default=1_000_000, metavar="N", help="in the record (default %(default)s)"
    )
    start.add_argument("--window", action="store_true", help="instead: how soon the window and its pictures are there")
    start.add_argument("--tiles", type=int, default=16, metavar="N", help="cameras with --window (default %(default)s)")
    _add_json(start)
    start.set_defaults(target="app.bench.start:run")
    text = "how fast a page of a long incident list is, in SQLite and PostgreSQL"
    store = subjects.add_parser("store", help=text, description=text)
    store.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="incidents (default %(default)s)")
    _add_json(store)
    store.set_defaults(target="app.bench.store:run")


def _footage_subjects(subjects: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "a recording station killed at random instants: do all files open, how much is lost?"
    recording = subjects.add_parser("kills-recording", help=text, description=text)
    recording.add_argument("--kills", type=int, default=50, metavar="N", help="how often (default %(default)s)")
    recording.add_argument("--seed", type=int, default=1, metavar="N", help="what chance begins with (%(default)s)")
    _add_json(recording)
    recording.set_defaults(target="app.bench.kills_recording:run")
    text = "the past: how soon a chosen time, a step back and a thumbnail are there"
    playback = subjects.add_parser("playback", help=text, description=text)
    playback.add_argument("--codec", choices=("h264", "hevc"), default="h264", help="(default %(default)s)")
    playback.add_argument("--gop", type=float, default=2.0, metavar="S", help="seconds between key pictures")
    _add_json(playback)
    playback.set_defaults(target="app.bench.playback:run")


def _detect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="MODEL", help="path or name; default: the test data's, else the first known")
    parser.add_argument("--device", default="auto", help="auto, cpu, gpu, cuda:0... (default %(default)s)")
    parser.add_argument("--video", type=Path, metavar="FILE", help="pictures of this film; default: a drawn street")
    parser.add_argument("--seconds", type=float, default=4.0, metavar="S", help="each turn's length (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each has its turn (%(default)s)")
    parser.add_argument(
        "--tiles", type=int, default=16, metavar="N", help="tiles of the wall; 0: no wall (%(default)s)"
    )
    parser.add_argument(
        "--wall-seconds", type=float, default=30.0, metavar="S", help="of the wall with detection, and without"
    )
    _add_json(parser)
    parser.set_defaults(target="app.bench.detect:run")


def _kills_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=50, metavar="N", help="how often (default %(default)s)")
    parser.add_argument("--stall", type=float, default=30.0, metavar="S", help="how long the disk stalls (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what chance begins with (%(default)s)")
    _add_json(parser)
    parser.set_defaults(target="app.bench.kills:run")


def _soak_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=60.0, metavar="M", help="how long (default %(default)s)")
    parser.add_argument("--tiles", type=int, default=16, metavar="N", help="tiles on sub streams (%(default)s)")
    parser.add_argument(
        "--drop-every", type=float, default=10.0, metavar="S", help="seconds from one failure to the next (%(default)s)"
    )
    _add_json(parser)
    parser.set_defaults(target="app.bench_soak:run")


def _alarms_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--burst", type=int, default=0, metavar="N", help="instead: N alarms in --seconds")
    parser.add_argument("--cameras", type=int, default=16, metavar="N", help="cameras connected (%(default)s)")
    _coding_arguments(parser)


def _wall_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tiles", type=int, default=16, metavar="N", help="tiles on sub streams (%(default)s)")
    parser.add_argument("--main", type=int, default=1, metavar="N", help="tiles on main streams (%(default)s)")
    parser.add_argument("--cameras", type=int, default=0, metavar="N", help="cameras connected, shown or not, at least")
    parser.add_argument("--site", type=Path, metavar="FILE", help="measure the cameras of this site file as they are")
    _coding_arguments(parser)
    parser.add_argument("--compare", choices=["naive"], help="naive: also measure OpenCV and QLabel, as most do")


def _coding_arguments(parser: argparse.ArgumentParser) -> None:
    """How the benchmarks' own cameras send."""
    parser.add_argument("--codec", choices=["h264", "hevc"], default="h264", help="coding of our own cameras")
    parser.add_argument("--gop", type=float, default=2.0, metavar="S", help="seconds from key to key (%(default)s)")
    parser.add_argument(
        "--no-replay", dest="replay", action="store_false", help="cameras do not send the running group at once"
    )


def _models_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_json(actions.add_parser("list", help="the models that this station knows"))
    add = actions.add_parser("add", help="take a model in: an OpenVINO folder, an .onnx or a .pt file")
    add.add_argument("path", type=Path, metavar="PATH")
    add.add_argument("--name", help="what to call it; default: its file name")
    add.add_argument("--license", metavar="NAME", help="its licence, where the model does not say")
    fetch = actions.add_parser("fetch", help="fetch one from its maker's release page; without NAME: which there are")
    fetch.add_argument("name", nargs="?", metavar="NAME")
    fetch.add_argument("--url", metavar="URL", help="from here instead, such as a server of your own")
    fetch.add_argument("--sha256", metavar="HEX", help="what the file must be, where its maker does not publish it")
    fetch.add_argument("--license", metavar="NAME", help="its licence, where it is not known")
    export = actions.add_parser("export", help="make one that runs without the AI pack from a .pt of the list")
    export.add_argument("name", metavar="NAME")
    export.add_argument("--format", choices=["openvino", "onnx"], default="openvino", help="(default %(default)s)")
    export.add_argument("--as", dest="as_name", metavar="NAME", help="what to call it; default: NAME-FORMAT")
    export.add_argument("--size", type=int, default=640, metavar="N", help="side of the input (default %(default)s)")
    export.add_argument("--half", action="store_true", help="16-bit numbers: half the size")
    test = actions.add_parser("test", help="run a model once and say how long a picture takes")
    test.add_argument("name", metavar="NAME")
    _add_json(test)


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the evidence package: a folder or a ZIP file")
    trust = parser.add_mutually_exclusive_group(required=True)
    trust.add_argument(
        "--key",
        metavar="KEY",
        help="the signer's public key file, or the fingerprint printed when it was handed out"
        " (a key inside the package would prove nothing)",
    )
    trust.add_argument("--fingerprint", metavar="TEXT", help="the fingerprint printed on the register's sheet")
    _language_option(parser)
    _add_json(parser)


def _folder_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the station's data folder; default: this user's")
    _add_json(parser)


def _journal_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    text = "file, chains, folded tables, outbox: 0 sound, 3 something is wrong, 4 something was lost"
    check = actions.add_parser("check", help=text, description=text)
    check.add_argument("--repair", action="store_true", help="make it sound; a damaged file is kept and read out")
    _folder_option(check)
    check.set_defaults(target="app.commands.journal:run_check")


def _archive_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    text = "the index of footage against the files: 0 in order, 3 something is wrong, 4 footage is damaged"
    check = actions.add_parser("check", help=text, description=text)
    check.add_argument("--site", type=Path, metavar="SITE", help="site file; default: this machine's")
    check.add_argument("--repair", action="store_true", help="make the index say what the files say, close cut files")
    _folder_option(check)
    check.set_defaults(target="app.commands.archive:run_check")


def _outbox_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help="offer them to the shared database again")
    _folder_option(parser)


def _nuisance_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=float, default=7.0, metavar="N", help="how far back (default %(default)g)")
    _folder_option(parser)


def _seen_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--camera", action="append", default=[], metavar="ID", help="this one; may be given again")
    parser.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar="NAME",
        help="person, car...; may be given again",
    )
    parser.add_argument("--hours", type=float, default=24.0, metavar="N", help="how far back (default %(default)g)")
    parser.add_argument("--moved", action="store_true", help="only what went at least half its own size")
    _folder_option(parser)


def _drill_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("list", "the scenarios of this site"),
        ("start", "start one at the running station, under a supervisor's password"),
        ("results", "how the last drills went"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        if name == "start":
            action.add_argument("scenario", metavar="SCENARIO", help="its id, as `list` names it")
            action.add_argument("--as", dest="name", required=True, metavar="NAME", help="the supervisor's login name")
        _site_argument(action)
        _add_json(action)


def _database_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    text = "make the tables and the stations' role, as the owner; the role's password: WATCHROOM_STATION_PASSWORD"
    prepare = actions.add_parser("prepare", help=text, description=text)
    prepare.add_argument("url", metavar="URL", help="postgresql://OWNER@HOST/DATABASE, or env:NAME")
    prepare.add_argument("--role", default="watchroom_station", help="the stations' role (default %(default)s)")
    prepare.set_defaults(target="app.commands.database:run")


def _sound_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("devices", "the names by which the site file can pin a loudspeaker, the system's own choice first"),
        ("render", "make what is said of alarms from the site file, now, where it has changed"),
        ("test", "let the tone of each priority be heard, and a phrase"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        if name != "devices":
            _site_argument(action)
        if name == "test":
            action.add_argument("--lang", choices=["zh_CN", "en"], default="zh_CN", help="default: %(default)s")
            action.add_argument("--file", type=Path, metavar="FILE", help="write it into a WAV file instead")
        else:
            _add_json(action)


COMMANDS = (
    Command("demo", "try everything on a made-up community", _demo_arguments, "app.demo:run_demo"),
    Command("check", "say what is wrong in a site file", _check_arguments, "app.site_check:run"),
    Command("bench", "measure this computer with the program", _bench_arguments),
    Command("evaluate", "measure detection by known truth", evaluate_arguments.evaluate, "app.commands.evaluate:run"),
    Command(
        "models", "list, fetch, add, export and test detection models", _models_arguments, "app.commands.models:run"
    ),
    Command("accounts", "who may sign in here", people_arguments.accounts, "app.commands.accounts:run"),
    Command("keys", "which stations can read names of people", people_arguments.keys, "app.commands.keys:run"),
    Command("audit", "verify that the records are what was written", people_arguments.audit, "app.commands.audit:run"),
    Command("verify", "verify an evidence package", _verify_arguments, "app.commands.verify:run"),
    Command("journal", "check and repair a station's record", _journal_arguments),
    Command("archive", "check and repair the index of footage", _archive_arguments),
    Command("outbox", "what the shared database refused; offer it again", _outbox_arguments, "app.commands.outbox:run"),
    Command("nuisance", "the points that cry wolf, with a proposal", _nuisance_arguments, "app.commands.nuisance:run"),
    Command("seen", "what detection saw, by camera, time and class", _seen_arguments, "app.commands.seen:run"),
    Command("sound", "loudspeakers and the voice of alarms", _sound_arguments, "app.commands.sound:run"),
    Command("drill", "exercise the station, and see how it went", _drill_arguments, "app.commands.drill:run"),
    Command("backup", "copy the station's records to another disk", backup_arguments.backup, "app.commands.backup:run"),
    Command("restore", "check a backup, or put it back", backup_arguments.restore, "app.commands.restore:run"),
    Command("door", "this station's certificate, for the others", backup_arguments.door, "app.commands.door:run"),
    Command("database", "make a shared database ready for stations", _database_arguments),
)


def _raw(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def station_parser() -> argparse.ArgumentParser:
    """The parser of everything that does not start with a command's word."""
    width = max(len(command.name) for command in COMMANDS)
    listing = "\n".join(f"  {command.name:{width}}  {command.help}" for command in COMMANDS)
    parser = _raw(
        argparse.ArgumentParser(
            prog="watchroom",
            usage="watchroom [SITE] [--self-check [--json]]\n       watchroom COMMAND ...",
            description=DESCRIPTION,
            epilog=f"commands:\n{listing}\n\n{EPILOG}",
        )
    )
    _site_argument(parser)
    parser.add_argument("--self-check", action="store_true", help="check what the station needs, and say what to do")
    _add_json(parser)
    parser.add_argument("--version", action="version", version=f"watchroom {version()}")
    return parser


def command_parser(command: Command) -> argparse.ArgumentParser:
    """The parser of one command's own arguments."""
    parser = _raw(argparse.ArgumentParser(prog=f"watchroom {command.name}", description=command.help))
    command.arguments(parser)
    return parser


def _call(target: str, *arguments: object) -> int:
    module, function = target.split(":")
    return int(getattr(importlib.import_module(module), function)(*arguments) or EXIT_OK)


def _run_station(argv: Sequence[str]) -> int:
    parser = station_parser()
    arguments = parser.parse_args(argv)
    if arguments.self_check:
        return _call("app.self_check.command:run", arguments)
    if arguments.json:
        parser.error("--json goes with --self-check or a command")
    if arguments.site is not None and not arguments.site.is_file():
        parser.error(f"no such site file: {arguments.site}")
    return _call("app.keeper:run", arguments.site)


def run(argv: Sequence[str]) -> int:
    """Run what `argv` (without the program's name) asks for and return the exit code."""
    quiet.settle()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    command = next((command for command in COMMANDS if argv and argv[0] == command.name), None)
    try:
        if command is None:
            return _run_station(argv)
        arguments = command_parser(command).parse_args(argv[1:])
        return _call(getattr(arguments, "target", command.target), arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else EXIT_BAD_INPUT
    except KeyboardInterrupt:
        return 130
