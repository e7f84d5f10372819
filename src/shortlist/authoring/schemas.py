"""JSON Schemas of headers and data files, by which an editor completes, explains and underlines what an author types.

Made from the models that read these files, so that the two agree. A schema sees one value at a time, and not what is in other
files; `shortlist check` has the last word. Draft 7, since every version of yaml-language-server knows it; 2020-12 came with
1.20. `patternErrorMessage` and `markdownEnumDescriptions` are that server's, and others pass over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DictSchema, NullableSchema, WithDefaultSchema

from shortlist.model import Tag
from shortlist.reading.header import IssueHeader, SummaryHeader
from shortlist.reading.redirects import NEW, OLD

DRAFT_7 = "http://json-schema.org/draft-07/schema#"


class _Generate(GenerateJsonSchema):
    """As pydantic does it, but for what helps an editor less."""

    def dict_schema(self, schema: DictSchema) -> JsonSchemaValue:
        """Keys that are known by name are properties, which an editor offers."""
        made = super().dict_schema(schema)
        if "enum" not in made.get("propertyNames", {}):
            return made
        properties = dict.fromkeys(made["propertyNames"]["enum"], made["additionalProperties"])
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """`null` is what the model puts in place of a field that is left out, and nothing to write."""
        made = super().default_schema(schema)
        return {name: value for name, value in made.items() if (name, value) != ("default", None)}

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        """One schema with two types instead of two schemas, which an editor would show as alternatives."""
        inner = self.generate_inner(schema["schema"])
        if not isinstance(inner.get("type"), str):
            return super().nullable_schema(schema)
        return inner | {"type": [inner["type"], "null"]}


def schemas(tags: Iterable[Tag]) -> dict[str, dict[str, Any]]:
    """File name → schema, with the vocabulary as it is now; without one, any text passes for a tag."""
    return {
        "summary.json": _with_vocabulary(_of_header(SummaryHeader), tags),
        "issue.json": _of_header(IssueHeader),
        "tags.json": _TAGS,
        "redirects.json": _REDIRECTS,
    }


def _of_header(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Generate)
    definitions = made.pop("$defs", {})
    return {"$schema": DRAFT_7} | made | {"if": _IS_DRAFT, "else": _IS_COMPLETE, "definitions": definitions}


def _with_vocabulary(schema: dict[str, Any], tags: Iterable[Tag]) -> dict[str, Any]:
    meanings = {tag.name: tag.meaning for tag in tags}
    if not meanings:
        return schema
    properties = schema["properties"]
    names = {"type": "string", "enum": list(meanings), "markdownEnumDescriptions": list(meanings.values())}
    return schema | {"properties": properties | {"tags": properties["tags"] | {"items": names}}}


_IS_DRAFT = {"properties": {"status": {"const": "draft"}}, "required": ["status"]}
_IS_COMPLETE = {"properties": dict.fromkeys(["tags", "picks"], {"minItems": 1})}
_MEANING = {
    "description": "The tag's meaning in one line.",
    "type": "string",
    "pattern": r"^(?![\s\S]*\[@)[\s\S]*\S",
    "patternErrorMessage": "expected one line of text, without citations",
    "examples": ["Text, understood and generated."],
}
_TAGS = {
    "$schema": DRAFT_7,
    "title": "Vocabulary",
    "description": "Groups of tags, data/tags.yml. A summary names its topics by these tags and no others.",
    "type": "object",
    "examples": [{"Data": {"NLP": "Text, understood and generated."}}],
    "additionalProperties": {
        "title": "Group",
        "description": "A group of tags: indented lines 'Tag: meaning'.",
        "type": "object",
        "minProperties": 1,
        # A letter or digit, for the tag's address; those of other scripts pass by their range.
        "patternProperties": {r"^(?!.*\[@).*[0-9A-Za-z\u0080-\uffff]": _MEANING},
        "additionalProperties": False,
    },
}
_REDIRECTS = {
    "$schema": DRAFT_7,
    "title": "Redirects",
    "description": "Lines 'old address: new address', data/redirects.yml, both from the site's root.",
    "type": ["object", "null"],
    "examples": [{"2021-04/glm-old/": "2021-04/glm/", "posts/glm.html": "2021-04/glm/"}],
    "patternProperties": {
        rf"^(?!.*index\.html$)(?:{OLD.pattern})$": {
            "description": "The new address, as in 2021-04/glm/, or ./ for the home page.",
            "type": "string",
            "pattern": rf"^(?:{NEW.pattern})$",
            "patternErrorMessage": "expected an address below the site's root, as in '2021-04/glm/', or './' for the home page",
        }
    },
    "additionalProperties": False,
}
