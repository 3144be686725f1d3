#!/usr/bin/env bash
# Puts everything in place for `make demo` or `make test`: scripts/setup.sh demo|test
# Safe to run again: what is there and fresh is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
want="${1:?usage: scripts/setup.sh demo|test}"
started=$SECONDS

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
stop() { printf '\nsetup: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

apt_install() { # packages: installed when this is a Debian kind of system and we may
  command -v apt-get >/dev/null || return 1
  say "system: installing $* with apt-get"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then command -v "$candidate" && return; fi
    [ -z "${PYTHON:-}" ] || return 1
  done
  return 1
}

node_fits() {
  command -v npm >/dev/null && node -e \
    'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' \
    2>/dev/null
}

# 1. Python and its own environment
if [ ! -x .venv/bin/python ]; then
  python="$(find_python)" || stop "needs Python 3.11 or later; name one with PYTHON=/path/to/python3"
  say "Python: making .venv with $("$python" --version)"
  "$python" -m venv .venv || { rm -rf .venv; apt_install python3-venv && "$python" -m venv .venv; } ||
    stop "could not make a virtual environment; install python3-venv"
fi
fits .venv/bin/python || stop ".venv holds a Python older than 3.11; run 'make clean' first"

# 2. Node, only where the sidebar has to be built or tested
fresh="$(.venv/bin/python -c 'from scripts.build_sidebar import is_fresh; print(int(is_fresh()))')"
if [ "$fresh" = 0 ] || [ "$want" = test ]; then
  node_fits || apt_install nodejs npm || true
  node_fits || stop "needs Node 20.19+ or 22.12+ with npm to build the sidebar (found: $(node --version 2>/dev/null || echo none))"
fi

# 3. Python packages and the sidebar, again whenever either changed
stamp=".venv/.installed-$want"
state="$({ cat pyproject.toml; .venv/bin/python scripts/build_sidebar.py --digest; } | .venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')"
if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ] || [ "$fresh" = 0 ]; then
  say "Python: installing gel-airlock-jupyter[$want] into .venv, building the sidebar (two to four minutes the first time)"
  .venv/bin/python scripts/build_sidebar.py
  .venv/bin/python -m pip install -qq --disable-pip-version-check --editable ".[$want]"
  printf '%s' "$state" >"$stamp"
else
  say "Python: .venv is up to date"
fi

# 4. pandas 3 beside the pandas 2 that lifelines asks for: a second environment that holds pandas alone and borrows the
#    rest from the first, so that it costs one download
if [ "$want" = test ] && [ "$(cat .venv-pandas3/.installed 2>/dev/null)" != "$state" ]; then
  say "Python: making .venv-pandas3, to run the unit tests with pandas 3 too"
  rm -rf .venv-pandas3
  .venv/bin/python -m venv .venv-pandas3
  .venv-pandas3/bin/python -m pip install --quiet --disable-pip-version-check --no-deps 'pandas>=3,<4'
  borrowed="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
  own="$(.venv-pandas3/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
  printf 'import site; site.addsitedir(%s)\n' "'$borrowed'" >"$own/zz-borrowed.pth"
  printf '%s' "$state" >.venv-pandas3/.installed
fi

# 5. Chromium for the browser tests, where it may be installed; without it they are skipped, loudly
if [ "$want" = test ]; then
  if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    apt_install chromium || say "system: no Chromium, and it could not be installed: browser tests will be SKIPPED"
  fi
  say "Node: packages for lint and jest"
  .venv/bin/python scripts/build_sidebar.py --packages
fi
say "ready after $((SECONDS - started)) s"
