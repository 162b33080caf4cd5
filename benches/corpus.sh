#!/bin/sh
# What `armlint check FOLDER` costs, beside serde_json reading and parsing the same templates: one table from one run.
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --release --bin armlint --example corpus
target=${CARGO_TARGET_DIR:-target}/release
exec "$target/examples/corpus" "$target/armlint" "${1:?usage: benches/corpus.sh FOLDER}"
