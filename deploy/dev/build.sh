# shellcheck shell=bash
# Builds what `up` runs, if a source is newer than the last build, and copies it to .roomtone/app. A running Roomtone uses
# the copy, so that tests and `mvn clean` may delete and rebuild the target folders meanwhile.

build_marker=$home/app/built # an empty file; its modification time is the start of the last successful build

build() {
  if is_build_current; then
    success "Built already"
    return
  fi
  mkdir -p "$home/app" && touch "$build_marker.begun" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/app"
  rm -f "$build_marker" "$home/log/build.log"
  # Without tests and format checks, which `./dev test` runs: `up` shall start soon after a change.
  run_step "Building the services" build.log \
    "$root/mvnw" -B -q -pl deploy/local,brain-service,manager-service -am -Dmaven.test.skip=true -Dspotless.check.skip=true package ||
    exit "$EXIT_FAILED"
  copy_build || fail "$EXIT_CANNOT_WRITE" "cannot copy the build to $home/app: is the disk full?"
  mv "$build_marker.begun" "$build_marker"
}

# Folders are compared too: the time of a folder changes when a file in it is deleted.
is_build_current() {
  [ -e "$build_marker" ] && [ -z "$(find pom.xml .mvn shared-model brain-service manager-service web docs/openapi deploy/local deploy/supabase \
    \( -name target -o -name node_modules -o -name generated -o -name '.build-lock*' -o -path '*/src/test' -o -path 'web/*/test' \) -prune -o \( -type f -o -path '*/src/*' \) -newer "$build_marker" -print 2>/dev/null | head -n 1)" ]
}

copy_build() {
  rm -rf "$home/app/local" "$home/app/brain" "$home/app/manager"
  mkdir -p "$home/app/local" &&
    cp -R deploy/local/target/roomtone-local.jar deploy/local/target/lib "$home/app/local/" &&
    cp -R brain-service/target/quarkus-app "$home/app/brain" &&
    cp -R manager-service/target/quarkus-app "$home/app/manager"
}
