"""Citations on a page: the Markdown extension, the reference formatter, the reference section. Imports no MkDocs."""
