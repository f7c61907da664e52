# shellcheck shell=bash
# How ./dev speaks: one line per step, colour and a running clock on a terminal only, details in a log file.

# Exit codes, after sysexits.h where it has one. `./dev help` lists them.
readonly EXIT_FAILED=1 EXIT_USAGE=64 EXIT_MISSING=69 EXIT_BROKEN=70 EXIT_CANNOT_WRITE=73 EXIT_BUSY=75 EXIT_INTERRUPTED=130

assume_yes=false
step_pid=

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  live=true green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' bold=$'\e[1m' plain=$'\e[0m' clear_line=$'\r\e[K'
else
  live=false green='' red='' dim='' bold='' plain='' clear_line=''
fi

done_line() { printf '%s%s✓%s %s\n' "$clear_line" "$green" "$plain" "$*"; }
note() { printf '%s  %s\n' "$clear_line" "$*"; }
problem() { printf '%s%s✗%s %s\n' "$clear_line" "$red" "$plain" "$*" >&2; }

# fail CODE TEXT: one line on stderr that says what to do, and the end.
fail() {
  local code=$1
  shift
  problem "$*"
  exit "$code"
}

usage_error() { fail "$EXIT_USAGE" "$*. See ./dev help"; }

# progress TEXT SECONDS: a clock in place on a terminal; elsewhere a plain line after 10 s and then every 30 s.
progress_shown=0
progress() {
  if $live; then
    printf '%s%s… %s%s (%d s)' "$clear_line" "$dim" "$1" "$plain" "$2"
  elif [ "$2" -ge 10 ] && [ "$progress_shown" -eq 0 ] || [ $(($2 - progress_shown)) -ge 30 ]; then
    progress_shown=$2
    printf '… %s (%d s)\n' "$1" "$2"
  fi
}

make_home() {
  mkdir -p "$home/run" "$home/log" 2>/dev/null && [ -w "$home/log" ] ||
    fail "$EXIT_CANNOT_WRITE" "cannot write to $home: check its owner and the free space"
}

# run_step TEXT LOG COMMAND…: runs the command with its output in .roomtone/log/LOG and shows its end alone.
# The command gets a process group of its own, so that Ctrl-C can end all of it.
run_step() {
  local text=$1 log=$home/log/$2 began=$SECONDS code
  shift 2
  progress_shown=0
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  step_pid=$!
  set +m
  while kill -0 "$step_pid" 2>/dev/null; do
    progress "$text" $((SECONDS - began))
    sleep 0.1
  done
  wait "$step_pid"
  code=$?
  step_pid=
  if [ "$code" -eq 0 ]; then
    done_line "$text ($((SECONDS - began)) s)"
  else
    problem "$text failed. The last lines of $log:"
    last_lines "$log" 25
  fi
  return "$code"
}

last_lines() { tail -n "$2" "$1" 2>/dev/null | sed 's/^/    /' >&2; }

end_step() {
  [ -n "$step_pid" ] && kill -TERM -- "-$step_pid" 2>/dev/null
  step_pid=
}

# Until something is started that has to be stopped (see up.sh), Ctrl-C ends the step at hand and nothing else.
interrupted_before_start() {
  end_step
  fail "$EXIT_INTERRUPTED" "interrupted"
}
trap interrupted_before_start INT TERM HUP

# ask QUESTION: true for yes. Without a terminal only --yes counts as one.
ask() {
  local answer
  $assume_yes && return 0
  [ -t 0 ] && [ -t 1 ] || return 1
  printf '%s [y/N] ' "$1"
  read -r answer
  case $answer in y | Y | yes | Yes) return 0 ;; *) return 1 ;; esac
}
