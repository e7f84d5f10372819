"""A theme's stylesheet, cut to the rules that something on the site can match: of Material's they are a fifth."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

import tinycss2

_WORD = re.compile(r"[\w-]+")
_CLASSES = re.compile(r'class="([^"]*)"')
_RIGHT_TO_LEFT = 'dir="rtl"'


class _Rule(NamedTuple):
    conditions: tuple[str, ...]
    """`@media …` and the like around it, the outermost first."""
    selectors: str
    """The whole rule, if it has no selectors, as `@keyframes` and `@page` have none."""
    declarations: Sequence[Any]


def words_of(texts: Iterable[str]) -> set[str]:
    """Return every word of templates and scripts: among them all names of classes that they print or set."""
    return {word for text in texts for word in _WORD.findall(text)}


def classes_of(page: str) -> set[str]:
    """Return the classes in the HTML of a page, and `rtl` if it has that direction."""
    names = {name for names in set(_CLASSES.findall(page)) for name in names.split()}
    return names | {"rtl"} if _RIGHT_TO_LEFT in page else names


def cut(css: str, words: set[str]) -> str:
    """Return the rules of a stylesheet of which these words name all classes and ids, and each `data-` attribute with its value.

    Rules for elements, for their states and for their other attributes stay: pages may hold any element. Of the custom
    properties, those go that nothing left uses.
    """
    rules = list(_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words))
    used = words.union(*(_words(declaration.value) for rule in rules for declaration in rule.declarations))
    return "".join(_printed(rule, used) for rule in rules)


def _rules(nodes: Iterable[Any], words: set[str], conditions: tuple[str, ...] = ()) -> Iterator[_Rule]:
    """Yield the rules that may match. Browsers skip what cannot be parsed, and so does this."""
    for node in nodes:
        if node.type == "qualified-rule":
            groups = groupby(node.prelude, key=lambda token: token == ",")
            selectors = [list(tokens) for is_comma, tokens in groups if not is_comma]
            if text := ",".join(tinycss2.serialize(selector).strip() for selector in selectors if _may_match(selector, words)):
                parts = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                if declarations := [part for part in parts if part.type == "declaration"]:
                    yield _Rule(conditions, text, declarations)
        elif node.type == "at-rule" and node.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            condition = f"@{node.lower_at_keyword}{tinycss2.serialize(node.prelude)}"
            yield from _rules(inner, words, (*conditions, condition))
        elif node.type == "at-rule":
            yield _Rule(conditions, node.serialize(), ())


def _may_match(selector: Sequence[Any], words: set[str]) -> bool:
    """Return whether words name all that a selector asks for. What stands in brackets, as of `:not(…)`, may be anything."""
    for before, token in zip([None, *selector], selector, strict=False):
        is_class = token.type == "ident" and before == "."
        if (is_class or token.type == "hash") and token.value not in words:
            return False
        if token.type == "[] block":
            name, *values = _words(token.content)
            if (name == "dir" or name.startswith("data-")) and not words.issuperset((name, *values)):
                return False
    return True


def _words(nodes: Iterable[Any]) -> Iterator[str]:
    """Yield the identifiers and strings among tokens."""
    for node in nodes:
        if node.type in ("ident", "string"):
            yield node.value
        yield from _words(chain(getattr(node, "arguments", ()), getattr(node, "content", ())))


def _printed(rule: _Rule, used: set[str]) -> str:
    """Return a rule as CSS; nothing if nothing of it is used."""
    kept = [part.serialize() for part in rule.declarations if not part.name.startswith("--") or part.name in used]
    if rule.declarations and not kept:
        return ""
    text = f"{rule.selectors}{{{';'.join(kept)}}}" if kept else rule.selectors
    return "".join(f"{condition}{{" for condition in rule.conditions) + text + "}" * len(rule.conditions)
