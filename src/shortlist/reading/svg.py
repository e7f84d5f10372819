"""SVG files: what one may hold, and which figure's module one comes from.

A site serves an SVG as a document of its own, too, where it may run scripts and load what it likes. So an SVG here only draws.
Sources: SVG 2, "Linking" and "Scripting"; HTML, "event handler content attributes".
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType, errors

from shortlist.problems import Place, Problem
from shortlist.reading.source import cannot_be_read

Size = tuple[str, str]
"""Width and height in pixels, as digits."""

MAX_BYTES = 1_000_000
SOURCE = "data-source"
"""Attribute of an SVG's root that names the module that drew it, and the digest of that module: see `figure_source`."""

_FORBIDDEN = frozenset("script foreignobject iframe object embed audio video handler listener link".split())
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,")
_LOADS = re.compile(r"@import|\b(?:src|image|image-set)\(|\burl\(\s*['\"]?(?!\s*['\"]?#)", re.IGNORECASE)
"""In a style. Backslashes are refused there, since they can spell these words in other ways."""
_SVG, _XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"


class _Unsafe(Exception):
    """The message says what an SVG may not hold."""


def read_svg(root: Path, path: str) -> tuple[Size | None, list[Problem]]:
    """Return the size of an SVG, if it says one in pixels, and what is wrong with the file.

    That is the first thing that it may not hold, or that its figure's module has changed.
    """
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        return None, [cannot_be_read(path, error)]
    if len(data) > MAX_BYTES:
        message = f"the drawing has {len(data):,} bytes; at most {MAX_BYTES:,} fit, simplify it or save it as PNG"
        return None, [Problem(Place(path), "F145", message)]
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text, parser.buffer_size = True, MAX_BYTES  # A style comes in one piece.
    reader = _Reader(parser)
    parser.StartDoctypeDeclHandler = reader.on_doctype
    parser.ProcessingInstructionHandler = reader.on_instruction
    parser.StartElementHandler = reader.on_element
    parser.EndElementHandler = reader.on_end
    parser.CharacterDataHandler = reader.on_text
    try:
        parser.Parse(data, True)
    except _Unsafe as error:
        return None, [Problem(Place(path, *reader.position), "F145", str(error))]
    except ExpatError as error:
        message = f"the drawing is not well-formed XML ({errors.messages[error.code]}); save it again as SVG"
        return None, [Problem(Place(path, error.lineno, error.offset + 1), "F145", message)]
    return reader.size, _check_source(root, path, reader.source)


class _Reader:
    """Handlers for the parts of an SVG; each raises `_Unsafe` where the part does more than draw."""

    def __init__(self, parser: XMLParserType) -> None:
        self.parser = parser
        self.position = (1, 1)
        """Line and column of the last element."""
        self.is_begun = False
        self.source = ""
        self.size: Size | None = None
        self.in_style = False

    def on_doctype(self, *_: object) -> None:
        raise _Unsafe("a document type can define entities; delete the line '<!DOCTYPE …>'")

    def on_instruction(self, target: str, _: str) -> None:
        self.position = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        raise _Unsafe(f"'<?{target} …?>' can load a style sheet or a script; delete it")

    def on_element(self, name: str, attributes: Mapping[str, str]) -> None:
        self.position = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        namespace, _, tag = name.rpartition(" ")
        if not self.is_begun:
            if (namespace, tag) != (_SVG, "svg"):
                raise _Unsafe(f"the file begins with '<{tag}>', and is not an SVG; give it the ending of its kind")
            self.is_begun = True
            self.source = attributes.get(SOURCE, "")
            width, height = attributes.get("width", ""), attributes.get("height", "")
            self.size = (width, height) if width.isdecimal() and height.isdecimal() else None
        self.in_style = self.in_style or tag == "style"
        if tag.lower() in _FORBIDDEN or namespace == _XHTML:
            raise _Unsafe(f"a drawing may not hold '<{tag}>'; delete it")
        for attribute, value in attributes.items():
            _check_attribute(tag, attribute.rpartition(" ")[2].lower(), value)

    def on_end(self, name: str) -> None:
        self.in_style = self.in_style and name.rpartition(" ")[2] != "style"

    def on_text(self, text: str) -> None:
        if self.in_style and (_LOADS.search(text) or "\\" in text):
            raise _Unsafe("a style of the drawing loads something else; write it into the drawing")


def _check_attribute(tag: str, name: str, value: str) -> None:
    """Raise `_Unsafe` where an attribute runs a script or leads out of the drawing."""
    if name.startswith("on"):
        raise _Unsafe(f"the attribute '{name}' of '<{tag}>' runs a script; delete it")
    if name in ("href", "src", "base") and not value.startswith("#") and not _PICTURE.match(value):
        raise _Unsafe(f"'{value[:60]}' of '<{tag}>' leads out of the drawing; put what it shows inside, or delete it")
    if name == "attributename" and (value.rpartition(":")[2].lower() == "href" or value.lower().startswith("on")):
        raise _Unsafe(f"'<{tag}>' changes an address or a handler; delete it")
    if _LOADS.search(value) or (name == "style" and "\\" in value):
        raise _Unsafe(f"the attribute '{name}' of '<{tag}>' loads something else; write it into the drawing")


def _check_source(root: Path, path: str, source: str) -> list[Problem]:
    """Return that the module of a figure is not there, or has changed since it drew the figure."""
    module = source.partition(" ")[0]
    current = figure_source(root, module.removeprefix("figures/").removesuffix(".py"))
    if source in ("", current):
        return []
    if not current:
        message = f"the figure says that '{module}' drew it, and there is no such module; add it, or delete '{SOURCE}'"
    else:
        message = f"the figure is older than '{module}' or the house style; run 'make figures'"
    return [Problem(Place(path), "F146", message)]


def figure_source(root: Path, name: str) -> str:
    """Return what a figure says of its origin: its module, and a digest of all that decides how it looks.

    Empty where there is no such module.
    """
    files = [root / "figures" / file for file in (f"{name}.py", "house.py", "house.mplstyle")]
    if not name.isidentifier() or not files[0].is_file():
        return ""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()
    return f"figures/{name}.py {digest[:16]}"
