r"""The syntax of citations: where a text cites, and which keys.

The one place that knows it. The functions are pure, know neither entries nor a Markdown parser, and work alike on a
whole page whose code, comments and maths are blanked out, and on the inline text that a Markdown parser is at work
on.

The syntax is Pandoc's, bracketed citations only, as far as mkdocs-bibtex accepts it too:

- A group is `[items]`, the items parted by `;`. An item is `prefix @key, locator`; prefix and locator are optional.
  Every item holds one key. As in Pandoc, a bracket with an item of no key (`[see; @a]`) is no group. An item of two
  keys (`[@a, @b]`) is none either: Pandoc and mkdocs-bibtex each make something else of it, and nobody means it.
  `find_brackets` reports both.
- A key begins with a letter, digit or `_`, and goes on with these and with single `:.#$%&-+?<>~/` between them; `//`,
  `:/` and `://` may stand inside too. So punctuation at the end never belongs to the key. What follows the key is the
  locator; a comma between them is dropped. Braces (`@{…}`, `@key{p. 3}`) have no meaning, for mkdocs-bibtex knows
  none.
- The `@` of a key does not follow a letter, digit or `_`, nor any of `\ / @ . + % = -`. So `\@a`, `me@example.org`,
  an address that ends in `/@name`, and `-@a` (Pandoc's suppressed author, which numbers have no use for) are not
  keys.
- `[@a]` may stand anywhere in a paragraph and may go over line ends, but not over a blank line. It holds no further
  brackets: of `[see [@a]]` the inner pair is a group, the outer one text.
- A bracket that Markdown reads otherwise is no group, nor is a bracket inside it: a link or image `[…](…)`,
  `[…][label]`, `[…][]`, `[…] [label]` and `[…]` with a defined label, the definition `[…]: address` itself, a
  footnote `[^…]`, and an escaped `\[…]`. After a group another group or a footnote mark may follow directly:
  `[@a][@b]`, `[@a][^1]`.
- Nothing inside an HTML tag or comment or an address `<https://…>` is a group, nor inside an HTML element that can
  hold no link (`<a>`, `<code>` …).

Sources: Pandoc User's Guide, "Citation syntax"; `Text.Pandoc.Parsing.Citations`; `mkdocs_bibtex/citation.py` of
version 4.4.0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.entities import html5


@dataclass(frozen=True, slots=True)
class Item:
    """One key of a group with the words around it, white space collapsed."""

    key: str
    prefix: str
    """`see` of `[see @a]`."""
    locator: str
    """`p. 3` of `[@a, p. 3]`: all that follows the key."""
    offset: int
    """Of the `@`, in the text that was searched."""


@dataclass(frozen=True, slots=True)
class Group:
    """One `[…]` that cites."""

    start: int
    """Of the `[`."""
    end: int
    """Past the `]`."""
    items: tuple[Item, ...]
    """At least one."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A `[…]` that holds a key and yet does not cite, though Markdown has no other use for it."""

    start: int
    end: int
    offset: int
    """Of the `@` that is in the way, or of the item that lacks one."""
    reason: str
    """The fault and its repair, to follow `[@a @b] does not cite: `."""


_KEY = r"\w+(?:(?::?//?|[:.#$%&\-+?<>~])\w+)*"
_AT_KEY = re.compile(rf"(?<![\w\\/@.+%=-])@({_KEY})")
_SUPPRESSED = re.compile(rf"(?<![\w\\])-@{_KEY}")
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|([A-Za-z][A-Za-z0-9]*));")
_QUOTE_MARKS = re.compile(r"\n[ \t]*>[ \t>]*")

