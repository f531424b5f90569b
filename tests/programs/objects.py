"""Objects of the user's classes that the program makes and changes."""

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from tests.corpus import at, case, normal, uniform


class Particle:
    """A mass on a spring."""

    stiffness = 1.5

    def __init__(self, position, velocity):
        self.position = position
        self.velocity = velocity

    def step(self, dt):
        self.velocity = self.velocity - dt * self.stiffness * self.position
        self.position = self.position + dt * self.velocity
        return self

    @property
    def energy(self):
        return 0.5 * self.velocity**2 + 0.5 * self.stiffness * self.position**2


def particle_on_a_spring(position, velocity, dt):
    particle = Particle(position, velocity)
    for _ in range(10):
        particle.step(dt)
    return particle.energy


case(particle_on_a_spring, at(0.7, -0.2, 0.1), wrt=(0, 1, 2))


def two_names_for_an_object(x):
    box = Particle(x, 1.0)
    same = box
    same.position = x**2
    if x > 0:
        box.velocity = np.sin(x)
    else:
        same.step(x)
    return box.position * same.velocity + box.energy


case(two_names_for_an_object, at(0.7), at(-0.4))


class Statistics:
    """Running mean and variance."""

    def __init__(self):
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def add(self, value):
        self.count += 1
        delta = value - self.mean
        self.mean += delta / self.count
        self.squares += delta * (value - self.mean)
        return self

    @property
    def variance(self):
        return self.squares / (self.count - 1)


def running_variance(x):
    stats = Statistics()
    for v in x[1:]:
        stats.add(v)
    return np.sqrt(stats.add(x[0]).variance) / (2.0 + stats.mean)


case(running_variance, at(normal(5, seed=8)), at(normal(3, seed=9)))


