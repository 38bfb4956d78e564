"""Which things belong together, told pair by pair."""


class DisjointSets:
    """The numbers from 0 to `size` - 1, each in a set of its own until joined."""

    def __init__(self, size: int) -> None:
        self._up = list(range(size))

    def root(self, one: int) -> int:
        """Return the smallest number of the set that holds `one`."""
        while self._up[one] != one:
            self._up[one] = self._up[self._up[one]]
            one = self._up[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make one set of those that hold `one` and `other`."""
        first, second = sorted((self.root(one), self.root(other)))
        self._up[second] = first
