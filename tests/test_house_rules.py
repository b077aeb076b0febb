"""Rules of the house that no linter knows: sizes, names, settings, refusals, templates, addresses."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from survey_app.questions.registry import TYPES
from survey_app.vocabulary import MailKind

PACKAGE = Path(__file__).parent.parent / "survey_app"
TEMPLATES = PACKAGE / "templates"
ROUTES = Path(__file__).parent / "routes" / "route_list.txt"
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 50, 150
BANNED = frozenset({"utils", "helpers", "manager", "common", "handler", "data", "info", "process", "misc"})
SHEET_OF_THE_WORKBOOK = PACKAGE / "exports" / "sheets" / "data.py"
"""The one file that may be called so: the workbook has a sheet of that name."""


def code() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@dataclass
class Code:
    """What the rules ask of the package."""

    lengths: dict[str, int] = field(default_factory=dict)
    """Lines of each function."""
    imports: list[str] = field(default_factory=list)
    """Where something is imported inside a function."""
    bases: dict[str, set[str]] = field(default_factory=dict)
    """The classes that a class is made from."""
    raised: set[str] = field(default_factory=set)
    """Every name in what is raised or called."""


@cache
def read() -> Code:
    """The package, read once for all tests."""
    found = Code()
    for path in code():
        place = path.relative_to(PACKAGE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.lengths[f"{place}:{node.lineno} {node.name}"] = length(node)
                inside = (each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom))
                found.imports += [f"{place}:{each.lineno}" for each in inside]
            elif isinstance(node, ast.ClassDef):
                found.bases[node.name] = {ast.unparse(base).rsplit(".", 1)[-1] for base in node.bases}
            elif isinstance(node, ast.Raise) and node.exc is not None:
                found.raised |= names(node.exc)
            elif isinstance(node, ast.Call):
                found.raised |= names(node.func)
    return found


def length(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    told = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def pages() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def test_no_file_is_too_long_to_read() -> None:
    files = [*code(), *Path(__file__).parent.glob("*.py")]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE] == []


def test_no_function_is_too_long_to_read() -> None:
    found = read().lengths
    assert len(found) > 500
    assert [name for name, lines in found.items() if lines > LONGEST_FUNCTION] == []


def test_nothing_is_imported_inside_a_function() -> None:
    assert read().imports == []


def test_every_module_is_called_by_what_it_holds() -> None:
    drawers = [path for path in code() if path.stem in BANNED or path.parent.name in BANNED]
    assert [path for path in drawers if path != SHEET_OF_THE_WORKBOOK] == []


def test_every_exemption_gives_its_reason() -> None:
    mark = re.compile(r"#\s*(type: ignore|noqa)")
    reasoned = re.compile(r"# (type: ignore\[[\w-]+\]\s+# \w|noqa: [A-Z0-9, ]+ - \w)")
    bare = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in code()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if mark.search(line) and not reasoned.search(line)
    ]
    assert bare == []


def test_every_setting_is_explained_and_read_from_its_own_variable() -> None:
    text = (PACKAGE / "config.py").read_text(encoding="utf-8")
    settings = next(
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    fields = {node.target.id for node in settings.body if isinstance(node, ast.AnnAssign)}  # type: ignore[attr-defined]
    explained = {
        field.target.id  # type: ignore[attr-defined]
        for field, words in zip(settings.body, settings.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(words, ast.Expr)
    }
    assert len(fields) > 15
    assert fields == explained
    assert {name for name in fields if f'"SURVEY_{name.upper()}"' not in text} == set()


def test_every_refusal_is_raised_somewhere() -> None:
    refusals = {"Refusal"}
    classes, raised = read().bases, read().raised
    for _depth in range(5):
        refusals |= {name for name, parents in classes.items() if parents & refusals}
    kinds = {parent for name in refusals for parent in classes[name]}
    assert len(refusals) > 20
    assert refusals - raised - kinds == set(), "nobody raises it, and nothing that is raised is a kind of it"


def names(node: ast.expr) -> set[str]:
    """Every name in what is raised or called, whatever module it is taken from."""
    words = ((getattr(each, "id", ""), getattr(each, "attr", "")) for each in ast.walk(node))
    return {word for pair in words for word in pair if word}


def test_every_template_is_shown_by_a_route_or_another_template() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*code(), *pages())]
    asked_for = {name for text in sources for name in re.findall(r"""["']([\w/]+\.(?:html|txt))["']""", text)}
    asked_for |= {f"questions/{kind}.html" for kind in TYPES} | {f"mail/{kind.value}.txt" for kind in MailKind}
    written = "".join(text for text in sources)
    parts = {path.name for path in TEMPLATES.glob("questionnaires/_part_*.html")}
    asked_for |= {f"questionnaires/{name}" for name in parts if f'"{name[6:-5]}"' in written}
    present = {path.relative_to(TEMPLATES).as_posix() for path in pages()}
    assert len(present) > 60
    assert present - asked_for == set()


@pytest.mark.parametrize(
    "fault", [r"<style", r"\sstyle\s*=", r"\son[a-z]+\s*=", r"javascript:", r"<script(?! type=\"module\" src=)"]
)
def test_templates_hold_no_script_style_or_event_of_their_own(fault: str) -> None:
    wrong = re.compile(fault, re.IGNORECASE)
    assert [path.name for path in pages() if wrong.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_is_too_long_to_read() -> None:
    assert [path.name for path in pages() if len(path.read_text().splitlines()) > LONGEST_TEMPLATE] == []


@pytest.mark.sqlite_only
def test_no_address_comes_or_goes_unnoticed(app: Flask) -> None:
    """A changed list is a promise changed: put the line in or out in `route_list.txt` by hand."""
    found = [
        f"{'|'.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule.rule} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    ]
    frozen = ROUTES.read_text(encoding="utf-8").splitlines()
    assert len(frozen) > 80
    assert sorted(found) == frozen
