"""Networks: layers one after the other, read from text, with their shapes, costs and receptive
fields."""
