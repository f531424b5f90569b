"""What the words of the command line stand for: a callable, and arguments to compile it for."""

import ast
import contextlib
import difflib
import importlib
import importlib.util
import inspect
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from s2s_grad.errors import S2SGradError, near

DTYPES = {
    **{f"f{bits}": f"float{bits}" for bits in (16, 32, 64)},
    **{f"i{bits}": f"int{bits}" for bits in (8, 16, 32, 64)},
    **{f"u{bits}": f"uint{bits}" for bits in (8, 16, 32, 64)},
    **{f"c{bits}": f"complex{bits}" for bits in (64, 128)},
    "bool": "bool",
}
# without sizes these are Python's own numbers
NUMBERS = {"f64": 1.0, "i64": 1, "c128": 1 + 0j, "bool": True}


class Usage(Exception):
    """Something the user of the command line has to write differently, in one line."""


class NotPython(Exception):
    """A module that Python cannot read; the argument is its SyntaxError."""


def split(target: str) -> tuple[str, str]:
    """The file or module of a target, and the name in it or "".

    >>> split("models/rnn.py:Net.construct")
    ('models/rnn.py', 'Net.construct')
    """
    place, _, name = target.rpartition(":")
    if not place or "/" in name or "\\" in name:
        return target, ""
    return place, name


def load(place: str) -> ModuleType:
    """The module that a path or a dotted name stands for; what it prints goes to stderr."""
    file = place.endswith(".py") or "/" in place or os.sep in place
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return _load_file(Path(place)) if file else _load_module(place)
    except (Usage, S2SGradError):
        raise
    except SyntaxError as error:
        raise NotPython(error) from None
    except SystemExit:
        raise Usage(f"{place} exits while it is imported") from None
    except Exception as error:
        raise Usage(f"{_where(error, place)}: {_said(error)}") from error


def resolve(module: ModuleType, name: str) -> Any:
    """The callable called `name` in the module; a class on the way is instantiated."""
    found: Any = module
    for part in name.split("."):
        found = _member(found, part)
    if inspect.isclass(found):
        found = _instance(found)
    if not callable(found):
        raise Usage(f"{name} is not a function but {_a(found)}")
    return whole(found)


