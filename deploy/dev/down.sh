# shellcheck shell=bash
# Stops what an `up` of this checkout started, from whichever terminal, and nothing else.

down() {
  case ${1:-} in
    '') ;;
    --help | -h) help down && return ;;
    *) usage_error "down does not know '$1'" ;;
  esac
  if ! any_runs && no_leftover_database; then
    done_line "Nothing runs"
    return 0
  fi
  # Tells an `up` that streams the log elsewhere that this end is a wanted one.
  touch "$home/run/down" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/run"
  stop_all
  any_runs && fail "$EXIT_BROKEN" "a process could not be stopped: see $home/run"
  done_line "Nothing is left running; data stay in .roomtone"
}
