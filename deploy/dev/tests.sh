# shellcheck shell=bash
# All tests of all modules, on databases and ports of their own: a Roomtone that is up may stay up.

run_tests() {
  case ${1:-} in --help | -h) help test && return ;; esac
  ensure_prepared
  trap - INT TERM HUP
  # exec: Ctrl-C and the exit code are Maven's. ROOMTONE_TEST_DATA and other settings reach the tests by the environment.
  exec "$root/mvnw" -B verify "$@"
}
