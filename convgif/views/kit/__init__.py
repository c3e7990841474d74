"""The kit that views are made of, where one thing has one name.

grid: rows and columns of cells, in a plane or in the isometric projection. map: what a grid shows
of a trace, cell by cell. draft: a board that is still to be placed. slot: how much room a draft
takes, in cells of any size. area: the room of things that stand beside or below each other.
arrangement: where boards stand, in cells as large as the width allows. board: a named grid on the
stage with a number, or a shade, in each cell. pointer: an outline, a dot, a bracket or a wire.
timeline: what lights at a step, and what stays. sum: an output as it is written out, every number
in a place of its own. page: the title, what a view puts below it, the legend and the formula.
fitted: a page in its width, or what would help.
"""
