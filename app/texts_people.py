"""Words for people, their roles and rights, and for what was not allowed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.people.authorised import NOBODY
from app.people.rights import RIGHTS, Action, Need, Role

translate = QCoreApplication.translate


def role(value: Role | None) -> str:
    """Name a role; None is a station where nobody is signed in."""
    words: dict[Role | None, str] = {
        None: translate("People", "Nobody signed in"),
        Role.GUARD: translate("People", "Guard"),
        Role.SUPERVISOR: translate("People", "Supervisor"),
        Role.INSTALLER: translate("People", "Installer"),
        Role.AUDITOR: translate("People", "Auditor"),
    }
    return words[value]


def need(value: Need, signed_in: bool = True) -> str:
    """Say what somebody needs for an action; where nobody is signed in, never means that it asks who it is."""
    if value is Need.NEVER and not signed_in:
        return translate("People", "asks to sign in")
    return {
        Need.ALLOWED: translate("People", "yes"),
        Need.REASON: translate("People", "with a reason"),
        Need.SECOND: translate("People", "with a second person and a reason"),
        Need.EMERGENCY: translate("People", "while a critical alarm is active"),
        Need.NEVER: translate("People", "no"),
    }[value]


def action(value: Action) -> str:
    """Name an action as a thing to do."""
    return {**_answering(), **_setting_aside(), **_looking_and_managing(), **_on_duty()}[value]


def _answering() -> Mapping[Action, str]:
    return {
        Action.ACKNOWLEDGE: translate("People", "Acknowledge an alarm"),
        Action.SILENCE: translate("People", "Silence an alarm"),
        Action.TICK_STEP: translate("People", "Tick a step"),
        Action.NOTE: translate("People", "Write a note"),
        Action.HANDLE: translate("People", "Say how far the handling has come"),
        Action.GIVE_VERDICT: translate("People", "Say what it was: real, false, test"),
        Action.ESCALATE: translate("People", "Call for help with an incident"),
        Action.DISPATCH: translate("People", "Send somebody, say that they are there or free"),
        Action.OPEN_INCIDENT: translate("People", "Open an incident by hand"),
        Action.DESCRIBE_INCIDENT: translate("People", "Say what an incident is about"),
        Action.TAKE_SNAPSHOT: translate("People", "Take a picture of a camera"),
        Action.CHANGE_LAYOUT: translate("People", "Change a layout of the wall"),
        Action.UNDO: translate("People", "Take back the last act"),
        Action.RESET: translate("People", "Reset a detector"),
        Action.CLOSE: translate("People", "Close an incident"),
        Action.INVOLVE_PERSON: translate("People", "Enter people whom an incident concerns"),
        Action.REVIEW: translate("People", "Mark an incident as reviewed"),
    }


def _setting_aside() -> Mapping[Action, str]:
    return {
        Action.SHELVE: translate("People", "Put a point aside for a while"),
        Action.UNSHELVE: translate("People", "Take a point back"),
        Action.OUT_OF_SERVICE: translate("People", "Take a point out of service"),
        Action.RETURN_TO_SERVICE: translate("People", "Put a point back into service"),
        Action.ARM: translate("People", "Arm a zone"),
        Action.DISARM: translate("People", "Disarm a zone"),
        Action.OPEN_GATE: translate("People", "Open a gate"),
    }


def _looking_and_managing() -> Mapping[Action, str]:
    return {
        Action.LISTEN: translate("People", "Hear a camera"),
        Action.PTZ: translate("People", "Turn a camera"),
        Action.LOOK_AT_RECORDINGS: translate("People", "Look at recordings"),
        Action.LOOK_AT_PERSONAL_DATA: translate("People", "Look up plates and visitors"),
        Action.EXPORT_LIST: translate("People", "Write the list of incidents or a report"),
        Action.EXPORT_EVIDENCE: translate("People", "Export evidence"),
        Action.EXPORT_APPROVED: translate("People", "Export evidence where a second person approves"),
        Action.EXPORT_UNMASKED: translate("People", "Hand out footage with its private areas shown"),
        Action.LOOK_UNMASKED: translate("People", "See private areas of a camera"),
        Action.ENTER_REQUEST: translate("People", "Enter a request for footage"),
        Action.READ_REGISTER: translate("People", "Read the register of footage requests"),
        Action.VOID_REQUEST: translate("People", "Void an entry of the register"),
        Action.BOOKMARK: translate("People", "Note something about recordings"),
        Action.HOLD_EVIDENCE: translate("People", "Keep a recording from being removed"),
        Action.RELEASE_HOLD: translate("People", "Let a kept recording be removed"),
        Action.CHANGE_RULES: translate("People", "Change detection rules"),
        Action.CHANGE_SETTINGS: translate("People", "Change settings"),
        Action.MANAGE_GUARDS: translate("People", "Manage guards' accounts"),
        Action.MANAGE_PEOPLE: translate("People", "Manage all other accounts"),
        Action.ADMIT_STATION: translate("People", "Let another station read names of people"),
        Action.SHUT_OUT_STATION: translate("People", "Shut a station out from names of people"),
        Action.READ_AUDIT: translate("People", "Read the audit log"),
    }


def _on_duty() -> Mapping[Action, str]:
    return {
        Action.WRITE_LOG: translate("People", "Write into the duty log"),
        Action.CONFIRM_PRESENCE: translate("People", "Confirm presence"),
        Action.HAND_OVER: translate("People", "Hand the shift over, or take it over"),
        Action.START_DRILL: translate("People", "Start a drill"),
        Action.STOP_DRILL: translate("People", "Stop a drill"),
    }


def who_may(value: Action) -> str:
    """Say whose roles have the right to an action, and what they need for it."""
    rule = RIGHTS[value]
    may = [one for one in Role if rule.of(one) not in (Need.NEVER, Need.EMERGENCY)]
    said = [role(one) if rule.of(one) is Need.ALLOWED else f"{role(one)} ({need(rule.of(one))})" for one in may]
    return translate("People", "Who may: %1.").replace("%1", ", ".join(said)) if said else ""


def who(user: str) -> str:
    """Name whoever did something; a station where nobody was signed in says so."""
    name, _, station = user.partition("@")
    if name != NOBODY or not station:
        return user
    return translate("People", "Nobody signed in, station %1").replace("%1", station)


def missing(code: str) -> str:
    """Say what an act still needs."""
    words = {
        "sign_in_needed": translate("People", "Sign in first."),
        "role_lacks_right": translate("People", "You may not do this. Somebody who may can sign for it here."),
        "zone_lacks_right": translate("People", "This place is not among yours. Somebody else can sign for it here."),
        "reason_needed": translate("People", "Say why."),
        "second_person_needed": translate("People", "A second person has to sign, with their own password."),
        "second_person_same": translate("People", "The second person has to be somebody else."),
        "second_person_role": translate("People", "This person may not stand as second person. Ask a supervisor."),
    }
    return words.get(code, "")


def refusal(code: str, seconds: float = 0.0, least: int = 0) -> str:
    """Say why nobody was signed in or no account changed, and what to do; empty for what this page does not know."""
    words = {**_sign_in_refusals(), **_account_refusals(), **_password_refusals()}
    text = words.get(code, "") or missing(code)
    return text.replace("%1", str(least or max(1, round(seconds))))


def _sign_in_refusals() -> Mapping[str, str]:
    return {
        "name_or_password": translate("People", "Name or password is not right. Look at Caps Lock, then try again."),
        "wait": translate("People", "Too many wrong passwords. Try again in %1 s. Alarms can be answered meanwhile."),
        "disabled": translate("People", "This account is switched off. Ask a supervisor."),
        "must_change": translate("People", "Choose a password of your own now."),
        "no_accounts": translate("People", "There is no account yet. The installer makes the first one."),
        "accounts_changed": translate(
            "People", "The accounts were changed from outside and are not used. Alarms go on. Call the installer."
        ),
        "not_on_duty": translate("People", "Nobody is signed in: sign in instead."),
        "outgoing_gone": translate("People", "The one who signed is no longer on duty. Sign the handover again."),
        "handover_open": translate("People", "Something is not counted or not explained yet."),
        "same_person": translate("People", "The one who comes on has to be somebody else."),
    }


def _account_refusals() -> Mapping[str, str]:
    return {
        "name_missing": translate("People", "Enter a name."),
        "name_taken": translate("People", "This name is taken already."),
        "unknown_account": translate("People", "There is no such account."),
        "last_installer": translate("People", "The last installer's account has to stay."),
        "not_first": translate("People", "There are accounts already. Sign in instead."),
        "passwords_differ": translate("People", "The two passwords differ."),
    }


def _password_refusals() -> Mapping[str, str]:
    return {
        "too_short": translate("People", "Too short: at least %1 letters or figures."),
        "too_long": translate("People", "Too long: at most %1 letters."),
        "too_simple": translate("People", "Too easy to guess. Put several words together, for example."),
        "holds_name": translate("People", "The name must not be part of the password."),
        "password_same": translate("People", "The new password has to be another one."),
    }
