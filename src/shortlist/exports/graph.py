"""The graph of citations as JSON: what the bibliography and "Read next" show, for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shortlist.citations.references import best_url
from shortlist.conversion import address_of
from shortlist.exports.wording import reason, work_name
from shortlist.indexes import Relation
from shortlist.model import CitationLink, Library
from shortlist.text import clean, json_line, not_empty

VERSION = 1
"""Counts up when a reader of an older file would go wrong. New fields do not count."""


def graph(
    library: Library,
    works: Mapping[str, Mapping[str, Sequence[CitationLink]]],
    relations: Mapping[str, Iterable[Relation]],
) -> bytes:
    """Return one JSON object (RFC 8259) on one line. All texts are plain; addresses of this site are relative to its root.

    `works` are those of `shortlist.indexes.bibliography`.

    - `version`: 1.
    - `summaries`, in the order readers see: `id`, `title` of the paper, `address`, and `paper`, the key of its work.
    - `works`, in the bibliography's order: `key`, `name` in a few words, `title`; `address` if there is one, `summary` if it
      was picked, an id; and `citations`, one for each place of the site that cites the work, in the bibliography's order: where
      it stands, as `summary`, an id, or as `page`, an address; `number`, with which the link there has the id
      `cite-<number>-<key>`; `sentence`, if there is any text.
    - `related`, by summary: `from` and `to`, ids, and `reason`, in words as they stand on the page of `from`; the closest
      first.
    """
    entries = library.entries
    where = {page.path: {"page": address_of(page.path.removeprefix(f"{library.docs}/"))} for page in library.all_pages}
    where |= {summary.path: {"summary": id} for id, summary in library.summaries.items()}
    members: dict[str, Iterable[Any]] = {
        "summaries": [
            {
                "id": summary.id,
                "title": clean(entries[summary.paper].title),
                "address": f"{summary.id}/",
                "paper": summary.paper,
            }
            for summary in library.summaries.values()
        ],
        "works": (_work(key, cited_on, library, where) for key, cited_on in works.items()),
        "related": (
            {"from": id, "to": relation.summary, "reason": reason(relation, entries)}
            for id in library.summaries
            for relation in relations.get(id, ())
        ),
    }
    return b'{"version":%d,%s}\n' % (VERSION, b",".join(_member(name, items) for name, items in members.items()))


def _work(
    key: str, cited_on: Mapping[str, Sequence[CitationLink]], library: Library, where: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    entry = library.entries[key]
    return {
        "key": key,
        "name": work_name(key, library.entries),
        "title": clean(entry.title),
        **not_empty({"address": best_url(entry), "summary": library.summary_of.get(key)}),
        "citations": [
            {**where[path], "number": number, **not_empty({"sentence": citation.sentence})}
            for path, citations in cited_on.items()
            for number, citation in enumerate(citations, start=1)
        ],
    }


def _member(name: str, items: Iterable[Any]) -> bytes:
    """Return a list, made one by one, and not as text, of which a letter may take four bytes: it is many megabytes."""
    return b'"%s":[%s]' % (name.encode(), b",".join(json_line(item).encode() for item in items))
