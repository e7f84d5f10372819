"""A site of extremes in the real design: everything that an author may lawfully write and that strains a layout."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.conftest import SAMPLE
from tests.tiny import FILLER, ROOT, TinySite

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamt"
"""66 letters without a place to break."""
ENDLESS = "Unbreakable" * 12
TITLE = "A very long title that goes on and on, as titles of surveys do, " * 6
ARABIC = "تعلم الآلة من البيانات القليلة: دراسة تجريبية"

PAPERS = {
    "first": (f"{{{TITLE}}}", " and ".join(f"Example, Person{number}x" for number in range(100)), f"Proceedings of {'the Conference on Long Names and ' * 8}More"),
    "second": (f"{{{WORD} {ENDLESS}}}", f"{WORD}, {WORD}", f"{WORD}{ENDLESS}"),
    "third": (f"{{{ARABIC}}}", "الخوارزمي, محمد and ابن سينا, علي and Example, Ada", "مجلة الأمثلة"),
    "fourth": ("{机器学习中的长标题:从少量数据中学习表示的经验研究}", "王, 小明 and 李, 雷 and 欧阳, 娜娜", "示例学报"),
    "fifth": ("{A Paper by One}", "Example, Ada", ""),
}
"""Title, authors and venue."""

TAGS = {
    **{f"Topic number {number}": f"What topic {number} means, in a sentence of some length." for number in range(1, 38)},
    WORD: f"A word that is long: {ENDLESS}.",
    "NLP": "Text.",
    "Lonely": "A tag that has no neighbors.",
}
"""Forty."""

FORMULA = " + ".join(rf"\frac{{x_{{{number}}}^2}}{{\sqrt{{y_{{{number}}}}}}}" for number in range(40))

LIST = "\n".join("    " * depth + f"- Level {depth + 1} of a list, with some words" for depth in range(9)) + f" {ENDLESS}"
QUOTES = "\n".join("> " * depth + f"A quote in {depth} quotes\n" + "> " * depth for depth in range(1, 9))

BODY = f"""\
## Why

### {WORD} {ENDLESS}

The word {ENDLESS}, the formula ${FORMULA}$ in a line, `{"code_without_a_space" * 12}` and an address,
<https://example.org/{"path/" * 40}>. It cites [@first] and [see @second, {"a very long locator " * 8}; @third; @fourth].

$$
{FORMULA}
$$

### {"A heading of the third level that goes on " * 4}

```python
{"call_with_many_arguments(alpha, beta, gamma, delta), " * 12}
{ENDLESS * 3}
```

{LIST}

{QUOTES}

| {" | ".join(f"Column {number}" for number in range(12))} |
|{"---|" * 12}
| {" | ".join(f"{number} and some words" for number in range(12))} |
| {ENDLESS} [@first] | {" | ".join("x" for _ in range(11))} |

/// table-caption
A caption with a long word, {ENDLESS}, and a formula, ${FORMULA}$.
///

![A picture wider than every screen](wide.svg)

/// figure-caption
A caption of the picture [@third].
///

!!! note "A title with {ENDLESS}"

    | {" | ".join(f"Column {number}" for number in range(12))} |
    |{"---|" * 12}
    | {" | ".join(ENDLESS[:20] for _ in range(12))} |

Term {ENDLESS}
:   What it means, {ENDLESS}.

A note.[^1] {FILLER}

=== "Tab {ENDLESS}"

    ${FORMULA}$

=== "A tab with a longer name"

    | {" | ".join(f"Column {number}" for number in range(12))} |
    |{"---|" * 12}
    | {" | ".join(ENDLESS[:20] for _ in range(12))} |

=== "Third"

    Text.

??? warning "Folded {ENDLESS}"

    What is in it, ~~{ENDLESS}~~.

- [x] Done
- [ ] To do, {ENDLESS}
    - [ ] Below it

The GPU is an abbreviation, <kbd>Ctrl</kbd> a key, <mark>this</mark> is marked, <ins>in</ins>, <del>out</del>, <small>small</small>,
<samp>out of a program</samp>, <var>x</var>, a <q>quote</q> and <dfn>a term</dfn>.

*[GPU]: Graphics processing unit, {WORD}

[^1]: With {ENDLESS} and ${FORMULA}$.

## Key insights

1. A list
    - in which a table stands

        | {" | ".join(f"Column {number}" for number in range(12))} |
        |{"---|" * 12}
        | {" | ".join(ENDLESS[:20] for _ in range(12))} |

        $$
        {FORMULA}
        $$

