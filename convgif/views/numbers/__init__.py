"""The views with numbers: all of an output at once (values), or one product a frame (macs)."""
