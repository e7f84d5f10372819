r"""People of `author` and `editor` fields, as BibTeX, biblatex and everybody else write them.

Source: Oren Patashnik, "BibTeXing", 1988, section 4 (`First von Last`, `von Last, First`, `von Last, Jr, First`); The biblatex
Package, 3.20, section 3.4 (`family=…, given=…`). Beyond both, what has one reading is read; what has two is a problem.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from shortlist.latex import FieldProblem, latex_to_text, with_accents
from shortlist.model import Person


class Names(NamedTuple):
    people: tuple[Person, ...]
    has_more: bool = False
    """The list ends in `others` or `et al.`"""
    problems: tuple[FieldProblem, ...] = ()


class _Unclear(Exception):
    """Its argument says what the two readings are."""


def read_names(field: str) -> Names:
    """Return the people of a field, in its order. Names that are unclear are left out and reported, at their place."""
    if not field:
        return Names(())
    if _ORDINARY.fullmatch(plain := with_accents(field)):
        names = re.split(" and ", plain, flags=re.IGNORECASE)
        return Names(tuple(Person(*map(latex_to_text, name.split(", "))) for name in names))
    for plain, foreign in _FOREIGN.items():
        field = plain.join(piece for _, piece in _split(field, foreign))
    people: list[Person] = []
    problems: list[FieldProblem] = []
    has_more = False
    written = [name for name in _names_in(field) if name.text.strip(":")]  # arXiv: `OpenAI and : and Ada Example`.
    with_comma = sum("," in name.text for name in written)
    for name in written:
        text = _ET_AL.sub("", name.text)
        has_more |= text != name.text
        try:
            people += map(_with_family, _people(text, is_list=name.is_list, is_alone=with_comma == 1) if text else [])
        except _Unclear as unclear:
            problems.append(FieldProblem(name.offset, name.text, f"names '{name.text[:80]}', {unclear}"))
    if has_more and not people and not problems:
        problems.append(FieldProblem(0, field.strip(), f"names nobody but '{field.strip()[:80]}'; name the first author"))
    return Names(tuple(people), has_more, tuple(problems))


def read_name(text: str) -> Person:
    """Return a person by a name in reading order, or `Family, Given`. A group, and what is no one person, stays whole."""
    try:
        people = _people(text, is_list=False, is_alone=False)
    except _Unclear:
        people = []
    return people[0] if len(people) == 1 and people[0].family else Person(text)


class _Name(NamedTuple):
    """The text between two separators: one name, or several that are parted by commas."""

    offset: int
    text: str
    """White space collapsed, marks of affiliations gone."""
    is_list: bool
    """Prose around it says that its commas part people: `A B, C D, and E F`; `A B, C D & E F`."""


def _names_in(field: str) -> list[_Name]:
    names = []
    if (inside := re.fullmatch(r"\s*\{(.*)\}\s*", field, re.DOTALL)) is not None and len(_words(field)) == 1:
        # Braces around all people at once make one name of them: `{{Doe, Jane and Roe, Rick}}`.
        pieces = _split(inside[1], _AND)
        if len(pieces) > 1 and all("," in piece for _, piece in pieces):
            field = f" {inside[1]} ".rjust(len(field))
    for offset, raw in _between(field):
        parts = _split(raw, _AMPERSAND)
        if _GROUP.search(latex_to_text(raw)):
            parts = [(0, raw)]  # `Department of Arts \& Sciences`
        is_prose = len(parts) > 1 or raw.rstrip().endswith(",")
        if any(len(_words(part)) == 1 and not _ET_AL.match(part.strip()) for _, part in parts):
            parts = [(0, raw)]  # `Johnson \& Johnson`: `_people` reports it.
        for start, part in parts:
            text = " ".join(part.split())
            blank = len(part) - len(part.lstrip())
            names.append(_Name(offset + start + blank, _MARK.sub("", text).strip(" ,"), is_prose))
    return names


def _between(field: str) -> list[tuple[int, str]]:
    """Return the pieces between `and` and `;`, with their offsets."""
    pieces = _split(field, _AND)
    found = []
    for offset, raw in pieces:
        parts = _split(raw, _SEMICOLON)
        if len(pieces) > 1 and any("," not in part and len(_words(part)) == 1 for _, part in parts):
            parts = [(0, raw)]  # `Ann Doe and Vicky; Coon`: `_people` reports it.
        found += [(offset + start, part) for start, part in parts]
    return found


@lru_cache(maxsize=50_000)
def _people(text: str, *, is_list: bool, is_alone: bool) -> list[Person]:
    if "," not in text and _group(bare := _AFFILIATION.sub("", text)) is None:
        text = bare or text
    if (exact := _EXACT.fullmatch(text)) is not None:
        return [Person(latex_to_text(exact["family"]), latex_to_text(exact["given"]), exact["suffix"] or "")]
    if _EXTENDED.match(text):
        return [_extended(text)]
    if (group := _group(text)) is not None:
        return [Person(group)]
    if len(_split(text, _SEMICOLON)) > 1:
        raise _Unclear("where ';' stands within a name; write 'Family, Given'")
    if len(_split(text, _AMPERSAND)) > 1:
        raise _Unclear("which may be a group or two people; write 'Family, Given and Family, Given', or braces around a group")
    parts = [part.strip() for _, part in _split(text, _COMMA) if part.strip()]
    shown = [latex_to_text(part) for part in parts]
    counts = [len(_words(part)) for part in parts]
    if len(parts) < 2:
        return [_reading_order("".join(parts))]
    if len(parts) == 2 and not _SUFFIX.fullmatch(shown[1]):
        if not (is_list and min(counts) > 1) and not all(map(starts_with_initial, parts)):
            if is_alone and min(counts) > 1 and _looks_like_two(shown):
                two = f"'{' and '.join(parts)}' for two, or '{{{parts[0]}}}, {parts[1]}' for one"
                raise _Unclear(f"which may be one person or two; write {two}")
            return [_family_first(*shown, may_end_in_suffix=counts[0] > 1)]
    elif len(parts) == 2:
        return [_reading_order(parts[0])._replace(suffix=shown[1])]
    elif len(parts) == 3 and (_SUFFIX.fullmatch(shown[1]) or _SUFFIX.fullmatch(shown[2])):
        suffix, given = shown[1:] if _SUFFIX.fullmatch(shown[1]) else reversed(shown[1:])
        return [Person(shown[0], given, suffix)]
    if min(counts) > 1 and not any(_INITIALS.fullmatch(part.split()[-1]) for part in shown):
        return [_reading_order(part) for part in parts]
    if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in shown[1::2]):
        return [Person(family, given) for family, given in zip(shown[::2], shown[1::2], strict=True)]
    raise _Unclear("with too many commas; write 'Family, Given' or 'von Family, Jr, Given', and 'and' between people")


def _with_family(person: Person) -> Person:
    if not (person.family or person.given):
        raise _Unclear("which is not a name")
    return person if person.family else Person(person.given, "", person.suffix)


def _reading_order(text: str) -> Person:
    """Read `Aaron van den Oord`, `Hal Daumé III`. The family name begins with its particles, which are in small letters."""
    words = _words(_NUMBER.sub("", text))
    has_suffix = len(words) > 2 and _SUFFIX.fullmatch(latex_to_text(words[-1]))
    suffix = latex_to_text(words.pop()) if has_suffix else ""
    last = len(words) - 1
    start = next((index for index, word in enumerate(words[:last]) if _is_particle(word)), last)
    return Person(latex_to_text(" ".join(words[start:])), latex_to_text(" ".join(words[:start])), suffix)


def _family_first(family: str, given: str, *, may_end_in_suffix: bool) -> Person:
    """Return a person of two parts.

    `Smith Jr., John` and `Smith, John Jr.` have their suffix in the wrong place; `{Logan IV}, R.` has none.
    """
    first, _, suffix = family.rpartition(" ")
    if may_end_in_suffix and _SUFFIX.fullmatch(suffix):
        return Person(first, given, suffix)
    first, _, suffix = given.rpartition(" ")
    if _SUFFIX.fullmatch(suffix):
        return Person(family, first, suffix)
    return Person(family, _NUMBER.sub("", given))


def _extended(text: str) -> Person:
    parts = {}
    for _, pair in _split(text, _NEXT_PART):
        name, _, value = pair.strip(' "').partition("=")
        parts[name.strip().lower()] = latex_to_text(value.strip(' "'))
    family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    return Person(family, parts.get("given", ""), parts.get("suffix", ""))


def _group(text: str) -> str | None:
    """Return the name of a group, whole; nothing for a person."""
    plain = latex_to_text(text)
    if text.startswith("{") and len(_words(text)) == 1 and " " in plain:
        return plain
    if _GROUP.search(plain) is None:
        return None
    first, comma, rest = plain.partition(", ")
    if rest in (first, "f. t."):  # Twice, and ADS's "for the".
        return first
    if not comma or " " in first or _LEGAL_FORM.fullmatch(rest):
        return plain
    # Google Scholar turns groups around: `Team, Gemini`. A family may be called Center or Group.
    return f"{rest} {first}" if first.lower() in _NEVER_A_FAMILY else None


def _looks_like_two(parts: list[str]) -> bool:
    """Return whether both parts look like names in reading order.

    Those of `Jane Doe, Rick Roe` do; those of `De Vries, Ann Bo` and `García y Vega, José` do not.
    """
    family, given = (part.split() for part in parts)
    has_particle = any(not word[0].isupper() or word in _PARTICLES for word in family)
    return not has_particle and not _INITIALS.fullmatch(given[-1]) and all(word[0].isupper() for word in given)


def starts_with_initial(text: str) -> bool:
    first, _, rest = text.partition(" ")
    return bool(_INITIALS.fullmatch(first) and first.endswith(".") and rest) and not _INITIALS.fullmatch(rest.split()[-1])


def _is_particle(word: str) -> bool:
    """Return whether a word begins with a small letter outside braces; `{\\'e}` counts as the letter that it makes.

    Source: BibTeXing, section 4.
    """
    letter = next((char for char in latex_to_text(word) if char.isalpha()), "")
    return letter.islower() and (not word.startswith("{") or word.startswith("{\\"))


def _words(text: str) -> list[str]:
    return [word for _, word in _split(text, _SPACE) if word]


def _separator(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a separator, of what tells whether it stands within braces, and of what holds a blank or `;` itself."""
    return re.compile(rf"(?P<separator>{pattern})|\\(?:[A-Za-z]+\s*|.)|&#?\w+;|[{{}}]", re.IGNORECASE | re.DOTALL)


