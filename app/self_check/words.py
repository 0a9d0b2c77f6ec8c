"""Sentences for findings: what is so, and the next step where there is one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.self_check.model import Finding
from app.services.health import Level

translate = QCoreApplication.translate


def level_word(level: Level) -> str:
    """How a part stands, in a word."""
    return {
        Level.GOOD: translate("SelfCheck", "ok"),
        Level.ABSENT: translate("SelfCheck", "not present"),
        Level.DEGRADED: translate("SelfCheck", "degraded"),
        Level.FAILED: translate("SelfCheck", "failed"),
    }[level]


def part_name(part: str) -> str:
    """A part as a person calls it."""
    names = {
        "site": translate("SelfCheck", "Site file"),
        "passwords": translate("SelfCheck", "Passwords"),
        "screen": translate("SelfCheck", "Screen"),
        "fonts": translate("SelfCheck", "Chinese font"),
        "h264": translate("SelfCheck", "H.264 decoding"),
        "hevc": translate("SelfCheck", "H.265 decoding"),
        "mjpeg": translate("SelfCheck", "Motion JPEG decoding"),
        "inference": translate("SelfCheck", "Inference runtime"),
        "model": translate("SelfCheck", "Detection model"),
        "broker": translate("SelfCheck", "Device messages"),
        "database": translate("SelfCheck", "Shared database"),
        "disk": translate("SelfCheck", "Disk"),
        "footage": translate("SelfCheck", "Recordings"),
        "clock": translate("SelfCheck", "Clock"),
        "sound": translate("SelfCheck", "Sound"),
        "voice": translate("SelfCheck", "Voice"),
    }
    return names.get(part, part)


def _general() -> dict[str, tuple[str, str]]:
    return {
        "crashed": (
            translate("SelfCheck", "its library ended the process (%exit%) %note%"),
            translate("SelfCheck", "Install the package again, then send crash.log to whoever maintains this station."),
        ),
        "hung": (
            translate("SelfCheck", "no answer within %seconds% s %note%"),
            translate("SelfCheck", "Restart the computer; check its drivers."),
        ),
        "secret_env": (
            translate("SelfCheck", "the variable %name% named in the site file is not set"),
            translate("SelfCheck", "Set it for the user that the station runs as."),
        ),
        "secret_file": (
            translate("SelfCheck", "the file %name% named in the site file cannot be read"),
            translate("SelfCheck", "Create it, readable for the user that the station runs as."),
        ),
    }


def _site() -> dict[str, tuple[str, str]]:
    see = translate("SelfCheck", "See every mistake with: watchroom check %file%")
    return {
        "no_site": (
            translate("SelfCheck", "none yet"),
            translate("SelfCheck", "Try the program with: watchroom demo"),
        ),
        "site_good": (translate("SelfCheck", "%file%, %cameras% cameras"), ""),
        "site_problems": (translate("SelfCheck", "%count% mistakes; what is good is used"), see),
        "site_unusable": (translate("SelfCheck", "%count% mistakes, no usable camera"), see),
    }


def _screen() -> dict[str, tuple[str, str]]:
    return {
        "opened": (translate("SelfCheck", "%width%x%height% by %platform%"), ""),
        "no_display": (
            translate("SelfCheck", "no display here; drawing works off screen (%platform%)"),
            translate("SelfCheck", "Start it from the desktop to see the wall."),
        ),
        "no_screen": (
            translate("SelfCheck", "%platform% has no screen"),
            translate("SelfCheck", "Connect a screen."),
        ),
        "chinese": (translate("SelfCheck", "%family%"), ""),
        "no_chinese": (
            translate("SelfCheck", "no font has the characters of the interface"),
            translate("SelfCheck", "Install one: %advice%"),
        ),
    }


def _media() -> dict[str, tuple[str, str]]:
    return {**_pictures(), **_models(), **_sound()}


def _pictures() -> dict[str, tuple[str, str]]:
    again = translate("SelfCheck", "Install the package again.")
    return {
        "decoded": (translate("SelfCheck", "%width%x%height% in %ms% ms"), ""),
        "not_decoded": (translate("SelfCheck", "frames do not decode: %reason%"), again),
        "runtime": (translate("SelfCheck", "OpenVINO %version% on %devices%"), ""),
        "runtime_missing": (translate("SelfCheck", "OpenVINO does not load: %reason%"), again),
        "runtime_wrong": (translate("SelfCheck", "OpenVINO computes wrongly: %reason%"), again),
        "detection_off": (translate("SelfCheck", "detection is switched off in the site file"), ""),
        "no_model": (
            translate("SelfCheck", "none; motion detection stands in"),
            translate("SelfCheck", "Add one: watchroom models add PATH"),
        ),
        "model_runs": (translate("SelfCheck", "%model% on %device%"), ""),
    }


def _models() -> dict[str, tuple[str, str]]:
    return {
        "model_missing": (
            translate("SelfCheck", "%model% is not there"),
            translate(
                "SelfCheck", "Add it with watchroom models add PATH, or change [detection] model in the site file."
            ),
        ),
        "model_changed": (
            translate("SelfCheck", "%model% is not the one that was added"),
            translate("SelfCheck", "Add it anew from a source you trust."),
        ),
        "model_corrupt": (
            translate("SelfCheck", "%model% cannot be read"),
            translate("SelfCheck", "Add it anew: watchroom models add PATH"),
        ),
        "model_unsupported": (
            translate("SelfCheck", "%model% is no detection model of a known kind"),
            translate("SelfCheck", "Use a YOLO detection model as OpenVINO folder or .onnx."),
        ),
        "model_classes": (
            translate("SelfCheck", "%model% does not say what it knows"),
            translate("SelfCheck", "Give the server the metadata of the model's export, as the guide says."),
        ),
        "server_missing": (
            translate("SelfCheck", "the inference server does not answer"),
            translate("SelfCheck", "Start it, or change [detection] model in the site file."),
        ),
        "device_missing": (
            translate("SelfCheck", "%model%: the device named in the settings is absent"),
            translate("SelfCheck", "Set [detection] device to auto."),
        ),
    }


def _sound() -> dict[str, tuple[str, str]]:
    again = translate("SelfCheck", "Install the package again.")
    return {
        "device": ("%device%", ""),
        "no_device": (
            translate("SelfCheck", "no sound device %reason%"),
            translate("SelfCheck", "Connect loudspeakers: alarms of priority 1 are spoken."),
        ),
        "speaks": (translate("SelfCheck", "Chinese and English, %seconds% s said"), ""),
        "voice_off": (translate("SelfCheck", "switched off in the site file"), ""),
        "no_voice": (translate("SelfCheck", "alarms cannot be called by their names: %reason%"), again),
        "no_library": (translate("SelfCheck", "the sound library does not load: %reason%"), again),
    }


def _station() -> dict[str, tuple[str, str]]:
    free = translate("SelfCheck", "%free_gb% GB free in %folder%")
    return {
        "passwords_read": (translate("SelfCheck", "those of cameras and devices can be read"), ""),
        "footage_here": (translate("SelfCheck", "in the data folder"), ""),
        "footage_there": (translate("SelfCheck", "in %folder%"), ""),
        "footage_missing": (
            translate("SelfCheck", "the folder %folder% is not there: nothing is recorded"),
            translate("SelfCheck", "Connect its disk and make the folder, or change [recording] folder."),
        ),
        "disk_free": (free, ""),
        "disk_low": (free, translate("SelfCheck", "Free space or add a disk: clips need it.")),
        "disk_full": (free, translate("SelfCheck", "Free space now: soon nothing can be recorded.")),
        "not_writable": (
            translate("SelfCheck", "%folder% cannot be written: %reason%"),
            translate("SelfCheck", "Give the station's user the right to write there, or name another data_dir."),
        ),
        "clock_follows": (translate("SelfCheck", "follows a time server"), ""),
        "clock_unknown": (
            translate("SelfCheck", "plausible; this system does not say whether it follows a server"),
            "",
        ),
        "clock_alone": (
            translate("SelfCheck", "follows no time server"),
            translate("SelfCheck", "Switch on network time: times in evidence must be right."),
        ),
        "clock_wrong": (
            translate("SelfCheck", "shows a time before this program was made"),
            translate("SelfCheck", "Set the date and time."),
        ),
    }


def _links() -> dict[str, tuple[str, str]]:
    return {
        "broker_running": (translate("SelfCheck", "the station is running and has it"), ""),
        "can_listen": (translate("SelfCheck", "the built-in broker can listen on %address%"), ""),
        "cannot_listen": (
            translate("SelfCheck", "the built-in broker cannot listen on %address%: %reason%"),
            translate("SelfCheck", "Stop the other program on that port, or change [broker] listen."),
        ),
        "no_broker": (
            translate("SelfCheck", "no broker in the site file: no device can report"),
            translate("SelfCheck", "Set [broker] built_in = true, or name a url."),
        ),
        "broker_answers": (translate("SelfCheck", "%address% takes the station's account"), ""),
        "broker_unreachable": (
            translate("SelfCheck", "%address% does not answer: %reason%"),
            translate("SelfCheck", "Check the address, the network and that the broker runs."),
        ),
        "broker_refused": (
            translate("SelfCheck", "%address% refuses: %reason%"),
            translate("SelfCheck", "Check user name and password in [broker]."),
        ),
        "no_database": (translate("SelfCheck", "none named: this station keeps its records alone"), ""),
        "database_answers": (translate("SelfCheck", "%address% answers"), ""),
        "database_unreachable": (
            translate("SelfCheck", "%address% does not answer: %reason%"),
            translate(
                "SelfCheck", "Check the address, the account and that PostgreSQL runs. Nothing is lost meanwhile."
            ),
        ),
        "database_url": (
            translate("SelfCheck", "the URL cannot be used: %reason%"),
            translate("SelfCheck", "Write it as postgresql://user@host/database."),
        ),
    }


def _with_values(text: str, finding: Finding) -> str:
    for name, value in finding.detail.items():
        text = text.replace(f"%{name}%", value)
    return text.replace("%note%", "").replace("%reason%", "").strip()


def sentences(finding: Finding) -> tuple[str, str]:
    """What is so, and the next step ("" where nothing is to be done); an unknown code is shown as it is."""
    known = {**_general(), **_site(), **_screen(), **_media(), **_station(), **_links()}
    text, step = known.get(finding.code, (finding.code, ""))
    return _with_values(text, finding), _with_values(step, finding)
