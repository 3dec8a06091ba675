"""Templates laid flat: what a template extends, its blocks and what it includes become one function.

For Jinja every block is a function and every include a template to find and a context to make, for each page
and each story of a list; every field is looked for in two ways, and every call made through a function more.
Laid flat a page takes half the time, and says the same, or it fails: then the template itself, filled by
Jinja as ever, says what is the matter, or that nothing is. What would not be the same
laid flat, such as a macro or an include of a name, stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from keyword import iskeyword
from typing import Final

from jinja2 import Environment, Template, TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame

_REFUSED: Final = (
    nodes.CallBlock,
    nodes.FromImport,
    nodes.Import,
    nodes.Macro,
    nodes.EvalContextModifier,
    nodes.ContextReference,
    nodes.DerivedContextReference,
)
_SPECIAL: Final = frozenset(("self", "caller", "varargs", "kwargs"))


class _UnlikeError(Exception):
    """Laid flat the template could say something else."""


def flat(environment: Environment, name: str) -> Template | None:
    """Give a template laid flat; None where it cannot be, or is broken."""

    def tree(name: str) -> nodes.Template:
        assert environment.loader is not None
        return environment.parse(environment.loader.get_source(environment, name)[0], name)

    try:
        body = _Family(tree, name, ()).body
        whole = nodes.Template([*_resolved_once(body), *body], lineno=1)
        whole.set_environment(environment)
        direct = environment.overlay()
        direct.code_generator_class = _Direct
        compiled = direct.compile(whole, name)
    except (_UnlikeError, TemplateError, RecursionError):
        return None
    # A plain mapping, for it is copied for each page.
    return environment.template_class.from_code(environment, compiled, {**environment.globals})


class _Direct(CodeGenerator):
    """Writes fields and calls as Python has them; what Jinja would try beyond that is an error here."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  Jinja's name
        if not node.attr.isidentifier() or iskeyword(node.attr) or node.attr.startswith("_"):
            super().visit_Getattr(node, frame)
        elif isinstance(node.node, nodes.Name):
            # What is not there has no fields, either.
            self.write(f"{frame.symbols.ref(node.node.name)}.{node.attr}")
        else:
            self.write("(")
            self.visit(node.node, frame)
            self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        is_plain = isinstance(node.node, nodes.Name | nodes.Getattr) and not (
            node.dyn_args or node.dyn_kwargs
        )
        if forward_caller or not is_plain:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if isinstance(node.node, nodes.Name):
            self.write(frame.symbols.ref(node.node.name))
        else:
            self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"{named.key}=")
            self.visit(named.value, frame)
            self.write(", ")
        self.write(")")


