"""The documentation says what the code does: codes, fields, settings, options, examples and links."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import pytest

from feedgen_site import article, config, dates
from feedgen_site.config import agencies, reader
from feedgen_site.problem import WARNINGS, errors
from tests import views

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "feedgen_site"


# ---- reading Markdown --------------------------------------------------------------------------------------


def section(file: Path, heading: str) -> str:
    """Give what stands under a heading of second level; a missing heading fails the test."""
    parts = re.split(r"^## (.+)$", file.read_text("utf-8"), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert heading in found, f"{file.name} has no heading '{heading}'"
    return found[heading]


def rows(text: str) -> list[list[str]]:
    """Give the cells of every table row, without headings and rules; `\\|` is no border."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---"):
            found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


def code_words(cell: str) -> list[str]:
    """Give what stands in backticks."""
    return [word.replace("\\|", "|") for word in re.findall(r"`([^`]+)`", cell)]


def fenced(text: str, language: str) -> list[str]:
    """Give the code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


# ---- problem codes -----------------------------------------------------------------------------------------


@dataclass
class Raised:
    """The codes found in source, and the places where a code is passed that cannot be read."""

    codes: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


@dataclass
class Takers:
    """What takes a parameter or field named `code`, by name, and its position in a call."""

    anywhere: dict[str, int] = field(default_factory=dict)
    local: dict[str, int] = field(default_factory=dict)

    def add(self, into: dict[str, int], name: str, position: int) -> None:
        """Note one; two of one name that take their code at different positions could not be told apart."""
        assert into.setdefault(name, position) == position, f"two '{name}' take their code differently"


def code_position(function: ast.FunctionDef, *, bound: bool) -> int | None:
    """Find a function's parameter `code`: its position in a call, `self` not counted."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return names.index("code") - bound if "code" in names else None


