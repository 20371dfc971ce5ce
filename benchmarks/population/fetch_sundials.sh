#!/usr/bin/env bash
# Builds CVODE from Debian's source package with -O3 -march=native: the library in the distribution is several times
# slower than the same source optimised, and a comparison with it would prove nothing.
#
#     fetch_sundials.sh FOLDER      libraries and headers in FOLDER/install
#
# apt gets a private folder with a source list of its own, made from the archives this system installs from; apt checks
# the signature and the checksums.
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
[ -f "$folder/install/built" ] && exit 0
mkdir -p "$folder"/apt/{state/lists/partial,cache/archives/partial} "$folder/source"

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
options=""
[ -f $keyring ] && options="[signed-by=$keyring] "
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' 'Origin: Debian' |
  sort -u | sed "s|^|deb-src $options|" > "$folder/apt/sources.list"
[ -s "$folder/apt/sources.list" ] || { echo "no Debian archive among this system's package sources" >&2; exit 1; }

apt() {
  apt-get -qq -o Dir::State="$folder/apt/state" -o Dir::Cache="$folder/apt/cache" \
    -o Dir::Etc::sourcelist="$folder/apt/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root "$@"
}
apt update
(cd "$folder/source" && apt source --download-only sundials >/dev/null)
tar -xf "$folder"/source/sundials_*.orig.tar.* -C "$folder/source" --strip-components=1
off=()
for part in ARKODE CVODES IDA IDAS KINSOL SHARED_LIBS; do off+=("-DBUILD_$part=OFF"); done
off+=(-DEXAMPLES_ENABLE_C=OFF -DEXAMPLES_ENABLE_CXX=OFF -DEXAMPLES_INSTALL=OFF)
cmake -G Ninja -S "$folder/source" -B "$folder/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_C_FLAGS_RELEASE="-O3 -march=native -DNDEBUG" -DCMAKE_INSTALL_PREFIX="$folder/install" \
  -DCMAKE_INSTALL_LIBDIR=lib "${off[@]}" >"$folder/configure.log" 2>&1
cmake --build "$folder/build" >"$folder/build.log" 2>&1
cmake --install "$folder/build" >"$folder/install.log" 2>&1
basename "$folder"/source/sundials_*.dsc .dsc | tr _ ' ' > "$folder/install/built"
