"""Traces: a layer on an input, as every position, tap and multiply-accumulate."""
