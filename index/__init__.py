"""Articles in, passages out: the shelf, its generations, and the search over them."""
