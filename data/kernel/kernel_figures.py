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
    """What a person who cannot see the figure is told."""
    titles = [figure._suptitle.get_text()] if getattr(figure, "_suptitle", None) is not None else []
    for axes in figure.axes:
        labels = " by ".join(label for label in (axes.get_ylabel(), axes.get_xlabel()) if label)
        titles.append(axes.get_title() or labels)
    return ", ".join(title for title in titles if title) or "%d axes, without a title" % len(figure.axes)


def draw(figure, dpi):
    """matplotlib complains once for each character that no font has; once for all of them is enough."""
    import warnings
    data = io.BytesIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.savefig(data, format="png", dpi=dpi, bbox_inches="tight")
    messages = {str(warning.message) for warning in caught}
    glyphs = {message for message in messages if "missing from current font" in message or "natively" in message}
    for message in sorted(messages - glyphs):
        print("Warning: " + message, file=sys.stderr)
    if glyphs:
        print("Warning: no installed font has all characters of this figure.", file=sys.stderr)
    return data.getvalue()


def make_bundle(figure):
    width, height = figure.get_size_inches()
    dpi = max(figure.dpi, DISPLAY_DPI)
    if width * height * dpi * dpi > MAX_PIXELS:
        dpi = (MAX_PIXELS / (width * height)) ** 0.5
    return {"image/png": kernel_display.binary(draw(figure, dpi)), "text/plain": "Figure: " + title_of(figure)}
