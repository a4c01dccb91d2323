"""Maps as pictures, drawn from our own data; signs and words stay clear of each other."""
