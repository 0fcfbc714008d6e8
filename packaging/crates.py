"""Which crates are built into the static program. `cargo metadata` alone would say more: it adds what only tests turn on."""

import json
import re
import subprocess


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def linked(target):
    """The crates of the program for a target, as name and version, each with those that it uses directly.

    The program itself is among them. Macros are, too: what they wrote is in the program.
    """
    tree = run("cargo", "tree", "--locked", "--edges", "normal", "--target", target, "--prefix", "depth",
               "--format", "\t{p}")
    uses = {}
    above = []
    for line in tree.splitlines():
        # What a crate uses is listed where the crate is named first, and `(*)` says that it was already.
        depth, name, version = re.match(r"(\d+)\t(\S+) v(\S+)", line).groups()
        crate = (name, version)
        del above[int(depth):]
        uses.setdefault(crate, set())
        if above:
            uses[above[-1]].add(crate)
        above.append(crate)
    return uses


def described(target):
    """What Cargo.toml of every crate says, by name and version."""
    metadata = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target))
    return {(package["name"], package["version"]): package for package in metadata["packages"]}
