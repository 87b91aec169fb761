#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors
"""Runs cells for tests in a plain process, without any sandbox: one JSON line in, one out.

In:   {"code": "…"}
Out:  {"failed": bool, "text": "…", "displays": [MIME bundles]}
The argument is the folder of the kernel's files; the working folder is the current one.
"""

import ast
import contextlib
import io
import json
import os
import sys
import traceback

os.environ.setdefault("MPLBACKEND", "Agg")
sys.path.insert(0, sys.argv[1])
import kernel_display  # noqa: E402


def run(code, names):
    displays, printed, failed = [], io.StringIO(), False
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            tree = ast.parse(code)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
                if value is not None:
                    bundle = kernel_display.make_bundle(value)
                    displays.append(bundle)
                    print(bundle["text/plain"])
    except BaseException:
        failed = True
        printed.write(traceback.format_exc())
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    return {"failed": failed, "text": printed.getvalue(), "displays": displays}


def main():
    names = {"__name__": "__main__"}
    for line in sys.stdin:
        answer = run(json.loads(line)["code"], names)
        sys.stdout.write(json.dumps(kernel_display.make_plain(answer)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
