# shellcheck shell=bash
# Finds a PostgreSQL server that is new enough, preferably one with pgvector, and for the long tests PgBouncer, behind which the
# services run in them.

wants_pgbouncer=false # whether the command needs it

readonly POSTGRES_VERSION=15
postgres_bin='' # directory of initdb, pg_ctl and postgres
postgres_major=''

# Prints the directories that may contain a server, the newest version first; only ROOMTONE_POSTGRES_BIN if that is set.
postgres_candidates() {
  if [ -n "${ROOMTONE_POSTGRES_BIN:-}" ]; then
    echo "$ROOMTONE_POSTGRES_BIN"
    return
  fi
  printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/*/bin | sort -rV
  command -v pg_ctl >/dev/null && dirname "$(command -v pg_ctl)"
}

# Sets postgres_bin and postgres_major. Fails if there is no server of a version that is new enough.
find_postgres() {
  local directory major
  postgres_bin='' postgres_major=''
  while IFS= read -r directory; do
    [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ] || continue
    major=$("$directory/postgres" --version 2>/dev/null | sed 's/^[^0-9]*\([0-9][0-9]*\).*/\1/')
    [ "${major:-0}" -ge $POSTGRES_VERSION ] || continue
    if has_pgvector "$directory" "$major"; then
      postgres_bin=$directory postgres_major=$major
      return 0
    fi
    [ -n "$postgres_bin" ] || postgres_bin=$directory postgres_major=$major
  done < <(postgres_candidates)
  [ -n "$postgres_bin" ]
}

# has_pgvector BIN MAJOR: pg_config says where extensions are; without pg_config it is Debian's directory of extensions.
has_pgvector() {
  local share=/usr/share/postgresql/$2 config=$1/pg_config
  [ ! -x "$config" ] || share=$("$config" --sharedir)
  [ -r "$share/extension/vector.control" ]
}

# Sets and exports ROOMTONE_PGBOUNCER, the path of the program; does not look for another one if that is set.
find_pgbouncer() {
  local candidate
  for candidate in ${ROOMTONE_PGBOUNCER:-/usr/sbin/pgbouncer /usr/local/sbin/pgbouncer /usr/bin/pgbouncer}; do
    if [ -x "$candidate" ]; then
      export ROOMTONE_PGBOUNCER=$candidate
      return 0
    fi
  done
  return 1
}
