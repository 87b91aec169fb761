# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said of a chart from its pixels alone."""

import collections

from PIL import Image


def _is_colourful(pixel):
    return max(pixel) - min(pixel) > 60


def _runs(line):
    """How many stretches of true values a sequence has."""
    return sum(1 for before, now in zip([False, *line], line) if now and not before)


def count_bars(path):
    """How many bars a bar chart of one colour shows: stretches of the commonest colour along either axis."""
    with Image.open(path) as image:
        if image.format != "PNG":
            raise ValueError(f"{path} is {image.format}, not PNG")
        image = image.convert("RGB")
    width, height = image.size
    pixels = image.load()
    counts = collections.Counter(pixels[x, y] for y in range(0, height, 2) for x in range(0, width, 2)
                                 if _is_colourful(pixels[x, y]))
    if not counts:
        return 0
    colour = counts.most_common(1)[0][0]
    columns, rows = [False] * width, [False] * height
    for y in range(height):
        for x in range(width):
            if pixels[x, y] == colour:
                columns[x] = rows[y] = True
    return max(_runs(columns), _runs(rows))
