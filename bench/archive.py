"""A synthetic archive that follows the content rules of the project.

The same number of papers, seed and tags give the same bytes. Nothing here knows how a site is built: `Archive` is the
content, `write_content` writes it as this project wants it, and `bench.peers` writes the same content for others.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from random import Random

from bench import words

ISSUE_SIZE = 10
LAST_MONTH = (2025, 12)
"""Issues are counted back from here, one a month, so that any number of them has valid months, none of them ahead."""
WORKS_PER_PAPER = 3
CLASSICS_SHIFT = 50
"""Old papers are cited more, as in life: the chance of paper r falls as 1 / (r + shift)."""
LINE_WIDTH = 100
GIST_LIMIT = 180

_LATEX_ACCENTS = {"\u0301": "'", "\u0300": "`", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030c": "v"}
_VENUES = (
    "Proceedings of the {nth} Synthetic Conference on Machine Learning",
    "Advances in Synthetic Information Processing Systems {n}",
    "Proceedings of the {nth} Annual Meeting of the Synthetic Association for Linguistics (Volume 1: Long Papers)",
    "{year} Synthetic Conference on Computer Vision",
)
_JOURNALS = (
    "Journal of Synthetic Learning Research", "Transactions of the Synthetic Association", "Synthetic Intelligence",
)
_INLINE_FORMULAS = (
    r"$\alpha_{@A} = \mathrm{softmax}(q k^\top / \sqrt{d_{@B}})$",
    r"$p_\theta(x_{@A} \mid x_{1}, \ldots, x_{@B})$",
    r"$\lVert W_{@A} - W_{@B} \rVert_2^2 \le \epsilon$",
    r"$\mathcal{O}(n^{@A} \log n)$",
)
_DISPLAY_FORMULAS = (
    r"\mathcal{L} = -\sum_{i=1}^{@A} \log p_\theta(x_i \mid x_{i-1}) + \lambda_{@B} \lVert \theta \rVert_2^2",
    r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left( \frac{Q K^\top}{\sqrt{d_{@A}}} \right) V + b_{@B}",
    r"\hat{y}_{@A} = \max_{y} \; \mathbb{E}_{z} \left[ f_{@B}(y, z) \right] - \frac{1}{@B} H(z)",
    r"C_{ij} = \frac{\sum_b z_{b,i} z'_{b,j}}{\sqrt{\sum_b z_{b,i}^{@A}} \sqrt{\sum_b (z'_{b,j})^{@B}}}",
)
"""In both, @A and @B stand for digits, so that formulas differ from page to page."""


@dataclass(frozen=True, slots=True)
class Author:
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Work:
    """The content of one BibTeX entry."""

    key: str
    type: str
    title: str
    """Plain text."""
    acronym: str
    """The part of the title whose capitals BibTeX must keep."""
    authors: tuple[Author, ...]
    year: int
    venue: str
    fields: tuple[tuple[str, str], ...]
    """Name → value, beyond author, title and year."""


@dataclass(frozen=True, slots=True)
class Paper:
    number: int
    """From 0, the oldest first."""
    issue: str
    slug: str
    works: tuple[Work, ...]
    """The paper itself, then the others that only this summary brings into the bibliography."""
    tags: tuple[str, ...]
    gist: str
    links: tuple[tuple[str, str], ...]

    @property
    def work(self) -> Work:
        return self.works[0]


@dataclass(frozen=True, slots=True)
class Issue:
    id: str
    published: date
    gist: str
    considered: int
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Archive:
    """All content. Bodies are made when asked for, so that ten thousand papers stay small."""

    seed: int
    issues: tuple[Issue, ...]
    """The oldest first."""

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        return tuple(paper for issue in self.issues for paper in issue.papers)

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """Every BibTeX entry, by key."""
        return tuple(sorted((work for paper in self.papers for work in paper.works), key=lambda work: work.key))

    def body(self, paper: Paper) -> str:
        """The summary's Markdown after its header: two sections, about 450 words, five citation places, two formulas,
        and, unless the issue has a single pick, a link to another one."""
        rng = Random(f"{self.seed}/{paper.number}/body")
        itself, first, second = (work.key for work in paper.works)
        classic, recent = self._borrowed_keys(paper, rng)
        link = self._link_to_another_pick(paper, rng)
        inline, display = _formula(rng, _INLINE_FORMULAS), _formula(rng, _DISPLAY_FORMULAS)
        return "\n\n".join([
            "## Why",
            _paragraph(rng, 95, [f"[@{itself}]", f"[@{first}]"]),
            _paragraph(rng, 80, [*link, f"[@{classic}]"]),
            "## Key insights",
            _paragraph(rng, 95, [inline, f"[@{second}]"]),
            f"$$\n{display}\n$$",
            _paragraph(rng, 85, []),
            _paragraph(rng, 85, [f"[@{recent}; @{itself}]"]),
        ]) + "\n"

    def editorial(self, issue: Issue) -> str:
        """The issue page's Markdown after its header: about 170 words that link to two picks."""
        rng = Random(f"{self.seed}/{issue.id}/editorial")
        linked = rng.sample(issue.papers, min(2, len(issue.papers)))
        links = [_link(paper) for paper in linked]
        return "\n\n".join([_paragraph(rng, 90, links[:1]), _paragraph(rng, 80, links[1:])]) + "\n"

    def _borrowed_keys(self, paper: Paper, rng: Random) -> tuple[str, str]:
        """Two entries that other summaries brought: an often cited paper, and a work that a recent summary cites."""
        before = paper.number
        if before == 0:
            others = self.papers[1:2] or (paper,)
            return others[0].works[0].key, others[0].works[1].key
        rank = int(CLASSICS_SHIFT * ((1 + before / CLASSICS_SHIFT) ** rng.random() - 1))
        classic = self.papers[min(rank, before - 1)]
        recent = self.papers[before - rng.randint(1, min(before, 3 * ISSUE_SIZE))]
        return classic.works[0].key, recent.works[rng.randint(1, WORKS_PER_PAPER - 1)].key

    def _link_to_another_pick(self, paper: Paper, rng: Random) -> list[str]:
        start = paper.number - paper.number % ISSUE_SIZE
        others = [other for other in self.papers[start:start + ISSUE_SIZE] if other is not paper]
        return [_link(rng.choice(others))] if others else []


