# shellcheck shell=bash
# Checks a deployment with the program of the module deploy/doctor, which is built first if a source has changed. It needs a JDK alone.

doctor_built=deploy/doctor/target/built # an empty file; its modification time is the start of the last successful build

# doctor [--env FILE]… [--origin ORIGIN]
doctor() {
  local previous='' argument named=false
  local -a arguments=()
  for argument in "$@"; do
    case $previous in
      # The program runs in another directory, so a relative path is made absolute.
      --env) named=true && case $argument in /*) ;; *) argument=$PWD/$argument ;; esac ;;
      --origin) ;;
      *)
        case $argument in
          --help | -h) help doctor && return ;;
          --env | --origin) ;;
          *) usage_error "doctor takes --env FILE and --origin ORIGIN, not '$argument'" ;;
        esac
        ;;
    esac
    arguments+=("$argument")
    # A value may look like an option.
    case $previous in --env | --origin) previous='' ;; *) previous=$argument ;; esac
  done
  [ -z "$previous" ] || usage_error "$previous needs a value"
  if ! $named; then
    [ -r "$home/local.env" ] && runs local ||
      fail "$EXIT_USAGE" "Roomtone does not run here: call ./dev up, or name the settings of a deployment with --env FILE"
    arguments+=(--env "$home/local.env" --local)
  fi
  build_doctor
  exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
    -cp "$root/deploy/doctor/target/classes:$root/deploy/doctor/target/lib/*" roomtone.doctor.DoctorCommand "${arguments[@]}"
}

# Other commands prepare a machine for a database and for web pages, too; a check of a deployment elsewhere needs neither.
build_doctor() {
  find_jdk || ensure_prepared
  ! is_doctor_built || return 0
  create_home
  rm -f "$home/log/package.log"
  mkdir -p deploy/doctor/target && touch "$doctor_built.begun" || fail "$EXIT_CANNOT_WRITE" "cannot write to deploy/doctor/target"
  run_step "Building the doctor" package.log \
    "$root/mvnw" -B -q -pl deploy/doctor -am -Dmaven.test.skip=true -Dspotless.check.skip=true package || exit "$EXIT_FAILED"
  mv "$doctor_built.begun" "$doctor_built"
  trap - INT TERM HUP
}

is_doctor_built() {
  [ -e "$doctor_built" ] && [ -z "$(find pom.xml .mvn shared-model deploy/doctor deploy/local/src/test/resources/roomtone/database \
    \( -name target -o -path '*/src/test/java' \) -prune -o -type f -newer "$doctor_built" -print 2>/dev/null | head -n 1)" ]
}
