# shellcheck shell=bash
# Runs the programs of the module bench: benchmarks, a simulated fleet, pictures of the pages, evaluations, and the training of the embedding model. Those that need
# services start the packaged ones themselves, on their own databases and ports.

# bench [brain] [manager] [web] [startup] [--quick] [--only PART] [--json FILE]
bench() {
  local argument previous='' only_services=false
  local -a arguments=()
  for argument in "$@"; do
    case $previous in
      # The program runs in another directory, so a relative path is made absolute.
      --json) case $argument in /*) ;; *) argument=$PWD/$argument ;; esac ;;
      --only) ;;
      *)
        case $argument in
          --help | -h) help bench && return ;;
          brain | manager | startup) only_services=true ;;
          web) wants_chromium=true ;;
          --quick | --only | --json) ;;
          *) usage_error "bench takes brain, manager, web, startup and its options, not '$argument'" ;;
        esac
        ;;
    esac
    arguments+=("$argument")
    previous=$argument
  done
  $only_services || wants_chromium=true
  # The jars of the images: an AOT cache holds the classes that the class loader of the Java machine loads.
  case " $* " in *" startup "*) package_module bench -Dquarkus.package.jar.type=aot-jar ;; *) package_module bench ;; esac
  create_home
  cd "$home" || exit "$EXIT_SOFTWARE"
  run_program roomtone.bench.Bench ${arguments[@]+"${arguments[@]}"}
}

# simulate --devices N [--listeners M] [OPTION...]: the program checks the values of the options
simulate() {
  local argument previous=''
  local -a arguments=()
  [ $# -gt 0 ] || usage_error "simulate needs --devices N"
  for argument in "$@"; do
    case $previous in
      --devices | --listeners | --minutes | --vote-every | --url | --brain | --manager | --supabase | --publishable-key | \
        --staff-email | --accounts | --poll-p99 | --vote-p99 | --queue-p99 | --errors | --json)
        previous=''
        ;;
      *)
        case $argument in
          --help | -h) help simulate && return ;;
          --yes | --remove | \
            --devices | --listeners | --minutes | --vote-every | --url | --brain | --manager | --supabase | --publishable-key | \
            --staff-email | --accounts | --poll-p99 | --vote-p99 | --queue-p99 | --errors | --json) ;;
          *) usage_error "simulate does not know '$argument'" ;;
        esac
        previous=$argument
        ;;
    esac
    arguments+=("$argument")
  done
  package_module bench
  run_program roomtone.bench.simulate.Simulate "${arguments[@]}"
}

# take_screenshots [DIR]
take_screenshots() {
  case ${1:-} in
    --help | -h) help screenshots && return ;;
    -*) usage_error "screenshots does not know '$1'" ;;
  esac
  [ $# -le 1 ] || usage_error "screenshots takes one folder"
  local folder=${1:-docs/pictures}
  # The program runs in another directory, so a relative path is made absolute.
  case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
  wants_chromium=true
  package_module bench
  create_home
  cd "$home" || exit "$EXIT_SOFTWARE"
  run_program roomtone.bench.web.Screenshots "$folder"
}

# evaluate_picks DIR
evaluate_picks() {
  case ${1:-} in --help | -h) help evaluate-picks && return ;; esac
  [ $# -eq 1 ] || usage_error "evaluate-picks takes one folder of evenings, one JSON file each"
  [ -d "$1" ] || fail "$EXIT_USAGE" "there is no folder $1"
  package_module bench
  run_program roomtone.bench.evening.EvaluatePicks "$1"
}

# train CSV: trains the model that estimates embeddings from recordings
train() {
  case ${1:-} in --help | -h) help train && return ;; esac
  [ $# -eq 1 ] || usage_error "train takes one CSV file, a table of features"
  [ -f "$1" ] || fail "$EXIT_USAGE" "there is no file $1"
  package_module bench
  run_program roomtone.bench.embedding.TrainEmbedding "$1" "$root/manager-service/src/main/resources/roomtone/manager/embedding"
}

# evaluate_embedding DIR
evaluate_embedding() {
  case ${1:-} in --help | -h) help evaluate-embedding && return ;; esac
  [ $# -eq 1 ] || usage_error "evaluate-embedding takes one folder, which contains a folder of recordings for each dimension"
  [ -d "$1" ] || fail "$EXIT_USAGE" "there is no folder $1"
  package_module bench
  run_program roomtone.bench.embedding.EvaluateEmbedding "$1"
}

# run_program CLASS [ARGUMENT...]: replaces this script by a program of the module bench
run_program() {
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/bench/target/classes:$root/bench/target/lib/*" "$@"
}

# package_module MODULE [MAVEN ARGUMENT...]: builds the module and the modules that it depends on
package_module() {
  local module=$1
  shift
  ensure_prepared
  mkdir -p "$home/log" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/log"
  rm -f "$home/log/package.log"
  run_step "Building $module" package.log \
    "$root/mvnw" -B -q -pl "$module" -am -Dmaven.test.skip=true -Dspotless.check.skip=true "$@" package || exit "$EXIT_FAILED"
  trap - INT TERM HUP
}
