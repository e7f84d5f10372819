"""`shortlist fmt`: what is read stays, comments stay, a second run changes nothing, and the repository is in its own form."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string

from shortlist.authoring.edits import refuse_unreadable
from shortlist.authoring.files import CannotChange
from shortlist.authoring.formatting import format_bibliography, format_files, format_header
from shortlist.model import IssueHeader, SummaryHeader
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source
from tests.authoring.commands import shortlist_here
from tests.tiny import ROOT, TinySite

PAGE = "docs/2021-04/first.md"
INDEX = "docs/2021-04/index.md"
BIB = "bib/references.bib"


def everything(path: str) -> bool:
    return True


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    format_files(site.root, everything)
    assert format_files(site.root, everything, only_check=True) == ([], [])
    return site


def fmt(site: TinySite, *arguments: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "fmt", *arguments)


def test_the_repository_is_in_its_own_form() -> None:
    assert format_files(ROOT, everything, only_check=True) == ([], [])


# Headers

HEADERS = [
    ("order of fields", SummaryHeader, "tags: [NLP]\ngist: G.\npaper: k\n", "paper: k\ngist: G.\ntags: [NLP]\n"),
    ("unknown fields come last", SummaryHeader, "b: 1\na: 2\npaper: k\n", "paper: k\nb: 1\na: 2\n"),
    ("needless quotes", SummaryHeader, "paper: 'k'\ngist: \"It's one.\"\n", "paper: k\ngist: It's one.\n"),
    ("quotes that are needed", SummaryHeader, "paper: 'on'\ngist: 'A: b'\n", 'paper: "on"\ngist: "A: b"\n'),
    ("quotes and quotes", SummaryHeader, 'gist: "Say \\"it\\": it\'s."\n', "gist: 'Say \"it\": it''s.'\n"),
    ("text over several lines", SummaryHeader, "gist: >-\n  One\n  two.\n", "gist: One two.\n"),
    ("plain text over several lines", SummaryHeader, "gist: One\n  two.\npaper: k\n", "paper: k\ngist: One two.\n"),
    ("text with line ends stays", SummaryHeader, "gist: |\n  One # no comment\n\n    two.\n", "gist: |\n  One # no comment\n\n    two.\n"),
    ("text with spaces at line ends stays", SummaryHeader, "gist: |\n  One  \n  two\n", "gist: |\n  One  \n  two\n"),
    ("a list of tags", SummaryHeader, "tags:\n- 'NLP'\n- Self-supervision\n", "tags: [NLP, Self-supervision]\n"),
    ("a comma in a tag", SummaryHeader, "tags:\n  - a, b\n", 'tags: ["a, b"]\n'),
    ("a list of picks", IssueHeader, "picks: [a, 'on']\n", 'picks:\n  - a\n  - "on"\n'),
    ("an empty list", IssueHeader, "picks: [ ]\n", "picks: []\n"),
    ("links keep their order", SummaryHeader, "links: {video: 'https://x.org/#a', code: y}\n", "links:\n  video: https://x.org/#a\n  code: y\n"),
    ("indentation", SummaryHeader, "links:\n      code: y\n", "links:\n  code: y\n"),
    (
        "an event",
        IssueHeader,
        "event:\n    minutes: 60\n    title: T\n    start: 2021-04-09T17:00:00+02:00\n",
        "event:\n  minutes: 60\n  title: T\n  start: 2021-04-09T17:00:00+02:00\n",
    ),
    (
        "follow-ups",
        SummaryHeader,
        "since:\n-   text: T.\n    date: 2021-05-04\n    link: x.md\n",
        "since:\n  - text: T.\n    date: 2021-05-04\n    link: x.md\n",
    ),
    ("comments go with what is below", SummaryHeader, "# t\ntags: ['a']\n\n# p\npaper: k # k\n# end\n", "# p\npaper: k # k\n# t\ntags: [a]\n# end\n"),
    ("a field with a comment stays as it is", IssueHeader, "picks: [a, b] # more\n", "picks: [a, b] # more\n"),
    ("a field with a comment inside stays as it is", SummaryHeader, "tags: [a, # one\n  'b']\npaper:   k\n", "paper: k\ntags: [a, # one\n  'b']\n"),
    ("a list with a comment inside stays as it is", IssueHeader, "picks:\n- a\n# - b\n- c # c\n  # - d\nissue: 2021-04\n", "issue: 2021-04\npicks:\n- a\n# - b\n- c # c\n  # - d\n"),
    ("a comment that touches brackets", SummaryHeader, "tags: ['a']# b\n", "tags: ['a']# b\n"),
    ("a comment behind the mark of a text", SummaryHeader, "gist: >-  # why\n  One\n  two.\n\n\npaper: k\n", "paper: k\ngist: >-  # why\n  One\n  two.\n"),
    ("what looks like a comment", SummaryHeader, "gist: \"a #b\"\npaper: 'a#b'\n", 'paper: a#b\ngist: "a #b"\n'),
    ("dashes inside", SummaryHeader, "gist: >-\n  ---\n", 'gist: "---"\n'),
    ("other kinds of values", IssueHeader, "published: 2021-04-06\nconsidered: 4_000\n", "published: 2021-04-06\nconsidered: 4000\n"),
    ("what no model knows", SummaryHeader, "x:   {a: [1,  {b: c}]}\npaper:   k\n", "paper: k\nx:\n  a:\n    - 1\n    - b: c\n"),
    ("Unicode", SummaryHeader, "gist: 'Zoë’s 😀 “words”\u00a0stay'\n", "gist: Zoë’s 😀 “words”\u00a0stay\n"),
]  # fmt: skip


def formatted_header(text: str, model: type) -> str:
    return format_header(Source("", text), 0, len(text), model)


@pytest.mark.parametrize(("model", "text", "expected"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_headers(model: type, text: str, expected: str) -> None:
    assert formatted_header(text, model) == expected
    assert formatted_header(expected, model) == expected


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff"), max_size=12)
hard = st.sampled_from(
    ["on", "12", "a: b", "- a", "# a", "a # b", "[a", "{", "'", '"', "\\", "2021-04-06", "~", "", " a ", "a, b", "@a", "%", "`", "!x", "&a", "*a", "|", "? a", ":", "---", "a:", "0x1f", "=", "<<", "a\tb"]
)  # fmt: skip
texts = words | hard
values = st.one_of(
    texts,
    st.integers(-5, 5),
    st.lists(texts, max_size=3),
    st.dictionaries(st.sampled_from(["code", "date", "text", "on"]), texts, max_size=3),
    st.lists(st.dictionaries(st.sampled_from(["link", "date", "text"]), texts, min_size=1, max_size=3), max_size=2),
)
comments = st.sampled_from(["", "", "", "# one", "  # two: 'x'", "# - three", " "])


@st.composite
def headers(draw: st.DrawFn) -> str:
    """Headers as a person or a program may have written them, with comments and blank lines between the rows."""
    names = draw(st.permutations(["paper", "gist", "tags", "links", "since", "status", "other"]))
    parts = []
    for name in names[: draw(st.integers(1, 7))]:
        style = draw(st.sampled_from([None, '"', "'"]))
        flow = draw(st.sampled_from([True, False, None]))
        indent = draw(st.integers(2, 6))
        value = draw(values)
        part = yaml.safe_dump({name: value}, allow_unicode=True, default_style=style, default_flow_style=flow, indent=indent, width=draw(st.sampled_from([20, 999])))
        if style:  # PyYAML quotes keys and tags numbers, too.
            part = re.sub(rf"^[\"']?{name}[\"']?:", f"{name}:", part)
        if not part.startswith("{"):
            parts.append(part)
            parts.append(draw(comments) + "\n")
    return "".join(parts)  # fmt: skip


@given(headers())
@settings(max_examples=120, deadline=None)
def test_any_header_means_the_same(text: str) -> None:
    try:
        before = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    if not isinstance(before, dict):
        return
    try:
        formatted = formatted_header(text, SummaryHeader)
    except CannotChange:
        return  # Refused, and so left as it is.
    assert yaml.safe_load(formatted) == before
    assert formatted_header(formatted, SummaryHeader) == formatted
    for comment in ("# one", "# two: 'x'", "# - three"):
        assert formatted.count(comment) == text.count(comment)


def test_nearly_every_header_can_be_formatted() -> None:
    """Else the test above might hold nothing."""
    refused = []

    @given(headers())
    @settings(max_examples=100, deadline=None, database=None)
    def collect(text: str) -> None:
        try:
            if isinstance(yaml.safe_load(text), dict):
                formatted_header(text, SummaryHeader)
        except yaml.YAMLError:
            pass
        except CannotChange:
            refused.append(text)

    collect()
    assert len(refused) < 5, refused[0]


# BibTeX

MESS = """\
\ufeff% The file.

