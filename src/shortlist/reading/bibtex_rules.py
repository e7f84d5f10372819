"""The types of BibTeX entries with the fields that each needs, and what LaTeX would stumble over in a field's text."""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from shortlist.latex import read_field
from shortlist.problems import Problems
from shortlist.reading.source import Source
from shortlist.text import INVISIBLE

# Sources: Oren Patashnik, "BibTeXing", 1988, section 3.1; for the types below, which only biblatex knows, "The biblatex Package",
# 3.20, sections 2.1.1 and 2.1.2. Software needs an address by our own wish: its name alone finds nothing.
_TYPES = """
    booklet manual misc proceedings:
    conference inproceedings:        booktitle
    mastersthesis phdthesis:         school|institution
    article:                         journal|journaltitle|eprint
    book:                            publisher
    inbook:                          chapter|pages|booktitle  publisher
    incollection:                    booktitle  publisher
    techreport:                      institution|school
    unpublished:                     note

    artwork audio collection dataset image movie music mvbook mvcollection mvproceedings:
    mvreference performance periodical reference review standard video xdata:
    bookinbook inreference suppbook suppcollection: booktitle
    electronic online www:           url|doi|eprint
    patent:                          number
    report:                          type  institution|school
    software:                        url|doi|eprint|howpublished
    suppperiodical:                  journal|journaltitle
    thesis:                          type  school|institution
"""
ENTRY_TYPES: Mapping[str, Sequence[Sequence[str]]] = {
    name: [group.split("|") for group in groups.split()]
    for names, _, groups in (line.partition(":") for line in _TYPES.splitlines())
    for name in names.split()
}
"""Type → groups of fields; an entry has at least one field of each group.

Title, people and year are asked of every type, so they do not stand here. Both programs' names of a field count.
A preprint is an article without a journal and with an `eprint`.
"""

# The site itself prints a text as it is meant; but the file and its exports are for LaTeX too, where `&`, `#`, `_` and `^`
# outside formulas stop the run, and `%` swallows the rest of the line without a word.
# Source: Leslie Lamport, "LaTeX: A Document Preparation System", second edition, section 2.2.1 and appendix C.1.1.

TEXT_FIELDS = frozenset(
    "address author booksubtitle booktitle chapter edition editor eventtitle howpublished institution issuetitle journal"
    " journalsubtitle journaltitle location maintitle note number organization pages publisher school series shorttitle subtitle"
    " title titleaddon translator type venue version volume".split()
)
"""Fields that are printed. Others hold addresses, ids and keys, which LaTeX takes literally, or private notes."""


FIELD_ORDER = (
    "title subtitle titleaddon author"
    " journal journaltitle booktitle booksubtitle howpublished institution school organization type"
    " editor translator series volume number edition version chapter pages publisher address location year date month day"
    " eprint eprinttype archiveprefix primaryclass eprintclass doi isbn issn note url urldate"
).split()
"""The fields of the house, in the order of every entry. Others hold abstracts, and what programs keep for their user."""

_PRIVATE = re.compile(
    r"abstract(note)?|annot(ation|e)|comment|creationdate|date-(added|modified)|file|groups|keywords?|localfile|modificationdate"
    r"|owner|priority|qualityassured|ranking|readstatus|review|selected|timestamp|(bdsk|mendeley|jabref)-.*"
)
_PRIVATE_PATH = re.compile(r"file:|(?:^|[\s{:;])(?:~?/(?:home|Users|mnt|media|tmp|var)/|~/|[A-Za-z]:[\\/])")


_COUNT = re.compile(r"(?:Cited by|ZSCC):? ?\S*[0-9](?:;.*)?", re.IGNORECASE)
"""Citations on the day of an export: Scopus, and a plugin of Zotero's."""


def is_private(name: str, value: str) -> bool:
    """Return whether a field holds what concerns its user alone, such as a path or a note of reading, or an abstract."""
    if name in ("note", "howpublished", "url"):
        return bool(_PRIVATE_PATH.search(value) or _COUNT.fullmatch(value))
    return bool(_PRIVATE.fullmatch(name))


def is_public(name: str, value: str) -> bool:
    """Return whether a field leaves the repository: it is one of the house's, and not private."""
    return name in FIELD_ORDER and not is_private(name, value)


