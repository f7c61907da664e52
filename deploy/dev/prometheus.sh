# shellcheck shell=bash
# Prometheus and its promtool, with which the alerts and the dashboard are tested. Only `test --long` needs them.

wants_prometheus=false # whether the command needs them

has_prometheus() { command -v prometheus >/dev/null && command -v promtool >/dev/null; }

# Debian's package starts a server, which Roomtone does not need: tests start their own.
stop_packaged_prometheus() {
  ! command -v systemctl >/dev/null || as_root systemctl disable --now prometheus >/dev/null 2>&1 || true
}
