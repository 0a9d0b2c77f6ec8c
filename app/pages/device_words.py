"""Words for what goes wrong between devices and the station: refusals by device, and why a broker is not reached."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from app.services.health import PartStatus

translate = QCoreApplication.translate


def told(status: PartStatus) -> PartStatus:
    """Return the same with the codes inside its detail turned into words, for the parts ``broker`` and ``intake``."""
    if status.part == "broker" and "cause" in status.detail:
        cause = str(status.detail["cause"])
        return replace(status, detail={**status.detail, "cause": _causes().get(cause, cause)})
    if status.part == "intake" and "who" in status.detail:
        return replace(status, detail={**status.detail, "summary": _summary(status)})
    return status


def _summary(status: PartStatus) -> str:
    """Name the worst three: device, how many, what."""
    lines = []
    problems = _problems()
    for line in str(status.detail["who"]).split("\n"):
        device, problem, count = line.split("\t")
        who = device or translate("Health", "others")
        lines.append(f"{who} {count} × {problems.get(problem, problem)}")
    more = int(status.detail.get("more", 0))
    if more:
        lines.append(translate("Health", "and %n more", "", more))
    return "; ".join(lines)


def _problems() -> dict[str, str]:
    return {
        "not_json": translate("Health", "not JSON"),
        "too_large": translate("Health", "over 256 KiB"),
        "wrong_shape": translate("Health", "not as the contract says"),
        "wrong_topic": translate("Health", "unknown topic"),
        "other_site": translate("Health", "of another site"),
        "unknown_device": translate("Health", "device not in the site document"),
        "internal_error": translate("Health", "could not be taken in"),
        "other_topic": translate("Health", "another device's topic"),
        "other_subscription": translate("Health", "wanted to listen to others"),
        "wrong_password": translate("Health", "wrong name or password"),
        "retained_command": translate("Health", "retained command"),
        "not_mqtt": translate("Health", "broken connection talk"),
        "too_fast": translate("Health", "too fast, slowed down"),
        "too_many_connections": translate("Health", "too many connections"),
    }


def _causes() -> dict[str, str]:
    return {
        "unreachable": translate("Health", "no answer at its address"),
        "lost": translate("Health", "connection lost"),
        "wrong_password": translate("Health", "wrong user name or password"),
        "wrong_version": translate("Health", "it speaks another MQTT version"),
        "refused": translate("Health", "it refuses this station"),
        "subscription_refused": translate("Health", "it does not let this station listen"),
        "not_configured": translate("Health", "no broker in the site document"),
        "plain_listener": translate("Health", "no certificate for listening on the network"),
        "tls_files": translate("Health", "a certificate or key file cannot be read"),
        "tls_untrusted": translate("Health", "its certificate is of an unknown authority"),
        "tls_expired": translate("Health", "its certificate has expired, or the clock here is wrong"),
        "tls_hostname": translate("Health", "its certificate is for another address"),
        "tls_certificate_wanted": translate("Health", "it wants a certificate of this station"),
        "tls_certificate_refused": translate("Health", "it does not accept this station's certificate"),
        "tls_failed": translate("Health", "encryption (TLS) failed"),
    }
