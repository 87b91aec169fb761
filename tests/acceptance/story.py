#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, driven in the real window as a person would: drop a file, ask, watch the code, keep the chart.

usage: story.py BUILD SOURCE [--pictures FOLDER]

Speaks TAP. With $SANDPIPER_BENCH_DIR the file of the documents that the system was specified from is asked about too; without
it, only one of the same shape that is made here.
"""

import argparse
import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
import ink  # noqa: E402
from desktop import find, wait_for  # noqa: E402

QUESTION = ("Could you please create bar chart in the TRANSPORTATION sector for the operating profit from the uploaded csv file "
            "and provide file to me?")


def make_results(path):
    """Quarterly results of made-up companies, nine of them in TRANSPORTATION."""
    chance = random.Random(7)
    sectors = ["TRANSPORTATION"] * 9 + ["RETAILING"] * 14 + ["METALS & MINING"] * 11 + ["UTILITIES"] * 6
    chance.shuffle(sectors)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "code", "sector", "operating_expenses", "operating_profit", "tax", "net_profit"])
        for number, sector in enumerate(sectors):
            writer.writerow([f"Company {chr(65 + number % 26)}{number} Ltd.", f"C{number:03}", sector,
                             *(f"{chance.uniform(200, 4000):.2f}" for _ in range(4))])


class Story:
    """One sitting at the window."""

    def __init__(self, desk, folder, pictures):
        self.desk, self.folder, self.pictures = desk, folder, pictures
        self.process = None

    def picture(self, name):
        if self.pictures:
            self.desk.screenshot(self.pictures / f"{name}.png")

    def tree(self):
        return self.desk.application()

    def see(self, what, seconds=30.0, **wanted):
        return wait_for(what, lambda: find(self.tree(), **wanted), seconds)

    def start(self):
        self.process = self.desk.run_window()
        self.see("the composer", role="text", name="Message")
        self.picture("1-start")

    def drop(self, path):
        self.desk.drop_files([path], (self.desk.width * 0.45, self.desk.height * 0.5))
        self.see("the file in the composer", contains=path.name)
        self.picture("2-dropped")

    def ask(self, question):
        self.desk.click_on(self.see("the composer", role="text", name="Message"))
        self.desk.type(question)
        self.picture("3-typed")
        self.desk.key("Return")

    def watch(self):
        self.see("a code cell", contains="import pandas", seconds=60)
        self.picture("4-code")
        self.see("the chart's file card", role="label", contains=".png", seconds=120)
        self.desk.settle(1.5)
        self.picture("5-answer")

    def save(self, target):
        self.desk.click_on(self.see("a button that saves", role="push button", name="Save file as…"))
        self.desk.focus_dialog(self.process)
        self.desk.key("ctrl+a")
        self.desk.type(str(target))
        self.picture("6-save")
        self.desk.key("Return")
        wait_for("the saved file", lambda: target.exists() and target.stat().st_size > 0, 15)

    def end(self):
        if self.process:
            self.desk.end(self.process)


def tell_story(arguments, path, n_bars, pictures):
    with tempfile.TemporaryDirectory(prefix="sp-story-") as folder, \
            desktop.Desktop(arguments.build, arguments.source) as desk:
        story = Story(desk, pathlib.Path(folder), pictures)
        target = pathlib.Path(folder) / "kept.png"
        try:
            story.start()
            story.drop(path)
            story.ask(QUESTION)
            story.watch()
            story.save(target)
            if ink.count_bars(target) != n_bars:
                raise desktop.Failure(f"{ink.count_bars(target)} bars of ink instead of {n_bars}")
        except Exception:
            desktop.dump(story.tree())
            sys.stderr.write((desk.home / "window.log").read_text(errors="replace")[-4000:])
            if pictures:
                desk.screenshot(pictures / "failed.png")
            raise
        finally:
            story.end()


def made_up_file(arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "quarterly_results.csv"
        make_results(path)
        tell_story(arguments, path, 9, arguments.pictures)


def file_of_the_documents(arguments):
    path = pathlib.Path(os.environ.get("SANDPIPER_BENCH_DIR", "/nonexistent")) / "seed/nifty_500_quarterly_results.csv"
    if not path.exists():
        return "the bench data is not here"
    tell_story(arguments, path, 9, None)
    return None


CASES = {case.__name__.replace("_", "-"): case for case in (made_up_file, file_of_the_documents)}


def run_one(arguments):
    """Runs one case in this process and prints its line."""
    try:
        reason = CASES[arguments.case](arguments)
        print(f"ok {arguments.number} /sp/acceptance/{arguments.case}" + (f" # SKIP {reason}" if reason else ""), flush=True)
        return 0
    except Exception:
        traceback.print_exc()
        print(f"not ok {arguments.number} /sp/acceptance/{arguments.case}", flush=True)
        return 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--number", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.case:
        return run_one(arguments)

    # A process of its own for each: AT-SPI's library binds itself to the first bus that it meets.
    print(f"1..{len(CASES)}", flush=True)
    return max(subprocess.run([sys.executable, *sys.argv, "--case", name, "--number", str(number)], check=False).returncode
               for number, name in enumerate(CASES, 1))


if __name__ == "__main__":
    sys.exit(main())
