#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs programs that we did not write, the real SDKs, against the real service. Speaks TAP.

usage: run.py BUILD FLOWS.mjs

Skips with a message where node or npm is missing or the packages cannot be had; they are installed once, into the build folder,
in the versions of package-lock.json.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(sys.argv[1]).resolve()
FLOWS = pathlib.Path(sys.argv[2]).name
FOLDER = BUILD / "conformance"


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def install():
    """The packages, beside copies of the flows, so that the source tree stays as it is."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        skip("node and npm are not installed")
    if int(subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout[1:].split(".")[0]) < 20:
        skip("the SDKs want node 20 or newer")
    FOLDER.mkdir(exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    mark = FOLDER / "installed.lock"
    if not mark.exists() or mark.read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, FOLDER / name)
        done = subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=FOLDER, capture_output=True, text=True,
                              check=False, timeout=400)
        if done.returncode != 0:
            skip("the packages cannot be installed: " + " ".join(done.stderr.split())[-200:])
        mark.write_bytes(lock)
    for path in HERE.glob("*.mjs"):
        shutil.copy(path, FOLDER / path.name)
    return node


def main():
    node = install()
    with tempfile.TemporaryDirectory(prefix="sp-conformance-") as data:
        service = subprocess.Popen([BUILD / "src/sandpiper-service", "--listen", "127.0.0.1:0", "--data-dir", data],
                                   stdout=subprocess.PIPE, text=True)
        try:
            line = service.stdout.readline().strip()
            base = line.removeprefix("listening on ")
            key = (pathlib.Path(data) / "service.key").read_text(encoding="utf-8").strip()
            env = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "AZURE_"))}
            return subprocess.run([node, FLOWS, base, key], cwd=FOLDER, env=env, check=False, timeout=400).returncode
        finally:
            service.terminate()
            service.wait(20)


if __name__ == "__main__":
    sys.exit(main())
