"""The explorer: a page on which sliders choose a layer, from a grid whose pictures are all made.

    grid  ->  plan  ->  a pack a setting, by batch  ->  index of what there is  ->  page
"""
