#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the tree as a whole and no compiler checks: layers, licence lines, translations, names.

Speaks TAP. The one argument is the root of the source tree.
"""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv[1])

# What each layer may include of the others, besides itself.
BELOW = {
    "base": set(),
    "model": {"base"},
    "wire": {"base", "model"},
    "table": {"base"},
    "analyst": {"base", "model", "wire"},
    "api": {"base", "model", "wire"},
    "sandbox": {"base"},
    "service": {"base", "model", "wire", "table", "analyst", "api", "sandbox"},
    "ask": {"base", "model", "wire", "api"},
    "ui": {"base", "model", "wire", "table", "analyst", "api"},
}
TOOLKIT = re.compile(r"#\s*include\s*<(gtk/|gdk/|gsk/|adwaita|gtksourceview)")
HTTP = re.compile(r"#\s*include\s*<libsoup")
OURS = re.compile(r'#\s*include\s*"([a-z]+)/')
TRANSLATED = re.compile(r"\b(?:C?_|N_|ngettext|g_dngettext)\s*\(")


def sources(*suffixes):
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in suffixes:
            yield path, path.read_text(encoding="utf-8")


def layer_of(path):
    parts = path.relative_to(ROOT / "src").parts
    return parts[0] if len(parts) > 1 else None


def includes_point_down():
    for path, text in sources(".c", ".h"):
        layer = layer_of(path)
        if layer is None:
            continue
        for other in OURS.findall(text):
            if other != layer and other not in BELOW[layer]:
                yield f"{path.relative_to(ROOT)} includes {other}/"


def toolkit_only_in_ui():
    for path, text in sources(".c", ".h"):
        if layer_of(path) not in ("ui", None) and TOOLKIT.search(text):
            yield str(path.relative_to(ROOT))


def http_only_where_it_belongs():
    for path, text in sources(".c", ".h"):
        if layer_of(path) not in ("api", "service", None) and HTTP.search(text):
            yield str(path.relative_to(ROOT))


def files_are_short():
    for path, text in sources(".c"):
        if text.count("\n") > 800:
            yield f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines"


def licence_lines():
    for folder in ("src", "tests", "build-aux", "data/kernel"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".py", ".build", ".sh") and "__pycache__" not in path.parts:
                head = path.read_text(encoding="utf-8")[:300]
                if "SPDX-License-Identifier: GPL-3.0-or-later" not in head:
                    yield str(path.relative_to(ROOT))


def potfiles():
    listed = [line for line in (ROOT / "po/POTFILES.in").read_text(encoding="utf-8").splitlines()
              if line and not line.startswith("#")]
    if listed != sorted(listed):
        yield "POTFILES.in is not sorted"
    for name in listed:
        if not (ROOT / name).exists():
            yield f"{name} is listed and does not exist"
    for path, text in sources(".c"):
        name = str(path.relative_to(ROOT))
        if TRANSLATED.search(re.sub(r'"(\\.|[^"\\])*"', '""', text)) and name not in listed:
            yield f"{name} has strings to translate and is not listed"
    for path, text in sources(".ui"):
        name = str(path.relative_to(ROOT))
        if 'translatable="yes"' in text and name not in listed:
            yield f"{name} has strings to translate and is not listed"


def templates_are_xml():
    for path, _ in sources(".ui"):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            yield f"{path.relative_to(ROOT)}: {error}"


def texts_in_templates_are_translatable():
    names = {"Sandpiper"}
    shown = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "description"}
    for path, _ in sources(".ui"):
        for element in ElementTree.parse(path).iter("property"):
            text = (element.text or "").strip()
            untranslated = element.get("translatable") != "yes" and text not in names
            if untranslated and element.get("name") in shown and re.search(r"[A-Za-z]{2}", text):
                yield f"{path.relative_to(ROOT)}: “{text}”"


def shell_scripts_parse():
    for path in sorted((ROOT / "build-aux").iterdir()):
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash"):
            done = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                yield done.stderr.strip()


def no_left_overs():
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b")
    for path, text in sources(".c", ".h", ".ui"):
        if pattern.search(text):
            yield str(path.relative_to(ROOT))


CASES = [includes_point_down, toolkit_only_in_ui, http_only_where_it_belongs, files_are_short, licence_lines, potfiles,
         templates_are_xml, texts_in_templates_are_translatable, shell_scripts_parse, no_left_overs]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, case in enumerate(CASES, 1):
        faults = list(case())
        failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {number} /sp/tree/{case.__name__.replace('_', '-')}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
