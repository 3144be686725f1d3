"""HTML pages: what they show, what they hide, and the data in their scripts. Nothing is loaded, nothing is run."""
