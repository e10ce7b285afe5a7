# Sourced by every demo: a devnet of its own or the one that --node names, wallets, and checks.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

node=""
devnet_arguments=()
while [ $# -gt 0 ]; do
    case "$1" in
        --node) node=${2:?--node needs a URL}; shift ;;
        --chain) devnet_arguments+=(--chain "${2:?--chain needs a chain spec file}"); shift ;;
        *) die "unknown argument '$1'; try ./scripts/demo --help" ;;
    esac
    shift
done

folder=$(mktemp -d)
devnet=""
finish() {
    trap - EXIT INT TERM
    if [ -n "$devnet" ]; then
        kill -TERM "$devnet" 2>/dev/null || true
        wait "$devnet" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ -z "$node" ]; then
    # A port base of its own, so that it can run beside ./scripts/devnet. In its own process group (setsid), so that a
    # Ctrl-C reaches it once, through us.
    offset=$((1000 + $$ % 1000 * 10))
    say "starting a fresh devnet of two validators"
    setsid "$SHOJI_ROOT/scripts/devnet" --fresh --base-path "$folder/devnet" --port-base "$offset" "${devnet_arguments[@]}" >"$folder/devnet.out" 2>"$folder/devnet.err" &
    devnet=$!
    until grep -q 'Devnet is up' "$folder/devnet.out" 2>/dev/null; do
        kill -0 "$devnet" 2>/dev/null || { cat "$folder/devnet.err" >&2; die "the devnet did not start"; }
        sleep 0.5
    done
    node=ws://127.0.0.1:$((9944 + offset))
else
    [ ${#devnet_arguments[@]} -eq 0 ] || die "--node and --chain exclude each other"
    "$SHOJI_ROOT/scripts/setup"
    build
    parameters
fi

started=$SECONDS
export SHOJI_PASSPHRASE="a passphrase for a demo"
step() { printf '\n\033[1m%3ss  %s\033[0m\n' "$((SECONDS - started))" "$*"; }

# wallet NAME ARGUMENT...: the shoji command on that wallet, its result as JSON.
wallet() {
    local name=$1 result
    shift
    result=$("$SHOJI_WALLET_BIN" --json --node "$node" --wallet "$folder/$name" "$@" 2>"$folder/stderr") ||
        die "shoji $* failed for $name: $(jq -r '.error.message // .' <<<"$result" 2>/dev/null || echo "$result")"
    printf '%s\n' "$result"
}
# expect WHAT ACTUAL WANTED
expect() {
    [ "$2" = "$3" ] || die "$1: expected $3, found $2"
    printf '      ok: %s is %s\n' "$1" "$2"
}
balance() { wallet "$1" balance | jq -r .total; }
# Notes can be spent once they are in the root that all wallets anchor to: that of the latest finalized block whose
# number is a multiple of 8.
wait_spendable() {
    local deadline=$((SECONDS + 180))
    until [ "$(wallet "$1" balance | jq -r .spendable)" = "$2" ]; do
        [ $SECONDS -lt $deadline ] || die "$1 could not spend $2 units within three minutes: $(wallet "$1" balance)"
        sleep 1
    done
}
