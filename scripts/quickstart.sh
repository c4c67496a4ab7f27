#!/bin/sh
# Searches the quickstart space in a fresh run folder and exports the winner into that folder.
set -eu
cd "$(dirname "$0")/.."

actsearch="${CARGO_TARGET_DIR:-target}/release/actsearch"
number=1
run=runs/quickstart-001
while [ -e "$run" ]; do
    number=$((number + 1))
    run=$(printf 'runs/quickstart-%03d' "$number")
done
mkdir -p runs

"$actsearch" search search_spaces/quickstart.yaml --run "$run"
"$actsearch" export "$run" --format pytorch --out "$run/export"

echo
echo "run folder: $run"
for module in "$run"/export/*.py; do
    echo "module:     $module"
done
