# shellcheck shell=bash
# Programs that measure what Roomtone does. Those of the module bench start the packaged services by themselves, on databases
# and ports of their own.

# bench [brain] [manager] [--quick] [--only PART] [--json FILE]
bench() {
  local argument before=''
  local -a arguments=()
  for argument in "$@"; do
    case $before in
      # A file is beside the caller, not where the program runs.
      --json) case $argument in /*) ;; *) argument=$PWD/$argument ;; esac ;;
      --only) ;;
      *)
        case $argument in
          --help | -h) help bench && return ;;
          brain | manager | --quick | --only | --json) ;;
          *) usage_error "bench measures brain and manager, not '$argument'" ;;
        esac
        ;;
    esac
    arguments+=("$argument")
    before=$argument
  done
  package_module bench
  make_home
  cd "$home" || exit "$EXIT_BROKEN"
  run_program roomtone.bench.Bench ${arguments[@]+"${arguments[@]}"}
}

# evaluate_picks DIR
evaluate_picks() {
  case ${1:-} in --help | -h) help evaluate-picks && return ;; esac
  [ $# -eq 1 ] || usage_error "evaluate-picks takes one folder of evenings"
  [ -d "$1" ] || fail "$EXIT_USAGE" "there is no folder $1"
  package_module bench
  run_program roomtone.bench.evening.EvaluatePicks "$1"
}

# train CSV: trains the model that hears the five dimensions
train() {
  case ${1:-} in --help | -h) help train && return ;; esac
  [ $# -eq 1 ] || usage_error "train takes one table of features"
  [ -f "$1" ] || fail "$EXIT_USAGE" "there is no file $1"
  package_module bench
  run_program roomtone.bench.embedding.TrainEmbedding "$1" "$root/manager-service/src/main/resources/roomtone/manager/embedding"
}

# evaluate_embedding DIR
evaluate_embedding() {
  case ${1:-} in --help | -h) help evaluate-embedding && return ;; esac
  [ $# -eq 1 ] || usage_error "evaluate-embedding takes one folder, with a folder of recordings for each tag in it"
  [ -d "$1" ] || fail "$EXIT_USAGE" "there is no folder $1"
  package_module bench
  run_program roomtone.bench.embedding.EvaluateEmbedding "$1"
}

# run_program CLASS [ARGUMENT...]: a program of the module bench
run_program() {
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/bench/target/classes:$root/bench/target/lib/*" "$@"
}

# package_module MODULE: it, and what it needs
package_module() {
  ensure_prepared
  mkdir -p "$home/log" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/log"
  rm -f "$home/log/package.log"
  run_step "Building $1" package.log \
    "$root/mvnw" -B -q -pl "$1" -am -Dmaven.test.skip=true -Dspotless.check.skip=true package || exit "$EXIT_FAILED"
  trap - INT TERM HUP
}
