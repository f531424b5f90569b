"""Random programs with many long lines, the same for the same seed."""

import random

NAMES = (
    *("x", "w", "xs", "d_x", "h", "t", "bias", "weight", "target", "error"),
    *("d_weight", "hidden_bias", "pred_matmul", "d_hidden_weight"),
    *("d_pred_matmul_2", "normalised_gradient", "attention_scores_softmax"),
)
FUNCTIONS = ("np.sum", "np.tanh", "unbroadcast", "expand", "np.linalg.inv", "dense_backward")
NUMBERS = ("0", "1", "2", "0.5", "1e-06", "10.0")


class Sample:
    """Writes random expressions and statements; `depth` bounds how deep they nest."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *writers):
        """What one of the writers, each with its weight, writes."""
        weights = [weight for weight, _ in writers]
        return self.random.choices(writers, weights)[0][1]()

    def name(self):
        return self.random.choice(NAMES)

    def several(self, write, counts):
        return ", ".join(write() for _ in range(self.random.choice(counts)))

    def arguments(self, depth):
        positional = self.several(lambda: self.expression(depth - 1), (1, 1, 2, 3))
        if self.random.random() < 0.3:
            return f"{positional}, axis={self.expression(depth - 2)}"
        return positional

    def primary(self, depth):
        if depth <= 0:
            return self.name()
        inner = depth - 1
        return self.one(
            (30, self.name),
            (25, lambda: f"{self.random.choice(FUNCTIONS)}({self.arguments(depth)})"),
            (10, lambda: f"{self.primary(inner)}.T"),
            (13, lambda: f"{self.primary(inner)}[{self.index(inner)}]"),
            (10, lambda: f"{self.primary(inner)}.reshape({self.arguments(depth)})"),
            (2, lambda: f"{self.primary(inner)}.copy()"),
            (5, lambda: f"({self.operation(inner)})"),
        )

    def index(self, depth):
        def one():
            return self.one(
                (4, lambda: self.expression(depth)),
                (2, lambda: ":"),
                (1, lambda: f"{self.expression(depth)}:{self.expression(depth - 1)}"),
                (1, lambda: f"{self.expression(depth)}:"),
                (1, lambda: "::2"),
                (1, lambda: "np.newaxis"),
            )

        return self.several(one, (1, 1, 2, 3))

    def operation(self, depth):
        sign = self.random.choice(["+", "-", "*", "/", "@", "//", "%", "+", "*", "**"])
        return self.one(
            (8, lambda: f"{self.operand(depth)} {sign} {self.operand(depth)}"),
            (1, lambda: f"-{self.primary(depth)}"),
        )

    def operand(self, depth):
        if depth <= 0:
            return self.primary(depth)
        return self.one(
            (6, lambda: self.primary(depth)),
            (1, lambda: self.random.choice(NUMBERS)),
            (1, lambda: f"-{self.primary(depth - 1)}"),
            (2, lambda: self.operation(depth - 1)),
        )

    def condition(self, depth):
        inner = depth - 1
        sign = self.random.choice(["<", ">", "==", "is not", "in"])
        if depth <= 0:
            return f"{self.name()} {sign} {self.name()}"
        return self.one(
            (5, lambda: f"{self.operand(depth)} {sign} {self.operand(depth)}"),
            (2, lambda: f"{self.condition(inner)} and {self.condition(inner)}"),
            (1, lambda: f"{self.condition(inner)} or {self.condition(inner)}"),
            (1, lambda: f"not {self.primary(depth)}"),
        )

    def expression(self, depth):
        if depth <= 0:
            return self.one((2, self.name), (1, lambda: self.random.choice(NUMBERS)))
        inner = depth - 1

        def again():
            return self.expression(inner)

        return self.one(
            (35, lambda: self.primary(depth)),
            (40, lambda: self.operation(depth)),
            (4, lambda: f"({again()}, {again()})"),
            (3, lambda: f"[{again()}, {again()}, {again()}]"),
            (3, lambda: f"({again()} if {self.condition(inner)} else {again()})"),
            (2, lambda: f"[{again()} for {self.name()} in {self.primary(inner)}]"),
            (1, lambda: f"{{'a': {again()}, 'key': {again()}}}"),
            (1, lambda: f"f({self.name()} for {self.name()} in {self.primary(inner)})"),
            (2, lambda: "'a string'"),
        )

    def target(self):
        return self.one(
            (6, self.name),
            (2, lambda: f"{self.name()}[{self.index(1)}]"),
            (2, lambda: self.several(self.name, (2, 3, 5))),
            (1, lambda: f"{self.name()} = {self.name()}"),
        )

    def statement(self, indent=1):
        depth = self.random.choice([1, 2, 2, 3, 3, 4])

        def head(text):
            return [text, *(self.statement(indent + 1) if indent < 4 else ["    pass"])]

        lines = self.one(
            (45, lambda: [f"{self.target()} = {self.expression(depth)}"]),
            (15, lambda: [f"{self.name()}[{self.index(1)}] += {self.expression(depth)}"]),
            (5, lambda: [f"{self.name()}.append({self.arguments(depth)})"]),
            (2, lambda: [f"assert {self.condition(depth)}, {self.expression(1)}"]),
            (1, lambda: [f"raise ValueError({self.arguments(depth)})"]),
            (9, lambda: [f"return {self.several(lambda: self.expression(depth), (1, 2, 4))}"]),
            (6, lambda: head(f"if {self.condition(depth)}:")),
            (3, lambda: head(f"while {self.condition(depth)}:")),
            (6, lambda: head(f"for {self.target_of_loop()} in {self.primary(depth)}:")),
            (1, lambda: head(f"with np.errstate({self.arguments(depth)}):")),
        )
        return ["    " + line for line in lines]

    def target_of_loop(self):
        return self.several(self.name, (1, 1, 2, 3))

    def function(self, statements):
        names = sorted({self.name() for _ in range(self.random.choice([2, 4, 9]))})
        lines = [line for _ in range(statements) for line in self.statement()]
        return "\n".join([f"def f({', '.join(names)}):", *lines]) + "\n"
