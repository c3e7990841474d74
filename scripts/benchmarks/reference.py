"""The animations of others that ours are weighed against."""

# The animations of "A guide to convolution arithmetic" (Dumoulin and Visin): pixels and bytes.
REFERENCE = {
    "no_padding_no_strides": (244, 259, 37751),
    "no_padding_no_strides_transposed": (344, 386, 164355),
    "arbitrary_padding_no_strides": (495, 542, 476750),
    "arbitrary_padding_no_strides_transposed": (445, 479, 323062),
    "same_padding_no_strides": (395, 449, 276460),
    "same_padding_no_strides_transposed": (395, 449, 213333),
    "full_padding_no_strides": (495, 576, 435605),
    "full_padding_no_strides_transposed": (395, 449, 287001),
    "no_padding_strides": (294, 288, 44665),
    "no_padding_strides_transposed": (395, 449, 197717),
    "padding_strides": (395, 381, 118422),
    "padding_strides_transposed": (395, 449, 272498),
    "padding_strides_odd": (445, 411, 122211),
    "padding_strides_odd_transposed": (445, 513, 303965),
    "dilation": (395, 381, 124951),
}
