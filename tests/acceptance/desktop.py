# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of our own for driving the real window: a virtual X server, a session bus, the accessibility bus.

Everything is started here, found by the number that the system gave it, and ended here. What a person does is done with
keys and the pointer; what a person sees is read through AT-SPI or from the picture of the screen.
"""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
from service import end_service  # noqa: E402


class Failure(AssertionError):
    """Something that a person would have expected did not happen."""


def wait_for(what, check, seconds=20.0):
    """The first true value of check(); fails with the words `what` when none comes in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            value = check()
        except GLib.Error:
            value = None  # the object went away while we looked at it
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waited {seconds:.0f} s for {what}")
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass
        time.sleep(0.05)


class Desktop:
    """The screen and the buses; use it as a context."""

    def __init__(self, build, source, width=1400, height=900, dark=False):
        self.build, self.source = pathlib.Path(build).resolve(), pathlib.Path(source).resolve()
        self.width, self.height, self.dark = width, height, dark
        self.processes, self.env = [], dict(os.environ)
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        self.home = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="sp-desktop-")))
        self._start_screen()
        self._start_bus()
        self._set_environment()
        return self

    def __exit__(self, *unused):
        for process in reversed(self.processes):
            self.end(process)
        end_service(self.env.get("XDG_RUNTIME_DIR", "/nonexistent"))
        self.stack.close()

    def _start_screen(self):
        read, write = os.pipe()
        os.set_inheritable(write, True)
        self.spawn(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.width}x{self.height}x24", "-nolisten", "tcp",
                    "-noreset"], pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ":" + pipe.readline().strip()
        if self.display == ":":
            raise Failure("Xvfb did not start")
        self.env["DISPLAY"] = self.display
        os.environ["DISPLAY"] = self.display

    def _start_bus(self):
        bus = self.spawn(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True,
                         stderr=subprocess.DEVNULL)
        address = bus.stdout.readline().strip()
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address

    def _set_environment(self):
        runtime = self.home / "run"
        runtime.mkdir(mode=0o700)
        for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")):
            (self.home / folder).mkdir()
            self.env[name] = str(self.home / folder)
        self.env.update({
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CURRENT_DESKTOP": "GNOME",
            "GDK_BACKEND": "x11",
            "GSK_RENDERER": "cairo",
            "GTK_A11Y": "atspi",
            "GSETTINGS_BACKEND": "keyfile",
            "GSETTINGS_SCHEMA_DIR": str(self.build / "data"),
            "GIO_USE_VFS": "local",
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "0",
            "SANDPIPER_BUILD_DIR": str(self.build),
            "SANDPIPER_KERNEL_DIR": str(self.source / "data/kernel"),
            "SANDPIPER_SAMPLE_DIR": str(self.source / "data/samples"),
        })
        self.env.pop("WAYLAND_DISPLAY", None)
        self.env.pop("G_DEBUG", None)
        if self.dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        Atspi.init()

    def spawn(self, command, **options):
        """Starts a program that is ended with the desktop."""
        process = subprocess.Popen(command, env=self.env, **options)
        self.processes.append(process)
        return process

    def end(self, process, how=signal.SIGTERM):
        """Ends one program that was started here."""
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self.processes:
            self.processes.remove(process)

    def run_window(self, *arguments):
        """Starts the real program and waits for its window."""
        log = open(self.home / "window.log", "ab")
        process = self.spawn([str(self.build / "src/sandpiper"), *map(str, arguments)], stdout=log, stderr=log)
        self.window = wait_for("the window", lambda: find(self.application(), role="frame"), 30)
        self.x_window = wait_for("the window on the screen", lambda: self.xdo("search", "--onlyvisible", "--pid",
                                                                              str(process.pid)).split()[-1:])[0]
        self.xdo("windowmove", self.x_window, "0", "0")
        self.xdo("windowsize", self.x_window, str(self.width), str(self.height))
        self.xdo("windowfocus", self.x_window)
        self.settle()
        return process

    def application(self, name="sandpiper"):
        """The root of the program's accessible objects, or None."""
        root = Atspi.get_desktop(0)
        for index in range(root.get_child_count()):
            child = root.get_child_at_index(index)
            if child is not None and name in (child.get_name() or "").lower():
                return child
        return None

    def xdo(self, *arguments):
        done = subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True, check=False)
        return done.stdout

    def key(self, *keys):
        for key in keys:
            self.xdo("key", "--clearmodifiers", key)
            time.sleep(0.05)

    def type(self, text):
        self.xdo("type", "--delay", "4", text)

    def click(self, x, y, button=1):
        self.xdo("mousemove", str(int(x)), str(int(y)))
        time.sleep(0.1)
        self.xdo("click", str(button))

    def wheel(self, x, y, notches):
        """Turns the wheel over a place: downwards, or upwards for a negative number."""
        self.xdo("mousemove", str(int(x)), str(int(y)))
        for _ in range(abs(notches)):
            self.xdo("click", "5" if notches > 0 else "4")
            time.sleep(0.05)

    def click_on(self, node, button=1):
        self.click(*self.middle(node), button)

    def middle(self, node):
        """The middle of a node on the screen: boxes are counted from the window without its shadow."""
        frame, box = extents(self.window), extents(node)
        left, top = (self.width - frame.width) / 2, (self.height - frame.height) / 2
        return left + box.x + box.width / 2, top + box.y + box.height / 2

    def drag(self, start, stop, steps=12):
        """Presses at one place, moves in small steps, and lets go at another."""
        self.xdo("mousemove", *map(str, start))
        time.sleep(0.2)
        self.xdo("mousedown", "1")
        for step in range(1, steps + 1):
            x = start[0] + (stop[0] - start[0]) * step / steps
            y = start[1] + (stop[1] - start[1]) * step / steps
            self.xdo("mousemove", str(int(x)), str(int(y)))
            time.sleep(0.06)
        time.sleep(0.3)
        self.xdo("mouseup", "1")

    def drop_files(self, paths, target):
        """Drags files from a window of another program and drops them at target."""
        source = self.spawn([sys.executable, str(HERE / "drag_source.py"), *map(str, paths)], stdout=subprocess.PIPE, text=True)
        if source.stdout.readline().strip() != "ready":
            raise Failure("the drag source did not start")
        found = wait_for("the drag source's window",
                         lambda: self.xdo("search", "--onlyvisible", "--pid", str(source.pid)).split()[-1:])[0]
        self.xdo("windowmove", found, "0", str(self.height - 80))
        self.xdo("windowraise", found)
        time.sleep(0.5)
        self.drag((40, self.height - 40), target)
        time.sleep(0.5)
        self.end(source)
        self.xdo("windowfocus", self.x_window)

    def focus_dialog(self, process):
        """Waits for another window of the program and gives it the keyboard, as a window manager would."""
        def find_dialog():
            windows = self.xdo("search", "--onlyvisible", "--pid", str(process.pid)).split()
            return [window for window in windows if window != self.x_window]
        dialog = wait_for("a dialog on the screen", find_dialog, 15)[-1]
        self.settle()
        self.xdo("windowfocus", dialog)
        self.settle(0.3)

    def settle(self, seconds=0.6):
        """Lets animations end."""
        time.sleep(seconds)

    def screenshot(self, path, crop=None):
        """A picture of the whole screen, or of a stretch of it."""
        self.settle()
        command = ["import", "-window", "root"]
        if crop:
            command += ["-crop", crop, "+repage"]
        subprocess.run([*command, str(path)], env=self.env, check=True)


