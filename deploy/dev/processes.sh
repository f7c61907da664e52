# shellcheck shell=bash
# Starts and stops the three processes of a running Roomtone: local, brain and manager. Each has a pid file in .roomtone/run,
# a log in .roomtone/log, and its own session, so that Ctrl-C and the end of the terminal do not stop it; stop_process does.

# start_process NAME JAR ARGUMENT…: runs the jar of .roomtone/app/NAME with the current environment. The log of the run before
# is kept as NAME.log.1.
start_process() {
  local name=$1 jar=$home/app/$1/$2 log=$home/log/$1.log
  shift 2
  [ ! -e "$log" ] || mv -f "$log" "$log.1"
  start_in_own_session "$JAVA_HOME/bin/java" -Xmx320m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -jar "$jar" "$@" >"$log" 2>&1 </dev/null
  echo "$started_pid" >"$home/run/$name.pid"
  # Until the child has executed java its command line is that of this script, and runs would be false.
  await 5 runs "$name" || true
}

# start_in_own_session COMMAND…: sets started_pid, which is also the id of the process group.
start_in_own_session() {
  if command -v setsid >/dev/null; then
    setsid nohup "$@" &
    started_pid=$!
  else
    set -m
    nohup "$@" &
    started_pid=$!
    set +m
  fi
}

# pid_of NAME: prints the pid if that process of this checkout runs, else fails. After a crash or a reboot the pid in the file
# may belong to another program. Therefore the command line is checked too: it contains the path of this checkout's jar.
pid_of() {
  local pid
  pid=$(cat "$home/run/$1.pid" 2>/dev/null) || return 1
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  case $(command_line "$pid") in *"$home/app/$1/"*) printf '%s' "$pid" ;; *) return 1 ;; esac
}

# runs NAME
runs() { pid_of "$1" >/dev/null; }

# command_line PID: prints nothing for a process that has ended, also if it is a zombie. During exec a process has no command
# line for a moment. It still runs then, so this function reads again until there is one or the process has ended.
command_line() {
  local line
  if [ ! -d /proc/self ]; then
    ps -ww -o args= -p "$1" 2>/dev/null
    return
  fi
  # 2> before <: otherwise bash reports a process that has ended on stderr.
  until line=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") && [ -n "$line" ]; do
    is_at_work "$1" || return 1
  done
  printf '%s' "$line"
}

# is_at_work PID: the state of the process is R (running) or D (waiting for the disk). A process during exec has one of
# these, a process that has ended has neither.
is_at_work() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  stat=${stat##*) }
  case ${stat%% *} in R | D) return 0 ;; *) return 1 ;; esac
}

# stop_process NAME SECONDS: sends SIGTERM, and SIGKILL if the process still runs after that time. Prints nothing if it does
# not run.
stop_process() {
  local name=$1 timeout=$2 pid
  if pid=$(pid_of "$name"); then
    kill -TERM "$pid" 2>/dev/null
    if await "$timeout" has_ended "$name"; then
      success "Stopped $name"
    else
      kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null
      await 5 has_ended "$name"
      error_line "$name did not stop within $timeout s and was killed"
    fi
  fi
  rm -f "$home/run/$name.pid"
}

has_ended() { ! runs "$1"; }

# The services stop first, because they still use the database while they stop.
stop_all() {
  stop_process manager 20
  stop_process brain 20
  stop_process local 30
  stop_leftover_database
  rm -f "$home/ready"
}

is_any_running() { runs local || runs brain || runs manager; }

# Prints the pid of a PostgreSQL that was left running when roomtone-local was killed. Its command line contains the data
# directory of this checkout.
leftover_database() {
  local file pid
  for file in "$home"/postgres/postmaster.pid "$home"/postgres/*/postmaster.pid; do
    [ -r "$file" ] || continue
    pid=$(head -n 1 "$file")
    case $pid in '' | *[!0-9]*) continue ;; esac
    case $(command_line "$pid") in *postgres*"$home/postgres"*) printf '%s' "$pid" && return 0 ;; esac
  done
  return 1
}

no_leftover_database() { ! leftover_database >/dev/null; }

stop_leftover_database() {
  local pid
  pid=$(leftover_database) || return 0
  # SIGINT is PostgreSQL's fast shutdown. SIGQUIT ends it without a checkpoint; the next start then recovers from the WAL.
  kill -INT "$pid" 2>/dev/null
  await 20 no_leftover_database || kill -QUIT "$pid" 2>/dev/null
  await 5 no_leftover_database
  success "Stopped a PostgreSQL server that an earlier run had left running"
}

# await SECONDS COMMAND…: waits until the command succeeds; fails after that time.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# --- ports -----------------------------------------------------------------------------------------------------------

port_taken() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port_owner PORT: prints " by java (pid 123)" if ss or lsof shows the owner, else nothing.
port_owner() {
  local found=''
  if command -v ss >/dev/null; then
    found=$(ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ by \1 (pid \2)/p' | head -n 1)
  elif command -v lsof >/dev/null; then
    found=$(lsof -nP -iTCP:"$1" -sTCP:LISTEN 2>/dev/null | awk 'NR == 2 { printf " by %s (pid %s)", $1, $2 }')
  fi
  printf '%s' "$found"
}

check_ports() {
  local port
  for port in "$@"; do
    ! port_taken "$port" || fail "$EXIT_BUSY" "port $port is taken$(port_owner "$port"): free it and call ./dev up again"
  done
}
