# shellcheck shell=bash
# From a checkout to a playing room. Whatever goes wrong on the way, what was started is stopped again.

# The ports that are Roomtone's own. The environment can move them, for the test of this script alone: the services and
# roomtone-local keep to theirs.
auth_port=${ROOMTONE_DEV_AUTH_PORT:-54321}
postgres_port=${ROOMTONE_DEV_POSTGRES_PORT:-54322}
storage_port=${ROOMTONE_DEV_STORAGE_PORT:-54330}
brain_port=${ROOMTONE_DEV_BRAIN_PORT:-8080}
brain_management_port=${ROOMTONE_DEV_BRAIN_MANAGEMENT_PORT:-9000}
manager_port=${ROOMTONE_DEV_MANAGER_PORT:-8081}
manager_management_port=${ROOMTONE_DEV_MANAGER_MANAGEMENT_PORT:-9001}

up() {
  local detach=false fresh=false
  while [ $# -gt 0 ]; do
    case $1 in
      --detach | -d) detach=true ;;
      --fresh) fresh=true ;;
      --yes | -y) assume_yes=true ;;
      --help | -h) help up && return ;;
      *) usage_error "up does not know '$1'" ;;
    esac
    shift
  done
  if is_up; then
    $fresh && fail "$EXIT_BUSY" "Roomtone is up: ./dev down first, then ./dev up --fresh"
    done_line "Roomtone is up already"
    welcome
    return 0
  fi
  any_runs && fail "$EXIT_BUSY" "Roomtone is being started elsewhere or is only partly up: ./dev down, then ./dev up"
  make_home
  ensure_prepared
  stop_leftover_database
  ! $fresh || start_over
  check_ports "$auth_port" "$postgres_port" "$storage_port" \
    "$brain_port" "$brain_management_port" "$manager_port" "$manager_management_port"
  build
  rm -f "$home/run/down"
  trap 'interrupted_while_up' INT TERM HUP
  start_local
  start_services
  wait_for_room
  welcome
  if $detach; then
    note "./dev down stops it."
  else
    stream
  fi
}

is_up() { runs local && runs brain && runs manager && garden_plays; }

# The build stays: it is no data.
start_over() {
  [ -n "$(data_of_home)" ] || return 0
  ask "Delete all data in $home?" || fail "$EXIT_USAGE" "nothing was deleted: --fresh asks on a terminal, or takes --yes"
  data_of_home | while IFS= read -r entry; do rm -rf -- "$entry"; done
  done_line "Deleted the data in .roomtone"
}

data_of_home() { find "$home" -mindepth 1 -maxdepth 1 ! -name app ! -name log ! -name run; }

# --- starting --------------------------------------------------------------------------------------------------------

start_local() {
  rm -f "$home/ready"
  start_process local roomtone-local.jar serve --home "$home" --demo
  wait_for "PostgreSQL, Auth and S3" 180 local test -e "$home/ready"
}

start_services() {
  start_service brain brain_service ROOMTONE_LOCAL_BRAIN_PASSWORD
  start_service manager manager_service ROOMTONE_LOCAL_MANAGER_PASSWORD
  wait_for "brain-service" 120 brain healthy "$brain_management_port"
  wait_for "manager-service" 120 manager healthy "$manager_management_port"
}

# start_service NAME LOGIN PASSWORD_VARIABLE: what roomtone-local wrote down, and of the two logins its own.
start_service() {
  local name=$1 login=$2 password_variable=$3
  (
    set -a
    # shellcheck source=/dev/null
    . "$home/local.env" || exit 1
    set +a
    export QUARKUS_PROFILE=local QUARKUS_DATASOURCE_USERNAME="$login" QUARKUS_DATASOURCE_PASSWORD="${!password_variable}"
    # Everybody knows the demo's passwords: only this machine gets in, unless the environment says otherwise.
    export QUARKUS_HTTP_HOST="${QUARKUS_HTTP_HOST:-127.0.0.1}" QUARKUS_MANAGEMENT_HOST=127.0.0.1
    unset ROOMTONE_LOCAL_BRAIN_PASSWORD ROOMTONE_LOCAL_MANAGER_PASSWORD
    start_process "$name" quarkus-run.jar
  ) || stop_and_fail "$EXIT_BROKEN" "cannot read $home/local.env"
}

wait_for_room() {
  wait_for "The demo room" 300 local room_is_settled
  garden_plays || stop_and_fail "$EXIT_BROKEN" "$(demo_gave_up). See $home/log"
}

room_is_settled() { garden_plays || demo_gave_up >/dev/null; }

# roomtone-local goes on without the demo, which is worth having, but not what was asked for here.
demo_gave_up() { grep -m 1 '^Demo: gave up' "$home/log/local.log"; }

get() { curl -fsS --noproxy '*' --max-time 3 "$1" 2>/dev/null; }

