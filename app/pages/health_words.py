"""What the health page says of each part: how it is, and what to do next. `%name%` is a figure of its status."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.pages.backup_words import backup_words
from app.pages.detection_words import detection_words
from app.pages.footage_words import footage_words
from app.pages.private_words import private_words
from app.pages.sound_words import sound_words
from app.pages.stations_words import stations_words

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def reasons() -> Words:
    """Return the words for every code, in the present language."""
    return {
        **_of_pictures(),
        **detection_words(),
        **footage_words(),
        **private_words(),
        **_of_records(),
        **backup_words(),
        **_of_sharing(),
        **stations_words(),
        **_of_devices(),
        **_of_values(),
        **_of_alarms(),
        **sound_words(),
        **_of_the_station(),
        **_of_names(),
        **_of_accounts(),
    }


def _of_pictures() -> Words:
    return {
        ("cameras", "all_live"): (translate("Health", "%live% of %cameras% live"), ""),
        ("cameras", "some_lost"): (
            translate("Health", "%live% of %cameras% live; no picture: %missing%"),
            translate("Health", "Each is tried again by itself. Check power and network of those named."),
        ),
        ("cameras", "no_cameras"): (
            translate("Health", "none in the site document"),
            translate("Health", "Add cameras to the site document."),
        ),
        ("video", "running"): (translate("Health", "%running% of %workers% running"), ""),
        ("video", "restarting"): (
            translate("Health", "%running% of %workers% running; the others start again"),
            translate("Health", "Pictures come back within seconds."),
        ),
        ("load", "keeps_up"): (translate("Health", "every picture is shown in time"), ""),
        ("load", "slower_repaint"): (
            translate("Health", "computer busy: pictures are painted less often"),
            translate("Health", "All comes back by itself. Close other programs."),
        ),
        ("load", "sub_streams"): (
            translate("Health", "computer busy: large streams are left out"),
            translate("Health", "All comes back by itself. Close other programs, or show fewer pictures."),
        ),
        ("load", "key_pictures"): (
            translate("Health", "computer busy: some cameras show single pictures, and their tiles say so"),
            translate("Health", "All comes back by itself. Close other programs, or show fewer pictures."),
        ),
        ("ptz", "all_turn"): (translate("Health", "%turning% of %cameras% can be turned"), ""),
        ("ptz", "some_lost"): (
            translate("Health", "%turning% of %cameras% can be turned; not: %missing%"),
            translate("Health", "Their pictures go on. Check address and account of ONVIF in the site document."),
        ),
    }


def _of_records() -> Words:
    return {
        ("journal", "writing"): (translate("Health", "written and synced"), ""),
        ("journal", "disk_full"): (
            translate("Health", "the disk is full"),
            translate("Health", "Free space now: alarms cannot be recorded."),
        ),
        ("journal", "slow"): (
            translate("Health", "the disk does not answer"),
            translate("Health", "Nothing is acknowledged until it does. Alarms that came before are on the list."),
        ),
        ("journal", "locked"): (
            translate("Health", "another program holds the file"),
            translate("Health", "Alarms wait and are not acknowledged. Close the other program, or restart this one."),
        ),
        ("journal", "unwritable"): (
            translate("Health", "may not be written"),
            translate("Health", "Alarms wait and are not acknowledged. Call the installer."),
        ),
        ("journal", "corrupt"): (
            translate("Health", "the file is damaged"),
            translate("Health", "Call the installer: watchroom journal check --repair. It saves what can be read."),
        ),
        ("journal", "failed"): (
            translate("Health", "cannot be written"),
            translate("Health", "Alarms wait and are not acknowledged. Call the installer."),
        ),
        ("disk", "enough"): (translate("Health", "%free_gb% GB free"), ""),
        ("disk", "low"): (
            translate("Health", "only %free_gb% GB free"),
            translate("Health", "Export and release old clips, or add a disk."),
        ),
        ("disk", "full"): (
            translate("Health", "full: %free_gb% GB free"),
            translate("Health", "Free space now: soon nothing can be recorded."),
        ),
    }


def _of_sharing() -> Words:
    return {
        ("database", "connected"): (translate("Health", "connected"), ""),
        ("database", "unreachable"): (
            translate("Health", "not reachable (%cause%)"),
            translate("Health", "Nothing is lost: records wait here. Check the network to the database server."),
        ),
        ("outbox", "carried"): (translate("Health", "carried to the shared database, %depth% waiting"), ""),
        ("outbox", "late"): (
            translate("Health", "%depth% records wait here, the oldest for %age% s"),
            translate("Health", "Nothing is lost. They go over by themselves once the shared database answers."),
        ),
        ("outbox", "refused"): (
            translate("Health", "%refused% records were not taken, the last one because: %reason%"),
            translate("Health", "They are safe here and hold up no others. Call the installer: watchroom outbox."),
        ),
        ("database", "station_only"): (translate("Health", "records stay on this station"), ""),
    }


def _of_devices() -> Words:
    return {
        ("broker", "built_in"): (translate("Health", "receiving"), ""),
        ("broker", "connected"): (translate("Health", "receiving"), ""),
        ("broker", "unreachable"): (
            translate("Health", "not connected (%cause%): alarms of devices do not arrive"),
            translate("Health", "Send someone to the fire panel and watch the cameras. Call the installer."),
        ),
        ("broker", "not_running"): (
            translate("Health", "not running (%cause%): alarms of devices do not arrive"),
            translate("Health", "Restart the program. Watch the cameras meanwhile."),
        ),
        ("devices", "all_there"): (translate("Health", "%live% of %devices% there"), ""),
        ("devices", "some_lost"): (
            translate("Health", "%live% of %devices% there; not there: %missing%"),
            translate("Health", "Their alarms do not arrive. Check power and network of those named."),
        ),
        ("devices", "unheard"): (
            translate("Health", "not known: no device is heard"),
            translate("Health", "Mend the device messages first, see there."),
        ),
        ("devices", "no_devices"): (
            translate("Health", "none in the site document"),
            translate("Health", "Add devices to the site document."),
        ),
    }


def _of_values() -> Words:
    return {
        ("history", "kept"): (translate("Health", "values of devices are kept for %hours% hours"), ""),
        ("history", "disk_full"): (
            translate("Health", "not kept: the disk has too little room"),
            translate("Health", "Free space. Alarms go on; only curves have gaps."),
        ),
        ("history", "not_written"): (
            translate("Health", "not kept: the file cannot be written"),
            translate("Health", "Alarms go on; only curves have gaps. Call the installer."),
        ),
        ("history", "too_many"): (
            translate("Health", "too many values at once: %lost% were not kept"),
            translate("Health", "Alarms go on. Call the installer: a device sends too much."),
        ),
        ("intake", "none"): (translate("Health", "none"), ""),
        ("intake", "some"): (
            translate("Health", "%summary%"),
            translate("Health", "Call the installer. The first: %example%"),
        ),
    }


def _of_alarms() -> Words:
    return {
        ("points", "all_watched"): (translate("Health", "all watched"), ""),
        ("points", "some_disarmed"): (translate("Health", "%disarmed% zones disarmed"), ""),
        ("points", "some_aside"): (
            translate("Health", "%shelved% put aside, %out% out of service, %disarmed% zones disarmed"),
            translate("Health", "See the page of zones and points."),
        ),
        ("points", "flood"): (
            translate("Health", "very many alarms within ten minutes; only critical and high ones sound"),
            translate("Health", "Handle the most urgent first. Put aside points that keep repeating."),
        ),
        ("alarms", "quiet"): (translate("Health", "none"), ""),
        ("alarms", "answered"): (translate("Health", "all acknowledged; standing: %standing%"), ""),
        ("alarms", "waiting"): (
            translate("Health", "%unacked% not acknowledged; standing: %standing%"),
            translate("Health", "Turn to the live page (F1), look, and acknowledge (F5)."),
        ),
    }


def _of_the_station() -> Words:
    return {
        ("site", "complete"): (translate("Health", "complete"), ""),
        ("site", "problems"): (
            translate("Health", "%count% entries are wrong and left out: %first%"),
            translate("Health", "Run: watchroom check FILE"),
        ),
        ("clock", "right"): (translate("Health", "runs evenly, and devices agree with it"), ""),
        ("clock", "jumped"): (
            translate("Health", "jumped by %seconds% s within the last hour"),
            translate("Health", "Times of events may be wrong by that. Have the time service of the computer checked."),
        ),
        ("clock", "devices"): (
            translate("Health", "%devices% devices agree that it is wrong by %seconds% s"),
            translate("Health", "Set the clock of this computer right, or mend its time service."),
        ),
        ("program", "running"): (translate("Health", "runs without a break"), ""),
        ("program", "broke_off"): (
            translate("Health", "broke off at %at% and started again by itself"),
            translate("Health", "Look through the alarms since then. Tell the installer: log/crash.log says more."),
        ),
        ("program", "stood_still"): (
            translate("Health", "stood still at %at% and started again by itself"),
            translate("Health", "Look through the alarms since then. Tell the installer: log/crash.log says more."),
        ),
    }


def _of_names() -> Words:
    return {
        ("people", "names_waiting"): (
            translate("Health", "names of people: station %station% is not admitted yet and cannot read them"),
            translate("Health", "A supervisor or installer here: watchroom keys admit %station%"),
        ),
        ("people", "names_not_admitted"): (
            translate("Health", "names that other stations sealed: this station is not admitted yet"),
            translate("Health", "A supervisor or installer at station %station% must admit it: watchroom keys admit."),
        ),
        ("people", "names_shut_out"): (
            translate("Health", "names that other stations sealed: this station was shut out"),
            translate("Health", "New names can be read again once another station has admitted it."),
        ),
    }


def _of_accounts() -> Words:
    return {
        ("people", "sound"): (translate("Health", "unchanged and signed"), ""),
        ("people", "no_accounts"): (
            translate("Health", "there is no account yet: nobody can sign in"),
            translate("Health", "The installer makes the first one: Ctrl+G. Alarms can be answered meanwhile."),
        ),
        ("people", "changed"): (
            translate("Health", "changed from outside at line %line% (%what%): nobody can sign in"),
            translate(
                "Health", "Alarms can be answered. Call the installer: watchroom audit verify, accounts recover."
            ),
        ),
        ("people", "strangers"): (
            translate("Health", "station %station% has accounts whose key nobody has confirmed here"),
            translate("Health", "Compare the key with that station, then: watchroom accounts trust."),
        ),
        ("people", "unreadable"): (
            translate("Health", "cannot be read or written (%code%)"),
            translate("Health", "Alarms can be answered. Call the installer."),
        ),
    }