% About the macro.
@STRING{ jex = "Journal of" }
% About b.
% More about b.
@Article{bob2021second, year=2021, Title = "A {"}quoted{"} title", month = {March},
  journal = jex # { Examples}, unknownfield={x},
  author = {Example, Bob and
            Example, Zo{\\"e}} }

@comment{ @misc is a type }
@misc(ada2020first, title={{A}},author={Example, Ada},  year = "2020", note={})

% The end.
"""
CLEAN = """\
\ufeff% The file.

% About the macro.
@STRING{ jex = "Journal of" }

@comment{ @misc is a type }
@misc{ada2020first,
  title         = {{A}},
  author        = {Example, Ada},
  year          = {2020},
  note          = {}
}

% About b.
% More about b.
@article{bob2021second,
  title         = {A {"}quoted{"} title},
  author        = {Example, Bob and Example, Zo{\\"e}},
  journal       = jex # { Examples},
  year          = {2021},
  month         = mar,
  unknownfield  = {x}
}

% The end.
"""


def test_a_bibliography(site: TinySite) -> None:
    site.write(BIB, MESS.replace("@misc is", "misc is"))
    assert format_files(site.root, everything) == ([BIB], [])
    assert site.read(BIB) == CLEAN.replace("@misc is", "misc is")
    assert format_files(site.root, everything) == ([], [])


fragment = st.text("ab {}\"\\'é\u00a0\n#,=@%&", max_size=10)


def balanced(text: str) -> str:
    """The text with braces that fit."""
    depth, out = 0, []
    for char in text:
        if char == "}" and not depth:
            continue
        depth += (char == "{") - (char == "}")
        out.append(char)
    return "".join(out) + "}" * depth


def quoted(text: str) -> str:
    return '"' + balanced(re.sub('"', "", text)) + '"'


part = st.one_of(fragment.map(lambda text: "{" + balanced(text) + "}"), fragment.map(quoted), st.sampled_from(["12", "jan", "mac", "MAC"]))
value = st.lists(part, min_size=1, max_size=3).map(" # ".join)
name = st.sampled_from(["title", "Author", "month", "year", "note", "zzz", "doi"])
fields = st.lists(st.tuples(name, value), max_size=4, unique_by=lambda pair: pair[0])
between = st.sampled_from(["", "\n", "% c\n", "\n% c\n\n", " tail\n\n", "\n\n% c\n% d\n", "\n% c\n\n \n\n% d\n"])


@st.composite
def bibliographies(draw: st.DrawFn) -> str:
    parts = [draw(between), '@string{mac = "A {mac}"}\n']
    for key in draw(st.lists(st.sampled_from(["b", "a", "C", "d-1", "e"]), max_size=4, unique=True)):
        opening, closing = draw(st.sampled_from(["{}", "()"]))
        inside = "".join(f",{draw(st.sampled_from([' ', chr(10)]))}{field} = {text}" for field, text in draw(fields))
        inside += draw(st.sampled_from(["", ",", "\n"]))
        # In parentheses, BibTeX takes a key up to a space or comma.
        parts += [f"@{draw(st.sampled_from(['misc', 'Article']))}{opening}{key}{inside or ','}{closing}", draw(between)]
    return "".join(parts)


def judged(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """What pybtex's own parser reads, white space collapsed, as BibTeX does."""
    data: BibliographyData = parse_string(text, "bibtex")
    people = {key: {role.lower(): [str(one) for one in them] for role, them in entry.persons.items()} for key, entry in data.entries.items()}
    return {
        key: (entry.type, {name.lower(): " ".join(value.split()) for name, value in entry.fields.items()} | {"people": str(people[key])})
        for key, entry in data.entries.items()
    }


@given(bibliographies())
@settings(max_examples=120, deadline=None)
def test_any_bibliography_means_the_same(text: str) -> None:
    source = Source("x.bib", text)
    before, problems = read_bibtex(source)
    if {problem.code for problem in problems} & {"B301", "B316"}:
        return
    formatted = format_bibliography(source)
    after, _ = read_bibtex(Source("x.bib", formatted))
    assert {key: (entry.type, dict(entry.fields)) for key, entry in after.items()} == {
        key: (entry.type, dict(entry.fields)) for key, entry in before.items()
    }
    assert list(after) == sorted(before)
    if not any(problem.code == "B307" for problem in problems):
        assert judged(formatted) == judged(text)
    assert format_bibliography(Source("x.bib", formatted)) == formatted
    for mark in ("% c", "% d", "tail", "{mac}", "\u00a0", "é"):
        assert formatted.count(mark) == text.count(mark)
    assert sorted(re.sub(r"[\s,={}()\"]", "", formatted.casefold())) == sorted(re.sub(r"[\s,={}()\"]", "", text.casefold()))


JUNK = st.sampled_from(
    [
        *("@a{k", "@c{k}", "@misc{", "@misc(k,", "@string{", "@comment{x}", '@preamble{"x"}', "@", "@string{j={x}}\n", "j # ", " @misc{z, a={b}}"),
        *("a", "b ", "=", "{x}", '"y"', ",", "}", "{", "(", ")", "#", "%c", "é", "\\", "k2", "title", "year", "1", "jan", "month=", "junk\n"),
        *("\n", "\n\n", "\n \n", "  ", "\t", "\f", "\u00a0", "\u2028", "\x85", "\ufeff", "% see\n"),
    ]
)


@given(st.lists(JUNK, max_size=25).map("".join) | st.text(max_size=30).map(lambda text: text.replace("\r", "\n")))
@settings(max_examples=400, deadline=None)
@example((ROOT / "tests/fixtures/attack/fmt-not-idempotent.bib").read_text(encoding="utf-8"))
def test_any_text_that_is_formatted_stays_so(text: str) -> None:
    source = Source("x.bib", text)
    try:
        refuse_unreadable(read_bibtex(source)[1])
        formatted = format_bibliography(source)
    except (CannotChange, ValueError):
        return
    assert format_bibliography(Source("x.bib", formatted)) == formatted


def test_identifiers_move_into_their_fields(site: TinySite) -> None:
    site.write(BIB, "@misc{a, title = {T}, author = {A}, year = 2021, journal = {arXiv preprint arXiv:2106.01234}, file = {a.pdf}}\n")
    assert format_files(site.root, everything) == ([BIB], [])
    assert site.read(BIB) == (
        "@misc{a,\n  title         = {T},\n  author        = {A},\n  year          = {2021},\n  eprint        = {2106.01234},\n"
        "  archiveprefix = {arXiv},\n  url           = {https://arxiv.org/abs/2106.01234},\n  file          = {a.pdf}\n}\n"
    )
    assert format_files(site.root, everything) == ([], [])


def test_a_macro_with_two_meanings_keeps_the_order(site: TinySite) -> None:
    text = '@string{m = "one"}\n@misc{b, title = m}\n@string{m = "two"}\n@misc{a, title = m}\n'
    site.write(BIB, text)
    changed, refused = format_files(site.root, everything)
    assert changed == []
    assert refused == [f"{BIB}:1:1: a macro that is defined twice, or below where it is used, keeps its entries from being sorted"]
    assert site.read(BIB) == text


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        ("gist: !!str 2021", 'gist: "2021"'),
        ("gist: !<tag:yaml.org,2002:str> yes", 'gist: "yes"'),
        ("gist: !!str 12  # as text", "gist: !!str 12  # as text"),
        ("tags: !!seq [NLP]", "tags: [NLP]"),
        ("gist: !!str |\n  One\n  two", "gist: !!str |\n  One\n  two"),
    ],
)
def test_a_type_that_yaml_names_goes_where_the_value_says_it(site: TinySite, written: str, formatted: str) -> None:
    page = site.write(PAGE, f"---\n{written}\n---\nText.\n")
    format_files(site.root, everything)
    assert page.read_text(encoding="utf-8") == f"---\n{formatted}\n---\nText.\n"
    assert format_files(site.root, everything) == ([], [])


# Files

BROKEN = [
    ("conflict", PAGE, "---\npaper: a\n---\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n", f"{PAGE}:5:1: F133"),
    ("conflict in the header", PAGE, "---\n<<<<<<< HEAD\ngist: a\n=======\ngist: b\n>>>>>>> b\n---\n", f"{PAGE}:2:1: F133"),
    ("broken YAML", PAGE, "---\ngist: a: b\n---\nText.\n", f"{PAGE}:2:8: F104"),
    ("alias", PAGE, "---\ntags: &a [NLP]\ngist: *a\n---\nText.\n", f"{PAGE}:2:7: F109"),
    ("tag", PAGE, "---\ngist: !New results\n---\nText.\n", f"{PAGE}:2:7: F109"),
    ("anchor", PAGE, "---\ngist: &c results\n---\nText.\n", f"{PAGE}:2:7: F109"),
    ("field twice", PAGE, "---\ngist: a\ngist: b\n---\nText.\n", f"{PAGE}:3:1: F105"),
    ("no header", PAGE, "Text.\n", f"{PAGE}:1:1: F103"),
    ("open header", PAGE, "---\ngist: a\n", f"{PAGE}:1:1: F103"),
    ("empty file", PAGE, "", f"{PAGE}:1:1: F102"),
    ("no UTF-8", PAGE, b"---\ngist: \xe9\n---\n", f"{PAGE}:2:7: F101"),
    ("open brace", BIB, "@misc{b, title={{x}\n}\n\n@misc{a, title={y}}\n", f"{BIB}:1:16: B301"),
    ("brace too many", BIB, '@misc{b, title="x}"}\n', f"{BIB}:1:18: B316"),
    ("conflict in BibTeX", BIB, "<<<<<<< HEAD\n@misc{b, title={x}}\n=======\n>>>>>>> b\n", f"{BIB}:1:1: F133"),
]


@pytest.mark.parametrize(("path", "content", "expected"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_cannot_be_read_stays_and_the_rest_is_formatted(site: TinySite, path: str, content: str | bytes, expected: str) -> None:
    broken = site.write(path, content)
    before = broken.read_bytes()
    site.write("docs/2021-04/second.md", "---\ntags: ['NLP']\npaper: bob2021second\n---\nText.\n")
    changed, refused = format_files(site.root, everything)
    assert changed == ["docs/2021-04/second.md"]
    assert [reason[: len(expected)] for reason in refused] == [expected]
    assert broken.read_bytes() == before


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("body", ["", "x", "\n\n x  \n\n", "a\r\nb\nc\rd", "---\ntags: ['x']\n---\n"])
def test_the_text_below_the_header_stays_byte_for_byte(site: TinySite, newline: str, mark: str, body: str) -> None:
    if newline == "\r" and body.startswith("\n"):
        return  # Together they are one line end.
    header = "---  \ntags: ['NLP']\npaper: k\n...\n".replace("\n", newline)
    site.write(PAGE, mark + header + body)
    format_files(site.root, everything)
    expected = "---\npaper: k\ntags: [NLP]\n---\n".replace("\n", newline)
    assert (site.root / PAGE).read_bytes().decode() == mark + expected + body


@pytest.mark.parametrize("text", ["Text.\n", "-----\n\nText.\n", "--- Text.\n"])
def test_a_page_that_needs_no_header_stays(site: TinySite, text: str) -> None:
    site.write("docs/about.md", text)
    assert site.problems() == []
    assert format_files(site.root, everything) == ([], [])


def test_a_header_that_ends_the_file_gets_no_line_end(site: TinySite) -> None:
    site.write(PAGE, "---\ntags: ['NLP']\n---")
    format_files(site.root, everything)
    assert site.read(PAGE) == "---\ntags: [NLP]\n---"


def test_line_ends_of_a_bibliography_stay(site: TinySite) -> None:
    site.write(BIB, "@misc{b,title={x}}\r\n@misc{a,title={y\r\n z}}")
    format_files(site.root, everything)
    assert (site.root / BIB).read_bytes() == b"@misc{a,\r\n  title         = {y z}\r\n}\r\n\r\n@misc{b,\r\n  title         = {x}\r\n}\r\n"


def test_the_command(site: TinySite) -> None:
    site.replace(PAGE, "tags: [NLP]", "tags: ['NLP']")
    site.replace(INDEX, "gist: Two", "gist:   Two")
    done = fmt(site, "--check")
    assert (done.returncode, done.stdout) == (1, f"{PAGE}\n{INDEX}\n")
    assert "2 files would change" in done.stderr
    assert "'NLP'" in site.read(PAGE)
    done = fmt(site, PAGE)
    assert (done.returncode, done.stdout) == (0, f"{PAGE}\n")
    done = fmt(site)
    assert (done.returncode, done.stdout) == (0, f"{INDEX}\n")
    done = fmt(site, "--check")
    assert (done.returncode, done.stdout) == (0, "")
    site.write(BIB, "@misc{a, title = {x}\n")
    done = fmt(site)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{BIB}:1:18: B301" in done.stderr
    assert "Traceback" not in done.stderr
    done = fmt(site, "docs/2021-4")
    assert done.returncode == 2
    assert "'docs/2021-4' does not exist" in done.stderr


def test_a_read_only_file_stays(site: TinySite) -> None:
    site.replace(PAGE, "tags: [NLP]", "tags: ['NLP']")
    site.replace(INDEX, "gist: Two", "gist:   Two")
    (site.root / PAGE).chmod(0o444)
    done = fmt(site)
    assert (done.returncode, done.stdout) == (1, f"{INDEX}\n")
    assert f"{PAGE} is read-only" in done.stderr
    assert "'NLP'" in site.read(PAGE)
