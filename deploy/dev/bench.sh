# shellcheck shell=bash
# Programs of the module bench, which start the packaged services by themselves, on databases and ports of their own.

# evaluate_picks DIR
evaluate_picks() {
  case ${1:-} in --help | -h) help evaluate-picks && return ;; esac
  [ $# -eq 1 ] || usage_error "evaluate-picks takes one folder of evenings"
  [ -d "$1" ] || fail "$EXIT_USAGE" "there is no folder $1"
  build_bench
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/bench/target/classes:$root/bench/target/lib/*" roomtone.bench.evening.EvaluatePicks "$1"
}

build_bench() {
  ensure_prepared
  mkdir -p "$home/log" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/log"
  rm -f "$home/log/bench-build.log"
  run_step "Building the services and the bench" bench-build.log \
    "$root/mvnw" -B -q -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package || exit "$EXIT_FAILED"
  trap - INT TERM HUP
}
