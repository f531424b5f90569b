"""User code to normal form: our statements, one operation each, origins kept."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.code import Branch, Do, For, Function, Let, Put, Unpack, While, Leave
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import (
    attribute,
    call,
    constant,
    dotted_name,
    item,
    list_of,
    name,
    number,
    substitute,
    walk,
)
from s2s_grad.transform.structure import settle

OPERATIONS = {
    gast.Add: "add",
    gast.Sub: "sub",
    gast.Mult: "mul",
    gast.Div: "div",
    gast.FloorDiv: "floor",
    gast.Mod: "mod",
    gast.Pow: "pow",
    gast.MatMult: "matmul",
    gast.USub: "neg",
    gast.UAdd: "pos",
    gast.Invert: "invert",
}
COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
HOISTED = (gast.NamedExpr, gast.Lambda, gast.Yield, gast.YieldFrom, gast.Await)
TRUTHS = (gast.Compare, gast.UnaryOp, gast.BoolOp)


class Closure(gast.expr):
    """An expression whose value is the function that `definition` defines."""

    _fields = ("definition",)

    def __init__(self, definition):
        super().__init__()
        self.definition = definition


class Augmented(gast.BinOp):
    """`left op right` from `left op= right`, which writes into an array."""


@dataclass
class Writer:
    """Where normal form is written: the open block, the names, the user's text."""

    source: object
    names: Names
    user: frozenset
    made: set = field(default_factory=set)
    built: set = field(default_factory=set)  # lists and dicts of comprehensions
    block: list = field(default_factory=list)
    origin: object = None

    def put(self, statement):
        """Append one statement to the open block."""
        self.block.append(replace(statement, origin=self.origin))

    def temporary(self, hint):
        """A new name of ours."""
        found = self.names.nth(hint)
        self.made.add(found)
        return found

    def inner(self, fill):
        """The statements that `fill()` writes, as a block of their own."""
        outside, self.block = self.block, []
        fill()
        inside, self.block = tuple(self.block), outside
        return inside

    def refuse(self, node, code, reason, advice):
        """Raise a typed error at `node`."""
        raise UnsupportedSyntax(code, reason, self.source.origin(node), advice)


def normalize(source):
    """The function behind `source` in our statements, with one return at the end.

    Each `Let` holds one operation on names and literals. Early returns, `continue`
    and code after a `break` become branches.
    """
    tree = source.tree
    if isinstance(tree, gast.AsyncFunctionDef):
        raise UnsupportedSyntax(
            "S105",
            "a coroutine function cannot be differentiated",
            source.origin(tree),
            "Differentiate a plain function that returns the value.",
        )
    return normal_function(source, tree, ())


def normal_function(source, tree, taken):
    """A definition or lambda, at any depth, in normal form; `taken` names are avoided."""
    parameters = parameter_names(tree.args)
    user = {node.id for node in walk(tree) if isinstance(node, gast.Name)}
    user |= set(parameters) | bound_names(tree)
    writer = Writer(source, Names(user | set(taken)), frozenset(user))
    if isinstance(tree, gast.Lambda):
        writer.origin = source.origin(tree)
        write_return(writer, tree.body)
    else:
        write_block(writer, tree.body)
    body = settle(tuple(writer.block), writer)
    return Function(
        name="lambda" if isinstance(tree, gast.Lambda) else tree.name,
        parameters=tuple(parameters),
        body=body,
        made=frozenset(writer.made),
        signature=tree.args,
        built=frozenset(writer.built),
    )


def bound_names(tree):
    """Names that definitions, imports and except clauses bind inside `tree`."""
    found = set()
    for node in walk(tree):
        if isinstance(node, (gast.FunctionDef, gast.ClassDef)):
            found.add(node.name)
    return found


def parameter_names(arguments):
    """All parameters of a signature in order, starred ones included."""
    entries = list(arguments.posonlyargs) + list(arguments.args)
    entries += [arguments.vararg] if arguments.vararg else []
    entries += list(arguments.kwonlyargs)
    entries += [arguments.kwarg] if arguments.kwarg else []
    return [entry.id for entry in entries]


# ---------------------------------------------------------------- statements


def write_block(writer, statements):
    """Write a list of the user's statements."""
    for statement in statements:
        writer.origin = writer.source.origin(statement)
        write_statement(writer, statement)


