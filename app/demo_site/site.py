"""The demo site as one thing: its document, cameras and devices."""

from __future__ import annotations

import secrets
from pathlib import Path

import resources
from app.demo_site.cameras import DemoCameras, Urls, is_night
from app.demo_site.devices.clock import Clock
from app.demo_site.devices.fleet import DemoDevices
from app.demo_site.loops import LOOP_S, cache_folder
from app.settings import load_site
from app.site_document import Camera, Device, SiteDocument
from app.site_fields import Secret
from app.site_plan_file import plans_file

INTRUDER_CUTS = 8.6
"""When in his loop the intruder of scenes/fences.py cuts the wires, seconds."""
SMOKE_REACHES = 14.0
"""When in its loop the smoke of scenes/indoors.py reaches the detector at the ceiling, seconds."""
SMOKE_DETECTOR = "L01-001"

DOCUMENT = Path(resources.__file__).parent / "sites" / "demo.toml"


def lay_out(folder: Path) -> Path:
    """Copy the document, its plans and their images into a folder, so that plans can be published there."""
    for source in (DOCUMENT, plans_file(DOCUMENT), *(DOCUMENT.parent / "plans").iterdir()):
        target = folder / source.relative_to(DOCUMENT.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return folder / DOCUMENT.name


class DemoSite:
    """A small community that runs on this machine, over real sockets.

    The station's own broker is its broker: start the cameras, start the station with `document`, then connect the
    devices to the broker's port. Passwords are made anew for each run. night: None goes by the clock.
    """

    def __init__(
        self,
        data_dir: Path,
        clock: Clock,
        videos: Path | None = None,
        night: bool | None = None,
        cache: Path | None = None,
    ) -> None:
        self._clock = clock
        site = load_site(DOCUMENT).site
        self._passwords = {device.id: secrets.token_urlsafe(12) for device in site.devices if device.kind != "station"}
        dark = is_night(clock.now(), site.site.timezone) if night is None else night
        self.cameras = DemoCameras([camera.id for camera in site.cameras], cache or cache_folder(), dark, videos)
        self.devices = DemoDevices(site.site.id, self._passwords, clock, self.cameras.plates)
        self.document = site.model_copy(
            update={
                "station": site.station.model_copy(update={"data_dir": str(data_dir)}),
                "devices": tuple(self._with_password(device) for device in site.devices),
            }
        )
        self._connected = False
        self._stories = {"intruder": self._play_intruder, "burning": self._play_fire}

    def start(self) -> SiteDocument:
        """Start the cameras and return the document with all addresses and passwords in it."""
        self.start_cameras()
        return self.document

    def start_cameras(self) -> Urls:
        """Start the cameras' process; pictures come as their loops are encoded."""
        urls = self.cameras.start()
        cameras = tuple(self._with_address(camera, urls) for camera in self.document.cameras)
        self.document = self.document.model_copy(update={"cameras": cameras})
        return urls

    def connect_devices(self, host: str, port: int) -> None:
        """Connect all devices to the station's broker, in the background."""
        self._connected = True
        self.devices.connect(host, port)

    def trigger(self, name: str) -> str | None:
        """Make something happen; returns the id of the message sent, where one was sent at once. Raises KeyError.

        A cut of the east fence shows the intruder from the camera's next loop on; `intruder` tells the story in order:
        somebody climbs, cuts the wires, is inside and runs, within 40 s; `burning` the lobby's: a bin smokes and burns,
        which the camera sees long before the smoke detector does.
        """
        if name in self._stories:
            self._stories[name]()
            return None
        if name == "fence Z03":
            self._show("cam06", "intruder")
        return self.devices.trigger(name)

    @property
    def triggers(self) -> tuple[str, ...]:
        """The names `trigger` knows."""
        return (*self.devices.triggers, *self._stories)

    def _show(self, camera: str, variant: str) -> float:
        """Show a variant in the next loop, and the usual one after it; returns the seconds until it starts."""
        self.cameras.play(camera, variant)
        wait = LOOP_S - self._clock.now() % LOOP_S
        self.devices.after(wait + LOOP_S / 2, lambda: self.cameras.play(camera))
        return wait

    def _play_intruder(self) -> None:
        self.devices.after(self._show("cam06", "intruder") + INTRUDER_CUTS, self._cut_fence)

    def _play_fire(self) -> None:
        self.devices.after(self._show("cam13", "fire") + SMOKE_REACHES, self._smoke)

    def _smoke(self) -> None:
        self.devices.fire.activate(SMOKE_DETECTOR)

    def _cut_fence(self) -> None:
        self.devices.trigger("fence Z03")

    def stop(self) -> None:
        """Disconnect the devices and end the cameras."""
        if self._connected:
            self.devices.stop()
            self._connected = False
        self.cameras.stop()

    def _with_password(self, device: Device) -> Device:
        password = self._passwords.get(device.id)
        return device.model_copy(update={"password": Secret(password) if password else None})

    def _with_address(self, camera: Camera, urls: Urls) -> Camera:
        sub, main = urls[camera.id]
        account = self.cameras.credentials
        turns = camera.ptz
        if turns is not None:
            turns = turns.model_copy(update={"address": self.cameras.onvif[camera.id]})
        return camera.model_copy(
            update={
                "sub": sub,
                "main": main,
                "username": account.username,
                "password": Secret(account.password),
                "ptz": turns,
            }
        )
