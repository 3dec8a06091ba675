"""What templates see, read from the code: the view of each template, and the fields of every type in it."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import types
import typing
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from feedgen_site import letters, pages
from feedgen_site.pages.shared import Frame

_FILES = [
    file for room in (pages, letters) for file in sorted(Path(str(room.__file__)).parent.glob("[a-z]*.py"))
]
_WORDS = {str: "text", Markup: "HTML", int: "number", bool: "yes or no"}


def views() -> dict[str, type]:
    """Give the type of `page` by template, as the calls of `render` in the code have it."""
    found: dict[str, str] = {}
    for file in _FILES:
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                found.update(_rendered_in(function))
    return {template: _named(name) for template, name in found.items()}


def _rendered_in(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield (template, name of its view) for each call of `render`, whose last argument is the view."""
    made = {
        node.targets[0].id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "render":
            template, view = node.args[1], node.args[-1]
            if isinstance(view, ast.Name):
                view = made[view.id]
            assert isinstance(template, ast.Constant), f"{function.name}: a template named by no constant"
            assert isinstance(view, ast.Call), f"{function.name}: a view that is not made in it"
            assert isinstance(view.func, ast.Name), f"{function.name}: a view of no plain type"
            yield str(template.value), view.func.id


def _named(name: str) -> type:
    """Find a type by its name; modules import what they share from each other."""
    modules = (importlib.import_module(f"feedgen_site.{file.parent.name}.{file.stem}") for file in _FILES)
    view = next(vars(module)[name] for module in modules if name in vars(module))
    assert isinstance(view, type)
    return view


def fields(view: type) -> dict[str, str]:
    """Give each field of a view with its type in words: `list of Card`, `When or none`."""
    hints = typing.get_type_hints(view)
    return {field.name: _spelled(hints[field.name]) for field in dataclasses.fields(view)}


def _spelled(hint: object) -> str:
    if isinstance(hint, types.UnionType):
        (inner,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
        return f"{_spelled(inner)} or none"
    if typing.get_origin(hint) is tuple:
        inner, rest = typing.get_args(hint)
        assert rest is ..., hint
        return f"list of {_spelled(inner)}"
    assert isinstance(hint, type), hint
    return _WORDS.get(hint) or hint.__name__


def parts(view: type) -> Iterator[type]:
    """Yield the types of a view's fields that are ours, and of theirs in turn."""
    for hint in typing.get_type_hints(view).values():
        for part in (hint, *typing.get_args(hint)):
            if dataclasses.is_dataclass(part) and isinstance(part, type):
                yield part
                yield from parts(part)


def all_types() -> list[type]:
    """Give every type a template can meet, each once: the frame, the views, and what they are made of."""
    return list(dict.fromkeys(one for view in (Frame, *views().values()) for one in (view, *parts(view))))
