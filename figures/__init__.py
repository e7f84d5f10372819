"""The figures of the summaries: one module a figure, computed and held to its caption by a test.

A module has the constants `PAGE` (the page it serves, as in docs/), `TITLE`, and `DESCRIPTION` (the finding, in words), and
the functions `compute()`, which returns plain data, and `draw(data)`, which returns a matplotlib figure. `compute` is the
paper's mechanism in its smallest running form: numpy alone, no files, no network, no clock, a fixed seed. A comment such as
`# eq. 3` gives the paper's own number, as read in the paper; where it numbers no equation, the section, figure or algorithm.
"""
