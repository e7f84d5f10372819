"""Rules about single fields of the BibTeX file, and about works entered twice: what they find, and above all what they leave alone."""

from __future__ import annotations

import pytest

from shortlist.authoring.edits import fixed
from shortlist.checks.bibliography import check_duplicates, check_entries
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_rules import ENTRY_TYPES
from shortlist.reading.source import Source
from tests.tiny import BIBLIOGRAPHY, TinySite

SOUND = {"title": "{A Sound Title}", "author": "{Example, Ada}", "year": "{2021}"}


def problems(text: str) -> list[str]:
    """`line:column code` of everything that is found in a BibTeX file."""
    entries, found = read_bibtex(Source("x.bib", text))
    found += check_entries(entries)
    return [f"{problem.place.line}:{problem.place.column} {problem.code}" for problem in sorted(found)]


def entry(type_: str = "misc", key: str = "key", **fields: str) -> str:
    """An entry with a field a line. Values are written with their braces or quotes."""
    lines = "".join(f"{name} = {value},\n" for name, value in (SOUND | fields).items() if value)
    return f"@{type_}{{{key},\n{lines}}}\n"


def codes(type_: str = "misc", **fields: str) -> list[str]:
    return [line.split()[1] for line in problems(entry(type_, **fields))]


@pytest.mark.parametrize(
    "value",
    [
        "{10.1000/xyz}",
        "{10.1109/T-C.1974.223784}",
        r"{10.1007/978-3-030_1}",
        r"{10.1007/978-3-030\_1}",
        "{10.1002/(SICI)1521-3951(199911)216:1<135::AID-PSSB135>3.0.CO;2-#}",
        "{10.1000.10/123&456}",
        "{}",
    ],
)
def test_dois(value: str) -> None:
    assert codes(doi=value) == []


@pytest.mark.parametrize("value", ["{https://doi.org/10.1109/T-C.1974.223784}", "{doi:10.1000/xyz}", '"https://dx.doi.org/10.1000/x"'])
def test_a_doi_stands_bare(value: str) -> None:
    assert codes(doi=value) == ["S506"]


@pytest.mark.parametrize(
    "value", ["{10.1000}", "{10.1000/}", "{11.1000/x}", "{10.1/x}", "{10.1000/x y}", "{https://example.org/x}", "{none}", "12"]
)
def test_what_is_no_doi(value: str) -> None:
    assert codes(doi=value) == ["B311"]


@pytest.mark.parametrize(
    ("id", "year"),
    [
        ("2103.10360", 2021),
        ("1501.00001", 2015),
        ("1412.6980", 2014),
        ("0704.0001", 2007),
        ("cs/0112017", 2001),
        ("cs.CL/0112017", 2001),
        ("math.GT/0309136", 2003),
        ("hep-th/9108001", 1991),
    ],
)
def test_arxiv_ids(id: str, year: int) -> None:
    assert codes(eprint=f"{{{id}}}", archiveprefix="{arXiv}", year=f"{{{year}}}") == []
    assert codes(eprint=f"{{{id}}}", archiveprefix="{arXiv}", year=f"{{{year - 1}}}") == ["B314"]


@pytest.mark.parametrize("id", ["2103.10360v2", "hep-th/0703001v3", "https://arxiv.org/abs/2103.10360", "arXiv:2103.10360"])
def test_an_arxiv_id_stands_bare(id: str) -> None:
    assert codes(eprint=f"{{{id}}}", archiveprefix="{arXiv}", year="{2021}") == ["S506"]


@pytest.mark.parametrize("value", ["{12--14}", "{12}", "{14-12}", "{S12-S14}", "{7,41,73--97}", "{e12}", "{12-14, 16-18}"])
def test_pages(value: str) -> None:
    assert codes(pages=value) == []


@pytest.mark.parametrize("value", ["{12-14}", "{12 - 14}", "{12–14}", '"9—10"'])
def test_a_range_of_pages_has_two_hyphens(value: str) -> None:
    assert codes(pages=value) == ["S507"]


@pytest.mark.parametrize(
    "id",
    [
        "2113.10360",
        "2100.10360",
        "2103.1036",
        "1412.69800",
        "0703.0001",
        "0612.0001",
        "2103.00000",
        "2103.103600",
        "210310360",
        "cs/011201",
        "cs/0113017",
        "cs/0704017",
        "hep-th/9107001",
        "hep-xy/9901001",
        "csCL/0112017",
        "Attention",
    ],
)
def test_what_is_no_arxiv_id(id: str) -> None:
    assert codes(eprint=f"{{{id}}}", archiveprefix="{arXiv}") == ["B312"]
    assert codes(url=f"{{https://arxiv.org/abs/{id}}}") == ["B312"]


