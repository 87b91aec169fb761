#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`sandpiper ask` from outside, with the real service: answers, files, refusals, Stop. Speaks TAP.

usage: test-ask.py BUILD
"""

import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from service import end_service  # noqa: E402

BUILD = pathlib.Path(sys.argv[1])


class Place:
    """A folder with data, and a home and a runtime folder of its own for the programs."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.env = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        for name in ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
            path = self.folder / name.lower()
            path.mkdir(mode=0o700)
            self.env[name] = str(path)
        self.data = self.folder / "fruit.csv"
        with open(self.data, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["fruit", "season", "price"])
            writer.writerows([["apple", "autumn", 3], ["pear", "autumn", 5], ["cherry", "summer", 9], ["plum", "summer", 7]])

    def start(self, *arguments):
        return subprocess.Popen([str(BUILD / "src/sandpiper"), "ask", *map(str, arguments)], env=self.env, cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=90)
        return process.returncode, out, err


def expect(condition, *words):
    if not condition:
        raise AssertionError(" ".join(map(str, words)))


def answers(place):
    status, out, err = place.ask("fruit.csv", "What is the average price?")
    expect(status == 0, "exit", status, err)
    expect("6" in out, out)
    expect(">>> Python" in err and ">>> Python" not in out, "the code belongs on standard error")


def saves_a_chart(place):
    for number in (1, 2):
        status, _, err = place.ask("fruit.csv", "Create a bar chart of the price by fruit", "--out", "charts", "--quiet")
        expect(status == 0, "exit", status, err)
        files = sorted(path.name for path in (place.folder / "charts").iterdir())
        expect(len(files) == number, "asked again, nothing is overwritten:", files)
    for path in (place.folder / "charts").iterdir():
        expect(path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n"), path)


def prints_json(place):
    status, out, err = place.ask("fruit.csv", "What is the highest price?", "--json")
    report = json.loads(out)
    expect(status == 0 and report["status"] == "completed", report, err)
    expect("9" in report["text"], report["text"])
    expect(any("fruit.csv" in cell["code"] for cell in report["cells"]), report["cells"])
    expect(report["usage"]["output_tokens"] > 0, report["usage"])


def solves_an_equation(place):
    status, out, err = place.ask("I need to solve the equation `3x + 11 = 14`. Can you help me?")
    expect(status == 0 and "1" in out, out, err)


def refuses(place):
    (place.folder / "data.parquet").write_bytes(b"PAR1")
    (place.folder / "empty.csv").write_bytes(b"")
    for arguments in (["missing.csv", "What?"], ["fruit.csv"], [], ["--nonsense", "What?"]):
        status, out, err = place.ask(*arguments)
        expect(status == 2 and not out and err.strip(), arguments, status, out, err)
    for name in ("data.parquet", "empty.csv"):
        status, out, err = place.ask(name, "What is in it?")
        expect(status == 1 and not out and len(err.strip()) > 20, name, status, out, err)


def stops(place):
    process = place.start("fruit.csv", "Create a bar chart of the price by fruit")
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    process.communicate(timeout=30)
    expect(process.returncode in (130, 0), process.returncode)
    expect(time.monotonic() - started < 15, "stopping took too long")


def tells_what_is_missing(place):
    (place.folder / "nothing").mkdir()
    place.env["PATH"] = str(place.folder / "nothing")
    status, out, err = place.ask("fruit.csv", "What is the average price?")
    expect(status == 1 and "6" not in out, status, out)
    words = [line for line in err.splitlines() if "bubblewrap" in line]
    expect(words and all(line.count("is not installed") == 1 for line in words), err)


CASES = [answers, saves_a_chart, prints_json, solves_an_equation, refuses, stops, tells_what_is_missing]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, case in enumerate(CASES, 1):
        name = f"{number} /sp/ask/{case.__name__.replace('_', '-')}"
        with tempfile.TemporaryDirectory(prefix="sp-ask-", ignore_cleanup_errors=True) as folder:
            place = Place(folder)
            try:
                case(place)
                print(f"ok {name}", flush=True)
            except Exception as error:
                failed += 1
                print(f"not ok {name}", flush=True)
                print("# " + str(error).replace("\n", "\n# "), flush=True)
            finally:
                end_service(place.env["XDG_RUNTIME_DIR"])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