def make_archive(papers: int, seed: int, tags: Sequence[str]) -> Archive:
    """An archive of so many papers, ten an issue; where they do not come out even, the newest issue has fewer.

    Raises:
        ValueError: `papers` is not positive, or more than there are months for.
    """
    last = LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1
    issue_count = -(-papers // ISSUE_SIZE)
    if not 0 < issue_count <= last - 1000 * 12:
        raise ValueError(f"cannot make {papers} papers: expected 1 to {(last - 1000 * 12) * ISSUE_SIZE}")
    maker = _Maker(papers, seed, tags)
    issues = []
    for number in range(issue_count):
        year, month = divmod(last - issue_count + 1 + number, 12)
        size = min(ISSUE_SIZE, papers - number * ISSUE_SIZE)
        issues.append(maker.issue(year, month + 1, number * ISSUE_SIZE, size))
    return Archive(seed, tuple(issues))


@dataclass
class _Maker:
    """Makes papers one after the other, and remembers what must not come twice."""

    papers: int
    seed: int
    tags: Sequence[str]
    titles: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    arxiv: Counter[str] = field(default_factory=Counter)
    works: int = 0

    def issue(self, year: int, month: int, first: int, size: int) -> Issue:
        rng = Random(f"{self.seed}/{year}-{month}")
        id = f"{year:04}-{month:02}"
        slugs: set[str] = set()
        return Issue(
            id=id,
            published=date(year, month, rng.randint(3, 9)),
            gist=_gist(rng),
            considered=rng.randrange(2500, 5000, 50),
            papers=tuple(self._paper(number, id, year, month, slugs) for number in range(first, first + size)),
        )

    def _paper(self, number: int, issue: str, year: int, month: int, slugs: set[str]) -> Paper:
        rng = Random(f"{self.seed}/{number}")
        works = [self._work(rng, year, month, kinds=("inproceedings", "article", "misc"))]
        while len(works) < WORKS_PER_PAPER:
            kinds = ("inproceedings", "article", "misc", "inproceedings", "article", "misc", "book", "phdthesis")
            works.append(self._work(rng, year - rng.randint(0, 12), rng.randint(1, 12), kinds))
        slug = _unique(works[0].acronym.lower(), slugs)
        return Paper(
            number=number,
            issue=issue,
            slug=slug,
            works=tuple(works),
            tags=self._tags(number),
            gist=_gist(rng),
            links=(("code", f"https://example.org/code/{issue}/{slug}"),) if rng.random() < 0.6 else (),
        )

    def _tags(self, number: int) -> tuple[str, ...]:
        """Two to four, the first of the vocabulary more often than the last."""
        rng = Random(f"{self.seed}/{number}/tags")
        rank_of = {tag: rng.random() * (rank + 5) for rank, tag in enumerate(self.tags)}
        return tuple(sorted(self.tags, key=rank_of.__getitem__)[: rng.choice((2, 2, 3, 3, 4))])

    def _work(self, rng: Random, year: int, month: int, kinds: Sequence[str]) -> Work:
        type = rng.choice(kinds)
        acronym, title = self._title(rng)
        team = 1 if type == "phdthesis" else _team(rng)
        authors = tuple(dict.fromkeys(_author(self._author_number(rng)) for _ in range(team)))
        venue, fields = self._publication(rng, type, year, month)
        base = f"{_ascii(authors[0].family)}{year}{acronym.lower()}"
        self.works += 1
        return Work(_unique(base, self.keys), type, title, acronym, authors, year, venue, fields)

    def _title(self, rng: Random) -> tuple[str, str]:
        while True:
            acronym = words.invented_word(rng, 2).upper()
            title = _title(rng, acronym)
            if title not in self.titles and acronym != "TODO":  # S505 takes it for work that is left.
                self.titles.add(title)
                return acronym, title

    def _author_number(self, rng: Random) -> int:
        """From a population that grows with the archive, of which some publish much and most little."""
        return int(4 * max(self.papers, ISSUE_SIZE) * rng.random() ** 2)

    def _publication(
        self, rng: Random, type: str, year: int, month: int
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The venue, and the fields that say where the work was published."""
        first_page = rng.randint(1, 9000)
        pages = ("pages", f"{first_page}--{first_page + rng.randint(7, 24)}")
        doi = ("doi", f"10.5555/synthetic.{year}.{self.works:06}")  # Crossref's prefix for tests.
        number = rng.randint(2, 60)
        match type:
            case "inproceedings":
                venue = rng.choice(_VENUES).format(n=number, nth=_ordinal(number), year=year)
                return venue, (("booktitle", venue), pages, ("publisher", "Synthetic Press"),
                               *self._eprint(rng, year, month), doi)
            case "article":
                venue = rng.choice(_JOURNALS)
                return venue, (("journal", venue), ("volume", str(number)), ("number", str(rng.randint(1, 12))), pages,
                               *self._eprint(rng, year, month), doi)
            case "book":
                return "", (("publisher", "Synthetic Press"), ("address", "Example City"), doi)
            case "phdthesis":
                school = f"University of {words.invented_word(rng, 3).title()}"
                return school, (("school", school), ("url", f"https://example.org/theses/{self.works}"))
        eprint = self._eprint(rng, year, month)
        address = f"https://arxiv.org/abs/{eprint[0][1]}" if eprint else f"https://example.org/preprints/{self.works}"
        return "", (*eprint, ("url", address))

    def _eprint(self, rng: Random, year: int, month: int) -> tuple[tuple[str, str], ...]:
        """An arXiv id of that month, with a number that no real month has reached; before 1992, nothing."""
        if year < 1992:
            return ()
        prefix = f"{year % 100:02}{month:02}"
        self.arxiv[prefix] += 1
        number = self.arxiv[prefix]
        form = f"{prefix}.{90_000 + number}" if year >= 2015 else f"{prefix}.{9800 + number}"
        return (
            ("eprint", form if (year, month) >= (2007, 4) else f"cs/{prefix}{800 + number}"),
            ("archiveprefix", "arXiv"),
            ("primaryclass", rng.choice(("cs.CL", "cs.LG", "cs.CV", "stat.ML"))),
        )


def write_content(folder: Path, archive: Archive) -> None:
    """Writes `docs/YYYY-MM/` and `bib/references.bib` below the folder, as this project wants them."""
    for issue in archive.issues:
        pages = folder / "docs" / issue.id
        write_text(pages / "index.md", _issue_header(issue) + archive.editorial(issue))
        for paper in issue.papers:
            write_text(pages / f"{paper.slug}.md", _summary_header(paper) + archive.body(paper))
    write_bibliography(folder / "bib" / "references.bib", archive)


def write_bibliography(path: Path, archive: Archive) -> None:
    """Writes one BibTeX file, sorted by key."""
    write_text(path, "\n".join(_bibtex(work) for work in archive.works))


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 with LF line ends, whatever the system; makes the folders above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _issue_header(issue: Issue) -> str:
    picks = "".join(f"\n  - {paper.slug}" for paper in issue.papers)
    return (
        f"---\nissue: {issue.id}\npublished: {issue.published}\ngist: {issue.gist}\nconsidered: {issue.considered}\n"
        f"picks:{picks}\n"
        f"event:\n  title: Live discussion of {issue.id}\n  start: {issue.published}T17:00:00+02:00\n  minutes: 60\n"
        f"  url: https://example.org/live/{issue.id}\n"
        f"status: published\n---\n\n"
    )


def _summary_header(paper: Paper) -> str:
    links = "".join(f"\n  {kind}: {address}" for kind, address in paper.links)
    return (
        f"---\npaper: {paper.work.key}\nname: {paper.work.acronym}-{paper.number}\n"
        f"gist: {paper.gist}\ntags: [{', '.join(paper.tags)}]\n"
        + (f"links:{links}\n" if links else "")
        + "status: published\n---\n\n"
    )


def _bibtex(work: Work) -> str:
    fields = [
        ("title", work.title.replace(work.acronym, f"{{{work.acronym}}}")),
        ("author", " and ".join(_bibtex_name(author) for author in work.authors)),
        ("year", str(work.year)),
        *work.fields,
    ]
    lines = "".join(f"  {name:<13} = {{{value}}},\n" for name, value in fields)
    return f"@{work.type}{{{work.key},\n{lines}}}\n"


def _bibtex_name(author: Author) -> str:
    """Half of the families as UTF-8, the others with LaTeX accents, since both occur."""
    name = f"{author.family}, {author.given}"
    return _latex_accents(name) if len(author.family) % 2 else name


def _latex_accents(text: str) -> str:
    out = []
    for character in text:
        base, *marks = list(unicodedata.normalize("NFD", character))
        accent = _LATEX_ACCENTS.get("".join(marks))
        out.append(character if accent is None else f"{{\\{accent}{{{base}}}}}")
    return "".join(out)


def _author(number: int) -> Author:
    rng = Random(f"author {number}")
    family = words.invented_word(rng, rng.choice((2, 2, 3))).capitalize()
    if number % 10 == 0:
        family = unicodedata.normalize("NFC", family.replace("a", "a\u0301", 1).replace("o", "o\u0308", 1))
    initial = rng.choice(("", "", f" {rng.choice('ABCDEFGHJKLMNPRSTW')}."))
    return Author(rng.choice(words.GIVEN_NAMES) + initial, family)


def _team(rng: Random) -> int:
    """Return a number of authors: mostly three to six, sometimes one, sometimes more than are printed."""
    return rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 9, 12))


def _title(rng: Random, acronym: str) -> str:
    """Five to eleven words that are plausible one by one and make no sense together."""
    adjective, second = rng.sample(words.TITLE_ADJECTIVES, 2)
    noun, goal, other = rng.sample(words.TITLE_NOUNS, 3)
    name, place = (words.invented_word(rng, 3).capitalize() for _ in range(2))
    return rng.choice((
        f"{acronym}: {adjective} {noun} for {second} {goal} in {place} {other}",
        f"{adjective} {noun} with {acronym}, or How {name} {other} Help {goal}",
        f"On the {noun} of {name} {goal}: {acronym} and {second} {other}",
        f"{acronym}: {name} {noun} Meets {adjective} {goal}",
        f"Towards {adjective} {goal} by {acronym} {noun} under {place} {other}",
        f"{name} {noun} Beyond {second} {other}: The {acronym} Approach to {place} {goal}",
    ))


def _gist(rng: Random) -> str:
    """One sentence of at most 180 characters."""
    text = _capitalize(" ".join(_draw(rng, rng.randint(14, 24))))
    if len(text) > GIST_LIMIT - 1:
        text = text[:GIST_LIMIT - 1].rpartition(" ")[0]
    return f"{text}."


def _paragraph(rng: Random, length: int, marks: Sequence[str]) -> str:
    """About so many words in sentences. Citations close a sentence of their own, other marks stand inside one."""
    tokens: list[str] = []
    drawn = iter(_draw(rng, length))
    for sentence in _sentences(drawn, rng, marks):
        sentence[0] = _capitalize(sentence[0])
        sentence[-1] += "."
        tokens += sentence
    return _wrap(tokens)


def _sentences(drawn: Iterator[str], rng: Random, marks: Sequence[str]) -> Iterator[list[str]]:
    waiting = list(marks)
    while sentence := list(islice(drawn, rng.randint(12, 22))):
        if waiting:
            mark = waiting.pop(0)
            sentence.insert(len(sentence) if mark.startswith("[@") else len(sentence) // 2, mark)
        yield sentence
    if waiting:  # A paragraph that is too short for its marks is a mistake of this module.
        raise AssertionError(f"no sentence left for {waiting}")


def _formula(rng: Random, patterns: Sequence[str]) -> str:
    return rng.choice(patterns).replace("@A", str(rng.randint(2, 9))).replace("@B", str(rng.randint(2, 9)))


def _draw(rng: Random, count: int) -> list[str]:
    return rng.choices(words.VOCABULARY, cum_weights=words.CUMULATIVE_WEIGHTS, k=count)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrap(tokens: Iterable[str]) -> str:
    """Lines of at most 100 characters that never break inside a citation, link or formula."""
    lines: list[str] = []
    line = ""
    for token in tokens:
        if line and len(line) + 1 + len(token) > LINE_WIDTH:
            lines.append(line)
            line = token
        else:
            line = f"{line} {token}" if line else token
    return "\n".join([*lines, line])


def _link(paper: Paper) -> str:
    return f"[{paper.work.acronym}]({paper.slug}.md)"


def _unique(name: str, taken: set[str]) -> str:
    """The name, or the first of `name-2`, `name-3`, … that is free."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name}-{count}"
    taken.add(found)
    return found


def _ascii(text: str) -> str:
    """Lower-case letters only."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if "a" <= c <= "z")


def _ordinal(number: int) -> str:
    suffix = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
