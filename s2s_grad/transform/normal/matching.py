"""match statements: each case as a condition on the subject, and the names that it binds."""

import gast

from s2s_grad.code import Branch, Let
from s2s_grad.syntax.tree import attribute, call, constant, item, name, substitute
from s2s_grad.transform.normal.atoms import atom
from s2s_grad.transform.normal.conditions import write_test


def write_match(writer, node):
    """A match statement as branches, one inside the other."""
    origin = writer.origin
    subject = atom(writer, node.subject, "subject")
    if not isinstance(subject, gast.Name):
        found = writer.temporary("subject")
        writer.put(Let(found, subject))
        subject = name(found)
    write_cases(writer, subject, node.cases)
    writer.origin = origin


def write_cases(writer, subject, cases):
    """The first case, and the others for when it does not fit."""
    if not cases:
        return
    case, *rest = cases
    tests, bound = fits(writer, case.pattern, subject)
    if case.guard is not None:
        tests.append(substitute(case.guard, bound))
    writer.origin = writer.source.origin(case.pattern)

    def fill():
        for text, value in bound.items():
            writer.assign(writer, text, value)
        writer.write_block(writer, case.body)

    if not tests:
        return fill()
    test = tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), tests)
    condition, origin = write_test(writer, test), writer.origin
    then = writer.inner(fill)
    otherwise = writer.inner(lambda: write_cases(writer, subject, rest))
    writer.origin = origin
    writer.put(Branch(condition, then, otherwise))


def fits(writer, pattern, subject):
    """(conditions in order, names bound) under which `subject` fits the pattern."""
    match pattern:
        case gast.MatchValue(value=value):
            return [compare(subject, gast.Eq, value)], {}
        case gast.MatchSingleton(value=value):
            return [compare(subject, gast.Is, constant(value))], {}
        case gast.MatchAs(pattern=inner, name=text):
            tests, bound = ([], {}) if inner is None else fits(writer, inner, subject)
            return tests, bound if text is None else {**bound, text: subject}
        case gast.MatchOr(patterns=patterns):
            return either(writer, patterns, subject)
        case gast.MatchSequence(patterns=patterns):
            return sequence_fits(writer, patterns, subject)
        case gast.MatchMapping():
            return mapping_fits(writer, pattern, subject)
        case gast.MatchClass():
            return class_fits(writer, pattern, subject)
    return writer.refuse(
        pattern, "S101", "this pattern is not supported", "Write it with if and isinstance."
    )


def compare(left, operator, right):
    """`left operator right`."""
    return gast.Compare(left, [operator()], [right])


def both(tests):
    """All of several conditions as one."""
    if not tests:
        return constant(True)
    return tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), tests)


def either(writer, patterns, subject):
    """`first | second`."""
    found = [fits(writer, inner, subject) for inner in patterns]
    if any(bound != found[0][1] for _, bound in found) and any(bound for _, bound in found):
        same = all(shown(bound) == shown(found[0][1]) for _, bound in found)
        if not same:
            writer.refuse(
                patterns[0],
                "S101",
                "the alternatives of this pattern bind names to different parts",
                "Write one case for each.",
            )
    if any(not tests for tests, _ in found):
        return [], found[0][1]
    return [gast.BoolOp(gast.Or(), [both(tests) for tests, _ in found])], found[0][1]


def shown(bound):
    """Bound names and parts in a form that can be compared."""
    return {text: gast.dump(value) for text, value in bound.items()}


def sequence_fits(writer, patterns, subject):
    """`[first, *middle, last]`."""
    stars = [i for i, inner in enumerate(patterns) if isinstance(inner, gast.MatchStar)]
    count = constant(len(patterns) - len(stars))
    length = call("__length__", subject)
    tests = [call("__is_sequence__", subject)]
    tests.append(compare(length, gast.GtE if stars else gast.Eq, count))
    bound = {}
    for i, inner in enumerate(patterns):
        if isinstance(inner, gast.MatchStar):
            after = constant(len(patterns) - i - 1)
            if inner.name is not None:
                bound[inner.name] = call("__middle__", subject, constant(i), after)
            continue
        place = i - len(patterns) if stars and i > stars[0] else i
        more, names = fits(writer, inner, item(subject, constant(place)))
        tests += more
        bound.update(names)
    return tests, bound


def mapping_fits(writer, pattern, subject):
    """`{"key": inner, **rest}`."""
    tests, bound = [call("__is_mapping__", subject)], {}
    for key, inner in zip(pattern.keys, pattern.patterns, strict=True):
        tests.append(compare(key, gast.In, subject))
        more, names = fits(writer, inner, item(subject, key))
        tests += more
        bound.update(names)
    if pattern.rest is not None:
        keys = gast.Tuple(list(pattern.keys), gast.Load())
        bound[pattern.rest] = call("__rest__", subject, keys)
    return tests, bound


def class_fits(writer, pattern, subject):
    """`Class(first, name=second)`."""
    tests, bound = [call("__is_instance__", subject, pattern.cls)], {}
    places = [
        (inner, call("__positional__", subject, pattern.cls, constant(i)))
        for i, inner in enumerate(pattern.patterns)
    ]
    for text, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        tests.append(call("__has__", subject, constant(text)))
        places.append((inner, attribute(subject, text)))
    for inner, place in places:
        more, names = fits(writer, inner, place)
        tests += more
        bound.update(names)
    return tests, bound