def field_position(class_: ast.ClassDef) -> int | None:
    """Find the field `code` of a dataclass, or the parameter `code` of `__init__`."""
    for node in class_.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            return code_position(node, bound=True)
    fields = [
        node.target.id
        for node in class_.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    return fields.index("code") if "code" in fields else None


def takers_of(trees: Iterable[ast.Module]) -> Takers:
    """Find classes and methods that take a code; they may be called from any module."""
    takers = Takers()
    for tree in trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            if (position := field_position(node)) is not None:
                takers.add(takers.anywhere, node.name, position)
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                    position = code_position(method, bound=True)
                    if position is not None:
                        takers.add(takers.anywhere, method.name, position)
    return takers


def functions_of(tree: ast.Module) -> dict[str, int | None]:
    """Give the functions of a module, nested ones too but no methods, with the position of their code."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    methods = {id(node) for class_ in classes for node in class_.body}
    found: dict[str, int | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and id(node) not in methods:
            position = code_position(node, bound=False)
            assert found.setdefault(node.name, position) == position, f"two '{node.name}' in one module"
    return found


class CodeReader(ast.NodeVisitor):
    """Reads the code argument of every call in one module that makes or reports a problem."""

    def __init__(self, where: str, takers: Takers, raised: Raised) -> None:
        self._where, self._takers, self._raised = where, takers, raised
        self._parameters: list[set[str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        self._parameters.append({argument.arg for argument in arguments})
        self.generic_visit(node)
        self._parameters.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        self._refuse_alias(node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, is_local = "", False
        if isinstance(node.func, ast.Name):
            name, is_local = node.func.id, True
        elif isinstance(node.func, ast.Attribute):
            name = node.func.attr
        if name not in ("isinstance", "cast"):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                self._refuse_alias(argument)
        position = self._takers.local.get(name) if is_local else None
        if position is None and not (is_local and name in self._takers.local):
            position = self._takers.anywhere.get(name)
        named = next((keyword.value for keyword in node.keywords if keyword.arg == "code"), None)
        if named is not None:
            self._read(named)
        elif position is not None and position >= 0:
            self._read_at(node, position)
        self.generic_visit(node)

    def _read_at(self, node: ast.Call, position: int) -> None:
        if any(isinstance(argument, ast.Starred) for argument in node.args[: position + 1]):
            # What stands after a starred argument has no known place; only a code passed on is recognised.
            passed_on = [arg for arg in node.args if isinstance(arg, ast.Attribute) and arg.attr == "code"]
            if len(passed_on) != 1:
                self._refuse(node)
        elif position < len(node.args):
            self._read(node.args[position])
        else:
            self._refuse(node)

    def _read(self, value: ast.expr) -> None:
        match value:
            case ast.Constant(value=str(code)):
                self._raised.codes.add(code)
            case ast.IfExp(body=body, orelse=orelse):
                self._read(body)
                self._read(orelse)
            case ast.Attribute(attr="code"):
                pass  # the code of another problem, read where that one is made
            case ast.Name(id="code") if any("code" in names for names in self._parameters):
                pass  # passed on, read at the calls of this function
            case _:
                self._refuse(value)

    def _refuse_alias(self, value: ast.expr) -> None:
        """Nobody may give the class another name: its calls would go unread."""
        if isinstance(value, ast.Name) and value.id == "Problem":
            self._refuse(value)

    def _refuse(self, node: ast.expr) -> None:
        self._raised.unread.append(f"{self._where}:{node.lineno}: {ast.unparse(node)}")


def raised_in(sources: dict[str, str]) -> Raised:
    """Read the codes of several modules, given as name → source."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    anywhere = takers_of(trees.values()).anywhere
    by_module = {name: functions_of(tree) for name, tree in trees.items()}
    public = {
        function: position
        for functions in by_module.values()
        for function, position in functions.items()
        if position is not None and not function.startswith("_")
    }
    raised = Raised()
    for name, tree in trees.items():
        own = by_module[name]
        # A module's own function without a code hides a namesake elsewhere: -1 says "takes none".
        local = {function: -1 if position is None else position for function, position in own.items()}
        CodeReader(name, Takers({**public, **anywhere}, local), raised).visit(tree)
    return raised


@pytest.fixture(scope="module")
def raised() -> Raised:
    sources = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    return raised_in(sources)


@pytest.fixture(scope="module")
def problem_rows() -> list[list[str]]:
    text = (DOCS / "problems.md").read_text("utf-8")
    return [row for row in rows(text) if len(row) == 4]


def test_every_code_in_the_source_can_be_read(raised: Raised) -> None:
    """A code is a constant where it is given, so that this file finds all of them."""
    assert raised.unread == []
    assert len(raised.codes) > 40


def test_every_code_is_documented_and_no_other(raised: Raised, problem_rows: list[list[str]]) -> None:
    """Each code that can be raised stands in the table once, and each in the table can be raised."""
    documented = [code for row in problem_rows for code in code_words(row[0])]
    assert sorted(documented) == sorted(raised.codes)


def test_every_warning_can_be_switched_by_site_yaml(problem_rows: list[list[str]]) -> None:
    """`check` takes the codes that the table calls warnings; a cluster that is lost is none of content."""
    documented = {code for row in problem_rows for code in code_words(row[0]) if "warning" in row[1]}
    assert documented - {"cluster-lost"} == WARNINGS


def test_every_code_has_a_severity_a_meaning_and_a_cure(problem_rows: list[list[str]]) -> None:
    """No row of the table is left half empty."""
    for code, severity, meaning, cure in problem_rows:
        assert severity.startswith(("error", "warning")), code
        assert meaning, code
        assert cure, code


TAKER = "class Problem:\n    path: str\n    code: str\ndef warn_file(code): Problem('', code)\n"


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("Problem('', 'a-code')", {"a-code"}),
        ("Problem(path='', code='a-code')", {"a-code"}),
        ("Problem('', 'one' if x else 'two')", {"one", "two"}),
        ("warn_file('a-code')", {"a-code"}),
        ("replace(problem, code='a-code')", {"a-code"}),
        ("Problem(*at, other.code)", set()),
        ("def report(line, message): pass\nreport('no-code', 'text')", set()),
    ],
)
def test_codes_are_read_from_source(source: str, codes: set[str]) -> None:
    """A code is found however it is passed, and other texts are not taken for one."""
    raised = raised_in({"m": TAKER + source})
    assert raised.codes == codes
    assert raised.unread == []


