"""The benchmark: a synthetic archive, built by this project and by its peers in the same run."""
