"""The grammar alone: text on the left, what it cites on the right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shortlist.reading.citations import Group, parse_group
from shortlist.reading.markdown import scan_page
from shortlist.reading.source import Source


def find_groups(text: str) -> Iterator[Group]:
    """The groups that a page of this text cites."""
    source = Source("page.md", text)
    starts = dict.fromkeys(text.rindex("[", 0, source.offset(citation.place)) for citation in scan_page(source, 0).citations)
    for start in starts:
        group = parse_group(text, start)
        assert group
        yield group


def misplaced(text: str) -> list[str]:
    return [str(problem) for problem in scan_page(Source("page.md", text), 0).problems]


# Text → its groups; an item is written `prefix|key|locator`.
GROUPS = [
    ("[@a]", ["|a|"]),
    ("[@a; @b]", ["|a|; |b|"]),
    ("[@a;@b;@c]", ["|a|; |b|; |c|"]),
    ("[ @a ]", ["|a|"]),
    ("[see @a, p. 3; @b]", ["see|a|p. 3; |b|"]),
    ("[@a p. 3]", ["|a|p. 3"]),
    ("[@a,p. 3]", ["|a|p. 3"]),
    ("[see\n@a,\np. 3;\n@b]", ["see|a|p. 3; |b|"]),
    ("> [see\n> @a, p.\n> 3]", ["see|a|p. 3"]),
    ("[@a][@b]", ["|a|", "|b|"]),
    ("[@a][^1]", ["|a|"]),
    (r"[@a][\]", ["|a|"]),
    ("[@a]([@b]) [@c]", ["|c|"]),
    ("[@a] (2001)", ["|a|"]),
    ("[@a](unclosed", ["|a|"]),
    ("![@a]", ["|a|"]),
    ("[see [@a]]", ["|a|"]),
    ("[open [@a]\n\n[@b] x](u)", ["|a|", "|b|"]),
    ("[(@a)]", ["(|a|)"]),
    ("[A&amp;B @a; @b]", ["A&amp;B|a|; |b|"]),
    ("[@a&b; @c]", ["|a&b|; |c|"]),
    (r"[@a, x\] y]", [r"|a|x\] y"]),
    (r"\\[@a]", ["|a|"]),
    ("[@a, me@example.org]", ["|a|me@example.org"]),
    ("[@a]: seen by many", ["|a|"]),
    ("<b title='[@a]'>[@b]</b>", ["|b|"]),
    ("<a href='x'>[@a]</a> [@b]", ["|b|"]),
    ("<!-- [@a] --> [@b]", ["|b|"]),
    # Keys: what ends a key begins the locator.
    ("[@Foo_bar.baz.]", ["|Foo_bar.baz|."]),
    ("[@Foo_bar--baz]", ["|Foo_bar|--baz"]),
    ("[@a:]", ["|a|:"]),
    ("[@a_]", ["|a_|"]),
    ("[@_a]", ["|_a|"]),
    ("[@2020a]", ["|2020a|"]),
    ("[@é]", ["|é|"]),
    ("[@DBLP:conf/nips/X]", ["|DBLP:conf/nips/X|"]),
    ("[@https://x.y/z?q=1]", ["|https://x.y/z?q|=1"]),
    ("[@a#b$c%d+e~f]", ["|a#b$c%d+e~f|"]),
    # Not groups.
    ("", []),
    ("[]", []),
    ("[@]", []),
    ("[@a", []),
    ("@a]", []),
    ("@a", []),
    ("[a]", []),
    ("[@a](u)", []),
    ("[x @a](u)", []),
    ("[x [@a] y](u)", []),
    ("![x @a y](u)", []),
    ("[x @a][label]", []),
    ("[x @a][]", []),
    ("[x [@a]][label]", []),
    ("[@a] and\n\n[@A]: http://x", []),
    ("[@a]: http://x", []),
    ('[@a]: http://x "title"', []),
    ("[^@a]", []),
    (r"\[@a]", []),
    (r"[@a\]", []),
    (r"[\@a]", []),
    ("[me@example.org]", []),
    ("[https://social.example/@a]", []),
    ("[https://x.example/?u=@a]", []),
    ("[@{a}]", []),
    ("[@@a]", []),
    ("[see\n\n@a]", []),
    ("[@a, see [x](u)]", []),
]

# Text → how it is at fault.
MALFORMED = [
    ("[@a, @b]", "two keys"),
    ("[see @a @b; @c]", "two keys"),
    ("[see; @a]", "holds no key"),
    ("[@a; ]", "holds no key"),
    ("[@a; me@example.org]", "holds no key"),
    ("[-@a]", "'-@'"),
    ("[@a; see -@b]", "'-@'"),
]


@pytest.mark.parametrize(("text", "expected"), GROUPS)
def test_groups(text: str, expected: list[str]) -> None:
    found = ["; ".join(f"{item.prefix}|{item.key}|{item.locator}" for item in group.items) for group in find_groups(text)]
    assert found == expected


@pytest.mark.parametrize("text", [text for text, groups in GROUPS if groups])
def test_a_group_is_where_it_says(text: str) -> None:
    for group in find_groups(text):
        assert text[group.start] == "["
        assert text[group.end - 1] == "]"
        assert parse_group(text, group.start) == group
        for item in group.items:
            assert text[item.offset :].startswith(f"@{item.key}")


@pytest.mark.parametrize(("text", "reason"), MALFORMED)
def test_what_looks_like_a_group_is_reported(text: str, reason: str) -> None:
    assert list(find_groups(text)) == []
    (found,) = misplaced(text)
    assert found.startswith(f"page.md:1:1: C203 '{text}' does not cite: ")
    assert reason in found


@pytest.mark.parametrize("text", ["[x @a](u)", "[me@example.org]", "[x][y]", "[@{a}]", "[^@a]", "mail me@x.org, or @me"])
def test_what_markdown_or_mail_has_a_use_for_is_not_reported(text: str) -> None:
    assert misplaced(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[@a] " * 5000,
        "[" * 50_000 + "@a",
        "[@a; " * 20_000,
        "<a " * 20_000 + "[@a]",
        "<a>" * 5000 + "[@a]",
        "<!--" * 20_000 + "[@a]",
        "<b" + " a" * 20_000 + "[@a]",
        "[@" + "a:/" * 30_000 + "]",
        "&a;" * 20_000 + "[@a]",
    ],
    ids=lambda text: text[:8],
)
def test_long_text_ends(text: str) -> None:
    """Each of these takes hundredths of a second; a pattern that backtracks would take minutes."""
    assert sum(1 for _ in find_groups(text)) in (0, 1, 5000)
