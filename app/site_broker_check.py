"""`watchroom check FILE --broker`: is the site's own broker one that loses nothing? Says too what it could not try."""

from __future__ import annotations

from typing import Any

from app.services.device_link import foreign_address
from app.site_broker_probe import BrokerProbe, Finding, Findings
from app.site_broker_words import HEADINGS, PASSED, UNTESTED, problem_words, words
from app.site_document import SiteDocument
from app.site_fields import SecretError


def check_broker(site: SiteDocument, language: str) -> tuple[list[str], dict[str, Any]]:
    """Try the broker; returns lines for people and the same for programs ({"ok", "problems", "passed", "untested"})."""
    if not site.broker.url or site.broker.built_in:
        return [words(HEADINGS, "built_in", language)], _as_json(Findings(), {}, language)
    about: dict[str, object] = {
        "url": site.broker.url,
        "protocol": site.broker.protocol,
        "root": f"gs/1/{site.site.id}/",
        "own": f"gs/1/{site.site.id}/{site.station.id}/",
    }
    try:
        address = foreign_address(site.broker)
    except SecretError:
        findings = Findings(problems=[Finding("wrong_password")])
    else:
        findings = BrokerProbe(address, site.site.id, site.station.id, _device_account(site)).run()
    return _as_text(findings, about, language), _as_json(findings, about, language)


def _device_account(site: SiteDocument) -> tuple[str, str] | None:
    """The first device whose password can be read."""
    for device in site.devices:
        if device.password is not None:
            try:
                return device.id, device.password.reveal()
            except SecretError:
                continue
    return None


def _as_text(findings: Findings, about: dict[str, object], language: str) -> list[str]:
    lines = []
    for one in findings.problems:
        what, fix = problem_words(one.code, language, **about | one.parameters)
        lines.append(words(HEADINGS, "problem", language, what=what, fix=fix))
    if not lines:
        lines.append(words(HEADINGS, "good", language, **about))
    for heading, table, found in (("passed", PASSED, findings.passed), ("untested", UNTESTED, findings.untested)):
        told = [words(table, one.code, language, **about | one.parameters) for one in found]
        lines += [words(HEADINGS, heading, language, what=what) for what in told]
    return lines


def _as_json(findings: Findings, about: dict[str, object], language: str) -> dict[str, Any]:
    problems = []
    for one in findings.problems:
        what, fix = problem_words(one.code, language, **about | one.parameters)
        problems.append({"code": one.code, "what": what, "fix": fix, **one.parameters})
    return {
        "ok": not problems,
        "problems": problems,
        "passed": [one.code for one in findings.passed],
        "untested": [one.code for one in findings.untested],
    }
