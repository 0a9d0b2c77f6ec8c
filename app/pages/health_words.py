"""What the health page says of each part: how it is, and what to do next. `%name%` is a figure of its status."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.pages.detection_words import detection_words
from app.pages.footage_words import footage_words

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def reasons() -> Words:
    """Return the words for every code, in the present language."""
    return {
        **_of_pictures(),
        **detection_words(),
        **_of_records(),
        **_of_devices(),
        **_of_the_station(),
        **_of_elsewhere(),
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
        **footage_words(),
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
        **_of_stations(),
    }


def _of_stations() -> Words:
    return {
        ("archives", "all_there"): (translate("Health", "%here% of %stations% other stations give their footage"), ""),
        ("archives", "none"): (translate("Health", "no other station is named that gives footage"), ""),
        ("archives", "away"): (
            translate("Health", "no footage from: %names%"),
            translate("Health", "It is tried again by itself. Ask that post whether its computer is on."),
        ),
        ("archives", "refused"): (
            translate("Health", "footage refused by: %names%"),
            translate("Health", "Call the installer: both stations have to know each other's key."),
        ),
        ("stations", "alone"): (translate("Health", "this station works alone"), ""),
        ("stations", "only_one"): (translate("Health", "no other station has reported yet"), ""),
        ("stations", "together"): (translate("Health", "%here% others are there"), ""),
        ("stations", "away"): (
            translate("Health", "not heard of: %names%"),
            translate("Health", "This station sounds their alarms too. Call that post by telephone."),
        ),
        ("stations", "apart"): (
            translate("Health", "cut off from the other stations (%cause%)"),
            translate("Health", "This station goes on by itself. Tell the other posts by telephone what you do."),
        ),
        ("stations", "clock"): (
            translate("Health", "the clock of station %station% is wrong by %seconds% s"),
            translate("Health", "The order of events is kept. Have its clock set right."),
        ),
        ("stations", "chain_changed"): (
            translate("Health", "a record of station %station% was changed in the shared database (entry %place%)"),
            translate("Health", "It was not taken over here. Tell the supervisor; keep both stations as they are."),
        ),
        ("stations", "chain_ahead"): (
            translate("Health", "entries of station %station% bear a time far in the future (entry %place%)"),
            translate("Health", "They outrank nobody's. Have its clock set right."),
        ),
        ("stations", "chain_cut"): (
            translate("Health", "records of station %station% are gone from the shared database (after entry %place%)"),
            translate("Health", "This station still has them. Tell the supervisor; keep both stations as they are."),
        ),
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
        ("intake", "none"): (translate("Health", "none"), ""),
        ("intake", "some"): (
            translate("Health", "%summary%"),
            translate("Health", "Call the installer. The first: %example%"),
        ),
    }


def _of_the_station() -> Words:
    return {
        **_of_sound(),
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
        **_of_names(),
        ("people", "unreadable"): (
            translate("Health", "cannot be read or written (%code%)"),
            translate("Health", "Alarms can be answered. Call the installer."),
        ),
        ("site", "complete"): (translate("Health", "complete"), ""),
        ("site", "problems"): (
            translate("Health", "%count% entries are wrong and left out: %first%"),
            translate("Health", "Run: watchroom check FILE"),
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


def _of_sound() -> Words:
    return {
        ("alarms", "quiet"): (translate("Health", "none"), ""),
        ("alarms", "answered"): (translate("Health", "all acknowledged; standing: %standing%"), ""),
        ("alarms", "waiting"): (
            translate("Health", "%unacked% not acknowledged; standing: %standing%"),
            translate("Health", "Turn to the live page (F1), look, and acknowledge (F5)."),
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
        ("sound", "ready"): (translate("Health", "heard on %device%"), ""),
        ("sound", "other_device"): (
            translate("Health", "%wanted% is gone; heard on %device% instead"),
            translate("Health", "Connect it again: the program goes back to it by itself."),
        ),
        ("sound", "no_device"): (
            translate("Health", "no sound device: alarms only flash"),
            translate("Health", "Connect a loudspeaker; the program finds it by itself."),
        ),
        ("sound", "device_failed"): (
            translate("Health", "the sound device does not work: alarms only flash"),
            translate("Health", "Check the loudspeaker; the program tries again by itself."),
        ),
        ("sound", "stalled"): (
            translate("Health", "%device% takes no sound: alarms only flash"),
            translate("Health", "Unplug the loudspeaker and plug it in again; the program tries again by itself."),
        ),
        ("sound", "off"): (translate("Health", "not started"), ""),
        ("voice", "ready"): (translate("Health", "%have% words ready"), ""),
        ("voice", "rendering"): (translate("Health", "being prepared: %have% of %wanted% words"), ""),
        ("voice", "off"): (translate("Health", "switched off: each priority has its tone"), ""),
        ("voice", "no_engine"): (
            translate("Health", "not installed: alarms have their tones, but are not named"),
            translate("Health", "Install the program again from its installer, then: watchroom sound render."),
        ),
        ("voice", "engine_failed"): (
            translate("Health", "failed (%cause%): %have% of %wanted% words; what is missing has its tone"),
            translate("Health", "Restart the program. If it stays: watchroom sound render says what is wrong."),
        ),
        ("voice", "unspeakable"): (
            translate("Health", "cannot say %cause%: it has its tone"),
            translate("Health", "Give it a name in words in the site document."),
        ),
        ("voice", "not_written"): (
            translate("Health", "could not be kept (%cause%): it is made again at each start"),
            translate("Health", "Check the disk and the rights of the data folder."),
        ),
    }


def _of_elsewhere() -> Words:
    return {
        ("archives", "not_listening"): (
            translate("Health", "the others cannot fetch footage: its address is taken or wrong"),
            translate("Health", "See the site document, [archive] listen."),
        ),
        ("archives", "no_certificate"): (
            translate("Health", "a certificate of another station cannot be read"),
            translate("Health", "Call the installer: watchroom door."),
        ),
        ("private", "records_hold"): (
            translate("Health", "their file cannot be read; those last in force hold, by the station's records"),
            translate("Health", "Publish those of any camera again (Ctrl+Shift+P): that writes the file anew. %file%"),
        ),
        ("private", "not_recorded"): (
            translate("Health", "hold, but could not be entered into the station's records"),
            translate("Health", "Check the disk. Then publish those of any camera again (Ctrl+Shift+P)."),
        ),
        ("private", "lost"): (
            translate(
                "Health",
                "lost for %count% cameras (%cameras%): the wall shows all of their live pictures; nothing recorded of "
                "them is shown, handed out or given to other stations",
            ),
            translate(
                "Health",
                "Put the file back from a backup and start again, or declare them camera by camera (Ctrl+Shift+P). "
                "%file%",
            ),
        ),
        ("private", "well"): (translate("Health", "known again"), ""),
        ("backup", "off"): (
            translate("Health", "no backups are made"),
            translate("Health", "Have the installer name another disk for the backups ([backup])."),
        ),
        ("backup", "no_key"): (
            translate("Health", "no backups are made: nothing is named that they can be encrypted for"),
            translate("Health", "Run: watchroom backup --new-recovery-key FILE"),
        ),
        ("backup", "good"): (translate("Health", "made and checked %at%, %mb% MB"), ""),
        ("backup", "none_yet"): (
            translate("Health", "none has been made yet"),
            translate("Health", "The first comes at the time of day in the site document, or now: watchroom backup."),
        ),
        ("backup", "failed"): (
            translate("Health", "could not be made (%cause%); the last good one: %at%"),
            translate("Health", "Call the installer: watchroom backup. It is tried again each hour."),
        ),
        ("backup", "no_target"): (
            translate("Health", "could not be made: the disk for backups is not there; the last good one: %at%"),
            translate("Health", "Connect the disk: %target%. It is tried again each hour."),
        ),
        ("backup", "disk_full"): (
            translate("Health", "could not be made: the disk is full; the last good one: %at%"),
            translate("Health", "Free space on the disk for backups: %target%. It is tried again each hour."),
        ),
        ("backup", "overdue"): (
            translate("Health", "none for a long time; the last good one: %at%"),
            translate("Health", "Call the installer: watchroom backup."),
        ),
        ("backup", "unsound"): (
            translate("Health", "made %at%, but the record itself is not sound: %unsound%"),
            translate("Health", "Call the installer: watchroom journal check."),
        ),
        ("backup", "same_disk"): (
            translate("Health", "made and checked %at%, but on the same disk as the records"),
            translate("Health", "If this disk fails, both are gone. Name a folder on another disk."),
        ),
    }
