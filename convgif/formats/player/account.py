"""What a player says of each step, as text: for notes, where no script runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from convgif.formats.player.gradients import PREFIX
from convgif.scenes.words import Words, by_number

MINUS = "\N{MINUS SIGN}"


class Account:
    """The data that `explain` makes, looked up and written out, as account.js does it."""

    def __init__(self, explained: Mapping[str, Any], words: Words, panels: Sequence[str] = ()
                 ) -> None:
        """panels: what is said of elements of each trace, with a hole, where these differ."""
        self._elements, self._forms = explained["elements"], explained["forms"]
        self._gradient, self._focus = explained.get("gradient"), explained["focus"]
        self._sums = {made: rest for made, *rest in explained["sums"]}
        self._words, self._panels = words, panels
        self._uses: dict[int, list[tuple[int, Sequence[Any]]]] = {}
        for made, (terms, *_) in self._sums.items():
            for term in terms:
                for element in term[:1 if self._is_gradient(made) else 2]:
                    self._uses.setdefault(element, []).append((made, term))

    def of_step(self, step: int) -> list[str]:
        """A line for each thing that the step is about, and for the tap of it."""
        return [line for element, tap in self._focus[step] for line in self._said(element, tap)]

    def _said(self, element: int, tap: int) -> list[str]:
        terms = self._sums[element][0] if element in self._sums else ()
        taken = [f"{self._label(element)}: {self._product(term)}"
                 for term in terms if term[0] == tap]
        return [*taken, self._described(element)]

    def _described(self, element: int) -> str:
        """What it is the sum of, or what it is used for."""
        if element in self._sums:
            value, sign = self._elements[element][1], self._sign(element)
            comes_to = "" if value is None else f" {sign} {_number(value)}"
            written = self._sum(element)
            return f"{self._label(element)} {sign} {written}{comes_to}" if written else (
                self._name(element))
        uses = self._uses.get(element, [])
        if not uses:
            return self._name(element)
        kind = "used" if self._elements[element][2] == "weight" else "reaches"
        forms = self._words.player["added" if self._is_gradient(element) else kind]
        assert isinstance(forms, tuple)
        products = self._words.list_separator.join([
            f"{self._elements[made][0]}{self._words.colon}{self._product(term)}"
            for made, term in uses])
        reached = self._words.list_separator.join([by_number(forms, len(uses)), products])
        return self._words.colon.join([self._name(element), reached])

    def _is_gradient(self, element: int) -> bool:
        return str(self._elements[element][2]).startswith(PREFIX)

    def _form(self, element: int) -> Mapping[str, str]:
        found = self._gradient if self._is_gradient(element) else self._forms[
            self._elements[element][3] if len(self._elements[element]) > 3 else 0]
        assert found is not None
        return dict(found)

    def _label(self, element: int) -> str:
        text, _, _, *trace = self._elements[element]
        return self._panels[trace[0] if trace else 0].format(text=text) if self._panels else text

    def _name(self, element: int) -> str:
        value = self._elements[element][1]
        return self._label(element) + ("" if value is None else f" = {_number(value)}")

    def _sign(self, made: int) -> str:
        return str(self._sums[made][5]) if len(self._sums[made]) > 5 else "="

    def _term(self, term: Sequence[Any]) -> str:
        read, weight = term[:2]
        form = self._form(read)
        written = "{input}" if weight < 0 and self._is_gradient(read) else form["term"]
        alone = (written == "{input}" and form["between"] != " + ") or written.startswith("|")
        value = self._elements[read][1]
        return written.format(
            input=_number(value) if alone else _in_brackets(value),
            weight=_in_brackets(0 if weight < 0 else self._elements[weight][1]))

    def _product(self, term: Sequence[Any]) -> str:
        """The term, and what it gives where that is not what it is."""
        _, weight, gives, *sign = term
        return self._term(term) + (
            "" if weight < 0 else f" {sign[0] if sign else '='} {_number(gives)}")

    def _sum(self, made: int) -> str:
        terms, others, bias, divisor, *_ = self._sums[made]
        form = self._form(made)
        applied = form.get("applied", "")
        written = applied + form["before"] + form["between"].join(
            [self._term(term) for term in terms])
        written += form["after"].format(divisor=_in_brackets(divisor or 1))
        if others:
            count, more = others
            forms = self._words.player["others"]
            assert isinstance(forms, tuple)
            written += f" + {_in_brackets(more)} ({by_number(forms, count)})"
        if bias is not None:
            written += f" + {_in_brackets(bias)} ({self._words.player['bias']})"
        return written + (")" if applied else "")


def _number(value: object) -> str:
    return "?" if value is None else str(value).replace("-", MINUS)


def _in_brackets(value: object) -> str:
    text = _number(value)
    return f"({text})" if text.startswith(MINUS) else text
