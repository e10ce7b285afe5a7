#!/usr/bin/env python3
"""Writes the test vectors in tests/vectors from the specification. The same bytes each time.

    python3 tests/reference/generate.py               writes tests/vectors
    python3 tests/reference/generate.py --out DIR     writes DIR
"""

import argparse
import json
import pathlib

import cases_chain
import cases_crypto
import cases_disclosure
import cases_grant
import cases_outflow
import cases_statement
import cases_wallet

FILES = {
    "field": cases_crypto.field,
    "poseidon": cases_crypto.poseidon_vectors,
    "jubjub": cases_crypto.jubjub_vectors,
    "redjubjub": cases_crypto.redjubjub_vectors,
    "bip39": cases_crypto.bip39,
    "chacha20poly1305": cases_crypto.chacha20poly1305,
    "keys": cases_wallet.key_vectors,
    "addresses": cases_wallet.address_vectors,
    "notes": cases_wallet.note_vectors,
    "encryption": cases_wallet.encryption_vectors,
    "tree": cases_chain.tree_vectors,
    "audit": cases_chain.audit_vectors,
    "transfer": cases_chain.transfer_vectors,
    "bundle": cases_chain.bundle_vectors,
    "digest": cases_chain.digest_vectors,
    "disclosures": cases_disclosure.disclosure_vectors,
    "grants": cases_grant.grant_vectors,
    "statements": cases_statement.statement_vectors,
    "outflow": cases_outflow.outflow_vectors,
}


def text(value, indent=0):
    """JSON with one line for each key, and lists of plain values on one line, so that differences are easy to read."""
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {text(item, indent + 1)}" for key, item in value.items()]
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        items = [text(item, indent + 1) for item in value]
    else:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    start, end = "{}" if isinstance(value, dict) else "[]"
    return start + "\n" + ",\n".join(pad + item for item in items) + "\n" + " " * indent + end


def main():
    default = pathlib.Path(__file__).resolve().parents[1] / "vectors"
    parser = argparse.ArgumentParser(description="Writes the test vectors of docs/protocol.")
    parser.add_argument("--out", type=pathlib.Path, default=default, metavar="DIR", help="instead of tests/vectors")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (folder / f"{name}.json").write_text(text(make()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
