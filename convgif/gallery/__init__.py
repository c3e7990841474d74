"""The gallery: one file of entries becomes pictures, a README and a page, and is kept true.

    gallery.toml  ->  entries  ->  pictures, README.md, index.html  ->  pictures.json
"""

from convgif.gallery.building import Built, build_gallery, check_gallery
from convgif.gallery.entries import SOURCE, Entry, Gallery, Section, read_gallery

__all__ = ["SOURCE", "Built", "Entry", "Gallery", "Section", "build_gallery", "check_gallery",
           "read_gallery"]
