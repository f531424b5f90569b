"""Names that functions defined inside write to: kept once, whoever reads or writes them."""

import gast

from s2s_grad.syntax.tree import parts, walk

MARK = "@"
DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)


class Env(dict):
    """What names stand for in one call; a shared name goes by its cell's key.

    >>> env = Env({"total": "total@3"}, {"x": 1})
    >>> env["total"] = 2
    >>> sorted(env), env["total"], env.get("x")
    (['total@3', 'x'], 2, 1)
    """

    def __init__(self, cells, entries):
        super().__init__(entries)
        self.cells = cells

    def __getitem__(self, text):
        return super().__getitem__(self.cells.get(text, text))

    def __setitem__(self, text, bound):
        super().__setitem__(self.cells.get(text, text), bound)

    def __delitem__(self, text):
        super().__delitem__(self.cells.get(text, text))

    def __contains__(self, text):
        return super().__contains__(self.cells.get(text, text))

    def get(self, text, default=None):
        """What a name stands for, or `default`."""
        return super().get(self.cells.get(text, text), default)

    def pop(self, text, *default):
        """What a name stood for, which it no longer does."""
        return super().pop(self.cells.get(text, text), *default)


def shared(env):
    """The cells among the entries, by their keys."""
    return {key: bound for key, bound in env.items() if is_cell(key)}


def is_cell(key):
    """Whether a key is that of a cell, not a name of one call."""
    return MARK in key


def plain(key):
    """The user's name in the key of a cell."""
    return key.partition(MARK)[0]


def cells_of(function, outer, number):
    """For each shared name that a call of `function` sees, the key of its cell.

    `outer` are those of the call in which the function was defined.
    """
    if function is None:
        return {}
    own = set(function.parameters) | function.bound
    found = {text: key for text, key in outer.items() if text not in own - function.outer}
    found.update({text: f"{text}{MARK}{number}" for text in function.shared})
    return found


def nonlocals(tree):
    """The names that a definition declares nonlocal, for itself."""
    found = [node.names for node in own_nodes(tree) if isinstance(node, gast.Nonlocal)]
    return {text for texts in found for text in texts}


def shared_names(tree, bound):
    """The names of a definition, among those that it binds, to which functions inside write."""
    inner = set()
    for node in own_nodes(tree):
        if isinstance(node, DEFINITIONS) and node is not tree:
            inner |= written_outside(node)
    return inner & (bound - nonlocals(tree))


def written_outside(tree):
    """The names of enclosing functions that a definition, or one inside it, writes to."""
    declared, inner = nonlocals(tree), set()
    for node in own_nodes(tree):
        if isinstance(node, DEFINITIONS):
            inner |= written_outside(node)
    return declared | (inner - bound_names(tree))


def bound_names(tree):
    """The names that a definition binds itself: parameters and what it assigns."""
    args = getattr(tree, "args", None)
    found = set()
    if args is not None:
        entries = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        found = {entry.id for entry in entries if entry is not None}
    hidden = set()  # targets of comprehensions, which come before what is inside them
    for node in own_nodes(tree):
        match node:
            case gast.comprehension(target=target):
                hidden.update(id(inner) for inner in walk(target))
            case gast.Name(ctx=gast.Store()) if id(node) not in hidden:
                found.add(node.id)
            case gast.FunctionDef(name=text) | gast.ClassDef(name=text):
                found.add(text)
            case gast.MatchAs(name=str() as text) | gast.MatchStar(name=str() as text):
                found.add(text)
            case gast.MatchMapping(rest=str() as text):
                found.add(text)
            case gast.alias(name=text, asname=shown):
                found.add(shown or text.partition(".")[0])
    return found - nonlocals(tree)


def own_nodes(tree):
    """The nodes of a definition that belong to it, not to definitions inside it; those
    themselves are among them."""
    pending = list(tree.body) if isinstance(tree.body, list) else [tree.body]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, DEFINITIONS):
            pending += parts(node)
