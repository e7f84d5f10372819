"""Make the font of formulas: the part of STIX Two Math that they need, for systems that have no font for maths.

    python -m tools.maths_font

It has what formulas of machine learning use, and every character of the site's own; run it again when a test says that one is
missing. Letters in a formula that stand alone are italic, which are characters of their own in Unicode. The font comes with
ziamath on PyPI; its license, the SIL Open Font License, lies beside it. Hints and the smaller letters for indices (`ssty`)
are left out: they would double it. Points lie on a coarser grid.
Source: MathML Core, 2.1.5 and 5 (the table `MATH`).
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from shortlist.checks import check

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "overrides/assets/fonts/stix-two-math.woff2"
SOURCE = "ziamath==0.13"
MEMBER = "ziamath/fonts/STIXTwoMath-Regular.ttf"
DIGEST = "8f42cb183a85043a4dc3f8e41ac3821eb27bf178d68ace929ba439523622323c"
"""SHA-256 of version 2.11 b159 of the font."""

_RANGES = (
    (0x20, 0x7E),  # ASCII
    (0x391, 0x3A9),  # Greek capitals
    (0x1D434, 0x1D467),  # Italic letters, then Greek ones
    (0x1D6FC, 0x1D71B),
    (0x1D49C, 0x1D4B5),  # Script capitals
    (0x2061, 0x2064),  # Invisible operators
)
_SIGNS = (
    "¬±×÷·°¯ˆˇ˜˙¨´`‖†‡•…′″‴ϕϵϑϰϱϖℎ"
    "ℬℰℱℋℐℒℳℛℓℜℑℏ𝔼ℝℕℤℂℙℚ𝟙𝟏"
    "←↑→↓↔↦⇐⇒⇔⟵⟶⟹"
    "∀∂∃∅∆∇∈∉∋∏∐∑−∓∗∘∙√∝∞∠∣∤∥∧∨∩∪∫∬∮∴∼≁≃≅≈≜≔≝≠≡≤≥≪≫⊂⊃⊆⊇⊕⊖⊗⊘⊙⊢⊤⊥⊨⋀⋁⋂⋃⋅⋆⋮⋯⋱⌈⌉⌊⌋⟨⟩⩽⩾"
)
UNITS = 400
"""Of an em. The source has 1,000; where an em is 40 pixels, points move by 0.05 of one, and the file is an eighth smaller."""
COMMON = {code for first, last in _RANGES for code in range(first, last + 1)} | set(map(ord, _SIGNS))

_FORMULA = re.compile(r"<math\b.*?<annotation", re.DOTALL)
_ALONE = re.compile(r"<mi>(.)</mi>")
_TAG = re.compile(r"<[^>]*>")


def characters(pages: Iterable[str]) -> set[int]:
    """Return the characters that browsers show for the formulas of pages."""
    found: set[int] = set()
    for formula in (formula for page in pages for formula in _FORMULA.findall(page)):
        shown = _TAG.sub("", _ALONE.sub(lambda match: _italic(match[1]), formula.removesuffix("<annotation")))
        found.update(ord(character) for character in unescape(shown) if not character.isspace())
    return found


def _italic(letter: str) -> str:
    """Return a letter as MathML shows one that stands alone. Source: MathML Core, 3.2.1.1 and appendix A."""
    for first, last, italic in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC)):
        if first <= letter <= last:
            return "ℎ" if letter == "h" else chr(italic + ord(letter) - ord(first))
    return letter


def source() -> bytes:
    """Return the whole font, from the registry that pip is set up for."""
    with TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary=:all:", "-d", folder, SOURCE)
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with ZipFile(wheel) as archive:
            font = archive.read(MEMBER)
    if sha256(font).hexdigest() != DIGEST:
        sys.exit(f"{SOURCE} has another font than expected: look at it, and write down its digest")
    return font


def part(font: bytes, codes: set[int]) -> bytes:
    """Return the part of a font that shows these characters, as WOFF2; the same bytes each time."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.name_IDs = [0, 1, 2, 3, 5, 13, 14]  # Whose it is, its name and version, its license.
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "gasp"]
    options.bidi_closure = False  # Mirrored signs, for formulas from right to left.
    whole = TTFont(io.BytesIO(font), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(whole)
    scale_upem(whole, UNITS)
    whole.flavor = "woff2"
    written = io.BytesIO()
    whole.save(written)
    return written.getvalue()


def main() -> int:
    """Write the font."""
    library, _ = check(ROOT)
    FONT.write_bytes(part(source(), COMMON | characters(page.html for page in library.conversions.values())))
    print(f"{FONT.relative_to(ROOT)}: {FONT.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
