"""Parameter and ParameterTuple."""

import pytest

from s2s_grad import ops
from s2s_grad.parameter import Parameter, ParameterTuple
from s2s_grad.tensor import Tensor


def test_numbers_have_their_own_dtypes():
    assert "Int32" == str(Parameter(1).dtype)
    assert "Float32" == str(Parameter(1.0).dtype)


@pytest.mark.parametrize(
    ("data", "error"), [(True, ValueError), ("a", TypeError), (None, TypeError)]
)
def test_other_data_is_refused(data, error):
    with pytest.raises(error):
        Parameter(data)


def test_text():
    shown = "Parameter (name=p, shape=(2,), dtype=Float32, requires_grad=True)"

    assert shown == repr(Parameter(Tensor([1.0, 2.0]), name="p"))


def test_results_are_plain_tensors():
    p = Parameter(Tensor([1.0]))

    assert Tensor is type(p + 1)
    assert Tensor is type(p.value())
    assert Parameter is type(p.copy())


def test_new_data_is_cast():
    p = Parameter(Tensor([1.0]))

    assert p is p.set_data(Tensor([2]))
    assert [2.0] == p.tolist() and "Float32" == str(p.dtype)
    with pytest.raises(TypeError):
        p.set_data([3.0])


def test_a_parameter_does_not_share_the_data_it_was_made_of():
    t = Tensor([1.0])
    p = Parameter(t)
    p[0] = 2.0

    assert [1.0] == t.tolist()


def test_assign_writes_into_the_parameter():
    p = Parameter(Tensor([1.0, 2.0]))
    ops.assign_add(p, Tensor([1.0, 1.0]))

    assert [2.0, 3.0] == p.tolist()
    with pytest.raises(ValueError, match="shape"):
        ops.assign(p, Tensor([1.0, 2.0, 3.0]))


def test_a_tuple_holds_different_names():
    a, b = Parameter(1.0, name="a"), Parameter(2.0, name="b")

    assert ["pre.a", "pre.b"] == [each.name for each in ParameterTuple([a, b]).clone("pre")]
    assert [0.0, 0.0] == [float(each) for each in ParameterTuple([a, b]).clone("z", "zeros")]
    with pytest.raises(ValueError, match="unique"):
        ParameterTuple([a, Parameter(1.0, name="a")])
    with pytest.raises(TypeError):
        ParameterTuple([a, 2])