def write_statement(writer, node):
    """Write one of the user's statements."""
    match node:
        case gast.Expr(value=gast.Constant()) | gast.Pass():
            pass
        case gast.Expr(value=value):
            writer.put(Do(operation(writer, value, "out")))
        case gast.Assign(targets=targets, value=value):
            write_assign(writer, targets, value)
        case gast.AnnAssign(target=target, value=value):
            if value is not None:
                write_assign(writer, [target], value)
        case gast.AugAssign():
            write_augmented(writer, node)
        case gast.Return(value=value):
            write_return(writer, value)
        case gast.If(test=test, body=body, orelse=orelse):
            origin = writer.origin
            condition = write_test(writer, test)
            then = writer.inner(lambda: write_block(writer, body))
            otherwise = writer.inner(lambda: write_block(writer, orelse))
            writer.origin = origin
            writer.put(Branch(condition, then, otherwise))
        case gast.For():
            write_for(writer, node)
        case gast.While():
            write_while(writer, node)
        case gast.Break():
            writer.put(Leave("break"))
        case gast.Continue():
            writer.put(Leave("continue"))
        case gast.FunctionDef(name=text):
            if node.decorator_list:
                writer.refuse(
                    node,
                    "S101",
                    "a decorated function inside a function is not supported",
                    "Apply the decorator outside, or call the plain function.",
                )
            writer.put(Let(text, Closure(node)))
        case gast.Assert(test=test, msg=msg):
            write_assert(writer, test, msg)
        case gast.Raise(exc=exc):
            value = None if exc is None else opaque(writer, exc, "error")
            writer.put(Leave("raise", value))
        case gast.Nonlocal() | gast.Global():
            word = "nonlocal" if isinstance(node, gast.Nonlocal) else "global"
            writer.refuse(
                node,
                "S106",
                f"a {word} statement is not supported",
                "Pass the value in as an argument and return the new one.",
            )
        case gast.With(items=items, body=body) if all(is_errstate(i) for i in items):
            # It says which warnings are shown, and changes no number.
            write_block(writer, body)
        case gast.Try() | gast.With():
            word = "try" if isinstance(node, gast.Try) else "with"
            writer.refuse(
                node,
                "S107",
                f"a {word} statement is not supported",
                "Move it outside the differentiated function.",
            )
        case _:
            writer.refuse(
                node,
                "S101",
                f"this statement ({type(node).__name__}) is not supported",
                "Write it with assignments, branches, loops and calls.",
            )


def is_errstate(entry):
    """Whether a context manager is `np.errstate(...)`."""
    found = entry.context_expr
    return (
        entry.optional_vars is None
        and isinstance(found, gast.Call)
        and (dotted_name(found.func) or "").endswith("np.errstate")
    )


def write_assert(writer, test, msg):
    """`assert test, msg` as a branch that raises."""
    condition = write_test(writer, test)
    arguments = [] if msg is None else [opaque(writer, msg, "message")]
    error = call("AssertionError", *arguments)
    refusal = writer.inner(lambda: writer.put(Leave("raise", error)))
    writer.put(Branch(gast.UnaryOp(gast.Not(), condition), refusal))


def write_return(writer, value):
    """Write `return value`."""
    if value is None:
        writer.put(Leave("return", constant(None)))
    elif isinstance(value, (gast.Name, gast.Constant)):
        writer.put(Leave("return", value))
    elif isinstance(value, gast.Tuple) and not has_star(value):
        writer.put(Leave("return", operation(writer, value, "out")))
    else:
        found = writer.temporary("out")
        assign(writer, found, value)
        writer.put(Leave("return", name(found)))


def write_assign(writer, targets, value):
    """Write `first = second = value`."""
    hint = next((t.id for t in targets if isinstance(t, gast.Name)), None)
    if len(targets) == 1 and isinstance(targets[0], gast.Name):
        return assign(writer, targets[0].id, value)
    if hint is None and isinstance(targets[0], (gast.Tuple, gast.List)):
        if isinstance(value, (gast.Tuple, gast.List)) and not has_star(value):
            return write_pairwise(writer, targets, value)
        hint = "_".join(leading_names(targets[0])) or "item"
    found = atom(writer, value, hint or place_hint(targets[0]))
    for entry in targets:
        write_target(writer, entry, found)
    return None


