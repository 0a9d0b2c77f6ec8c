"""The way in and out for devices: the built-in broker, or a connection to the site's own.

Both end in the same two things: messages handed to the alarm service, which answers only when they are durable, and a
channel for commands that expire.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from alarms.broker.accounts import Account
from alarms.broker.core import Refusal
from alarms.broker.server import BuiltInBroker
from alarms.commands import CommandChannel
from alarms.ports import Clock, Journal
from alarms.receivers.mqtt import LinkState, MqttReceiver, broker_address
from alarms.receivers.tls import BrokerAddress, TlsFilesError, server_context
from alarms.refusals import Refused
from alarms.sequences import ReplayRequest
from alarms.service import AlarmService
from app.services.drill_link import BrokerDrillLink, DirectDrillLink, DrillLink
from app.services.health import PartStatus, broker_status, intake_status
from app.site_document import Broker, SiteDocument
from app.site_fields import SecretError
from app.store.audit import AuditLog
from app.store.errors import StoreError

log = logging.getLogger(__name__)

ORIGIN = "mqtt"
DRILL_ORIGIN = "drill"
REFUSED_LATELY_S = 3600.0


def foreign_address(broker: Broker) -> BrokerAddress:
    """The site's own broker as the receiver wants it. Raises SecretError, or ValueError for an address that is none."""
    return broker_address(
        broker.url,
        broker.username,
        broker.password.reveal() if broker.password is not None else "",
        version=5 if broker.protocol == "5" else 4,
        ca=broker.ca,
        certificate=broker.certificate,
        key=broker.key,
    )


