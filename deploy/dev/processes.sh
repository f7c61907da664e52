# shellcheck shell=bash
# The three processes of a running Roomtone. Each has a pid file in .roomtone/run and a log in .roomtone/log, and a
# session of its own, so that neither Ctrl-C nor a closed terminal reaches it: only the functions below end it.

# start_process NAME JAR ARGUMENT…: with the environment as it is.
start_process() {
  local name=$1 jar=$home/app/$1/$2 log=$home/log/$1.log
  shift 2
  [ ! -e "$log" ] || mv -f "$log" "$log.1"
  launch "$JAVA_HOME/bin/java" -Xmx320m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -jar "$jar" "$@" >"$log" 2>&1 </dev/null
  echo "$launched" >"$home/run/$name.pid"
  # Before it is java the child is a copy of this script for an instant, and would be taken for dead.
  await 5 runs "$name" || true
}

# Sets launched: the pid, which is the process group as well.
launch() {
  if command -v setsid >/dev/null; then
    setsid nohup "$@" &
    launched=$!
  else
    set -m
    nohup "$@" &
    launched=$!
    set +m
  fi
}

# pid_of NAME: prints the pid while that process runs and is ours. A pid file outlives a crash or a reboot and its number
# may belong to anybody by then, so the command line decides: it names this checkout's jar.
pid_of() {
  local pid
  pid=$(cat "$home/run/$1.pid" 2>/dev/null) || return 1
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  case $(command_line "$pid") in *"$home/app/$1/"*) printf '%s' "$pid" ;; *) return 1 ;; esac
}

runs() { pid_of "$1" >/dev/null; }

# Empty for a process that is gone or that only waits to be reaped. While it becomes another program a process has no
# command line for an instant, which must not be taken for its end: whoever waits for the end would wait for ever.
command_line() {
  local line
  if [ ! -d /proc/self ]; then
    ps -ww -o args= -p "$1" 2>/dev/null
    return
  fi
  # In this order: a process that is gone is no news.
  until line=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") && [ -n "$line" ]; do
    is_at_work "$1" || return 1
  done
  printf '%s' "$line"
}

# is_at_work PID: it computes or waits for the disk, as what becomes another program does; what has ended does not.
is_at_work() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  stat=${stat##*) }
  case ${stat%% *} in R | D) return 0 ;; *) return 1 ;; esac
}

# stop_process NAME SECONDS: asks, waits that long, then insists. Quiet and true when it does not run.
stop_process() {
  local name=$1 patience=$2 pid
  if pid=$(pid_of "$name"); then
    kill -TERM "$pid" 2>/dev/null
    if await "$patience" gone "$name"; then
      done_line "Stopped $name"
    else
      kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null
      await 5 gone "$name"
      problem "$name did not stop within $patience s and was killed"
    fi
  fi
  rm -f "$home/run/$name.pid"
}

gone() { ! runs "$1"; }

# In this order: services give back what they hold while the database is still there.
stop_all() {
  stop_process manager 20
  stop_process brain 20
  stop_process local 30
  stop_leftover_database
  rm -f "$home/ready"
}

any_runs() { runs local || runs brain || runs manager; }

# A roomtone-local that was killed leaves its PostgreSQL behind. Ours is known by its data directory.
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
  # SIGINT is PostgreSQL's fast shutdown; SIGQUIT ends its children without a checkpoint, which the next start makes up for.
  kill -INT "$pid" 2>/dev/null
  await 20 no_leftover_database || kill -QUIT "$pid" 2>/dev/null
  await 5 no_leftover_database
  done_line "Stopped a database that an earlier run had left behind"
}

# await SECONDS COMMAND…: true as soon as the command is.
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

# Prints " by java (pid 123)" where the system tells.
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
