"""What the tests of every place that shows a layer share: a layer, its words, and mistakes."""

from convgif import Conv2d, animate

SVG = "{http://www.w3.org/2000/svg}"
ALT = animate(Conv2d(kernel_size=3, stride=2, padding=1), input_size=5).describe()

# Settings, the layer, and what is said of them.
MISTAKES: list[tuple[tuple[str, ...], str, str]] = [
    ((":i: 5",), "Conv2d(kernel_size=9)", "kernel 9 is larger than the input, which is only 5 high:"
     " pad by 2 or take an input of 9"),
    ((), "dilatoin", "'dilatoin' is neither a layer, such as Conv2d(kernel_size=3), nor a preset: "
     "did you mean dilation?"),
    ((":input-size: x",), "Conv2d()", ":input-size: 'x' is not understood: give a number such as "
     "3, or 3x5 for rows x columns"),
    ((":k: 3", ":kernel-size: 3"), "Conv2d()",
     ":kernel-size: '3' sets again what is set already: leave one out"),
    ((":bias: maybe",), "Conv2d()", ":bias: 'maybe' is neither true nor false: leave it out"),
    ((":view: stamp",), "Conv2d()", "the stamp view does not draw Conv2d: use :view: isometric"),
    ((":i: 100",), "Conv2d()", "; :force: lifts the limit"),
    ((":format: gfi",), "Conv2d()", "unknown format 'gfi': did you mean gif?"),
]
