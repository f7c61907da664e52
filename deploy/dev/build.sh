# shellcheck shell=bash
# Builds what `up` runs, when a source is newer than the last build, and keeps a copy of it in .roomtone/app: a test run
# or a `mvn clean` beside a running Roomtone may then do what it likes with the target folders.

built=$home/app/built # an empty file: its time is when the last good build began

build() {
  if is_built; then
    done_line "Built already"
    return
  fi
  mkdir -p "$home/app" && touch "$built.begun" || fail "$EXIT_CANNOT_WRITE" "cannot write to $home/app"
  rm -f "$built" "$home/log/build.log"
  # Tests and the check of the layout are for `./dev test`; who tries a change out wants to see it run.
  run_step "Building the services" build.log \
    "$root/mvnw" -B -q -pl deploy/local,brain-service,manager-service -am -Dmaven.test.skip=true -Dspotless.check.skip=true package ||
    exit "$EXIT_FAILED"
  copy_apps || fail "$EXIT_CANNOT_WRITE" "cannot copy the build to $home/app: is the disk full?"
  mv "$built.begun" "$built"
}

# Folders count too: one changes when a file in it is deleted.
is_built() {
  [ -e "$built" ] && [ -z "$(find pom.xml .mvn shared-model brain-service manager-service deploy/local deploy/supabase \
    \( -name target -o -path '*/src/test' \) -prune -o \( -type f -o -path '*/src/*' \) -newer "$built" -print 2>/dev/null | head -n 1)" ]
}

copy_apps() {
  rm -rf "$home/app/local" "$home/app/brain" "$home/app/manager"
  mkdir -p "$home/app/local" &&
    cp -R deploy/local/target/roomtone-local.jar deploy/local/target/lib "$home/app/local/" &&
    cp -R brain-service/target/quarkus-app "$home/app/brain" &&
    cp -R manager-service/target/quarkus-app "$home/app/manager"
}
