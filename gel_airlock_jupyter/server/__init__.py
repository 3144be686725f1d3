"""The server extension: REST over the store, clean re-checks, and the way to File Transfer."""
