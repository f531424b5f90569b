"""How a call finds again what the compiler looked at: paths, and the user's line."""

import inspect
from typing import Any

from s2s_grad.binding import defaults
from s2s_grad.errors import PositionError


class MissingPosition(PositionError, RuntimeError, IndexError):
    """A position that is not among the arguments of this call."""

    def __init__(self, reason):
        super().__init__("S401", reason)


def fetch(path, objects, roots) -> Any:
    """The object at a path, as it is now.

    Raises what attribute access, indexing and lookup raise when it is no longer there.
    """
    root = path[0]
    found: Any
    match root[0]:
        case "argument":
            found = objects[root[1]]
        case "global":
            found = roots["global", root[1]][root[2]]
        case "free":
            found = roots["free", root[1]].cell_contents
        case "made":
            found = roots["made", root[1]]
        case "default":
            found = default(roots["default", root[1]], root[2])
        case _:
            raise KeyError(root)
    for step in path[1:]:
        match step[0]:
            case "." | "unguarded":
                found = getattr(found, step[1])
            case "[":
                found = found[step[1]]
            case "len":
                found = len(found)
            case "mro":
                found = found.__mro__[step[1]]
            case "static":
                found = inspect.getattr_static(found, step[1])
            case "class":
                found = type(found)
            case "source":
                found = found.__source__()[1]
            case _:
                raise KeyError(step)
    return found


def default(function, text):
    """The default value of a parameter, as it is now."""
    return defaults(function)[text]


def add_note(error, program, origin_of):
    """Tell which line of the user's an error in generated code stands for."""
    frame, line = error.__traceback__, None
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == program.function.__code__.co_filename:
            line = frame.tb_lineno
        frame = frame.tb_next
    if line is None:
        return
    origin = origin_of(program, line)
    if origin is not None:
        error.add_note(f"in generated code for {origin.file}:{origin.line}: {origin.text}")
