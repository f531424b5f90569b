"""A generated module with the helpers it imports spelled out, so that it needs NumPy only."""

import ast
import functools
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from s2s_grad import runtime
from s2s_grad.errors import UnsupportedCall

HELPERS = "s2s_grad.runtime"
NOTE = "# Helpers copied from s2s_grad.runtime, so that this file needs NumPy only."


@dataclass(frozen=True)
class Definition:
    """A statement of a module's top level: its text, the names it binds, and those it reads."""

    text: str
    binds: frozenset[str]
    reads: frozenset[str]
    node: ast.stmt


def standalone(text: str) -> str:
    """`text` with the source of the helpers in the place of their import.

    >>> print(standalone("x = 1\\n"), end="")
    x = 1
    """
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    wanted = [node for node in imports if _module(node) == HELPERS]
    if not wanted:
        return text

    asked = [alias for node in wanted for alias in node.names]
    copied = _closure(alias.name for alias in asked)
    kept = [ast.unparse(node) for node in imports if node not in wanted]
    needed = [part.text for part in copied if _is_import(part)]
    helpers = [part for part in copied if not _is_import(part)]
    _check(helpers)
    names = _other_names(asked, helpers, tree)
    helpers = [_renamed(part, names) for part in helpers]

    lines = text.splitlines(keepends=True)
    above = "".join(lines[: imports[0].lineno - 1])
    above += _sorted_imports({*kept, *needed})
    below = "".join(lines[imports[-1].end_lineno :]).lstrip("\n")
    # ruff wants one line between imports and a comment, two elsewhere
    return "\n\n\n".join([f"{above.rstrip()}\n\n{NOTE}", _spaced(helpers), below])


def _closure(names: Iterable[str]) -> list[Definition]:
    """The statements of runtime.py that define `names` and all they read, in their order there."""
    parts = _parts()
    taken: set[int] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        for number, part in enumerate(parts):
            if name in part.binds and number not in taken:
                taken.add(number)
                open_names += part.reads
    return [part for number, part in enumerate(parts) if number in taken]


@functools.cache
def _parts() -> tuple[Definition, ...]:
    """The statements of the files of runtime; an import of several names is one per name."""
    parts: list[Definition] = []
    for text in map(inspect.getsource, runtime.FILES):
        lines = text.splitlines()
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                # what one file takes from another is in `parts` already
                parts += [] if _module(node).startswith(HELPERS) else _one_by_one(node)
            else:
                parts.append(Definition(_text(node, lines), _binds(node), _reads(node), node))
    return tuple(parts)


def _one_by_one(node: ast.Import | ast.ImportFrom) -> Iterator[Definition]:
    """An import statement for each name that `node` imports."""
    for alias in node.names:
        single = ast.Import([alias])
        if isinstance(node, ast.ImportFrom):
            single = ast.ImportFrom(node.module, [alias], node.level)
        bound = alias.asname or alias.name.split(".")[0]
        yield Definition(ast.unparse(single), frozenset([bound]), frozenset(), single)


def _text(node: ast.stmt, lines: list[str]) -> str:
    """The lines of a statement, with its decorators and the comment right above it."""
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(lines[first : node.end_lineno])


def _binds(node: ast.stmt) -> frozenset[str]:
    """The names of the module that a statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return frozenset([node.name])
    inner = {each.name for each in ast.walk(node) if isinstance(each, ast.FunctionDef)}
    return frozenset(inner) | _names(node, ast.Store)


def _reads(node: ast.stmt) -> frozenset[str]:
    """The names of the module that a statement may read."""
    if not isinstance(node, ast.FunctionDef):
        return _names(node, ast.Load)
    own = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    outer = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    read_outside = frozenset().union(*(_names(each, ast.Load) for each in outer))
    return (_names(node, ast.Load) - _names(node, ast.Store) - own) | read_outside


def _names(node: ast.AST, context: type[ast.expr_context]) -> frozenset[str]:
    """The names that stand in `node` to be read (Load), or to be written (Store)."""
    found = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return frozenset(each.id for each in found if isinstance(each.ctx, context))


def _is_import(part: Definition) -> bool:
    return isinstance(part.node, ast.Import | ast.ImportFrom)


def _module(node: ast.AST) -> str:
    """The module that an import statement is about."""
    if isinstance(node, ast.ImportFrom):
        return node.module or ""
    return node.names[0].name if isinstance(node, ast.Import) else ""


def _check(helpers: list[Definition]) -> None:
    """A refusal when a helper cannot do without the compiler."""
    for part in helpers:
        inside = [
            node for node in ast.walk(part.node) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        if any(_module(node).startswith("s2s_grad") for node in inside):
            raise UnsupportedCall(
                "S204",
                f"{', '.join(sorted(part.binds))} finds out at run time what is called, "
                "so the text needs s2s_grad",
                advice="Leave --standalone out, or call the function by its own name.",
            )


def _other_names(asked: list[ast.alias], helpers: list[Definition], tree: ast.Module) -> dict:
    """What a helper is called instead: as the text imports it, or apart from a function there."""
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    bound = frozenset().union(*(part.binds for part in helpers))
    names = {name: f"runtime_{name}" for name in sorted(bound & made)}
    names |= {alias.name: alias.asname for alias in asked if alias.asname}
    for name in names.values():
        assert name not in made | bound, f"{name} is both a helper and a generated function"
    return names


def _renamed(part: Definition, names: dict[str, str]) -> Definition:
    """The definition, with other names for some functions of its module."""
    if not names.keys() & (part.binds | part.reads):
        return part
    lines = part.text.splitlines()
    tree = ast.parse(part.text)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        name = names.get(function.name, function.name)
        line = lines[function.lineno - 1]
        lines[function.lineno - 1] = line.replace(f"def {function.name}(", f"def {name}(", 1)
    spots = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names]
    for node in sorted(spots, key=lambda node: (node.lineno, -node.col_offset)):
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = (
            line[: node.col_offset] + names[node.id] + line[node.end_col_offset :]
        )
    return replace(part, text="\n".join(lines))


def _spaced(helpers: list[Definition]) -> str:
    """The helpers one after another, functions two lines apart."""
    text = ""
    for before, part in zip([None, *helpers], helpers):
        if before is not None:
            small = not any(
                isinstance(each.node, ast.FunctionDef | ast.ClassDef) for each in (before, part)
            )
            text += "\n" if small else "\n\n\n"
        text += part.text
    return text


def _sorted_imports(statements: set[str]) -> str:
    """Import statements as isort would put them: one block for the library, one for the rest."""
    nodes = [ast.parse(statement).body[0] for statement in statements]
    blocks: dict[int, list] = {}
    for node in nodes:
        root = _module(node).split(".")[0]
        rank = 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 2
        key = (isinstance(node, ast.ImportFrom), _module(node), ast.unparse(node))
        blocks.setdefault(rank, []).append(key)
    return "\n\n".join("\n".join(key[2] for key in sorted(blocks[rank])) for rank in sorted(blocks))