def write_pairwise(writer, targets, value):
    """`a, b = x, y`: every value first, then the names."""
    target = targets[0]
    if len(targets) > 1 or has_star(target) or len(target.elts) != len(value.elts):
        found = atom(writer, value, "pair")
        for entry in targets:
            write_target(writer, entry, found)
        return
    found = []
    for left, right in zip(target.elts, value.elts, strict=True):
        hint = left.id if isinstance(left, gast.Name) else "item"
        found.append(copied(writer, right, hint))
    for left, right in zip(target.elts, found, strict=True):
        write_target(writer, left, right)


def copied(writer, value, hint):
    """The value under a name of ours, so that later assignments leave it alone."""
    if isinstance(value, gast.Constant):
        return value
    found = writer.temporary(f"{hint}_new")
    assign(writer, found, value)
    return name(found)


def leading_names(target):
    """Up to two names of a tuple target, to make a name from."""
    return [entry.id for entry in target.elts if isinstance(entry, gast.Name)][:2]


def place_hint(target):
    """What to call the value that is written to an attribute or an item."""
    while isinstance(target, (gast.Subscript, gast.Starred)):
        target = target.value
    if isinstance(target, gast.Attribute):
        return target.attr
    return target.id if isinstance(target, gast.Name) else "item"


def has_star(node):
    """Whether a display has a starred entry."""
    return any(isinstance(entry, gast.Starred) for entry in node.elts)


def write_target(writer, target, value):
    """Write `target = value`; the value is an atom."""
    match target:
        case gast.Name(id=text):
            writer.put(Let(text, value))
        case gast.Tuple(elts=elts) | gast.List(elts=elts):
            write_unpacking(writer, elts, value)
        case gast.Subscript(value=base, slice=index):
            where = item(atom(writer, base, "item"), indexed(writer, index))
            writer.put(Put(where, value))
        case gast.Attribute(value=base, attr=attr):
            writer.put(Put(attribute(atom(writer, base, "item"), attr), value))
        case _:
            writer.refuse(
                target,
                "S101",
                "this assignment target is not supported",
                "Assign to plain names.",
            )


def write_unpacking(writer, elts, value):
    """`a, *b, c = value`."""
    plain = []
    for entry in elts:
        inner = entry.value if isinstance(entry, gast.Starred) else entry
        if isinstance(inner, gast.Name):
            plain.append(inner.id)
        else:
            plain.append(writer.temporary("item"))
    star = [i for i, e in enumerate(elts) if isinstance(e, gast.Starred)]
    if star:
        before, after = star[0], len(elts) - star[0] - 1
        value = call("__unpack__", value, constant(before), constant(after))
    writer.put(Unpack(tuple(plain), value))
    for entry, text in zip(elts, plain, strict=True):
        inner = entry.value if isinstance(entry, gast.Starred) else entry
        if not isinstance(inner, gast.Name):
            write_target(writer, inner, name(text))


def write_augmented(writer, node):
    """`target op= value`."""
    target, operator = node.target, type(node.op)
    hint = place_hint(target)
    if isinstance(target, gast.Name):
        right = atom(writer, node.value, hint)
        writer.put(Let(target.id, Augmented(name(target.id), node.op, right)))
        return
    value = atom(writer, node.value, hint)
    if isinstance(target, gast.Subscript):
        base = atom(writer, target.value, hint)
        place = item(base, indexed(writer, target.slice))
    else:
        place = attribute(atom(writer, target.value, hint), target.attr)
    writer.put(Put(place, value, operator=operator))


def write_for(writer, node):
    """A for loop, with its else clause as a branch on a flag."""
    origin = writer.origin
    sequence = iterated(writer, node.iter)
    target, unpacking = loop_target(writer, node.target)

    def fill():
        for place, found in unpacking:
            write_target(writer, place, found)
        write_block(writer, node.body)

    broke = writer.temporary("broke") if node.orelse else None
    if broke:
        writer.put(Let(broke, constant(False)))
    body = flag_breaks(writer.inner(fill), broke)
    writer.origin = origin
    writer.put(For(target, sequence, body))
    write_else(writer, node.orelse, broke)


def write_else(writer, orelse, broke):
    """The else clause of a loop."""
    if broke:
        inside = writer.inner(lambda: write_block(writer, orelse))
        writer.put(Branch(gast.UnaryOp(gast.Not(), name(broke)), inside))


