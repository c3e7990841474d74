"""What the views with numbers share: the boards of a layer, and the sum under them."""
