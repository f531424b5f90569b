"""Any callable is found in its file, to the line and column, or refused with a reason."""

import ast
import functools
import importlib.util
import linecache
import math
import os
import subprocess
import sys
import textwrap
import threading
import time
import types

import gast
import numpy as np
import pytest

from s2s_grad.errors import SourceNotFound, UnsupportedCall, UnsupportedSyntax
from s2s_grad.source import Source, follow, primitive

SCALE = 3.0


def plain(x, y=2.0, *, z=1.0):
    return SCALE * x + y * z


def passes_on(fn):
    return fn


@passes_on
@passes_on
def decorated(x):
    return x * 2


def outer(scale):
    def inner(x):
        return x * scale

    return inner


class Net:
    bias = 1.0

    def construct(self, x):
        return x + self.bias

    def __call__(self, x):
        return self.construct(x)

    def __hidden(self, x):
        return self.__hidden(x - 1) if x else x

    @classmethod
    def made(cls, x):
        return x * cls.bias

    @staticmethod
    def free(x):
        return -x


class Cell:
    def __source__(self):
        return type(self).construct, self

    def __call__(self, x):
        raise AssertionError("not read")

    def construct(self, x):
        return x * x


class Operator:
    def __source__(self):
        return np.matmul, None


async def later(x):
    return x


def generator(x):
    yield x


def checked(x):
    assert x == x, "text"
    return x


# ruff: noqa: E501, E701, E702, E731, F841  # the functions below are awkward on purpose
# fmt: off
several = lambda x: x + 1, lambda x: x + 1, lambda x: x * 2, lambda y: y * 2
nested = lambda x: (lambda y: y)(x)
layers = lambda: lambda: lambda: 0
default = lambda x, f=(lambda x: x): f(x)
spread = passes_on(
    lambda x,
    y=1: (x +
          y)
)
accents = "é", lambda ü: ü  # é
# fmt: on


def load(tmp_path, text, name="module_under_test"):
    """A module made from a text in a file."""
    path = tmp_path / f"{name}.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_at(source, node=None):
    """What stands in the file at a node."""
    return ast.get_source_segment("".join(source.lines), node or source.node)


# ---------------------------------------------------------------- what is found


def test_a_function_is_found_with_everything_it_sees():
    source = Source.of(plain)

    assert source.function is plain
    assert source.name == "plain"
    assert source.file == os.path.abspath(__file__)
    assert source.globals is globals()
    assert source.closure == {}
    assert source.defaults == {"y": 2.0, "z": 1.0}
    assert source.receiver is None
    assert (source.arguments, source.keywords) == ((), {})
    assert isinstance(source.tree, gast.FunctionDef)
    assert source.tree.lineno == plain.__code__.co_firstlineno
    assert source.text == text_at(source) + "\n"


def test_lines_and_columns_are_those_of_the_file():
    source = Source.of(outer(2.0))
    returned = source.tree.body[0]

    assert source.lines[returned.lineno - 1] == "        return x * scale\n"
    assert (returned.col_offset, returned.end_col_offset) == (8, 24)


def test_each_source_has_a_tree_of_its_own():
    assert Source.of(plain).tree is not Source.of(plain).tree


def test_a_nested_function_brings_its_cells():
    source = Source.of(outer(5.0))

    assert source.name == "inner"
    assert source.closure["scale"].cell_contents == 5.0


def test_decorators_are_kept_and_the_line_is_that_of_def():
    source = Source.of(decorated)

    assert len(source.tree.decorator_list) == 2
    assert source.lines[source.tree.lineno - 1] == "def decorated(x):\n"
    assert source.text.startswith("@passes_on\n@passes_on\ndef decorated")


def test_a_method_is_found_alone_and_bound():
    net = Net()

    assert Source.of(Net.construct).receiver is None
    assert Source.of(net.construct).receiver is net
    assert Source.of(net.construct).name == "Net.construct"
    assert Source.of(net._Net__hidden).name == "Net.__hidden"