def test_eprints_of_other_archives_are_their_own_affair() -> None:
    assert codes(eprint="{10.1101/2021.1}", eprinttype="{bioRxiv}") == []
    assert codes(eprint="{x-1}") == codes(eprint="{2103.10360}") == ["B312"]


def test_a_publication_may_be_dated_a_year_before_its_preprint() -> None:
    """Authors post in January what appeared in December."""
    preprint = {"eprint": "{2101.00001}", "archiveprefix": "{arXiv}"}
    assert codes("inproceedings", booktitle="{NeurIPS}", year="{2020}", **preprint) == []
    assert codes("inproceedings", booktitle="{NeurIPS}", year="{2019}", **preprint) == ["B314"]
    assert codes("misc", year="{2020}", **preprint) == ["B314"]


@pytest.mark.parametrize("value", ["2021", "{2021}", '"2021"', "{{2021}}"])
def test_years(value: str) -> None:
    assert codes(year=value) == []


@pytest.mark.parametrize("value", ["{in press}", "{20211}", "{21}", "{2021a}", "{c. 1990}", "0"])
def test_what_is_no_year(value: str) -> None:
    assert codes(year=value) == ["B314"]


@pytest.mark.parametrize("value", ["{2021}", "{2021-04}", "{2021-04-06}", "{2021-04/2021-05}", "{2021~}"])
def test_dates_of_biblatex(value: str) -> None:
    assert codes(year="", date=value) == []
    assert codes(year="", date=f"{{x{value}}}") == ["B314"]


@pytest.mark.parametrize(
    "value", [r"{https://example.org/a\_b}", "{http://example.org}", "{mailto:ada@example.org}", "{HTTPS://a.b/}"]
)
def test_addresses(value: str) -> None:
    assert codes(url=value) == []


@pytest.mark.parametrize(
    "value",
    ["{www.example.org}", "{https://}", "{https:///x}", "{https://a b}", "{ftp://a.b}", "{javascript:x}"],
)
def test_what_is_no_address(value: str) -> None:
    assert codes(url=value) == ["B313"]


@pytest.mark.parametrize(
    ("type_", "lacks"),
    [
        ("article", True),
        ("book", True),
        ("inproceedings", True),
        ("incollection", True),
        ("phdthesis", True),
        ("mastersthesis", True),
        ("techreport", True),
        ("online", True),
        ("software", True),
        ("misc", False),
        ("manual", False),
        ("InProceedings", True),
    ],
)
def test_fields_that_a_type_needs(type_: str, lacks: bool) -> None:
    assert set(codes(type_)) == ({"B308"} if lacks else set())


def test_the_same_field_by_the_name_of_the_other_program() -> None:
    assert (
        codes("article", journaltitle="{J}") == codes("phdthesis", institution="{U}") == codes("online", doi="{10.1000/x}") == []
    )


def test_a_preprint_is_an_article_or_misc() -> None:
    for type_ in ("article", "misc"):
        assert codes(type_, eprint="{2103.10360}", archiveprefix="{arXiv}") == []
    assert codes("article", url="{https://arxiv.org/abs/2103.10360}") == []


def test_an_empty_field_is_none() -> None:
    assert codes("article", journal="{}") == ["B308"]
    assert codes(title="{}") == ["B308"]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        (
            "@article{a,\n  title = {A Work},\n  author = {Doe, Ann},\n  journal = {arXiv preprint arXiv:2106.01234},\n  year = {2021}\n}\n",
            "@article{a,\n  title = {A Work},\n  author = {Doe, Ann},\n  year = {2021},\n  eprint = {2106.01234},\n  archiveprefix = {arXiv},\n"
            "  url = {https://arxiv.org/abs/2106.01234}\n}\n",
        ),
        (
            '@misc{a, volume="abs/2106.01234", title={A Work}, author={Doe, Ann}, year=2021, journal = "Co" # "RR", }',
            "@misc{a, title = {A Work},\n  author = {Doe, Ann},\n  year = 2021,\n  eprint = {2106.01234},\n  archiveprefix = {arXiv},\n"
            "  url = {https://arxiv.org/abs/2106.01234}, }",
        ),
        (
            r"@misc{a, title={A Work}, author={Doe, Ann}, year=2021, howpublished={Blog, \url{https://a.b/c\_d}}}",
            "@misc{a, title = {A Work},\n  author = {Doe, Ann},\n  year = 2021,\n  howpublished = {Blog},\n  url = {https://a.b/c_d}}",
        ),
        (
            r"@misc{a, title={A Work}, author={Doe, Ann}, year=2021, url={\url{https://a.b}}}",
            "@misc{a, title = {A Work},\n  author = {Doe, Ann},\n  year = 2021,\n  url = {https://a.b}}",
        ),
    ],
)
def test_identifiers_are_moved_into_their_fields(written: str, right: str) -> None:
    source = Source("x.bib", written)
    (entry,) = read_bibtex(source)[0].values()
    [problem] = [problem for problem in read_bibtex(source)[1] if problem.code == "S508"]
    assert problem.fix is not None
    start = source.offset(problem.fix.place)
    assert written[start:].startswith(problem.fix.old)
    fixed = written[:start] + problem.fix.new + written[start + len(problem.fix.old) :]
    assert fixed == right
    (after,) = read_bibtex(Source("x.bib", fixed))[0].values()
    assert problems(fixed) == []
    assert (after.arxiv, after.doi, after.url, after.venue) == (entry.arxiv, entry.doi, entry.url, entry.venue)


