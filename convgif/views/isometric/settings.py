"""The settings that only the isometric view takes."""

from convgif.views.settings import Switch

SLICES = Switch("slices", "several channels, one below the other as slices")
