"""Animations: what is played, to stand beside others, to be stopped, saved and shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from convgif.formats import Format, find_format, format_by_suffix
from convgif.formats.writing import check_place, path_of, write_whole
from convgif.scenes.clocks import STAGE
from convgif.scenes.poses import FULL, STRIP_STEPS, TELLING, still_step, strip_steps
from convgif.scenes.rows import WIDEST_PX
from convgif.settings.limits import check_amount
from convgif.staging.composition import Panels
from convgif.staging.panel import Staged, is_drawn, one_panel
from convgif.staging.playing import Played
from convgif.staging.standing import beside
from convgif.views import ALL_VIEWS

if TYPE_CHECKING:
    from convgif.formats.notebook import MimeBundle
    from convgif.formats.player import Player

POSTER_DENSITY = 2  # of a still in a notebook, which may be printed


@dataclass(frozen=True, eq=False)
class Animation(Played):
    """Traces staged by a view, painted by a theme: see `animate`."""

    def __repr__(self) -> str:
        named = {id(row): name for name, row in ALL_VIEWS.items()}
        panels = " | ".join([f"{panel!r}, view {named.get(id(panel.view), 'its own')}"
                             for panel in self.panels])
        steps = "steps side by side" if self.pose else "frames"
        return f"Animation({panels}, {len(self.pose) or len(self._timeline.steps)} {steps})"

    def __or__(self, other: "Animation") -> "Animation":
        """Both side by side, on one clock: see `beside`. Raises ConvgifError."""
        return beside(self, other) if isinstance(other, Animation) else NotImplemented

    def __and__(self, other: "Animation") -> "Animation":
        """This one above the other, on one clock: see `beside`. Raises ConvgifError."""
        return (beside(self, other, below=True) if isinstance(other, Animation)
                else NotImplemented)

    def of_transpose(self) -> "Animation":
        """The animation of the layer that leads back from the output's shape to the input's, with
        the same weight, on what this one makes: to stand beside it on one clock, cell for cell, as
        in `a | a.of_transpose()`. Raises ConvgifError, for several panels always."""
        return self._of_another(Staged.of_transpose, "transpose", "of_transpose()")

    def of_gradient(self, of: str) -> "Animation":
        """The animation of the layer whose output is that gradient, `input` or `weight`: that which
        leads back, on grad_output; or the convolution of the input with grad_output, dilated by the
        stride. Raises ConvgifError, for several panels always."""
        return self._of_another(partial(Staged.of_gradient, of=of), "gradient",
                                f"of_gradient({of!r})")

    def _of_another(self, layer: Callable[[Staged], Staged], what: str, call: str) -> "Animation":
        staged = layer(one_panel(self.staged, what, call, posed=bool(self.pose)))
        if not self.force:
            check_amount(staged.amount(self.density), is_drawn)
        return replace(self, staged=staged, numbers_notes=())

    def still(self, which: int | str = TELLING) -> "Animation":
        """The animation stopped at a step: a number, `telling` (the one that says most by itself),
        `middle` (both with the output full) or `last`.

        Raises ConvgifError.
        """
        step = still_step(which, self.staged.count, self.staged.telling)
        return self._posed((step,), full=which in FULL)

    def strip(self, steps: int | Sequence[int] = STRIP_STEPS) -> "Animation":
        """Some of its steps side by side, as papers print them: so many, or those numbers. Each is
        as wide as the animation; of several panels as many stand in a row as there is room for.

        Raises ConvgifError.
        """
        strip = self._posed(strip_steps(steps, self.staged.count))
        if isinstance(steps, int) and steps > len(strip.pose):
            strip = replace(strip, steps_note=f"there are {len(strip.pose)} steps, fewer than "
                                              f"{steps}: the strip shows all")
        if len(self.panels) == 1:
            return strip
        return replace(strip, columns=max(1, WIDEST_PX // self.staged.story.stage.width_px))

    def stacked(self) -> "Animation":
        """The same with its panels one below the other, for where there is no room beside."""
        if not isinstance(self.staged, Panels):
            return self
        return replace(self, staged=self.staged.stacked(), columns=1 if self.columns else None)

    @cached_property
    def narrower(self) -> "Animation | None":
        """The same as `stacked`, where that takes less room."""
        stacked = self.stacked()
        is_narrower = stacked.story.stage.width_px < self.story.stage.width_px
        return stacked if is_narrower else None

    def stopped(self, which: int | str = TELLING) -> "Animation":
        """The same as `still`, laid out as in the animation: a frame that others follow."""
        step = still_step(which, self.staged.count, self.staged.telling)
        return replace(self, pose=(step,), full=self.full or which in FULL)

    @cached_property
    def opening(self) -> "Animation | None":
        """The frame before its first step, on which nothing is computed, where it has one."""
        opens = not self.pose and self._timeline.steps[0] == STAGE
        return replace(self, pose=(STAGE,)) if opens else None

    def _posed(self, steps: tuple[int, ...], *, full: bool = False) -> "Animation":
        """Those steps, laid out for themselves alone."""
        staged = self.staged.posed(steps, full=self.full or full)
        return replace(self, staged=staged, pose=steps)

    def save(self, path: str | Path, format: str | None = None) -> Path:
        """The path, after the animation is there, whole; format by suffix if not given.

        Raises OutputError, and then nothing is left behind.
        """
        path = path_of(path)
        check_place(path)
        row = find_format(path, format)
        row.check(follows_reader=self.theme.dark is not None, still=bool(self.pose))
        return write_whole(path, row.encode_checked(self.held_by(row)))

    def save_poster(self, path: str | Path) -> Path:
        """The path, after the still is there, as large as the animation that it stands for.

        Of a theme that follows the reader it is the light one, where the format cannot follow.
        Raises OutputError.
        """
        path = path_of(path)
        check_place(path)
        row = format_by_suffix(path)
        row.check(still=True)
        return write_whole(path, row.encode_checked(self.poster))

    def held_by(self, format: Format) -> "Animation":
        """What a file of that format holds: of one that holds but a still, that; of one whose
        reader goes on by clicks, all steps."""
        if not (format.animated or self.pose):
            return self.still()
        return (self if self.clicked == format.by_click else
                replace(self, clicked=format.by_click))

    @cached_property
    def poster(self) -> "Animation":
        """The still that stands for it, laid out as it is."""
        return self if self.pose else self.stopped()

    def player(self, fragment: bool = False) -> "Player":
        """The interactive player, to be shown in a notebook; `html` is its page as text.

        fragment: without a page around it, for a place that runs scripts.
        """
        from convgif.formats.player import Player

        return Player(self._with_dense_still(), fragment)

    def _repr_html_(self) -> str:
        from convgif.formats.notebook import picture_html

        return picture_html(self)

    def _repr_mimebundle_(self, include: Iterable[str] | None = None,
                          exclude: Iterable[str] | None = None) -> "MimeBundle":
        from convgif.formats.notebook import mime_bundle, picture_html

        dense = self._with_dense_still()
        return mime_bundle(dense, lambda: picture_html(dense), include, exclude)

    def _with_dense_still(self) -> "Animation":
        """The same with pixels enough for a still in print."""
        return replace(self, density=max(self.density, POSTER_DENSITY))
