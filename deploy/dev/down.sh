# shellcheck shell=bash
# Stops the processes that `up` of this checkout started, in any terminal, and no others.

down() {
  case ${1:-} in
    '') ;;
    --help | -h) help down && return ;;
    *) usage_error "down does not know '$1'" ;;
  esac
  if ! is_any_running && no_leftover_database; then
    success "Nothing runs"
    return 0
  fi
  # By this file an `up` that shows the logs in another terminal knows that the processes end on request.
  touch "$home/run/down" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/run"
  stop_all
  is_any_running && fail "$EXIT_SOFTWARE" "a process could not be stopped: see $home/run"
  success "Nothing is left running; data stay in .roomtone"
}
