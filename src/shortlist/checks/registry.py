"""The registry of rules: each function beside the sentence that it checks."""

from collections.abc import Callable, Mapping

from shortlist.problems import Problems

Check = Callable[..., Problems]

FAMILIES: Mapping[str, str] = {
    "F": "files and headers",
    "B": "BibTeX",
    "C": "citations",
    "X": "what must fit together",
    "S": "style",
    "H": "hints, which stop nothing",
}
"""First letter of a code → what its rules are about."""

SENTENCES: dict[str, str] = {
    # source.py
    "F101": "The file is UTF-8.",
    "F102": "A page is not empty, nor the BibTeX file once there is a summary.",
    "F133": "A file holds no marks of a merge that is not finished.",
    "F119": "The BibTeX file exists once there is a summary, and whatever is there can be read.",
    "F149": "Files and folders of the archive lie in it, and are no symbolic links.",
    # yaml.py, settings.py
    "F104": "The YAML can be read.",
    "F150": "The options `authority`, `license`, `sections` and `words` of the plugin `shortlist` have values that can be meant.",
    "F105": "A header names each field once.",
    "F109": "YAML anchors, aliases, merge keys and tags are not used.",
    # header.py
    "F103": "A page of an issue begins with a header between two lines `---`.",
    "F106": "A header has only the fields that are known.",
    "F107": "A header has every required field.",
    "F108": "A field's value is of the kind that is wanted.",
    "F110": "A name has at most 60 characters, a gist or the text of a follow-up 180; lists have 40 tags or 100 picks at most.",
    # data.py
    "F116": "`data/tags.yml` holds groups of tags, each with a meaning and an address of its own.",
    "F141": "`data/redirects.yml` holds lines `old address: new address`, both below the site's root, the old one a page's.",
    "F142": "`data/people.yml` declares a name of an author once.",
    "F148": "`data/terms.yml` explains each term once, in one plain sentence.",
    "F151": "A phrase in `data/venues.yml` stands in its example, and tells its series from others.",
    # svg.py
    "F145": "An SVG under `docs/` only draws: no script, no address outside of it, no document type.",
    "F146": "A figure is as new as the module in `figures/` that drew it.",
    # bibtex.py, bibtex_rules.py
    "B301": "A BibTeX entry can be read.",
    "B302": "A BibTeX key is used once.",
    "B303": "BibTeX keys differ in more than case.",
    "B304": "A BibTeX key consists of lower-case letters, digits and hyphens and begins with a letter.",
    "B305": "A BibTeX macro is defined before it is used.",
    "B306": "A BibTeX entry has each field once.",
    "B307": "The people of a BibTeX entry can be read in one way.",
    "B309": "A BibTeX entry is of a type that BibTeX or biblatex knows.",
    "B315": "A BibTeX field holds no bare `&`, `%`, `#`, `_` or `^`, no open formula, no HTML and no invisible character.",
    "B316": "The braces of a BibTeX field fit, for LaTeX too.",
    "B317": "A BibTeX field holds only LaTeX commands and formulas that the site can print.",
    "B319": "The entry that a `crossref` or `xdata` names exists.",
    "S508": "A DOI, an arXiv id and an address of a BibTeX entry stand in their own fields.",
    "S509": "A BibTeX entry holds no abstract, and nothing that concerns its user alone.",
}
"""Code → its rule in one sentence: here those that the readers hold files to, to which the others are added."""

CHECKS: Mapping[str, list[Check]] = {"library": [], "entry": [], "entries": [], "text": [], "hint": []}
"""Kind of input → the functions that take it.

Each is called with the library, with each entry, with all entries, with each page's text (as it is written, as readers see it,
and the library), or with the library again for rules that may be broken for a good reason.
"""


def rule(of: str = "library", /, **sentences: str) -> Callable[[Check], Check]:
    """Register a function for the rules that it checks, each a code with its sentence."""

    def register(check: Check) -> Check:
        SENTENCES.update(sentences)
        CHECKS[of].append(check)
        return check

    return register
