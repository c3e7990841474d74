"""The widget of notebooks: the sliders of a layer, moved in a browser and answered here."""

from typing import Any

import anywidget
import traitlets

from convgif.animation import Animation
from convgif.errors import ConvgifError
from convgif.explorer.sliding import Slid
from convgif.explorer.words import WORDS, PageWords
from convgif.formats.player import fragment, script
from convgif.formats.templates import Templates
from convgif.refusals import refusal_in
from convgif.scenes.words import words_of

PARTS = Templates("convgif.explorer", "notebook")


class Explorer(anywidget.AnyWidget):
    """Sliders, and the player of what they say; see `explore`.

    axes: what there is to slide, markup: the player, said: what was done instead of what was asked
    for. wish: the name of an axis and the number of a value, which the browser sets.
    """

    _esm = f"{script()}\n{PARTS.text('widget.js')}"
    _css = PARTS.text("widget.css")
    axes: Any = traitlets.List().tag(sync=True)
    markup = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    wish: Any = traitlets.List().tag(sync=True)

    def __init__(self, begin: Slid) -> None:
        super().__init__()
        self._slid, self._animation = begin, begin.animation()
        self._write("")

    @property
    def animation(self) -> Animation:
        """The animation that is shown."""
        return self._animation

    @property
    def layer(self) -> Any:
        """The layer that is shown, or the network."""
        return self._slid.shown

    @traitlets.observe("wish")
    def _follow(self, change: Any) -> None:
        """Takes the value that is wished for, or the nearest that is possible, and says so."""
        try:
            name, wanted = change["new"][:2]
            axis = next(axis for axis in self._slid.axes() if axis.name == name)
            refusal = axis.refusals[wanted]
        except (ValueError, TypeError, IndexError, StopIteration):
            return  # from an older picture of the sliders
        taken = axis.nearest(wanted) if refusal else wanted
        said = self._words.script["impossible"].format(
            name=axis.label(self._words), value=axis.values[wanted],
            reason=refusal_in(self._language, refusal),
            taken=axis.values[taken]) if refusal else ""
        try:
            slid = self._slid.with_value(axis.range, axis.values[taken])
            self._animation, self._slid = slid.animation(), slid
        except ConvgifError as error:
            said = refusal_in(self._language, error.message)
        self._write(said)

    @property
    def _language(self) -> str:
        """What sliders speak beside pictures in that language."""
        return words_of(self._animation.language).spoken

    @property
    def _words(self) -> PageWords:
        return WORDS[self._language]

    def _write(self, said: str) -> None:
        """Tells the browser what there is now."""
        with self.hold_sync():
            self.axes = [axis.as_data(self._language) for axis in self._slid.axes()]
            self.markup = fragment(self._animation, with_script=False)
            self.said = said

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and for what shows none, as an exported notebook does, the player or the
        still."""
        shown = super()._repr_mimebundle_(**kwargs)
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        player, sizes = self._animation.player()._repr_mimebundle_()
        return {**player, **(data or {}), "text/plain": player["text/plain"]}, {
            **sizes, **metadata}
