"""Versions of a name that never hold different values at one time become one again."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import together
from s2s_grad.analysis.overwrites import overwrites
from s2s_grad.analysis.values import join
from s2s_grad.code import (
    Add,
    Branch,
    Do,
    For,
    Leave,
    Let,
    Put,
    Restore,
    Save,
    Unpack,
    While,
    every,
    target_names,
)
from s2s_grad.syntax.tree import name, substitute, tuple_of
from s2s_grad.transform.frames import text_of


class Classes:
    """Names that are one; `apart` says which may not be joined."""

    def __init__(self, apart, facts, parameters, made=(), strict=False, overwritten=None):
        self.made, self.strict = made, strict
        self.overwritten = overwritten or {}
        self.members = {}
        self.apart = {text: set(others) for text, others in apart.items()}
        self.parent = {}
        self.facts = facts
        self.fixed = set(parameters)

    def find(self, text):
        """The name that stands for the class of `text`."""
        while text in self.parent:
            text = self.parent[text]
        return text

    def unite(self, left, right):
        """Make two names one, unless both are needed at one time."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if right in self.apart.get(left, ()) or (left in self.fixed and right in self.fixed):
            return False
        fact = self.common(left, right)
        if fact is False or self.would_overwrite(left, right):
            return False
        kept, gone = self.order(left, right)
        if kept in self.fixed and self.made and gone not in self.made:
            if self.strict:
                return False
        self.parent[gone] = kept
        self.members[kept] = self.members_of(kept) | self.members_of(gone)
        edges = self.apart.pop(gone, set())
        self.apart.setdefault(kept, set()).update(edges)
        for other in edges:
            self.apart.setdefault(other, set()).discard(gone)
            self.apart[other].add(kept)
        if fact is not None:
            self.facts[kept] = fact
        return True

    def members_of(self, text):
        """The names that `text` stands for."""
        return self.members.get(text, {text})

    def would_overwrite(self, left, right):
        """Whether one name for both would lose a value that backward may need."""
        both = self.members_of(left) | self.members_of(right)
        for one in self.members_of(left):
            for other, sets in self.overwritten.get(one, {}).items():
                if other in both and other not in self.members_of(left):
                    if any(not both & excuses for excuses in sets):
                        return True
        return False

    def common(self, left, right):
        """What is known of both; False when joining them would forget too much."""
        one, two = self.facts.get(left), self.facts.get(right)
        if one is None or two is None:
            return one or two
        both = join(one, two)
        if both is None:
            return False
        if type(both).__name__ == "Anything" and both not in (one, two):
            return False
        return both

    def order(self, left, right):
        """Which of two names stays: a parameter, else the shorter, else the first."""
        if left in self.fixed:
            return left, right
        if right in self.fixed:
            return right, left
        plain = sorted((left, right), key=lambda t: (t in self.made, len(t), t))
        return plain[0], plain[1]


def rejoin(unit):
    """Put loop variables and joined branches of a unit under one name each."""
    parameters = [text for text, _ in unit.parameters]
    parameters += [text for text, _ in unit.reads.values()]
    results = [unit.returned, *(text_of(bound) for bound in unit.state.values())]
    apart = together(with_return(unit.body, tuple_of(results)), parameters)
    lost = overwrites(unit.body, parameters)
    classes = Classes(apart, unit.facts, parameters, unit.made, overwritten=lost)
    for left, right in copies(unit.body):
        classes.unite(left, right)
    mapping = {text: classes.find(text) for text in classes.parent}
    unit.body = renamed(unit.body, mapping)
    unit.returned = substitute(unit.returned, trees(mapping))
    unit.bound = renamed_bound(unit.bound, trees(mapping))
    unit.state = {path: renamed_bound(b, trees(mapping)) for path, b in unit.state.items()}
    unit.views = renamed_views(unit.views, mapping)
    unit.behind = renamed_views(unit.behind, mapping)


def renamed_views(views, mapping):
    """Who shares memory with whom, under new names."""
    out = {}
    for text, owners in views.items():
        kept = mapping.get(text, text)
        found = {mapping.get(owner, owner) for owner in owners} - {kept}
        out[kept] = out.get(kept, frozenset()) | found
    return out


def renamed_bound(bound, table):
    """What is returned, under new names."""
    tree = None if bound.tree is None else substitute(bound.tree, table)
    parts = bound.parts
    if parts is not None:
        parts = tuple(renamed_bound(part, table) for part in parts)
    return replace(bound, tree=tree, parts=parts)


def with_return(body, returned):
    """The body with its return at the end."""
    return (*body, Leave("return", returned))


