# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""Being there when a module is imported, without importing it. Plain classes: importlib.abc alone would double the time
that the kernel takes to start."""

import sys
from _frozen_importlib_external import PathFinder


class AfterImport:
    """Calls back once a module was imported, whoever did it."""

    def __init__(self, name, callback):
        self.name = name
        self.callback = callback

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_call(module):
                execute(module)
                self.callback(module)

            spec.loader.exec_module = execute_and_call
        return spec


class InsteadOf:
    """Provides a module that the callback puts into sys.modules."""

    def __init__(self, name, callback):
        self.name = name
        self.callback = callback

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != self.name:
            return None
        sys.meta_path.remove(self)
        self.callback()
        from importlib.machinery import ModuleSpec
        return ModuleSpec(name, self)

    def create_module(self, spec):
        return sys.modules[spec.name]

    def exec_module(self, module):
        pass


def after_import(name, callback):
    sys.meta_path.insert(0, AfterImport(name, callback))


def instead_of(name, callback):
    sys.meta_path.insert(0, InsteadOf(name, callback))
