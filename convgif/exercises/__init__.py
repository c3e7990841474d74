"""Exercises: numbered sheets with questions of their own, their answers, and what grades them."""
