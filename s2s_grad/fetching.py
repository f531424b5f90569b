"""What a call hands to the generated function, as straight-line Python written for it."""

import inspect

from s2s_grad import locating
from s2s_grad.analysis.values import Instance, Known
from s2s_grad.kinds import exact, has_record, opened, unwrapped
from s2s_grad.matching import fits
from s2s_grad.runtime import Carrier

GONE = "AttributeError, KeyError, IndexError, TypeError, ValueError"
STEPS = {"len": "len({})", "class": "type({})", "source": "{}.__source__()[1]"}


def gatherer(program, binding, sens, objects):
    """A function `gather(args, kwargs)`: the values for the program, None when a guard fails.

    For arguments of one exact kind, of which `objects` are an example. `sens` are the texts
    of what is handed on after the values: sensitivities or tangents. None comes back
    when the positional arguments are the values, as they are.
    """
    writer = Writer(program, binding, objects)
    for path, value in program.guards:
        writer.guard(path, value)
    for text in program.parameters:
        writer.parameter(text)
    for path, _ in program.reads:
        writer.read(path)
    word = "opened" if any(has_record(b.value) for b in program.bounds.values()) else "unwrapped"
    writer.values += [f"{word}({text})" for text in sens]
    count = len(writer.values)
    if not writer.lines and writer.values == [f"args[{index}]" for index in range(count)]:
        if count == writer.arguments:
            return None
    return writer.function()


class Writer:
    """The lines of one gather function."""

    def __init__(self, program, binding, objects):
        self.program, self.binding, self.objects = program, binding, objects
        self.lines, self.values, self.found = [], [], {}
        self.names = {"exact": exact, "unwrapped": unwrapped, "opened": opened, "fits": fits}
        self.names["default"] = locating.default
        self.names["getattr_static"] = inspect.getattr_static
        sources = binding.sources.values()
        self.arguments = len([kind for kind, _ in sources if kind == "argument"])
        self.arguments += any(kind in ("tuple", "dict") for kind, _ in sources) * 1000

    def constant(self, found):
        """A name for an object."""
        for text, other in self.names.items():
            if other is found:
                return text
        text = f"c{len(self.names)}"
        self.names[text] = found
        return text

    def source(self, source):
        """The text of where a parameter comes from."""
        kind, found = source
        match kind:
            case "is":
                return self.constant(found)
            case "argument":
                return f"args[{found}]"
            case "keyword":
                return f"kwargs[{found!r}]"
            case "tuple":
                return f"({''.join(f'{self.source(entry)}, ' for entry in found)})"
        pairs = [f"{key!r}: {self.source(entry)}" for key, entry in found.items()]
        return "{" + ", ".join(pairs) + "}"

    def path(self, path):
        """A name for what is found at a path; each part of the way is walked once."""
        if path in self.found:
            return self.found[path]
        if len(path) == 1:
            text = self.root(path[0])
            if text.isidentifier():
                self.found[path] = text
                return text
        else:
            text = self.step(self.path(path[:-1]), path[-1])
        name = f"v{len(self.found)}"
        self.found[path] = name
        self.lines.append(f"{name} = {text}")
        return name

    def root(self, root):
        """The text of the first step."""
        kind, roots = root[0], self.program.roots
        if kind == "argument":
            return self.source(self.binding.sources[root[1]])
        found = self.constant(roots[root[:2]])
        match kind:
            case "made":
                return found
            case "global":
                return f"{found}[{root[2]!r}]"
            case "free":
                return f"{found}.cell_contents"
        return f"default({found}, {root[2]!r})"

    def step(self, text, step):
        """The text of one step further."""
        kind = step[0]
        if kind in (".", "unguarded"):
            plain = step[1].isidentifier()
            return f"{text}.{step[1]}" if plain else f"getattr({text}, {step[1]!r})"
        if kind == "[":
            return f"{text}[{self.literal(step[1])}]"
        if kind == "mro":
            return f"{text}.__mro__[{step[1]}]"
        if kind == "static":
            return f"getattr_static({text}, {step[1]!r})"
        return STEPS[kind].format(text)

    def literal(self, key):
        """The text of a key."""
        return repr(key) if type(key) in (int, str, bool) else self.constant(key)

    def refuse(self, test):
        """The program does not serve when the test holds."""
        self.lines.append(f"if {test}: return None")

    def guard(self, path, value):
        """What stands at the path must be as it was."""
        text = self.path(path)
        match value:
            case Instance(object=found):
                self.refuse(f"{text} is not {self.constant(found)}")
            case Known(value=None | True | False as found):
                self.refuse(f"{text} is not {found}")
            case Known(value=found) if type(found) in (int, str):
                kind = type(found).__name__
                self.refuse(f"{text} != {found!r} or type({text}) is not {kind}")
            case _:
                self.refuse(f"not fits({self.constant(value)}, None, {text}, {{}})")

    def parameter(self, text):
        """A value from the arguments; the memo's key has checked its kind."""
        found = self.path((("argument", text),)) if self.lines else None
        found = found or self.source(self.binding.sources[text])
        if text in self.program.bounds and has_record(self.program.bounds[text].value):
            self.values.append(f"opened({found})")
        else:
            self.values.append(self.bare(found, self.objects[text]))

    def bare(self, text, found):
        """The text without a Tensor around it."""
        if isinstance(found, Carrier):
            return f"{text}.array"
        return f"unwrapped({text})" if isinstance(found, (list, tuple, dict)) else text

    def read(self, path):
        """A value from elsewhere, of the exact kind that it has now."""
        text = self.path(path)
        found = locating.fetch(path, self.objects, self.program.roots)
        kind = self.constant(type(found))
        if isinstance(found, Carrier):
            self.refuse(f"type({text}) is not {kind}")
            text, found = f"{text}.array", found.array
            self.lines.append(f"a{len(self.lines)} = {text}")
            text = f"a{len(self.lines) - 1}"
            self.refuse_array(text, found)
        elif type(found) in (float, int):
            self.refuse(f"type({text}) is not {kind}")
        elif hasattr(found, "dtype") and hasattr(found, "shape"):
            self.refuse(f"type({text}) is not {kind}")
            self.refuse_array(text, found)
        else:
            self.refuse(f"exact({text}) != {self.constant(exact(found))}")
            text = f"unwrapped({text})"
        self.values.append(text)

    def refuse_array(self, text, found):
        """Arrays of another dtype or shape are for another program, or another entry."""
        dtype = self.constant(found.dtype)
        self.refuse(f"{text}.dtype != {dtype} or {text}.shape != {tuple(found.shape)!r}")

    def function(self):
        """The function of all lines."""
        lines = [
            "def gather(args, kwargs):",
            "    try:",
            *[f"        {line}" for line in self.lines],
            f"        return ({''.join(f'{value}, ' for value in self.values)})",
            f"    except ({GONE}):",
            "        return None",
        ]
        namespace = dict(self.names)
        exec("\n".join(lines), namespace)
        return namespace["gather"]
