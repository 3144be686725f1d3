"""Exhaustive whole-number search for small components: no solver, no floating point."""

from __future__ import annotations

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled


class GaveUpError(Exception):
    """The node budget ran out before the answer was known."""


class Search:
    """Finds a table of one component under extra bounds, or shows that there is none.

    Parameters
    ----------
    compiled : Compiled
        The component; its bounds are those after propagation.
    nodes : int
        Budget of search nodes per question.
    """

    def __init__(self, compiled: Compiled, nodes: int = 400) -> None:
        self.lower: list[int] = compiled.lower.tolist()
        self.upper: list[int] = compiled.upper.tolist()
        self._nodes = nodes
        self._left = 0
        rows: list[list[tuple[int, int]]] = [[] for _ in range(compiled.rows)]
        entries = zip(
            compiled.entry_row.tolist(),
            compiled.entry_column.tolist(),
            compiled.entry_coefficient.tolist(),
            strict=True,
        )
        self._of_column: list[list[int]] = [[] for _ in self.lower]
        for row, column, coefficient in entries:
            rows[row].append((column, coefficient))
            self._of_column[column].append(row)
        self._rows = list(zip(rows, compiled.row_low.tolist(), compiled.row_high.tolist(), strict=True))

    def table(self, guide: list[int] | None, column: int = -1, low: int = 0, high: int = 0) -> list[int] | None:
        """Return a table with ``low <= y[column] <= high``, as near to ``guide`` as the search finds; None if none.

        Raises
        ------
        GaveUpError
            When the node budget ran out.
        """
        lower, upper = self.lower.copy(), self.upper.copy()
        if column >= 0:
            lower[column], upper[column] = max(lower[column], low), min(upper[column], high)
            if lower[column] > upper[column]:
                return None
        self._left = self._nodes
        return self._dive(lower, upper, guide or self.lower, list(range(len(self._rows))))

    def _dive(self, lower: list[int], upper: list[int], guide: list[int], queue: list[int]) -> list[int] | None:
        self._left -= 1
        if self._left < 0:
            raise GaveUpError
        if not self._narrow(lower, upper, queue):
            return None
        column, width = -1, NO_LIMIT * 2
        for k, (a, b) in enumerate(zip(lower, upper, strict=True)):
            if 0 < b - a < width:
                column, width = k, b - a
        if column < 0:
            return lower
        near = min(max(guide[column], lower[column]), upper[column])
        for low, high in ((near, near), (near + 1, upper[column]), (lower[column], near - 1)):
            if low <= high:
                new_lower, new_upper = lower.copy(), upper.copy()
                new_lower[column], new_upper[column] = low, high
                found = self._dive(new_lower, new_upper, guide, list(self._of_column[column]))
                if found is not None:
                    return found
        return None

    def _narrow(self, lower: list[int], upper: list[int], queue: list[int]) -> bool:
        """Propagate in place; False when an interval becomes empty."""
        waiting = set(queue)
        steps = 0
        while queue:
            row = queue.pop()
            waiting.discard(row)
            steps += 1
            changed = self._narrow_row(row, lower, upper)
            if changed is None:
                return False
            if steps > 2000:
                return True
            for column in changed:
                for other in self._of_column[column]:
                    if other not in waiting:
                        waiting.add(other)
                        queue.append(other)
        return True

    def _narrow_row(self, row: int, lower: list[int], upper: list[int]) -> list[int] | None:
        """Narrow the variables of one row; return those that changed, None when the row cannot hold."""
        terms, low, high = self._rows[row]
        least = most = least_open = most_open = 0
        for column, c in terms:
            a, b = lower[column], upper[column]
            if c < 0:
                a, b = b, a
            if a >= NO_LIMIT:
                least_open += 1
            else:
                least += c * a
            if b >= NO_LIMIT:
                most_open += 1
            else:
                most += c * b
        if (not least_open and least > high) or (not most_open and most < low):
            return None
        changed = []
        for column, c in terms:
            a, b = (lower[column], upper[column]) if c > 0 else (upper[column], lower[column])
            new_low, new_high = lower[column], upper[column]
            if high < NO_LIMIT // 2 and least_open - (a >= NO_LIMIT) == 0:
                room = high - least + (0 if a >= NO_LIMIT else c * a)
                if c > 0:
                    new_high = min(new_high, room // c)
                else:
                    new_low = max(new_low, -(-room // c))
            if low > -NO_LIMIT // 2 and most_open - (b >= NO_LIMIT) == 0:
                room = low - most + (0 if b >= NO_LIMIT else c * b)
                if c > 0:
                    new_low = max(new_low, -(-room // c))
                else:
                    new_high = min(new_high, room // c)
            if new_low > new_high:
                return None
            if new_low != lower[column] or new_high != upper[column]:
                lower[column], upper[column] = new_low, new_high
                changed.append(column)
                least, most, least_open, most_open = self._activity(terms, lower, upper)
        return changed

    @staticmethod
    def _activity(terms: list[tuple[int, int]], lower: list[int], upper: list[int]) -> tuple[int, int, int, int]:
        least = most = least_open = most_open = 0
        for column, c in terms:
            a, b = (lower[column], upper[column]) if c > 0 else (upper[column], lower[column])
            least_open += a >= NO_LIMIT
            most_open += b >= NO_LIMIT
            least += 0 if a >= NO_LIMIT else c * a
            most += 0 if b >= NO_LIMIT else c * b
        return least, most, least_open, most_open
