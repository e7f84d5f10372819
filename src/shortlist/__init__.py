"""The engine behind The Shortlist: content files in; problems, indexes, pages and exports out."""
