# shellcheck shell=bash
# Builds and starts Roomtone from a checkout, until the demo room plays. If a step fails, all that was started is stopped.

# The ports that Roomtone uses. The variables are for the test of this script only: the real services and roomtone-local
# always use the default ports.
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
    $fresh && fail "$EXIT_BUSY" "Roomtone is running: call ./dev down first, then ./dev up --fresh"
    success "Roomtone is up already"
    print_addresses
    return 0
  fi
  is_any_running && fail "$EXIT_BUSY" "another ./dev up is starting Roomtone, or only a part of it runs: call ./dev down, then ./dev up"
  create_home
  ensure_prepared
  stop_leftover_database
  ! $fresh || delete_data
  check_ports "$auth_port" "$postgres_port" "$storage_port" \
    "$brain_port" "$brain_management_port" "$manager_port" "$manager_management_port"
  build
  rm -f "$home/run/down"
  trap 'handle_interrupt_while_up' INT TERM HUP
  start_local
  start_services
  wait_for_demo
  print_addresses
  if $detach; then
    note "./dev down stops it."
  else
    follow_logs
  fi
}

is_up() { runs local && runs brain && runs manager && garden_plays; }

# Deletes the data of earlier runs after confirmation. The build, Node, the logs and the pid files stay.
delete_data() {
  [ -n "$(data_entries)" ] || return 0
  ask "Delete all data in $home?" || fail "$EXIT_USAGE" "nothing was deleted. Answer yes, or call ./dev up --fresh --yes"
  data_entries | while IFS= read -r entry; do rm -rf -- "$entry"; done
  success "Deleted the data in .roomtone"
}

data_entries() { find "$home" -mindepth 1 -maxdepth 1 ! -name app ! -name log ! -name node ! -name run; }

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

# start_service NAME LOGIN PASSWORD_VARIABLE: starts it with the settings that roomtone-local wrote to local.env, and with its
# own database login. PASSWORD_VARIABLE is the variable in local.env that contains the password.
start_service() {
  local name=$1 login=$2 password_variable=$3
  (
    set -a
    # shellcheck source=/dev/null
    . "$home/local.env" || exit 1
    set +a
    export QUARKUS_PROFILE=local QUARKUS_DATASOURCE_USERNAME="$login" QUARKUS_DATASOURCE_PASSWORD="${!password_variable}"
    # The passwords of the demo are public, so only this machine may connect, unless the environment says otherwise.
    export QUARKUS_HTTP_HOST="${QUARKUS_HTTP_HOST:-127.0.0.1}" QUARKUS_MANAGEMENT_HOST=127.0.0.1
    unset ROOMTONE_LOCAL_BRAIN_PASSWORD ROOMTONE_LOCAL_MANAGER_PASSWORD
    start_process "$name" quarkus-run.jar
  ) || stop_and_fail "$EXIT_SOFTWARE" "cannot read $home/local.env"
}

wait_for_demo() {
  wait_for "The demo room" 300 local demo_plays_or_failed
  garden_plays || stop_and_fail "$EXIT_SOFTWARE" "$(demo_failure). See $home/log"
}

demo_plays_or_failed() { garden_plays || demo_failure >/dev/null; }

# Prints the line of the log that says why the demo failed; fails if there is none. roomtone-local runs on without the demo,
# but `up` promises a room that plays.
demo_failure() { grep -m 1 '^Demo: gave up' "$home/log/local.log"; }

get() { curl -fsS --noproxy '*' --max-time 3 "$1" 2>/dev/null; }

healthy() { get "http://127.0.0.1:$1/q/health/ready" >/dev/null; }

# The status of the player alone may be that of the run before, so the log must also say that the device plays.
garden_plays() {
  grep -q '^Garden: the device plays' "$home/log/local.log" &&
    get "http://127.0.0.1:$brain_port/api/players" | tr -d ' \n' | grep -o '{[^{}]*}' |
    grep '"slug":"garden"' | grep '"status":"playing"' >/dev/null
}

# wait_for TEXT SECONDS PROCESS COMMAND…: waits until the command succeeds. If the process ends or the time is over it stops
# all processes and exits.
wait_for() {
  local text=$1 timeout=$2 process=$3 start=$SECONDS
  shift 3
  progress_shown=0
  until "$@"; do
    runs "$process" || fail_process_ended "$process"
    [ $((SECONDS - start)) -lt "$timeout" ] || fail_timed_out "$text" "$timeout" "$process"
    progress "$text" $((SECONDS - start))
    sleep 0.2
  done
  success "$text ($((SECONDS - start)) s)"
}

