#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile cells from a list beside the bench data, through the routes of dynamic sessions, each in a session of its own.

A cell prints BLOCKED or ESCAPED; what it may come to is said by the list. Two variants: the user that runs the tests,
who may be root and then gets a control group of its own making (with a user's systemd, a transient scope; without
either, the watchdog alone guards the totals); and, when that is root, an ordinary user with a copy of the programs,
for whom no control group can be had here. Which one it was is said in the output."""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import PROGRAM, Service, Skip, chosen, eventually, main

LIST = pathlib.Path(os.environ.get("SANDPIPER_BENCH_DIR", "")) / ".." / "attacks" / "attacks.json"
ORDINARY_USER = 65534
WORKERS = 3
MAX_GROWTH = 250  # MiB
STOPPED = {"interrupted", "killed-timeout"}


class OrdinaryService(Service):
    """The service as a user without rights, from a copy that it may read."""

    @classmethod
    def prepare(cls, folder):
        if not shutil.which("setpriv"):
            raise Skip("setpriv is not here to become an ordinary user")
        folder.chmod(0o755)
        build = folder / "build"
        (build / "src").mkdir(parents=True)
        for name in ("sandpiper-service", "sandpiper-runner"):
            shutil.copy(PROGRAM.parent / name, build / "src")
        shutil.copytree(os.environ["SANDPIPER_KERNEL_DIR"], folder / "kernel", ignore=shutil.ignore_patterns("__pycache__"))
        for path in (folder / "data", folder / "home"):
            path.mkdir()
            os.chown(path, ORDINARY_USER, ORDINARY_USER)
        for path in (build, folder / "kernel"):
            subprocess.run(["chmod", "-R", "a+rX", path], check=True)
        cls.command = ("setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups",
                       build / "src" / "sandpiper-service")
        return {"SANDPIPER_BUILD_DIR": str(build), "SANDPIPER_KERNEL_DIR": str(folder / "kernel"),
                "HOME": str(folder / "home"), "XDG_RUNTIME_DIR": "", "XDG_CACHE_HOME": str(folder / "home" / "cache"),
                "XDG_DATA_HOME": str(folder / "home" / "data"), "XDG_CONFIG_HOME": str(folder / "home" / "config")}


class Canaries:
    """What no cell may reach: a port, an abstract socket, a file and a word in the environment."""

    def __init__(self, folder):
        self.listeners = []
        self.file = folder / "canary.txt"
        self.file.write_text("untouched")
        for family, address in ((socket.AF_INET, ("127.0.0.1", 47777)), (socket.AF_UNIX, "\0canary-abstract")):
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(address)
                listener.listen(8)
                listener.setblocking(False)
                self.listeners.append(listener)
            except OSError as error:
                print(f"# the canary at {address!r} is taken ({error}); cells that look for it prove less")

    def check(self):
        for listener in self.listeners:
            try:
                peer = listener.accept()
                raise AssertionError(f"a cell reached the host: {peer}")
            except BlockingIOError:
                pass
        assert self.file.read_text() == "untouched"

    def close(self):
        for listener in self.listeners:
            listener.close()


def execute(service, identifier, code, seconds):
    query = urllib.parse.urlencode({"api-version": "2025-02-02-preview", "identifier": identifier})
    answer = service.call("POST", f"/executions?{query}", {"code": code, "timeoutInSeconds": seconds}, timeout=230)
    assert answer.status == 200, (answer.status, answer.body[:1000])
    return answer.json


def files(service, identifier, notes):
    query = urllib.parse.urlencode({"identifier": identifier, "recursive": "true"})
    names = [entry["name"] for entry in service.ok("GET", f"/files?{query}")["value"]]
    return repr(names).replace("]", f" {notes}]" if notes else "]")


def name_ending(execution, is_alive):
    """The list's words for how a cell ended."""
    if execution["status"] == "Succeeded":
        return "ok"
    error = execution.get("error")
    if error is None:
        return "error"
    if error["code"] == "Timeout":
        return "interrupted" if is_alive else "killed-timeout"
    return "killed-protocol" if re.search("not Python|flood", error["message"]) else "died"


