"""Kills `shortlist add` again and again, and looks at what is left: `python -m tests.authoring.kill_rounds FOLDER`.

A process of its own, since it forks: each round starts in a moment, with everything imported. The first rounds kill before each
single change to the file system, the others at random times. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from shortlist.authoring.add import add_works
from shortlist.authoring.files import PREFIX
from shortlist.authoring.services import parse_source
from shortlist.checks import check
from tests.authoring.commands import tree
from tests.tiny import TinySite

MONTH = "2021-07"
ROUNDS = 40
SEED = 20210706
CHANGES = {"os.link", "os.rename", "os.remove", "os.chmod", "os.mkdir", "os.truncate"}


def run(site: TinySite) -> None:
    add_works(site.root, [parse_source(str(site.root / "new.bib"))], MONTH)


def reset(site: TinySite, files: dict[str, bytes]) -> None:
    for path in set(tree(site.root)) - set(files):
        (site.root / path).unlink()
    for path, data in files.items():
        site.write(path, data)


def kill_before_change(number: int) -> None:
    """Let this process die right before its change of that number to the file system."""
    left = number

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def forked(site: TinySite, number: int | None) -> int:
    child = os.fork()
    if child:
        return child
    try:
        if number is not None:
            kill_before_change(number)
        run(site)
    finally:
        os._exit(0)


def main(folder: str) -> None:
    site = TinySite(Path(folder))
    site.issue("TODO", folder=MONTH, issue=MONTH, picks=[], status="draft")
    (site.root / "new.bib").write_bytes(Path(sys.argv[2]).read_bytes())
    old = tree(site.root)
    run(site)
    new = tree(site.root)
    start = time.perf_counter()
    reset(site, old)
    os.waitpid(forked(site, None), 0)
    length = time.perf_counter() - start

    chance = random.Random(SEED)
    states: Counter[str] = Counter()
    faults: list[str] = []
    steps = 0
    rounds = 0
    while rounds < ROUNDS:
        reset(site, old)
        is_step = steps >= 0
        child = forked(site, steps if is_step else None)
        if not is_step:
            rounds += 1
            time.sleep(chance.uniform(0, length))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if is_step:
            steps = steps + 1 if os.WIFSIGNALED(status) else -steps
        states[inspect(site, old, new, faults)] += 1
        run(site)
        after = {path: data for path, data in tree(site.root).items() if PREFIX not in path}
        if after != new:
            faults.append(f"a second run does not complete: {sorted(path for path in new if after.get(path) != new[path])}")
    print(json.dumps({"rounds": rounds, "steps": -steps, "states": states, "faults": faults}))


def inspect(site: TinySite, old: dict[str, bytes], new: dict[str, bytes], faults: list[str]) -> str:
    """What a round has left: which files are new."""
    now = tree(site.root)
    for path, data in now.items():
        if PREFIX not in path and data not in (old.get(path), new.get(path)):
            faults.append(f"{path} is neither old nor new")
    faults += [f"{path} is gone" for path in old if path not in now]
    library, problems = check(site.root)
    faults += [str(problem) for problem in problems if problem.code != "X404"]
    if any(PREFIX in path for path in library.files):
        faults.append("a leftover is taken for a file of the site")
    changed = [path for path in new if now.get(path) != old.get(path)]
    return ", ".join(sorted(changed)) or "nothing"


if __name__ == "__main__":
    main(sys.argv[1])
