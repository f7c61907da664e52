# shellcheck shell=bash
# Finds the Chromium in which the pages are tested, measured and photographed. Only `test`, `bench` and `screenshots` need it.

wants_chromium=false # whether the command needs it

# Sets and exports ROOMTONE_CHROMIUM, the path of the program; keeps one that is set and can be run.
find_chromium() {
  local candidate
  for candidate in "${ROOMTONE_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      export ROOMTONE_CHROMIUM=$candidate
      return 0
    fi
  done
  return 1
}
