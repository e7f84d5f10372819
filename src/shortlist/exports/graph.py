"""The graph of citations as JSON: what the bibliography and "Read next" show, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shortlist.citations.bibliography import CitedWork
from shortlist.citations.fields import best_url
from shortlist.citations.references import References
from shortlist.citations.relations import reason, work_name
from shortlist.indexes import Relation
from shortlist.model import Library
from shortlist.text import clean

VERSION = 1
"""Counts up when a reader of an older file would go wrong. New fields do not count."""


def graph(
    library: Library,
    works: Iterable[CitedWork],
    relations: Mapping[str, Iterable[Relation]],
    references: References,
    addresses: Mapping[str, str],
) -> str:
    """One JSON object (RFC 8259) on one line. All texts are plain; addresses of this site are relative to its root.

    - `version`: 1.
    - `summaries`, in the order readers see: `id`, `title` of the paper, `address`, and `paper`, the key of its work.
    - `works`, in the bibliography's order: `key`, `name` in a few words, `title`; `address` if there is one, `summary` if it
      was picked, an id; and `citations`, one for each place of the site that cites the work, in the bibliography's order: where
      it stands, as `summary`, an id, or as `page`, an address; `number`, with which the link there has the id
      `cite-<number>-<key>`; `sentence`, if there is any text.
    - `related`, by summary: `from` and `to`, ids, and `reason`, in words as they stand on the page of `from`; the closest
      first.

    `addresses` maps the source's path of every page that cites to its address.
    """
    document = {
        "version": VERSION,
        "summaries": [
            {
                "id": summary.id,
                "title": clean(library.entries[summary.paper].title),
                "address": addresses[summary.path],
                "paper": summary.paper,
            }
            for summary in library.summaries.values()
        ],
        "works": [_work(work, references) | {"citations": list(_citations(work, library, addresses))} for work in works],
        "related": [
            {"from": id, "to": relation.summary, "reason": reason(relation, references)}
            for id, found in relations.items()
            for relation in found
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _work(work: CitedWork, references: References) -> dict[str, Any]:
    entry = references.entries[work.key]
    found = {
        "key": work.key,
        "name": work_name(work.key, references),
        "title": clean(entry.title),
        "address": best_url(entry),
        "summary": work.summary,
    }
    return {name: value for name, value in found.items() if value or name not in ("address", "summary")}


def _citations(work: CitedWork, library: Library, addresses: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for page in work.cited_on:
        id = _summary_at(page.path)
        where = {"summary": id} if id in library.summaries else {"page": addresses[page.path]}
        for number, citation in enumerate(page.citations, start=1):
            where_it_is = {**where, "number": number}
            yield where_it_is | {"sentence": citation.sentence} if citation.sentence else where_it_is


def _summary_at(path: str) -> str:
    """The id that a summary with this path has: `docs/2021-04/glm.md` → `2021-04/glm`."""
    return "/".join(path.removesuffix(".md").split("/")[-2:])
