# shellcheck shell=bash
# Finds a container engine, or installs one on Debian as root: podman, and docker-compose, which speaks Docker's API to it. Where base
# images cannot be pulled, it makes images of the same names from Debian's packages and from the JDK and Node of this machine.

engine='' # docker or podman

readonly ENGINE_PACKAGES='podman buildah runc netavark aardvark-dns catatonit iptables'

# The label of an image that was made here and bears the name of another one.
readonly STAND_IN_LABEL=roomtone.stand-in

# ensure_engine [docker|podman]: sets engine, or exits.
ensure_engine() {
  local wanted=${1:-}
  case $wanted in '' | docker | podman) ;; *) usage_error "there is no engine '$wanted'" ;; esac
  if [ "$wanted" != podman ] && docker info >/dev/null 2>&1; then
    engine=docker
    return 0
  fi
  [ "$wanted" != docker ] || fail "$EXIT_MISSING" "docker does not answer: start it, or call ./dev images --engine podman"
  engine=podman
  configure_podman
  if ! podman_works; then
    install_podman
    configure_podman
    podman_works || fail "$EXIT_MISSING" "podman is installed and does not work: call podman info"
  fi
}

podman_works() { command -v podman buildah >/dev/null && podman info >/dev/null 2>&1; }

# Settings for machines on which podman's own ones fail; an operator's choice in CONTAINERS_CONF stays.
configure_podman() {
  if [ -z "${CONTAINERS_CONF:-}" ] && ! is_systemd_running && command -v runc >/dev/null; then
    export CONTAINERS_CONF=$root/deploy/images/containers.conf
  fi
}

is_systemd_running() { [ -d /run/systemd/system ]; }

install_podman() {
  command -v apt-get >/dev/null || fail "$EXIT_MISSING" "no container engine answers: install docker or podman"
  [ "$(id -u)" -eq 0 ] || fail "$EXIT_MISSING" "no container engine answers: install docker or podman, or call this as root on Debian"
  create_home
  run_step "Refreshing the package lists" prepare.log apt-get -q -o DPkg::Lock::Timeout=120 update ||
    note "the package lists could not be refreshed; continuing with the present ones"
  # shellcheck disable=SC2086 # a list of package names
  install_packages $ENGINE_PACKAGES || fail "$EXIT_MISSING" "apt could not install $ENGINE_PACKAGES"
}

# --- docker-compose --------------------------------------------------------------------------------------------------

compose='' # the command, in words

readonly COMPOSE_OLDEST=2.24 # !reset and !override

# ensure_compose: sets compose, or exits. Debian 12 has the old one in Python; that of Debian 13 is one program, which runs there, too.
ensure_compose() {
  ! find_compose || return 0
  create_home
  read_os_release
  if [ "$(id -u)" -eq 0 ] && apt_has docker-compose && [ "$codename" != bookworm ]; then
    install_packages docker-compose
  elif command -v apt-get >/dev/null; then
    run_step "Unpacking docker-compose in .roomtone/compose" prepare.log unpack_compose "$home/compose"
  fi
  find_compose || fail "$EXIT_MISSING" "docker-compose $COMPOSE_OLDEST or later is missing: install it"
}

find_compose() {
  local candidate
  for candidate in 'docker compose' docker-compose "$home/compose/docker-compose"; do
    # shellcheck disable=SC2086 # one word or two
    if compose_is_new_enough "$($candidate version --short 2>/dev/null)"; then
      compose=$candidate
      return 0
    fi
  done
  return 1
}

# compose_is_new_enough VERSION
compose_is_new_enough() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "${1#v}" $COMPOSE_OLDEST | sort -V | head -n 1)" = $COMPOSE_OLDEST ]
}

# unpack_compose FOLDER: Debian 13's package, whose signature apt checks; the system's packages stay as they are.
unpack_compose() {
  local mirror
  mirror=$(system_mirror Debian)
  [ -n "$mirror" ] || return 1
  mkdir -p "$1/state/lists/partial" "$1/cache/archives/partial" &&
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$1/sources.list" &&
    (
      cd "$1" &&
        isolated_apt_get update &&
        isolated_apt_get download docker-compose &&
        dpkg -x docker-compose_*.deb unpacked &&
        cp "$(find unpacked -type f -name docker-compose -perm -1 | head -n 1)" docker-compose
    )
}

# --- base images -----------------------------------------------------------------------------------------------------

# base_images: prints the images that the Dockerfile begins with.
base_images() { sed -n 's/^FROM \([^ ]*:[^ ]*\) .*/\1/p' deploy/images/Dockerfile | sort -u; }

ensure_base_images() {
  local image
  for image in $(base_images); do ensure_image "$image"; done
}

# ensure_image IMAGE: pulls it if it is missing. With an engine that reaches no registry it makes a stand-in, which needs root.
ensure_image() {
  ! has_image "$1" || return 0
  create_home
  note "pulling $1"
  # A registry that cannot be reached may take minutes to say so.
  timeout 300 "$engine" pull "$(full_name "$1")" >>"$home/log/images.log" 2>&1 || make_stand_in "$1"
}

