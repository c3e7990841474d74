"""Units of length: what a px, of which an inch has 96, is in those of files."""

PX_PER_INCH = 96
PT_PER_PX = 72 / PX_PER_INCH  # of PDF, and TeX's bp
EMU_PER_PX = 914_400 // PX_PER_INCH  # of slides
CM_PER_INCH = 2.54