def test_one_fault_is_one_problem() -> None:
    assert codes("artcle") == ["B309"]
    assert codes(year="{}") == ["B308"]
    assert codes(doi="{https://arxiv.org/abs/21}") == ["B311"]
    assert codes(eprint="{21}") == ["B312"]


def test_an_entry_has_what_its_volume_has() -> None:
    text = (
        "@inproceedings{a, title = {A Work}, author = {Doe, Ann}, crossref = {V}}\n"
        "@proceedings{v, title = {Talks}, editor = {Roe, Ed}, year = 2021}\n"
    )
    entry = read_bibtex(Source("x.bib", text))[0]["a"]
    assert problems(text) == []
    assert (entry.venue, entry.year, [person.name for person in entry.editors]) == ("Talks", 2021, ["Ed Roe"])
    assert problems(text.replace("{V}", "{w}")) == ["1:16 B308", "1:69 B319"]


def test_an_entry_has_what_its_sets_have() -> None:
    text = (
        "@article{a, title = {A Work}, xdata = {people, Place}}\n"
        "@xdata{people, author = {Doe, Ann}, year = 2021, title = {Not this one}}\n"
        "@xdata{place, journal = {J}, doi = {10.1000/x}, xdata = {place}}\n"
    )
    entry = read_bibtex(Source("x.bib", text))[0]["a"]
    assert problems(text) == []
    assert (entry.title, entry.venue, entry.year, entry.doi) == ("A Work", "J", 2021, "10.1000/x")
    assert [person.name for person in entry.authors] == ["Ann Doe"]
    assert problems(text.replace("2021", "21")) == ["1:10 B314"]


def test_a_volume_is_used_by_its_works(site: TinySite) -> None:
    volume = "@proceedings{volume, title = {Talks}, editor = {Roe, Ed}, year = 2020}\n"
    site.write("bib/references.bib", BIBLIOGRAPHY.replace("year = {2020},", "year = {2020}, crossref = {volume},") + volume)
    assert site.problems() == []


def test_every_type_that_is_needed_is_known() -> None:
    """The types of BibTeX's own style files."""
    wanted = "article book booklet conference inbook incollection inproceedings manual mastersthesis misc phdthesis proceedings"
    assert {*wanted.split(), "techreport", "unpublished"} <= set(ENTRY_TYPES)


FINE = [
    r"{Cats \& Dogs \# 5 \% of \$5 a\_b}",
    "{{BERT}: Pre-training}",
    "{The $x_1^2 & y$ Norm}",
    r"{About \url{https://example.org/a_b%20c#d&e}}",
    r"{\href{https://example.org/a_b}{Home}}",
    r"{See \cite{a_b}}",
    r"{Set \{a, b\} of $\{x\}$}",
    r'"A {\"o} and {\o} and \c{c} and {\'{\i}} and \LaTeX"',
    "{A \\emph{stressed} word, a -- dash, a ``quote''}",
    "{}",
    '""',
    "{Größe <b> 東京}",
]