def flag_breaks(body, broke):
    """`broke = True` before every break that leaves this loop."""
    if broke is None:
        return body
    out = []
    for statement in body:
        match statement:
            case Leave(kind="break"):
                out += [Let(broke, constant(True), statement.origin), statement]
            case Branch():
                then = flag_breaks(statement.then, broke)
                otherwise = flag_breaks(statement.otherwise, broke)
                out.append(replace(statement, then=then, otherwise=otherwise))
            case _:
                out.append(statement)
    return tuple(out)


def loop_target(writer, target):
    """A loop target of plain names, and what is unpacked inside the body."""
    unpacking = []

    def plain(node):
        if isinstance(node, gast.Name):
            return node
        if isinstance(node, (gast.Tuple, gast.List)) and not has_star(node):
            return gast.Tuple([plain(entry) for entry in node.elts], gast.Store())
        found = writer.temporary("item")
        unpacking.append((node, name(found)))
        return gast.Name(found, gast.Store(), None, None)

    return plain(target), unpacking


def iterated(writer, node):
    """The sequence of a for loop: known wrappers stay, what they wrap is an atom."""
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
        if node.func.id in ("range", "enumerate", "zip", "reversed", "len"):
            arguments = [iterated(writer, entry) for entry in node.args]
            words = [
                gast.keyword(word.arg, simple_or_atom(writer, word.value, "item"))
                for word in node.keywords
            ]
            return gast.Call(node.func, arguments, words)
    return simple_or_atom(writer, node, "items")


def write_while(writer, node):
    """A while loop; a test that must be written out moves into the body."""
    origin = writer.origin
    broke = writer.temporary("broke") if node.orelse else None
    if broke:
        writer.put(Let(broke, constant(False)))
    if must_hoist(node.test):

        def fill():
            writer.origin = origin
            condition = write_test(writer, node.test)
            leave = writer.inner(lambda: writer.put(Leave("break")))
            writer.put(Branch(gast.UnaryOp(gast.Not(), condition), leave))
            for statement in flag_breaks(body, broke):
                writer.block.append(statement)

        body = writer.inner(lambda: write_block(writer, node.body))
        test, body = constant(True), writer.inner(fill)
    else:
        test = write_test(writer, node.test)
        body = flag_breaks(writer.inner(lambda: write_block(writer, node.body)), broke)
    writer.origin = origin
    writer.put(While(test, body))
    write_else(writer, node.orelse, broke)


# ---------------------------------------------------------------- expressions


def assign(writer, text, value, hint=None):
    """Write `text = value`; names inside are made from `hint`."""
    if isinstance(value, gast.IfExp):
        condition = write_test(writer, value.test)
        then = writer.inner(lambda: assign(writer, text, value.body, hint))
        otherwise = writer.inner(lambda: assign(writer, text, value.orelse, hint))
        writer.put(Branch(condition, then, otherwise))
    elif isinstance(value, gast.BoolOp) and not is_truth(value):
        write_choice(writer, text, value)
    elif isinstance(value, COMPREHENSIONS):
        write_comprehension(writer, text, value)
    else:
        found = operation(writer, value, hint or text)
        writer.put(Let(text, found))


def write_choice(writer, text, node):
    """`a or b`, `a and b`: the second is evaluated only when it is needed."""
    first, *rest = node.values
    assign(writer, text, first)
    for value in rest:
        test = name(text)
        if isinstance(node.op, gast.Or):
            test = gast.UnaryOp(gast.Not(), test)
        then = writer.inner(lambda value=value: assign(writer, text, value))
        writer.put(Branch(test, then))


def write_comprehension(writer, text, node):
    """A comprehension as nested loops that append to a list or fill a dict."""
    if isinstance(node, gast.SetComp):
        writer.refuse(
            node, "S102", "a set comprehension is not supported", "Build a list."
        )
    node = own_targets(writer, node)
    empty = gast.Dict([], []) if isinstance(node, gast.DictComp) else list_of([])
    found = writer.temporary(text) if text in writer.user else text
    writer.put(Let(found, empty))
    writer.built.add(found)
    generators = node.generators

    def fill(depth):
        if depth < len(generators):
            return write_generator(writer, generators[depth], lambda: fill(depth + 1))
        if isinstance(node, gast.DictComp):
            key = atom(writer, node.key, "key")
            value = atom(writer, node.value, "value")
            return writer.put(Put(item(name(found), key), value))
        value = atom(writer, node.elt, f"{found}_item")
        return writer.put(Do(call(attribute(name(found), "append"), value)))

    fill(0)
    if found != text:
        writer.put(Let(text, name(found)))