def _split(text: str, separator: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the pieces between separators that stand outside braces, with their offsets."""
    pieces, start, depth = [], 0, 0
    for token in separator.finditer(text):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth = max(depth - 1, 0)
        elif token["separator"] is not None and not depth:
            pieces.append((start, text[start : token.start()]))
            start = token.end()
    return [*pieces, (start, text[start:])]


_FOREIGN = {",": _separator("[，،]"), ";": _separator("[、；؛]")}
"""Separators of Chinese, Japanese and Arabic."""
_AND = _separator(r"(?<!\S)and(?!\S)")
_SEMICOLON = _separator(";")
_COMMA = _separator(",")
_SPACE = _separator(r"(?:[\s~]|\\ )+")
_NEXT_PART = _separator(r",(?=\s*\"?[a-z-]+\s*=)")
_AMPERSAND = _separator(r"(?<!\S)\\?&(?:amp;)?(?!\S)")
_ET_AL = re.compile(r"(?:^|(?<![\s,~])[\s,~]+)(?:et\.?[\s~]*al\.?|others|and others|\.\.\.|…)$", re.IGNORECASE)
_EXACT = re.compile(r"\{(?P<family>[^{}]*)\}, (?:(?P<suffix>[^{},]*), )?\{(?P<given>[^{}]*)\}")
_EXTENDED = re.compile(r"\"?(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|VI{1,3}|2nd|3rd|Ph\.?D\.?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[-\s]?)+|[^\W\d_a-z](?:[-\s]?[^\W\d_a-z]){0,2}")
_AFFILIATION = re.compile(r" ?(?:\([^()]*\)|\[[^\[\]]*\])$")
"""Of a name in reading order. Behind a given name it is a nickname: `Gu, Shixiang (Shane)`."""
_NUMBER = re.compile(r" 0[0-9]{3}$")
"""DBLP's, of people of one name: `Rick Roe 0001`."""
_PARTICLES = frozenset(
    "De Da Di Do Du Des Del Della Dos El Al La Le Los Las Van Von Der Den Ten Ter Ben Bin St. San Mac Mc".split()
)
_NEVER_A_FAMILY = frozenset("team collaboration consortium contributors authors".split())
_LEGAL_FORM = re.compile(r"(?:inc|ltd|llc|corp|co|gmbh|s\.a|plc)\.?", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|university|institute|laborator(?:y|ies)|department|organi[sz]ation"
    r"|association|society|committee|foundation|center|centre|initiative|contributors|inc|ltd|gmbh|authors)\b",
    re.IGNORECASE,
)
_WORD = rf"(?!(?:{_SUFFIX.pattern}|and|et|al|others)(?!\w)|{_GROUP.pattern})[^\W\d_]+\.?(?:[-'’][^\W\d_]+\.?)*"
_NAME = rf"{_WORD}, {_WORD}(?: {_WORD})*"
_ORDINARY = re.compile(rf"{_NAME}(?: and {_NAME})*", re.IGNORECASE)
"""`Family, Given and Family, Given`, as nearly every list is, of words that need no second look."""
_MARK = re.compile(
    r"""
    (?:[ ]?(?:
        [*†‡§¶⁎∗⋆✉\u00b2\u00b3\u00b9\u2070-\u2079]+
      | (?<=[^\W\d_])[0-9]{1,2}(?:,[ ]?[0-9]{1,2})*(?![0-9])
      | \$[ ]?(?:\{\})?\^[^$]*\$
      | \\(?:textsuperscript|thanks|footnote)[ ]?\{[^{}]*\}
      | \\footnotemark(?:\[\w*\])?
      | \\(?:dag|ddag|S|P|textdagger|textdaggerdbl|textasteriskcentered)(?![A-Za-z])(?:\{\})?
      | <[^<>]*> | \[[0-9X-]*\] | \([^()]*\)(?=[^()]*,)
    ))+(?=[ ]?(?:,|$))
    """,
    re.VERBOSE,
)
"""Marks of affiliations, pronouns and what follows a name: `Roe*†`, `Roe$^{1,2}$`, `Roe <roe@example.org>`, ORCID iDs."""
