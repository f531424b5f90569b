"""A function of two numbers: each gradient, and a result that is not differentiated."""

import s2s_grad as ms


def net(x, y):
    return x**2 + y


def net_of_two(x, y):
    return x**2 + y, x


if __name__ == "__main__":
    x = ms.Tensor(1.0)
    y = ms.Tensor(2.0)
    print(ms.grad(net, grad_position=0)(x, y))
    print(ms.grad(net, grad_position=1)(x, y))
    print(ms.grad(net_of_two, grad_position=0)(x, y))
    print(ms.grad(net_of_two, grad_position=1)(x, y))

    # with has_aux only the first result is differentiated, the others are returned
    print(ms.grad(net_of_two, grad_position=0, has_aux=True)(x, y))