# full_name IMAGE: podman asks which registry a short name means; docker knows one.
full_name() {
  case $1 in
    *.*/*) printf '%s' "$1" ;;
    */*) printf 'docker.io/%s' "$1" ;;
    *) printf 'docker.io/library/%s' "$1" ;;
  esac
}

has_image() { "$engine" image inspect "$(full_name "$1")" >/dev/null 2>&1; }

# make_stand_in IMAGE: an image of that name with what the Dockerfile uses of it. It holds what this machine holds: the JDK, Node, and
# the certificates that its downloads are checked with. It is for tests, not for others.
make_stand_in() {
  local tree
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null ||
    fail "$EXIT_MISSING" "$engine cannot pull $1. As root on Debian an image of this name can be made here: call this as root"
  tree=$(mktemp -d) || fail "$EXIT_CANNOT_WRITE" "cannot write to the folder of temporary files"
  run_step "Making a local image in place of $1, which cannot be pulled" images.log stand_in "$1" "$tree" || {
    rm -rf "$tree"
    fail "$EXIT_MISSING" "$1 can neither be pulled nor be made here"
  }
  rm -rf "$tree"
}

stand_in() {
  local name
  name=$(full_name "$1")
  case $1 in
    debian:*) debian_tree "$2" && import_tree "$2" "$name" ;;
    eclipse-temurin:*) jdk_image "$2" "$name" ;;
    node:*) node_image "$2" "$name" ;;
    pgvector/pgvector:*) postgres_image "$2" "$name" ;;
    *) echo "there is no stand-in of $1" && return 1 ;;
  esac
}

debian_tree() {
  command -v debootstrap >/dev/null || apt-get -q -y install --no-install-recommends debootstrap || return 1
  # Without waiting for the disk: a tree that is not complete is thrown away.
  DPKG_FORCE=unsafe-io debootstrap --variant=minbase --include=ca-certificates trixie "$1/root" "$(debian_mirror)" &&
    cp -L /etc/ssl/certs/ca-certificates.crt "$1/root/etc/ssl/certs/ca-certificates.crt" &&
    rm -rf "$1"/root/var/cache/apt/archives/*.deb "$1"/root/var/lib/apt/lists/*
}

debian_mirror() {
  read_os_release
  system_mirror Debian
}

import_tree() {
  tar -C "$1/root" -cf - . | "$engine" import --change "LABEL $STAND_IN_LABEL=true" \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' --change 'CMD ["bash"]' - "$2"
}

# The JDK of this machine, with its certificates as a file.
jdk_image() {
  find_jdk || return 1
  mkdir -p "$1/opt/java" && cp -RL "$JAVA_HOME" "$1/opt/java/openjdk" && cat >"$1/Dockerfile" <<DOCKERFILE && "$engine" build -t "$2" "$1"
FROM $(full_name debian:trixie-slim)
COPY opt /opt
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
DOCKERFILE
}

# PostgreSQL with pgvector. As in the image of that name the server first runs while the database is prepared, then for good.
postgres_image() {
  ensure_image debian:trixie-slim
  cat >"$1/entrypoint" <<'ENTRYPOINT'
#!/bin/bash
set -e
bin=/usr/lib/postgresql/17/bin data=/var/lib/postgresql/data
if [ ! -s $data/PG_VERSION ]; then
  $bin/initdb -D $data --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth=scram-sha-256 --locale=C.UTF-8
  echo 'host all all all scram-sha-256' >>$data/pg_hba.conf
  $bin/pg_ctl -D $data -w -o "-c listen_addresses=''" start
  export PGPASSWORD="$POSTGRES_PASSWORD"
  [ "$POSTGRES_DB" = postgres ] || psql -U "$POSTGRES_USER" -d postgres -c "create database \"$POSTGRES_DB\""
  $bin/pg_ctl -D $data -w stop
fi
exec $bin/"$@" -D $data -c listen_addresses='*'
ENTRYPOINT
  cat >"$1/Dockerfile" <<DOCKERFILE && "$engine" build -t "$2" "$1"
FROM $(full_name debian:trixie-slim)
RUN mkdir -p /etc/postgresql-common/createcluster.d && \\
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/roomtone.conf && \\
    apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends postgresql-17-pgvector && \\
    mkdir -p /var/lib/postgresql/data && chown postgres /var/lib/postgresql/data
LABEL $STAND_IN_LABEL=true
COPY --chmod=555 entrypoint /
USER postgres
EXPOSE 5432
ENTRYPOINT ["/entrypoint"]
CMD ["postgres"]
DOCKERFILE
}

# Node and npm from npm's registry.
node_image() {
  bring_node "$1" && mkdir -p "$1/usr/local/bin" "$1/usr/local/lib/node_modules" &&
    cp -L "$1/node/node_modules/.bin/node" "$1/usr/local/bin/node" &&
    cp -R "$1/node/node_modules/npm" "$1/usr/local/lib/node_modules/npm" &&
    cat >"$1/Dockerfile" <<DOCKERFILE && "$engine" build -t "$2" "$1"
FROM $(full_name debian:trixie-slim)
COPY usr /usr
DOCKERFILE
}
