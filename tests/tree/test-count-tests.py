#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script that counts test cases must itself be able to fail. Speaks TAP; the one argument is its path."""

import json
import subprocess
import sys
import tempfile

CASES = [
    ("tap", [("OK", "1..2\nok 1 /a\nok 2 /b\n")], "2 passed, 0 failed, 0 skipped", 0),
    ("tap-failure", [("ERROR", "ok 1 /a\nnot ok 2 /b\n")], "1 passed, 1 failed, 0 skipped", 1),
    ("tap-crash", [("ERROR", "ok 1 /a\n")], "1 passed, 1 failed, 0 skipped", 1),
    ("tap-skip", [("OK", "ok 1 /a # SKIP no data\nok 2 /b\n")], "1 passed, 0 failed, 1 skipped", 0),
    ("plain", [("OK", "hello"), ("FAIL", ""), ("SKIP", "")], "1 passed, 1 failed, 1 skipped", 1),
    ("timeout", [("TIMEOUT", "ok 1 /a\n")], "1 passed, 1 failed, 0 skipped", 1),
    ("nothing", [], "0 passed, 0 failed, 0 skipped", 1),
]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (name, tests, expected, status) in enumerate(CASES, 1):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
            for result, output in tests:
                log.write(json.dumps({"name": "t", "result": result, "stdout": output}) + "\n")
            log.flush()
            done = subprocess.run([sys.executable, sys.argv[1], log.name], capture_output=True, text=True, check=False)
        good = done.stdout.strip() == expected and done.returncode == status
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} /sp/count-tests/{name}")
        if not good:
            print(f"# {done.stdout.strip()!r}, exit {done.returncode}; {done.stderr}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
