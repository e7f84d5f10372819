"""What the site gives to other programs: library → text. Writes no files and imports no MkDocs."""