class DeviceLink:
    """Start it after the alarm service; ``commands`` may be used from any thread."""

    def __init__(
        self, site: SiteDocument, alarms: AlarmService, journal: Journal, audit: AuditLog, clock: Clock
    ) -> None:
        self._site = site
        self._alarms = alarms
        self._audit = audit
        self._clock = clock
        self._problem = ""
        self._drill_account = (f"drill@{site.station.id}", secrets.token_urlsafe(24))
        self._broker: BuiltInBroker | None = None
        self._receiver: MqttReceiver | None = None
        if site.broker.open_without_tls:
            self._problem = "plain_listener"
        elif site.broker.built_in:
            self._broker = self._make_broker(journal)
        elif site.broker.url:
            self._receiver = self._make_receiver()
        self._auditor = ThreadPoolExecutor(1, "refusals")
        self.commands = CommandChannel(site.site.id, self._publish, clock)

    @property
    def port(self) -> int:
        """The built-in broker's port, 0 while it does not listen."""
        return self._broker.port if self._broker is not None else 0

    @property
    def counters(self) -> dict[str, int]:
        """What the built-in broker has counted; nothing for a foreign one."""
        return dict(self._broker.counters) if self._broker is not None else {}

    def start(self) -> None:
        """Let devices in. An address that cannot be had is a fault of the station, never the end of it."""
        self.commands.start()
        self._alarms.add_listener(self.commands)
        self._alarms.on_gap(self._ask_replay)
        if self._broker is not None:
            try:
                self._broker.start()
            except OSError as error:
                self._problem = error.strerror or type(error).__name__
                log.exception("the built-in broker cannot listen on %s", self._site.broker.listen)
        if self._receiver is not None:
            self._receiver.start()

    def stop(self) -> None:
        """Let nobody in any more; commands that wait are failed."""
        if self._broker is not None:
            self._broker.stop()
        if self._receiver is not None:
            self._receiver.stop()
        self._alarms.remove_listener(self.commands)
        self.commands.stop()
        self._auditor.shutdown()

    def status(self) -> PartStatus:
        """Judge the way in for the health page."""
        if self._broker is not None:
            return broker_status(self._broker.port != 0, built_in=True, problem=self._problem)
        if self._receiver is not None:
            state = self._receiver.state
            return broker_status(state.connected, built_in=False, problem=state.reason)
        return broker_status(False, built_in=self._site.broker.built_in, problem=self._problem or "not_configured")

    def refused(self) -> PartStatus:
        """Judge what was not let in lately: messages that are none, clients that may not."""
        since = self._clock.now() - REFUSED_LATELY_S
        found: list[Refused] = [*self._alarms.refusals.listed(since)]
        if self._broker is not None:
            found += self._broker.refusals.listed(since)
        return intake_status(found)

    def _make_broker(self, journal: Journal) -> BuiltInBroker | None:
        broker = self._site.broker
        try:
            tls = server_context(broker.certificate, broker.key, broker.ca) if broker.certificate else None
        except TlsFilesError as error:
            log.warning("the built-in broker's certificate cannot be read: %s", error.name)
            self._problem = "tls_files"
            return None
        host, _, port = broker.listen.rpartition(":")
        retained = [(raw.topic, raw.payload) for raw in journal.latest_states() if raw.payload]
        return BuiltInBroker(
            self._site.site.id,
            list(self._accounts()),
            self._alarms.submit,
            self._clock,
            host=host.strip("[]"),
            port=int(port),
            tls=tls,
            audit=self._refused,
            retained=retained,
            on_kept=partial(self._alarms.submit, kept=True),
        )

    def open_drill(self) -> DrillLink:
        """Open a way for a drill's messages: the broker's, under the drill's own account, where that can be had."""
        name, password = self._drill_account
        client = f"watchroom-{self._site.site.id}-{name}"
        host = self._site.broker.listen.rpartition(":")[0].strip("[]")
        if self._broker is not None and self.port and not self._site.broker.certificate:
            near = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
            return BrokerDrillLink(BrokerAddress(near, self.port, name, password), client)
        if self._receiver is not None and self._receiver.state.connected:
            return BrokerDrillLink(foreign_address(self._site.broker), client)
        return DirectDrillLink(lambda topic, body: self._alarms.submit(topic, body, self._clock.now(), DRILL_ORIGIN))

    def _accounts(self) -> Iterable[Account]:
        yield Account(*self._drill_account, device="", drill=True)
        for device in self._site.devices:
            if device.password is None:
                continue
            try:
                yield Account(device.id, device.password.reveal(), device.id)
            except SecretError as error:
                self._problem = str(error)
                log.warning("device %s cannot log in: %s", device.id, error)

    def _make_receiver(self) -> MqttReceiver | None:
        client = f"watchroom-{self._site.site.id}-{self._site.station.id}"
        try:
            address = foreign_address(self._site.broker)
            return MqttReceiver(
                address,
                self._site.site.id,
                client,
                self._alarms.submit,
                self._clock,
                on_state=self._link_changed,
            )
        except TlsFilesError as error:
            log.warning("a certificate for the broker cannot be read: %s", error.name)
            self._problem = "tls_files"
        except (SecretError, ValueError) as error:
            self._problem = str(error)
        return None

    def _link_changed(self, state: LinkState) -> None:
        self._alarms.listen(state.connected)

    def _publish(self, topic: str, payload: bytes) -> Future[None]:
        if self._broker is not None:
            return self._broker.publish(topic, payload)
        if self._receiver is not None:
            return self._receiver.publish(topic, payload)
        failed: Future[None] = Future()
        failed.set_exception(ConnectionError("not_connected"))
        return failed

    def _ask_replay(self, gap: ReplayRequest) -> None:
        """Numbers of a device are missing: have it send what it still holds."""
        self.commands.send(gap.device, "replay", {"from_seq": gap.from_seq})

    def _refused(self, refusal: Refusal) -> None:
        """Called in the broker's thread, which must not wait for the disk."""
        log.warning("refused %s by %s: %s", refusal.code, refusal.username, refusal.subject)
        with contextlib.suppress(RuntimeError):  # we are ending
            self._auditor.submit(self._audit_refusal, refusal)

    def _audit_refusal(self, refusal: Refusal) -> None:
        try:
            self._audit.append(refusal.username, f"refused_{refusal.code}", refusal.subject)
        except StoreError as error:
            log.warning("a refusal could not be audited: %s", error)
