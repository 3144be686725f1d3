"""The reviewers' web pages: rendered on the server, without scripts, every text escaped."""
