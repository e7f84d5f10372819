"""The rules for the HTML of a page, as a browser gets it: only elements, attributes and addresses that are known to be harmless.

The judge reads what the conversion made, not what was written, since raw HTML, attribute lists, references and entities all end
there. A tag has to be of the plain form that all readers of HTML take for the same, and what is not listed is refused. So no page
puts behavior on the site: no script or handler, no frame, form or plug-in, nothing that other hosts serve, no style, no name that
scripts and styles of the site or the theme act on, and no element that swallows the rest of the page.
Sources: HTML, 13.2.5 "Tokenization" and 4.13.3; WHATWG URL, 4.4 "URL parsing".
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import NamedTuple

from shortlist.checks.conversion import normalized, place_at
from shortlist.checks.registry import rule
from shortlist.identifiers import is_url
from shortlist.model import Body, Converted, Library
from shortlist.problems import Place, Problem, Problems
from shortlist.reading.markdown import visible_text

MAX_FAULTS = 3
"""Reported of a tag."""
MAX_NESTED = 100
"""Elements that are open at one place. What writes pages in other forms calls itself for each."""

VOID = frozenset("br col hr img input wbr".split())
ELEMENTS = {
    name: frozenset(attributes.split())
    for names, attributes in {
        "b bdi bdo caption cite code col colgroup dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd mark p"
        " pre q samp small strong sub summary table tbody tfoot thead tr u ul var wbr br rp rt ruby abbr blockquote sup": "",
        "a": "href name",
        "details": "open",
        "img": "alt height loading src width",
        "li": "value",
        "ol": "reversed start type",
        "span": "data-linenos",
        "td th": "colspan rowspan scope style",
        "time": "datetime",
    }.items()
    for name in names.split()
}
_ATTRIBUTES = frozenset("class dir id lang role tabindex title".split())
"""Of any element, as are those that begin with `aria-`."""
_MATHML = frozenset(
    "math annotation menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt"
    " mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics".split()
)
_OF_MATHML = frozenset(
    "accent accentunder class columnspan depth display displaystyle encoding form height linethickness lspace mathvariant maxsize"
    " minsize movablelimits notation rowspan rspace scriptlevel stretchy symmetric tabindex voffset width".split()
)
"""Of formulas. `href` is not among them, since it is a link in some browsers."""
_BOXES = re.compile(
    r'<input type="checkbox"(?: aria-label="[^"]*")? disabled(?: checked)?/>'
    r'|<input (?:checked="checked" )?id="__tabbed_\d+_\d+" name="__tabbed_\d+" type="radio" ?/>'
    r'|<label for="__tabbed_\d+_\d+">|</label>'
    r'|<div class="tabbed-set tabbed-alternate" data-tabs="[\d:]+">'
)
"""Controls, as Markdown writes the boxes of task lists and tabs, and in no other way."""
_VALUES = {
    "class": re.compile(r"(?!.*(?<![^\s])(?:(?:md|sl|js)-|(?:mermaid|annotate|arithmatex|js|no-js|z3988)(?!\S)))", re.I | re.S),
    "id": re.compile(r"(?!__(?![a-z-]+[_-][\d_-]+\Z)|sl-(?:author|cite|code|filter|issue|more|next|order|since|tag|venue)\Z)"),
    "name": re.compile(r"(?!__(?!codelineno-))"),
    "style": re.compile(r"text-align: (?:left|center|right);\Z"),
}
"""The beginning that the value of an attribute must have. On other names scripts and styles act: where the theme's
script is loaded, it fetches a program for `mermaid`."""

_ATTRIBUTE = r"""\s++([A-Za-z][\w:.-]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?"""
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>(?>(?:{_ATTRIBUTE})*))\s*+(?P<alone>/?)>")
_COMMENT = r"<!--(?!-?>)(?>(?:(?!--!?>|<!--)[\s\S])*)-->"
_MARKUP = re.compile(rf"{re.sub(r'[(](?![?])|[(][?]P<[a-z]+>', '(?:', _TAG.pattern)}|{_COMMENT}|<[A-Za-z/!?][^\n<>]{{0,20}}")
"""A tag, a comment, or the beginning of what a browser may take for either."""

_ADDRESS = re.compile(
    r"(?:https?:(?!//(?:(?:localhost|127(?:\.[0-9]+){1,3})(?=[:/?#]|\Z)|https?:))|mailto:)[^\\]*\Z"
    r"|(?P<relative>(?![/\\])[^:/?#\\]*(?:[/?#][^\\]*)?\Z)",
    re.IGNORECASE,
)
_EMBEDDED = frozenset("audio embed iframe object source track video".split())
_WAY_OUT = {
    "embedded": "link to it instead, in the header: 'links:', and below it '  video: https://…'",
    "listed": "leave it out, or write '&lt;' for the sign '<'; CONTRIBUTING.md says what a page may hold",
}


class _Fault(NamedTuple):
    """A fault in the HTML of a page."""

    code: str
    message: str
    written: tuple[str, ...]
    """Texts that may stand for it in the source, the surest first."""


class _Tag(NamedTuple):
    name: str
    opens: bool
    faults: tuple[_Fault, ...]


@rule(
    "text",
    F127="A link's address is relative, `http:`, `https:` or `mailto:`, and can be one.",
    F138="A page holds only elements, attributes and addresses that can do no harm.",
)
def check_markup(body: Body, page: Converted, _library: Library) -> Problems:
    if "<math" in body.text and (start := visible_text(body.text, with_tags=True).find("<math")) >= 0:
        yield Problem(place_at(body, start), "F138", "a page may not hold '<math>'; write LaTeX between '$' and '$'")
    markup = _MARKUP.findall(page.html)
    faults = [tag.faults for tag in map(_read, markup) if tag and tag.faults]
    if faults := faults or list(_faults_of_nesting(markup)):
        source = _Source(body)
        yield from (problem for of_a_tag in faults for problem in source.problems(of_a_tag))


@lru_cache(maxsize=4096)
def _read(markup: str) -> _Tag | None:
    """Return a tag; nothing for a comment."""
    if re.fullmatch(_COMMENT, markup):
        return None
    if (match := _TAG.fullmatch(markup)) is None:
        message = f"'{markup}' is not a tag that browsers read in one way; write it plainly, or '&lt;' for the sign"
        return _Tag("", False, (_Fault("F138", message, (markup, markup[:3])),))
    name = match["name"].lower()
    opens = not match["end"] and name not in VOID and not (match["alone"] and name in _MATHML)
    return _Tag(name, opens, () if _BOXES.fullmatch(markup) else tuple(islice(_faults_of_tag(name, match), MAX_FAULTS)))


def _faults_of_nesting(markup: list[str]) -> Iterator[tuple[_Fault]]:
    """Yield the first tag that is not closed in its place, closes nothing, or stands too deep."""
    opened: list[tuple[str, str]] = []
    for written in markup:
        tag = _read(written)
        if tag and tag.opens:
            opened.append((tag.name, written))
            if len(opened) > MAX_NESTED:
                message = f"more than {MAX_NESTED} elements stand in each other, '{written}' the deepest; nest less"
                yield (_Fault("F147", message, (opened[-2][1] + written, written)),)
                return
        elif tag and written.startswith("</"):
            if opened and opened[-1][0] == tag.name:
                opened.pop()
                continue
            if tag.name in dict(opened):
                break
            yield (_Fault("F138", f"'{written}' closes nothing; delete it, or write what it ends", (written,)),)
            return
    if opened:
        name, written = opened[-1]
        message = f"'{written}' is not closed in the same part of the page; write '</{name}>' behind its text"
        yield (_Fault("F138", message, (written,)),)


def _faults_of_tag(name: str, tag: re.Match[str]) -> Iterator[_Fault]:
    if name in ELEMENTS or name in _MATHML:
        for attribute in _ONE_ATTRIBUTE.finditer(tag["attributes"]):
            yield from _faults_of_attribute(name, tag[0], attribute)
    elif not tag["end"]:
        way_out = _WAY_OUT["embedded" if name in _EMBEDDED else "listed"]
        yield _Fault("F138", f"a page may not hold '<{name}>'; {way_out}", (tag[0], f"<{tag['name']}"))


def _faults_of_attribute(element: str, tag: str, match: re.Match[str]) -> Iterator[_Fault]:
    name, value = match[1].lower(), unescape(match[2] or match[3] or match[4] or "")
    allowed = (_OF_MATHML if element in _MATHML else ELEMENTS[element]) | _ATTRIBUTES
    if name not in allowed and not name.startswith("aria-"):
        message = f"'<{element}>' may not have the attribute '{name}'; {_WAY_OUT['listed']}"
        yield _Fault("F138", message, (tag, f"{name}=", name, f"<{element}"))
    elif name in ("href", "src"):
        yield from (fault._replace(written=(*fault.written, tag)) for fault in _faults_of_address(element, value))
    elif (pattern := _VALUES.get(name)) and not pattern.match(value):
        message = f"the attribute '{name}' of '<{element}>' may not be '{value[:40]}'; {_WAY_OUT['listed']}"
        yield _Fault("F138", message, (tag, value))


def _faults_of_address(element: str, value: str) -> Iterator[_Fault]:
    """Yield the fault of an address that a browser follows or loads. It drops line ends and tabs, and white space around."""
    shown = value[:60]
    match = _ADDRESS.match(re.sub(r"[\t\n\r]", "", value).strip("".join(map(chr, range(33)))))
    if not match:
        wanted = "that readers reach; link to the file, as in '../2021-04/first.md'"
        yield _Fault("F127", f"address '{shown}' is neither relative nor http:, https: or mailto: {wanted}", (value,))
    elif match["relative"] is None and not is_url(value):
        wanted = "expected one as in 'https://example.org/a', without spaces; write one as '%20'"
        yield _Fault("F127", f"'{shown}' is not an address; {wanted}", (value,))
    elif element == "img" and match["relative"] is None:
        message = f"image '{shown}' lies on another site, which the page may not load; put the file beside the page"
        yield _Fault("F138", message, (value,))


class _Source:
    """A page's Markdown, in which faults are looked for in reading order."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.texts = (visible_text(body.text, with_tags=True), body.text)
        self.position = 0
        self.links = defaultdict(list)
        for link in reversed(body.links):
            self.links[normalized(link.target)].append(link.place)

    def problems(self, faults: tuple[_Fault, ...]) -> list[Problem]:
        """Return the faults of one tag as problems; at the beginning of the page if no text of theirs is found."""
        located = [(fault, *self._locate(fault.written)) for fault in faults]
        self.position = max(self.position, *(end for _, _, end in located))
        return [Problem(place, fault.code, fault.message) for fault, place, _ in located]

    def _locate(self, texts: tuple[str, ...]) -> tuple[Place, int]:
        for written in texts:
            if places := self.links[written]:
                return places.pop() if len(places) > 1 else places[0], 0
            for text in self.texts:  # First outside code, which may hold the same.
                if (start := text.find(written, self.position)) >= 0 or (start := text.find(written)) >= 0:
                    return place_at(self.body, start), start + len(written)
        return self.body.start, 0
