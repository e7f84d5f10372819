"""Every fault an author can make gives one located problem that says what to do. Each row breaks a sound site in one place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shortlist.checks import RULES
from tests.tiny import BIBLIOGRAPHY, FILLER, FIRST, SECOND, TAGS, TinySite
from tools.generate import examples

GLM = "docs/2021-04/first.md"
INDEX = "docs/2021-04/index.md"
BIB = "bib/references.bib"
VOCABULARY = "data/tags.yml"
REDIRECTS = "data/redirects.yml"
PEOPLE = "data/people.yml"


def header(old: str, new: str) -> Callable[[TinySite], None]:
    """The first summary's header, one line of it changed."""
    return lambda site: site.replace(GLM, old, new)


def text(why: str) -> Callable[[TinySite], None]:
    """The first summary's text, with words in line 9 to begin with."""
    return lambda site: site.summary("first", FIRST, why)


def body(markdown: str) -> Callable[[TinySite], None]:
    return lambda site: site.summary("first", FIRST, body=markdown)


def issue(**fields: object) -> Callable[[TinySite], None]:
    return lambda site: site.issue(**fields)


def names(first: str, second: str) -> Callable[[TinySite], None]:
    """Both summaries with a name."""

    def break_it(site: TinySite) -> None:
        for page, name in (("first", first), ("second", second)):
            site.replace(f"docs/2021-04/{page}.md", "gist", f"name: {name}\ngist")

    return break_it


def bibliography(more: str) -> Callable[[TinySite], None]:
    """The BibTeX file with more in front; its own entries begin further down."""
    return lambda site: site.write(BIB, more + BIBLIOGRAPHY) and None


def file(path: str, content: str | bytes) -> Callable[[TinySite], None]:
    return lambda site: site.write(path, content) and None


def since(link: str = "second.md", day: str = "2021-05-04", text: str = "Text.", more: str = "") -> Callable[[TinySite], None]:
    """The first summary with one follow-up, whose date is in line 6."""
    lines = f"tags: [NLP]\nsince:\n  - date: {day}\n    text: {text}\n    link: {link}\n{more}"
    return header("tags: [NLP]\n", lines)


def options(**values: str) -> Callable[[TinySite], None]:
    """Options of the plugin `shortlist`, as YAML."""
    lines = "".join(f"      {name}: {value}\n" for name, value in values.items())
    return lambda site: site.replace("mkdocs.yml", "  - shortlist:\n", f"  - shortlist:\n{lines}")


def people(text: str) -> Callable[[TinySite], None]:
    return file(PEOPLE, text)


def by(writers: str) -> Callable[[TinySite], None]:
    """The first summary by these writers, and one that is known."""

    def break_it(site: TinySite) -> None:
        site.write(PEOPLE, "writers:\n  ada: {name: Ada Example}\n")
        site.replace(GLM, "tags: [NLP]\n", f"tags: [NLP]\nby: {writers}\n")

    return break_it


def second_paper(authors: str) -> Callable[[TinySite], None]:
    """The second paper by other people; the first one is by Ada Example and Zoë Example."""
    return lambda site: site.replace(BIB, "{Example, Bob}", f"{{{authors}}}")


def redirects(text: str) -> Callable[[TinySite], None]:
    return file(REDIRECTS, text)


def terms(text: str) -> Callable[[TinySite], None]:
    return file("data/terms.yml", text)


def venues(text: str, venue: str = "", series: str = "ABC") -> Callable[[TinySite], None]:
    """One series with these lines of phrases, and a pick in a venue."""

    def break_it(site: TinySite) -> None:
        site.write("data/venues.yml", f"series:\n  {series}:\n{text}")
        site.replace(BIB, "@misc{bob2021second,", f"@inproceedings{{bob2021second, booktitle = {{{venue or 'Bees'}}},")

    return break_it


def both_drafts(site: TinySite) -> None:
    site.summary("first", FIRST | {"status": "draft"})
    site.summary("second", SECOND | {"status": "draft"})


LONG = "Long. " * 40

