#!/bin/sh
# Says where `cargo install` put the program, and what to do if the shell does not look there.
set -eu

folder="${CARGO_INSTALL_ROOT:-${CARGO_HOME:-$HOME/.cargo}}/bin"
echo "installed: $folder/actsearch (it uses the libtorch that it was built with, so keep that)"
case ":$PATH:" in
    *":$folder:"*) ;;
    *) echo "$folder is not on your PATH; add to your shell's start file: export PATH=\"$folder:\$PATH\"" ;;
esac
