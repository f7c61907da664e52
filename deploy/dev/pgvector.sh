# shellcheck shell=bash
# Builds pgvector if the distribution has no package of it: from the source package of a later release, whose signature
# apt checks with the distribution's key. The system's apt configuration does not change: the source list of one line and
# the package lists are in a temporary directory. See docs/adr/0005.

# Prints "SUITE COMPONENT ORIGIN" of the release whose source package is used.
pgvector_source() {
  case $distribution in
    ubuntu) echo "noble universe Ubuntu" ;;
    *) echo "trixie main Debian" ;;
  esac
}

# system_mirror ORIGIN: prints the URL from which the system's own apt sources get the distribution, so that the same mirror is used.
system_mirror() {
  apt-get indextargets --format "\$(ORIGIN)|\$(CODENAME)|\$(REPO_URI)" 'Created-By: Packages' 2>/dev/null |
    awk -F '|' -v origin="$1" -v codename="$codename" '$1 == origin && $2 == codename { print $3; exit }'
}

# build_pgvector [INSTALL_PREFIX]: builds and installs it. It needs gcc, make and the server's headers. With a prefix all
# files are installed below that directory (DESTDIR).
build_pgvector() {
  local prefix=${1:-} config=$postgres_bin/pg_config suite component origin mirror keyring='' work
  read -r suite component origin <<<"$(pgvector_source)"
  mirror=$(system_mirror "$origin")
  [ -n "$mirror" ] || {
    echo "apt has no source of $origin $codename from which to download the source package"
    return 1
  }
  work=$(mktemp -d) || return 1
  # mktemp makes the directory readable for its owner only; apt may read it as another user.
  chmod 755 "$work"
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
  [ ! -r /usr/share/keyrings/debian-archive-keyring.gpg ] || [ "$origin" != Debian ] ||
    keyring='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] '
  echo "deb-src $keyring$mirror $suite $component" >"$work/sources.list"
  (
    cd "$work" &&
      isolated_apt_get update &&
      isolated_apt_get source --download-only pgvector &&
      mkdir source && tar -xf pgvector_*.orig.tar.* -C source --strip-components 1 &&
      make -C source with_llvm=no OPTFLAGS="" PG_CONFIG="$config" &&
      as_root make -C source with_llvm=no OPTFLAGS="" PG_CONFIG="$config" DESTDIR="$prefix" install
  )
  local code=$?
  as_root rm -rf "$work"
  return $code
}

# apt-get with the source list and package lists in the current directory instead of the system's.
isolated_apt_get() {
  apt-get -q -o Dir::State="$PWD/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$PWD/cache" \
    -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root "$@"
}
