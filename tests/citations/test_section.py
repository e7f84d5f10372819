"""What a citation and the reference section look like in full."""

from __future__ import annotations

import re

import markdown
import pytest
from markdown import Markdown

from shortlist.citations.extension import CitationExtension
from shortlist.citations.references import page_link
from shortlist.citations.section import Context, reference_section
from tests.citations.records import ENTRIES, in_short, parser, render


def test_a_whole_page_in_plain_markdown() -> None:
    html = markdown.markdown("Linear [see @a, p. 3; @b] attention [@a].\n", extensions=[CitationExtension(entries=ENTRIES)])
    assert html == (
        '<p>Linear<sup class="citation">see '
        '<a aria-label="Reference 1: Ada, 2001, p. 3" href="#ref-a" id="cite-1-a" role="doc-noteref">1</a>, '
        '<span class="locator">p. 3</span>; '
        '<a aria-label="Reference 2: Ada, 2001" href="#ref-b" id="cite-1-b" role="doc-noteref">2</a></sup> '
        'attention<sup class="citation">'
        '<a aria-label="Reference 1: Ada, 2001" href="#ref-a" id="cite-2-a" role="doc-noteref">1</a></sup>.</p>\n'
        '<section aria-labelledby="references" class="references" role="doc-bibliography">\n'
        '<h2 id="references">References</h2>\n'
        "<ol>\n"
        '<li id="ref-a"><span class="reference">Ada. On a. 2001.</span> '
        '<a href="#cite-1-a" role="doc-backlink" aria-label="Back to citation 1 of reference 1">'
        "↩\ufe0e<sup>1</sup></a> "
        '<a href="#cite-2-a" role="doc-backlink" aria-label="Back to citation 2 of reference 1">'
        "↩\ufe0e<sup>2</sup></a></li>\n"
        '<li id="ref-b"><span class="reference">Ada. On b. 2001.</span> '
        '<a href="#cite-1-b" role="doc-backlink" aria-label="Back to the citation of reference 2">↩\ufe0e</a></li>\n'
        "</ol>\n"
        "</section>"
    )


def test_no_citation_no_section() -> None:
    assert "<section" not in render("Word [@nobody].")


def test_what_the_site_knows_stands_between_the_reference_and_the_way_back() -> None:
    md = Markdown(extensions=[CitationExtension(entries=ENTRIES, section=False)])
    assert "<section" not in md.convert("Word [@a].")
    entries = {"a": ENTRIES["a"]}
    known = Context(page_link("../a/", "<a>"), (page_link("../b/", "B"), page_link("../c/", "C")))
    html = reference_section(md.citations, entries, {"a": known}.__getitem__)
    assert (
        'On a. 2001.</span> <span class="reference-summary">Our summary: <a href="../a/">&lt;a&gt;</a>.</span> '
        '<span class="reference-cited-by">Also cited in <a href="../b/">B</a>, <a href="../c/">C</a>.</span> <a href="#cite-1-a" role="doc-backlink"'
    ) in html
    html = reference_section(md.citations, entries, lambda key: Context(cited_by=(page_link("../d/", "D"),)))
    assert "Our summary" not in html
    assert 'Also cited in <a href="../d/">D</a>.' in html
    assert reference_section(md.citations, entries, lambda key: Context(coins="<i></i>")).count("</a> <i></i></li>") == 1


def test_headings_keep_citations_out_of_names_and_ids() -> None:
    md = parser()
    html = md.convert("## One [@a] two\n\n## One [see @b]\n")
    assert 'id="one-two">One<sup>{1 a}</sup> two</h2>' in in_short(html)
    assert 'id="one">One<sup>see {2 b}</sup></h2>' in in_short(html)
    assert [(token["id"], token["name"], token["html"]) for token in md.toc_tokens] == [
        ("one-two", "One two", "One two"),
        ("one", "One", "One"),
    ]
    assert "fnref" not in html


