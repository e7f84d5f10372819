"""The engine behind a monthly selection of papers: content files in; problems, indexes, pages and exports out."""