class _Family:
    """A template with all that it extends; `body` is what comes of them, laid flat."""

    def __init__(self, tree: Callable[[str], nodes.Template], name: str, above: tuple[str, ...]) -> None:
        self._tree = tree
        self._names = above
        # Each as it is defined, by who has the last word first; and those around the present place.
        self._blocks: dict[str, list[nodes.Block]] = {}
        self._within: list[tuple[str, int]] = []
        root = self._add(name)
        while parent := _extended(root):
            root = self._add(parent)
        self.body = self._all(root.body, frozenset(), is_top=True)

    def _add(self, name: str) -> nodes.Template:
        if name in self._names:
            raise _UnlikeError(name)
        self._names += (name,)
        found = self._tree(name)
        if next(found.find_all(_REFUSED), None) is not None or not _SPECIAL.isdisjoint(_names(found)):
            raise _UnlikeError(name)
        for block in found.find_all(nodes.Block):
            self._blocks.setdefault(block.name, []).append(block)
        return found

    def _all(
        self, body: Sequence[nodes.Node], hidden: frozenset[str], *, is_top: bool = False
    ) -> list[nodes.Node]:
        """Lay a list of nodes flat; blocks in it do not see what is `hidden`: names bound around them."""
        if not is_top:
            # What is set at the top of a template its blocks see; elsewhere they do not.
            hidden |= {name for node in body for name in _set(node)}
        found: list[nodes.Node] = []
        for node in body:
            for laid in self._laid(node, hidden, is_top):
                if found and isinstance(laid, nodes.Output) and isinstance(found[-1], nodes.Output):
                    found[-1] = nodes.Output([*found[-1].nodes, *laid.nodes], lineno=found[-1].lineno)
                else:
                    found.append(laid)
        return found

    def _laid(self, node: nodes.Node, hidden: frozenset[str], is_top: bool) -> list[nodes.Node]:
        match node:
            case nodes.Block():
                return self._block(node.name, 0, frozenset() if node.scoped else hidden)
            case nodes.Include():
                return self._include(node)
            case nodes.For():
                bound = hidden | _names(node.target) | {"loop"}
                node.body, node.else_ = self._all(node.body, bound), self._all(node.else_, hidden)
            case nodes.If():
                node.body = self._all(node.body, hidden, is_top=is_top)
                node.elif_ = [self._laid(one, hidden, is_top)[0] for one in node.elif_]  # type: ignore[misc]
                node.else_ = self._all(node.else_, hidden, is_top=is_top)
            case nodes.Output() if any(map(_is_super, node.nodes)):
                return [laid for part in node.nodes for laid in self._part(part, hidden)]
            case _:
                inner = next(node.find_all((nodes.Block, nodes.Include)), None)
                if inner is not None or "super" in _names(node):
                    raise _UnlikeError
        return [node]

    def _part(self, part: nodes.Expr, hidden: frozenset[str]) -> list[nodes.Node]:
        if not _is_super(part):
            if "super" in _names(part):
                raise _UnlikeError
            return [nodes.Output([part], lineno=part.lineno)]
        if not self._within:
            raise _UnlikeError
        name, level = self._within[-1]
        return self._block(name, level + 1, hidden)

    def _block(self, name: str, level: int, hidden: frozenset[str]) -> list[nodes.Node]:
        """Lay a block flat as it is defined at a level; it sees none of the names that are `hidden`."""
        if level == len(self._blocks[name]) or self._blocks[name][level].required:
            raise _UnlikeError(name)
        self._within.append((name, level))
        laid = self._all(self._blocks[name][level].body, hidden)
        self._within.pop()
        if any(not hidden.isdisjoint(_names(one)) for one in laid):
            raise _UnlikeError(name)
        return _scope(laid)

    def _include(self, node: nodes.Include) -> list[nodes.Node]:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or node.ignore_missing or not node.with_context:
            raise _UnlikeError
        laid = _Family(self._tree, name, self._names).body
        # What is included does not make its includer's loop one that counts.
        if any("loop" in _names(one) for one in _outside_loops(laid)):
            raise _UnlikeError(name)
        return _scope(laid)


def _extended(tree: nodes.Template) -> str:
    """Give what a template extends, "" for nothing; beside its blocks there must be nothing."""
    found = [*tree.find_all(nodes.Extends)]
    if not found:
        return ""
    name = found[0].template.value if isinstance(found[0].template, nodes.Const) else None
    others = [node for node in tree.body if not isinstance(node, nodes.Block) and node is not found[0]]
    if len(found) > 1 or not isinstance(name, str) or not all(map(_is_blank, others)):
        raise _UnlikeError
    return name


def _is_super(node: nodes.Node) -> bool:
    is_name = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "super"
    return is_name and not [*node.iter_child_nodes(exclude=("node",))]


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _scope(body: list[nodes.Node]) -> list[nodes.Node]:
    """Keep to itself what is set in a body."""
    return [nodes.Scope(body, lineno=1)] if any(_set(node) for node in body) else body


def _names(node: nodes.Node) -> set[str]:
    own = {node.name} if isinstance(node, nodes.Name) else set()
    return own | {name.name for name in node.find_all(nodes.Name)}


def _set(node: nodes.Node) -> set[str]:
    """Give the names that a node binds for those that come after it."""
    if isinstance(node, nodes.For | nodes.Block | nodes.Scope):
        return set()
    own = {node.name} if isinstance(node, nodes.Name) and node.ctx != "load" else set()
    return own.union(*map(_set, node.iter_child_nodes()))


def _outside_loops(body: Iterable[nodes.Node]) -> Iterable[nodes.Node]:
    for node in body:
        if isinstance(node, nodes.For):
            yield node.iter
        elif next(node.find_all(nodes.For), None) is not None:
            yield from _outside_loops(node.iter_child_nodes())
        else:
            yield node


def _resolved_once(body: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Look up at the top what no part sets: else each scope, and so each round of a loop, would."""
    every = [name for node in body for name in node.find_all(nodes.Name)]
    stored = {name.name for name in every if name.ctx != "load"} | {"loop"}
    loaded = {name for node in body for name in _names(node)} - stored
    return [nodes.ExprStmt(nodes.Name(name, "load", lineno=1), lineno=1) for name in sorted(loaded)]