def copies(body):
    """Copies that may vanish: into and around loops, and at the ends of branches."""
    for position, statement in enumerate(body):
        match statement:
            case For() | While():
                variables = updated(statement.body)
                for earlier in reversed(body[:position]):
                    if isinstance(earlier, Let) and isinstance(earlier.value, gast.Name):
                        if earlier.name in variables:
                            yield earlier.name, earlier.value.id
                yield from copies(statement.body)
                for inner in every(statement.body):
                    if isinstance(inner, Let) and isinstance(inner.value, gast.Name):
                        if inner.name in variables and inner.value.id in writes(statement.body):
                            yield inner.name, inner.value.id
            case Branch():
                for block in (statement.then, statement.otherwise):
                    yield from copies(block)
                    made = writes(block)
                    for inner in block:
                        if isinstance(inner, Let) and isinstance(inner.value, gast.Name):
                            if inner.value.id in made:
                                yield inner.name, inner.value.id


def updated(body):
    """The names that are written at the end of a path through a loop body."""
    return {s.name for s in every(body) if isinstance(s, Let)}


def writes(body):
    """The names that a block writes."""
    found = set()
    for statement in every(body):
        match statement:
            case Let(name=text):
                found.add(text)
            case Unpack(names=texts):
                found.update(texts)
            case Restore(own=True, name=text):
                found.add(text)
            case For(target=target):
                found.update(target_names(target))
    return found


def trees(mapping):
    """A renaming as a substitution."""
    return {old: name(new) for old, new in mapping.items()}


def renamed(body, mapping):
    """The body under new names; copies of a name to itself are gone."""
    if not mapping:
        return body
    table = trees(mapping)
    out = []
    for statement in body:
        found = renamed_statement(statement, mapping, table)
        if isinstance(found, Let) and isinstance(found.value, gast.Name):
            if found.name == found.value.id:
                continue
        out.append(found)
    return tuple(out)


def renamed_statement(statement, mapping, table):
    """One statement under new names."""

    def expression(node):
        return None if node is None else substitute(node, table)

    def text(found):
        return mapping.get(found, found)

    match statement:
        case Let():
            value = expression(statement.value)
            return replace(statement, name=text(statement.name), value=value)
        case Unpack():
            found = tuple(map(text, statement.names))
            return replace(statement, names=found, value=expression(statement.value))
        case Put():
            place = expression(statement.place)
            return replace(statement, place=place, value=expression(statement.value))
        case Do() | Leave():
            return replace(statement, value=expression(statement.value))
        case Branch():
            return replace(
                statement,
                test=expression(statement.test),
                then=renamed(statement.then, mapping),
                otherwise=renamed(statement.otherwise, mapping),
            )
        case For():
            return replace(
                statement,
                target=expression(statement.target),
                sequence=expression(statement.sequence),
                body=renamed(statement.body, mapping),
            )
        case While():
            body = renamed(statement.body, mapping)
            return replace(statement, test=expression(statement.test), body=body)
        case Add():
            return replace(
                statement,
                name=text(statement.name),
                value=expression(statement.value),
                index=expression(statement.index),
            )
        case Save() | Restore():
            found = text(statement.name)
            index = expression(statement.index)
            return replace(statement, stack=text(statement.stack), name=found, index=index)
    raise AssertionError(statement)


def rejoined(code, reversal):
    """The finished code with `x_1` called `x` again where the two never meet."""
    apart = together(code, reversal.fixed)
    classes = Classes(apart, dict(reversal.facts), reversal.fixed, reversal.made, strict=True)
    found = set()
    for statement in every(code):
        if isinstance(statement, Let):
            found.add(statement.name)
        elif isinstance(statement, Unpack):
            found.update(statement.names)
    found -= {"_"}
    gradients = set(reversal.adjoints.values())
    for left, right in plain_copies(code):
        if (left in gradients) is not (right in gradients):
            continue
        if left in reversal.made or right in reversal.made:
            classes.unite(left, right)
    for text in sorted(found):
        base, _, number = text.rpartition("_")
        if number.isdigit() and base and text not in reversal.made:
            if base in found or base in reversal.fixed:
                if text in reversal.versions:
                    classes.strict = False
                    classes.unite(base, text)
                    classes.strict = True
    mapping = {text: classes.find(text) for text in classes.parent}
    kept = found | set(mapping.values())
    reversal.facts.update({k: v for k, v in classes.facts.items() if k in kept})
    reversal.views = renamed_views(reversal.views, mapping)
    return renamed(code, mapping)


def plain_copies(code):
    """All copies of one name to another."""
    for statement in every(code):
        if isinstance(statement, Let) and isinstance(statement.value, gast.Name):
            yield statement.name, statement.value.id
