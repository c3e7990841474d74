"""Settings: each once, with its parser and bounds; the layer that they name."""