# fail_process_ended NAME: prints the end of its log and exits. The exit codes 69, 73 and 75 of roomtone-local are passed on.
fail_process_ended() {
  local code=0
  wait "$(cat "$home/run/$1.pid")" 2>/dev/null
  code=$?
  error_line "$1 ended unexpectedly. The last lines of $home/log/$1.log:"
  last_lines "$home/log/$1.log" 25
  case $code in "$EXIT_MISSING" | "$EXIT_CANNOT_WRITE" | "$EXIT_BUSY") ;; *) code=$EXIT_SOFTWARE ;; esac
  stop_and_fail "$code" "Roomtone is not running"
}

# fail_timed_out TEXT SECONDS NAME
fail_timed_out() {
  error_line "$1: not ready after $2 s. The last lines of $home/log/$3.log:"
  last_lines "$home/log/$3.log" 25
  stop_and_fail "$EXIT_SOFTWARE" "Roomtone is not running"
}

stop_and_fail() {
  stop_all
  fail "$@"
}

# Ctrl-C stops all processes. The exit code is 130 before the room plays and 0 afterwards, when it is the usual way to stop.
room_plays=false
handle_interrupt_while_up() {
  trap '' INT TERM HUP
  stop_following_logs
  $interactive && printf '%s' "$clear_line"
  stop_all
  $room_plays && exit 0
  fail "$EXIT_INTERRUPTED" "interrupted"
}

# --- while it runs ---------------------------------------------------------------------------------------------------

print_addresses() {
  cat <<WELCOME

  ${bold}The room "garden" is playing.${plain}

  listener's page  http://127.0.0.1:$brain_port/?player=garden
  admin panel      http://127.0.0.1:$manager_port/admin/
  browser player   http://127.0.0.1:$manager_port/player/

  sign-in          http://127.0.0.1:$auth_port/auth/v1   (protocol of Supabase Auth)
  mails            http://127.0.0.1:$auth_port/roomtone-local/mails   (codes and links of sign-in; nothing is sent)
  database         postgresql://postgres:postgres@127.0.0.1:$postgres_port/postgres
  files            http://127.0.0.1:$storage_port   (S3 protocol; keys in .roomtone/local.env)

  accounts         admin@example.org, manager@example.org, listener@example.org; password roomtone-demo
  devices          X-API-Key demo-token-garden (used by the demo device), demo-token-lobby (free for you)

  Try next         curl -s http://127.0.0.1:$brain_port/api/players/garden/now-playing
                   curl -si -H 'X-API-Key: demo-token-lobby' http://127.0.0.1:$manager_port/api/player/poll
  Logs             .roomtone/log/

WELCOME
}

log_follower_pids=''

# Shows the three logs, each line with the name of its process, until Ctrl-C or until a process ends.
follow_logs() {
  room_plays=true
  follow_log local "$green"
  follow_log brain "$bold"
  follow_log manager "$dim"
  note "Ctrl-C stops it."
  while :; do
    for name in local brain manager; do
      runs "$name" || [ -e "$home/run/down" ] || fail_while_following "$name"
    done
    is_any_running || break
    # Bash runs a trap only after a command in the foreground has ended, but `wait` returns at once.
    sleep 1 &
    wait $!
  done
  stop_following_logs
  success "Stopped by ./dev down"
}

# follow_log NAME COLOUR: shows the lines that are added to the log of a process, in the background.
follow_log() {
  local end_with_script='' size
  # The size now, so that no line is lost while tail starts.
  size=$(wc -c <"$home/log/$1.log")
  # GNU tail ends with this script. On other systems a tail keeps running if this script is killed by SIGKILL.
  ! tail --version >/dev/null 2>&1 || end_with_script=--pid=$$
  # shellcheck disable=SC2086 # one word or none
  tail -c +$((size + 1)) -F $end_with_script "$home/log/$1.log" 2>/dev/null > >(
    while IFS= read -r line; do printf '%s%-7s%s | %s\n' "$2" "$1" "$plain" "$line"; done
  ) &
  log_follower_pids="$log_follower_pids $!"
}

# shellcheck disable=SC2086 # a list of numbers
stop_following_logs() {
  [ -z "$log_follower_pids" ] || kill $log_follower_pids 2>/dev/null
  log_follower_pids=''
}

fail_while_following() {
  stop_following_logs
  fail_process_ended "$1"
}
