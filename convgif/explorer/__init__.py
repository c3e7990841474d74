"""The explorer: a page on which sliders choose a layer, from a grid whose pictures are all made.

    grid  ->  plan  ->  a pack a setting, by batch  ->  index of what there is  ->  page

The page's parts are in page/; any other setting is drawn by convgif itself, in a browser
(`anywhere`). In notebooks the sliders are a widget (`sliding`, `widget`), its parts in notebook/.
"""