def attack(service, cell):
    """Runs one cell; returns what is wrong with how it went."""
    expect, identifier, faults = cell["expect"], f"attack-{cell['id']}", []
    seconds = cell["timeout"]
    if not STOPPED & set(expect["status"]):
        seconds *= 4  # the list's times are for a machine with nothing else to do
    execution = execute(service, identifier, "_before = True\n" + cell["code"], seconds)
    result = execution["result"]
    value = result["executionResult"]
    text = result["stdout"] + (value if isinstance(value, str) else json.dumps(value))
    too_large = " ".join(re.findall("too large", result["stderr"]))
    if expect["files"] is not None:
        names = files(service, identifier, too_large)
        if not re.search(expect["files"], names, re.DOTALL):
            faults.append(f"files {names}, expected {expect['files']}")
    follow = execute(service, identifier, "print('next', 1 + 1, '_before' in globals())", 60)["result"]["stdout"]
    is_alive = "next 2 True" in follow
    ending = name_ending(execution, is_alive)
    if ending not in expect["status"]:
        faults.append(f"ended {ending}, expected {expect['status']}")
    if "ESCAPED" in text:
        faults.append("ESCAPED")
    if expect["out"] is not None and not re.search(expect["out"], text):
        faults.append(f"does not print {expect['out']}")
    if expect["after"] is not None and expect["after"] != is_alive:
        faults.append(f"afterwards {follow}")
    if not is_alive and "next 2 False" not in follow:
        faults.append(f"the next session says {follow}")
    service.call("POST", f"/.management/stopSession?identifier={identifier}")
    return faults and faults + [text[:300], text[-1000:], result["stderr"][:1500]]


def descendants(pid):
    found = [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
             for child in (task / "children").read_text().split()]
    return found + [below for child in found for below in descendants(child)]


def run_list(service, canaries):
    cells = json.loads(LIST.read_text())
    eventually(lambda: service.ok("GET", "/sandpiper/status")["sandbox"]["message"] != "The sandbox has not been tried yet.")
    service.need_sandbox()
    execute(service, "warm-up", "1", 60)
    service.call("POST", "/.management/stopSession?identifier=warm-up")
    time.sleep(1)
    before = service.rss()[0], service.open_files(), len(descendants(service.process.pid))

    # Those that eat memory go one after the other beside the rest, or they would starve it.
    heavy = [cell for cell in cells if cell["group"] == "resources"]
    others = [cell for cell in cells if cell["group"] != "resources"]
    failed = {}
    def run(some):
        for cell in some:
            try:
                faults = attack(service, cell)
            except Exception as error:  # pylint: disable=broad-except
                faults = [repr(error)]
            if faults:
                failed[f"{cell['group']}/{cell['id']}"] = faults
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(run, part) for part in (heavy, *(others[i::WORKERS - 1] for i in range(WORKERS - 1)))]:
            future.result()
    print(f"# {len(cells)} cells in {time.monotonic() - begun:.0f} s, {len(failed)} failed")
    for name, faults in sorted(failed.items()):
        print(f"# {name}: {faults}")
    assert not failed, sorted(failed)

    canaries.check()
    assert service.ok("GET", "/sandpiper/status")["sessions"] == 0
    eventually(lambda: len(descendants(service.process.pid)) <= before[2] + 1, 20)
    eventually(lambda: service.open_files() <= before[1] + 8, 20)
    assert service.rss()[0] - before[0] < MAX_GROWTH, (before, service.rss())


def attack_service(folder, kind, environment):
    canaries = Canaries(folder)
    service = kind(folder / "data", environment={"CANARY": "secret", "API_KEY": "secret", **environment})
    try:
        run_list(service, canaries)
        assert service.stop() == 0
    finally:
        canaries.close()
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()


def need_list():
    if not LIST.exists():
        raise Skip("the list of hostile cells is not here")


def test_as_this_user(folder):
    need_list()
    print(f"# as user {os.geteuid()}")
    folder = pathlib.Path(folder)
    (folder / "data").mkdir()
    attack_service(folder, Service, {})


def test_as_ordinary_user(folder):
    need_list()
    if os.geteuid() != 0:
        raise Skip("the tests are run by an ordinary user already")
    folder = pathlib.Path(folder)
    attack_service(folder, OrdinaryService, OrdinaryService.prepare(folder))


if __name__ == "__main__":
    sys.exit(main("rest-attacks", chosen(globals()), each=True))
