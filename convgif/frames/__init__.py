"""Frames: scenes and a theme become pixels."""
