"""The sentence that cites: Markdown on the left, what another page quotes on the right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from shortlist.citations.extension import CitationExtension
from shortlist.citations.sentences import MAX_SENTENCE_LENGTH
from shortlist.model import CitationLink
from tests.citations.records import ENTRIES, EXTENSIONS

_PARSER = Markdown(
    extensions=[
        *(name for name in EXTENSIONS if name != "pymdownx.arithmatex"),
        *("pymdownx.details", "shortlist.maths"),
        CitationExtension(entries=ENTRIES, section=False),
    ]
)


def citations(markdown: str) -> tuple[CitationLink, ...]:
    md = _PARSER.reset()
    md.convert(markdown)
    return md.citations


def sentences(markdown: str) -> list[str]:
    return [citation.sentence for citation in citations(markdown)]


CASES = [
    # One sentence of several
    ("One. Two [@a]. Three.", ["Two."]),
    ("One [@a]. Two.", ["One."]),
    ("One. Two! Three? Four [@a]", ["Four"]),
    ("One [@a]\ngoes on\nto here. Two.", ["One goes on to here."]),
    ("One [@a]. Two [@b].", ["One.", "Two."]),
    ("One [@a] and [@b; @c].", ["One and."] * 3),
    ("So it is [see @a, p. 3]; it was [cf. @b].", ["So it is; it was."] * 2),
    # The group after the full stop belongs to the sentence before it
    ("One. [@a] Two.", ["One."]),
    ("One.[@a] Two.", ["One."]),
    ("One. [@a] [@b] Two.", ["One."] * 2),
    ("“One.” [@a] Two.", ["“One.”"]),
    ("One.\n[@a]\nTwo.", ["One."]),
    ("[@a] says one. Two.", ["says one."]),
    # Full stops that end nothing
    ("Zero. Wang et al. [@a] say so. Two.", ["Wang et al. say so."]),
    ("Zero. It rests on Wang et al. [@a]. Two.", ["It rests on Wang et al."]),
    ("Zero. It rests on Wang et al. [@a] Two.", ["It rests on Wang et al."]),
    ("Zero. Wang et al. (2019) say so [@a].", ["Wang et al. (2019) say so."]),
    ("Zero. Some, e.g. Linformer [@a], i.e. One, do. Two.", ["Some, e.g. Linformer, i.e. One, do."]),
    ("Zero. Ours vs. BERT [@a] in Fig. 3 and Eq. (2). Two.", ["Ours vs. BERT in Fig. 3 and Eq. (2)."]),
    ("Zero. It gains 3.5 points, from 1. to 2. place [@a]. Two.", ["It gains 3.5 points, from 1. to 2. place."]),
    ("Zero. By A. Example and B. C. Example [@a]. Two.", ["By A. Example and B. C. Example."]),
    ("Zero. In the U.S. Congress [@a]. Two.", ["In the U.S. Congress."]),
    ("It lies in part A. The rest is B. So we stop [@a].", ["So we stop."]),
    ("Zero. Layers, norms, etc. are fixed [@a]. Two.", ["Layers, norms, etc. are fixed."]),
    ("Layers, norms, etc. Two [@a].", ["Two."]),
    ("One… and so on [@a]. Two.", ["One… and so on."]),
    ("“Why?” asks Ada [@a]. Two.", ["“Why?” asks Ada."]),
    ("Zero. Is it so (yes!) or not [@a]? Two.", ["Is it so (yes!) or not?"]),
    ("Zero. “It is so.” One [@a].", ["One."]),
    ("Zero. (One [@a].) Two.", ["(One.)"]),
    ("Zero. Yahoo! is old, mT5 is new [@a]. mT5 is newer.", ["Yahoo! is old, mT5 is new. mT5 is newer."]),
    ("Das ist eins [@a]. Über zwei.", ["Das ist eins."]),
    ("In 2017 it began. 3 years later [@a].", ["3 years later."]),
    # Blocks
    ("A title\n\nOne [@a]\n\nTwo.", ["One"]),
    ("## On [@a] ##\n\nTwo.", ["On"]),
    ("## On\nOne [@a]", ["One"]),
    ("On [@a]\n======\nTwo.", ["On"]),
    ("- one [@a]\n- two [@b]\n  goes on\n- three", ["one", "two goes on"]),
    ("1. one [@a]\n2. two\n\n    More of it [@b].", ["one", "More of it."]),
    ("- one\n    - inner [@a]\n- two", ["inner"]),
    ("It gives a value of\n- 3 [@a], which is low.", ["It gives a value of - 3, which is low."]),
    ("> One. Two\n> goes on [@a].\n> > Three [@b].", ["Two goes on.", "Three."]),
    ("| Model | Top-1 |\n|---|---:|\n| ResNet. It [@a] | 77.6 |\n| ViT [@b] | |", ["ResNet. It · 77.6", "ViT ·"]),
    ("Model | Top-1\n--- | ---\nResNet [@a] | 77.6", ["ResNet · 77.6"]),
    ("One · two. Three [@a].", ["Three."]),
    ("/// table-caption\nOne. Two [@a].\n///", ["Two."]),
    ('!!! note "On [@a]"\n    One [@b].\n\n    Two [@c].', ["On", "One.", "Two."]),
    ("??? note\n    One [@a].", ["One."]),
    ("Term [@a]\n:   Meaning [@b].", ["Term", "Meaning."]),
    ("One[^1] [@a].\n\n[^1]: Two. Three [@b].\n    Four [@c].", ["One.", "Three.", "Four."]),
    ("```\ncode. [@no]\n```\nOne [@a].", ["One."]),
    ("<!-- No. -->\nOne [@a].", ["One."]),
    # Marks
    ("**One** *two* __three__ _four_ ***five*** snake_case_name 2 * 3 * 4 [@a].", ["One two three four five snake_case_name 2 * 3 * 4."]),
    ("**Bold. Two [@a].** Three.", ["Two."]),
    ("A [link](to.md#a_b), [one](<a b.md> \"T\"), [two][x], [x] and <https://a.org/x_y_z> [@a].\n\n[x]: y.md",
     ["A link, one, two, x and https://a.org/x_y_z."]),
    ("A ![small *dog*](d_o_g.png){ width=10 } and `a_b[@no]` ``c`d`` [@a].", ["A small *dog* and a_b@no] c`d."]),
    ("An [![inner](a.png)](b.md) image [@a][^1].\n\n[^1]: Note.", ["An inner image."]),
    ("Tags <b>bold</b><br>and &amp; &lt;i&gt; \\*star\\* a < b [@a].", ["Tags bold and & <i> *star* a < b."]),
    ("With $N\\ll M$, $O(n^2)$, $x_{i}^{k+1}$, $\\frac{a}{b+1}$ and $5 [@a].", ["With N≪M, O(n²), x_i^(k+1), a/(b+1) and $5."]),
    ("As $\\nonsense{$ [@a].", ["As \\nonsense{."]),
    ("Nothing ([@a]) stays, nor [@b].", ["Nothing stays, nor."] * 2),
    ("One\u00a0[@a], two  [@b].", ["One, two."] * 2),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "expected"), CASES, ids=[markdown[:30] for markdown, _ in CASES])
def test_sentence(markdown: str, expected: list[str]) -> None:
    assert sentences(markdown) == expected


def test_footnotes_are_read_last() -> None:
    text = "[^1]: Note [@a].\n\n    More [@a].\n\nText [@a][^1]. Again [@a]."
    assert [(citation.id, citation.sentence) for citation in citations(text)] == [
        ("cite-1-a", "Text."),
        ("cite-2-a", "Again."),
        ("cite-3-a", "Note."),
        ("cite-4-a", "More."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [(10, 100, "end"), (100, 10, "start"), (100, 100, "both"), (40, 17, ""), (0, 100, "end"), (100, 0, "start")],
)
def test_a_long_sentence_is_cut_at_words_around_the_citation(before: int, after: int, cut: str) -> None:
    (text,) = sentences(f"{'word ' * before}here [@a] there{' word' * after}.")
    assert len(text) <= MAX_SENTENCE_LENGTH
    assert "here there" in text
    assert set(re.findall(r"\w+", text)) == {"word", "here", "there"}
    assert text.startswith("…") == (cut in ("start", "both"))
    assert text.endswith("…") == (cut in ("end", "both"))
    assert not cut or len(text) > MAX_SENTENCE_LENGTH - 12


def test_each_citation_of_a_long_sentence_has_its_own_part() -> None:
    first, second = sentences(f"One [@a] {'word ' * 200} two [@b].")
    assert (first[:3], second[-4:]) == ("One", "two.")


def test_a_word_without_end_is_cut_all_the_same() -> None:
    (text,) = sentences(f"{'x' * 5000} [@a] {'y' * 5000}")
    assert 190 < len(text) <= MAX_SENTENCE_LENGTH


@given(
    st.lists(
        st.sampled_from(
            "[@a] [@b;@a] A a ` * _ $ | --- > - [ ] ( ) <b \\ { } # [^1] : !!! &#2; et.al. 0 ```".split()
            + [" ", "\n", "\n\n", ". ", "- ", "\x02", "\x06", "\x07", "\r", "\u2028"]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text_has_one_line_for_each_citation(text: str) -> None:
    for sentence in sentences(text):
        assert len(sentence) <= MAX_SENTENCE_LENGTH
        assert sentence == " ".join(sentence.split())
        assert not set(sentence) & set("\x02\x03\x06\x07")


@pytest.mark.parametrize(
    "text",
    [
        "One [@a]. " * 10_000,
        "*a " * 10_000 + "[@a]",
        "a_" * 50_000 + " [@a]",
        "[@a]" * 5_000,
        "x\n" * 50_000 + "[@a]",
        "| a [@a] |\n|---|\n" + "| a [@a] |\n" * 5_000,
        "- a [@a]\n" * 5_000,
        "a. b " * 50_000 + "[@a]",
    ],
    ids=lambda text: text[:10],
)
def test_long_text_ends(text: str) -> None:
    assert all(len(sentence) <= MAX_SENTENCE_LENGTH for sentence in sentences(text))
