r"""The syntax of citations: where a text cites, and which keys.

The one place that knows its form. The functions are pure, know neither entries nor a Markdown parser, and work alike on a
whole page whose code, comments, maths, HTML and links are blanked out, and on the inline text that a Markdown parser is at
work on.

The syntax is Pandoc's, bracketed citations only, as far as mkdocs-bibtex accepts it too:

- A group is `[items]`, the items parted by `;`. An item is `prefix @key, locator`; prefix and locator are optional.
  Every item holds one key. As in Pandoc, a bracket with an item of no key (`[see; @a]`) is no group. An item of two
  keys (`[@a, @b]`) is none either: Pandoc and mkdocs-bibtex each make something else of it, and nobody means it.
  `parse_group` reports both.
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
  `[…][label]`, `[…][]` and `[…]` with a defined label, the definition `[…]: address` itself, a
  footnote `[^…]`, and an escaped `\[…]`. After a group another group or a footnote mark may follow directly:
  `[@a][@b]`, `[@a][^1]`.
- Nothing inside an HTML tag or comment or an address `<https://…>` is a group, nor inside an HTML element that can
  hold no link (`<a>`, `<code>` …).

Sources: Pandoc User's Guide, "Citation syntax"; `Text.Pandoc.Parsing.Citations`; `mkdocs_bibtex/citation.py` of
version 4.4.0.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Item(NamedTuple):
    """One key of a group with the words around it, white space collapsed."""

    key: str
    prefix: str
    """`see` of `[see @a]`."""
    locator: str
    """`p. 3` of `[@a, p. 3]`: all that follows the key."""
    offset: int
    """Of the `@`, in the text that was searched."""


class Group(NamedTuple):
    """One `[…]` that holds a key."""

    start: int
    """Of the `[`."""
    end: int
    """Past the `]`."""
    items: tuple[Item, ...]
    fault: str = ""
    """Why it does not cite, though Markdown has no other use for it, and the repair."""


_KEY = r"\w+(?:(?::?//?|[:.#$%&\-+?<>~])\w+)*"
_AT_KEY = re.compile(rf"(?<![\w\\/@.+%=-])@({_KEY})")
_SUPPRESSED = re.compile(rf"(?<![\w\\])-@{_KEY}")
_ITEM = re.compile(r"(?:&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);|[^;])*")
_QUOTE_MARKS = re.compile(r"\n[ \t]*>[ \t>]*")

_BRACKET = re.compile(r"\[((?:\\.|\n(?![ \t>]*\n)|[^\[\]\\\n])*)\]", re.DOTALL)
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]")


def parse_group(text: str, start: int) -> Group | None:
    """The group that the `[` at `start` opens, whatever stands around it.

    Nothing if the bracket is unclosed or holds no key.
    """
    match = _BRACKET.match(text, start)
    if match is None or match[1].startswith("^"):
        return None
    items: list[Item] = []
    fault = ""
    has_key = False
    for first, last in _item_spans(text, start + 1, match.end() - 1):
        # `endpos` hides what follows the item, not what stands before it: the look-behind needs that.
        keys = list(_AT_KEY.finditer(text, first, last))
        is_suppressed = not keys and _SUPPRESSED.search(text, first, last) is not None
        has_key = has_key or bool(keys) or is_suppressed and not fault
        if len(keys) == 1:
            items.append(_item(text, first, last, keys[0]))
        else:
            fault = fault or (_TWO_KEYS if keys else _NO_SUPPRESSION if is_suppressed else _NO_KEY)
    return Group(start, match.end(), tuple(items), fault) if has_key else None


_TWO_KEYS = "two keys stand in one item; part them with ';'"
_NO_KEY = "an item holds no key; part items with ';', and words within an item with ','"
_NO_SUPPRESSION = "'-@' leaves out the author, which numbers do not show; write '@'"


def _item(text: str, first: int, last: int, key: re.Match[str]) -> Item:
    prefix = _clean(text[first : key.start()])
    locator = _clean(text[key.end() : last])
    return Item(key[1], prefix, locator.removeprefix(",").lstrip(), key.start())


def _item_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the items, parted at each `;` that does not end an HTML entity."""
    while start <= end and (item := _ITEM.match(text, start, end)):
        yield item.span()
        start = item.end() + 1


def _clean(words: str) -> str:
    """White space collapsed, and the marks of a block quote that a wrapped group runs through."""
    return " ".join(_QUOTE_MARKS.sub(" ", words).split())


def is_labelled(text: str, end: int) -> bool:
    """Return whether the bracket that ends at `end` has a label, as in `[text][label]`, defined or not."""
    label = _LABEL.match(text, end)
    return label is not None and not label[1].startswith("^") and "@" not in label[1]
