"""The house style of figures: colors in two schemes, labels at the lines, and SVG that a page can show.

Draw with the names below (`INK`, `QUIET`, `LINE`, `SERIES`, …): they are the colors of the light scheme, and `to_svg` turns
each into a custom property that has a second value in the dark. Other colors, those of a color map, say, stay as they are.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from shortlist.reading.colors import TOKENS, read_colors

WIDTH = 440  # Points, and units of the SVG.

_TOKENS = read_colors((Path(__file__).parents[1] / "overrides" / TOKENS).read_text(encoding="utf-8"))
# Name: color in the light scheme, in the dark one. The first seven are the site's; the four series have 3:1 on both papers and
# stay apart for readers who are color-blind (tests/figures/test_house.py simulates it).
COLORS = {name: _TOKENS[name] for name in ("paper", "shade", "ink", "quiet", "faint", "line", "accent")} | {
    "blue": ("#1f6fb4", "#58a6e6"),
    "gold": ("#ab7a08", "#e6c14f"),
    "violet": ("#5b3a8c", "#d9ccff"),
}
PAPER, SHADE, INK, QUIET, FAINT, LINE = (COLORS[name][0] for name in ("paper", "shade", "ink", "quiet", "faint", "line"))
ACCENT, BLUE, GOLD, VIOLET = SERIES = tuple(COLORS[name][0] for name in ("accent", "blue", "gold", "violet"))

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_STYLE = Path(__file__).with_name("house.mplstyle")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def use_style() -> None:
    """Set matplotlib to the house style, whatever this machine's own settings are."""
    mpl.rcdefaults()
    mpl.use("svg")
    style.use(_STYLE)
    mpl.rcParams.update(
        {
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": QUIET,
            "xtick.color": QUIET,
            "ytick.color": QUIET,
            "grid.color": LINE,
            "hatch.color": QUIET,
            "axes.prop_cycle": cycler(color=SERIES),
        }
    )


def new_figure(height: float = 260, **layout: Any) -> Figure:
    """Return an empty figure of the house's width and of a height in points; `layout` goes to `matplotlib.figure.Figure`."""
    return Figure(figsize=(WIDTH / 72, height / 72), **layout)


def label(axes: Axes, text: str, at: tuple[float, float], color: str = INK, **options: Any) -> None:
    """Write a label beside what it names, in that thing's color, so that no legend is needed.

    `at` is in the data of the axes; `options` go to `Axes.annotate`, such as `xytext`, the offset in points.
    """
    options = {"xytext": (4, 0), "va": "center", **options}
    axes.annotate(text, at, textcoords="offset points", color=color, annotation_clip=False, **options)


def draw_cells(axes: Axes, levels: np.ndarray, shades: int, corner: tuple[float, float] = (0, 0)) -> None:
    """Draw a table of whole numbers as cells of side 1: accent above 0, blue below, and the fuller the nearer to `shades`.

    `corner` is the least x and y of the first cell. Cells of one number share a path, which keeps the file small.
    """
    square = Outline.unit_rectangle()
    for level in np.unique(levels[levels != 0]):
        places = np.argwhere(levels == level)[:, ::-1] + corner  # x is the column, y the row
        cells = Outline.make_compound_path(*(Outline(square.vertices + place, square.codes) for place in places))
        axes.add_patch(PathPatch(cells, color=ACCENT if level > 0 else BLUE, alpha=abs(level) / shades, linewidth=0))


def to_svg(figure: Figure, title: str, description: str, source: str) -> str:
    """Return the figure as an SVG file's text: text as text, both color schemes in one file, the same bytes each time.

    `title` and `description` are read to those who do not see it; `source` names the module and the digest it was made from.
    """
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(written.getvalue())
    for own_style in root.findall(f"{{{SVG}}}defs")[:1]:  # matplotlib's style sheet; ours says the same
        root.remove(own_style)
    for element in list(root.iter()):
        for path in element.findall(f"{{{SVG}}}path"):
            if "d" not in path.attrib:  # An empty contour, which SVG has no word for.
                element.remove(path)
        _tidy(element)
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib.clear()
    root.attrib.update(viewBox=f"0 0 {width} {height}", width=width, height=height, role="img")
    root.set("data-source", source)
    head = [_text("title", title), _text("desc", description), _text("style", style_sheet())]
    paper = ElementTree.Element(f"{{{SVG}}}rect", {"width": width, "height": height, "rx": "6", "fill": "var(--paper)"})
    for place, element in enumerate([*head, paper]):
        root.insert(place, element)
    ElementTree.indent(root, space="")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _tidy(element: ElementTree.Element) -> None:
    """Name the house's colors, round numbers to a tenth of a point, and leave the typeface to the reader's system."""
    for name, value in list(element.attrib.items()):
        if name in {"style", "fill", "stroke"}:
            value = _named_colors(re.sub(r"font: ?([\d.]+px)[^;]*", r"font-size: \1", value))
        if name in {"style", "d", "x", "y", "width", "height", "transform", "points"}:
            value = _NUMBER.sub(_rounded, value)
        element.set(name, re.sub(r"\s+", " ", value).strip())
    if element.tag in (f"{{{SVG}}}g", f"{{{SVG}}}image"):
        element.attrib.pop("id", None)  # Nothing in the drawing leads to a group or a picture, and two may have one id.


def _rounded(number: re.Match[str]) -> str:
    """Return a number with one digit after the point, and none where that is 0."""
    return f"{float(number[0]):.1f}".replace("-0.0", "0").removesuffix(".0")


def _named_colors(value: str) -> str:
    """Return a style in which each of the house's colors is the custom property of its name."""
    for name, (light, _) in COLORS.items():
        value = value.replace(light, f"var(--{name})")
    return value


def style_sheet() -> str:
    """Return the colors of both schemes, and what holds for all elements."""
    light = "".join(f"--{name}:{color};" for name, (color, _) in COLORS.items())
    dark = "".join(f"--{name}:{color};" for name, (_, color) in COLORS.items())
    return (
        f":root{{color-scheme:light dark;{light}font-family:system-ui,sans-serif}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "*{stroke-linejoin:round}"
    )


def _text(name: str, text: str) -> ElementTree.Element:
    """Return an element that holds a text."""
    element = ElementTree.Element(f"{{{SVG}}}{name}")
    element.text = text
    return element
