"""Batch: a grid of settings becomes many files: parallel, resumable, the same bytes."""