def named_entries(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields `crossref` and `xdata` with each key that they name: entries whose fields are this one's too."""
    return [(name, key.strip()) for name in ("crossref", "xdata") for key in fields.get(name, "").split(",") if key.strip()]


_SUSPECT = re.compile(rf"[&%#_^*{INVISIBLE}]|</|\]\(|\$\d")
_BRACED = r"\{(?:[^{}\\]|\\.|\{[^{}]*\})*\}"
_TOKEN = re.compile(
    rf"""
      \\(?:url|path|href|nolinkurl|detokenize|ensuremath|cite[a-z]*|ref)\s*{_BRACED}   # Taken literally, or maths.
    | \\\((?:(?!\\[()]).)*\\\)      # Stopping at another start keeps hostile text linear.
    | \\.
    | (?P<price>\$\d[^\\$]*\s\$(?=\d))
    | \$(?:\\.|[^\\$])*\$
    | (?P<special>&(?:\#[0-9]+|\#x[0-9a-f]+|[a-z][a-z0-9]*);|[&%\#_^{INVISIBLE}])
    | (?P<html><(?P<tag>sub|sup|i|b|em|strong|u|span|scp)\b[^<>]*>(?P<inside>[^<>]*)</(?P=tag)>)
    | (?P<markup></[a-z]+:[\w-]+>|\*\*|\]\(|(?<!\w)\*\w[^*{{}}]*\w\*(?!\w))
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_COMMANDS = {"sub": r"\textsubscript", "sup": r"\textsuperscript", "i": r"\emph", "em": r"\emph"}
_CODES = {"$": "B315", "{": "B316", "}": "B316"}


def find_faults(source: Source, start: int, end: int, what: str) -> Problems:
    """Yield the faults of a value without its outer braces or quotes. `what` is its name in messages: "field 'title'".

    Of each kind of sign the first: once it is fixed, the others show.
    """
    text = source.text[start:end]
    seen = set()
    if _SUSPECT.search(text) is not None:
        fixed = _TOKEN.sub(lambda token: token[0] if (right := _right(token)) is None else right, text)
        for token in _TOKEN.finditer(text):
            kind = (token["special"] or "")[:1] or token["markup"] or token.lastgroup
            if kind and kind not in seen:
                seen.add(kind)
                fix = None if _right(token) is None else source.fix(start, end, fixed)
                yield source.problem(start + token.start(), "B315", f"{what} {_advice(token)}", fix)
    for problem in read_field(text)[1]:
        if problem.found == "$" and "price" in seen:  # Three prices leave one over, which is judged once they are mended.
            continue
        yield source.problem(start + problem.offset, _CODES.get(problem.found, "B317"), f"{what} {problem.message}")


def _right(token: re.Match[str]) -> str | None:
    """Return what LaTeX wants instead of a sign, if there is but one; `_` and `^` may be meant as part of a formula."""
    if (tag := token["tag"]) is not None:
        command = _COMMANDS.get(tag.lower(), "")
        return f"{command}{{{token['inside']}}}" if command else token["inside"]
    sign = token["special"] or "_"
    if sign in INVISIBLE:
        return ""
    character = unescape(sign)
    if character in "&%#":
        return f"\\{character}"
    if character == '"':
        return '{"}'  # It may stand in a value between quotes.
    return character if len(character) == 1 and character.isprintable() and character not in '\\{}$_^~"' else None


def _advice(token: re.Match[str]) -> str:
    if (markup := token["markup"]) is not None:
        return f"holds '{markup[:40]}', which is HTML or Markdown; write the text without it"
    if (price := token["price"]) is not None:
        return f"holds '{price[:40]}', which is a formula to LaTeX; write '\\$' for the sign"
    sign = token["special"] or f"<{token['tag']}>"
    if len(sign) > 1:
        right = _right(token)
        meant = "the character itself" if right is None else f"'{right[:60]}'"
        return f"holds '{sign}', which is HTML; write {meant}"
    if sign in INVISIBLE:
        return f"holds the invisible character U+{ord(sign):04X}; delete it"
    if sign == "^":
        return "has a bare '^', which LaTeX takes in formulas only; put the formula between '$'"
    formula = ", or put a formula between '$'" if sign == "_" else ""
    return rf"has a bare '{sign}', which means something else to LaTeX; write '\{sign}'{formula}"