def test_class_and_static_methods_are_found():
    assert Source.of(Net.made).receiver is Net
    assert Source.of(vars(Net)["made"]).receiver is None
    assert Source.of(Net.free).name == "Net.free"
    assert Source.of(vars(Net)["free"]).function is Net.free


def test_an_object_stands_for_its_call():
    net = Net()
    source = Source.of(net)

    assert source.function is Net.__call__
    assert source.receiver is net


def test_a_static_call_has_no_receiver():
    class Static:
        @staticmethod
        def __call__(x):
            return x

    class OfClass:
        @classmethod
        def __call__(cls, x):
            return x

    assert Source.of(Static()).receiver is None
    assert Source.of(OfClass()).receiver is OfClass


def test_the_source_protocol_goes_before_the_call():
    cell = Cell()
    source = Source.of(cell)

    assert source.name == "Cell.construct"
    assert source.receiver is cell


def test_partials_accumulate():
    net = Net()
    inner = functools.partial(plain, 1.0, y=3.0, z=4.0)
    inner.kept_apart = True
    source = Source.of(functools.partial(inner, 2.0, y=5.0))
    bound = Source.of(functools.partial(net.construct, 7.0))
    crossed = Source.of(types.MethodType(functools.partial(plain, 1.0), net))

    assert isinstance(functools.partial(inner).func, functools.partial)
    assert (source.arguments, source.keywords) == ((1.0, 2.0), {"y": 5.0, "z": 4.0})
    assert (bound.receiver, bound.arguments) == (net, (7.0,))
    assert (crossed.receiver, crossed.arguments) == (None, (1.0, net))


def test_a_wrapper_is_its_own_code():
    @functools.wraps(plain)
    def wrapper(*args):
        return 2 * plain(*args)

    source = Source.of(wrapper)

    assert source.function is wrapper
    assert source.name.endswith("wrapper")


def test_a_decorator_of_ours_stands_for_its_function():
    def ours(fn):
        @functools.wraps(fn)
        def caller(*args):
            return fn(*args)

        caller.__s2s_source__ = fn
        return caller

    @functools.wraps(ours(plain))
    def users(*args):
        return 2 * plain(*args)

    class Method:
        @ours
        def construct(self, x):
            return x

    method = Method()

    assert Source.of(ours(plain)).function is plain
    assert Source.of(ours(ours(plain))).function is plain
    assert Source.of(users).function is users
    assert Source.of(ours(users)).function is users
    assert Source.of(method.construct).receiver is method
    assert Source.of(method.construct).name.endswith("Method.construct")


def test_coroutines_and_generators_are_read():
    assert isinstance(Source.of(later).tree, gast.AsyncFunctionDef)
    assert Source.of(generator).name == "generator"


def test_a_function_that_pytest_rewrote_is_found():
    def inside(x):
        assert checked(x)
        return x

    assert Source.of(checked).name == "checked"
    assert Source.of(inside).name == "inside"


def test_a_function_that_has_run_many_times_is_found():
    for _ in range(2000):
        plain(1.0)

    assert Source.of(plain).name == "plain"


def test_a_function_that_is_traced_is_found():
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        plain(1.0)
        source = Source.of(plain)
    finally:
        sys.settrace(before)

    assert source.name == "plain"


# ---------------------------------------------------------------- lambdas


def test_lambdas_on_one_line_are_told_apart():
    found = [Source.of(fn) for fn in several]

    assert [text_at(source) for source in found] == [
        "lambda x: x + 1",
        "lambda x: x + 1",
        "lambda x: x * 2",
        "lambda y: y * 2",
    ]
    assert len({source.tree.col_offset for source in found}) == 4
    assert {source.name for source in found} == {"lambda"}


