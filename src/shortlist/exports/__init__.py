"""The library as text in other formats. Writes no files."""
