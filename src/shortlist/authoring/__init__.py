"""The author's commands: a new issue, a paper from arXiv or a DOI, a canonical form, a publication."""
