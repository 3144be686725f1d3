"""Small-count protection: pure mathematics, free of pandas and Jupyter."""
