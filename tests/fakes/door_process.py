"""A station's door in a process of its own: ``python -m tests.fakes.door_process FOLDER CERTIFICATE`` prints its port.

It gives a file of three million bytes, slowly, to whoever has the certificate; it runs until it is killed.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from app.archive_door.identity import DoorIdentity
from tests.fakes.footage import Post


def main(folder: Path, certificate: Path) -> None:
    """Serve for ever."""
    north = Post.make(folder, "north")
    north.footage.add(folder / "gate.mp4", "gate", 1_700_000_000.0, 3_000_000)
    with north.open(Post("south", DoorIdentity(certificate)), rate=1_000_000) as port:
        print(port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
