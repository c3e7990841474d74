"""Staging: traces as views show them, alone or as panels on one clock, painted and timed."""