def extents(node):
    return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)


def walk(node, depth=0):
    """All accessible objects from node on, in the order of the tree."""
    if node is None or depth > 60:
        return
    yield node
    for index in range(min(node.get_child_count(), 3000)):
        yield from walk(node.get_child_at_index(index), depth + 1)


def press(node):
    """Does what a node's first action is, wherever it lies: as a screen reader's user would."""
    Atspi.Action.do_action(node, 0)


def text_of(node):
    """What a node says: its text, or else its name."""
    text = node.get_text_iface()
    if text is not None:
        said = Atspi.Text.get_text(text, 0, -1)
        if said:
            return said
    return node.get_name() or ""


def is_showing(node):
    """Whether a node takes up room. GTK 4.8 sets the state SHOWING on windows only."""
    if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return False
    try:
        box = extents(node)
    except GLib.Error:
        return False  # no widget of its own
    return box.width > 0 and box.height > 0


def find(root, role=None, name=None, contains=None, showing=True):
    """The first node below root of that role whose name or text is as asked; None when there is none."""
    for node in walk(root):
        if role is not None and node.get_role_name() != role:
            continue
        if name is not None and (node.get_name() or "") != name:
            continue
        if contains is not None and contains not in text_of(node) and contains not in (node.get_name() or ""):
            continue
        if showing and not is_showing(node):
            continue
        return node
    return None


def dump(root, out=sys.stderr):
    """Prints the tree, for finding out why a test failed."""
    def show(node, depth):
        if node is None or depth > 40:
            return
        said = text_of(node).replace("\n", "⏎")[:70]
        print("  " * depth + f"{node.get_role_name()} “{node.get_name()}” {said!r}{'' if is_showing(node) else ' (hidden)'}", file=out)
        for index in range(min(node.get_child_count(), 100)):
            show(node.get_child_at_index(index), depth + 1)
    show(root, 0)
