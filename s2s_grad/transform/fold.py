"""A value that we named and that is read once moves into its reader."""

from dataclasses import replace

import gast

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
)
from s2s_grad.syntax.emit import emit_expression
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import count, function_text, names, number, substitute
from s2s_grad.transform.saves import own_names, written

WIDTH = 88
VIEWS = {}


def owners(texts):
    """The names, and those whose memory they may share."""
    return texts.union(*(VIEWS.get(text, frozenset()) for text in texts))


def fold(code, made, kept=(), depth=1, views=None, items=False):
    """The code with temporaries folded; names outside `made`, and those in `kept`,
    which are read elsewhere, stay as they are. With `items`, one index or attribute of
    names still standing is written again in every reader.

    >>> from s2s_grad.transform.show import read, show
    >>> print(show(fold(read("t = a + b; y = t * c"), made={"t"})))
    y = (a + b) * c
    """
    counts = read_counts(code)
    VIEWS.clear()
    VIEWS.update(views or {})
    for text in kept:
        counts[text] = counts.get(text, 0) + 2
    tiny = is_item if items else is_tiny
    return fold_block(code, made, counts, depth, tiny)


def read_counts(code):
    """How often each name is read in the code."""
    found = {}
    for statement in every(code):
        for node in expressions(statement):
            for text in every_name(node):
                found[text] = found.get(text, 0) + 1
        if isinstance(statement, (Save, Restore)):
            found[statement.name] = found.get(statement.name, 0) + 2
            if statement.own:
                for text in {statement.stack} | names(statement.index):
                    found[text] = found.get(text, 0) + 2
        if isinstance(statement, Add):
            found[statement.name] = found.get(statement.name, 0) + 1
    return found


def every_name(node):
    """Every reading of a name in an expression, repetitions included."""
    if isinstance(node, gast.Name):
        yield node.id
        return
    for part in gast.iter_child_nodes(node):
        yield from every_name(part)


def expressions(statement):
    """The expressions in a statement itself."""
    match statement:
        case Let(value=value) | Unpack(value=value) | Do(value=value):
            return [value]
        case Put(place=place, value=value):
            return [place, value]
        case Add(value=value, index=index):
            return [value] if index is None else [value, index]
        case Branch(test=test) | While(test=test):
            return [test]
        case For(sequence=sequence):
            return [sequence]
        case Leave(value=value):
            return [] if value is None else [value]
    return []


def fold_block(block, made, counts, depth, tiny):
    """One block, inner ones included."""
    out = list(block)
    position = 0
    while position < len(out):
        statement = out[position]
        if isinstance(statement, Let) and statement.name in made and tiny(statement):
            if spread(out, position, depth, statement, counts):
                continue
        if isinstance(statement, Let) and statement.name in made:
            if counts.get(statement.name) == 1 and can_move(statement.value):
                target = reader(out, position)
                if target is not None:
                    new = folded(out[target], statement, depth)
                    if new is not None:
                        out[target] = new
                        del out[position]
                        position = max(position - 1, 0)
                        continue
        position += 1
    return tuple(inner(statement, made, counts, depth, tiny) for statement in out)


def is_tiny(statement):
    """Whether a value is a name, or a name with a minus."""
    value = statement.value
    if isinstance(value, gast.UnaryOp) and isinstance(value.op, gast.USub):
        value = value.operand
    if isinstance(value, gast.Constant) and type(value.value) in (int, float):
        return True
    if function_text(value) in ("np.full_like", "np.ones_like"):
        return all(
            isinstance(entry, gast.Name) or number(entry) is not None for entry in value.args
        )
    return isinstance(value, gast.Name) and value.id != statement.name


def is_item(statement):
    """Whether a value is tiny, or one index or attribute of a name."""
    value = statement.value
    if isinstance(value, gast.Attribute):
        return isinstance(value.value, gast.Name) and value.attr == "T"
    if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name):
        index = value.slice
        entries = index.elts if isinstance(index, gast.Tuple) else [index]
        return all(isinstance(e, gast.Name) or number(e) is not None for e in entries)
    return is_tiny(statement)


