#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small window of another program from which files are dragged, as from a file manager."""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def main():
    uris = "".join(Gio.File.new_for_path(path).get_uri() + "\r\n" for path in sys.argv[1:])
    offer = Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes.new(uris.encode()))

    Gtk.init()
    window = Gtk.Window(title="Files", default_width=160, default_height=70, decorated=False)
    label = Gtk.Label(label=f"{len(sys.argv) - 1} files")
    drag = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    drag.connect("prepare", lambda *unused: offer)
    label.add_controller(drag)
    label.set_hexpand(True)
    label.set_vexpand(True)
    window.set_child(label)
    window.connect("map", lambda *unused: print("ready", flush=True))
    window.present()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
