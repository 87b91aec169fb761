# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""Figures of matplotlib: shown at the end of their cell without plt.show(), with fonts for the world's scripts."""

import io
import sys

import kernel_display

DISPLAY_DPI = 120
MAX_PIXELS = 20_000_000

# Each is asked for the characters that those before it lack. Only installed ones are named, for matplotlib complains
# about the others at every text.
FONTS = ("DejaVu Sans", "Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "Noto Sans Arabic",
         "Noto Naskh Arabic", "Noto Sans Devanagari", "Lohit Devanagari", "Noto Sans Bengali", "Noto Sans Hebrew",
         "Noto Sans Thai", "Noto Sans Tamil", "Noto Sans Symbols", "FreeSans")


class Figures:
    def __init__(self, show_bundle):
        """matplotlib.pyplot was just imported: gives it fonts, and a show() that shows."""
        self.show_bundle = show_bundle
        pyplot = self.pyplot()
        from matplotlib import font_manager
        installed = {entry.name for entry in font_manager.fontManager.ttflist}
        fonts = [name for name in FONTS if name in installed]
        if fonts:
            pyplot.rcParams["font.sans-serif"] = fonts
            pyplot.rcParams["font.family"] = fonts
            pyplot.rcParamsDefault["font.sans-serif"] = fonts
            pyplot.rcParamsDefault["font.family"] = fonts
        pyplot.rcParams["axes.unicode_minus"] = True

        # matplotlib writes attributes to it, which a method does not take.
        def show(*_, **__):
            self.show_open()

        pyplot.show = show

    def pyplot(self):
        return sys.modules.get("matplotlib.pyplot")

    def show_open(self):
        """Shows each open figure and closes it, so that it is shown once."""
        pyplot = self.pyplot()
        if pyplot is None or not hasattr(pyplot, "get_fignums"):
            return
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            try:
                if figure.axes or figure.texts or figure.images:
                    self.show_bundle(make_bundle(figure))
            finally:
                pyplot.close(figure)

    def forget(self):
        """After an error or an interrupt: the next cell begins without figures of this one."""
        pyplot = self.pyplot()
        if pyplot is not None and hasattr(pyplot, "close"):
            pyplot.close("all")

    def show_if_figure(self, value):
        kind = sys.modules.get("matplotlib.figure")
        if kind is None or not isinstance(value, kind.Figure):
            return False
        self.show_bundle(make_bundle(value))
        self.pyplot() and self.pyplot().close(value)
        return True

    def is_drawing(self, value):
        """Axes, lines and bars are what drawing calls return: the figure itself is what was meant."""
        pyplot = self.pyplot()
        if pyplot is None or not pyplot.get_fignums():
            return False
        if isinstance(value, (list, tuple)) and value:
            value = value[0]
            if isinstance(value, (list, tuple)) and value:
                value = value[0]
        if getattr(value, "dtype", None) == object and getattr(value, "size", 0):
            value = value.flat[0]
        return type(value).__module__.split(".")[0] in ("matplotlib", "seaborn")


def title_of(figure):
    titles = [figure._suptitle.get_text()] if getattr(figure, "_suptitle", None) is not None else []
    titles += [axes.get_title() for axes in figure.axes]
    return ", ".join(title for title in titles if title)


def make_bundle(figure):
    width, height = figure.get_size_inches()
    dpi = max(figure.dpi, DISPLAY_DPI)
    if width * height * dpi * dpi > MAX_PIXELS:
        dpi = (MAX_PIXELS / (width * height)) ** 0.5
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=dpi, bbox_inches="tight")
    title = title_of(figure)
    return {"image/png": kernel_display.binary(data.getvalue()),
            "text/plain": "Figure: " + title if title else "Figure with %d axes" % len(figure.axes)}
