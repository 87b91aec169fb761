# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""The program that runs cells inside the sandbox.

It reads requests from the socket that it inherits as descriptor 3, runs them one after the other in one namespace, and
answers there; what a cell prints goes to descriptors 1 and 2. Frames are a length of 32 bits in network order and as
many bytes of JSON:

    to the kernel    {"t": "execute", "id": N, "code": "…"}
                     {"t": "inspect", "id": N} for the variables; with "name", "offset", "limit", "column" and "columns"
                     for a part of a table
    from the kernel  {"t": "ready", "python": "3.11.2", "packages": {"pandas": "1.5.3", …}}
                     {"t": "display", "id": N, "d": {MIME type: content, …}}
                     {"t": "done", "id": N, "s": "ok" | "error" | "interrupted", "ename", "evalue", "traceback",
                      "answer": what was asked for, "cpu": seconds of the processor, of all cells}

The service believes none of it: this program is as hostile as the code that it runs. Only the standard library is
imported at start, and little of it, because every module costs the first answer milliseconds: that is also why the
modules with an underscore stand here, and why ours are imported when they are needed.
"""

import _ast
import _signal
import builtins
import io
import json
import os
import struct
import sys
from _thread import allocate_lock

KERNEL_DIR = os.path.dirname(os.path.abspath(__file__))
DATA_DIR = "/mnt/data"
CHANNEL_FD = 3
MAX_FRAME = 8 * 1024 * 1024 - 1024
CO_COROUTINE = 128

# Our modules first; what lies in the working folder can be imported too, but never takes the place of a library.
sys.path.insert(0, KERNEL_DIR)
sys.path.append(DATA_DIR)

import kernel_hooks  # noqa: E402

# Values whose text is their whole display.
PLAIN = (bool, int, float, complex)


class Channel:
    """Frames over a socket. Threads of a cell may send too, so writing holds a lock."""

    def __init__(self, fd):
        self.fd = fd
        self.owner = os.getpid()
        self.lock = allocate_lock()
        self.held = b""
        os.set_inheritable(fd, False)

    def read_exactly(self, size):
        parts = []
        while size > 0:
            part = os.read(self.fd, min(size, 1 << 20))
            if not part:
                # The service has let go of the session.
                os._exit(0)
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def receive(self):
        (size,) = struct.unpack(">I", self.read_exactly(4))
        return json.loads(self.read_exactly(size))

    def send(self, frame, hold=False):
        """Sends a frame; one that is held goes together with the next, which wakes the service only once."""
        # A forked copy of the kernel has no voice.
        if os.getpid() != self.owner:
            return
        payload = encode(frame)
        if len(payload) > MAX_FRAME:
            note = "[An output of %.1f MB was too large to be shown.]" % (len(payload) / 1e6)
            if frame["t"] == "display":
                payload = encode({"t": "display", "id": frame["id"], "d": {"text/plain": note}})
            else:
                payload = encode({"t": "done", "id": frame["id"], "s": "error", "ename": "Overflow", "evalue": note})
        with self.lock:
            data = self.held + struct.pack(">I", len(payload)) + payload
            if hold and len(data) < 65536:
                self.held = data
                return
            self.held = b""
            data = memoryview(data)
            while data:
                data = data[os.write(self.fd, data):]


def encode(frame):
    try:
        text = json.dumps(frame, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        text = None
    if text is None or "\\u0000" in text:
        import kernel_display
        text = json.dumps(kernel_display.make_plain(frame), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace")


class NoInput(io.TextIOBase):
    """Standard input: nobody can type while code runs, so every read says so instead of hanging."""

    def refuse(self, *_):
        raise RuntimeError("input() cannot be answered here: nobody can type while the code runs. "
                           "Write the value into the code instead.")

    read = readline = readlines = __next__ = refuse

    def readable(self):
        return True


class Kernel:
    def __init__(self, channel):
        self.channel = channel
        self.pid = os.getpid()
        self.running = False
        self.ending = False
        self.cell = 0
        self.loop = None
        self.spare = [os.dup(1), os.dup(2)]
        self.no_input = NoInput()
        self.module = type(sys)("__main__")
        self.sources = {}
        self.names = self.module.__dict__
        self.names["__builtins__"] = builtins
        self.names["display"] = self.display
        sys.modules["__main__"] = self.module
        builtins.input = self.no_input.refuse
        self.figures = None
        kernel_hooks.after_import("matplotlib.pyplot", self.prepare_figures)
        kernel_hooks.instead_of("IPython", self.provide_ipython)
        _signal.signal(_signal.SIGINT, self.on_interrupt)

    def prepare_figures(self, _pyplot):
        import kernel_figures
        self.figures = kernel_figures.Figures(self.show_bundle)

    def provide_ipython(self):
        import kernel_display
        kernel_display.provide_ipython(self.display)

    def on_interrupt(self, _number, _frame):
        # Between cells an interrupt came too late and means nothing.
        if self.running:
            raise KeyboardInterrupt

    # What a cell shows

    def show_bundle(self, bundle):
        self.flush()
        self.channel.send({"t": "display", "id": self.cell, "d": bundle}, hold=self.ending)

    def display(self, *values, **_):
        for value in values:
            if type(value) in PLAIN:
                self.show_bundle({"text/plain": repr(value)})
            elif self.figures is None or not self.figures.show_if_figure(value):
                import kernel_display
                self.show_bundle(kernel_display.make_bundle(value))

    def show_figures(self):
        if self.figures is not None:
            self.figures.show_open()

    def describe(self, error):
        import kernel_errors
        return kernel_errors.describe(error, self.sources)

    def show_result(self, value):
        if value is None:
            return
        self.names["_"] = value
        if self.figures is not None and self.figures.is_drawing(value):
            return
        self.display(value)

    # Standard streams

    def restore_streams(self):
        """A cell may have closed or replaced anything; the next one starts afresh."""
        _signal.signal(_signal.SIGINT, self.on_interrupt)
        for fd, spare in zip((1, 2), self.spare):
            try:
                same = os.path.samestat(os.fstat(fd), os.fstat(spare))
            except OSError:
                same = False
            if not same:
                os.dup2(spare, fd)
        sys.stdout = self.usable(sys.stdout, sys.__stdout__, 1)
        sys.stderr = self.usable(sys.stderr, sys.__stderr__, 2)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        sys.stdin = sys.__stdin__ = self.no_input
        try:
            os.chdir(DATA_DIR)
        except OSError:
            os.chdir("/")

    def usable(self, stream, original, fd):
        if stream is original and stream is not None and not stream.closed and hasattr(stream, "sandpiper"):
            return stream
        raw = io.FileIO(fd, "w", closefd=False)
        new = io.TextIOWrapper(io.BufferedWriter(raw, 1 << 16), "utf-8", "backslashreplace", line_buffering=True)
        new.sandpiper = True
        return new

    def flush(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):
                pass

    # Running

    def compile_cell(self, source, filename):
        """Returns the code of all but the last expression, and that of the last expression."""
        tree = compile(source, filename, "exec", _ast.PyCF_ONLY_AST | _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        last = None
        if tree.body and isinstance(tree.body[-1], _ast.Expr) and not source.rstrip().endswith(";"):
            last = _ast.Expression(tree.body.pop().value)
        flags = _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        body = compile(tree, filename, "exec", flags) if tree.body else None
        return body, last and compile(last, filename, "eval", flags)

    def run_code(self, code):
        if not code.co_flags & CO_COROUTINE:
            return eval(code, self.names)
        import asyncio
        if self.loop is None or self.loop.is_closed():
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        return self.loop.run_until_complete(eval(code, self.names))

    def run_cell(self, source):
        filename = "<cell %d>" % self.cell
        if "%" in source or "!" in source:
            import kernel_errors
            source = kernel_errors.without_magics(source)
        self.sources[filename] = source
        if "linecache" in sys.modules:
            import kernel_errors
            kernel_errors.remember(self.sources)
        body, last = self.compile_cell(source, filename)
        if body is not None:
            self.run_code(body)
        value = self.run_code(last) if last is not None else None
        self.ending = True
        self.show_result(value)
        self.show_figures()

    def execute(self, request):
        self.cell = request["id"]
        self.restore_streams()
        self.ending = False
        done = {"t": "done", "id": self.cell, "s": "ok"}
        try:
            self.running = True
            try:
                self.run_cell(request["code"])
            except SystemExit as error:
                if error.code not in (None, 0):
                    done.update(self.describe(error), s="error")
                self.show_figures()
            except KeyboardInterrupt:
                done["s"] = "interrupted"
            except BaseException as error:
                self.show_figures()
                done.update(self.describe(error), s="error")
            self.flush()
        except KeyboardInterrupt:
            # It came while the cell was being wound up.
            done["s"] = "interrupted"
        except BaseException as error:
            done.update(self.describe(error), s="error")
        finally:
            self.running = False
        if os.getpid() != self.pid:
            os._exit(0)
        if self.figures is not None:
            self.figures.forget()
        done["cpu"] = sum(os.times()[:4])
        self.channel.send(done)

    def inspect(self, request):
        """Answers what the session holds. It can be interrupted, as a cell can."""
        self.cell = request["id"]
        self.restore_streams()
        done = {"t": "done", "id": self.cell, "s": "ok"}
        try:
            self.running = True
            import kernel_variables
            done["answer"] = kernel_variables.answer(self.names, request)
        except KeyboardInterrupt:
            done["s"] = "interrupted"
        except BaseException as error:
            done.update(self.describe(error), s="error")
        finally:
            self.running = False
        self.flush()
        if os.getpid() != self.pid:
            os._exit(0)
        self.channel.send(done)

    def serve(self):
        self.restore_streams()
        self.channel.send({"t": "ready", "python": sys.version.split()[0], "packages": list_packages()})
        while True:
            request = self.channel.receive()
            if request["t"] == "execute":
                self.execute(request)
            elif request["t"] == "inspect":
                self.inspect(request)


def list_packages():
    """Names and versions from the names of folders: much cheaper than asking each package."""
    found = {}
    for folder in sys.path:
        try:
            entries = os.listdir(folder)
        except OSError:
            continue
        for entry in entries:
            name, dash, rest = entry.partition("-")
            if dash and entry.endswith((".egg-info", ".dist-info")):
                found.setdefault(name.replace("_", "-"), rest.rpartition(".")[0].partition("-")[0])
    return found


def preload():
    """Imports what most cells want, so that the first one does not wait for it."""
    import gc
    import kernel_display  # noqa: F401
    import kernel_errors  # noqa: F401
    try:
        import matplotlib.pyplot
        import pandas  # noqa: F401
        figure = matplotlib.pyplot.figure()
        figure.savefig(io.BytesIO(), format="png")
        matplotlib.pyplot.close(figure)
    except ImportError:
        pass
    gc.collect()
    gc.freeze()


def main():
    kernel = Kernel(Channel(CHANNEL_FD))
    if "--preload" in sys.argv[1:]:
        preload()
    sys.argv = [""]
    kernel.serve()


main()
