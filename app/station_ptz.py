"""A station's cameras that turn: made from the site document, over the holds that its stations share."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from app.notifier import News
from app.people.authorised import Authority
from app.services.camera_control import Controls, Hand, hand_of, open_controls
from app.services.health import Level, PartStatus
from app.services.places import Places
from app.services.ptz import PtzService
from app.services.stations import StationNetwork
from app.site_document import Camera, SiteDocument
from app.site_fields import Secret, SecretError
from app.site_ptz import address_of
from video.clock import Clock
from video.model import Credentials, StreamAddress, Trust
from video.onvif.model import PtzSource

log = logging.getLogger(__name__)


def ptz_lease(camera: str) -> str:
    """The name of the lease of turning a camera for alarms."""
    return f"ptz:{camera}"


def make_ptz(
    places: Places, network: StationNetwork, clock: Clock, news: News, on_turning: Callable[[str], None]
) -> PtzService:
    """Make the service; nothing is reached yet."""
    site = places.site
    sources = [_source(camera) for camera in site.cameras if camera.ptz is not None]
    network.leases.want(ptz_lease(source.camera) for source in sources)
    return PtzService(
        places,
        sources,
        _controls(site, clock, wanted=bool(sources)),
        clock,
        owns=lambda camera: network.leases.owns(ptz_lease(camera)),
        on_changed=news.ptz_changed,
        on_trouble=news.ptz_trouble,
        on_turning=on_turning,
    )


def ptz_status(service: PtzService) -> PartStatus:
    """Judge the cameras that turn."""
    failures, cameras = service.failures(), len(service.cameras)
    detail: dict[str, str | float] = {"turning": cameras - len(failures), "cameras": cameras}
    if not failures:
        return PartStatus("ptz", Level.GOOD, "all_turn", detail)
    return PartStatus("ptz", Level.DEGRADED, "some_lost", detail | {"missing": ", ".join(failures)})


def hand_for(held: Authority) -> Hand:
    """The hand of whoever was given the right."""
    return hand_of(held.person, held.actor, held.user)


def _source(camera: Camera) -> PtzSource:
    assert camera.ptz is not None
    ptz = camera.ptz
    username = ptz.username or camera.username
    password = _revealed(camera.id, ptz.password or camera.password)
    credentials = Credentials(username, password) if username and password is not None else None
    trust = Trust(camera.tls_ca, camera.tls_fingerprint)
    return PtzSource(
        camera.id, StreamAddress(address_of(ptz, camera.sub, camera.main), credentials, trust), ptz.profile
    )


def _revealed(camera: str, secret: Secret | None) -> str | None:
    """A password that cannot be read leaves its camera refused, and no other."""
    if secret is None:
        return ""
    try:
        return secret.reveal()
    except SecretError as error:
        log.warning("camera %s: its password cannot be read: %s", camera, error)
        return None


def _controls(site: SiteDocument, clock: Clock, *, wanted: bool) -> Controls:
    station, url = site.station.id, site.database.url
    if not wanted or url is None:
        return Controls(station, clock)
    try:
        return open_controls(url.reveal(), station, clock)
    except (SecretError, SQLAlchemyError):  # told by the records' own way there
        return Controls(station, clock)
