"""What MindSpore's graph mode refuses in a function that is fine here."""

import gast

from s2s_grad.errors import UnsupportedSyntax

STATEMENTS = {
    gast.Try: ("a try block", "Test for what can go wrong before it does."),
    gast.With: ("a with block", "Do without the context, or enter it outside the function."),
    gast.Global: ("a global statement", "Return the new value."),
    gast.Nonlocal: ("a nonlocal statement", "Return the new value."),
    gast.Match: ("a match statement", "Write it with if and elif."),
    gast.NamedExpr: ("an assignment inside an expression", "Assign in a line of its own."),
    gast.SetComp: ("a set comprehension", "Build a list."),
}
GRADIENTS = {"grad", "value_and_grad"}


def check_strict(source):
    """Refuses a function that has to run in MindSpore's graph mode too, and cannot.

    Raises UnsupportedSyntax at the first line in question; the advice names the other lines.
    """
    found = [
        (node, *problem)
        for node in gast.walk(source.tree)
        if (problem := trouble(node, source)) is not None
    ]
    found.sort(key=lambda entry: (entry[0].lineno, entry[0].col_offset))
    if not found:
        return
    node, reason, advice = found[0]
    lines = [str(source.origin(other).line) for other, *_ in found[1:]]
    more = f" Also in line {', '.join(dict.fromkeys(lines))}." if lines else ""
    raise UnsupportedSyntax(
        "S108",
        f"{reason} does not run in MindSpore's graph mode",
        source.origin(node),
        f"{advice}{more}",
    )


def trouble(node, source):
    """(what graph mode refuses, what to write instead) of one part of a function, or None."""
    if type(node) in STATEMENTS:
        return STATEMENTS[type(node)]
    match node:
        case gast.For(orelse=[_, *_]) | gast.While(orelse=[_, *_]):
            return "an else behind a loop", "Keep a flag that says whether the loop was left."
        case gast.Call(args=args, keywords=words) if any(
            isinstance(each, gast.Lambda) for each in [*args, *(word.value for word in words)]
        ):
            return "a lambda inside a call", "Give it a name first: `f = lambda x: ...`."
        case gast.Call(func=gast.Call(func=inner), keywords=[_, *_]) if last(inner) in GRADIENTS:
            return "a keyword argument of a gradient", "Pass it by position."
        case gast.Call(func=gast.Attribute(value=gast.Call(func=gast.Name(id="super")))):
            return "a call of super()", "Name the class: `Base.construct(self, x)`."
        case gast.Call(func=gast.Attribute() as called) if is_numpy(called, source):
            return "a call of NumPy", "Use the function of `ops` that has its name."
    return None


def last(node):
    """`grad` of `ms.grad`."""
    return getattr(node, "attr", getattr(node, "id", None))


def is_numpy(node, source):
    """Whether a dotted name begins with the module numpy."""
    while isinstance(node, gast.Attribute):
        node = node.value
    found = source.globals.get(node.id) if isinstance(node, gast.Name) else None
    return getattr(found, "__name__", None) == "numpy" and type(found) is type(gast)