def called(text: str, module: ModuleType) -> tuple[Any, list, dict[str, Any]]:
    """The callable that the call `text` would call, its arguments and its keyword arguments."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise Usage(f"--call {text!r}: {error.msg}") from None
    if not isinstance(tree, ast.Call):
        raise Usage(f"--call {text!r} is not a call")

    namespace = {"np": np, **vars(module)}
    # what is called, its arguments and its keyword arguments, in Python's own order
    asked = ast.Call(ast.Name("_", ast.Load()), [tree.func, *tree.args], tree.keywords)
    namespace["_"] = lambda function, *args, **keywords: (function, list(args), keywords)
    code = compile(ast.fix_missing_locations(ast.Expression(asked)), "--call", "eval")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            function, args, keywords = eval(code, namespace)
    except S2SGradError:
        raise
    except Exception as error:
        raise Usage(f"--call {text!r}: {_said(error)}") from error
    if not callable(function):
        raise Usage(f"--call {text!r} calls {_a(function)}")
    return whole(function), args, keywords


def arguments(spec: str) -> tuple[list, dict[str, Any]]:
    """Values of the kinds that `spec` lists, and those it gives names.

    >>> arguments("f32[2], i64, mode='sum'")
    ([array([1., 1.], dtype=float32), 1], {'mode': 'sum'})
    """
    filled = re.sub(r"(?<=\w)\[\s*\]", "[()]", spec)
    try:
        call = ast.parse(f"_({filled})", mode="eval").body
    except SyntaxError:
        raise Usage(f"--spec {spec!r} does not read like 'f32[2,3], f64, i64[4]'") from None
    if not isinstance(call, ast.Call) or any(each.arg is None for each in call.keywords):
        raise Usage(f"--spec {spec!r} does not read like 'f32[2,3], f64, i64[4]'")
    return (
        [_value(each) for each in call.args],
        {each.arg or "": _value(each.value) for each in call.keywords},
    )


def parameters(function: Any) -> Any:
    """All trainable parameters of the Cell that `function` is, or is a method of."""
    owner = getattr(function, "__self__", function)
    if not hasattr(owner, "trainable_params"):
        raise Usage(f"--weights: {_name(function)} has no trainable parameters")
    return owner.trainable_params()


def whole(function: Any) -> Any:
    """The Cell itself in the place of its bound `construct`."""
    owner = getattr(function, "__self__", None)
    is_cell = hasattr(owner, "__source__") and getattr(function, "__name__", "") == "construct"
    return owner if is_cell else function


def _load_file(path: Path) -> ModuleType:
    """The module in the file, under the name it would have when its folder is on the path."""
    if not path.is_file():
        raise Usage(f"{path}: no such file")
    path = path.resolve()
    root, names = path.parent, [path.stem]
    while (root / "__init__.py").exists():
        root, names = root.parent, [root.name, *names]
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    name = ".".join(names).removesuffix(".__init__")
    if len(names) > 1:
        return importlib.import_module(name)

    if name in sys.modules and getattr(sys.modules[name], "__file__", None) != str(path):
        name = f"{name}_from_file"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, "a file that ends in .py has a loader"
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        # the text as it is now: a bytecode file may be a second behind
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), vars(module))
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _load_module(name: str) -> ModuleType:
    """The module called `name`, looked for in the working directory first."""
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise Usage(f"{name}: no such module") from None
        raise
    except ValueError:
        raise Usage(f"{name!r} names no module") from None


def _member(owner: Any, name: str) -> Any:
    """The attribute `name`; a method of a class is that of an instance."""
    plain = inspect.getattr_static(owner, name, None)
    unbound = callable(plain) and not isinstance(plain, type | staticmethod | classmethod)
    if inspect.isclass(owner) and unbound:
        owner = _instance(owner)
    try:
        return getattr(owner, name)
    except AttributeError:
        close = difflib.get_close_matches(name, dir(owner), 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise Usage(f"{_name(owner)} has no {name!r}{hint}") from None


def _instance(cls: type) -> Any:
    """An instance of the class, made without arguments."""
    if not any({"construct", "__call__"} & set(vars(base)) for base in cls.__mro__):
        raise Usage(f"{cls.__name__} is a class whose objects cannot be called")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return cls()
    except S2SGradError:
        raise
    except Exception as error:
        hint = f"say how to make one, --call '{cls.__name__}(...)(...)'"
        raise Usage(f"{cls.__name__}() fails ({_said(error)}): {hint}") from error


def _value(node: ast.expr) -> Any:
    """An example of what one part of a --spec describes."""
    written = ast.unparse(node)
    match node:
        case ast.Name(name) if name in DTYPES:
            return NUMBERS.get(name, np.dtype(DTYPES[name]).type(1))
        case ast.Subscript(ast.Name(name), sizes) if name in DTYPES:
            each = sizes.elts if isinstance(sizes, ast.Tuple) else [sizes]
            return np.ones([_size(size, written) for size in each], DTYPES[name])
        case ast.List(parts):
            return [_value(part) for part in parts]
        case ast.Tuple(parts):
            return tuple(_value(part) for part in parts)
        case ast.Dict(names, parts) if None not in names:
            return {ast.literal_eval(key): _value(part) for key, part in zip(names, parts) if key}
    try:
        return ast.literal_eval(node)
    except ValueError:
        known = " ".join(DTYPES)
        raise Usage(f"--spec: {written} is none of {known}") from None


def _size(node: ast.expr, written: str) -> int:
    """One size in a --spec."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    raise Usage(f"--spec: {written}: a size is a whole number")


def _where(error: BaseException, place: str) -> str:
    """The line of the user's module at which importing it went wrong."""
    stem = re.split(r"[./\\]", place.removesuffix(".py"))[-1]
    found = place
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if stem in (file.stem, file.parent.name):
            found = f"{near(str(file))}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _said(error: BaseException) -> str:
    """The last line Python would print about the error, and no more than one."""
    text = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _name(found: Any) -> str:
    return getattr(found, "__name__", None) or type(found).__name__


def _a(found: Any) -> str:
    return f"an object of type {type(found).__name__}"
