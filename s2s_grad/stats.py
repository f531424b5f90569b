"""Three counts of a generated text: its lines, its temporaries, and what it saves."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass

# what the compiler calls the result of an operation that is no call
OPERATIONS = {
    *("add", "sub", "mul", "div", "floor", "mod", "pow", "matmul", "neg", "pos", "invert", "not"),
    *("item", "choice", "function", "test", "items", "value"),
}
SAVED = re.compile(r"\w+_stack(_\d+)?|taken(_\d+)?")


@dataclass(frozen=True)
class Stats:
    """Lines of code, names the user did not write, and values kept for the way back."""

    lines: int
    temporaries: int
    saves: int


def stats(text: str) -> Stats:
    """The counts of a generated module.

    >>> stats("def f(x):\\n    # y = 2 * x * x\\n    y_mul = 2 * x\\n    return y_mul * x\\n")
    Stats(lines=3, temporaries=1, saves=0)
    """
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    written = _words_of_user(text)
    temporaries = sum(len(_temporaries(each, written)) for each in functions)
    return Stats(_lines(text, tree), temporaries, sum(len(_saves(each)) for each in functions))


def _lines(text: str, tree: ast.Module) -> int:
    """How many lines hold code: no blank lines, comments or docstrings."""
    plain = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    plain |= {tokenize.ENDMARKER}
    used: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in plain:
            used.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            doc = node.body[0]
            used.difference_update(range(doc.lineno, (doc.end_lineno or doc.lineno) + 1))
    return len(used)


def _words_of_user(text: str) -> set[str]:
    """The names in the comments, which are the user's own lines."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return set(re.findall(r"\w+", " ".join(comments)))


def _temporaries(function: ast.FunctionDef, written: set[str]) -> set[str]:
    """The assigned names that are another name and an operation: `pred_add`, `d_out_matmul_2`."""
    bound = _bound(function)
    known = {"out", *written, *bound, *(arg.arg for arg in function.args.args)}
    called = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    operations = OPERATIONS | called | written
    found = set()
    for name in bound - written:
        plain = re.sub(r"_\d+$", "", re.sub(r"^(d_)+", "", name))
        if plain in written or SAVED.fullmatch(name):
            continue
        cuts = [match.start() for match in re.finditer("_", plain)]
        if any(plain[:cut] in known and plain[cut + 1 :] in operations for cut in cuts):
            found.add(name)
    return found


def _saves(function: ast.FunctionDef) -> set[str]:
    """The stacks, the remembered conditions, and what a forward half hands to its backward half."""
    kept = {name for name in _bound(function) if SAVED.fullmatch(name)}
    if not function.name.endswith("_forward"):
        return kept
    for node in ast.walk(function):
        match node:
            case ast.Return(ast.Tuple([*_, ast.Tuple(saved)])):
                kept |= {ast.unparse(each) for each in saved}
    return kept


def _bound(function: ast.FunctionDef) -> set[str]:
    """The names that the function assigns."""
    found = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return {node.id for node in found if isinstance(node.ctx, ast.Store)}