def write_generator(writer, generator, fill):
    """One `for target in sequence if tests` of a comprehension."""
    if generator.is_async:
        writer.refuse(
            generator.iter, "S105", "an async comprehension is not supported", ""
        )
    sequence = iterated(writer, generator.iter)
    target, unpacking = loop_target(writer, generator.target)

    def body():
        for place, found in unpacking:
            write_target(writer, place, found)
        guarded(list(generator.ifs))

    def guarded(tests):
        if not tests:
            return fill()
        condition = write_test(writer, tests[0])
        then = writer.inner(lambda: guarded(tests[1:]))
        return writer.put(Branch(condition, then))

    writer.put(For(target, sequence, writer.inner(body)))


def own_targets(writer, node):
    """The comprehension with its own names renamed, since they hide the outer ones."""
    bound = {
        found.id
        for generator in node.generators
        for found in walk(generator.target)
        if isinstance(found, gast.Name)
    }
    mapping = {text: name(writer.names.fresh(text)) for text in sorted(bound)}
    first = node.generators[0].iter
    changed = substitute(node, mapping)
    head = changed.generators[0]
    head = gast.comprehension(head.target, first, head.ifs, head.is_async)
    generators = [head, *changed.generators[1:]]
    if isinstance(node, gast.DictComp):
        return gast.DictComp(changed.key, changed.value, generators)
    return gast.ListComp(changed.elt, generators)


def atom(writer, node, hint):
    """A name or literal for the value of `node`."""
    if isinstance(node, (gast.Name, gast.Constant)):
        return node
    if number(node) is not None:
        return node
    found = writer.temporary(f"{hint}_{operation_name(node)}")
    assign(writer, found, node, hint)
    return name(found)


def operation_name(node):
    """What to call the result of an operation: `add`, `matmul`, `sum`, `T`."""
    match node:
        case gast.BinOp(op=op) | gast.UnaryOp(op=op):
            return OPERATIONS.get(type(op), "not")
        case gast.Call(func=gast.Attribute(attr=attr)):
            return attr
        case gast.Call(func=gast.Name(id=text)):
            return text
        case gast.Attribute(attr=attr):
            return attr
        case gast.Subscript():
            return "item"
        case gast.IfExp() | gast.BoolOp():
            return "choice"
        case gast.Lambda():
            return "function"
        case gast.Compare():
            return "test"
        case gast.Tuple() | gast.List() | gast.Dict():
            return "items"
        case _ if isinstance(node, COMPREHENSIONS):
            return "items"
        case _:
            return "value"


def operation(writer, node, hint):
    """`node` as one operation on atoms; what it is made of is written first."""
    match node:
        case gast.Name() | gast.Constant():
            return node
        case gast.BinOp(left=left, op=op, right=right):
            left = atom(writer, left, hint)
            return gast.BinOp(left, op, atom(writer, right, hint))
        case gast.UnaryOp(op=gast.Not()) | gast.Compare():
            return write_test(writer, node)
        case gast.UnaryOp(op=op, operand=operand):
            if number(node) is not None:
                return node
            return gast.UnaryOp(op, atom(writer, operand, hint))
        case gast.BoolOp() if is_truth(node) and not must_hoist(node):
            return write_test(writer, node)
        case gast.Call():
            return write_call(writer, node, hint)
        case gast.Attribute():
            return attribute(owner(writer, node.value, hint), node.attr)
        case gast.Subscript(value=value, slice=index):
            value = atom(writer, value, hint)
            return item(value, indexed(writer, index))
        case gast.Tuple(elts=elts):
            return gast.Tuple([entry(writer, e, hint) for e in elts], gast.Load())
        case gast.List(elts=elts):
            return gast.List([entry(writer, e, hint) for e in elts], gast.Load())
        case gast.Dict(keys=keys, values=values):
            if any(key is None for key in keys):
                writer.refuse(
                    node,
                    "S102",
                    "a dict display with ** is not supported",
                    "Build the dict from single items.",
                )
            keys = [atom(writer, key, "key") for key in keys]
            return gast.Dict(keys, [atom(writer, v, hint) for v in values])
        case gast.Lambda():
            return Closure(node)
        case gast.NamedExpr(target=target, value=value):
            assign(writer, target.id, value)
            return name(target.id)
        case gast.JoinedStr():
            return opaque(writer, node, hint)
        case gast.Yield() | gast.YieldFrom():
            writer.refuse(
                node,
                "S104",
                "a generator cannot be differentiated",
                "Collect the values in a list and return it.",
            )
        case gast.Await():
            writer.refuse(
                node,
                "S105",
                "a coroutine cannot be differentiated",
                "Differentiate a plain function.",
            )
        case gast.IfExp() | gast.BoolOp() | gast.ListComp() | gast.DictComp():
            return atom(writer, node, hint)
        case gast.GeneratorExp() | gast.SetComp():
            return atom(writer, node, hint)
        case _:
            writer.refuse(
                node,
                "S102",
                f"this expression ({type(node).__name__}) is not supported",
                "Write it with arithmetic, calls and indexing.",
            )
    return None


