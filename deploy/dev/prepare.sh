# shellcheck shell=bash
# What `up` and `test` need on the machine: a JDK, a PostgreSQL server with pgvector, curl, and jq, which the README uses. Finding all of it costs some
# milliseconds and no package manager; what is missing is installed on systems with apt and named on others.

distribution='' # ID of os-release: debian, ubuntu, fedora, …
codename=''     # bookworm, …

prepare() {
  local dry_run=false
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) dry_run=true ;;
      --yes | -y) assume_yes=true ;;
      --help | -h) help prepare && return ;;
      *) usage_error "prepare does not know '$1'" ;;
    esac
    shift
  done
  ensure_prepared $dry_run
}

# ensure_prepared [DRY_RUN]: sets JAVA_HOME and postgres_bin, or ends with what is missing.
ensure_prepared() {
  local dry_run=${1:-false}
  look_around
  if [ -n "$missing" ]; then
    read_os_release
    if $dry_run; then
      note "missing: $missing"
      name_what_to_install
      return 0
    fi
    if command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
      install_with_apt
      look_around
    fi
    [ -z "$missing" ] || fail_with_missing
  fi
  # roomtone-local takes the same server that was checked here.
  export ROOMTONE_POSTGRES_BIN=$postgres_bin
  done_line "JDK $(jdk_major "$JAVA_HOME"), PostgreSQL $postgres_major with pgvector"
}

missing='' # words out of: jdk postgresql pgvector curl jq

look_around() {
  missing=''
  find_jdk || missing="$missing jdk"
  if find_postgres; then
    has_pgvector "$postgres_bin" "$postgres_major" || missing="$missing pgvector"
  else
    missing="$missing postgresql pgvector"
  fi
  command -v curl >/dev/null || missing="$missing curl"
  command -v jq >/dev/null || missing="$missing jq"
  missing=${missing# }
}

lacks() { case " $missing " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

read_os_release() {
  if [ -r /etc/os-release ]; then
    distribution=$(. /etc/os-release && printf '%s' "${ID:-}")
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  fi
  [ "$(uname -s)" != Darwin ] || distribution=macos
}

# --- apt -------------------------------------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_with_apt() {
  local packages
  become_able_to_install
  make_home
  run_step "Refreshing the package lists" prepare.log as_root apt-get -q -o DPkg::Lock::Timeout=120 update ||
    note "going on with the package lists as they are"
  packages=$(apt_packages) || exit "$EXIT_MISSING"
  if [ -n "$packages" ]; then
    # shellcheck disable=SC2086 # a list of package names
    install_packages $packages || fail "$EXIT_MISSING" "apt could not install $packages"
  fi
  if lacks pgvector; then
    find_postgres || fail "$EXIT_MISSING" "PostgreSQL was installed but is not found in /usr/lib/postgresql"
    has_pgvector "$postgres_bin" "$postgres_major" ||
      run_step "Building pgvector for PostgreSQL $postgres_major" prepare.log build_pgvector ||
      fail "$EXIT_MISSING" "pgvector could not be built; with a package of it for PostgreSQL $postgres_major installed, ./dev goes on"
  fi
}

# As root at once; else sudo after asking; else the exact words for somebody who may.
become_able_to_install() {
  [ "$(id -u)" -ne 0 ] || return 0
  if command -v sudo >/dev/null && ask "Missing: $missing. Install with apt, using sudo?" && sudo -v; then
    return 0
  fi
  name_what_to_install >&2
  fail "$EXIT_MISSING" "missing: $missing. Install it as said above, or call: sudo ./dev prepare"
}

# Prints the packages for what is missing. What apt does not have is left out: a JDK is named later, pgvector is built.
apt_packages() {
  local list='' major=$postgres_major
  if lacks postgresql; then
    major=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    [ "${major:-0}" -ge "$POSTGRES_VERSION" ] || {
      problem "apt has PostgreSQL ${major:-none}, Roomtone needs $POSTGRES_VERSION or later: add the PostgreSQL project's own apt archive"
      return 1
    }
    list="$list postgresql-$major"
  fi
  if lacks pgvector; then
    if apt_has "postgresql-$major-pgvector"; then
      list="$list postgresql-$major-pgvector"
    else
      # Not pg_config: Debian's client package brings it, without the headers.
      [ -r "/usr/include/postgresql/$major/server/postgres.h" ] || list="$list postgresql-server-dev-$major"
      command -v gcc >/dev/null || list="$list gcc libc6-dev"
      command -v make >/dev/null || list="$list make"
    fi
  fi
  if lacks jdk && apt_has "openjdk-$JDK_VERSION-jdk-headless"; then
    list="$list openjdk-$JDK_VERSION-jdk-headless"
  fi
  ! lacks curl || list="$list curl ca-certificates"
  ! lacks jq || list="$list jq"
  printf '%s' "${list# }"
}

# Not grep -q: it would close the pipe early, and with pipefail that fails.
apt_has() { apt-cache policy "$1" 2>/dev/null | grep 'Candidate: [^(]' >/dev/null; }

# Debian's PostgreSQL package makes and starts a cluster of the system's own, which nobody asked for here. A drop-in
# that lasts as long as the installation says no to it; a configuration that is there already is left as it is.
install_packages() {
  local drop_in=/etc/postgresql-common/createcluster.d/roomtone.conf code
  case " $* " in
    *" postgresql-"*)
      as_root mkdir -p "${drop_in%/*}"
      echo 'create_main_cluster = false' | as_root tee "$drop_in" >/dev/null
      ;;
  esac
  run_step "Installing $*" prepare.log \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
  code=$?
  as_root rm -f "$drop_in"
  as_root rmdir --ignore-fail-on-non-empty "${drop_in%/*}" 2>/dev/null
  return $code
}

# --- everybody else --------------------------------------------------------------------------------------------------

# Only the lines for Debian 12 and 13 were tried out.
name_what_to_install() {
  case $distribution in
    debian | ubuntu)
      postgres_major=${postgres_major:-N}
      ! lacks postgresql || echo "  apt-get install postgresql"
      ! lacks pgvector || echo "  apt-get install postgresql-$postgres_major-pgvector, or where there is none: sudo ./dev prepare builds it"
      ! lacks curl || echo "  apt-get install curl"
      ! lacks jq || echo "  apt-get install jq"
      ;;
    macos) echo "  brew install postgresql@17 pgvector openjdk@$JDK_VERSION jq        (untested)" && return ;;
    fedora) echo "  dnf install postgresql-server pgvector java-$JDK_VERSION-openjdk-devel curl jq        (untested)" && return ;;
    arch) echo "  pacman -S postgresql jdk$JDK_VERSION-openjdk curl jq, and pgvector        (untested)" && return ;;
    *) echo "  PostgreSQL $POSTGRES_VERSION or later with pgvector, a JDK $JDK_VERSION, curl, jq" ;;
  esac
  ! lacks jdk || name_jdk
}

name_jdk() {
  if command -v apt-cache >/dev/null && apt_has "openjdk-$JDK_VERSION-jdk-headless"; then
    echo "  apt-get install openjdk-$JDK_VERSION-jdk-headless"
  else
    echo "  a JDK $JDK_VERSION or later: unpack one, of https://adoptium.net for instance, under /usr/lib/jvm, or set JAVA_HOME to it"
  fi
}

fail_with_missing() {
  name_what_to_install >&2
  fail "$EXIT_MISSING" "still missing: $missing. Install it as said above and call ./dev again"
}
