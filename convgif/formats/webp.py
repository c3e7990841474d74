"""WebP: lossless, with the alt text as its description in XMP."""

from convgif.formats import Animated
from convgif.formats.images import animated, check_sides, paletted
from convgif.formats.markup import text

LONGEST_SIDE_PX = 16_383
MOST_LOOPS = 65_535
DESCRIPTION = ('<x:xmpmeta xmlns:x="adobe:ns:meta/">'
               '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
               '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"{dense}>'
               '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{alt}</rdf:li></rdf:Alt>'
               '</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>')
# Pixels to the inch, where there is not one for each of its 96 px.
DENSE = (' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:ResolutionUnit="2"'
         ' tiff:XResolution="{dots}/100" tiff:YResolution="{dots}/100"')


def encode_webp(animation: Animated) -> bytes:
    """The animation as an animated WebP."""
    frames = animation.draw()
    check_sides(max(frames.indices[0].shape), LONGEST_SIDE_PX, "a WebP")
    images = paletted(frames)
    dense = DENSE.format(dots=round(9600 * animation.density)) if animation.density != 1 else ""
    words = text(animation.describe())
    return animated(
        images, animation.timeline_ms, "WEBP", lossless=True, method=4, kmax=0, minimize_size=False,
        xmp=DESCRIPTION.format(alt=words, dense=dense).encode(),
        loop=min(animation.loop, MOST_LOOPS))