@pytest.mark.parametrize("value", FINE)
def test_texts_that_latex_takes(value: str) -> None:
    found = codes(title=value, note=value)
    assert [code for code in found if code in ("B315", "B316")] == []


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("{a & b}", "2:12 B315"),
        ("{a\n& b}", "3:1 B315"),
        ("{a &amp; b}", "2:12 B315"),
        ("{a 5% b}", "2:13 B315"),
        ("{a #1 b}", "2:12 B315"),
        ("{a_b}", "2:11 B315"),
        ("{a^b}", "2:11 B315"),
        ("{a <i>b</i>}", "2:12 B315"),
        ("{CO<sub>2</sub>}", "2:12 B315"),
        ("{a\u00adb}", "2:11 B315"),
        ("{a \u200bb}", "2:12 B315"),
        ("{$a$ and $b}", "2:18 B315"),
        ("{$5 and $10 a day}", "2:10 B315"),
        ("{$5 and $10, or $3 a day}", "2:10 B315"),
        ('"a" # " & b"', "2:17 B315"),
        (r"{a \{ b} c}", "2:16 B316"),
        (r"{a {b \} c}", "2:12 B316"),
        ('"a } b"', "2:12 B316"),
    ],
)
def test_texts_that_latex_stumbles_over(value: str, place: str) -> None:
    assert problems(entry(title=value)) == [place]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("CO<sub>2</sub> and <i>E. coli</i>", r"CO\textsubscript{2} and \emph{E. coli}"),
        ("<i>A <sup>2</sup></i>", r"\emph{A \textsuperscript{2}}"),
        ('A <span class="x">word</span> and <b>more</b>', "A word and more"),
        ("In\u00advisi\u200bble &amp; \u2060shy", r"Invisible \& shy"),
        ("a < b and b > c", "a < b and b > c"),
    ],
)
def test_html_and_invisible_characters_are_replaced(value: str, right: str) -> None:
    source = fixed(Source("x.bib", entry(title=f"{{{value}}}")), "B315")
    assert read_bibtex(source)[0]["key"].fields["title"] == right
    assert read_bibtex(source)[1] == []


def test_each_sign_is_named_once_a_field() -> None:
    assert problems(entry(title="{a & b & c_d & e}", note="{f & g}")) == ["2:12 B315", "2:19 B315", "5:11 B315"]


def test_addresses_ids_and_private_notes_may_hold_anything() -> None:
    fields = {"url": "{https://a.b/c_d?e&f%20#g}", "doi": "{10.1000/a_b}", "abstract": "{50% & more}", "keywords": "{a_b}"}
    assert codes(file="{a_b.pdf}", **fields) == ["S509"]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("abstract = {Not {ours}.}, file = {a.pdf}, ", ""),
        ("note = {see /home/ada/notes.txt}, bdsk-url-1 = {https://a.b}, ", ""),
        ("note = {Best paper}, keywords = {a, b}, ", "note = {Best paper}, "),
    ],
)
def test_what_is_not_for_publication_is_deleted(written: str, right: str) -> None:
    before, after = (f"@misc{{a, title = {{A Work}}, {fields}author = {{Doe, Ann}}, year = 2021}}" for fields in (written, right))
    source = Source("x.bib", before)
    [problem] = read_bibtex(source)[1]
    assert (problem.code, problem.fix is None) == ("S509", False)
    left = fixed(source, "S508", "S509")
    assert read_bibtex(left)[0]["a"].written == read_bibtex(Source("x.bib", after))[0]["a"].written


def test_macros_are_texts_or_addresses() -> None:
    assert problems('@string{acm = "A & B"}\n@string{home = {https://a.b/c_d}}\n') == ["1:18 B315"]


@pytest.mark.parametrize(
    ("value", "column"),
    [
        (r"{A \nonsense{b}}", 12),
        (r"{A $\nonsense$}", 13),
        (r"{\textsuperscript{\nonsense 2}}", 27),
        (r"{A  \?  b}", 13),
        (r"{A\'1}", 11),
        (r'"A" # "\nonsense"', 16),
    ],
)
def test_commands_that_would_be_printed(value: str, column: int) -> None:
    assert problems(entry(title=value)) == [f"2:{column} B317"]


def test_commands_in_names() -> None:
    assert problems(entry(author=r"{Example, {\'E}ve and Example, \nonsense{A}da}")) == ["3:41 B317"]
    assert problems(entry(author=r"{Example, {\'E}ve and {\L}ukasz Sm{\o}r{\aa}s}")) == []


def same(**fields: str) -> list[str]:
    """What is found in a file of a sound paper and another entry with these fields."""
    first = {"title": "{On the Reading of Many Papers}", "author": "{Example, Ada and Other, Olga}"}
    return problems(entry(key="first", **first) + "\n" + entry(key="second", **(first | fields)))