class Vector:
    """A vector of two components, with operators."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __bool__(self):
        return bool(self @ self > 0.0)


def vector_operators(a, b):
    u, v = Vector(a, b), Vector(b, 2.0)
    w = -(2.0 * u + v * a)
    return w @ u if w else 0.0


case(vector_operators, at(0.7, 1.3), wrt=(0, 1))


class State:
    """A state that steps to a new one."""

    def __init__(self, h, total=0.0):
        self.h, self.total = h, total

    def after(self, x, w):
        h = np.tanh(w @ self.h + x)
        return State(h, self.total + np.sum(h**2))


def functional_state(xs, w):
    state = State(np.zeros(2))
    for x in xs:
        state = state.after(x, w)
    return state.total


case(functional_state, at(normal(4, 2), normal(2, 2, seed=1)), wrt=(0, 1))


class Shape:
    """What has an area."""

    def __init__(self, scale):
        self.scale = scale

    def area(self):
        return self.scale * self.unit()


class Square(Shape):
    def unit(self):
        return self.scale


class Ring(Shape):
    def __init__(self, scale, hole):
        super().__init__(scale)
        self.hole = hole

    def unit(self):
        return np.pi * (self.scale - self.hole**2 / self.scale)


def area_of_shapes(x, hole):
    shapes = [Square(x), Ring(2.0 * x, hole), Square(hole)]
    total = 0.0
    for shape in shapes:
        total += shape.area()
        shape.scale = shape.scale * 0.5
    return total * shapes[1].area()


case(area_of_shapes, at(1.2, 0.4), wrt=(0, 1))


@dataclass
class Momentum:
    """Descent with a velocity for each value."""

    rate: float
    decay: float = 0.5
    velocity: list = field(default_factory=list)
    total: float = field(init=False)

    def __post_init__(self):
        self.total = 0.0
        self.velocity = self.velocity or [0.0, 0.0]

    def step(self, values, slopes):
        moved = []
        for i, (value, slope) in enumerate(zip(values, slopes, strict=True)):
            self.velocity[i] = self.decay * self.velocity[i] - self.rate * slope
            self.total += self.velocity[i] ** 2
            moved.append(value + self.velocity[i])
        return moved


def momentum_descent(start, rate):
    descent = Momentum(rate)
    values = [start[0], start[1]]
    for _ in range(4):
        values = descent.step(values, [2.0 * values[0], 0.5 * values[1] ** 3])
    return values[0] * values[1] + descent.total


case(momentum_descent, at(np.array([1.2, -0.7]), 0.1), wrt=(0, 1))


@dataclass(frozen=True)
class Settings:
    """Frozen settings."""

    gain: float
    bias: float = 0.25

    def scaled(self, factor):
        return replace(self, gain=self.gain * factor)


def frozen_settings(gain, x):
    settings = Settings(gain).scaled(x).scaled(2.0)
    return np.sum(np.tanh(settings.gain * x + settings.bias))


case(frozen_settings, at(0.8, 0.5), wrt=(0, 1))


class Node:
    """A node of a binary tree."""

    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def total(self):
        found = np.sin(self.value)
        for child in (self.left, self.right):
            if child is not None:
                found = found + child.total() * self.value
        return found


def grow_tree(x, depth):
    if depth == 0:
        return None
    return Node(x * depth, grow_tree(0.5 * x, depth - 1), grow_tree(x + 0.1, depth - 1))


def tree_total(x):
    return grow_tree(x, 3).total()


case(tree_total, at(0.6))


class Temperature:
    """Kelvin inside, Celsius outside."""

    __slots__ = ("kelvin",)

    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def celsius(self):
        return self.kelvin - 273.15

    @celsius.setter
    def celsius(self, value):
        self.kelvin = value + 273.15

    @classmethod
    def mean(cls, *degrees):
        return cls(sum(degrees) / len(degrees))


def property_with_setter(x, y):
    temperature = Temperature.mean(x, y, 1.0)
    temperature.celsius *= x
    return temperature.kelvin * temperature.celsius


case(property_with_setter, at(0.7, 1.9), wrt=(0, 1))


class Kind(Enum):
    """How a unit answers."""

    TANH = 1
    LINEAR = 2


class Cell:
    """A unit with a state and a kind."""

    def __init__(self, kind, size):
        self.kind = kind
        self.h = np.zeros(size)

    def __call__(self, x):
        self.h = 0.5 * self.h + x
        if self.kind is Kind.TANH:
            self.h = np.tanh(self.h)
        return self.h


def chain_of_units(xs):
    units = [Cell(Kind.TANH, 3), Cell(Kind.LINEAR, 3), Cell(Kind(1), 3)]
    total = 0.0
    for x in xs:
        for unit in units:
            x = unit(x)
        total = total + np.sum(x**2)
    return total


case(chain_of_units, at(uniform(4, 3)))


@dataclass
class Layer:
    """Weights, a bias and a name."""

    weight: np.ndarray
    bias: float
    name: str = "layer"

    def __call__(self, x):
        return np.tanh(x @ self.weight + self.bias)


@dataclass(frozen=True)
class Net:
    """Layers in a list, and a scale."""

    first: Layer
    rest: list
    scale: float = 2.0


def dataclass_of_layers(net, x):
    h = net.first(x)
    for layer in net.rest:
        h = layer(h)
    return net.scale * np.sum(h**2)


def layer(seed):
    """A layer to start from."""
    return Layer(normal(2, 2, seed=seed), 0.1 * seed)


case(
    dataclass_of_layers,
    at(Net(layer(1), [layer(2), layer(3)]), normal(2)),
    at(Net(layer(4), [layer(5), layer(6)], 1.5), normal(2, seed=1)),
    wrt=(0, 1),
)


def second_name_in_a_loop(x):
    first, second = Particle(x, 1.0), Particle(x**2, x)
    for _ in range(2):
        second = first
        if x > 0.5:
            second.velocity = x
    if second.position > 0.0:
        return second.position * second.velocity
    return first.velocity


case(second_name_in_a_loop, at(0.7), at(0.3))
