"""Text in, frozen records and located problems out. One reader for each kind of file."""
