"""Letters for sizes, so that one program serves all arrays of a pattern."""


class Sizes:
    """Letters for sizes: equal sizes share a letter, 1 stays 1."""

    def __init__(self):
        self.letters = {}

    def letter(self, size):
        """The letter of a size."""
        if size == 1:
            return 1
        if size not in self.letters:
            count = len(self.letters)
            text = chr(ord("a") + count % 26) + (str(count // 26) if count > 25 else "")
            self.letters[size] = text
        return self.letters[size]

    def size(self, letter):
        """The size that a letter stands for now, or None."""
        if isinstance(letter, int):
            return letter
        return next((size for size, found in self.letters.items() if found == letter), None)

    def shape(self, shape):
        """The letters of a shape."""
        return tuple(self.letter(size) for size in shape)
