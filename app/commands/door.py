"""`watchroom door`: this station's certificate, to be carried to stations that fetch its footage or give theirs.

Exit codes: 0 given, 1 could not be made or written, 2 no site file.
"""

from __future__ import annotations

import argparse
import sys

from app import system
from app.archive_door.identity import DoorKeyError, Peer, door_identity
from app.data_folder import DataFolder, data_root
from app.settings import load_site

EXIT_GIVEN, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2


def run(arguments: argparse.Namespace) -> int:
    """Make the key and certificate where there are none, and give the certificate; the key stays here."""
    document = arguments.site or system.default_site_file()
    if not document.is_file():
        print(f"no site file at {document}", file=sys.stderr)
        return EXIT_BAD_INPUT
    site = load_site(document).site
    try:
        certificate = door_identity(DataFolder(data_root(site, document)).keys, site.station.id).certificate
        if arguments.output is not None:
            arguments.output.write_text(certificate, "ascii")
        else:
            print(certificate, end="")
    except (DoorKeyError, OSError) as error:
        print(f"the certificate cannot be given: {error}", file=sys.stderr)
        return EXIT_FAILED
    fingerprint = Peer(site.station.id, "", certificate).fingerprint
    spaced = " ".join(fingerprint[place : place + 8] for place in range(0, len(fingerprint), 8))
    print(f"station {site.station.id}, compare by telephone: {spaced}", file=sys.stderr)
    return EXIT_GIVEN
