# SPDX-License-Identifier: GPL-3.0-or-later
#
# What build-aux/run and build-aux/test share: where things are, and how missing packages are found and installed.
# Read with ".", never run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$top/_build"

# All words go to standard error: standard output belongs to the program that is started.
say () { printf '%s\n' "$*" >&2; }
die () { say "$*"; exit 1; }

# packages SECTION…: the names in build-aux/packages that stand under any of the sections.
packages () {
  local section
  for section in "$@"; do
    sed -n "s/^$section  *\([^ ]*\).*/\1/p" "$top/build-aux/packages"
  done
}

# missing SECTION…: those of them that are not installed.
missing () {
  local wanted installed
  wanted=$(packages "$@" | sort -u)
  # shellcheck disable=SC2086
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' | sort -u)
  comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

as_root () {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "These packages are missing and installing them needs root: ${lacking//$'\n'/ }
Install them as root (apt-get install …), or install sudo, and start this again."
  fi
}

# install SECTION…: installs what is missing; says nothing when all is there.
install_packages () {
  command -v dpkg-query >/dev/null ||
    die "This script installs Debian and Ubuntu packages, and this system has no dpkg.
The packages that it would need are listed in build-aux/packages; install their like, then: meson setup _build && meson compile -C _build"

  lacking=$(missing "$@")
  [ -z "$lacking" ] && return

  say "Installing what is missing: ${lacking//$'\n'/ }"
  as_root apt-get -q update >&2 ||
    say "The package lists could not be refreshed; going on with those that are there."
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $lacking >&2 ||
    die "Installing packages failed; the lines above say why. Without a network connection nothing can be installed."
}

# build OPTION…: configures the build folder unless it is, and builds.
build_all () {
  if [ ! -f "$build/build.ninja" ]; then
    meson setup "$build" "$top" "$@" >"$build.log" 2>&1 ||
      { tail -n 30 "$build.log" >&2; die "Configuring the build failed; the lines above say why."; }
  elif [ $# -gt 0 ]; then
    meson configure "$build" "$@" >&2
  fi
  rm -f "$build.log"

  ninja -C "$build" >"$build/build.log" 2>&1 ||
    { tail -n 60 "$build/build.log" >&2; die "Building failed; the lines above say why."; }
}
