"""The settings of `mkdocs.yml` that the engine needs, for the commands and for the plugin alike."""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NamedTuple

import yaml
from yaml_env_tag import construct_env_tag

from shortlist.identifiers import license_url
from shortlist.model import BUILT_IN_EXTENSIONS, Settings
from shortlist.problems import Place, Problem
from shortlist.reading.source import ELSEWHERE, read_source, stray
from shortlist.reading.yaml import Loader, refuse, yaml_problem
from shortlist.text import HIDDEN, clean, is_hidden

SETTINGS = "mkdocs.yml"

_SAFE_PACKAGES = ("markdown", "pymdownx", "material", "shortlist")
"""Packages whose functions an option of a Markdown extension may name."""


def settings_of(root: Path, name: str = SETTINGS) -> tuple[Settings, list[Problem]]:
    """Return what the settings in `root` say, and defaults for what they do not."""
    data, problems = _load(root, name)
    plugins = _named(data.get("plugins"))
    own, stock = (options if isinstance(options := plugins.get(name), dict) else {} for name in ("shortlist", "bibtex"))
    extensions = _named(data.get("markdown_extensions"))
    default = Settings()

    def path(option: str, value: Any, default: str) -> str:
        path = posixpath.normpath(str(value or default))
        if (part := stray(root, path)) == "":
            return path
        problems.append(Problem(Place(name), "F149", f"{option}: '{part}' {ELSEWHERE}"))
        return default

    path("site_dir", data.get("site_dir"), "site")
    settings = Settings(
        docs=path("docs_dir", data.get("docs_dir"), default.docs),
        bibliography=path("bib_file", stock.get("bib_file") or own.get("bib_file"), default.bibliography),
        site_name=clean(str(data.get("site_name") or "")),
        site_description=clean(str(data.get("site_description") or "")),
        site_url=str(data.get("site_url") or ""),
        **_house(own, name, problems),
        extensions=tuple(dict.fromkeys((*BUILT_IN_EXTENSIONS, *extensions))),
        extension_configs={name: _resolve(options, problems) for name, options in extensions.items() if options},
    )
    return settings, problems


_AUTHORITY = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+,[12][0-9]{3}(-[0-9]{2}){0,2}")
"""Source: RFC 4151, section 2.1; without addresses of mail."""
_EXPECTED = {
    "authority": "a domain and a year in which it was yours, as in 'example.org,2026'",
    "license": "the SPDX id of a Creative Commons license, as in CC-BY-4.0",
    "sections": "the headings of a summary, plain and each once, as in [Why, Key insights]",
    "words": "the least and the most words of a summary, as in [250, 900]",
}


def _house(options: Mapping[str, Any], path: str, problems: list[Problem]) -> dict[str, Any]:
    """Return what the options of the plugin `shortlist` say of the publication. Report what cannot be meant, and leave it out."""
    values = {}
    for name, expected in _EXPECTED.items():
        if (option := options.get(name)) is None:
            continue
        if (value := _read(name, option)) is not None:
            values[name] = value
        else:
            message = f"the option '{name}' of the plugin 'shortlist' is {option!r}; expected {expected}"
            problems.append(Problem(Place(path), "F150", message))
    return values


def _read(name: str, option: Any) -> Any:
    """Return an option's value, or nothing for what cannot be meant."""
    match name, option:
        case "authority", str() if not option or _AUTHORITY.fullmatch(option):
            return option
        case "license", str() if license_url(option):
            return option
        case "words", [int(least), int(most)] if 0 <= least <= most:
            return range(least, most + 1)
        case "sections", [_, *_]:
            names = tuple(map(str, option))
            are_plain = all(re.fullmatch(r"\w[^\n#*`\[\]<>]*", name) for name in names)
            return names if are_plain and len({name.casefold() for name in names}) == len(names) else None
    return None


def _load(root: Path, path: str, heirs: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[Problem]]:
    """Return the data of a file of settings and of those that it inherits from. `heirs` inherit from this one."""
    source, problems = read_source(root, path)
    if source is None:
        return {}, problems
    loader = _Loader(source.text)
    loader.path, loader.root = path, root
    try:
        refuse(source.text)
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        return {}, [*problems, yaml_problem(source, 0, error)]
    if not isinstance(data, dict):
        return {}, [*problems, source.problem(0, "F104", "expected the settings of MkDocs")]
    if isinstance(parent := data.pop("INHERIT", None), str):
        parent = posixpath.normpath(posixpath.join(posixpath.dirname(path), parent))
        if parent in (path, *heirs):
            return data, [*problems, source.problem(0, "F104", f"'{parent}' inherits from itself; take 'INHERIT' out")]
        inherited, more = _load(root, parent, (path, *heirs))
        return _merged(inherited, data), [*problems, *more]
    return data, problems


def _merged(old: Any, new: Any) -> Any:
    """Return settings over inherited ones, as MkDocs merges them: mappings key by key, anything else as a whole."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return old | {name: _merged(old.get(name), value) for name, value in new.items()}


def _named(value: Any) -> dict[str, Any]:
    """Return the options of plugins or extensions by their names. Items of a list are names, or have one key."""
    named: dict[str, Any] = value if isinstance(value, dict) else {}
    for item in value if isinstance(value, list) else ():
        named |= item if isinstance(item, dict) else {str(item): None}
    return named


class _Code(NamedTuple):
    """A Python object named by `!!python/name:…` or `!!python/object/apply:…`."""

    name: str
    options: dict[str, Any] | None
    """Arguments of a function to call; nothing to leave it uncalled."""
    place: Place


class _Loader(Loader):  # type: ignore[misc,valid-type]  # Either of two classes.
    """Reads MkDocs' own tags, too: `!ENV` from the environment, `!relative $config_dir/…`, names of Python code as `_Code`.

    Other tags are read as nothing.
    """

    path = ""
    root = Path()

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value. What PyYAML makes of digits without end and of days that are none is an error of the YAML."""
        try:
            value = super().construct_object(node, deep)
        except (ValueError, AttributeError, RecursionError) as error:
            raise yaml.constructor.ConstructorError(None, None, f"a value cannot be read: {error}", node.start_mark) from None
        if isinstance(value, str) and (hidden := HIDDEN.search(value)):
            raise yaml.constructor.ConstructorError(None, None, f"a value {is_hidden(hidden[0])}", node.start_mark)
        return value

    def _code(self, suffix: str, node: yaml.Node) -> _Code:
        kind, _, name = suffix.partition(":")
        place = Place(self.path, node.start_mark.line + 1, node.start_mark.column + 1)
        if kind != "object/apply":
            return _Code(name, None, place)
        arguments = self.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else {}
        return _Code(name, arguments.get("kwds", {}), place)


    def _relative(self, node: yaml.ScalarNode) -> str | None:
        start, _, rest = node.value.partition("/")
        return str(self.root.resolve() / rest) if start == "$config_dir" else None


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_constructor("!relative", _Loader._relative)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _Loader._code)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def _resolve(value: Any, problems: list[Problem]) -> Any:
    """Return options with functions of Markdown extensions in place of their names. Report other names."""
    if isinstance(value, dict):
        return {name: _resolve(item, problems) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item, problems) for item in value]
    if not isinstance(value, _Code):
        return value
    try:
        if value.name.partition(".")[0] not in _SAFE_PACKAGES:
            raise ImportError(f"only code of {', '.join(_SAFE_PACKAGES)} is run")
        function = resolve_name(value.name)
        return function if value.options is None else function(**value.options)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        problems.append(Problem(value.place, "F104", f"the Python name '{value.name}' cannot be used: {error}"))
        return None
