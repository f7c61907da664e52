# shellcheck shell=bash
# What backup and restore share: messages, checks, and calls of S3 by curl. Written for bash 3.2, which macOS has.

# The tables of Supabase Auth that hold accounts, in an order in which their rows can be inserted. Its other tables hold what lives for
# minutes, or a log.
# shellcheck disable=SC2034 # both scripts use it
readonly AUTH_TABLES='users identities mfa_factors sessions mfa_amr_claims refresh_tokens'

say() { printf '%s\n' "$*"; }

# fail CODE MESSAGE: ends the script
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$2" >&2
  exit "$1"
}

usage_error() { fail 64 "$1; see --help"; }

require_programs() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail 69 "the program $program is missing"
  done
}

# Sets the defaults of libpq: the role postgres and the database postgres.
prepare_database() {
  require_programs psql pg_dump pg_restore awk
  : "${PGHOST:?set PGHOST, PGPASSWORD, and PGPORT, PGUSER, PGDATABASE where they differ from 5432, postgres, postgres}"
  export PGUSER=${PGUSER:-postgres} PGDATABASE=${PGDATABASE:-postgres} PGAPPNAME=roomtone-backup
}

sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

prepare_storage() {
  require_programs curl awk
  : "${ROOMTONE_STORAGE_BUCKET:?is the bucket}" "${AWS_REGION:?is the region of the bucket}"
  : "${AWS_ACCESS_KEY_ID:?is the access key}" "${AWS_SECRET_ACCESS_KEY:?is the secret of the access key}"
  if [ -n "${QUARKUS_S3_ENDPOINT_OVERRIDE:-}" ]; then
    bucket_url=${QUARKUS_S3_ENDPOINT_OVERRIDE%/}/$ROOMTONE_STORAGE_BUCKET
  else
    bucket_url=https://$ROOMTONE_STORAGE_BUCKET.s3.$AWS_REGION.amazonaws.com
  fi
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi <"$1" | cut -d ' ' -f 1
}

readonly SHA256_OF_NOTHING=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# s3 KEY SHA256 [CURL OPTION]...: a signed call. The secret goes to curl by a pipe, because arguments can be seen by others.
s3() {
  local key=$1 hash=$2
  shift 2
  {
    printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
    [ -z "${AWS_SESSION_TOKEN:-}" ] || printf 'header = "x-amz-security-token: %s"\n' "$AWS_SESSION_TOKEN"
  } | curl --config - --silent --show-error --retry 3 --path-as-is --aws-sigv4 "aws:amz:$AWS_REGION:s3" \
    --header "x-amz-content-sha256: $hash" "$@" "$bucket_url/$key"
}

# files_of_songs DUMP BUCKET: a line with key, SHA-256, size in bytes and media type for each file that the songs of a dump name in a bucket;
# - is what a dump does not know. Songs whose file was given up, or is elsewhere, have no line.
files_of_songs() {
  pg_restore --data-only --schema=public --table=songs --file=- "$1" | awk -F '\t' -v bucket="$2" '
    BEGIN { split("sha256 size_bytes content_type", wanted, " ") }
    /^COPY public\.songs / {
      columns = $0
      gsub(/^[^(]*\(|\).*$/, "", columns)
      count = split(columns, names, ", ")
      for (i = 1; i <= count; i++) at[names[i]] = i
      inside = 1
      next
    }
    $0 == "\\." { inside = 0 }
    !inside { next }
    at["file_removed_at"] && $(at["file_removed_at"]) != "\\N" { next }
    {
      key = $(at["file_url"])
      virtual_host = "://" bucket ".s3"
      path = "/" bucket "/songs/"
      if (index(key, virtual_host)) sub(/^[^:]*:\/\/[^\/]*\//, "", key)
      else if (index(key, path)) key = substr(key, index(key, path) + length(bucket) + 2)
      else next
      if (key ~ /(^|\/)\.\.(\/|$)/) next
      line = key
      for (i = 1; i <= 3; i++) line = line " " ($(at[wanted[i]]) == "\\N" ? "-" : $(at[wanted[i]]))
      print line
    }' | sort -u
}

# is_right FILE SHA256 SIZE: whether a file is there as its song says
is_right() {
  [ -f "$1" ] || return 1
  [ "$2" = - ] || [ "$(sha256 "$1")" = "$2" ] || return 1
  [ "$3" = - ] || [ "$(wc -c <"$1" | tr -d ' ')" = "$3" ]
}
