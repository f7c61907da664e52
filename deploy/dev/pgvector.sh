# shellcheck shell=bash
# pgvector where the distribution has no package of it: built from a later release's source package, which apt
# checks against the distribution's own signature. Nothing of the system's apt configuration is changed: the one-line
# source list and the package lists live in a directory of their own, removed afterwards. See docs/adr/0005.

# Prints "SUITE COMPONENT ORIGIN": the distribution's release whose source package is taken.
pgvector_source() {
  case $distribution in
    ubuntu) echo "noble universe Ubuntu" ;;
    *) echo "trixie main Debian" ;;
  esac
}

# Where the system's own apt sources find the distribution: a mirror at hand stays the mirror in use.
system_mirror() {
  apt-get indextargets --format "\$(ORIGIN)|\$(CODENAME)|\$(REPO_URI)" 'Created-By: Packages' 2>/dev/null |
    awk -F '|' -v origin="$1" -v codename="$codename" '$1 == origin && $2 == codename { print $3; exit }'
}

# build_pgvector [INSTALL_PREFIX]: needs gcc, make and the server's headers; with a prefix nothing is installed elsewhere.
build_pgvector() {
  local prefix=${1:-} config=$postgres_bin/pg_config suite component origin mirror keyring='' work
  read -r suite component origin <<<"$(pgvector_source)"
  mirror=$(system_mirror "$origin")
  [ -n "$mirror" ] || {
    echo "apt knows no archive of $origin $codename to take the source package from"
    return 1
  }
  work=$(mktemp -d) || return 1
  # apt drops root for its downloads; in this directory it needs not.
  chmod 755 "$work"
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
  [ ! -r /usr/share/keyrings/debian-archive-keyring.gpg ] || [ "$origin" != Debian ] ||
    keyring='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] '
  echo "deb-src $keyring$mirror $suite $component" >"$work/sources.list"
  (
    cd "$work" &&
      private_apt update &&
      private_apt source --download-only pgvector &&
      mkdir source && tar -xf pgvector_*.orig.tar.* -C source --strip-components 1 &&
      make -C source with_llvm=no OPTFLAGS="" PG_CONFIG="$config" &&
      as_root make -C source with_llvm=no OPTFLAGS="" PG_CONFIG="$config" DESTDIR="$prefix" install
  )
  local code=$?
  as_root rm -rf "$work"
  return $code
}

private_apt() {
  apt-get -q -o Dir::State="$PWD/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$PWD/cache" \
    -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root "$@"
}
