"""The types of BibTeX entries, and the fields that each needs."""

from __future__ import annotations

from collections.abc import Mapping

_ADDRESS = ("url", "doi", "eprint")
_BOOKTITLE = ("booktitle",)
_INSTITUTION = ("institution", "school")
_SCHOOL = ("school", "institution")

ENTRY_TYPES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # BibTeX: Oren Patashnik, "BibTeXing", 1988, section 3.1.
    "article": (("journal", "journaltitle", "eprint"),),
    "book": (("publisher",),),
    "booklet": (),
    "conference": (_BOOKTITLE,),
    "inbook": (("chapter", "pages", "booktitle"), ("publisher",)),
    "incollection": (_BOOKTITLE, ("publisher",)),
    "inproceedings": (_BOOKTITLE,),
    "manual": (),
    "mastersthesis": (_SCHOOL,),
    "misc": (),
    "phdthesis": (_SCHOOL,),
    "proceedings": (),
    "techreport": (_INSTITUTION,),
    "unpublished": (("note",),),
    # Types that only biblatex knows: "The biblatex Package", 3.20, sections 2.1.1 and 2.1.2. Software needs an address by our own
    # wish: its name alone finds nothing.
    "artwork": (),
    "audio": (),
    "bookinbook": (_BOOKTITLE,),
    "collection": (),
    "dataset": (),
    "electronic": (_ADDRESS,),
    "image": (),
    "inreference": (_BOOKTITLE,),
    "movie": (),
    "music": (),
    "mvbook": (),
    "mvcollection": (),
    "mvproceedings": (),
    "mvreference": (),
    "online": (_ADDRESS,),
    "patent": (("number",),),
    "performance": (),
    "periodical": (),
    "reference": (),
    "report": (("type",), _INSTITUTION),
    "review": (),
    "software": ((*_ADDRESS, "howpublished"),),
    "standard": (),
    "suppbook": (_BOOKTITLE,),
    "suppcollection": (_BOOKTITLE,),
    "suppperiodical": (("journal", "journaltitle"),),
    "thesis": (("type",), _SCHOOL),
    "video": (),
    "www": (_ADDRESS,),
}
"""Type → groups of fields; an entry has at least one field of each group.

Title, people and year are asked of every type (B308), so they do not stand here. Both programs' names of a field count.
A preprint is an article without a journal and with an `eprint`.
"""
