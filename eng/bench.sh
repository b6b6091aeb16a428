#!/usr/bin/env bash
# ./quern bench: measures serving and draws the pictures of docs/performance.md. With arguments, another benchmark of bench/Quern.Benchmarks: ./quern bench online
set -euo pipefail
ROOT="$(cd -P "${BASH_SOURCE[0]%/*}/.." && pwd)"
. "$ROOT/eng/build.sh"

need_sdk
lock_build
need_native
need_native bench
printf 'quern: building the benchmarks\n' >&2
run_dotnet build bench/Quern.Benchmarks || fail "the benchmarks did not build" "the compiler's messages are above"
unlock_build

program="$ROOT/bench/Quern.Benchmarks/bin/Release/net10.0/Quern.Benchmarks.dll"
[ $# -eq 0 ] || exec dotnet "$program" "$@"

# Each server is driven for so many seconds at a time: all in all a quarter of an hour.
seconds=3
results="$ROOT/artifacts/bench"
mkdir -p "$results"
# Worse than asked is a result too: what follows is measured all the same.
dotnet "$program" http "$seconds" || printf 'quern: some ratios are below what is asked for\n' >&2
dotnet "$program" curves "$results/curves.json" "$seconds"
node "$ROOT/bench/charts/draw.js" "$results/curves.json" "$results"