def test_the_section_leaves_an_id_to_the_page() -> None:
    md = Markdown(extensions=[CitationExtension(entries=ENTRIES, section=False)])
    md.convert("Word [@a].")
    html = reference_section(md.citations, ENTRIES, ids={"references"})
    assert html.startswith('<section aria-labelledby="references-of-page"')
    assert '<h2 id="references-of-page">' in html


def test_footnotes_are_another_series_and_come_after_the_text() -> None:
    html = in_short(render("Word[^1] [@b].\n\n[^1]: Note [@a; @b].\n\nMore [@c].\n"))
    assert '<p>Word<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup><sup>, {1 b}</sup>.</p>' in html
    assert "<p>More<sup>{2 c}</sup>.</p>" in html
    assert "<p>Note<sup>{3 a}, {1 b 2}</sup>." in html


def test_footnotes_come_last_even_where_they_are_printed_first() -> None:
    html = in_short(render("///Footnotes Go Here///\n\nWord[^1] [@b].\n\n[^1]: Note [@a].\n"))
    assert html.index("Note") < html.index("Word")
    assert "Note<sup>{2 a}</sup>" in html


def test_the_section_is_after_the_footnotes() -> None:
    html = render("Word[^1].\n\n[^1]: Note [@a].\n")
    assert html.index('<div class="footnote">') < html.index("<section")
    assert html.endswith("</section>")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Word [@a][^1]", '<sup>{1 a}, </sup><sup id="fnref:1">'),
        ("Word [@a] [^1]", '<sup>{1 a}, </sup><sup id="fnref:1">'),
        ("Word[^1][@a]", "</sup><sup>, {1 a}</sup>"),
        ("Word[^1] [@a]", "</sup><sup>, {1 a}</sup>"),
        ("Word [@a].[^1]", '<sup>{1 a}</sup>.<sup id="fnref:1">'),
    ],
)
def test_a_footnote_mark_next_to_a_citation(markdown: str, html: str) -> None:
    assert html in in_short(render(f"{markdown}\n\n[^1]: Note."))


def test_one_parser_converts_many_pages() -> None:
    md = parser()
    first = md.convert("Word [@a; @b], [@nobody].")
    assert ([link.key for link in md.citations], md.unknown_citations) == (["a", "b"], {"nobody"})
    md.reset()
    assert (md.citations, md.unknown_citations) == ((), set())
    assert in_short(md.convert("Word [@b].")) == "<p>Word<sup>{1 b}</sup>.</p>"
    assert ([link.key for link in md.citations], md.unknown_citations) == (["b"], set())
    assert md.reset().convert("Word [@a; @b], [@nobody].") == first


def test_the_extension_can_be_given_by_name() -> None:
    name = "shortlist.citations.extension"
    md = Markdown(extensions=[name], extension_configs={name: {"entries": ENTRIES}})
    assert in_short(md.convert("Word [@a].")) == "<p>Word<sup>{1 a}</sup>.</p>"


def test_names_of_places() -> None:
    html = render(" ".join(["Word [@a]."] * 23))
    for which in range(1, 24):
        assert f'aria-label="Back to citation {which} of reference 1"' in html


def test_every_link_has_its_target() -> None:
    html = render("[@a+b; @a/b; @dblp:conf/x; @https://x.y/z] [@a+b]")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = re.findall(r' href="#([^"]+)"', html)
    assert len(targets) == 10
    assert set(targets) <= set(ids)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("p. 3", "p. 3"),
        ("*p.* `3`", "p. 3"),
        (r"\*3\*", "*3*"),
        ("3 &ndash; 4", "3 – 4"),
        ("A & B", "A &amp; B"),
        ("A &amp; B", "A &amp; B"),
        ("a < b", "a &lt; b"),
        ('"q"', "&quot;q&quot;"),
        ("<b>3</b>", "3"),
    ],
)
def test_the_name_of_a_link_holds_the_locator_as_read(words: str, name: str) -> None:
    assert f'aria-label="Reference 1: Ada, 2001, {name}"' in render(f"Word [@a, {words}].")
