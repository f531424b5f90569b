"""Builtins that take functions, as plain Python that is written out where they are called."""


def least(items, key):
    best = 0
    low = key(items[0])
    for i in range(1, len(items)):
        other = key(items[i])
        if other < low:
            best = i
            low = other
    return best


def greatest(items, key):
    best = 0
    high = key(items[0])
    for i in range(1, len(items)):
        other = key(items[i])
        if other > high:
            best = i
            high = other
    return best


def least_or(items, default):
    return min(items) if len(items) > 0 else default


def greatest_or(items, default):
    return max(items) if len(items) > 0 else default


def keys_of(items, key):
    keys = [key(item) for item in items]
    return keys


def rearranged(items, order):
    placed = [items[place] for place in order]
    return placed


def reduced(function, items):
    total = items[0]
    for i in range(1, len(items)):
        total = function(total, items[i])
    return total


def reduced_from(function, items, total):
    for item in items:
        total = function(total, item)
    return total


def mapped(function, items):
    return [function(item) for item in items]


def mapped_pairs(function, items, others):
    return [function(item, other) for item, other in zip(items, others, strict=False)]


def filtered(function, items):
    return [item for item in items if function(item)]


def truthy(items):
    return [item for item in items if item]


def paired(items, others):
    return [(item, other) for item, other in zip(items, others, strict=False)]


def counted(items, start):
    return [(start + i, items[i]) for i in range(len(items))]


def accumulated(items, function):
    total = items[0]
    totals = [total]
    for i in range(1, len(items)):
        total = function(total, items[i])
        totals.append(total)
    return totals