def entry(writer, node, hint):
    """One entry of a display."""
    if isinstance(node, gast.Starred):
        return gast.Starred(atom(writer, node.value, hint), gast.Load())
    return atom(writer, node, hint)


def owner(writer, node, hint):
    """What an attribute is taken of: a name, a chain of attributes, or an atom."""
    if isinstance(node, gast.Attribute):
        return attribute(owner(writer, node.value, hint), node.attr)
    return atom(writer, node, hint)


def write_call(writer, node, hint):
    """A call: function a name or attribute, arguments atoms."""
    if isinstance(node.func, gast.Attribute):
        function = attribute(owner(writer, node.func.value, hint), node.func.attr)
    else:
        function = atom(writer, node.func, hint)
    arguments = [entry(writer, argument, hint) for argument in node.args]
    keywords = [
        gast.keyword(word.arg, atom(writer, word.value, hint)) for word in node.keywords
    ]
    return gast.Call(function, arguments, keywords)


def indexed(writer, node):
    """An index with its simple parts kept and the others made atoms."""
    match node:
        case gast.Tuple(elts=elts) if not has_star(node):
            return gast.Tuple([indexed(writer, e) for e in elts], gast.Load())
        case gast.Slice(lower=lower, upper=upper, step=step):
            bounds = [
                None if bound is None else simple_or_atom(writer, bound, "index")
                for bound in (lower, upper, step)
            ]
            return gast.Slice(*bounds)
        case _:
            return simple_or_atom(writer, node, "index")


def simple_or_atom(writer, node, hint):
    """The expression itself when it is cheap and calls nothing, else an atom."""
    return node if is_simple(node) else atom(writer, node, hint)


def is_simple(node):
    """Names, literals and arithmetic on them, `len(x)`, `x.shape[0]`."""
    match node:
        case gast.Name():
            return True
        case gast.Constant(value=value):
            return not isinstance(value, str) or True
        case gast.BinOp(left=left, right=right):
            return is_simple(left) and is_simple(right)
        case gast.UnaryOp(op=gast.USub(), operand=operand):
            return is_simple(operand)
        case gast.Subscript(
            value=gast.Attribute(value=gast.Name(), attr="shape"),
            slice=gast.Constant(),
        ):
            return True
        case gast.Attribute(value=gast.Name(), attr="size" | "ndim"):
            return True
        case gast.Call(func=gast.Name(id="len"), args=[gast.Name()], keywords=[]):
            return True
        case _:
            return False


def write_test(writer, node):
    """A condition: kept whole, since no derivative passes through it."""
    if must_hoist(node):
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            return gast.UnaryOp(gast.Not(), write_test(writer, node.operand))
        if isinstance(node, gast.Compare):
            left = atom(writer, node.left, "test")
            others = [atom(writer, entry, "test") for entry in node.comparators]
            return gast.Compare(left, node.ops, others)
        return atom(writer, node, "test")
    return node


def must_hoist(node):
    """Whether a condition binds names or makes functions, and so is written out."""
    return any(isinstance(found, HOISTED + COMPREHENSIONS) for found in walk(node))


def is_truth(node):
    """Whether an expression is made of comparisons, so that its value is a bool."""
    if isinstance(node, gast.BoolOp):
        return all(is_truth(value) for value in node.values)
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.Not)
    return isinstance(node, gast.Compare) or (
        isinstance(node, gast.Constant) and isinstance(node.value, bool)
    )


def opaque(writer, node, hint):
    """An expression kept whole (messages, formatted text)."""
    if must_hoist(node):
        return atom(writer, node, hint)
    return node
