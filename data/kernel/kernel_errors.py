# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""Errors for people: only the lines of the cells themselves, with their numbers, and the message."""

import linecache
import re

CELL_NAME = re.compile(r"<cell (\d+)>$")
DATA_DIR = "/mnt/data/"
MAX_CALLS = 16
MAX_MESSAGE = 20000


def remember(sources):
    """Lets tracebacks and inspect find the lines of cells."""
    for filename, source in sources.items():
        if filename not in linecache.cache:
            linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)


def place(filename):
    match = CELL_NAME.match(filename)
    if match:
        return "Cell " + match.group(1)
    if filename.startswith(DATA_DIR):
        return filename[len(DATA_DIR):]
    return None


def message_of(error):
    try:
        text = str(error)
    except Exception:
        text = "(the error's own text could not be made)"
    if len(text) > MAX_MESSAGE:
        text = text[:MAX_MESSAGE] + " …"
    return text


def name_of(error):
    kind = type(error)
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return kind.__module__ + "." + kind.__qualname__


def source_line(filename, number):
    return linecache.getline(filename, number).strip()


def own_calls(trace):
    """The calls in cells, and which library was called from the last of them."""
    calls = []
    library = None
    while trace is not None:
        code = trace.tb_frame.f_code
        where = place(code.co_filename)
        if where is not None:
            calls.append((where, trace.tb_lineno, code.co_name, source_line(code.co_filename, trace.tb_lineno)))
            library = None
        elif library is None:
            library = trace.tb_frame.f_globals.get("__name__", "").split(".")[0]
        trace = trace.tb_next
    return calls, library


def format_calls(calls):
    lines = []
    for i, (where, number, function, text) in enumerate(calls):
        if len(calls) > MAX_CALLS and i == MAX_CALLS // 2:
            lines.append("  … %d more calls …" % (len(calls) - MAX_CALLS))
        if len(calls) > MAX_CALLS and MAX_CALLS // 2 <= i < len(calls) - MAX_CALLS // 2:
            continue
        inside = "" if function == "<module>" else ", in " + function
        lines.append("  %s, line %d%s" % (where, number, inside))
        if text:
            lines.append("    " + text)
    return lines


def format_syntax(error):
    where = place(error.filename or "")
    if where is None or error.lineno is None:
        return []
    lines = ["  %s, line %d" % (where, error.lineno)]
    text = (error.text or linecache.getline(error.filename, error.lineno)).rstrip("\n")
    if text.strip():
        shift = len(text) - len(text.lstrip())
        lines.append("    " + text.strip())
        if error.offset:
            lines.append("    " + " " * max(0, error.offset - 1 - shift) + "^")
    return lines


def format_one(error):
    calls, library = own_calls(error.__traceback__)
    lines = format_calls(calls)
    if isinstance(error, SyntaxError):
        lines += format_syntax(error)
        message = error.msg or message_of(error)
    else:
        message = message_of(error)
    if library and library not in ("kernel", "__main__") and calls:
        lines.append("  (raised inside %s)" % library)
    lines.append("%s: %s" % (name_of(error), message) if message else name_of(error))
    return lines


def earlier(error):
    """The error that this one came from, when a cell had a part in it: libraries chain errors for their own sake."""
    before = error.__cause__
    if before is None and not error.__suppress_context__:
        before = error.__context__
    if before is None or isinstance(before, KeyboardInterrupt) or not own_calls(before.__traceback__)[0]:
        return None
    return before


def describe(error, sources):
    remember(sources)
    lines = []
    seen = {id(error)}
    before = earlier(error)
    if before is not None and id(before) not in seen:
        lines += format_one(before)
        lines += ["", "After that, this happened:", ""]
    lines = ["Traceback (most recent call last):"] + lines + format_one(error)
    message = error.msg if isinstance(error, SyntaxError) and error.msg else message_of(error)
    return {"ename": type(error).__name__, "evalue": message, "traceback": "\n".join(lines)}


def without_magics(source):
    """Jupyter's “%matplotlib inline” means nothing here; other commands of Jupyter are explained."""
    lines = source.split("\n")
    for i, line in enumerate(lines):
        word = line.lstrip()
        if word.startswith(("%matplotlib", "%config", "%load_ext", "%autoreload")):
            lines[i] = line[:len(line) - len(word)] + "pass"
        elif word.startswith(("!pip", "%pip", "!conda", "%conda")) and stands_alone(source, i):
            lines[i] = (line[:len(line) - len(word)] + "raise RuntimeError('Packages cannot be installed here: "
                        "the sandbox has no network. Use the packages that are installed.')")
    return "\n".join(lines)


def stands_alone(source, index):
    """Whether the line is a statement, not part of a string: then what stands before it compiles by itself."""
    before = "\n".join(source.split("\n")[:index])
    try:
        compile(before + "\n", "<before>", "exec")
    except SyntaxError:
        return False
    return True