def test_lambdas_in_lambdas_are_told_apart():
    assert text_at(Source.of(nested)) == "lambda x: (lambda y: y)(x)"
    assert text_at(Source.of(layers)) == "lambda: lambda: lambda: 0"
    assert text_at(Source.of(layers())) == "lambda: lambda: 0"
    assert text_at(Source.of(layers()())) == "lambda: 0"
    assert text_at(Source.of(default)) == "lambda x, f=(lambda x: x): f(x)"
    assert text_at(Source.of(default.__defaults__[0])) == "lambda x: x"


def test_a_lambda_may_take_several_lines():
    source = Source.of(spread)

    assert isinstance(source.tree, gast.Lambda)
    assert source.text == text_at(source)
    assert source.origin(source.tree).text == "lambda x, y=1: (x + y)"


def test_lambdas_without_columns_are_told_apart_by_their_code(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        "from s2s_grad.source import Source\n"
        "one, same, other = lambda x: x + 1, lambda x: x + 1, lambda x: x + 2\n"
        "print([Source.of(fn).tree.body.right.value for fn in (one, same, other)])\n"
    )

    assert run(["-X", "no_debug_ranges", str(path)]) == "[1, 1, 2]\n"


# ---------------------------------------------------------------- where text comes from


def run(arguments, **options):
    """What a new Python prints."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, text=True, capture_output=True, **options
    ).stdout


def test_text_registered_in_linecache_is_found():
    text = "def f(x):\n    return x + 1\n"
    linecache.cache["<made here>"] = (len(text), None, text.splitlines(True), "<made here>")
    namespace = {}
    exec(compile(text, "<made here>", "exec"), namespace)

    source = Source.of(namespace["f"])

    assert (source.file, source.name, source.text) == ("<made here>", "f", text)


def test_calls_into_imported_modules_are_found(tmp_path):
    text = """\
        try:
            import math
        finally:
            pass
        import os.path

        class A:
            def f(self, x):
                return math.sin(x) + os.path.getsize(x)

        g, h = lambda x: math.sin(x), lambda x: math.cos(x)
        """
    module = load(tmp_path, text)

    assert Source.of(module.A.f).name == "A.f"
    assert text_at(Source.of(module.g)) == "lambda x: math.sin(x)"
    assert text_at(Source.of(module.h)) == "lambda x: math.cos(x)"


def test_statements_that_were_compiled_one_by_one_are_found():
    text = "import math\ndef f(x): return math.sin(x)\ng, h = f, lambda x: math.sin(x)\n"
    linecache.cache["<cell>"] = (len(text), None, text.splitlines(True), "<cell>")
    namespace = {}
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), "<cell>", "exec"), namespace)

    assert Source.of(namespace["f"]).name == "f"
    assert text_at(Source.of(namespace["h"])) == "lambda x: math.sin(x)"


def test_the_functions_of_libraries_are_found():
    for fn in (textwrap.wrap, textwrap.dedent, np.broadcast_shapes, subprocess.run, ast.dump):
        assert Source.of(fn).function is fn


def test_text_that_was_only_executed_is_not_found():
    namespace = {}
    exec("def f(x):\n    return x + 1\n", namespace)

    with pytest.raises(SourceNotFound, match="the source of f is not found") as caught:
        Source.of(namespace["f"])

    assert caught.value.code == "S301"
    assert "linecache" in caught.value.advice


def test_a_doctest_is_found():
    """
    >>> def twice(x):
    ...     return 2 * x
    >>> Source.of(twice).text
    'def twice(x):\\n    return 2 * x\\n'
    """


def test_future_annotations_do_not_matter(tmp_path):
    module = load(
        tmp_path,
        """\
        from __future__ import annotations

        def f(x: Unknown) -> Unknown:
            def g(y: Unknown): return y
            return g(x)
        """,
    )

    assert Source.of(module.f).name == "f"


def test_a_script_that_changed_directory_is_found(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        "import os; os.chdir('/')\n"
        "from s2s_grad.source import Source\n"
        "def f(x): return x\n"
        "print(Source.of(f).file)\n"
    )

    assert run(["script.py"], cwd=tmp_path) == f"{path}\n"


def test_warnings_of_the_text_are_not_repeated(tmp_path, recwarn):
    module = load(tmp_path, "f = lambda x: x\n")
    path = module.__file__
    text = "def f(x):\n    return '\\d' if x is 1 else x\n"
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    namespace = {}
    exec(compile(text, path, "exec"), namespace)
    recwarn.clear()

    assert Source.of(namespace["f"]).name == "f"
    assert not recwarn.list


# ---------------------------------------------------------------- text that has changed


def test_a_file_that_changed_is_refused(tmp_path):
    module = load(tmp_path, "def f(x):\n    return x + 1\n")
    load(tmp_path, "def f(x):\n    return x + 22\n")

    with pytest.raises(SourceNotFound, match="no longer holds the code of f") as caught:
        Source.of(module.f)

    assert caught.value.code == "S302"
    assert "reload" in caught.value.advice
    assert (
        str(caught.value)
        .splitlines()[0]
        .endswith("module_under_test.py:1: the file no longer holds the code of f that is running")
    )


@pytest.mark.parametrize(
    "after",
    [
        "def f(x):\n    return x - 1\n",
        "def f(x):\n    return x + 1.0\n",
        "def f(x):\n    return x + True\n",
        "def f(y):\n    return y + 1\n",
        "def f(x):\n    return y + 1\n",
        "def f(x, y=1):\n    return x + 1\n",
        "\ndef f(x):\n    return x + 1\n",
        "def g(x):\n    return x + 1\n",
        "def f(x:\n    return x + 1\n",
        "",
    ],
)
def test_any_change_of_the_code_is_noticed(tmp_path, after):
    module = load(tmp_path, "def f(x):\n    return x + 1\n")
    with open(module.__file__, "w") as file:
        file.write(after)

    with pytest.raises(SourceNotFound):
        Source.of(module.f)


def test_a_module_loaded_anew_is_found(tmp_path):
    first = load(tmp_path, "def f(x):\n    return x + 1\n")
    Source.of(first.f)
    second = load(tmp_path, "def f(x):\n    return x + 22\n")

    assert "22" in Source.of(second.f).text


def test_what_was_read_before_the_change_is_still_right(tmp_path):
    module = load(tmp_path, "def f(x):\n    return x + 1\n\ndef g(x):\n    return x\n")
    Source.of(module.f)
    with open(module.__file__, "w") as file:
        file.write("nothing = 0\n")

    assert Source.of(module.g).text == "def g(x):\n    return x\n"


# ---------------------------------------------------------------- what is no Python function


def test_builtins_and_ufuncs_are_primitives():
    for fn in (np.tanh, np.sum, np.dot, math.sin, len, abs, float, [].append, np.add.at):
        assert primitive(fn) is fn

    assert primitive(Operator()) is np.matmul


def test_what_has_a_python_source_or_binds_arguments_is_no_primitive():
    for fn in (plain, Net().construct, Net(), Cell(), Net, functools.partial(np.sum, axis=0), 3):
        assert primitive(fn) is None


@pytest.mark.parametrize(
    "fn, reason",
    [
        (np.tanh, "tanh has no Python source"),
        (Operator(), "matmul has no Python source"),
        (functools.partial(np.sum, axis=0), "sum has no Python source"),
        (Net, "Net is a class"),
        (float, "float is a class"),
        (3, "3 is not a function"),
    ],
)
def test_other_things_are_refused(fn, reason):
    with pytest.raises(UnsupportedCall, match=reason) as caught:
        Source.of(fn)

    assert caught.value.code == "S201"
    assert caught.value.advice


def test_a_circle_of_objects_is_refused():
    class Circle:
        def __source__(self):
            return self, None

    with pytest.raises(UnsupportedCall, match="without end"):
        follow(Circle())


# ---------------------------------------------------------------- origins


# fmt: off
def long_winded(x, w, models):
    y = x; z = (w  # the weight
                + x)
    if x: y = 2  # twice
    for i in range(
        3,
    ):  # three times

        # now
        y = y + models.\
            value[i, "#"]
    while x > 0: x -= 1
    é = "éé"; return é + y
    try:
        pass
    finally:
        pass
    match x:
        # nothing
        case 1:
            pass
    @passes_on
    def f(): return 0
    class A:
        @passes_on
        def g(self): pass
    text = """a
    b"""
    much = [100000000000, 200000000000, 300000000000, 400000000000, 500000000000, 600000000000, 7, 8, 9, x]
# fmt: on


def origins_of(fn):
    source = Source.of(fn)
    return [source.origin(n) for n in gast.walk(source.tree) if isinstance(n, gast.stmt)]


def test_a_statement_is_its_own_text_and_a_block_its_header():
    origins = origins_of(long_winded)
    texts = [origin.text for origin in origins]

    assert texts[:16] == [
        "def long_winded(x, w, models):",
        "y = x",
        "z = (w + x)",
        "if x:",
        "for i in range(3,):",
        "while x > 0:",
        'é = "éé"',
        "return é + y",
        "try:",
        "match x:",
        "def f():",
        "class A:",
        'text = """a b"""',
        "much = [100000000000, 200000000000, 300000000000, 400000000000, 500000000000, 600000000000, 7, 8 ...",
        "y = 2",
        'y = y + models.value[i, "#"]',
    ]
    assert all((origin.column, origin.end_column) == (0, len(origin.text)) for origin in origins)
    assert {origin.file for origin in origins} == {os.path.abspath(__file__)}


def marked(source, node):
    origin = source.origin(node)
    return origin.text, origin.text[origin.column : origin.end_column]


def test_an_expression_is_marked_in_its_line():
    source = Source.of(long_winded)
    tree = source.tree
    body = tree.body

    assert marked(source, body[1].value.right) == ("+ x)", "x")
    assert marked(source, body[1].value) == ("y = x; z = (w + x)", "w + x)")
    assert marked(source, body[2].body[0].value) == ("if x: y = 2", "2")
    assert marked(source, body[6].value.right) == ('é = "éé"; return é + y', "y")
    assert marked(source, body[-1].value.elts[-1])[1] == "x"
    assert marked(source, body[-1].value.elts[0])[1] == "100000000000"
    assert len(source.origin(body[-1].value.elts[-1]).text) <= 100


def test_a_node_without_a_place_is_the_function():
    source = Source.of(plain)

    assert source.origin(source.tree.args).text == "def plain(x, y=2.0, *, z=1.0):"
    assert source.origin(gast.Load()).line == source.tree.lineno


def test_an_origin_makes_an_error_with_a_caret():
    source = Source.of(generator)
    error = UnsupportedSyntax(
        "S104", "a generator cannot be differentiated", source.origin(source.tree.body[0].value)
    )

    assert str(error).splitlines()[1:] == ["    yield x", "    ^^^^^^^"]


def test_columns_count_characters():
    source = Source.of(accents[1])

    assert marked(source, source.tree.body) == ('accents = "é", lambda ü: ü', "ü")
    assert source.origin(source.tree.body).column == 25


# ---------------------------------------------------------------- speed


def test_the_second_function_of_a_file_is_quick(tmp_path):
    module = load(tmp_path, "".join(f"def f{i}(x):\n    return x + {i}\n\n" for i in range(400)))
    Source.of(module.f0)

    def seconds(fn):
        start = time.perf_counter()
        Source.of(fn).tree  # noqa: B018
        return time.perf_counter() - start

    taken = sorted(seconds(getattr(module, f"f{i}")) for i in range(1, 400))

    assert taken[200] < 1e-3


def test_threads_may_read_the_same_file():
    found = []
    threads = [
        threading.Thread(target=lambda: found.extend(text_at(Source.of(fn)) for fn in several * 20))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4 * 80
    assert len(set(found)) == 3
