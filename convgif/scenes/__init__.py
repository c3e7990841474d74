"""Scenes: what is on stage at each step, and its words, in no colour and by no library."""
