"""What a layer or a network costs as one of its arguments varies: counted, measured, drawn."""