@pytest.mark.parametrize(
    "source",
    [
        "Problem('', f'bad-{name}')",
        "Problem('', CODES[0])",
        "Problem('', code)",
        "Problem('')",
        "Problem(*parts)",
        "make = Problem",
        "partial(Problem, '')",
        "warn_file('bad-' + name)",
    ],
)
def test_a_code_that_cannot_be_read_is_noticed(source: str) -> None:
    """What the reader of codes cannot follow fails the test instead of passing it."""
    assert raised_in({"m": TAKER + source}).unread


# ---- front matter ------------------------------------------------------------------------------------------


def test_every_field_and_spelling_is_documented() -> None:
    """The table of fields is the one the code reads: same fields, same spellings, same order."""
    table = {
        name: tuple(code_words(row[1]))
        for row in rows(section(DOCS / "front-matter.md", "Fields"))
        for name in code_words(row[0])
    }
    assert table == dict(article.SPELLINGS)


def test_the_examples_of_dates_are_dates() -> None:
    """Every whole date in the table can be read, and the one said to be refused is refused."""
    text = section(DOCS / "front-matter.md", "Dates")
    examples = [word for row in rows(text) for word in code_words(row[1])]
    whole = [word for word in examples if "…" not in word and re.search(r"\d", word)]
    assert len(whole) > 10
    assert [word for word in whole if dates.parse(word, UTC) is None] == []
    zones = [word.lstrip("…") for word in examples if word not in whole]
    assert [zone for zone in zones if dates.parse(f"2026-01-04 09:59{zone.strip()}", UTC) is None] == []
    assert "`04/01/2026` is refused" in text
    assert dates.parse("04/01/2026", UTC) is None


@pytest.mark.parametrize("file", ["README.md", "docs/front-matter.md"])
def test_the_examples_of_articles_are_articles(file: str) -> None:
    """An article copied from the documentation can be published without a warning."""
    examples = fenced((ROOT / file).read_text("utf-8"), "markdown")
    assert examples
    for example in examples:
        parsed = article.parse("asia/example.md", example, config.SiteConfig())
        assert parsed.article is not None
        assert parsed.problems == ()


# ---- settings ----------------------------------------------------------------------------------------------

UNSET = {"no-base-url", "no-authority"}


def test_every_setting_is_documented() -> None:
    """The table of keys is the one the code reads, and keys without effect are named as such."""
    table = rows(section(DOCS / "configuration.md", "All keys"))
    assert sorted(key for row in table for key in code_words(row[0])) == sorted(reader._FIELDS)
    later = code_words(section(DOCS / "configuration.md", "No effect yet"))
    assert set(reader._LATER) == set(later) - {"not-yet"}
    without_effect = {key for row in table for key in code_words(row[0]) if "no effect yet" in row[1]}
    assert without_effect == set(reader._LATER)


def test_the_examples_of_settings_are_accepted() -> None:
    """What is copied from the documentation into site.yaml draws no problem."""
    text = (DOCS / "configuration.md").read_text("utf-8")
    cells = [code_words(row[2]) for row in rows(section(DOCS / "configuration.md", "All keys"))]
    examples = [*fenced(text, "yaml"), *(cell[0] for cell in cells if cell)]
    examples += fenced((DOCS / "problems.md").read_text("utf-8"), "yaml")
    assert len(examples) > 20
    for example in examples:
        _, problems = config.load(example, "site.yaml")
        assert [str(problem) for problem in problems if problem.code not in UNSET] == []


def test_the_documented_defaults_hold() -> None:
    """The examples that show defaults say what a site gets that sets nothing."""
    default = config.SiteConfig()
    for heading in ("feeds", "edition"):
        example = fenced(section(DOCS / "configuration.md", heading), "yaml")[0]
        loaded, problems = config.load(example, "site.yaml")
        assert errors(problems) == ()
        assert (loaded.feeds, loaded.edition) == (default.feeds, default.edition)