@pytest.mark.parametrize(
    "title",
    [
        "{On the Reading of Many Papers}",
        "{on the reading of many papers}",
        "{{On the Reading} of {Many Papers}}",
        "{On the {R}eading of Many-Papers.}",
        r"{On the R{\'e}ading of Many Papers}",
    ],
)
def test_equal_titles_are_one_work(title: str) -> None:
    """In the same year, and in those beside it."""
    assert [same(title=title, year=f"{{{year}}}") for year in (2020, 2021, 2022)] == [["8:9 B318"]] * 3


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "{On the Reading of Many Papers II}"},
        {"title": "{On the Reading of Many Papers 2}"},
        {"title": "{On the Writing of Many Papers}"},
        {"title": "{On the Reading of Many Papers: A Survey}"},
        {"title": "{Many Papers: On the Reading of}"},
        {"title": "{On the Proofreading of Many Papers}"},
        {"year": "{2019}"},
        {"year": "{2023}"},
        {"author": "{Somebody, Else}"},
    ],
)
def test_other_works_are_left_alone(fields: dict[str, str]) -> None:
    assert same(**fields) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A Long Enough Study of Things, Part I", "A Long Enough Study of Things, Part II"),
        ("A Long Enough Study of Things, Part A", "A Long Enough Study of Things, Part B"),
        ("A Long Enough Study of Things v1", "A Long Enough Study of Things v2"),
        ("A Long Enough Study of GPT-2", "A Long Enough Study of GPT-3"),
        ("A Long Enough Study of Supervised Learning", "A Long Enough Study of Unsupervised Learning"),
        ("A Long Enough Study of Symmetric Matrices", "A Long Enough Study of Asymmetric Matrices"),
        ("Long Translations From English to German", "Long Translations From German to English"),
        ("Editorial", "Editorial"),
        ("", ""),
    ],
)
def test_parts_and_opposites_are_two_works(one: str, other: str) -> None:
    assert "B318" not in " ".join(problems(entry(key="a", title=f"{{{one}}}") + entry(key="b", title=f"{{{other}}}")))


def test_two_dois_are_two_works() -> None:
    """A talk and its long version may have one title."""
    one, other = entry(key="a", doi="{10.1000/a}"), entry(key="b", doi="{10.1000/b}")
    assert problems(one + other) == []
    assert problems(one + entry(key="b", eprint="{2103.10360}", archiveprefix="{arXiv}")) == ["8:9 B318"]


def test_a_thesis_may_have_the_title_of_a_paper() -> None:
    assert problems(entry(key="a") + entry("phdthesis", "b", school="{U}")) == []


def test_the_doi_of_arxiv_is_the_arxiv_id() -> None:
    one = entry(key="a", title="{One}", eprint="{2103.10360}", archiveprefix="{arXiv}")
    assert problems(one + entry(key="b", title="{Two}", doi="{10.48550/arXiv.2103.10360}")) == ["12:7 B318", "12:7 S508"]


def test_the_published_version_is_kept() -> None:
    preprint = entry(key="preprint", eprint="{2103.10360}", archiveprefix="{arXiv}", note="{A}", month="jan", pages="{1}")
    published = entry("article", "published", journal="{Journal}")
    for text in (preprint + published, published + preprint):
        entries, _ = read_bibtex(Source("x.bib", text))
        (problem,) = check_duplicates(entries)
        assert "keep 'published', or tell two works apart" in problem.message
        assert problem.place.line == entries["preprint"].field_places["title"].line


@pytest.mark.parametrize("part", [r"\(", r"\url{a}", "$", "&amp;", r"\{", "_", r"\nonsense"])
def test_a_field_of_one_mark_is_read_at_once(part: str) -> None:
    """Twenty thousand of them: quadratic time would be minutes."""
    problems(entry(title=f"{{{part * 20_000}}}"))


def test_a_field_of_very_many_entities_is_fixed_at_once() -> None:
    """Sixty thousand of them: a fix for each would fill the memory."""
    entities = "".join(f"&#{code};" for code in range(1_000, 60_000))
    [problem] = read_bibtex(Source("x.bib", entry(title=f"{{{entities}}}")))[1]
    assert problem.fix
    assert "&#1000;" not in problem.fix.new


def test_titles_of_very_many_words_are_compared_at_once() -> None:
    words = " ".join(f"w{number}" for number in range(20_000))
    assert problems(entry(key="a", title=f"{{{words} end}}") + entry(key="b", title=f"{{{words} other}}")) == []


@pytest.mark.parametrize("title", ["One Title of All", "One Title of All {number}"])
def test_a_file_of_one_title_is_checked_at_once(title: str) -> None:
    """Two thousand works of one person: quadratic time would be ten seconds."""
    text = "".join(entry(key=f"k{n}", title=f"{{{title.format(number=n)}}}", doi=f"{{10.1000/{n}}}") for n in range(2000))
    assert problems(text) == []
