"""`watchroom check FILE --broker` against a real Mosquitto that is set up well, and badly in each way."""

import argparse
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import site_broker_probe, site_check
from app.site_broker_words import HEADINGS, PASSED, PROBLEMS, UNTESTED
from tests.fakes import mosquitto
from tests.fakes.certificates import make_certificate

pytestmark = pytest.mark.skipif(bool(mosquitto.missing()), reason=mosquitto.missing())

GOOD_ACL = """user station
topic readwrite gs/1/demo/#
user fence1
topic write gs/1/demo/fence1/#
topic read gs/1/demo/fence1/cmd/#
"""
LAX_ACL = """user station
topic readwrite gs/1/demo/#
user fence1
topic readwrite gs/1/demo/#
"""


@pytest.fixture(autouse=True)
def _small_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to find Mosquitto's default of 1,000."""
    monkeypatch.setattr(site_broker_probe, "QUEUE", 1300)


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., dict[str, Any]]]:
    """Start a Mosquitto of these settings and check a site that uses it; gives what is printed as JSON."""
    started: list[mosquitto.MosquittoProcess] = []

    def run(more: str, settings: str = mosquitto.SETTINGS, broker: str = "", *, lang: str = "en") -> dict[str, Any]:
        started.append(mosquitto.MosquittoProcess(tmp_path / "broker", more, settings))
        started[-1].start()
        site = tmp_path / "site.toml"
        scheme = "mqtts" if "certfile" in more else "mqtt"
        site.write_text(
            f'schema = 1\n[site]\nid = "demo"\nname = "D"\n[broker]\nbuilt_in = false\n'
            f'url = "{scheme}://127.0.0.1:{started[-1].port}"\n{broker}\n'
            '[[device]]\nid = "fence1"\nname = "F"\nkind = "perimeter"\npassword = "wire"\n',
            encoding="utf-8",
        )
        code = site_check.run(argparse.Namespace(file=site, lang=lang, json=True, broker=True))
        told: dict[str, Any] = json.loads(capsys.readouterr().out)["broker"]
        assert (code == 0) is told["ok"]
        return told

    yield run
    for one in started:
        one.kill()


def accounts(folder: Path, acl: str) -> str:
    """Passwords and rights for station and device."""
    program = Path(str(mosquitto.PROGRAM)).with_name("mosquitto_passwd")
    found = program if program.exists() else Path("/usr/bin/mosquitto_passwd")
    passwords, rights = folder / "passwords", folder / "acl"
    passwords.write_text("station:post\nfence1:wire\n", encoding="utf-8")
    subprocess.run([str(found), "-U", str(passwords)], check=True)
    rights.write_text(acl, encoding="utf-8")
    for path in (passwords, rights):
        path.chmod(0o600)
    return f"allow_anonymous false\npassword_file {passwords}\nacl_file {rights}"


ACCOUNT = 'username = "station"\npassword = "post"'


def codes(told: dict[str, Any]) -> set[str]:
    return {one["code"] for one in told["problems"]}


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_a_broker_as_the_contract_asks_for_passes(
    check: Callable[..., dict[str, Any]], tmp_path: Path, protocol: str
) -> None:
    told = check(accounts(tmp_path, GOOD_ACL), broker=f'{ACCOUNT}\nprotocol = "{protocol}"')
    assert told["problems"] == []
    assert {"session", "queue", "retained", "largest_message", "no_strangers", "device_no_commands"} <= {
        *told["passed"]
    }
    assert told["untested"] == (["expiry", "restart"] if protocol == "3.1.1" else ["restart"])
    assert ("session_expiry" in told["passed"]) is (protocol == "5")


def test_stock_settings_keep_a_thousand_messages_and_let_anybody_in(check: Callable[..., dict[str, Any]]) -> None:
    told = check("allow_anonymous true", settings="")
    assert codes(told) == {"no_queue", "strangers", "device_others_topics", "device_commands"}
    (queue,) = [one for one in told["problems"] if one["code"] == "no_queue"]
    assert 1000 <= queue["limit"] <= 1020
    assert "max_queued_messages 0" in queue["fix"]


def test_a_device_that_may_do_too_much_is_told(check: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    told = check(accounts(tmp_path, LAX_ACL), broker=ACCOUNT, lang="zh_CN")
    assert codes(told) == {"device_others_topics", "device_commands"}
    assert "fence1" in told["problems"][0]["what"]


def test_small_packets_and_no_retained_messages_are_told(check: Callable[..., dict[str, Any]]) -> None:
    told = check("allow_anonymous true", settings="message_size_limit 1000\nretain_available false")
    assert {"no_largest_message", "no_retained"} <= codes(told)


def test_a_wrong_password_and_a_wrong_certificate_are_told(
    check: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    assert codes(check(accounts(tmp_path, GOOD_ACL), broker='username = "station"\npassword = "x"')) == {
        "wrong_password"
    }
    authority = make_certificate(tmp_path, "authority")
    server = make_certificate(tmp_path, "server", issuer=authority).path
    lines = f"allow_anonymous true\ncertfile {server}\nkeyfile {server}"
    assert codes(check(lines)) == {"tls_untrusted"}
    assert not codes(check(lines, broker=f'ca = "{authority.path}"')) & {"tls_untrusted", "refused"}


def test_every_word_is_there_in_both_languages() -> None:
    for table in (PASSED, UNTESTED, HEADINGS):
        assert all(len(texts) == 2 and all(texts) for texts in table.values())
    assert all(len(one) == 2 and all(all(each) for each in one) for one in PROBLEMS.values())
