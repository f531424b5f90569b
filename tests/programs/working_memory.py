"""Stacks, queues, linked lists, counters and copies that a program makes for its work."""

import copy
from collections import Counter, defaultdict, deque
from types import SimpleNamespace

import numpy as np

from tests.corpus import at, case, normal


def grouped_products(x):
    groups = defaultdict(list)
    for i, v in enumerate(x):
        groups[i % 3].append(v)
    return sum(np.prod(group) for group in groups.values())


case(grouped_products, at(normal(6, seed=10)))


def moving_pairs(x):
    window = deque(maxlen=2)
    smooth = 0.0
    for power in range(5):
        window.append(x**power)
        smooth += sum(window) ** 2
    return smooth


case(moving_pairs, at(0.7))


class Stack:
    """Values, the last one first."""

    def __init__(self):
        self.values = []

    def push(self, value):
        self.values.append(value)
        return self

    def pop(self):
        return self.values.pop()

    def __len__(self):
        return len(self.values)


def postfix_formula(x, y):
    """Evaluates x 2 * y + x * for a stack machine."""
    stack = Stack()
    for token in ("x", "2", "*", "y", "+", "x", "*"):
        if token == "*":
            stack.push(stack.pop() * stack.pop())
        elif token == "+":
            stack.push(stack.pop() + stack.pop())
        else:
            stack.push({"x": x, "y": y, "2": 2.0}[token])
    return stack.pop() ** 2 + len(stack)


case(postfix_formula, at(0.7, 1.2), wrt=(0, 1))


class Link:
    """One value of a linked list, and the rest."""

    def __init__(self, value, rest=None):
        self.value, self.rest = value, rest


def linked_values(x):
    head = None
    for i in range(4):
        head = Link(x * i + 1.0, head)
    total, weight, link = 0.0, 1.0, head
    while link is not None:
        total += weight * link.value**2
        weight *= 0.5
        link = link.rest
    return total


case(linked_values, at(0.6))


class Number:
    """A leaf of an expression."""

    def __init__(self, value):
        self.value = value

    def accept(self, visitor):
        return visitor.number(self)


class Product:
    """An expression of two others."""

    def __init__(self, left, right):
        self.left, self.right = left, right

    def accept(self, visitor):
        return visitor.product(self)


class Evaluation:
    """The value of an expression, and how many leaves it has."""

    def __init__(self):
        self.leaves = Counter()

    def number(self, node):
        self.leaves["all"] += 1
        return node.value

    def product(self, node):
        return node.left.accept(self) * node.right.accept(self)


def visited_expression(x):
    visitor = Evaluation()
    tree = Product(Number(x), Product(Number(np.sin(x)), Number(2.0)))
    return tree.accept(visitor) * visitor.leaves["all"]


case(visited_expression, at(0.8))


def edited_list(x):
    items = [x[0]]
    items.append(x[1] * 2.0)
    items.insert(0, x[2] ** 2)
    items.extend([x[0] * x[1], x[3]])
    last = items.pop()
    first = items.pop(0)
    items[1:2] = [last, first * last]
    del items[0]
    items.reverse()
    items[-1] += 0.5
    return sum((k + 1) * v for k, v in enumerate(items)) + len(items) * first


case(edited_list, at(normal(4, seed=19)))


def copied_state(x):
    state = SimpleNamespace(position=x, path=[x])
    shallow, deep = copy.copy(state), copy.deepcopy(state)
    state.path.append(x**2)
    shallow.position = 3.0 * x
    deep.path[0] = np.exp(x)
    return sum(shallow.path) * state.position + deep.path[0] * len(deep.path)


case(copied_state, at(0.4))


class Row:
    """Values with the protocol of a container."""

    def __init__(self, values):
        self.values = values

    def __iter__(self):
        return iter(self.values)

    def __getitem__(self, key):
        return self.values[key]

    def __setitem__(self, key, value):
        self.values[key] = value

    def __contains__(self, key):
        return 0 <= key < len(self.values)


def container_methods(x):
    row = Row([x[0], x[1], 0.5])
    row[2] = row[0] * row[1]
    row[0] += 1.0
    first, *others = row
    total = sum(v**2 for v in row)
    return total + first * others[-1] if 7 not in row else 0.0


case(container_methods, at(normal(2, seed=13)))


def tree_by_queue(x):
    """Breadth first through a tree of halves."""
    queue, total = deque([(x, 0)]), 0.0
    while queue:
        value, depth = queue.popleft()
        total += value**2
        if depth < 2:
            queue.append((0.5 * value, depth + 1))
            queue.append((value + 1.0, depth + 1))
    return total


case(tree_by_queue, at(0.3))
