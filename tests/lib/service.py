# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends the local service that a program under test has started for itself."""

import os
import signal
import socket
import struct
import time


def end_service(runtime_dir):
    """Asks the service of that runtime folder to end, found by whom its socket belongs to, and waits until it has."""
    path = os.path.join(str(runtime_dir), "sandpiper", "service.sock")
    client = socket.socket(socket.AF_UNIX)
    try:
        client.connect(path)
        credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return  # nobody is there
    finally:
        client.close()
    pid = struct.unpack("3i", credentials)[0]
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        end = time.monotonic() + 10
        while time.monotonic() < end and os.path.exists(f"/proc/{pid}") and not _is_zombie(pid):
            time.sleep(0.02)
        if os.path.exists(f"/proc/{pid}") and not _is_zombie(pid):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)


def _is_zombie(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
