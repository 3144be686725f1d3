"""Reports as text, HTML, MIME bundles and documents. Nothing here decides anything."""
