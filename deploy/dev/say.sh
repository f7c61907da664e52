# shellcheck shell=bash
# The output of ./dev: one line for each step, details in a log file. Colours and a running clock only on a terminal.

# Exit codes, those of sysexits.h where it defines one. `./dev help` lists them.
readonly EXIT_FAILED=1 EXIT_USAGE=64 EXIT_MISSING=69 EXIT_SOFTWARE=70 EXIT_CANNOT_WRITE=73 EXIT_BUSY=75 EXIT_INTERRUPTED=130

assume_yes=false
step_pid= # process group of the step that runs now

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  interactive=true green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' bold=$'\e[1m' plain=$'\e[0m' clear_line=$'\r\e[K'
else
  interactive=false green='' red='' dim='' bold='' plain='' clear_line=''
fi

success() { printf '%s%s✓%s %s\n' "$clear_line" "$green" "$plain" "$*"; }
note() { printf '%s  %s\n' "$clear_line" "$*"; }
error_line() { printf '%s%s✗%s %s\n' "$clear_line" "$red" "$plain" "$*" >&2; }

# fail CODE TEXT: prints one line on stderr, which says what to do, and exits.
fail() {
  local code=$1
  shift
  error_line "$*"
  exit "$code"
}

usage_error() { fail "$EXIT_USAGE" "$*. See ./dev help"; }

# progress TEXT SECONDS: on a terminal a line that is overwritten each time; elsewhere a line after 10 s and then every 30 s.
progress_shown=0
progress() {
  if $interactive; then
    printf '%s%s… %s%s (%d s)' "$clear_line" "$dim" "$1" "$plain" "$2"
  elif [ "$2" -ge 10 ] && [ "$progress_shown" -eq 0 ] || [ $(($2 - progress_shown)) -ge 30 ]; then
    progress_shown=$2
    printf '… %s (%d s)\n' "$1" "$2"
  fi
}

create_home() {
  mkdir -p "$home/run" "$home/log" 2>/dev/null && [ -w "$home/log" ] ||
    fail "$EXIT_CANNOT_WRITE" "cannot write to $home: check its owner and the free space"
}

# run_step TEXT LOG COMMAND…: runs the command, writes its output to .roomtone/log/LOG and prints only whether it succeeded.
# The command gets its own process group, so that Ctrl-C stops its children too.
run_step() {
  local text=$1 log=$home/log/$2 start=$SECONDS code
  shift 2
  progress_shown=0
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  step_pid=$!
  set +m
  while kill -0 "$step_pid" 2>/dev/null; do
    progress "$text" $((SECONDS - start))
    sleep 0.1
  done
  wait "$step_pid"
  code=$?
  step_pid=
  if [ "$code" -eq 0 ]; then
    success "$text ($((SECONDS - start)) s)"
  else
    error_line "$text failed. The last lines of $log:"
    last_lines "$log" 25
  fi
  return "$code"
}

# last_lines FILE COUNT: prints them on stderr, indented.
last_lines() { tail -n "$2" "$1" 2>/dev/null | sed 's/^/    /' >&2; }

stop_step() {
  [ -n "$step_pid" ] && kill -TERM -- "-$step_pid" 2>/dev/null
  step_pid=
}

# Ctrl-C stops the current step. `up` replaces this trap once processes run that have to be stopped too (see up.sh).
handle_interrupt_before_start() {
  stop_step
  fail "$EXIT_INTERRUPTED" "interrupted"
}
trap handle_interrupt_before_start INT TERM HUP

# ask QUESTION: true if the answer is yes. Without a terminal it asks nothing and is true only with --yes.
ask() {
  local answer
  $assume_yes && return 0
  [ -t 0 ] && [ -t 1 ] || return 1
  printf '%s [y/N] ' "$1"
  read -r answer
  case $answer in y | Y | yes | Yes) return 0 ;; *) return 1 ;; esac
}