def test_the_documented_policies_are_those_of_the_code() -> None:
    """The table of policies says of each what is shown where an agency's settings do not say."""
    table = rows(section(DOCS / "configuration.md", "agencies"))
    documented = {code_words(row[0])[0]: (row[3], row[4]) for row in table if "policy" not in row[0]}
    spelled = {True: "yes", False: "no"}
    for policy in config.Policy:
        default = agencies._with_policy("", policy)
        assert documented[policy.value] == (spelled[default.points], spelled[default.images])


# ---- command line ------------------------------------------------------------------------------------------


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Give the commands of a parser by name, none where it has none."""
    found = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {name: command for action in found for name, command in action.choices.items()}


def flags_of_commands() -> dict[str, set[str]]:
    """Give the commands that take each flag, `--help` left out."""
    from feedgen_site.cli import parser

    flags: dict[str, set[str]] = {}
    for name, command in commands_of(parser.make()).items():
        # What an action of a command takes, the command takes.
        for one in (command, *commands_of(command).values()):
            for action in one._actions:
                for flag in action.option_strings:
                    flags.setdefault(flag, set()).add(name)
    return {flag: names for flag, names in flags.items() if flag not in ("-h", "--help")}


def documented_flags(table: list[list[str]]) -> dict[str, set[str]]:
    """Give the same as the documentation has it."""
    return {
        word.split()[0]: set(row[1].split(", "))
        for row in table
        for word in code_words(row[0])
        if word not in ("-h", "--help", "--version")
    }


def test_every_flag_is_documented_with_its_commands() -> None:
    """The table of options names each flag and the commands that take it, and no other."""
    table = rows(section(DOCS / "command-line.md", "Options"))
    assert documented_flags(table) == flags_of_commands()


def test_every_command_is_documented() -> None:
    """The documentation and the README name each command."""
    commands = set.union(*flags_of_commands().values(), {"init"})
    text = (DOCS / "command-line.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `feedgen-site ([\w-]+)", text, re.MULTILINE)) == commands
    assert set(re.findall(r"^\| `feedgen-site ([\w-]+)", readme, re.MULTILINE)) == commands


def test_the_keys_of_the_json_report_are_documented() -> None:
    """A program can rely on the documented keys, in the documented order."""
    from feedgen_site.build import Outcome
    from feedgen_site.cli import report

    table = rows(section(DOCS / "command-line.md", "JSON"))
    assert [code_words(row[0])[0] for row in table] == list(json.loads(report.as_json(Outcome(), 0.0)))


# ---- templates ---------------------------------------------------------------------------------------------


def test_the_view_of_each_template_is_documented() -> None:
    """The documentation says of each template what `page` is in it, and of no other."""
    text = (DOCS / "template-fields.md").read_text("utf-8")
    (table, *_) = text.split("\n\nTypes:")
    documented = {
        name: re.sub(r"\[(\w+)\].*", r"\1", row[1]) for row in rows(table) for name in code_words(row[0])
    }
    documented.pop("page", None)
    assert documented == {template: view.__name__ for template, view in views.views().items()}


def test_every_field_that_a_template_can_use_is_documented() -> None:
    """Field by field with its type, in the order of the code; a change there is a change of the interface."""
    file = DOCS / "template-fields.md"
    found = re.findall(r"^## (\w+)$", file.read_text("utf-8"), re.MULTILINE)
    assert sorted(found) == sorted(one.__name__ for one in views.all_types())
    for one in views.all_types():
        documented = {code_words(row[0])[0]: row[1] for row in rows(section(file, one.__name__))}
        assert documented == views.fields(one), f"docs/template-fields.md, {one.__name__}"


# ---- threats -----------------------------------------------------------------------------------------------


def named_tests(text: str) -> list[tuple[str, str]]:
    """Give each test that a text names, as (file, function)."""
    return re.findall(r"(tests/[\w/]+\.py)::(\w+)", text)


def missing_tests(named: Iterable[tuple[str, str]]) -> list[str]:
    """List those that are not there: no such file, or no such function at its top level."""
    missing = []
    for name, function in named:
        file = ROOT / name
        tree = ast.parse(file.read_text("utf-8")) if file.is_file() else ast.Module([], [])
        if function not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{name}::{function}")
    return missing


def test_every_promise_about_safety_is_held_by_a_test() -> None:
    """Each row of the tables of promises names a test, and each test that is named exists."""
    text = (DOCS / "threats.md").read_text("utf-8")
    tables = [row for row in rows(text) if "`tests/" in row[-1]]
    assert len(tables) > 25
    promises = [table for table in re.split(r"\n\n", text) if table.startswith("| promise | held by |")]
    assert [row[0] for table in promises for row in rows(table) if not named_tests(row[1])] == []
    assert missing_tests(named_tests(text)) == []


@pytest.mark.parametrize(
    "name",
    ["tests/test_docs.py::test_nothing_of_the_kind", "tests/nowhere.py::test_x", "tests/test_docs.py::ROOT"],
)
def test_a_test_that_is_gone_is_noticed(name: str) -> None:
    """A renamed test or file leaves a promise without one who holds it."""
    assert missing_tests(named_tests(f"| It is safe | `{name}` |")) == [name]


def test_the_limits_are_those_of_the_code() -> None:
    """Each figure in the table of limits is the value of the constant that it names."""
    limits = [row for row in rows(section(DOCS / "threats.md", "Limits")) if len(row) == 3]
    assert len(limits) > 5
    for _, figure, place in limits:
        module, _, constant = code_words(place)[0].rpartition(".")
        value = getattr(importlib.import_module(f"feedgen_site.{module}"), constant)
        assert int(figure.split()[0].replace(",", "")) == value, place


# ---- the code ----------------------------------------------------------------------------------------------


def test_the_rooms_stand_in_their_order() -> None:
    """The table of rooms is the list that test_architecture.py enforces."""
    tree = ast.parse((ROOT / "tests" / "test_architecture.py").read_text("utf-8"))
    (listed,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOMS"
    )
    texts = [node.value for node in ast.walk(listed) if isinstance(node, ast.Constant)]
    rooms = " ".join(map(str, texts)).split()
    assert len(rooms) > 20
    table = rows(section(DOCS / "architecture.md", "Rooms"))
    assert [code_words(row[0])[0] for row in table] == rooms


def test_the_readme_points_to_modules_that_are_there() -> None:
    """Every room in "Where is…?" exists."""
    table = rows(section(ROOT / "README.md", "Where is…?"))
    places = [word for row in table for word in code_words(row[1])]
    assert len(places) > 15
    assert [place for place in places if not (ROOT / place).exists()] == []


# ---- links -------------------------------------------------------------------------------------------------

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]


def without_blocks(text: str) -> str:
    """Take code blocks out."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """Give the anchors of headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower())) for heading in headings}


