# shellcheck shell=bash
# Runs the tests of all modules. They use their own databases and ports, so Roomtone may be running meanwhile.

# run_tests [--long] [MAVEN ARGUMENT]...
run_tests() {
  case ${1:-} in --help | -h) help test && return ;; esac
  local groups=long
  local forks=()
  if [ "${1:-}" = --long ]; then
    groups=
    # Some long tests measure, and those of containers share an engine.
    forks=(-DforkCount=1)
    wants_haproxy=true
    wants_prometheus=true
    wants_pgbouncer=true
    shift
  else
    note "leaving out the long tests, those of containers among them, which ./dev test --long runs"
    command -v promtool >/dev/null ||
      note "NOT TESTED: the alerts in deploy/observability, for want of promtool (apt-get install prometheus)"
  fi
  wants_chromium=true
  wants_kubectl=true
  ensure_prepared
  trap - INT TERM HUP
  # With exec Maven receives Ctrl-C and returns the exit code. The tests read ROOMTONE_TEST_DATA from the environment.
  exec "$root/mvnw" -B verify "-DexcludedGroups=$groups" ${forks[@]+"${forks[@]}"} "$@"
}

# Writes docs/openapi/*.yaml, docs/problems.md, docs/metrics.md and docs/configuration.md. The tests that compare these files write them
# if renew.openapi is set.
update_openapi() {
  case ${1:-} in --help | -h) help openapi && return ;; esac
  [ $# -eq 0 ] || usage_error "openapi takes no argument"
  ensure_prepared
  trap - INT TERM HUP
  # Without the pages: they are checked against the documents that are written here.
  exec "$root/mvnw" -B -q -Dweb.skip -pl brain-service,manager-service -am test -Dtest=OpenApiTest,ProblemsDocumentTest,MetricsDocumentTest,ConfigurationDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Drenew.openapi=true
}
