"""``watchroom bench kills``: does anything get lost when everything is killed?

Two stations over one PostgreSQL: one with the built-in broker, one with a Mosquitto. Numbered messages and a guard's
acknowledgements go on while programs, brokers and database are killed (SIGKILL) together and apart at random instants;
in some rounds the disk of the stations takes no writing for 30 s. Loss is counted from the devices' own numbers.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from app.bench.kills_device import NumberedDevice
from app.bench.kills_proof import Proof, shared_missing
from app.bench.kills_servers import Mosquitto, Postgres, StallingDisk, free_port
from app.bench.kills_station import KilledStation

EXIT_FAILED = 1
SITE = "bench"
ROUND_SECONDS = 2.5
ALARMS_PER_SECOND = 10
STALL_EVERY = 10
SETTLE_SECONDS = 120.0
PASSWORD = "for the bench only"

DOCUMENT = """
schema = 1
[site]
id = "bench"
name = "Bench"
[station]
id = "{station}"
[detection]
enabled = false
[broker]
{broker}
{database}
[[zone]]
id = "z"
name = "Zone"
grouping_s = 0.0
[[device]]
id = "{device}"
name = "Controller"
zone = "z"
kind = "sensor"
password = "{password}"
"""


def run(arguments: argparse.Namespace) -> int:
    """Kill for ``--rounds`` and print the count, as lines or as one JSON object; 1 where anything was lost."""
    root = Path(tempfile.mkdtemp(prefix="watchroom-kills-"))
    root.chmod(0o755)  # the database's user has to reach its own folder
    bench = _Bench(root, random.Random(arguments.seed), stall_seconds=arguments.stall)
    try:
        figures = bench.measure(arguments.rounds)
    except RuntimeError as error:
        print(f"watchroom bench kills: {error}", file=sys.stderr)
        return EXIT_FAILED
    finally:
        bench.close()
        shutil.rmtree(root, ignore_errors=True)
    print(json.dumps(figures) if arguments.json else "\n".join(f"{key:16}{value}" for key, value in figures.items()))
    bad = ("lost", "duplicated", "acks_lost", "shared_missing", "damaged")
    return EXIT_FAILED if any(figures[key] for key in bad) else 0


class _Bench:
    """Everything that is killed, and what it is judged by."""

    def __init__(self, root: Path, dice: random.Random, stall_seconds: float) -> None:
        self._root = root
        self._dice = dice
        self._stall_seconds = stall_seconds
        self._kills: Counter[str] = Counter()
        self._stalls = 0
        self._disk = StallingDisk(root)
        self._mosquitto = Mosquitto(root / "mosquitto") if Mosquitto.program else None
        self._postgres = Postgres(root / "postgres") if Postgres.binaries() else None
        self._stations: dict[str, KilledStation] = {}
        self._devices: dict[str, NumberedDevice] = {}
        self._settled: dict[str, int] = {}

    def measure(self, rounds: int) -> dict[str, Any]:
        """Run so many rounds; returns what is printed."""
        begun, stall_at = time.monotonic(), min(STALL_EVERY // 2, rounds - 1)
        self._begin()
        for number in range(rounds):
            self._round(stalled=self._disk.can_stall and number % STALL_EVERY == stall_at)
            if (number + 1) % 10 == 0:
                print(f"{number + 1} rounds, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        return {"rounds": rounds, **self._count(), "seconds": round(time.monotonic() - begun)}

    def close(self) -> None:
        """End everything."""
        self._disk.resume()
        for device in self._devices.values():
            device.stop()
        for station in self._stations.values():
            station.kill()
        if self._mosquitto is not None:
            self._mosquitto.kill()
        if self._postgres is not None:
            self._postgres.stop()
        self._disk.close()

    def _begin(self) -> None:
        if self._postgres is not None:
            self._postgres.start()
        port = free_port()
        self._add("own", f'listen = "127.0.0.1:{port}"', port)
        if self._mosquitto is not None:
            self._mosquitto.start()
            address = f'built_in = false\nurl = "mqtt://127.0.0.1:{self._mosquitto.port}"'
            self._add("foreign", address, self._mosquitto.port)
        for station in self._stations.values():
            station.await_ready()
        for name, device in self._devices.items():
            device.start()
            if not self._wait(partial(self._heard, name)):
                raise RuntimeError(f"the station {name} does not hear its device")
            device.alarm()
        self._settle()

    def _heard(self, name: str) -> bool:
        """Whether the station knows where counting began; a broker keeps nothing for one that never subscribed."""
        return Proof(self._stations[name].journal).heard(self._devices[name].name)

    def _add(self, name: str, broker: str, port: int) -> None:
        database = f'[database]\nurl = "{self._postgres.url}"' if self._postgres is not None else ""
        path = self._root / f"{name}.toml"
        text = DOCUMENT.format(
            station=name, broker=broker, database=database, device=f"{name}-panel", password=PASSWORD
        )
        path.write_text(text, encoding="utf-8")
        self._stations[name] = KilledStation(path, self._disk.folder / name)
        self._stations[name].start()
        self._devices[name] = NumberedDevice(SITE, f"{name}-panel", port, PASSWORD)

    # One round.

    def _round(self, *, stalled: bool) -> None:
        """Publish all the time; kill some of what runs, together or each at its own instant, and bring it back."""
        chosen = [one for one in self._victims() if self._dice.random() < 0.5] or [self._dice.choice(self._victims())]
        together, at = self._dice.random() < 0.5, self._dice.uniform(0, ROUND_SECONDS)
        plan = [(at if together else self._dice.uniform(0, ROUND_SECONDS), one) for one in chosen]
        with ThreadPoolExecutor() as pool:
            work = [pool.submit(self._publish, one) for one in self._devices.values()]
            timer = self._stall() if stalled else None
            work += [pool.submit(self._kill, one, after) for after, one in plan]
            for done in work:
                done.result()
        if timer is not None:
            timer.join()
        self._revive(chosen)
        self._settle()

    def _victims(self) -> list[str]:
        servers = {"mosquitto": self._mosquitto, "postgres": self._postgres}
        return [*self._stations, *(name for name, one in servers.items() if one is not None)]

    def _stall(self) -> threading.Timer:
        time.sleep(self._dice.uniform(0, ROUND_SECONDS / 2))
        self._stalls += 1
        return self._disk.stall(self._stall_seconds)

    def _publish(self, device: NumberedDevice) -> None:
        pause = threading.Event()
        for _ in range(int(ROUND_SECONDS * ALARMS_PER_SECOND)):
            device.alarm()
            pause.wait(1 / ALARMS_PER_SECOND)

    def _kill(self, name: str, after: float) -> None:
        threading.Event().wait(after)
        self._kills[name] += 1
        self._of(name).kill()

    def _revive(self, names: list[str]) -> None:
        """Bring back in any order; a station may start before its broker and its database."""
        for name in self._dice.sample(names, len(names)):
            self._of(name).start()
        for name in names:
            if name in self._stations:
                self._stations[name].await_ready()

    def _of(self, name: str) -> Any:
        return {**self._stations, "mosquitto": self._mosquitto, "postgres": self._postgres}[name]

    # Judging.

    def _settle(self) -> None:
        """Wait until every published number is journalled; what does not come in time is counted at the end."""
        for name, device in self._devices.items():
            if self._wait(partial(self._arrived, name)):
                self._settled[name] = device.published

    def _arrived(self, name: str) -> bool:
        device, before = self._devices[name], self._settled.get(name, 0)
        proof = Proof(self._stations[name].journal)
        return not device.unacknowledged and proof.arrived(device.name, before) >= device.published - before

    def _wait(self, condition: Callable[[], bool]) -> bool:
        deadline, pause = time.monotonic() + SETTLE_SECONDS, threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                return False
            pause.wait(0.2)
        return True

    def _count(self) -> dict[str, Any]:
        proofs = {name: Proof(station.journal) for name, station in self._stations.items()}
        self._wait(lambda: all(self._guard_done(name, proof) for name, proof in proofs.items()))
        if self._postgres is not None:
            self._wait(lambda: not any(proof.waiting() for proof in proofs.values()))
        lost = {name: proofs[name].lost(one.name, one.boot, one.published) for name, one in self._devices.items()}
        acks = {name: station.acknowledged for name, station in self._stations.items()}
        return {
            "published": sum(device.published for device in self._devices.values()),
            "journalled": sum(proof.arrived(self._devices[name].name) for name, proof in proofs.items()),
            "lost": sum(len(one) for one in lost.values()),
            "duplicated": sum(proof.duplicated() for proof in proofs.values()),
            "acks": sum(len(one) for one in acks.values()),
            "acks_lost": sum(len(acks[name] - proof.acknowledged()) for name, proof in proofs.items()),
            "shared_missing": shared_missing(self._postgres.url, proofs.values()) if self._postgres else 0,
            "damaged": sum(not proof.sound() for proof in proofs.values()),
            "kills": dict(self._kills),
            "disk_stalls": self._stalls,
            "asked_again": sum(device.replayed for device in self._devices.values()),
            "left_out": self._left_out(),
        }

    def _guard_done(self, name: str, proof: Proof) -> bool:
        return len(proof.acknowledged()) >= self._devices[name].published // 2

    def _left_out(self) -> list[str]:
        """What this machine has not got."""
        have = {"mosquitto": self._mosquitto, "postgres": self._postgres, "disk stall": self._disk.can_stall or None}
        return [name for name, one in have.items() if one is None]
