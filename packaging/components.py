#!/usr/bin/env python3
"""Writes what a static program is made of as CycloneDX 1.5: `packaging/components.py TARGET PROGRAM`.

Tools that ask `cargo metadata` list thirty crates more, which only tests turn on. The time is SOURCE_DATE_EPOCH, so
that the same commit gives the same list.
"""

import hashlib
import json
import os
import sys
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

from crates import described, linked, run


def address(crate):
    """The package URL of a crate, which is also its name within the list."""
    name, version = crate
    return f"pkg:cargo/{name}@{version.replace('+', '%2B')}"


def component(crate, package, checksum):
    name, version = crate
    entry = {"type": "library", "bom-ref": address(crate), "name": name, "version": version}
    if package["description"]:
        entry["description"] = " ".join(package["description"].split())
    entry["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    # The slash is how OR was written before expressions were a standard.
    entry["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    entry["purl"] = address(crate)
    if package["repository"]:
        entry["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return entry


def toolchain():
    """What rustc links into every static program besides crates."""
    version = run("rustc", "--version").split()[1]
    std = {"type": "library", "bom-ref": "rust-std", "name": "std", "version": version,
           "licenses": [{"expression": "MIT OR Apache-2.0"}],
           "description": f"The standard library of Rust {version}"}
    musl = {"type": "library", "bom-ref": "musl", "name": "musl", "licenses": [{"license": {"id": "MIT"}}],
            "description": f"The C library, as it comes with Rust {version}"}
    return [std, musl]


def main(target, program):
    packages = described(target)
    uses = linked(target)
    lock = tomllib.loads(Path("Cargo.lock").read_text(encoding="utf-8"))
    checksums = {(entry["name"], entry["version"]): entry.get("checksum") for entry in lock["package"]}
    root = next(crate for crate in uses if crate[0] == "creditcalc")
    time = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    digest = hashlib.sha256(Path(program).read_bytes()).hexdigest()
    shipped = toolchain()
    graph = [{"ref": address(crate), "dependsOn": [address(used) for used in sorted(uses[crate])]}
             for crate in sorted(uses)]
    for entry in graph:
        if entry["ref"] == address(root):
            entry["dependsOn"] += [part["bom-ref"] for part in shipped]
    print(json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{address(root)}#{digest}").urn,
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": address(root),
                "name": root[0],
                "version": root[1],
                "description": packages[root]["description"],
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"expression": packages[root]["license"]}],
                "purl": address(root),
            },
            "properties": [{"name": "cdx:rustc:sbom:target:triple", "value": target}],
        },
        "components": [component(crate, packages[crate], checksums[crate])
                       for crate in sorted(uses) if crate != root] + shipped,
        "dependencies": graph,
    }, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
