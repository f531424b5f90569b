"""The page docs/transforms.md shows what comes out."""

import doctest
from pathlib import Path

import s2s_grad.transforms.forward

PAGE = Path(__file__).parents[2] / "docs" / "transforms.md"


def test_the_examples_of_the_page_are_true():
    text = PAGE.read_text("utf-8").replace("```", "")
    names = {"s2s_grad": s2s_grad}
    test = doctest.DocTestParser().get_doctest(text, names, PAGE.name, str(PAGE), 0)
    result = doctest.DocTestRunner().run(test)

    assert result.failed == 0
    assert result.attempted > 20
