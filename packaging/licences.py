#!/usr/bin/env python3
"""Writes the licences of everything that is in the static program: `packaging/licences.py TARGET [--debian]`.

A static program carries its dependencies with it, and MIT, BSD and Zlib ask that their notices go along. Texts are
those in the crates as they were downloaded or vendored. Where a crate may be used under one of several licences, the
first of ORDER is taken. A crate whose licence is not known here, or that comes without its text, is an error.

With --debian the Apache licence is named and not repeated: Debian has it on every machine.
"""

import re
import sys
from pathlib import Path

from crates import described, linked

# The names of the files that hold each text, as patterns; `LICENSE` alone is taken where a crate has only one licence
# file. The order is that of preference.
ORDER = {
    "MIT": r"LICEN[CS]E[-_.]?MIT(\.md|\.txt)?",
    "Zlib": r"LICENSE-ZLIB(\.md)?",
    "BSL-1.0": r"LICENSE-BOOST",
    "Unicode-3.0": r"LICENSE-UNICODE",
    "Apache-2.0": r"(LICENSE[-_]APACHE(\.md)?|COPYING)",
}
DEBIAN = {
    "Apache-2.0": "On Debian systems its text is in /usr/share/common-licenses/Apache-2.0.",
}
PLAIN = r"LICEN[CS]E(\.md|\.txt)?"


def chosen(expression):
    """The licences under which a crate is used: one of those joined by OR, and all that are joined by AND."""
    parts = [part.strip(" ()") for part in expression.replace("/", " OR ").split(" AND ")]
    licences = []
    for part in parts:
        offered = [word.strip(" ()") for word in part.split(" OR ")]
        known = [licence for licence in ORDER if licence in offered]
        if not known:
            raise SystemExit(f"packaging/licences.py: nobody has said yet how to ship a crate under {expression!r}")
        licences.append(known[0])
    return licences


def text_of(folder, licence):
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    found = [name for name in names if re.fullmatch(ORDER[licence], name, re.IGNORECASE)]
    # A crate with one licence has it as `LICENSE`; so do a few that offer more and put all into one file.
    found = found or [name for name in names if re.fullmatch(PLAIN, name, re.IGNORECASE)]
    if not found:
        raise SystemExit(f"packaging/licences.py: {folder.name} comes without the text of {licence}")
    # One crate has two authors, and their texts in a folder that its `LICENSE` names.
    files = [folder / found[0], *sorted(folder.glob(f".licenses/*-{licence}"))]
    text = "\n\n".join(file.read_text(encoding="utf-8").replace("\r\n", "\n").strip("\n") for file in files)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def main(target, elsewhere):
    packages = described(target)
    users = {}
    for crate in sorted(linked(target)):
        if crate[0] == "creditcalc":
            continue
        package = packages[crate]
        for licence in chosen(package["license"]):
            text = elsewhere.get(licence) or text_of(Path(package["manifest_path"]).parent, licence)
            users.setdefault((licence, text), []).append("{} {}".format(*crate))
    here = Path(__file__).resolve().parent
    print("The program creditcalc contains the following works, used under the licences below. Crates are published")
    print("on crates.io, each with its source.")
    print(f"\n{(here / 'runtime-licences.txt').read_text(encoding='utf-8').strip()}")
    for (licence, text), crates in sorted(users.items(), key=lambda entry: (list(ORDER).index(entry[0][0]), entry[1])):
        print(f"\n{'-' * 78}\n{licence}: {', '.join(crates)}\n\n{text}")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--debian"]):
        raise SystemExit(__doc__)
    main(sys.argv[1], DEBIAN if sys.argv[2:] else {})
