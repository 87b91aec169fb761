#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the README by driving the real window with our own sample data.

usage: screenshots.py BUILD SOURCE FOLDER [--width W] [--height H] [--dark]
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
from desktop import find, wait_for  # noqa: E402

QUESTION = "Create a bar chart of the total revenue by product"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    sample = arguments.source.resolve() / "data/samples/shop-sales.csv"

    with desktop.Desktop(arguments.build, arguments.source, arguments.width, arguments.height, arguments.dark) as desk:
        def see(what, seconds=60.0, **wanted):
            return wait_for(what, lambda: find(desk.application(), **wanted), seconds)

        def take(name):
            desk.settle(1.2)
            desk.screenshot(arguments.folder / f"{name}.png")

        process = desk.run_window()
        see("the composer", role="text", name="Message")
        take("welcome")
        desk.drop_files([sample], (desk.width * 0.5, desk.height * 0.5))
        see("the file", contains=sample.name)
        desk.click_on(see("the composer", role="text", name="Message"))
        desk.type(QUESTION)
        take("question")
        desk.key("Return")
        see("the chart's card", role="push button", name="Save file as…")
        take("answer")
        desk.wheel(desk.width * 0.45, desk.height * 0.5, -12)
        take("code")
        card = [node for node in desktop.walk(desk.application())
                if node.get_role_name() == "push button" and (node.get_name() or "").startswith("File shop-sales.csv")
                and desktop.is_showing(node)]
        if card:
            desktop.press(card[0])
            take("table")
        desk.end(process)


if __name__ == "__main__":
    main()
