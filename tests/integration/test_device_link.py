"""The way in for devices, as a station joins it: what is refused is audited and told in words on the health page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from alarms.engine import AlarmEngine
from alarms.service import AlarmService
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.pages.device_words import told
from app.pages.health_content import row
from app.services.alarm_site import alarm_site
from app.services.device_link import DeviceLink
from app.services.health import Level, PartStatus, broker_status
from app.settings import load_site
from app.station_records import StationRecords
from tests.fakes.certificates import make_certificate
from tests.fakes.small_station import BUILT_IN, FENCE_PASSWORD, load, site_text
from tests.integration.mqtt_tools import MqttClient, until

CAUSES = (
    *("unreachable", "lost", "wrong_password", "wrong_version", "refused", "subscription_refused", "not_configured"),
    *("plain_listener", "tls_files", "tls_untrusted", "tls_expired", "tls_hostname", "tls_certificate_wanted"),
    *("tls_certificate_refused", "tls_failed"),
)


class Joined:
    """Records, alarms and devices of one station."""

    def __init__(self, folder: Path, broker: str = BUILT_IN) -> None:
        clock = SystemClock()
        place = DataFolder(folder / "data")
        place.create()
        site = load(folder, site_text(None, broker)).site
        self.records = StationRecords(site, place, clock)
        self.alarms = AlarmService(AlarmEngine(alarm_site(site), clock), self.records.journal, clock)
        self.link = DeviceLink(site, self.alarms, self.records.journal, self.records.audit, clock)

    def audited(self) -> list[tuple[str, str, str]]:
        return [(one.actor, one.action, one.object) for one in self.records.audit.entries()]


@contextmanager
def joined(folder: Path, broker: str = BUILT_IN) -> Iterator[Joined]:
    made = Joined(folder, broker)
    made.alarms.start()
    made.link.start()
    try:
        yield made
    finally:
        made.link.stop()
        made.alarms.stop()
        made.records.stop()
        made.records.close()


def test_anothers_topic_is_refused_audited_and_shown_with_its_example(tmp_path: Path, qapp: QApplication) -> None:
    with joined(tmp_path) as station:
        assert station.link.refused() == PartStatus("intake", Level.GOOD, "none")
        fence = MqttClient(station.link.port, "fence1", FENCE_PASSWORD)
        fence.publish("gs/1/small/help1/event/panic/H1", {"Data": {"active": True}})
        for _ in range(3):
            fence.publish("gs/1/small/fence1/event/perimeter/Z01", b"not json")
        until(lambda: len(fence.acknowledged) == 4)
        fence.close()
        until(lambda: ("fence1", "refused_publish", "gs/1/small/help1/event/panic/H1") in station.audited())
        status = station.link.refused()
        assert status.level is Level.DEGRADED
        shown = row(status)
        assert "fence1 3 × not JSON; fence1 1 × another device's topic" in shown.reason
        assert "gs/1/small/fence1/event/perimeter/Z01 not json" in shown.next_step
        assert station.alarms.snapshot().occurrences == ()
        assert station.link.counters["refused_publish"] == 1


def test_a_plain_listener_beyond_this_computer_is_refused_unless_it_is_wished(tmp_path: Path) -> None:
    open_to_all = '[broker]\nlisten = "0.0.0.0:0"\n'
    path = tmp_path / "site.toml"
    path.write_text(site_text(None, open_to_all), encoding="utf-8")
    (problem,) = load_site(path).problems
    assert (problem.code, problem.kind) == ("plain_listener", "broker")
    assert "plain_network = true" in problem.fix
    path.write_text(site_text(None, f"{open_to_all}plain_network = true\n"), encoding="utf-8")
    assert load_site(path).problems == ()
    path.write_text(site_text(None, f'{open_to_all}certificate = "x.pem"\n'), encoding="utf-8")
    assert load_site(path).problems == ()


def test_a_station_with_a_plain_listener_starts_and_says_so(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None, '[broker]\nlisten = "0.0.0.0:0"\n'), encoding="utf-8")
    site = load_site(path).site
    assert site.broker.open_without_tls
    clock, folder = SystemClock(), DataFolder(tmp_path / "data")
    folder.create()
    records = StationRecords(site, folder, clock)
    alarms = AlarmService(AlarmEngine(alarm_site(site), clock), records.journal, clock)
    link = DeviceLink(site, alarms, records.journal, records.audit, clock)
    alarms.start()
    link.start()
    status = link.status()
    link.stop()
    alarms.stop()
    records.close()
    assert (link.port, status.level, status.detail["cause"]) == (0, Level.FAILED, "plain_listener")
    assert "no certificate for listening on the network" in row(status).reason


def test_the_built_in_broker_takes_its_certificate_from_the_site_document(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "station").path
    with joined(tmp_path, f'[broker]\nlisten = "127.0.0.1:0"\ncertificate = "{certificate}"\n') as station:
        assert station.link.status().level is Level.GOOD
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("none", encoding="utf-8")
    with joined(tmp_path, f'[broker]\nlisten = "127.0.0.1:0"\ncertificate = "{nonsense}"\n') as station:
        assert station.link.status().detail["cause"] == "tls_files"


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_has_words(qapp: QApplication, cause: str) -> None:
    status = told(broker_status(False, built_in=False, problem=cause))
    assert str(status.detail["cause"]) != cause
    assert str(status.detail["cause"]) in row(broker_status(False, built_in=False, problem=cause)).reason