{FILLER}
"""


def build_extremes(root: Path, address: str) -> Path:
    """Build the site for an address, with the real settings, templates and pages; its folder."""
    site = TinySite(root)
    settings = (SAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"custom_dir: .*", f"custom_dir: {(ROOT / 'overrides').as_posix()}", settings)
    settings = settings.replace("!ENV [SITE_URL, https://example.org/]", address).replace("!ENV [CARDS, true]", "false")
    site.write("mkdocs.yml", re.sub(r"^watch: .*\n", "", settings, flags=re.MULTILINE))
    for page in (SAMPLE / "docs").glob("*.md"):
        # The real issues, which some of these pages link to, are not here.
        site.write(f"docs/{page.name}", re.sub(r"\]\([0-9]{4}-[0-9]{2}/[^)]*\)", "](index.md)", page.read_text(encoding="utf-8")))
    site.write("data/tags.yml", "Topics:\n" + "".join(f"  {name}: '{meaning}'\n" for name, meaning in TAGS.items()))
    site.write(
        "docs/2021-05/wide.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="400"><path fill="#888" d="M0 0h4000v400H0z"/></svg>',
    )

    entries = {f"other{number}": ("Another Paper", "Example, Bob and Example, Zoë", "") for number in range(35)}
    entries = {key: (f"{title} {key}" if key.startswith("other") else title, names, venue) for key, (title, names, venue) in entries.items()}
    for index, (key, (title, names, venue)) in enumerate(({**PAPERS, **entries, "alone": PAPERS["fifth"]}).items()):
        kind, more = ("article", f"  journal = {{{venue}}},\n  doi = {{10.1000/{key}{'long' * 40}}},\n") if venue else ("misc", f"  note = {{{key}}},\n")
        title = title.replace("{A Paper by One}", "{A Paper by One Alone}") if key == "alone" else title
        site.write("bib/references.bib", ("" if not index else site.read("bib/references.bib")) + (
            f"@{kind}{{{key},\n  title = {{{title}}},\n  author = {{{names}}},\n{more}  year = {{2021}}\n}}\n\n"))

    def summary(slug: str, body: str | None = None, folder: str = "2021-05", **fields: Any) -> None:
        header = {"paper": slug, "gist": "What is new and why it counts.", "tags": ["NLP"]} | fields
        site.summary(slug, header, folder=folder, body=body)

    (root / "docs/2021-04/first.md").unlink()
    (root / "docs/2021-04/second.md").unlink()
    link = f"https://example.org/{'path/' * 40}"
    follow_ups = [
        {"date": "2021-05-20", "text": f"It was followed by {ENDLESS[:120]}.", "link": link},
        {"date": "2021-05-21", "text": "It was shown to be so.", "link": "second.md"},
    ]
    kinds = ("code", "data", "demo", "project", "video", "slides", "poster", "discussion")
    site.write("data/people.yml", f"writers:\n  ada: {{name: {ENDLESS}, url: '{link}'}}\n  zoe: {{name: Zoë Example}}\n")
    summary("first", BODY, gist=f"New is {ENDLESS}.", tags=list(TAGS)[:39], links=dict.fromkeys(kinds, link), by=["ada", "zoe"], since=follow_ups)
    summary("second", gist=f"New is {WORD}.", tags=[WORD, "NLP"])
    summary("third", gist="الجديد هو أن البيانات القليلة تكفي.")
    summary("fourth", gist="新意在于从少量数据中学习。" * 5)
    summary("fifth")
    for slug in entries:
        summary(slug)
    summary("alone", folder="2021-04", tags=["Lonely"])
    site.issue(f"An editorial with {ENDLESS} and ${FORMULA}$.", gist="One pick.", picks=["alone"])
    site.issue(
        f"An editorial with {ENDLESS}.\n\n$$\n{FORMULA}\n$$",
        folder="2021-05",
        issue="2021-05",
        published="2021-05-10",
        gist=f"Forty picks and {ENDLESS}.",
        picks=["first", "second", "third", "fourth", "fifth", *entries],
        considered=123456789,
        selected_by=f"By [{ENDLESS}]({link}) and {ENDLESS}",
        start_here={"pick": "first", "why": f"It is {ENDLESS[:150]}."},
        event={"title": f"{TITLE.replace(',', '')}{ENDLESS}", "start": "2021-05-12T17:00:00+02:00", "minutes": 60, "url": link},
    )
    # Not strict: long locators and few words are faults of style.
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return root / "site"


if __name__ == "__main__":
    import sys

    print(build_extremes(Path(sys.argv[1]), "http://127.0.0.1:8000/"))
