"""The grid a page draws: numbers and words of items."""

import pytest

from trellis.web.students.pictures import item_words


@pytest.mark.parametrize(
    ("label", "position", "number", "words"),
    [
        ("Item 7", 3, "7", ""),
        ("Question 7: 3/8 or 3/10?", 1, "7", "3/8 or 3/10?"),
        ("7", 1, "7", ""),
        ("7. On a line", 1, "7", "On a line"),
        ("3/8 or 3/10?", 7, "7", "3/8 or 3/10?"),
        ("Half or fourth?", 1, "1", "Half or fourth?"),
        ("2 of 3 right", 4, "4", "2 of 3 right"),
    ],
)
def test_an_item_has_the_number_of_its_label_or_else_its_place(
    label: str, position: int, number: str, words: str
) -> None:
    assert item_words(label, position) == (number, words)
