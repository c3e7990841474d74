"""Reports: a network becomes a page: its table, its pictures, and each kind of its layers once."""
