"""Write the figures whose modules have changed: `make figures`, or `python -m figures [NAME…]`."""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType

from figures import house

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
HOUSE = {"__init__", "__main__", "house"}


def names() -> list[str]:
    """Return the name of each module that is a figure."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HOUSE)


def source_of(name: str) -> str:
    """Return what a figure's SVG says of its origin: its module, and a digest of all that decides how it looks.

    `shortlist check` computes the same digest, and so knows without numpy that a figure is older than its module.
    """
    files = [HERE / f"{name}.py", HERE / "house.py", HERE / "house.mplstyle"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return f"figures/{name}.py {digest[:16]}"


def svg_path(module: ModuleType) -> Path:
    """Return where a figure stands: beside its page, with the page's name."""
    return DOCS / f"{module.PAGE}.svg"


def render(name: str) -> str:
    """Return the SVG of a figure, computed and drawn anew."""
    module = importlib.import_module(f"figures.{name}")
    house.use_style()
    return house.to_svg(module.draw(module.compute()), module.TITLE, module.DESCRIPTION, source_of(name))


def main(wanted: list[str]) -> int:
    """Write each figure that is missing, changed or named, and say what was written. Return the exit status."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"figures: no module {', '.join(unknown)} in figures/; there are {', '.join(names())}", file=sys.stderr)
        return 2
    written = 0
    for name in wanted or names():
        path = svg_path(importlib.import_module(f"figures.{name}"))
        if not wanted and path.is_file() and source_of(name) in path.read_text(encoding="utf-8"):
            continue
        path.write_text(render(name), encoding="utf-8", newline="\n")
        print(f"figures: wrote {path.relative_to(DOCS.parent)}")
        written += 1
    print(f"figures: {written} written, {len(names()) - written} up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