def spread(out, position, depth, statement, counts):
    """Write a tiny value again in every reader of the block; whether that was possible."""
    operands = names(statement.value)
    readers, left = [], counts.get(statement.name, 0)
    for index in range(position + 1, len(out)):
        later = out[index]
        if statement.name in own_reads(later):
            if isinstance(later, (While, For, Branch)):
                return False
            new = folded(later, statement, depth)
            if new is None:
                return False
            readers.append((index, new))
            left -= sum(count(node, statement.name) for node in expressions(later))
        elif any(statement.name in own_names(s) for s in every((later,))):
            return False
        if left == 0:
            break
        if is_changed(operands | {statement.name}, later):
            return False
    if left != 0 or not readers:
        return False
    for index, new in readers:
        out[index] = new
    for text in operands:
        counts[text] = counts.get(text, 0) + len(readers)
    del out[position]
    return True


def inner(statement, made, counts, depth, tiny):
    """The statement with its own blocks folded."""
    match statement:
        case Branch():
            then = fold_block(statement.then, made, counts, depth + 1, tiny)
            otherwise = fold_block(statement.otherwise, made, counts, depth + 1, tiny)
            return replace(statement, then=then, otherwise=otherwise)
        case For() | While():
            body = fold_block(statement.body, made, counts, depth + 1, tiny)
            return replace(statement, body=body)
    return statement


def can_move(value):
    """Whether an expression may be evaluated later: it has no effect."""
    return not any(isinstance(node, gast.Lambda) for node in gast.walk(value))


def reader(block, position):
    """The index of the statement that reads the name, if its operands keep till then."""
    statement = block[position]
    operands = names(statement.value)
    for index in range(position + 1, len(block)):
        later = block[index]
        own = own_reads(later)
        if statement.name in own:
            loops = isinstance(later, While)
            return None if loops else index
        if any(statement.name in own_names(s) for s in every((later,))):
            return None
        if is_changed(operands, later):
            return None
        if isinstance(later, (Do, Put)) and operands & own_names(later):
            return None
    return None


def own_reads(statement):
    """The names that a statement reads itself, outside of its blocks."""
    found = set()
    for node in expressions(statement):
        found |= names(node)
    return found


def is_changed(texts, statement):
    """Whether a statement, its blocks included, writes or adds to one of the names, or to
    memory that one of them shares."""
    found, touched = set(written((statement,))), set()
    for entry in every((statement,)):
        match entry:
            case Add(name=text, index=index):
                (found if index is None else touched).add(text)
            case Save(own=True, stack=stack):
                touched.add(stack)
            case Restore(name=text):
                found.add(text)
                if entry.own:
                    touched.add(entry.stack)
            case Put(place=place):
                touched.add(root_of(place))
            case Do(value=value):
                touched.add(written_to(value))
    return bool(texts & found) or bool(touched and owners(texts) & touched)


def folded(statement, let, depth):
    """The reader with the value in place of the name, or None when the line would be
    too long or the reader needs a name."""
    mapping = {let.name: let.value}
    match statement:
        case Leave(kind="return", value=value) if isinstance(value, gast.Name):
            return None
        case Do(value=value) if function_text(value).startswith("@"):
            return None
        case For(sequence=sequence):
            new = replace(statement, sequence=substitute(sequence, mapping))
            return new if is_short(new.sequence, depth, 8) else None
        case Branch(test=test):
            new = replace(statement, test=substitute(test, mapping))
            return new if is_short(new.test, depth, 4) else None
        case Add(value=value, index=index, name=text):
            if index is not None and count(index, let.name):
                return None
            new = replace(statement, value=substitute(value, mapping))
            return new if is_short(new.value, depth, len(text) + 4) else None
        case Let(name=text, value=value):
            new = replace(statement, value=substitute(value, mapping))
            return new if is_short(new.value, depth, len(text) + 3) else None
        case Put(place=place, value=value) if not count(place, let.name):
            new = replace(statement, value=substitute(value, mapping))
            room = len(emit_expression(place)) + 3
            return new if is_short(new.value, depth, room) else None
        case Unpack(names=texts, value=value):
            new = replace(statement, value=substitute(value, mapping))
            room = sum(len(text) + 2 for text in texts)
            return new if is_short(new.value, depth, room) else None
        case Do(value=value) if written_to(value) == let.name:
            return None  # the call adds to the array
        case Do(value=value) | Leave(value=value):
            new = replace(statement, value=substitute(value, mapping))
            return new if is_short(new.value, depth, 8) else None
    return None


def is_short(value, depth, before):
    """Whether an expression fits on a line."""
    return len(emit_expression(value)) + 4 * depth + before <= WIDTH