CASES: list[tuple[str, Callable[[TinySite], None], list[str]]] = [
    # Files and headers
    (
        "not UTF-8",
        file(GLM, b"---\npaper: a\ngist: caf\xe9\n---\n"),
        [f"{GLM}:3:10: F101 the file seems to be Windows-1252, not UTF-8; open it as that, and save it as UTF-8"],
    ),
    (
        "read in a wrong encoding",
        text("Mr. MÃ¼ller is right."),
        [f"{GLM}:9:6: F101 'Ã¼' comes from reading a text in a wrong encoding; write the characters that are meant"],
    ),
    (
        "a character that could not be read",
        lambda site: site.replace(BIB, "Example, Bob", "Ex�mple, Bob"),
        [f"{BIB}:11:15: F101 '�' comes from reading a text in a wrong encoding"],
    ),
    ("empty", file(GLM, ""), [f"{GLM}:1:1: F102 the file is empty; write it or delete it"]),
    ("white space only", file(GLM, " \n\n"), [f"{GLM}:1:1: F102 the file is empty; write it or delete it"]),
    (
        "no header",
        file(GLM, "## Why\n"),
        [f"{GLM}:1:1: F103 expected a header that begins with a line '---', found '## Why'; see CONTRIBUTING.md"],
    ),
    (
        "open header",
        file(GLM, "---\npaper: a\n"),
        [f"{GLM}:1:1: F103 the header is not closed; expected a line '---' after the last field"],
    ),
    (
        "colon in a text",
        header("gist: The first paper.", "gist: First: the paper."),
        [
            f"{GLM}:3:12: F104 the YAML cannot be read: mapping values are not allowed in this context; put quotes around a text that holds ': '"
        ],
    ),
    ("open bracket", header("tags: [NLP]", "tags: [NLP"), [f"{GLM}:5:1: F104"]),
    (
        "open quotation",
        header("gist: The first paper.", 'gist: "The first paper.'),
        [f"{GLM}:3:7: F104 the YAML cannot be read: found unexpected end of stream; close the quotation mark"],
    ),
    (
        "a line that is not indented",
        header("gist: The first paper.", "gist: The first\npaper."),
        [f"{GLM}:5:1: F104 the YAML cannot be read: could not find expected ':'; write 'field: …', or indent the line"],
    ),
    (
        "open brace",
        header("tags: [NLP]", "tags: [NLP]\nlinks: {code: https://example.org/"),
        [f"{GLM}:6:1: F104 the YAML cannot be read: did not find expected ',' or '}}'; close the brace, and part its fields by commas"],
    ),
    (
        "a list without its field",
        header("tags: [NLP]", "- NLP"),
        [f"{GLM}:4:1: F104 the YAML cannot be read: did not find expected key; write 'field: …' before each value"],
    ),
    ("tags of Obsidian", header("tags: [NLP]", "tags: [#NLP]"), [f"{GLM}:5:1: F104 the YAML cannot be read: did not find expected node content; put quotes"]),
    ("a star before a text", header("gist: The", "gist: * The"), ["expected alphabetic or numeric character; put quotes around a text that"]),
    ("an ampersand before a text", header("gist: The", "gist: & The"), ["expected alphabetic or numeric character; put quotes around a text that"]),
    ("a dash before a text", header("gist: The", "gist: - The"), ["entries are not allowed in this context; put quotes around a text that begins"]),
    ("an angle before a text", header("gist: The", "gist: > The"), ["expected comment or line break; begin the text in the line below, or put quotes"]),
    ("a backslash in quotes", header("gist: The first paper.", r'gist: "The \q."'), [r"found unknown escape character; write \\ for a backslash, or single quotes"]),
    ("tab", header("tags: [NLP]", "tags:\n\t- NLP"), [f"{GLM}:5:1: F104"]),
    (
        "control character",
        header("The first paper.", "The \x07 paper."),
        [f"{GLM}:3:11: F104 the YAML cannot be read: it holds the character"],
    ),
    (
        "a hidden character and another fault in a header",
        header("The first paper.\ntags: [NLP]", "The\ufeff first paper.\ntags: [nonesuch]"),
        [f"{GLM}:3:10: F128", f"{GLM}:4:8: X402"],
    ),
    ("deep nesting", header("tags: [NLP]", f"tags: {'[' * 5000}"), [f"{GLM}:"]),
    (
        "duplicate key",
        header("tags: [NLP]", "tags: [NLP]\ngist: Again."),
        [f"{GLM}:5:1: F105 key 'gist' is given twice, first in line 3; keep one"],
    ),
    (
        "unknown key",
        header("gist:", "gits:"),
        [
            f"{GLM}:1:1: F107 field 'gist' is missing; expected one sentence",
            f"{GLM}:3:1: F106 unknown field 'gits'; did you mean 'gist'?",
        ],
    ),
    (
        "far unknown key",
        header("tags: [NLP]", "tags: [NLP]\nabcdefgh: x"),
        [f"{GLM}:5:1: F106 unknown field 'abcdefgh'; expected one of paper, name, gist, tags, links, by, since, status"],
    ),
    (
        "unknown link",
        header("tags: [NLP]", "tags: [NLP]\nlinks: {cod: https://example.org/}"),
        [f"{GLM}:5:9: F106 unknown field 'links.cod'; did you mean 'code'?"],
    ),
    (
        "missing paper",
        header("paper: ada2020first\n", ""),
        [f"{GLM}:1:1: F107 field 'paper' is missing; expected key of the paper in bib/references.bib"],
    ),
    (
        "wrong type",
        header("gist: The first paper.", "gist: [a, b]"),
        [f"{GLM}:3:7: F108 'gist' is a list; expected text; put quotes around it"],
    ),
    (
        "number for text",
        header("gist: The first paper.", "gist: 12"),
        [f"{GLM}:3:7: F108 'gist' is '12'; expected text; put quotes around it"],
    ),
    (
        "text for list",
        header("tags: [NLP]", "tags: NLP"),
        [f"{GLM}:4:7: F108 'tags' is 'NLP'; expected a list, as in [NLP]"],
    ),
    ("text for list of two", header("tags: [NLP]", "tags: NLP, Vision"), [f"{GLM}:4:7: F108 'tags' is 'NLP, Vision'; expected a list, as in [NLP, Vision]"]),
    ("no tags", header("tags: [NLP]", "tags: []"), [f"{GLM}:4:7: F132 'tags' is an empty list; expected at least one item"]),
    (
        "no picks",
        lambda site: site.issue(folder="2021-05", issue="2021-05", picks=[]),
        ["docs/2021-05/index.md:5:8: F132 'picks' is an empty list; expected at least one item"],
    ),
    (
        "empty gist",
        header("gist: The first paper.", "gist: ' '"),
        [f"{GLM}:3:7: F108 'gist' is ' '; expected a sentence"],
    ),
    (
        "gist of two lines",
        header("gist: The first paper.", "gist: |\n  One.\n  Two."),
        [f"{GLM}:3:7: F108 'gist' is 'One.\\nTwo.\\n'; expected one line"],
    ),
    (
        "bad status",
        header("tags: [NLP]", "tags: [NLP]\nstatus: done"),
        [f"{GLM}:5:9: F108 'status' is 'done'; expected 'draft' or 'published'"],
    ),
    (
        "script address",
        header("tags: [NLP]", "tags: [NLP]\nlinks: {code: 'javascript:alert(1)'}"),
        [f"{GLM}:5:15: F108 'links.code' is 'javascript:alert(1)'; expected an address that begins with https:// or http://"],
    ),
    (
        "header of text",
        file(GLM, "---\njust text\n---\n"),
        [f"{GLM}:1:1: F108 expected fields such as 'paper: …', found 'just text'"],
    ),
    (
        "header of a list on a page of no issue",
        file("docs/about.md", "---\n- one\n---\nText.\n"),
        ["docs/about.md:1:1: F108 expected fields such as 'title: …', found a list"],
    ),
    (
        "header of nothing on a page of no issue",
        file("docs/about.md", "---\n---\nText.\n"),
        ["docs/about.md:1:1: F108 expected fields such as 'title: …', found empty"],
    ),
    (
        "header of nothing",
        file(GLM, "---\n---\n"),
        [f"{GLM}:1:1: F108 expected fields such as 'paper: …', found empty"],
    ),
    (
        "alias",
        header("gist: The first paper.\ntags: [NLP]", "gist: &a The first paper.\ntags: [*a]"),
        [f"{GLM}:3:7: F109 anchors, aliases, merge keys and tags of YAML are not supported; write the values out"],
    ),
    (
        "anchor that nothing uses, or a text",
        header("The first paper", "&c The first paper"),
        [f"{GLM}:3:7: F109 anchors, aliases, merge keys and tags of YAML are not supported; write the values out, or put quotes around a text"],
    ),
    (
        "tag of YAML, or a text",
        header("The first paper", "!New The first paper"),
        [f"{GLM}:3:7: F109 anchors, aliases, merge keys and tags of YAML are not supported; write the values out, or put quotes around"],
    ),
    (
        "merge key",
        header("tags: [NLP]", "tags: [NLP]\n<<: {a: b}"),
        [f"{GLM}:5:1: F109 anchors, aliases, merge keys and tags of YAML are not supported; write the values out"],
    ),
    (
        "gist too long",
        header("gist: The first paper.", f"gist: {LONG}"),
        [f"{GLM}:3:7: F110 'gist' has 239 characters; at most 180 fit, shorten it"],
    ),
    (
        "folder is not the issue",
        issue(issue="2021-05"),
        [f"{INDEX}:2:8: F111 'issue' is '2021-05' but the folder is '2021-04'; make them equal"],
    ),
    (
        "bad month",
        issue(issue="2021-13"),
        [f"{INDEX}:2:8: F108 'issue' is '2021-13'; expected a year and a month, as in 2021-04"],
    ),
    (
        "bad date",
        issue(published="2021-02-30"),
        [f"{INDEX}:3:12: F108 'published' is '2021-02-30'; expected a date, as in 2021-04-06"],
    ),
    (
        "event without offset",
        issue(event={"title": "Talk", "start": "2021-04-09T17:00:00", "minutes": 60}),
        [
            f"{INDEX}:6:29: F108 'event.start' is '2021-04-09 17:00:00'; expected a day, as in 2021-04-09, or a time with its "
            "offset from UTC, as in 2021-04-09T17:00:00+02:00"
        ],
    ),
    (
        "event on a day with minutes",
        issue(event={"title": "Talk", "start": "2021-04-09", "minutes": 60}),
        [
            f"{INDEX}:6:50: F108 'event.minutes' is '60'; expected a time in 'start', since a day has no minutes; "
            "name the time, or delete 'minutes'"
        ],
    ),
    (
        "event at a time without minutes",
        issue(event={"title": "Talk", "start": "2021-04-09T17:00:00+02:00"}),
        [f"{INDEX}:6:1: F107 field 'event.minutes' is missing; expected how long it lasts, from a time on"],
    ),
    ("event in the year 1", issue(event={"title": "Talk", "start": "0001-04-09"}), ["F108 'event.start' is '0001-04-09'; expected"]),
    ("event on no day", issue(event={"title": "Talk", "start": "2021-02-30"}), ["F108 'event.start' is '2021-02-30'; expected"]),
    ("event in words", issue(event="Friday"), [f"{INDEX}:6:8: F108 'event' is 'Friday'; expected indented lines, 'title: …', 'start: …'"]),
    ("name of two lines", header("tags", "name: |\n  a\n  b\ntags"), [f"{GLM}:4:7: F108 'name' is 'a"]),
    ("name of 61 letters", header("tags", f"name: {'n' * 61}\ntags"), [f"{GLM}:4:7: F110 'name' has 61 characters; at most 60 fit"]),
    ("name that is empty", header("tags", 'name: ""\ntags'), [f"{GLM}:4:7: F108 'name' is ''; expected text"]),
    ("name that is a number", header("tags", "name: 4\ntags"), [f"{GLM}:4:7: F108 'name' is '4'; expected text; put quotes around it"]),
    ("name with markup", header("tags", "name: '*DINO*'\ntags"), [f"{GLM}:4:7: F108 'name' is '*DINO*'; expected plain text"]),
    (
        "name of two picks",
        names("DINO", "Dino"),
        ["docs/2021-04/second.md:3:7: X434 the name 'Dino' is that of docs/2021-04/first.md:3:7 too; tell them apart"],
    ),
    (
        "name of two titles",
        lambda site: [site.replace(BIB, f"A {which}", f"{{GLM}}: A {which}") for which in ("First", "Second")] and None,
        ["docs/2021-04/second.md:2:8: X434 the name 'GLM' is that of docs/2021-04/first.md:2:8 too; tell them apart"],
    ),
    (
        "start that is no pick",
        issue(start_here={"pick": "frist", "why": "Short."}),
        [f"{INDEX}:6:20: X432 'frist' is not a pick of the issue; did you mean 'first'?"],
    ),
    (
        "far start",
        issue(start_here={"pick": "elsewhere", "why": "Short."}),
        [f"{INDEX}:6:20: X432 'elsewhere' is not a pick of the issue; expected one of first, second"],
    ),
    (
        "start that is a draft",
        lambda site: site.issue(start_here={"pick": "first", "why": "Short."}) or site.summary("first", FIRST | {"status": "draft"}),
        [f"{INDEX}:6:20: X432 'first' is a draft; name another pick, or publish it"],
    ),
    (
        "start without a reason",
        issue(start_here="first"),
        [f"{INDEX}:6:13: F108 'start_here' is 'first'; expected indented lines, 'pick: …', 'why: …'"],
    ),
    ("reason that is no sentence", issue(start_here={"pick": "first", "why": "Short"}), ["F108 'start_here.why' is 'Short'; expected a"]),
    ("start with a file", issue(start_here={"pick": "first.md", "why": "A."}), ["F108 'start_here.pick' is 'first.md'; expected the file's"]),
    *(
        (
            f"selected by {name}",
            issue(selected_by=value),
            [f"{INDEX}:6:14: F108 'selected_by' is '", "; expected one paragraph, with no other Markdown than emphasis, code and links to"],
        )
        for name, value in {
            "a tag": "<b>Ada Example</b>",
            "a script": "<script>alert(1)</script>",
            "a comment": "<!-- Ada -->",
            "a handler": '<a href="https://example.org/" onclick="x">Ada</a>',
            "a picture": "By ![Ada](https://example.org/a.png)",
            "a page": "By [Ada](../about.md)",
            "a scheme": "By [Ada](javascript:alert)",
            "a heading": '"# Ada"',
            "a list": '"- Ada"',
            "two paragraphs": '"Ada.\\n\\nZoë."',
        }.items()
    ),
    (
        "link without quotes",
        file(INDEX, "---\nselected_by: [Ada Example](https://example.org/)\n---\n"),
        [f"{INDEX}:2:27: F104 the YAML cannot be read: did not find expected key; put quotes around a text that begins with ["],
    ),
    ("selected by nobody", issue(selected_by='""'), [f"{INDEX}:6:14: F108 'selected_by' is ''; expected text"]),
    ("selected by a list of people", issue(selected_by=["Ada"]), ["F108 'selected_by' is a list; expected text; put quotes around it"]),
    ("selected by a source", issue(selected_by='"[@ada2020first]"'), ["expected plain text; cite in the page instead"]),
    (
        "event without title",
        issue(event={"start": "2021-04-09T17:00:00+02:00", "minutes": 60}),
        [f"{INDEX}:6:1: F107 field 'event.title' is missing; expected what it is called"],
    ),
    (
        "event of no minutes",
        issue(event={"title": "Talk", "start": "2021-04-09T17:00:00+02:00", "minutes": 0}),
        ["F108 'event.minutes' is '0'; expected a number above zero"],
    ),
    (
        "event key",
        issue(event={"title": "Talk", "start": "2021-04-09T17:00:00+02:00", "minute": 60}),
        ["F107", "F106 unknown field 'event.minute'; did you mean 'minutes'?"],
    ),
    (
        "missing section",
        body(f"## Why\n\nIt cites [@ada2020first]. {FILLER}"),
        [f"{GLM}:6:1: F112 section 'Key insights' is missing; add '## Key insights'"],
    ),
    (
        "section misspelt",
        body(f"## Why\n\nIt cites [@ada2020first].\n\n## Key Insights\n\n{FILLER}"),
        [f"{GLM}:6:1: F112 section 'Key insights' is missing; did you mean '## Key Insights' to be '## Key insights'?"],
    ),
    (
        "sections swapped",
        body(f"## Key insights\n\n{FILLER}\n\n## Why\n\nIt cites [@ada2020first].\n"),
        [f"{GLM}:11:1: F113 section 'Why' comes after 'Key insights'; put it above"],
    ),
    (
        "own sections swapped",
        lambda site: (options(sections="[Claim, Proof, Doubts]")(site), body(f"## Proof\n\n{FILLER}\n\n## Claim\n\nIt cites [@ada2020first].\n")(site)),
        [f"{GLM}:6:1: F112 section 'Doubts' is missing", f"{GLM}:11:1: F113 section 'Claim' comes after 'Proof'"],
    ),
    ("too long for its own rule", options(words="[1, 100]"), [f"{GLM}:6:1: S502 305 words; expected 1 to 100", "docs/2021-04/second.md:6:1: S502"]),
    (
        "an authority without its year",
        options(authority="example.org"),
        ["mkdocs.yml:1:1: F150 the option 'authority' of the plugin 'shortlist' is 'example.org'; expected a domain and a year"],
    ),
    *(
        (f"option {name}: {value}", options(**{name: value}), [f"mkdocs.yml:1:1: F150 the option '{name}' of the plugin 'shortlist' is {shown}; expected the {expected}"])
        for name, value, shown, expected in (
            ("words", "[900, 250]", "[900, 250]", "least and the most words of a summary, as in [250, 900]"),
            ("words", "250-900", "'250-900'", "least"),
            ("words", "[-1, 900]", "[-1, 900]", "least"),
            ("sections", "[]", "[]", "headings"),
            ("sections", "Why", "'Why'", "headings"),
            ("sections", "[Why, why]", "['Why', 'why']", "headings"),
            ("sections", "['# Why']", "['# Why']", "headings"),
            ("license", "MIT", "'MIT'", "SPDX id of a Creative Commons license, as in CC-BY-4.0"),
            ("license", "CC BY 4.0", "'CC BY 4.0'", "SPDX"),
        )
    ),
    (
        "own title",
        text("# A title\n\nText."),
        [f"{GLM}:9:1: F114 own title 'A title'; the title comes from the header or BibTeX, so delete it or write '## …'"],
    ),
    (
        "own title without words",
        text("#\n\nText."),
        [f"{GLM}:9:1: F135 '#' would not be shown as it is meant: a heading begins its line, with two to six '#', and has words"],
    ),
    (
        "own references",
        text("### References\n\n1. One."),
        [f"{GLM}:9:1: F114 own section 'References'; the page ends with what it cites as [@key], so delete it"],
    ),
    ("own title, underlined", text("A title\n=======\n\nText."), [f"{GLM}:9:1: F114 own title 'A title'"]),
    (
        "own title in an issue",
        lambda site: site.issue("# April\n\nText."),
        [f"{INDEX}:8:1: F114 own title 'April'; the title comes from the header or BibTeX, so delete it or write '## …'"],
    ),
    ("empty section", text("Words.\n\n### Nothing"), []),
    (
        "empty last section",
        body(f"## Why\n\nIt cites [@ada2020first]. {FILLER}\n\n## Key insights\n"),
        [f"{GLM}:11:1: F115 section 'Key insights' is empty; write it or delete the heading"],
    ),
    ("tags of no group", file(VOCABULARY, "- NLP\n"), [f"{VOCABULARY}:1:1: F116 expected groups of tags"]),
    (
        "tag without meaning",
        file(VOCABULARY, TAGS + "  Audio:\n"),
        [f"{VOCABULARY}:4:3: F116 tag 'Audio' has no meaning; expected one line of text after the colon"],
    ),
    (
        "tags with one address",
        file(VOCABULARY, TAGS + "  nlp: Text again.\n"),
        [f"{VOCABULARY}:4:3: F116 tag 'nlp' has the same address as 'NLP' in line 2; rename one"],
    ),
    (
        "issue without index",
        lambda site: (site.root / INDEX).unlink(),
        [f"{GLM}:1:1: F117 issue '2021-04' has no index.md; write {INDEX} with its header and editorial"],
    ),
    (
        "folder that is no month",
        file("docs/2021-4/third.md", "Text.\n"),
        ["docs/2021-4/third.md:1:1: F130 '2021-4' is not the folder of an issue, which has a name as in '2021-04'; rename it, or move the page to docs/"],
    ),
    (
        "no bibliography",
        lambda site: (site.root / BIB).unlink(),
        [f"{BIB}:1:1: F119 the file is missing; every part of the site needs it"],
    ),
    (
        "dead link",
        text("See [it](secnd.md)."),
        [f"{GLM}:9:5: F120 link 'secnd.md' leads nowhere; did you mean 'second.md'?"],
    ),
    (
        "dead link to a page of another issue",
        lambda site: (
            (
                site.issue(folder="2021-05", issue="2021-05", picks=["third"]),
                site.write(BIB, BIBLIOGRAPHY + "@misc{third, title = {T}, author = {Example, Ada}, year = {2021}}\n"),
                site.summary("third", SECOND | {"paper": "third"}, folder="2021-05"),
                site.summary("first", FIRST, "See [it](third.md)."),
            )
            and None
        ),
        [f"{GLM}:9:5: F120 link 'third.md' leads nowhere; did you mean '../2021-05/third.md'?"],
    ),
    (
        "dead link elsewhere",
        text("See [it](../about/us.md)."),
        [f"{GLM}:9:5: F120 link '../about/us.md' leads nowhere; expected a file under docs/, named with its ending"],
    ),
    (
        "dead link by definition",
        text("See [it][there].\n\n[there]: gone-away-page.md"),
        [f"{GLM}:9:5: F120 link 'gone-away-page.md' leads nowhere"],
    ),
    (
        "link without scheme",
        text("See [it](www.example.org)."),
        [f"{GLM}:9:5: F120 link 'www.example.org' leads nowhere"],
    ),
    (
        "dead anchor",
        text("See [it](second.md#wy)."),
        [f"{GLM}:9:5: F121 'second.md#wy' leads to the anchor 'wy', which is not on docs/2021-04/second.md; did you mean 'why'?"],
    ),
    (
        "dead anchor here",
        text("See [it](#nowhere).\n\n| A |\n|---|\n| 1 |\n\n/// table-caption\nWords.\n///"),
        [
            f"{GLM}:9:5: F121 '#nowhere' leads to the anchor 'nowhere', which is not on {GLM}; the page has key-insights, why"
        ],
    ),
    ("missing image", text("![A sketch](sketch.png)"), [f"{GLM}:9:1: F120 image 'sketch.png' leads nowhere"]),
    (
        "image without words",
        lambda site: (site.write("docs/2021-04/a.png", b"x"), site.summary("first", FIRST, "![](a.png)")) and None,
        [f"{GLM}:9:1: F123 image 'a.png' has no text alternative; say what it shows, ![like this](a.png)"],
    ),
    (
        "raw image without words",
        lambda site: (site.write("docs/2021-04/a.png", b"x"), site.summary("first", FIRST, '<img src="a.png">')) and None,
        [f"{GLM}:9:1: F123 image 'a.png' has no text alternative"],
    ),
    (
        "undefined label",
        text("See [it][there]."),
        [
            f"{GLM}:9:5: F124 '[it][there]' would be printed as it stands: it is not defined; add '[label]: …' or '[^note]: …', or write a link"
        ],
    ),
    (
        "box of another tool",
        text("- [/] half"),
        [f"{GLM}:9:3: F135 '[/]' would be printed as it stands: write a task as an item of a list with the box '[ ]' or '[x]', '- [ ] …'"],
    ),
    (
        "unused footnote",
        text("See it[^1].\n\n[^1]: Here.\n[^2]: There."),
        [f"{GLM}:12:1: F131 nothing refers to the footnote '[^2]'; write '[^2]' in the text, or delete it"],
    ),
    ("undefined footnote", text("See it[^1]."), [f"{GLM}:9:7: F124 '[^1]' would be printed as it stands: it is not defined"]),
    (
        "formula",
        text(r"So $\frac{a$ holds."),
        [rf"{GLM}:9:12: F125 formula '\frac{{a' cannot be converted: a '{{' is not closed; fix the LaTeX"],
    ),
    (
        "unknown command",
        text(r"So $\nonsense{a}$ holds."),
        [rf"{GLM}:9:5: F125 formula '\nonsense{{a}}' cannot be converted: unknown command '\nonsense'; fix the LaTeX"],
    ),
    (
        "formula of several lines",
        text("$$\na = b\n+ c & d\n$$"),
        [rf"{GLM}:11:5: F125 formula 'a = b + c & d' cannot be converted: '&' stands outside an environment; write '\&' for the sign"],
    ),
    (
        "file name",
        lambda site: site.summary("Third_one", SECOND | {"paper": "ada2020first"}),
        [
            "docs/2021-04/Third_one.md:1:1: F126 file name 'Third_one.md'; use lower-case letters, digits and hyphens",
            "X407",
        ],
    ),
    (
        "link with a script",
        text("[it](javascript:alert(1))"),
        [f"{GLM}:9:1: F127 address 'javascript:alert(1)' is neither relative nor http:, https: or mailto:"],
    ),
    (
        "absolute link",
        text("[it](/2021-04/second/)"),
        [f"{GLM}:9:1: F127 address '/2021-04/second/' is neither relative"],
    ),
    (
        "unreadable address",
        text("[it](http://[broken)"),
        [f"{GLM}:9:1: F127 'http://[broken' is not an address; expected one as in 'https://example.org/a', without spaces"],
    ),
    (
        "address with a blank",
        text("[it](https://example.org/a b)"),
        [f"{GLM}:9:1: F127 'https://example.org/a b' is not an address; expected one as in 'https://example.org/a', without spaces; write"],
    ),
    (
        "text parted from its label",
        text("See [it all]\n[there].\n\n[there]: https://example.org"),
        [f"{GLM}:9:5: F124 '[it all]' would be printed as it stands: write '[text][label]' without the blank"],
    ),
    (
        "tie of LaTeX",
        text("See Figure~3."),
        [f"{GLM}:9:11: F135 '~' would be printed as it stands: write a space in its place"],
    ),
    (
        "character nobody sees",
        text("A \u202e mark."),
        [f"{GLM}:9:3: F128 the file holds the character '\\u202e', which is invisible and can turn text around"],
    ),
    (
        "unfinished merge",
        text("<<<<<<< HEAD\nOne version.\n=======\nAnother.\n>>>>>>> theirs"),
        [f"{GLM}:9:1: F133 '<<<<<<< HEAD' marks two versions that git could not merge; keep one and delete the marks"],
    ),
    (
        "unfinished merge of the bibliography",
        lambda site: site.write(BIB, f"{BIBLIOGRAPHY}>>>>>>> theirs\n") and None,
        [f"{BIB}:16:1: F133 '>>>>>>> theirs' marks two versions"],
    ),
    (
        "open fence",
        text("~~~python\ncode\n\nText [@ada2020first]."),
        [f"{GLM}:9:1: F135 '~~~python' would be printed as it stands: the code fence is not closed; add a line with the same marks after the code"],
    ),
    (
        "page of another ending",
        file("docs/2021-04/third.markdown", "Text."),
        ["docs/2021-04/third.markdown:1:1: F143 MkDocs takes the file for a page, which ends in .md here; rename it to 'third.md'"],
    ),
    (
        "script",
        file("docs/2021-04/first.js", "alert(1)"),
        [
            "docs/2021-04/first.js:1:1: F143 the file would be published as it is; "
            "docs/ holds .md, .avif, .gif, .jpeg, .jpg, .png, .svg, .webp, .csv, .pdf only"
        ],
    ),
    (
        "file of the site",
        file("docs/assets/a.png", "A picture."),
        ["docs/assets/a.png:1:1: F144 the folder 'assets/' is the site's own; put the file beside the page that shows it"],
    ),
    (
        "script in a drawing",
        file("docs/2021-04/first.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ["docs/2021-04/first.svg:1:41: F145 a drawing may not hold '<script>'; delete it"],
    ),
    (
        "figure without a module",
        file("docs/2021-04/first.svg", '<svg xmlns="http://www.w3.org/2000/svg" data-source="figures/first.py 0"/>'),
        [
            "docs/2021-04/first.svg:1:1: F146 the figure says that 'figures/first.py' drew it, and there is no such module; "
            "add it, or delete 'data-source'"
        ],
    ),
    (
        "brackets without end",
        text("[a](" * 120),
        [f"{GLM}:9:404: F147 more than 100 signs '(' are open here; close them, or begin a new paragraph"],
    ),
    ("lists in lists", text("- " * 600 + "a"), [f"{GLM}:9:1: F147 more than 20 lists or quotations stand in each other; nest less"]),
    (
        "elements in elements",
        text("<div>A</div>\n\n" + "<div>" * 300 + "a" + "</div>" * 300),
        [f"{GLM}:11:1: F147 more than 100 elements stand in each other, '<div>' the deepest; nest less"],
    ),
    ("many headings", text("## A\n\n" * 301), ["F147 the page has more than 300 headings; split it"]),
    ("a header of brackets", header("tags: [NLP]", "tags: " + "[" * 30_000), [f"{GLM}:4:56: F104 the YAML cannot be read: more than 50"]),
    (
        "image without a caption",
        lambda site: (file("docs/2021-04/a.png", "A picture.")(site), text("![A sketch](a.png)")(site)),
        ["S510 the image has no caption; below it, write '/// figure-caption', what it means and where it is from, and '///'"],
    ),
    ("term without a meaning", terms("BLEU:\n"), ["data/terms.yml:1:1: F148 term 'BLEU' has no meaning; expected one line of text"]),
    ("term with a list", terms("BLEU: [a]\n"), ["data/terms.yml:1:1: F148 term 'BLEU' has no meaning"]),
    (
        "HTML in a term",
        terms("BLEU: A <b>score</b>.\n"),
        ["F148 term 'BLEU' holds markup; write plain words, since the meaning is shown where no markup can be"],
    ),
    ("long term", terms(f"{'a' * 41}: Words.\n"), ["F148 term 'aaaa", "is too long; at most 40 characters fit"]),
    ("long meaning", terms(f"BLEU: {'a' * 241}\n"), ["F148 term 'BLEU' is too long"]),
    (
        "term explained twice",
        terms("BLEU: A score.\nbleu: Another.\n"),
        ["data/terms.yml:2:1: F148 term 'bleu' has the same address as 'BLEU' in line 1; rename one"],
    ),
    ("term of signs", terms("'++': More.\n"), ["F148 term '++' has no letter or digit for its address"]),
    ("list of terms", terms("- BLEU\n"), ["data/terms.yml:1:1: F148 expected lines 'term: meaning'"]),
    (
        "term that no page uses",
        terms("BLEU: A score for translations.\n"),
        ["data/terms.yml:1:1: H613 no page uses the term 'BLEU'; write it as the pages do, or take it out"],
    ),
    (
        "term that is a tag",
        terms("nlp: Text.\n"),
        ["data/terms.yml:1:1: X433 term 'nlp' is a tag, which 'data/tags.yml' explains; take it out here"],
    ),
    (
        "phrase that does not stand in its example",
        venues("    Bees: A Conference on Beads\n"),
        ["data/venues.yml:3:5: F151 phrase 'Bees' does not stand in its example 'A Conference on Beads'; correct one of them"],
    ),
    (
        "phrase that nearly every venue holds",
        venues("    'Proceedings of the 5th': Proceedings of the 5th Conference\n"),
        ["data/venues.yml:3:5: F151 phrase 'Proceedings of the 5th' is in the names of many venues; add words that this one alone has"],
    ),
    ("phrase of signs", venues("    '*': A*b\n"), ["F151 phrase '*' is in the names of many venues"]),
    ("regular expression as a phrase", venues("    '(a+)+$': aaaaaaaa\n"), ["F151 phrase '(a+)+$' is in the names of many venues"]),
    (
        "phrase of two series",
        venues("    Bees: Bees\n  OTHER:\n    bees 2021: Bees\n"),
        ["data/venues.yml:5:5: F151 phrase 'bees 2021' has an example that belongs to 'ABC', 'Bees'; lengthen it, or take it out of one of them"],
    ),
    (
        "example of two series",
        venues("    Bees and Wasps: Bees and Wasps\n  OTHER:\n    Wasps: Bees and Wasps\n"),
        ["data/venues.yml:5:5: F151 phrase 'Wasps' has an example that belongs to 'ABC', 'Bees and Wasps'; lengthen it"],
    ),
    (
        "venue of no series",
        venues("    Wasps: Wasps\n", "Beesness 2021"),
        [f"{BIB}:9:43: H614 no series has the venue 'Beesness 2021'; add it to data/venues.yml, with a short name for lists"],
    ),
    ("series without phrases", file("data/venues.yml", "series: {A: {}}\n"), ["data/venues.yml:1:13: F108 'series.A' is a mapping; expected at least one"]),
    ("series with a long short name", venues("    Bees: Bees\n", series="A" * 25), ["F110 'series.AAAAAAAAAAAAAAAAAAAAAAAAA' has 25 characters; at most 24"]),
    ("page in a deeper folder", file("docs/2021-04/more/page.md", "Text."), ["docs/2021-04/more/page.md:1:1: F130"]),
    (
        "page at the address of an issue",
        file("docs/2021-04.md", "Text."),
        [f"{INDEX}:1:1: F130 its address is that of docs/2021-04.md too; rename one"],
    ),
    (
        "summary at the address of the whole issue",
        lambda site: (site.summary("all", FIRST), site.issue(picks=["all", "second"]), (site.root / GLM).unlink()),
        ["docs/2021-04/all.md:1:1: F130 its address is that of the page with the whole issue too; rename one"],
    ),
    ("page at the address of a tag", file("docs/tags/nlp.md", "Text."), ["docs/tags/nlp.md:1:1: F130"]),
    (
        "symbolic link",
        lambda site: (site.root / "docs/2021-04/x.txt").symlink_to(site.root / BIB),
        ["docs/2021-04/x.txt:1:1: F130 a symbolic link would publish what lies elsewhere"],
    ),
    (
        "override of the direction as an escape",
        header("gist: The first paper.", r'gist: "The first \u202erepap\u202c."'),
        [rf"{GLM}:3:7: F128 the text holds the character '\u202e', which is invisible and can turn text around; delete it"],
    ),
    ("control character as an escape", header("tags: [NLP]", r'tags: ["NLP\x1b[31m"]'), [rf"{GLM}:4:8: F128 the text holds the character '\x1b'"]),
    ("control character in a field's name", header("gist: The first paper.", r'"gi\x85st": A.'), [rf"{GLM}:3:1: F128"]),
    ("control character in a tag", file(VOCABULARY, 'Topics:\n  "N\\u200bLP": Text.\n'), [f"{VOCABULARY}:2:3: F128"]),
    ("control character in a redirect", file("data/redirects.yml", '"2020-01/a\\u2067/": 2021-04/first/\n'), ["data/redirects.yml:1:1: F128"]),
    (
        "markup in a title",
        file("docs/about.md", "---\ntitle: Q &amp; A\n---\n\nText.\n"),
        ["docs/about.md:2:8: F108 'title' is 'Q &amp; A'; expected plain text, without the markup '&amp;'"],
    ),
    ("control character in a title", file("docs/about.md", '---\ntitle: "A\\u009bB"\n---\n\nText.\n'), ["docs/about.md:2:8: F128"]),
    ("C1 control character", text("A \x9b31m."), [rf"{GLM}:9:3: F128 the file holds the character '\x9b'"]),
    ("space of no width", text("A\u200bB."), [rf"{GLM}:9:2: F128 the file holds the character '\u200b'"]),
    (
        "stress that does not end, behind stress that does",
        text("**One**: so.\n\nIt is **two."),
        [f"{GLM}:11:7: F135 '**two.' would be printed as it stands: stress begins and ends in one paragraph, '**like this**'"],
    ),
    ("line end that browsers do not show", text("A\u2028B."), [rf"{GLM}:9:2: F128 the file holds the character '\u2028'"]),
    ("letters of tags", text("A\U000e0041B."), [rf"{GLM}:9:2: F128 the file holds the character '\U000e0041'"]),
    ("override of the direction as a reference", text("A &#x202e;B&#8236;."), [f"{GLM}:9:3: F128 '&#x202e;' stands for", f"{GLM}:9:12: F128"]),
    ("override of the direction as a long reference", text("A &#00008238 B."), [f"{GLM}:9:3: F128 '&#00008238;'"]),
    ("control character as a reference", text("A &#27;[31m &#127; &#x1;."), [f"{GLM}:9:3: F128", f"{GLM}:9:13: F128", f"{GLM}:9:20: F128"]),
    ("invisible character by name", text("## A&ZeroWidthSpace;B &shy;"), [f"{GLM}:9:5: F128 '&ZeroWidthSpace;'", f"{GLM}:9:23: F128"]),
    ("reference in an attribute", text('<abbr title="A &rlm; B">C</abbr>'), [f"{GLM}:9:16: F128 '&rlm;'"]),
    ("reference in Markdown of a header", issue(selected_by="A &#x202e;B"), [f"{INDEX}:6:14: F108"]),
    ("too many tags", header("tags: [NLP]", f"tags: [{', '.join(['NLP'] * 41)}]"), [f"{GLM}:4:7: F110 'tags' has 41 items; at most 40 fit"]),
    ("far too many tags", header("tags: [NLP]", f"tags: [{'nlp, ' * 9000}]"), [f"{GLM}:4:7: F110 'tags' has 9,000 items; at most 40 fit"]),
    ("too many picks", issue(picks=["first"] * 101), [f"{INDEX}:5:8: F110 'picks' has 101 items; at most 100 fit"]),
    ("too many writers", header("tags: [NLP]", f"tags: [NLP]\nby: [{'ada, ' * 41}]"), [f"{GLM}:5:5: F110 'by' has 41 items; at most 40 fit"]),
    (
        "too many follow-ups",
        header("tags: [NLP]", "tags: [NLP]\nsince:" + "\n  - {date: 2021-05-04, text: A., link: '#why'}" * 101),
        [f"{GLM}:6:3: F110 'since' has 101 items; at most 100 fit"],
    ),
    ("long words on the selection", issue(selected_by="word " * 200), [f"{INDEX}:6:14: F110 'selected_by' has 999 characters; at most 500 fit"]),
    ("long header", header("tags: [NLP]", f"tags: [NLP]{' ' * 60_000}"), [f"{GLM}:2:1: F147 the header has 60,055 characters; at most 60,000 fit"]),
    (
        "folder that is a symbolic link",
        lambda site: ((site.root / "bib").rename(site.root / "b"), (site.root / "bib").symlink_to("b")),
        [
            f"{BIB}:1:1: F149 'bib' is a symbolic link or leads out of the archive; put the file or folder itself in its place",
            "mkdocs.yml:1:1: F149 bib_file: 'bib' is a symbolic link",
        ],
    ),
    (
        "citation in a gist",
        header("gist: The first paper.", "gist: As in [@ada2020first]."),
        [f"{GLM}:3:7: F108 'gist' is 'As in [@ada2020first].'; expected plain text; cite in the page instead"],
    ),
    ("huge number", issue(considered=10**400), [f"{INDEX}:6:13: F108", "expected less"]),
    (
        "invisible line end in a header",
        header("The first paper.", "The first\u2028paper."),
        [f"{GLM}:3:16: F104 the YAML cannot be read: it holds the character"],
    ),
    ("group of no name", file(VOCABULARY, '"": {NLP: Text., Vision: Images.}\n'), []),
    (
        "dead link by label alone",
        text("See [there].\n\n[there]: gone.md"),
        [f"{GLM}:9:5: F120 link 'gone.md' leads nowhere"],
    ),
    ("dead link in HTML", text('See <a href="javascript:x">it</a>.'), [f"{GLM}:9:5: F127 address 'javascript:x'"]),
    (
        "entry without people",
        lambda site: site.replace(BIB, "  author = {Example, Bob},\n", ""),
        [f"{BIB}:9:7: B308 entry 'bob2021second' lacks author or editor; add it"],
    ),
    (
        "citation in code that a list holds",
        text("- As in\n\n        see [@bob2021second]"),
        [
            f"{GLM}:11:14: F134 the page does not read the citation '@bob2021second' here as the source does; put it into a paragraph of its own, "
            "away from code and HTML"
        ],
    ),
    (
        "link in code that a list holds",
        text("- As in\n\n        see [the second](second.md)"),
        [
            f"{GLM}:11:13: F134 the page does not read the link 'second.md' here as the source does; put it into a paragraph of its own, "
            "away from code and HTML"
        ],
    ),
    (
        "citation of LaTeX",
        text("As \\cite{bob2021second} says."),
        [f"{GLM}:9:4: F135 '\\cite{{bob2021second}}' would be printed as it stands: cite as in '[@key]'"],
    ),
    (
        "bar in a table",
        text("| Loss | Of |\n|---|---|\n| p(x|y) | all |"),
        [f"{GLM}:11:1: F136 the row has more cells than the head of the table, and they would be lost; write '\\|' for a bar"],
    ),
    (
        "caption right below a table",
        text("| A | B |\n|---|---|\n| 1 | 2 |\n*Table 1: So.*"),
        [f"{GLM}:12:1: F136 the line would be a row of the table above; put a blank line before it"],
    ),
    (
        "list in a list",
        text("- one\n  - two"),
        [f"{GLM}:10:1: F137 the list would not be nested: indent it by four spaces"],
    ),
    (
        "text of a note",
        text("!!! note\nWords."),
        [f"{GLM}:9:1: F135 '!!! note' would not be shown as it is meant: the note or tab would be empty; indent its text by four spaces"],
    ),
    (
        "image of another site",
        text("![A sketch](https://example.org/a.png)"),
        [
            f"{GLM}:9:1: F138 image 'https://example.org/a.png' lies on another site, which the page may not load; "
            "put the file beside the page"
        ],
    ),
    (
        "address in HTML",
        text('See <a href="second.md">the second</a>.'),
        [
            f"{GLM}:9:5: F120 link 'second.md' leads nowhere: addresses in HTML are of the site, not of files; write '[text](file)'"
        ],
    ),
    (
        "Markdown in a gist",
        header("The first paper.", "The *first* paper."),
        [f"{GLM}:3:7: F108 'gist' is 'The *first* paper.'; expected plain text, without the markup '*first*'"],
    ),
    (
        "comment in a gist",
        header("The first paper.", "The first # paper."),
        [f"{GLM}:3:7: F108 'gist' ends before '# paper.', where YAML begins a comment; put quotes around it"],
    ),
    (
        "invisible character",
        text("As [@\u200bbob2021second] says."),
        [f"{GLM}:9:4: F135 '[@\\u200bbob2021second]' would be printed as it stands: cite as in '[@key]'", f"{GLM}:9:6: F128"],
    ),
    (
        "two keys in one item",
        text("As [@ada2020first, @bob2021second] say."),
        [f"{GLM}:9:4: C203 '[@ada2020first, @bob2021second]' does not cite: "],
    ),
    (
        "citation in a link",
        text("See [the paper [@bob2021second]](second.md)."),
        [f"{GLM}:9:16: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in HTML",
        text("<div>\nSee [@bob2021second].\n</div>"),
        [f"{GLM}:10:5: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in a link of HTML",
        text('See <a href="second.md">the paper [@bob2021second]</a>.'),
        [f"{GLM}:9:35: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in an image's alternative",
        text("![A sketch [@bob2021second]](https://example.org/a.png)"),
        [f"{GLM}:9:12: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in an attribute",
        text('<img src="https://example.org/a.png" alt="From [@bob2021second]">'),
        [f"{GLM}:9:48: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in the title of a link",
        text('See [it](second.md "As [@bob2021second] says").'),
        [f"{GLM}:9:24: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation in an abbreviation",
        text("The WHO.\n\n*[WHO]: World [@bob2021second]"),
        [f"{GLM}:11:15: C203 '[@bob2021second]' does not cite: it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"],
    ),
    (
        "citation that is not closed",
        text("See [@bob2021second, p. 3\n\nand more."),
        [f"{GLM}:9:5: F135 '[@bob2021second, p. 3' would be printed as it stands: cite as in '[@key]'"],
    ),
    (
        "citation in the meaning of a tag",
        file(VOCABULARY, TAGS.replace("Images.", "Images [@bob2021second].")),
        [f"{VOCABULARY}:3:3: F116 tag 'Vision' cites, which only the text of a page can; take the citation out"],
    ),
    (
        "citation in the title of an event",
        lambda site: (
            (
                site.issue(event={"title": "Talk", "start": "2021-04-09T17:00:00+02:00", "minutes": 60}),
                site.replace(INDEX, "title: Talk", "title: 'On [@a]'"),
            )
            and None
        ),
        ["F108 'event.title' is 'On [@a]'; expected plain text; cite in the page instead"],
    ),
    (
        "citation in the title of a page",
        file("docs/about.md", "---\ntitle: On [@bob2021second]\n---\nText.\n"),
        ["docs/about.md:2:8: F108 'title' is 'On [@bob2021second]'; expected plain text; cite in the page instead"],
    ),
    (
        "link to a draft",
        lambda site: (
            (
                site.issue(folder="2021-05", issue="2021-05", picks=["third"], status="draft"),
                site.write(BIB, BIBLIOGRAPHY + "@misc{third, title = {T}, author = {Example, Ada}, year = {2021}}\n"),
                site.summary("third", SECOND | {"paper": "third"}, folder="2021-05"),
                site.summary("first", FIRST, "See [it](../2021-05/third.md)."),
            )
            and None
        ),
        [f"{GLM}:9:5: X409 link '../2021-05/third.md' leads to a draft; publish that first, or take the link out"],
    ),
    (
        "template that is not there",
        file("docs/about.md", "---\ntemplate: nope.html\n---\nText.\n"),
        ["docs/about.md:2:11: F108 'template' is 'nope.html'; expected 'home.html'"],
    ),
    (
        "header of another page",
        file("docs/about.md", "---\ntitle: [5]\nsearch: 5\n---\nText.\n"),
        ["docs/about.md:2:8: F108 'title' is", "docs/about.md:3:1: F106 unknown field 'search'"],
    ),
    # BibTeX
    (
        "truncated entry",
        file(BIB, BIBLIOGRAPHY + "@misc{cut, title = {Cut off"),
        [f"{BIB}:16:20: B301 entry 'cut' is cut off: field 'title' is not closed; add the missing brace"],
    ),
    (
        "missing brace in the middle",
        bibliography("@misc{cut, title = {Cut}, year = 2020\n\n"),
        [f"{BIB}:1:34: B301 entry 'cut' is cut off"],
    ),
    (
        "open value in the middle",
        bibliography("@misc{cut, title = {Cut, year = 2020}\n\n"),
        [f"{BIB}:1:20: B301 entry 'cut' is cut off: field 'title' or the entry itself is not closed; add the missing brace"],
    ),
    (
        "no equals sign",
        bibliography("@misc{cut, title {Cut}}\n\n"),
        [f"{BIB}:1:18: B301 entry 'cut' cannot be read: '=' is expected after 'title', found '{{'"],
    ),
    (
        "repeated key",
        bibliography("@misc{ada2020first, title = {Again}}\n"),
        [f"{BIB}:2:10: B302 key 'ada2020first' is used twice, first in line 1; rename or delete one"],
    ),
    (
        "key repeated by case",
        bibliography("@misc{Ada2020First, title = {Again}}\n"),
        [
            "B304",
            f"{BIB}:2:10: B303 key 'ada2020first' differs from 'Ada2020First' in case alone, first in line 1; rename or delete one",
        ],
    ),
    (
        "form of the key",
        lambda site: (
            (site.replace(BIB, "bob2021second", "Bob_2021"), site.summary("second", SECOND | {"paper": "Bob_2021"})) and None
        ),
        [f"{BIB}:9:7: B304 key 'Bob_2021' is not of the form [a-z][a-z0-9-]*; use lower-case letters, digits and hyphens"],
    ),
    (
        "undefined macro",
        lambda site: site.replace(BIB, "{Journal of Examples}", "jox"),
        [f"{BIB}:4:13: B305 entry 'ada2020first' uses the undefined macro 'jox'"],
    ),
    (
        "repeated field",
        lambda site: site.replace(BIB, "  year = {2020},", "  year = {2020},\n  year = {2021},"),
        [f"{BIB}:6:10: B306 entry 'ada2020first' has field 'year' twice; keep one"],
    ),
    (
        "name of four parts",
        lambda site: site.replace(BIB, "{Example, Bob}", "{Example, Bob, Jr, More}"),
        [f"{BIB}:11:13: B307 entry 'bob2021second': field 'author' names 'Example, Bob, Jr, More', with too many commas"],
    ),
    (
        "a byte of a bibliography not UTF-8",
        file(BIB, b"@misc{a, title={\xc3\xa9, \xe9}}"),
        [f"{BIB}:1:20: F101 byte 0xe9 is not UTF-8; save the file as UTF-8"],
    ),
    (
        "bibliography not UTF-8, and another fault",
        file(BIB, BIBLIOGRAPHY.replace("Bob}", "Bôb}").replace("{2021}", "{21}").encode("cp1252")),
        [f"{BIB}:11:23: F101 the file seems to be Windows-1252", f"{BIB}:12:10: B314 entry 'bob2021second': year '21' is not"],
    ),
    (
        "bibliography in UTF-16",
        file(BIB, BIBLIOGRAPHY.encode("utf-16")),
        [f"{BIB}:1:1: F101 the file seems to be UTF-16, not UTF-8; open it as that, and save it as UTF-8"],
    ),
    ("empty bibliography", file(BIB, ""), [f"{BIB}:1:1: F102 the file is empty; write it or delete it"]),
    (
        "tags of a publisher",
        lambda site: site.replace(BIB, "A Second Paper", "A <jats:italic>Second</jats:italic> Paper"),
        [f"{BIB}:10:33: B315 entry 'bob2021second': field 'title' holds '</jats:italic>', which is HTML or Markdown; write the text"],
    ),
    (
        "Markdown in a title",
        lambda site: site.replace(BIB, "A Second Paper", "A *Second* [Paper](x.md)"),
        [
            f"{BIB}:10:14: B315 entry 'bob2021second': field 'title' holds '*Second*', which is HTML or Markdown",
            f"{BIB}:10:29: B315 entry 'bob2021second': field 'title' holds '](', which is HTML or Markdown",
        ],
    ),
    (
        "unknown type",
        lambda site: site.replace(BIB, "@article", "@artcle"),
        [f"{BIB}:1:2: B309 entry 'ada2020first' is of the unknown type 'artcle'; did you mean 'article'?"],
    ),
    (
        "type of another world",
        lambda site: site.replace(BIB, "@article", "@blogpost"),
        [f"{BIB}:1:2: B309 entry 'ada2020first' is of the unknown type 'blogpost'; expected a type of BibTeX or biblatex"],
    ),
    (
        "article without journal",
        lambda site: site.replace(BIB, "  journal = {Journal of Examples},\n", ""),
        [
            f"{BIB}:1:10: B308 entry 'ada2020first' lacks journal or journaltitle or eprint; add it, or correct the type 'article'"
        ],
    ),
    (
        "talk without proceedings",
        lambda site: site.replace(BIB, "@article", "@inproceedings"),
        [f"{BIB}:1:16: B308 entry 'ada2020first' lacks booktitle; add it, or correct the type 'inproceedings'"],
    ),
    (
        "DOI that is none",
        lambda site: site.replace(BIB, "{10.1000/first}", "{https://example.org/10.1000/first}"),
        [f"{BIB}:6:9: B311 entry 'ada2020first': 'https://example.org/10.1000/first' is not a DOI; did you mean '10.1000/first'?"],
    ),
    (
        "address for a DOI",
        lambda site: site.replace(BIB, "{10.1000/first}", "{https://example.org/first}"),
        [
            f"{BIB}:6:9: B311 entry 'ada2020first': 'https://example.org/first' is not a DOI; expected one as in '10.18653/v1/N19-1423'; an address belongs into 'url'"
        ],
    ),
    (
        "arXiv id of month 13",
        lambda site: site.replace(BIB, "{2101.00001}", "{2113.00001}"),
        [f"{BIB}:13:12: B312 entry 'bob2021second': '2113.00001' is not an arXiv id; expected YYMM.NNNNN"],
    ),
    (
        "eprint of nowhere",
        lambda site: site.replace(BIB, ",\n  archiveprefix = {arXiv}", ""),
        [
            f"{BIB}:13:12: B312 entry 'bob2021second': eprint '2101.00001' does not say of which archive it is; add archiveprefix = {{arXiv}}"
        ],
    ),
    (
        "address without scheme",
        lambda site: site.replace(BIB, "{10.1000/first}", "{10.1000/first},\n  url = {www.example.org}"),
        [f"{BIB}:7:9: B313 entry 'ada2020first': url 'www.example.org' is not an address; expected one that begins with https://"],
    ),
    (
        "year before the arXiv id",
        lambda site: site.replace(BIB, "{2021}", "{2019}"),
        [f"{BIB}:12:10: B314 entry 'bob2021second': year 2019 lies before the arXiv id '2101.00001', which is of 2021"],
    ),
    (
        "year that is none",
        lambda site: site.replace(BIB, "{2021}", "{in press}"),
        [f"{BIB}:12:10: B314 entry 'bob2021second': year 'in press' is not a year; expected four digits"],
    ),
    (
        "bare ampersand",
        lambda site: site.replace(BIB, "{A Second Paper}", "{Cats & Dogs}"),
        [
            f"{BIB}:10:17: B315 entry 'bob2021second': field 'title' has a bare '&', which means something else to LaTeX; write '\\&'"
        ],
    ),
    (
        "bare underscore",
        lambda site: site.replace(BIB, "{A Second Paper}", "{The snake_case Paper}"),
        [f"{BIB}:10:21: B315 entry 'bob2021second': field 'title' has a bare '_'"],
    ),
    (
        "open formula",
        lambda site: site.replace(BIB, "{A Second Paper}", "{A Paper for $5}"),
        [f"{BIB}:10:24: B315 entry 'bob2021second': field 'title' has a '$' that no second one closes"],
    ),
    (
        "brace that closes nothing",
        lambda site: site.replace(BIB, "{A Second Paper}", '"A Second} Paper"'),
        [f"{BIB}:10:20: B316 entry 'bob2021second': field 'title' has a '}}' that closes nothing; add its '{{' or delete it"],
    ),
    (
        "brace that LaTeX does not see",
        lambda site: site.replace(BIB, "{A Second Paper}", r"{A \{Second} Paper}"),
        [f"{BIB}:10:22: B316 entry 'bob2021second': field 'title' has a '}}' that closes nothing for LaTeX"],
    ),
    (
        "unknown command in a field",
        lambda site: site.replace(BIB, "{A Second Paper}", r"{A \nonsense{Second} Paper}"),
        [f"{BIB}:10:14: B317 entry 'bob2021second': field 'title' holds the command '\\nonsense', which the site cannot print"],
    ),
    (
        "formula in a field",
        lambda site: site.replace(BIB, "{A Second Paper}", "{A Second $x_$ Paper}"),
        [f"{BIB}:10:24: B317 entry 'bob2021second': field 'title' holds the formula 'x_', which cannot be converted: something is"],
    ),
    (
        "two entries of one DOI",
        bibliography("@misc{again, title = {Again}, author = {Other, Olga}, year = {1999}, doi = {10.1000/FIRST}}\n"),
        [
            f"{BIB}:1:76: B318 entry 'again' in line 1 has the same DOI as 'ada2020first' in line 2; keep 'ada2020first', or tell two works apart"
        ],
    ),
    (
        "two entries of one preprint",
        bibliography(
            "@misc{again, title = {Again}, author = {O, O}, year = {2022}, url = {https://arxiv.org/abs/2101.00001v2}}\n"
        ),
        [f"{BIB}:1:69: B318 entry 'again' in line 1 has the same arXiv id as 'bob2021second' in line 10; keep 'bob2021second'"],
    ),
    (
        "two entries of one title",
        bibliography("@misc{again, title = {A first-paper}, author = {Example, Zoe}, year = {2021}}\n"),
        [
            f"{BIB}:1:22: B318 entry 'again' in line 1 has the same title and people as 'ada2020first' in line 2; keep 'ada2020first'"
        ],
    ),
    (
        "volume that is not there",
        lambda site: site.replace(BIB, "  year = {2020},", "  year = {2020},\n  crossref = {bob2021secnd},"),
        [f"{BIB}:6:14: B319 entry 'ada2020first': crossref names 'bob2021secnd', which is not in the file; add that entry, or here what it would have"],
    ),
    # Citations
    (
        "unknown citation",
        text("As [@ada2020frist] says."),
        [f"{GLM}:9:5: C201 unknown citation key 'ada2020frist'; did you mean 'ada2020first'?"],
    ),
    (
        "second of a group",
        text("As [@ada2020first; see @zzz] says."),
        [f"{GLM}:9:24: C201 unknown citation key 'zzz'; add its entry with 'shortlist add SOURCE --cite-only', where SOURCE is"],
    ),
    *(
        (
            f"citation by id {id}",
            text(f"As [@{id}] says."),
            [f"{GLM}:9:5: C201 unknown citation key '{id}'; did you mean '{key}'?"],
        )
        for id, key in {
            "10.1000/first": "ada2020first",
            "10.1000/FIRST": "ada2020first",
            "2101.00001": "bob2021second",
            "arXiv:2101.00001v2": "bob2021second",
        }.items()
    ),
    *(
        (
            f"citation by the unknown id {id}",
            text(f"As [@{id}] says."),
            [f"{GLM}:9:5: C201 unknown citation key '{id.partition('(')[0]}'; add its entry: shortlist add {source} --cite-only"],
        )
        for id, source in {
            "10.18653/v1/N19-1423": "10.18653/v1/N19-1423",
            "arXiv:2103.10360": "2103.10360",
            "2103.10360v2": "2103.10360",
            "10.1016/S0140-6736(20)30183-5": "'10.1016/S0140-6736(20)30183-5'",
        }.items()
    ),
    (
        "paper by its id",
        header("paper: ada2020first", "paper: arXiv:2101.00001"),
        [f"{GLM}:2:8: X401 unknown paper 'arXiv:2101.00001'; did you mean 'bob2021second'?"],
    ),
    (
        "paper by an unknown id",
        header("paper: ada2020first", "paper: 10.1000/third"),
        [f"{GLM}:2:8: X401 unknown paper '10.1000/third'; add its entry: shortlist add 10.1000/third --cite-only"],
    ),
    (
        "paper by a number",
        header("paper: ada2020first", "paper: 2106.04560"),
        [f"{GLM}:2:8: F108 'paper' is '2106.0456'; expected a key of bib/references.bib, as in ada2020first"],
    ),
    (
        "month as a number",
        issue(issue=202104),
        [f"{INDEX}:2:8: F108 'issue' is '202104'; expected a year and a month, as in 2021-04"],
    ),
    (
        "gist that begins with a quotation",
        header("gist: The first paper.", 'gist: "The first" paper.'),
        [f"{GLM}:3:19: F104 the YAML cannot be read: did not find expected key; put other quotes around a text that begins with \""],
    ),
    (
        "citation in the issue",
        lambda site: site.issue("As [@nobody] says."),
        [f"{INDEX}:8:5: C201 unknown citation key 'nobody'"],
    ),
    (
        "case of a citation",
        text("As [@Ada2020First] says."),
        [f"{GLM}:9:5: C201 unknown citation key 'Ada2020First'; did you mean 'ada2020first'?"],
    ),
    # Across items
    (
        "unknown paper",
        lambda site: site.summary(
            "second",
            SECOND | {"paper": "bob2021secnd"},
            body=f"## Why\n\nA.\n\n## Key insights\n\n{FILLER} [@bob2021second]",
        ),
        ["docs/2021-04/second.md:2:8: X401 unknown paper 'bob2021secnd'; did you mean 'bob2021second'?"],
    ),
    (
        "unknown tag",
        header("tags: [NLP]", "tags: [Visoin]"),
        [f"{GLM}:4:8: X402 unknown tag 'Visoin'; did you mean 'Vision'?"],
    ),
    (
        "far unknown tag",
        header("tags: [NLP]", "tags: [Robotics]"),
        [f"{GLM}:4:8: X402 unknown tag 'Robotics'; expected one of NLP, Vision"],
    ),
    (
        "case of a tag",
        header("tags: [NLP]", "tags: [nlp]"),
        [f"{GLM}:4:8: X402 unknown tag 'nlp'; did you mean 'NLP'?"],
    ),
    (
        "unlisted summary",
        issue(picks=["first"]),
        [f"docs/2021-04/second.md:1:1: X404 summary 'second' is not among the picks; add it to 'picks' in {INDEX}"],
    ),
    (
        "pick without a file",
        issue(picks=["first", "second", "third"]),
        [f"{INDEX}:5:24: X405 pick 'third' has no file; write docs/2021-04/third.md or take it out"],
    ),
    (
        "pick misspelt",
        issue(picks=["first", "secnd"]),
        [f"{INDEX}:5:16: X405 pick 'secnd' has no file; did you mean 'second'?", "X404"],
    ),
    (
        "pick listed twice",
        issue(picks=["first", "second", "first"]),
        [f"{INDEX}:5:24: X406 'first' is listed twice in 'picks'; keep one"],
    ),
    (
        "two summaries of one paper",
        lambda site: (
            (
                site.issue(folder="2021-05", issue="2021-05", picks=["again"]),
                site.summary("again", FIRST, folder="2021-05"),
            )
            and None
        ),
        ["docs/2021-05/again.md:2:8: X407 paper 'ada2020first' has a summary already, docs/2021-04/first.md; keep one of them"],
    ),
    # Follow-ups
    (
        "sound follow-up",
        since("https://example.org/retraction", more="  - {date: 2021-04-06, text: Same day., link: 'index.md#event'}\n"),
        [f"{GLM}:9:47: F121 'index.md#event' leads to the anchor 'event', which is not on {INDEX}; the page has no anchors"],
    ),
    ("follow-up to nowhere", since("secnd.md"), [f"{GLM}:8:11: F120 link 'secnd.md' leads nowhere; did you mean 'second.md'?"]),
    (
        "follow-up to no anchor",
        since("second.md#whi"),
        [
            f"{GLM}:8:11: F121 'second.md#whi' leads to the anchor 'whi', which is not on docs/2021-04/second.md; did you mean 'why'?"
        ],
    ),
    (
        "follow-up to a script",
        since("'javascript:alert(1)'"),
        [f"{GLM}:8:11: F108 'since.1.link' is 'javascript:alert(1)'; expected an address that begins with https:// or http://"],
    ),
    (
        "follow-up to another host",
        since("//example.org/a"),
        [f"{GLM}:8:11: F108 'since.1.link' is '//example.org/a'; expected an address that begins with https:// or http://"],
    ),
    (
        "follow-up to the root",
        since("/2021-04/second/"),
        [f"{GLM}:8:11: F108 'since.1.link' is '/2021-04/second/'; expected a page, as in ../2021-04/first.md, or an address"],
    ),
    (
        "follow-up to a draft",
        lambda site: (
            (
                site.issue(folder="2021-05", issue="2021-05", picks=["third"], status="draft"),
                site.write(BIB, BIBLIOGRAPHY + "@misc{third, title = {T}, author = {Example, Ada}, year = {2021}}\n"),
                site.summary("third", SECOND | {"paper": "third"}, folder="2021-05"),
                since("../2021-05/third.md")(site),
            )
            and None
        ),
        [f"{GLM}:8:11: X409 link '../2021-05/third.md' leads to a draft; publish that first, or take the link out"],
    ),
    (
        "follow-up before its issue",
        since(day="2021-04-05"),
        [f"{GLM}:6:11: X410 follow-up of 2021-04-05 is older than the issue, published 2021-04-06; correct the date"],
    ),
    (
        "follow-up without a date",
        header("tags: [NLP]\n", "tags: [NLP]\nsince:\n  - text: T.\n    link: second.md\n"),
        [f"{GLM}:6:5: F107 field 'since.1.date' is missing; expected the day it was written, as in 2021-05-04"],
    ),
    (
        "follow-up with a misspelled field",
        since(more="    lnik: x\n"),
        [f"{GLM}:9:5: F106 unknown field 'since.1.lnik'; did you mean 'link'?"],
    ),
    (
        "follow-up with a wrong date",
        since(day="May"),
        [f"{GLM}:6:11: F108 'since.1.date' is 'May'; expected a date, as in 2021-04-06"],
    ),
    (
        "follow-up without end",
        since(text=LONG),
        [f"{GLM}:7:11: F110 'since.1.text' has 239 characters; at most 180 fit, shorten it"],
    ),
    (
        "follow-up that cites",
        since(text="See [@ada2020first]."),
        [f"{GLM}:7:11: F108 'since.1.text' is 'See [@ada2020first].'; expected plain text; cite in the page instead"],
    ),
    (
        "follow-up that is no sentence",
        since(text="A later work"),
        [f"{GLM}:7:11: F108 'since.1.text' is 'A later work'; expected a sentence that ends with a full stop"],
    ),
    (
        "follow-up in Markdown",
        since(text="'See [it](second.md).'"),
        [f"{GLM}:7:11: F108 'since.1.text' is 'See [it](second.md).'; expected plain text, without the markup ']('"],
    ),
    (
        "character by its name in a gist",
        header("The first paper.", "The first &amp; best paper."),
        [f"{GLM}:3:7: F108 'gist' is 'The first &amp; best paper.'; expected plain text, without the markup '&amp;'"],
    ),
    (
        "source of a chatbot in a gist",
        header("The first paper.", "The first paper【1†source】."),
        [f"{GLM}:3:7: F108 'gist' is 'The first paper【1†source】.'; expected plain text, without the markup '【'"],
    ),
    (
        "follow-up with emphasis",
        since(text="It is *not* so."),
        [f"{GLM}:7:11: F108 'since.1.text' is 'It is *not* so.'; expected plain text, without the markup '*not*'"],
    ),
    (
        "follow-up with a formula",
        since(text="It takes $n^2$ steps."),
        [f"{GLM}:7:11: F108 'since.1.text' is 'It takes $n^2$ steps.'; expected plain text, without the markup '$n^2$'"],
    ),
    (
        "follow-up to a page with a question",
        since("second.md?plain"),
        [f"{GLM}:8:11: F108 'since.1.link' is 'second.md?plain'; expected a page, as in ../2021-04/first.md, or an address"],
    ),
    (
        "follow-up to an empty link",
        since("''"),
        [f"{GLM}:8:11: F108 'since.1.link' is ''; expected a page, as in ../2021-04/first.md, or an address"],
    ),
    (
        "follow-up to a picture",
        lambda site: (site.write("docs/2021-04/a.png", b"x"), since("a.png")(site)) and None,
        [f"{GLM}:8:11: F108 'since.1.link' is 'a.png'; expected a page, as in ../2021-04/first.md, or an address"],
    ),
    (
        "follow-ups out of order",
        since(more="  - date: 2021-05-03\n    text: Before.\n    link: index.md\n"),
        [f"{GLM}:9:11: X411 follow-up of 2021-05-03 is listed below that of 2021-05-04; put the newest last"],
    ),
    (
        "follow-ups that are no list",
        header("tags: [NLP]\n", "tags: [NLP]\nsince: later\n"),
        [f"{GLM}:5:8: F108 'since' is 'later'; expected a list of follow-ups, each with '- date: …', 'text: …' and 'link: …'"],
    ),
    (
        "issue from before its month",
        issue(published="2021-03-31"),
        [f"{INDEX}:3:12: X414 the issue is dated 2021-03-31, before its month 2021-04; correct the day"],
    ),
    (
        "published issue of drafts",
        both_drafts,
        [f"{INDEX}:5:8: X408 all picks are drafts; publish one, or make the issue a draft with 'status: draft'"],
    ),
    # Redirects
    # People
    ("people that are a list", people("- Ada\n"), [f"{PEOPLE}:1:1: F108 expected fields such as 'authors: …', found a list"]),
    ("people of an unknown kind", people("writer: {}\n"), [f"{PEOPLE}:1:1: F106 unknown field 'writer'; did you mean 'writers'?"]),
    (
        "writer without a name",
        people("writers:\n  ada: {url: 'https://example.org/'}\n"),
        [f"{PEOPLE}:2:3: F107 field 'writers.ada.name' is missing; expected as a byline has it"],
    ),
    (
        "writer that is a text",
        people("writers:\n  ada: Ada Example\n"),
        [f"{PEOPLE}:2:8: F108 'writers.ada' is 'Ada Example'; expected indented lines, 'name: …'"],
    ),
    (
        "id with a space",
        people("writers:\n  Ada Example: {name: Ada Example}\n"),
        [f"{PEOPLE}:2:3: F108 'writers.Ada Example' is 'Ada Example'; expected lower-case letters, digits and hyphens"],
    ),
    (
        "name of an author that is a number",
        people("authors:\n  Ada Example: [A. Example, 7]\n"),
        [f"{PEOPLE}:2:29: F108 'authors.Ada Example.2' is '7'; expected text; put quotes around it"],
    ),
    (
        "other name that is a text",
        people("authors:\n  Ada Example: A. Example\n"),
        [f"{PEOPLE}:2:16: F108 'authors.Ada Example' is 'A. Example'; expected a list, as in [A. Example]"],
    ),
    (
        "name of two people",
        people("authors:\n  Ada Example: []\n  Zoe Example:\n    - Zoë Example\n    - Example, Ada\n"),
        [f"{PEOPLE}:5:7: F142 'Ada Example' is declared already, as 'Ada Example' in line 2; keep one"],
    ),
    ("unknown writer", by("adda"), [f"{GLM}:5:5: X431 unknown writer 'adda'; did you mean 'ada'?"]),
    ("far unknown writer", by("[bob]"), [f"{GLM}:5:6: X431 unknown writer 'bob'; add it below 'writers' in {PEOPLE}, with a name"]),
    ("writer listed twice", by("[ada, ada]"), [f"{GLM}:5:11: X406 'ada' is listed twice in 'by'; keep one"]),
    ("writer by name", by("Ada Example"), [f"{GLM}:5:5: F108 'by' is 'Ada Example'; expected an id of data/people.yml"]),
    ("writer by number", by("7"), [f"{GLM}:5:5: F108 'by' is '7'; expected an id of data/people.yml, or a list of them"]),
    (
        "accents",
        second_paper("Example, Zoe"),
        [
            f"{BIB}:11:12: H612 author 'Zoe Example' may be 'Zoë Example'; add 'Zoë Example: [Zoe Example]' below 'authors' "
            f"in {PEOPLE}, or 'Zoe Example: []' if not"
        ],
    ),
    ("redirects that are a list", redirects("- a/\n"), [f"{REDIRECTS}:1:1: F141 expected lines 'old address: new address'"]),
    ("broken redirects", redirects("a/: b/\n c: d: e\n"), [f"{REDIRECTS}:2:"]),
    (
        "redirect twice",
        redirects("old/: 2021-04/first/\nold/: ./\n"),
        [f"{REDIRECTS}:2:1: F105 key 'old/' is given twice, first in line 1; keep one"],
    ),
    (
        "redirect in another case",
        redirects("old/: 2021-04/first/\nOld/: ./\n"),
        [f"{REDIRECTS}:2:1: F141 old address 'Old/' differs from 'old/' in case alone, first in line 1; keep one"],
    ),
    *(
        (
            f"old address {old!r}",
            redirects(f"{json.dumps(old)}: 2021-04/first/\n"),
            [f"{REDIRECTS}:1:1: F141 old address '{old}' is not one that a page can have here; expected a page's, as in"],
        )
        for old in (
            "old.pdf",
            "../old/",
            "a/../old/",
            "a//old/",
            "./old/",
            ".old/",
            "old/index.html",
            "index.html",
            "",
            "//example.org/",
            "old/?p=1",
            "old/#why",
            "o ld/",
            "öld/",
            "old%2f/",
            "old\\\\",
            "a.html/b/",
            "<script>/",
            "/old/",
            "old",
            "https://example.org/old/",
        )
    ),
    *(
        (
            f"new address {new}",
            redirects(f"old/: {new}\n"),
            [f"{REDIRECTS}:1:7: F141 new address is {shown}; expected one below the site's root, as in '2021-04/first/', or './'"],
        )
        for new, shown in (
            ("https://example.org/", "'https://example.org/'"),
            ("/2021-04/first/", "'/2021-04/first/'"),
            ("[a/]", "a list"),
            ("2021", "'2021'"),
            ("2021-04/first/#why", "'2021-04/first/#why'"),
            ("../x/", "'../x/'"),
            ('""', "''"),
            ("javascript:alert(1)", "'javascript:alert(1)'"),
            ("{a: b}", "a mapping"),
            ("'\"><b>'", "'\"><b>'"),
        )
    ),
    ("redirect to nothing", redirects("old/:\n"), ["F141 new address is empty"]),
    (
        "redirect that leads nowhere",
        redirects("old/: 2021-04/frist/\n"),
        [f"{REDIRECTS}:1:7: X421 '2021-04/frist/' leads nowhere; did you mean '2021-04/first/'?"],
    ),
    (
        "redirect without its slash",
        redirects("old/: 2021-04\nolder/: 2021-04/First/\nthird/: somewhere/else/entirely/\n"),
        [
            f"{REDIRECTS}:1:7: X421 '2021-04' leads nowhere; did you mean '2021-04/'?",
            f"{REDIRECTS}:2:9: X421 '2021-04/First/' leads nowhere; did you mean '2021-04/first/'?",
            f"{REDIRECTS}:3:9: X421 'somewhere/else/entirely/' leads nowhere; expected the address that a page has now",
        ],
    ),
    (
        "redirect to a draft",
        lambda site: (
            redirects("old/: 2021-05/\n")(site) or site.issue(folder="2021-05", issue="2021-05", picks=[], status="draft")
        ),
        [f"{REDIRECTS}:1:7: X421 '2021-05/' is a draft; publish that first, or take the redirect out"],
    ),
    (
        "chain of redirects",
        redirects("oldest/: older/\nolder/: old/\nold/: 2021-04/first/\n"),
        [
            f"{REDIRECTS}:1:10: X421 'older/' leads nowhere; expected the address that a page has now",
            f"{REDIRECTS}:2:9: X421 'old/' leads nowhere; expected the address that a page has now",
        ],
    ),
    (
        "redirects in a circle",
        redirects("a/: b/\nb/: a/\nc/: c/\nd/: a/\n"),
        [
            f"{REDIRECTS}:{line}:5: X421 '{new}/' leads nowhere"
            for line, new in enumerate("baca", start=1)
        ],
    ),
    (
        "redirect in the way of a page",
        redirects("2021-04/first/: 2021-04/second/\n2021-04/Second/: ./\n404.html: ./\ntags/nlp/: 2021-04/\n"),
        [
            f"{REDIRECTS}:1:1: X423 old address '2021-04/first/' is that of a page or file, '2021-04/first/'; take the redirect out",
            f"{REDIRECTS}:2:1: X423 old address '2021-04/Second/' is that of a page or file, '2021-04/second/'; take",
            f"{REDIRECTS}:3:1: X423 old address '404.html'",
            f"{REDIRECTS}:4:1: X423 old address 'tags/nlp/'",
        ],
    ),
    (
        "redirect in the way of a file",
        lambda site: redirects("CNAME/: ./\n")(site) or (site.write("docs/CNAME", "example.org\n") and None),
        [f"{REDIRECTS}:1:1: X423 old address 'CNAME/' is that of a page or file, 'CNAME'; take the redirect out"],
    ),
    (
        "redirect below a file",
        lambda site: redirects("cname/old/: ./\n")(site) or (site.write("docs/CNAME", "example.org\n") and None),
        [f"{REDIRECTS}:1:1: X423 old address 'cname/old/' is that of a page or file, 'CNAME'; take the redirect out"],
    ),
    (
        "redirect in the way of a file of HTML",
        lambda site: redirects("by-hand/: ./\n")(site) or (site.write("docs/by-hand/index.html", "<p>By hand.") and None),
        [f"{REDIRECTS}:1:1: X423 old address 'by-hand/' is that of a page or file, 'by-hand/index.html'; take the redirect out"],
    ),
    # Style
    (
        "entry nobody cites",
        bibliography("@misc{idle, title = {Idle}}\n"),
        [f"{BIB}:1:7: H601 entry 'idle' is cited nowhere; cite it or delete it"],
    ),
    (
        "pick without an address",
        lambda site: site.replace(BIB, "  year = {2020},\n  doi = {10.1000/first}", "  year = {2020}"),
        [f"{BIB}:1:10: H602 entry 'ada2020first' has no DOI, arXiv id or URL"],
    ),
    (
        "long title without a name",
        lambda site: site.replace(BIB, "A First {Paper}", "Words of a title that is too long to say and has no colon, anyhow"),
        [f"{GLM}:2:8: H603 no name stands before a colon of 'Words of a title that is too long to say and has no colon,…'; if readers"],
    ),
    (
        "TODO on a page of the top level",
        file("docs/about.md", "---\ntitle: About\n---\n\nTODO: say who you are.\n"),
        ["docs/about.md:5:1: H604 TODO is left, and readers see it; write what it asks for, or delete it"],
    ),
    (
        "too short",
        body("## Why\n\nIt cites [@ada2020first].\n\n## Key insights\n\nShort.\n"),
        [f"{GLM}:6:1: S502 6 words; expected 250 to 900, so write more"],
    ),
    ("too long", text(FILLER * 3), [f"{GLM}:6:1: S502 1,205 words; expected 250 to 900, so shorten it"]),
    (
        "paper not cited",
        body(f"## Why\n\nWords.\n\n## Key insights\n\n{FILLER}"),
        [f"{GLM}:6:1: S503 the paper itself is not cited; add [@ada2020first] where the text first leans on it"],
    ),
    ("tag twice", header("tags: [NLP]", "tags: [NLP, NLP]"), [f"{GLM}:4:13: S504 'NLP' is listed twice in 'tags'; keep one"]),
    (
        "DOI as an address",
        lambda site: site.replace(BIB, "{10.1000/first}", "{https://doi.org/10.1000/first}"),
        [f"{BIB}:6:9: S506 entry 'ada2020first': 'https://doi.org/10.1000/first' is more than the DOI; write '10.1000/first'"],
    ),
    (
        "arXiv id in a note",
        lambda site: site.replace(BIB, "year = {2020},", "year = {2020}, note = {arXiv:2006.01234},"),
        [f"{BIB}:5:25: S508 entry 'ada2020first': note 'arXiv:2006.01234' should be eprint '2006.01234'"],
    ),
    (
        "private field",
        lambda site: site.replace(BIB, "year = {2020},", "year = {2020}, file = {/home/ada/a.pdf},"),
        [f"{BIB}:5:25: S509 entry 'ada2020first' holds what is not for publication, file; delete it"],
    ),
    (
        "pages with one hyphen",
        lambda site: site.replace(BIB, "year = {2020},", "year = {2020}, pages = {1-9},"),
        [f"{BIB}:5:26: S507 entry 'ada2020first': pages '1-9' is a range; write '1--9'"],
    ),
    ("text still to be written", text("TODO: why."), [f"{GLM}:9:1: S505 TODO is left; write what it asks for, or delete it"]),
    ("comment with something to do", text("<!-- TODO -->"), [f"{GLM}:9:6: S505"]),
    ("gist still to be written", header("The first paper.", "TODO"), [f"{GLM}:3:7: S505 TODO is left"]),
    ("editorial still to be written", lambda site: site.issue("TODO"), [f"{INDEX}:8:1: S505"]),
]


@pytest.mark.parametrize(("break_it", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_is_one_located_problem(site: TinySite, break_it: Callable[[TinySite], None], expected: list[str]) -> None:
    break_it(site)
    found = [*site.problems(), *site.hints()]
    for part in expected:
        assert any(part in line for line in found), "\n".join(["expected", part, "found", *found])


HIDDEN = [*map(chr, (0x01, 0x1B, 0x7F, 0x9B, 0xAD, 0x61C, 0x200B, 0x200E, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xE0041))]


@pytest.mark.parametrize("character", HIDDEN, ids=ascii)
def test_no_hidden_character_comes_in_however_it_is_written(site: TinySite, character: str) -> None:
    code = ord(character)
    site.write("docs/raw.md", f"Text{character}.\n")
    site.write("docs/escaped.md", f'---\ntitle: "A\\U{code:08x}B"\n---\n\nText.\n')
    # A browser takes the numbers of C1 for letters of Windows.
    references = (f"&#{code};", f"&#x{code:x};", f"&#X{code:06X};") if code != 0x9B else ()
    for number, reference in enumerate(references):
        site.write(f"docs/reference-{number}.md", f"Text{reference}.\n")
    expected = ["docs/escaped.md:2:8", *(f"docs/{name}.md:1:5" for name in ("raw", *(f"reference-{n}" for n in range(len(references)))))]
    assert sorted(line.partition(": F128 ")[0] for line in site.problems() if " F128 " in line) == sorted(expected)


@pytest.mark.parametrize("text", ["👩\u200d💻", "نمی\u200cخواهم", "é\u0301", "❤\ufe0f", "a\u00a0b", "a\tb"])
def test_characters_that_scripts_need_stay(site: TinySite, text: str) -> None:
    site.write("docs/raw.md", f"Text {text}.\n")
    assert site.problems() == []


def test_the_site_that_the_tests_break_is_sound(site: TinySite) -> None:
    assert site.problems() == []


@pytest.mark.parametrize(
    "text",
    [
        "A* beats B* by $5, at a cost of $6.",
        "Is a_b still 3 * 4 * 5?",
        "“It is so.”",
        "It is (so they say.)",
        "'It takes O(n^2): no less!'",
        "'<b>, & and {{ 7 }} are text.'",
    ],
)
def test_plain_sentences_follow_up(site: TinySite, text: str) -> None:
    since(text=text)(site)
    assert site.problems() == []


@pytest.mark.parametrize("link", ["#why", "first.md#key-insights", "../index.md", "../tags/nlp.md", "HTTPS://example.org/?a#b"])
def test_follow_ups_lead_to_pages_sections_and_other_sites(site: TinySite, link: str) -> None:
    since(f"'{link}'")(site)
    assert site.problems() == []


def test_a_follow_up_may_come_on_the_day_of_the_issue_or_of_another(site: TinySite) -> None:
    since(day="2021-04-06", more="  - {date: 2021-04-06, text: 'Another.', link: index.md}\n")(site)
    assert site.problems() == []


def test_follow_ups_of_any_length_are_read_in_no_time(site: TinySite) -> None:
    since(text="'" + "*a $b _c " * 6_000 + ".'")(site)
    assert site.codes() == ["F110"]
    since(text="'" + "*a $b _c " * 100_000 + ".'")(site)
    assert site.codes() == ["F147"]


@pytest.mark.parametrize("value", ["[]", "[5]", "[{}]", "[[a]]", "{date: 2021-05-04}", "", "[{date: 2021-05-04T10:00:00Z}]"])
def test_no_list_of_follow_ups_ends_in_a_traceback(site: TinySite, value: str) -> None:
    header("tags: [NLP]\n", f"tags: [NLP]\nsince: {value}\n")(site)
    assert set(site.codes()) <= {"F107", "F108"}
    assert bool(site.codes()) == (value != "[]")


def test_every_rule_has_an_example_that_a_case_prints(tmp_path: Path) -> None:
    """An example of each rule stands in the tables of CONTRIBUTING.md."""
    lines = examples()
    assert lines.keys() == RULES.keys()
    for code, line in lines.items():
        cases = [case for case in CASES if any(part in line and code in part for part in case[2])]
        printed = []
        for number, (_, break_it, _) in enumerate(cases):
            site = TinySite(tmp_path / code / str(number))
            break_it(site)
            printed += [*site.problems(), *site.hints()]
        assert line in printed, f"renew the line of {code} in tools/examples.txt"


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (GLM, "", "F102"),
        (GLM, "No header.", "F103"),
        (INDEX, "", "F102"),
        (BIB, "", "F102"),
        (BIB, BIBLIOGRAPHY.replace("A First {Paper}", "A First {Paper"), "B301"),
        (VOCABULARY, "Topics: [", "F104"),
    ],
)
def test_what_cannot_be_read_is_not_blamed_for_what_it_seems_to_lack(site: TinySite, path: str, content: str, code: str) -> None:
    site.write(path, content)
    assert site.codes() == [code]


def test_a_page_with_a_broken_header_is_checked_all_the_same(site: TinySite) -> None:
    site.summary("first", FIRST | {"gist": 12, "tags": ["Visoin"]}, "A [dead link](gone.md) and [@nobody].")
    assert site.codes() == ["F108", "X402", "F120", "C201"]


@pytest.mark.parametrize("value", ["!!int x", "!!timestamp abc", "!!bool maybe", "!!float y", "!!binary é", "0x" + "f" * 5000])
def test_no_value_of_yaml_ends_in_a_traceback(site: TinySite, value: str) -> None:
    site.replace(GLM, "gist: The first paper.", f"gist: {value}")
    site.problems()


def test_no_link_is_blamed_for_lists_that_are_too_deep(site: TinySite) -> None:
    site.replace(GLM, "gist: The first paper.", f"gist: {'[' * 60}[a](b){']' * 60}")
    assert f"{GLM}:3:56: F104 the YAML cannot be read: more than 50 lists or mappings stand in each other" in site.problems()


@pytest.mark.parametrize("path", [GLM, INDEX, BIB, VOCABULARY])
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r"),
    ],
    ids=["CRLF", "BOM", "CR"],
)
def test_line_ends_and_byte_order_marks_are_accepted(site: TinySite, path: str, change: Callable[[bytes], bytes]) -> None:
    before = site.library()
    site.write(path, change((site.root / path).read_bytes()))
    assert site.library() == before
