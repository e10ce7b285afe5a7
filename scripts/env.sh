# Sourced by every script: where things are, and the settings that make every build share one target
# directory. Nothing here installs or builds.
set -euo pipefail

SHOJI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SHOJI_CACHE=${SHOJI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/shoji}
mkdir -p "$SHOJI_CACHE"

# Outside the checkout, so that a fresh clone pays only for what changed.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$SHOJI_CACHE/target}
# With the target directory elsewhere, the WASM builder cannot find Cargo.lock by itself.
export WASM_BUILD_WORKSPACE_HINT=$SHOJI_ROOT
export SHOJI_PARAMS_DIR=${SHOJI_PARAMS_DIR:-$SHOJI_CACHE/params}

SHOJI_NODE_BIN=$CARGO_TARGET_DIR/release/shoji-node
SHOJI_WALLET_BIN=$CARGO_TARGET_DIR/release/shoji
SHOJI_PARAMS_BIN=$CARGO_TARGET_DIR/release/shoji-params

# Written by scripts/setup where the WASM target comes from another toolchain than the default one.
if [ -f "$SHOJI_CACHE/toolchain.env" ]; then
    # shellcheck disable=SC1091
    . "$SHOJI_CACHE/toolchain.env"
fi

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf '\033[1;31merror:\033[0m %s\n' "$*" >&2; exit 1; }

# The one build everybody shares: binaries now, tests with the same profile and features later.
build() {
    say "building (the first time on a machine takes about half an hour on two cores)"
    (cd "$SHOJI_ROOT" && cargo build --release --workspace --bins --locked)
}

# Proving parameters: made once, cached, checked against their pinned hash. Those of statements about notes are made when one is
# first proven.
parameters() {
    "$SHOJI_PARAMS_BIN" --out "$SHOJI_PARAMS_DIR" --only transfer --only grant >&2
}
