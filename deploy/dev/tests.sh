# shellcheck shell=bash
# All tests of all modules, on databases and ports of their own: a Roomtone that is up may stay up.

run_tests() {
  case ${1:-} in --help | -h) help test && return ;; esac
  ensure_prepared
  trap - INT TERM HUP
  # exec: Ctrl-C and the exit code are Maven's. ROOMTONE_TEST_DATA and other settings reach the tests by the environment.
  exec "$root/mvnw" -B verify "$@"
}

# Renews what is checked in of the services' descriptions: the same tests that compare it write it.
renew_openapi() {
  case ${1:-} in --help | -h) help openapi && return ;; esac
  [ $# -eq 0 ] || usage_error "openapi takes no argument"
  ensure_prepared
  trap - INT TERM HUP
  exec "$root/mvnw" -B -q -pl brain-service,manager-service -am test -Dtest=OpenApiTest,ProblemsDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Drenew.openapi=true
}