def leads_somewhere(page: Path, target: str) -> bool:
    """Say whether a relative link names a file of the project, and its fragment a heading there."""
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.is_relative_to(ROOT) or not file.exists():
        return False
    return not anchor or anchor in anchors(file.read_text("utf-8"))


def broken_links(page: Path, text: str) -> list[str]:
    """List the relative links and images of a page that lead nowhere; code is not looked at."""
    prose = re.sub(r"`[^`\n]*`", "", without_blocks(text))
    targets = re.findall(r"\]\(([^)\s]+)\)", prose)
    relative = [target for target in targets if not re.match(r"[a-z]+:", target)]
    return [target for target in relative if not leads_somewhere(page, target)]


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Links and pictures of the documentation exist, with their headings."""
    assert broken_links(page, page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[x](docs/problems.md)", []),
        ("[x](docs/problems.md#site-yaml) `[x](nowhere.md)`", ["docs/problems.md#site-yaml"]),
        ("[x](docs/problems.md#siteyaml)", []),
        ("![x](docs/nowhere.png) [y](https://example.org/)", ["docs/nowhere.png"]),
        ("[x](../outside.md)", ["../outside.md"]),
    ],
)
def test_broken_links_are_noticed(text: str, broken: list[str]) -> None:
    """A link to nothing is found; one in code or to the web is not looked at."""
    assert broken_links(ROOT / "README.md", text) == broken


def test_a_missing_heading_is_noticed() -> None:
    """A table that is gone fails the tests that read it, instead of being compared as empty."""
    with pytest.raises(AssertionError, match="no heading"):
        section(DOCS / "problems.md", "No such heading")
