# shellcheck shell=bash
# Finds a PostgreSQL server that is new enough, the one with pgvector first.

readonly POSTGRES_VERSION=15
postgres_bin='' # directory of initdb, pg_ctl and postgres
postgres_major=''

# Every directory that may hold a server, newest version first where versions stand side by side; or the one that is named.
postgres_places() {
  if [ -n "${ROOMTONE_POSTGRES_BIN:-}" ]; then
    echo "$ROOMTONE_POSTGRES_BIN"
    return
  fi
  printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/*/bin | sort -rV
  command -v pg_ctl >/dev/null && dirname "$(command -v pg_ctl)"
}

find_postgres() {
  local place major
  postgres_bin='' postgres_major=''
  while IFS= read -r place; do
    [ -x "$place/initdb" ] && [ -x "$place/postgres" ] || continue
    major=$("$place/postgres" --version 2>/dev/null | sed 's/^[^0-9]*\([0-9][0-9]*\).*/\1/')
    [ "${major:-0}" -ge $POSTGRES_VERSION ] || continue
    if has_pgvector "$place" "$major"; then
      postgres_bin=$place postgres_major=$major
      return 0
    fi
    [ -n "$postgres_bin" ] || postgres_bin=$place postgres_major=$major
  done < <(postgres_places)
  [ -n "$postgres_bin" ]
}

# has_pgvector BIN MAJOR: asks pg_config where it is there, else looks where Debian keeps extensions.
has_pgvector() {
  local share=/usr/share/postgresql/$2 config=$1/pg_config
  [ ! -x "$config" ] || share=$("$config" --sharedir)
  [ -r "$share/extension/vector.control" ]
}
