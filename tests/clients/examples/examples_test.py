#!/usr/bin/env python3
"""An example client runs against a real server, and says what it must.

    examples_test.py LETAND LETAN PROGRAM [ARGUMENT…]      (the server's address comes last)
"""

import subprocess
import sys
import tempfile

DEADLINE = 60  # seconds
EXPECTED = """room: resources/room-1, Phòng họp 1
held: 1
booked: 1
refused: resources/room-1: BOOKING_RULE_OVERLAP, in the way: protocol
fits from 2030-02-08T11:00:00Z
"""
ROOM = """{"resource_id": "room-1", "resource": {"kind": "RESOURCE_KIND_MEETING_ROOM",
 "display_name": "Phòng họp 1"}}"""


def main():
    letand, letan, *client = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        server = subprocess.Popen([letand, f"--storage=sqlite:{directory}/letan.db",
                                   "--listen=127.0.0.1:0", "--anonymous"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            line = server.stdout.readline()
            if not line.startswith("listening on "):
                raise SystemExit(f"the server did not start: {line!r}")
            address = line.removeprefix("listening on ").split()[0]
            subprocess.run([letan, f"--server={address}", "call", "ResourceService.CreateResource",
                            ROOM], check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE)
            said = subprocess.run([*client, address], check=True, text=True, timeout=DEADLINE,
                                  stdout=subprocess.PIPE).stdout
        finally:
            server.terminate()
            server.wait(timeout=DEADLINE)
            server.stdout.close()
    if said != EXPECTED:
        raise SystemExit(f"the client said:\n{said}\nbut must say:\n{EXPECTED}")


main()
