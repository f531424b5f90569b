"""Cells: names and order of Parameters, attributes, containers, hooks, text."""

import copy

import pytest

from s2s_grad import dtype, nn
from s2s_grad.parameter import Parameter, ParameterTuple
from s2s_grad.tensor import Tensor


class Scale(nn.Cell):
    def __init__(self, by=2.0):
        super().__init__()
        self.by = Parameter(Tensor([by]), name="own_name")

    def construct(self, x):
        return x * self.by


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.inner = Scale()
        self.w = Parameter(Tensor([1.0]))
        self.pair = ParameterTuple([Parameter(1.0, name="a"), Parameter(1.0, name="b")])

    def construct(self, x):
        return self.inner(x) + self.w


def test_own_parameters_come_first_and_children_follow_by_path():
    assert ["w", "a", "b", "inner.by"] == [each.name for each in Net().get_parameters()]


def test_a_name_of_its_own_lasts_until_the_cell_has_a_parent():
    assert ["own_name"] == [each.name for each in Scale().get_parameters()]


def test_a_shared_cell_counts_once():
    net = Net()
    net.again = net.inner

    assert 4 == len(net.trainable_params())


def test_requires_grad_decides_what_is_trained():
    net = Net()
    net.w.requires_grad = False

    assert [net.w] == net.untrainable_params()
    assert net.w not in [each for each in net.trainable_params() if each is net.w]


def test_a_tensor_goes_into_an_existing_parameter():
    net = Net()
    net.w = Tensor([5.0])

    assert isinstance(net.w, Parameter) and [5.0] == net.w.tolist()
    with pytest.raises(TypeError, match="already exists"):
        net.w = 3


def test_wrong_uses_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'zzz'"):
        Net().zzz  # noqa: B018
    with pytest.raises(AttributeError, match="construct"):
        nn.Cell()(1)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        Net()()
    with pytest.raises(TypeError):
        Net().insert_child_to_cell("child", 3)


def test_a_cell_that_was_not_initialised_says_so():
    class Lazy(nn.Cell):
        def __init__(self):
            self.w = Parameter(Tensor([1.0]))

    with pytest.raises(AttributeError, match="__init__"):
        Lazy()


def test_training_is_set_everywhere():
    net = Net().set_train()

    assert net.inner.training
    assert not net.set_train(False).inner.training


def test_a_sequence_of_cells():
    net = nn.SequentialCell(nn.Dense(2, 3), nn.ReLU())
    net.append(nn.Dense(3, 1))

    assert ["0.weight", "0.bias", "2.weight", "2.bias"] == [p.name for p in net.get_parameters()]
    assert isinstance(net[1:], nn.SequentialCell) and 2 == len(net[1:])
    assert (4, 1) == net(Tensor([[1.0, 2.0]] * 4)).shape


def test_a_list_of_cells():
    cells = nn.CellList([nn.ReLU()])
    cells.insert(0, nn.Tanh())

    assert ["Tanh", "ReLU"] == [type(cell).__name__ for cell in cells]
    with pytest.raises(IndexError):
        cells[2]
    with pytest.raises(TypeError):
        cells.append(3)


def test_a_dict_of_cells():
    cells = nn.CellDict({"a": Scale()})

    assert ["a"] == list(cells.keys())
    assert ["a.by"] == [each.name for each in cells.get_parameters()]


def test_a_copy_is_independent():
    net = Net()
    twin = copy.deepcopy(net)
    net.w.set_data(Tensor([9.0]))

    assert [1.0] == twin.w.tolist()
    assert ["w", "a", "b", "inner.by"] == [each.name for each in twin.get_parameters()]


def test_hooks_change_inputs_and_outputs_until_they_are_removed():
    net = Scale()
    before = net.register_forward_pre_hook(lambda cell, inputs: (inputs[0] + 1,))
    after = net.register_forward_hook(lambda cell, inputs, output: output * 10)

    assert [40.0] == net(Tensor([1.0])).tolist()
    before.remove()
    after.remove()
    assert [2.0] == net(Tensor([1.0])).tolist()
    with pytest.raises(TypeError):
        net.register_forward_hook(3)


def test_half_precision_leaves_the_parameters_alone():
    net = nn.Dense(2, 2).to_float(dtype.float16)

    assert "Float16" == str(net(Tensor([[1.0, 2.0]])).dtype)
    assert "Float32" == str(net.weight.dtype)


def test_text():
    net = nn.SequentialCell(nn.Flatten(), nn.Dense(4, 3))
    line = "(1): Dense(input_channels=4, output_channels=3, has_bias=True)"

    assert f"SequentialCell(\n  (0): Flatten()\n  {line}\n)" == repr(net)
