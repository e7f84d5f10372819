"""People of a field: one reading is read, two are a problem."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Person as PybtexPerson

from shortlist.latex import latex_to_text
from shortlist.model import Person
from shortlist.reading.names import Names, read_name, read_names

JANE, RICK, ED, ANN = Person("Doe", "Jane"), Person("Roe", "Rick"), Person("Poe", "Ed"), Person("Ed", "Ann")


@pytest.mark.parametrize(
    ("field", "people"),
    [
        # As BibTeX has them
        ("Doe, Jane and Roe, Rick", [JANE, RICK]),
        ("Jane Doe AND Rick\nRoe", [JANE, RICK]),
        ("Doe, Jane AND Roe, Rick", [JANE, RICK]),
        ("Doe, Jane [0000-0002-1825-009X] and Rick Roe [0000-0002-1825-0097]", [JANE, RICK]),
        ("Aaron van den Oord", [Person("van den Oord", "Aaron")]),
        ("van den Oord, Aaron", [Person("van den Oord", "Aaron")]),
        (r"Charles Louis de la Vall{\'e}e Poussin", [Person("de la Vallée Poussin", "Charles Louis")]),
        (r"Mart\'{\i}n Ros{\'\i}a", [Person("Rosía", "Martín")]),
        (r"{\'e}lan Doe, Jane", [Person("élan Doe", "Jane")]),
        (r"S\o ren \AA berg and \L ukasz Poe and \v Sime \c Cok", [Person("Åberg", "Søren"), Person("Poe", "Łukasz"), Person("Çok", "Šime")]),
        (r"R.\ Roe and Jane [Example]", [Person("Roe", "R."), Person("Jane")]),
        ("Logan, IV, Robert L.", [Person("Logan", "Robert L.", "IV")]),
        ("{Wikipedia contributors}", [Person("Wikipedia contributors")]),
        (r"{Ernst \& Young} and {Doe and Sons}", [Person("Ernst & Young"), Person("Doe and Sons")]),
        ("{Doe}, {Jane}", [JANE]),
        (r"Doe,J.\,R. and Poe,{Ann Bo}", [Person("Doe", "J. R."), Person("Poe", "Ann Bo")]),
        ("Ł{A B}Poe [Example]", [Person("ŁA BPoe")]),
        ("J.~R. {van Doe}", [Person("van Doe", "J. R.")]),
        ("OpenAI", [Person("OpenAI")]),
        ("García Márquez, Gabriel José and Doe, Jane", [Person("García Márquez", "Gabriel José"), JANE]),
        ("Garcia Marquez, Gabriel J.", [Person("Garcia Marquez", "Gabriel J.")]),
        ("{Garcia Marquez}, Gabriel Jose", [Person("Garcia Marquez", "Gabriel Jose")]),
        ("De Vries, Ann Bo", [Person("De Vries", "Ann Bo")]),
        ("García y Vega, José Luis", [Person("García y Vega", "José Luis")]),
        ("", []),
        # S2: biblatex's extended names
        ("family=Meij, given=Jane, prefix=van der and Roe, Rick", [Person("van der Meij", "Jane"), RICK]),
        ("Doe, Jane and family=Maaten, given=Laurens, prefix=van der, useprefix=true", [JANE, Person("van der Maaten", "Laurens")]),
        ("given=Rick, family=Roe, suffix=Jr., given-i=R", [Person("Roe", "Rick", "Jr.")]),
        ('"family={Roe, of it}", given={Rick}', [Person("Roe, of it", "Rick")]),
        ("family=Plato", [Person("Plato")]),
        # S4: other separators
        ("Doe, Jane; Roe, Rick", [JANE, RICK]),
        ("Doe, Jane ; Roe, Rick; ", [JANE, RICK]),
        (r"Jane Doe \& Rick Roe", [JANE, RICK]),
        ("Jane Doe & Rick Roe", [JANE, RICK]),
        ("Jane Doe, Rick Roe, Ed Poe", [JANE, RICK, ED]),
        ("Jane Doe, Rick Roe, and Ed Poe", [JANE, RICK, ED]),
        (r"Jane Doe, Rick Roe \& Ed Poe", [JANE, RICK, ED]),
        ("Jane Doe, Rick Roe, Ed Poe, Ann Ed", [JANE, RICK, ED, ANN]),
        (r"Doe, J., Poe, E., \& Roe, R.", [Person("Doe", "J."), Person("Poe", "E."), Person("Roe", "R.")]),
        ("Doe, J., Roe, R.", [Person("Doe", "J."), Person("Roe", "R.")]),
        ("J. Doe, R. A. Roe", [Person("Doe", "J."), Person("Roe", "R. A.")]),
        ("C. Machado, Marlos", [Person("C. Machado", "Marlos")]),
        ("Jane Doe and", [JANE]),
        ("Doe, Jane and and Roe, Rick", [JANE, RICK]),
        ("and Doe, Jane", [JANE]),
        ("{Doe, Jane and Roe, Rick}", [JANE, RICK]),
        ("王小明；李四、张三", [Person("王小明"), Person("李四"), Person("张三")]),
        ("山田，太郎 and الحسن، أحمد", [Person("山田", "太郎"), Person("الحسن", "أحمد")]),
        ("{中国科学院，计算所} and 山田，太郎", [Person("中国科学院，计算所"), Person("山田", "太郎")]),
        # S9: marks of affiliations; DBLP's numbers
        ("Roe*†, Rick and Jane Doe$^{1,2}$", [RICK, JANE]),
        (r"Jane Doe\textsuperscript{1} and Rick Roe\textsuperscript{*}", [JANE, RICK]),
        (r"Jane Doe\thanks{Equal} and Rick Roe\footnotemark[1]", [JANE, RICK]),
        ("Jane Doe1,2 and Rick Roe3", [JANE, RICK]),
        ("Jane Doe (Example University) and Rick Roe <roe@example.org>", [JANE, RICK]),
        ("Rick Roe 0001 and Doe, Jane 0023", [RICK, JANE]),
        # S13: groups, suffixes
        ("Van Gool, Luc V and Gu, Shixiang (Shane)", [Person("Van Gool", "Luc V"), Person("Gu", "Shixiang (Shane)")]),
        ("Doe (she/her), Jane", [JANE]),
        ("Example Laboratory, Example Laboratory", [Person("Example Laboratory")]),
        ("{CTA Consortium}, f. t.", [Person("CTA Consortium")]),
        ("World Health Organization (WHO)", [Person("World Health Organization (WHO)")]),
        ("Gemini Team and : and Doe, Jane", [Person("Gemini Team"), JANE]),
        ("Gemini Team and Doe, Jane", [Person("Gemini Team"), JANE]),
        ("Team, Gemini and Doe, Jane", [Person("Gemini Team"), JANE]),
        ("The ATLAS Collaboration", [Person("The ATLAS Collaboration")]),
        ("University of Example, Department of Routing", [Person("University of Example, Department of Routing")]),
        (r"Department of Arts \& Sciences", [Person("Department of Arts & Sciences")]),
        ("Curran Associates, Inc.", [Person("Curran Associates, Inc.")]),
        ("Center, Jane", [Person("Center", "Jane")]),
        ("The Anh Han", [Person("Han", "The Anh")]),
        ("John Smith Jr. and Doe, Jane", [Person("Smith", "John", "Jr."), JANE]),
        (r"Hal Daum{\'e} III", [Person("Daumé", "Hal", "III")]),
        ("Smith Jr., John", [Person("Smith", "John", "Jr.")]),
        ("Smith, John Jr.", [Person("Smith", "John", "Jr.")]),
        ("Smith, John, Jr.", [Person("Smith", "John", "Jr.")]),
        ("{Logan IV}, Robert L.", [Person("Logan IV", "Robert L.")]),
        ("{Example Center}, {J. (Jane)}", [Person("Example Center", "J. (Jane)")]),
        ("Robert Logan, Jr.", [Person("Logan", "Robert", "Jr.")]),
        ("Robert Logan, PhD", [Person("Logan", "Robert", "PhD")]),
    ],
)  # fmt: skip
def test_one_reading(field: str, people: list[Person]) -> None:
    names = read_names(field)
    assert names.problems == ()
    assert list(names.people) == people
    assert not names.has_more


@pytest.mark.parametrize(
    "field",
    [
        "Doe, Jane and others",
        "Doe, Jane and et al.",
        "Doe, Jane and et al",
        "Doe, Jane and et. al.",
        "Doe, Jane and ...",
        "Doe, Jane et al.",
        "Doe, Jane, et al.",
        "Jane Doe et~al.",
        "Doe, Jane; others",
        "Doe, Jane and Others",
        r"Doe, Jane \& others",
    ],
)
def test_others(field: str) -> None:
    assert read_names(field) == Names((JANE,), has_more=True)


@pytest.mark.parametrize(
    ("field", "offset", "found", "said"),
    [
        ("Jane Doe, Rick Roe", 0, "Jane Doe, Rick Roe", "one person or two; write 'Jane Doe and Rick Roe' for two, or '{Jane Doe}, Rick Roe'"),
        ("Jane Doe, Rick Roe and Ed Poe", 0, "Jane Doe, Rick Roe", "one person or two"),
        ("Ed Poe and  Jane Doe, Rick Roe", 12, "Jane Doe, Rick Roe", "one person or two"),
        (r"Johnson \& Johnson", 0, r"Johnson \& Johnson", "may be a group or two people"),
        ("Ann Ed and Vicky; Coon", 11, "Vicky; Coon", "';' stands within a name; write 'Family, Given'"),
        ("Doe, Jane, Roe, Rick", 0, "Doe, Jane, Roe, Rick", "too many commas"),
        ("Poe, Ed and Jane Doe, Plato, Rick Roe", 12, "Jane Doe, Plato, Rick Roe", "too many commas"),
        ("Doe, Jane, Ann, Bo, Cy", 0, "Doe, Jane, Ann, Bo, Cy", "too many commas"),
        ("others", 0, "others", "names nobody but 'others'"),
        ("et al.", 0, "et al.", "names nobody"),
    ],
)  # fmt: skip
def test_two_readings(field: str, offset: int, found: str, said: str) -> None:
    [problem] = read_names(field).problems
    assert (problem.offset, problem.found) == (offset, found)
    assert field[offset:].startswith(found)
    assert said in problem.message
    assert problem.message.startswith("names ")


def test_the_others_of_an_unclear_list_are_read() -> None:
    assert read_names("Poe, Ed and Doe, Jane, Ann, Bo, Cy and Roe, Rick").people == (ED, RICK)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Example", Person("Example", "Ada")),
        ("Robert L. Logan IV", Person("Logan", "Robert L.", "IV")),
        ("Aaron van den Oord", Person("van den Oord", "Aaron")),
        ("Example, Ada", Person("Example", "Ada")),
        ("Example, Jr., Ada", Person("Example", "Ada", "Jr.")),
        ("OpenAI", Person("OpenAI")),
        ("The ATLAS Collaboration", Person("The ATLAS Collaboration")),
        ("Gemini Team, Google", Person("Gemini Team, Google")),
        (r"Zo\"e M{\"u}ller", Person("Müller", "Zoë")),
        ("The Anh Han", Person("Han", "The Anh")),
        ("Ada Example V", Person("V", "Ada Example")),
        ("Roe & Doe", Person("Roe & Doe")),
        ("", Person("")),
        (" , ", Person(" , ")),
        ("{}", Person("{}")),
    ],
)
def test_one_name_of_a_service(text: str, name: Person) -> None:
    assert read_name(text) == name


WORD = st.sampled_from(["Doe", "Jane", "Ann-Marie", "R.", "O'Neil", "Müller", "{Van Roe}", r"Mart{\'\i}n", r"\'Elan", "Ng"])
PARTICLE = st.sampled_from(["van", "der", "de", "la", "von"])
READING_ORDER = st.tuples(st.lists(WORD, max_size=3), st.lists(PARTICLE, max_size=2), WORD).map(
    lambda parts: " ".join([*parts[0], *parts[1], parts[2]])
)
FAMILY_FIRST = st.tuples(st.lists(PARTICLE, max_size=2), WORD, WORD).map(
    lambda parts: f"{' '.join([*parts[0], parts[1]])}, {parts[2]}"
)


def judged(name: str) -> Person:
    judge = PybtexPerson(name)
    parts = (judge.prelast_names + judge.last_names, judge.first_names + judge.middle_names, judge.lineage_names)
    return Person(*(latex_to_text(" ".join(part)) for part in parts))


@settings(deadline=None)
@given(st.lists(READING_ORDER | FAMILY_FIRST, min_size=1, max_size=4))
def test_ordinary_names_are_those_of_pybtex(names: list[str]) -> None:
    assert list(read_names(" and ".join(names)).people) == [judged(name) for name in names]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "and",
                " ",
                ",",
                ";",
                "&",
                "\\&",
                "{",
                "}",
                "\\",
                "family=",
                "Jane",
                "Doe",
                "Team",
                "et al.",
                "others",
                "$^1$",
                "Jr.",
                "J.",
                "*",
                "(",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_it_never_raises(field: str) -> None:
    names = read_names(field)
    assert all(person.family for person in names.people)
    for problem in names.problems:
        assert problem.message
        assert 0 <= problem.offset <= len(field)


def test_3000_people_are_read_at_once() -> None:
    assert len(read_names(" and ".join(f"Doe{chr(97 + number % 26)}, Jane" for number in range(3000))).people) == 3000