healthy() { get "http://127.0.0.1:$1/q/health/ready" >/dev/null; }

# The players' list may still tell of the run before; the device says in the log that it plays now.
garden_plays() {
  grep -q '^Garden: the device plays' "$home/log/local.log" &&
    get "http://127.0.0.1:$brain_port/api/players" | tr -d ' \n' | grep -o '{[^{}]*}' |
    grep '"slug":"garden"' | grep '"status":"playing"' >/dev/null
}

# wait_for TEXT SECONDS PROCESS COMMAND…: until the command is true; ends everything when the process dies or time runs out.
wait_for() {
  local text=$1 bound=$2 process=$3 began=$SECONDS
  shift 3
  progress_shown=0
  until "$@"; do
    runs "$process" || process_died "$process"
    [ $((SECONDS - began)) -lt "$bound" ] || process_late "$text" "$bound" "$process"
    progress "$text" $((SECONDS - began))
    sleep 0.2
  done
  done_line "$text ($((SECONDS - began)) s)"
}

# roomtone-local says with its exit code what was wrong; that is worth passing on.
process_died() {
  local code=0
  wait "$(cat "$home/run/$1.pid")" 2>/dev/null
  code=$?
  problem "$1 ended while it was needed. The last lines of $home/log/$1.log:"
  last_lines "$home/log/$1.log" 25
  case $code in "$EXIT_MISSING" | "$EXIT_CANNOT_WRITE" | "$EXIT_BUSY") ;; *) code=$EXIT_BROKEN ;; esac
  stop_and_fail "$code" "Roomtone is not up"
}

process_late() {
  problem "$1: not ready after $2 s. The last lines of $home/log/$3.log:"
  last_lines "$home/log/$3.log" 25
  stop_and_fail "$EXIT_BROKEN" "Roomtone is not up"
}

stop_and_fail() {
  stop_all
  fail "$@"
}

# Before the room plays Ctrl-C is a failure to the caller, afterwards the usual way to stop.
room_is_open=false
interrupted_while_up() {
  trap '' INT TERM HUP
  end_stream
  $live && printf '%s' "$clear_line"
  stop_all
  $room_is_open && exit 0
  fail "$EXIT_INTERRUPTED" "interrupted"
}

# --- while it runs ---------------------------------------------------------------------------------------------------

welcome() {
  cat <<WELCOME

  ${bold}The room "garden" is playing.${plain}

  listeners        http://127.0.0.1:$brain_port/api/players
  staff, devices   http://127.0.0.1:$manager_port
  sign-in          http://127.0.0.1:$auth_port/auth/v1   (Supabase Auth's protocol)
  database         postgresql://postgres:postgres@127.0.0.1:$postgres_port/postgres
  files            http://127.0.0.1:$storage_port   (S3's protocol; keys in .roomtone/local.env)

  accounts         admin@example.org, manager@example.org, listener@example.org; password roomtone-demo
  devices          X-API-Key demo-token-garden (played by Roomtone itself), demo-token-lobby (yours)

  Try next         curl -s http://127.0.0.1:$brain_port/api/players/garden/now-playing
                   curl -si -H 'X-API-Key: demo-token-lobby' http://127.0.0.1:$manager_port/api/player/poll
  Logs             .roomtone/log/

WELCOME
}

stream_pids=''

# The three logs as one, each line with its process's name, until Ctrl-C or until a process ends.
stream() {
  room_is_open=true
  follow local "$green"
  follow brain "$bold"
  follow manager "$dim"
  note "Ctrl-C stops it."
  while :; do
    for name in local brain manager; do
      runs "$name" || [ -e "$home/run/down" ] || process_ended "$name"
    done
    any_runs || break
    # A sleep in the foreground would hold the trap back until it is over.
    sleep 1 &
    wait $!
  done
  end_stream
  done_line "Stopped by ./dev down"
}

follow() {
  local until_we_end='' size
  # From here on, whatever time tail takes to come up.
  size=$(wc -c <"$home/log/$1.log")
  # GNU's tail can watch over us; elsewhere one may stay behind if this script is killed with no time to end it.
  ! tail --version >/dev/null 2>&1 || until_we_end=--pid=$$
  # shellcheck disable=SC2086 # one word or none
  tail -c +$((size + 1)) -F $until_we_end "$home/log/$1.log" 2>/dev/null > >(
    while IFS= read -r line; do printf '%s%-7s%s | %s\n' "$2" "$1" "$plain" "$line"; done
  ) &
  stream_pids="$stream_pids $!"
}

# shellcheck disable=SC2086 # a list of numbers
end_stream() {
  [ -z "$stream_pids" ] || kill $stream_pids 2>/dev/null
  stream_pids=''
}

process_ended() {
  end_stream
  process_died "$1"
}
