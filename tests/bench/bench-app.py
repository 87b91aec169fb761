#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the programs as a person meets them, and prints figures; asserts nothing.

usage: bench-app.py BUILD SOURCE [RUNS]

  start → window     from starting the program to its window being mapped, and to its welcome page being there to read
  start → answer     `sandpiper ask` on a small table: with nothing running, and with the service running already
  memory             PSS of the window, the service and a session, after one answered question
"""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "acceptance"))
import desktop  # noqa: E402
from desktop import end_service, find, wait_for  # noqa: E402


def show(name, values, unit):
    print(f"{name:<52} median {statistics.median(values):8.1f} {unit}   min {min(values):8.1f}   max {max(values):8.1f}   n {len(values)}",
          flush=True)


def make_table(path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "month", "revenue"])
        writer.writerows([region, month, 100 + 7 * month] for region in ("north", "south", "west") for month in range(1, 13))


def pss_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def descendants(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    children.setdefault(int(stat.read().rpartition(")")[2].split()[1]), []).append(int(entry))
            except OSError:
                pass
    found, queue = [], [pid]
    while queue:
        queue += children.get(queue[0], [])
        found.append(queue.pop(0))
    return found[1:]


def bench_windows(desk, runs):
    mapped, ready = [], []
    for _ in range(runs + 1):
        started = time.monotonic()
        process = desk.spawn([str(desk.build / "src/sandpiper")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not desk.xdo("search", "--onlyvisible", "--pid", str(process.pid)).strip():
            time.sleep(0.005)
        mapped.append((time.monotonic() - started) * 1000)
        wait_for("the composer", lambda: find(desk.application(), role="text", name="Message"), 30)
        ready.append((time.monotonic() - started) * 1000)
        desk.end(process)
    show("start → window mapped (service running after run 1)", mapped[1:], "ms")
    show("start → composer readable through AT-SPI", ready[1:], "ms")


def ask(desk, table):
    started = time.monotonic()
    done = subprocess.run([str(desk.build / "src/sandpiper"), "ask", str(table), "What is the average revenue by region?", "-q"],
                          env=desk.env, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return (time.monotonic() - started) * 1000


def bench_answers(desk, table, runs):
    cold = []
    for _ in range(runs):
        end_service(desk.env["XDG_RUNTIME_DIR"])
        cold.append(ask(desk, table))
    show("ask → answer, nothing running", cold, "ms")
    show("ask → answer, service and warm session there", [ask(desk, table) for _ in range(runs)], "ms")


def bench_memory(desk):
    process = desk.run_window()
    desk.settle(2)
    print(f"memory of the window                                 PSS {pss_mib(process.pid):8.1f} MiB")
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"sandpiper-service") and str(desk.home).encode() in b" ".join(command):
            print(f"memory of the service                                PSS {pss_mib(pid):8.1f} MiB")
            sessions = [pss_mib(child) for child in descendants(pid)]
            print(f"memory of its sandboxes ({len(sessions)} processes)                PSS {sum(sessions):8.1f} MiB")
    desk.end(process)


def main():
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder, desktop.Desktop(sys.argv[1], sys.argv[2]) as desk:
        table = pathlib.Path(folder) / "revenue.csv"
        make_table(table)
        bench_windows(desk, runs)
        bench_answers(desk, table, runs)
        bench_memory(desk)


if __name__ == "__main__":
    main()
