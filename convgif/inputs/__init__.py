"""Inputs: numbers from files and by name."""
