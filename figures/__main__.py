"""Write the figures whose modules have changed: `make figures`, or `python -m figures [NAME…]`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from figures import house
from shortlist.reading.svg import figure_source

HERE = Path(__file__).parent
ROOT = HERE.parent
HOUSE = {"__init__", "__main__", "house"}


def names() -> list[str]:
    """Return the name of each module that is a figure."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HOUSE)


def svg_path(module: ModuleType) -> Path:
    """Return where a figure stands: beside its page, with the page's name."""
    return ROOT / "docs" / f"{module.PAGE}.svg"


def render(name: str) -> str:
    """Return the SVG of a figure, computed and drawn anew."""
    module = importlib.import_module(f"figures.{name}")
    house.use_style()
    return house.to_svg(module.draw(module.compute()), module.TITLE, module.DESCRIPTION, figure_source(ROOT, name))


def _is_up_to_date(svg: str, name: str) -> bool:
    return figure_source(ROOT, name) in svg and house.style_sheet() in svg


def main(wanted: list[str]) -> int:
    """Write each figure that is missing, changed or named, and say what was written. Return the exit status."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"figures: no module {', '.join(unknown)} in figures/; there are {', '.join(names())}", file=sys.stderr)
        return 2
    written = 0
    for name in wanted or names():
        path = svg_path(importlib.import_module(f"figures.{name}"))
        if not wanted and path.is_file() and _is_up_to_date(path.read_text(encoding="utf-8"), name):
            continue
        path.write_text(render(name), encoding="utf-8", newline="\n")
        print(f"figures: wrote {path.relative_to(ROOT)}")
        written += 1
    print(f"figures: {written} written, {len(names()) - written} up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