_OPAQUE = ("a", "button", "code", "kbd", "math", "option", "pre", "samp", "script", "style", "svg", "textarea", "title")
_ATTRIBUTE = r"""\s+[^\s"'=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>]+))?"""
_TOKEN = re.compile(
    rf"""
    (?=[\\\n<\[\]])                                      # Saves trying each alternative at each character.
    (?:
      \\.                                               # escaped
    | (?P<blank>\n[ \t>]*(?=\n))                         # end of the paragraph
    | <!--(?:(?!<!--).)*?-->                            # Stopping at another start keeps hostile text linear.
    | <(?P<opaque>{"|".join(_OPAQUE)})(?:{_ATTRIBUTE})*\s*>(?:(?!<(?P=opaque)\b).)*?</(?P=opaque)\s*>
    | <[A-Za-z][A-Za-z0-9+.-]*://[^<>]*>                # <https://example.org>
    | </?[A-Za-z][^\s"'<>@]*(?:{_ATTRIBUTE})*\s*/?>
    | (?P<open>\[)
    | (?P<close>\])
    )
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_BRACKET = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]", re.DOTALL)
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]")
# As Python-Markdown's ReferenceProcessor.
_ADDRESS = r""":[ ]*\n?[ ]*[^\s]+[ ]*(?:\n[ ]*)?(?:(["']).*\1[ ]*|\(.*\)[ ]*)?$"""
_AFTER_DEFINED = re.compile(_ADDRESS, re.MULTILINE)
_BEFORE_DEFINED = re.compile(r"^[ \t>]*\*?$")
_DEFINITION = re.compile(rf"^[ \t>]*\[([^\[\]]*)\](?={_ADDRESS.replace('1', '2')})", re.MULTILINE)


def find_brackets(text: str) -> Iterator[Group | Malformed]:
    """All groups of the text and all brackets that look like one and are none, in order."""
    if "@" not in text or "[" not in text:
        return
    labels = defined_labels(text)
    opened: list[int] = []
    latest = -1  # The last `[`: a bracket that holds another one is no group.
    found: list[Group | Malformed] = []  # Held back while an outer bracket is open, which may turn out to be a link.
    address_end = 0  # Of the link before: its address may hold anything.
    for token in _TOKEN.finditer(text):
        if token.start() < address_end:
            continue
        if token.lastgroup == "open":
            latest = token.start()
            opened.append(latest)
        elif token.lastgroup == "close" and opened:
            start = opened.pop()
            if _is_link(text, start, token.end(), labels):
                while found and found[-1].start > start:
                    found.pop()
                if text.startswith("(", token.end()):
                    address_end = text.find(")", token.end())
            elif start == latest and (group := parse_group(text, start)) is not None and group.end == token.end():
                found.append(group)
        elif token.lastgroup == "blank":
            opened.clear()
        if not opened and found:
            yield from found
            found.clear()
    yield from found


def defined_labels(text: str) -> frozenset[str]:
    """The labels of `[label]: address` in the text, in lower case, white space collapsed."""
    return frozenset(_normalized(match[1]) for match in _DEFINITION.finditer(text)) if "]:" in text else frozenset()


def parse_group(text: str, start: int) -> Group | Malformed | None:
    """The group that the `[` at `start` opens, whatever stands around it.

    Nothing if the bracket is unclosed or holds no key.
    """
    match = _BRACKET.match(text, start)
    if match is None or "@" not in match[1] or match[1].startswith("^"):
        return None
    items: list[Item] = []
    fault: tuple[int, str] | None = None
    has_key = False
    for first, last in _item_spans(text, start + 1, match.end() - 1):
        # `endpos` hides what follows the item, not what stands before it: the look-behind needs that.
        keys = list(_AT_KEY.finditer(text, first, last))
        has_key = has_key or bool(keys)
        if len(keys) == 1:
            items.append(_item(text, first, last, keys[0]))
        elif fault is None:
            fault = _fault(text, first, last, keys)
            has_key = has_key or fault[1] is _NO_SUPPRESSION
    if not has_key:
        return None
    return Malformed(start, match.end(), *fault) if fault else Group(start, match.end(), tuple(items))


_TWO_KEYS = "two keys stand in one item; part them with ';'"
_NO_KEY = "an item holds no key; part items with ';', and words within an item with ','"
_NO_SUPPRESSION = "'-@' leaves out the author, which numbers do not show; write '@'"


def _fault(text: str, first: int, last: int, keys: list[re.Match[str]]) -> tuple[int, str]:
    if keys:
        return keys[1].start(), _TWO_KEYS
    if suppressed := _SUPPRESSED.search(text, first, last):
        return suppressed.start() + 1, _NO_SUPPRESSION
    return last - len(text[first:last].lstrip()), _NO_KEY


def _item(text: str, first: int, last: int, key: re.Match[str]) -> Item:
    prefix = _clean(text[first : key.start()])
    locator = _clean(text[key.end() : last])
    return Item(key[1], prefix, locator.removeprefix(",").lstrip(), key.start())


def _item_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the items, parted at each `;` that does not end an HTML entity."""
    entities = {match.end() - 1 for match in _ENTITY.finditer(text, start, end) if match[1] is None or f"{match[1]};" in html5}
    first = start
    while (last := text.find(";", first, end)) >= 0:
        while last in entities:
            last = text.find(";", last + 1, end)
        if last < 0:
            break
        yield first, last
        first = last + 1
    yield first, end


def _clean(words: str) -> str:
    """White space collapsed, and the marks of a block quote that a wrapped group runs through."""
    return " ".join((_QUOTE_MARKS.sub(" ", words) if "\n" in words else words).split())


def _is_link(text: str, start: int, end: int, labels: Collection[str]) -> bool:
    """Return whether Markdown has another use for the bracket: a link, an image, or the definition of a label."""
    following = text[end : end + 1]
    if following == "(":
        paragraph_end = text.find("\n\n", end)
        return text.find(")", end, paragraph_end if paragraph_end >= 0 else len(text)) >= 0
    if following == "[":
        return is_labelled(text, end)
    if following == ":":
        line_start = text.rfind("\n", 0, start) + 1
        if _BEFORE_DEFINED.match(text[line_start:start]) and _AFTER_DEFINED.match(text, end):
            return True
    if not labels:
        return False
    if following.isspace() and (label := _LABEL.match(text, end + 1)) and _normalized(label[1]) in labels:
        return True
    return _normalized(text[start + 1 : end - 1]) in labels


def is_labelled(text: str, end: int) -> bool:
    """Return whether the bracket that ends at `end` has a label, as in `[text][label]`, defined or not."""
    label = _LABEL.match(text, end)
    return label is not None and not label[1].startswith("^") and "@" not in label[1]


def _normalized(label: str) -> str:
    return " ".join(label.split()).lower()
