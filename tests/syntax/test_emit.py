"""What is emitted reads back as the same tree, and as a formatter would write it."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import gast
import pytest

from s2s_grad.syntax.emit import emit, emit_expression, emit_statement
from s2s_grad.syntax.marks import Blank, Comment
from tests.syntax.samples import Sample
from tests.syntax.worked import EXAMPLES

EXPRESSIONS = """
a + b * c
(a + b) * c
a - (b - c)
a - b - c
a / (b * c)
a @ b.T
-x
-(x + y)
-(x**2)
(-x) ** 2
x**-y
x**y**z
(x**y) ** z
2**-1
x.y**-2
x[0] ** 2
f(x) ** 2
(a + b) ** 2
x ** f(y)
x ** (y + 1)
2 * x**2
~x & y | z ^ w << 2 >> 1
not a
not a == b
(not a) == b
not (x**2)
a and b or c
a and (b or c)
a or b and not c
a < b <= c
(a < b) < c
a is not None
a not in b
(a < b) & (c > d)
a if b else c
(a if b else c) if d else e
a if b else c if d else e
a if (b if c else d) else e
(a if b else c) + 1
lambda: 0
lambda x, *y, z=1, **w: x
lambda x, /, y, *, z: (yield)
(lambda x: x)(1)
f(lambda x: x, 1)
x[0, :]
x[0]
x[1:]
x[:-1]
x[1:n]
x[i : j + 1]
x[:, 0]
x[::-1]
x[a.b : c.d]
x[: b + 1]
x[a + 1 :]
x[a + 1 :: 2]
x[f(a) : : 2]
x[..., np.newaxis]
x[(1, 2), 0]
x[()]
x[0,]
x[*a, 0]
x["a":"b"]
f()
f(x, *y, z=1, **w)
f(*(a or b))
f(x for x in y)
f((x for x in y), 1)
f((y := 1))
x.y.z(1)[2].w
(1).real
(1.0).real
1j.real
(a, b)
(a,)
()
[a, b, *c]
[]
{a, b}
{1: 2, **b}
{**a, **(b or c)}
{}
[x for x in y if x if z for w in x]
[x for x, y in z]
[x for x in (a if b else c)]
{x: y for x, y in z}
{x for x in y}
[(y := 1), y]
x[(y := 1)]
await_
1.0
1e-06
1e16
1e309
-1e309
2j
True
None
...
"a"
"it's"
'say "a"'
"it's \\"a\\" 'b'"
"a\\\\b\\n\\x00é"
b"a"
f"a {b} {c!r} {d:>10} {e:{f}} {{}}"
f"{x['k']} {a if b else c}"
f'say "{x}"'
f"{ {1: 2}[1] }"
""".strip().split("\n")

MODULES = """
return_ = x, y = 1, 2
x = (1, 2)
a, b = b, a
(a,) = b
(a, (b, c)), d = e
x[0], y.z = a
x += 1
x @= y
x //= y[0]
x: int = 1
x: float
(x): float = 1
x.y: int = 2
del x, y[0]
assert x
assert x, "y"
assert (x := 1), (a, b)
raise
raise A(1) from b
import a
import a.b as c, d
from a import b, c as d
from . import a
from .b import *
f(x)
"text"
(yield_)
if a: b
if a: b
elif c: d
elif e: f
else: g
if a: b
else:
    if c: d
    e
while a: b
else: c
while (x := f()): pass
for a in b: c
for a, b in c, d: pass
else: d
for x in (a,): pass
with a: b
with a as b, c as (d, e): f
with (yield_): pass
try: a
except: b
try: a
except A: b
except (A, B) as c: d
else: e
finally: f
try: a
finally: b
try: a
except* A: b
def f(): pass
def f(): ...
def f(a, b=1, /, c=2, *d, e, f=3, **g) -> h: return 1
def f(*, a: int, b: int = 1): return a, b
def f(): return (a,)
def f(): return
def f(): return ()
def f(): return (yield x)
def f(): x = yield
def f(): x = yield 1, 2
def f(): yield from x
@a.b
@c(1)
def f():
    '''One line.'''
    global x, y
    def g():
        nonlocal z
    return g
def f():
    '''Two lines.

    The other, with a \\\\ backslash.
    '''
async def f():
    await g(await h)
    async with a as b: pass
    async for x in y: pass
    return [x async for x in y]
class A: pass
class A(B, *C, metaclass=D, **E):
    '''Text.'''
    x = 1
    def f(self): pass
    @property
    def g(self): pass
    y: int
match x:
    case [1, -2, *rest] if y > 1: pass
    case (1, 2) | [] | "s" | None | 1 + 2j: pass
    case {"a": 1, A.b: c, **rest}: pass
    case A.B(1, x=2) | (3 | 4) as z: pass
    case (1 as y), *_: pass
    case _: pass
while a:
    if b: break
    elif c: continue
    pass
