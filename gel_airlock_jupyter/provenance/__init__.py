"""Where an output came from: cells, sources, environment. Names, places and shapes only, never values."""
