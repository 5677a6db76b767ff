# Shared by the scripts of this project; sourced, not run. Leaves the shell in the root of the project.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export LC_ALL=C.UTF-8                  # a bare system has no other locale, and numbers need a decimal point
export CCACHE_NOHASHDIR=1              # the same file compiled for another build folder is a hit
export DEBIAN_FRONTEND=noninteractive

# Debian packages: what the program needs to be built and run, what the tests need besides, and what .ci/run needs besides.
packages_program=(g++ cmake ninja-build ccache libeigen3-dev libboost-dev libtomlplusplus-dev libcli11-dev libfmt-dev
  nlohmann-json3-dev gnuplot-nox fontconfig fonts-dejavu-core)
packages_tests=("${packages_program[@]}" libgtest-dev librapidcheck-dev libbenchmark-dev pkg-config
  locales)
packages_ci=("${packages_tests[@]}" clang libclang-rt-14-dev clang-format git valgrind)

section() { printf '\n==== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# need PACKAGE...: installs those that are missing, or says which they are and stops.
need() {
  [ -z "${MYOTATIC_SKIP_PACKAGES:-}" ] || return 0
  local package system missing=() as_root=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local instead="Install them, then start again; where they have other names, set MYOTATIC_SKIP_PACKAGES=1."
  system=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") || system=
  [ "$system" = "debian 12" ] ||
    fail "This is not Debian 12 (${system:-unknown system}). Needed are these Debian packages: ${missing[*]}
$instead"
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo env "DEBIAN_FRONTEND=$DEBIAN_FRONTEND" "LC_ALL=$LC_ALL")
    if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
      fail "Neither root nor sudo is at hand. Needed are these Debian packages: ${missing[*]}
$instead"
    fi
  fi

  section "Installing ${missing[*]}"
  local install=("${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}")
  # A fresh system has no package lists; an old one may have lists of packages that are gone.
  if apt-cache show "${missing[@]}" >/dev/null 2>&1 && "${install[@]}"; then return 0; fi
  "${as_root[@]}" apt-get update -q
  "${install[@]}"
}

# configure PRESET [cmake options]; build PRESET [targets]
configure() { cmake --preset "$@"; }
# configure_programs: the release preset with nothing but the programs; a build folder that is already set up, e.g. by
# tools/test, keeps its settings.
configure_programs() {
  local rest=(-DMYOTATIC_BUILD_TESTS=OFF -DMYOTATIC_BUILD_EXAMPLES=OFF -DMYOTATIC_BUILD_BENCHMARKS=OFF)
  if [ -f build/release/CMakeCache.txt ]; then rest=(); fi
  configure release -DMYOTATIC_BUILD_APPS=ON "${rest[@]}"
}
build() {
  local preset=$1
  shift
  cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}
}

# run_tests PRESET [ctest options]
run_tests() {
  local preset=$1
  shift
  ctest --preset "$preset" --parallel "$(nproc)" "$@"
}

# show FILE: opens it in a browser, if there is one and a display to see it on. Never fails.
show() {
  local opener
  if [ -n "${CI:-}" ] || { [ "${OSTYPE:-}" = "${OSTYPE#darwin}" ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }; then
    echo "There is no display here; open it in any browser."
    return 0
  fi
  for opener in "${BROWSER:-}" xdg-open open sensible-browser firefox chromium; do
    if [ -n "$opener" ] && command -v "$opener" >/dev/null; then
      ("$opener" "$1" </dev/null >/dev/null 2>&1 &)
      echo "It opens in your browser ($opener)."
      return 0
    fi
  done
  echo "No browser was found; open it in any."
}