""".strip()


def same(source):
    """What is emitted for `source`, which must read back as the same tree."""
    text = emit(gast.parse(source))
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(text)), text
    return text


def pieces(text):
    """The statements of a text, each with the lines that continue it."""
    found = []
    for line in text.split("\n"):
        word = re.match(r"(else|elif|except|finally|case)\b", line)
        is_decorated = found and found[-1].split("\n")[-1].startswith("@")
        if found and (line.startswith(" ") or not line or word or is_decorated):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def marked(text):
    """The tree of a module with its comments and its blank lines within functions."""
    lines = text.split("\n")
    found = []
    for index, line in enumerate(lines):
        indent = re.match(" *", line).group()
        if line.strip().startswith("#"):
            line = f"{indent}mark({line.strip()[2:]!r})"
        elif not line and lines[index + 1 : index + 2] and lines[index + 1].startswith(" "):
            line = re.match(" *", lines[index + 1]).group() + "mark(None)"
        found.append(line)
    tree = gast.parse("\n".join(found))
    for node in gast.walk(tree):
        for field in ("body", "orelse"):
            if isinstance(getattr(node, field, None), list):
                setattr(node, field, [as_mark(each) for each in getattr(node, field)])
    return tree


def as_mark(statement):
    """The comment or blank line that a `mark(...)` stands for."""
    match statement:
        case gast.Expr(value=gast.Call(func=gast.Name(id="mark"), args=[argument])):
            return Blank() if argument.value is None else Comment(argument.value)
    return statement


def ruff(folder, *command):
    """Let ruff look at the files in `folder`; it must have nothing to say."""
    program = shutil.which("ruff", path=Path(sys.executable).parent) or shutil.which("ruff")
    if program is None:
        pytest.skip("ruff is not installed")
    options = ["--isolated", "--no-cache", "--line-length=88", "--target-version=py311"]
    done = subprocess.run([program, *command, *options, folder], capture_output=True, text=True)
    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_reads_back_as_itself(text):
    tree = gast.parse(text, mode="eval").body

    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(emit_expression(tree)))


@pytest.mark.parametrize("text", [text for text in EXPRESSIONS if " : : " not in text])
def test_an_expression_is_written_as_a_formatter_writes_it(text):
    assert text == emit_expression(gast.parse(text, mode="eval").body)


@pytest.mark.parametrize("text", pieces(MODULES))
def test_a_statement_reads_back_as_itself(text):
    same(text)


@pytest.mark.parametrize("seed", range(20))
def test_random_programs_read_back_as_themselves(seed):
    same(Sample(seed).function(statements=8))


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_are_printed_byte_for_byte(name):
    assert EXAMPLES[name] == emit(marked(EXAMPLES[name]))


def test_what_is_emitted_is_what_the_formatter_would_write(tmp_path):
    for seed in range(100):
        text = same("import numpy as np\n" + Sample(seed).function(statements=10))
        (tmp_path / f"sample_{seed}.py").write_text(text)
    for name, text in EXAMPLES.items():
        (tmp_path / f"{name}.py").write_text(text)

    ruff(tmp_path, "format", "--diff")
    ruff(tmp_path, "check", "--select", "E4,E7,E9,I", "--ignore", "E731")


def test_every_statement_is_what_the_formatter_would_write(tmp_path):
    for index, text in enumerate(pieces(MODULES)):
        (tmp_path / f"statement_{index}.py").write_text(emit(gast.parse(text)))

    ruff(tmp_path, "format", "--diff")


def test_code_lines_are_no_longer_than_88_columns():
    text = "".join(same(Sample(seed).function(statements=10)) for seed in range(20))

    assert [] == [line for line in text.split("\n") if len(line) > 88]


def test_literals_that_only_trees_have():
    numbers = [-1, -0.5, 1 + 2j, -2j, float("-inf"), (1, 2.0), (1,)]
    found = [emit_expression(gast.Constant(number, None)) for number in numbers]

    assert ["-1", "-0.5", "1.0 + 2j", "-2j", "-1e309", "(1, 2.0)", "(1,)"] == found
    square = gast.BinOp(gast.Constant(-2, None), gast.Pow(), gast.Constant(2, None))
    assert "(-2) ** 2" == emit_expression(square)


def test_one_statement_at_any_depth():
    loop = gast.parse("for x in xs:\n    if x:\n        y = x").body[0]

    assert "for x in xs:\n    if x:\n        y = x" == emit_statement(loop)
    assert "if x:\n    y = x" == emit_statement(loop.body[0])


def test_comments_and_blank_lines_stand_between_statements():
    first, second = gast.parse("x = 1\ny = 2").body
    tree = gast.parse("def f():\n    pass")
    tree.body[0].body = [Blank(), Comment("one"), first, Blank(), Blank(), second, Blank()]
    tree.body.insert(0, Comment("head"))
    tree.body.insert(1, Blank())

    expected = "# head\n\n\ndef f():\n    # one\n    x = 1\n\n    y = 2\n"
    assert expected == emit(tree)


def test_a_block_of_comments_gets_a_pass():
    tree = gast.parse("if x:\n    pass")
    tree.body[0].body = [Comment("nothing")]

    assert "if x:\n    # nothing\n    pass\n" == emit(tree)


def test_a_long_comment_in_a_block_goes_on_below():
    tree = gast.parse("if x:\n    pass")
    tree.body[0].body.insert(0, Comment("word " * 30))
    lines = emit(tree).split("\n")

    assert lines[1].startswith("    # word") and lines[2].startswith("    #     word")
    assert all(len(line) <= 88 for line in lines)


def test_imports_stand_in_groups_and_are_broken():
    names = ", ".join(f"helper_number_{index}" for index in range(6))
    source = f"import math\nimport numpy as np\nfrom s2s_grad.runtime import {names}\nx = 1"
    names = "".join(f"    helper_number_{index},\n" for index in range(6))

    expected = (
        f"import math\n\nimport numpy as np\n\nfrom s2s_grad.runtime import (\n{names})\n\nx = 1\n"
    )
    assert expected == emit(gast.parse(source))
