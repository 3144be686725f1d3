#!/usr/bin/env bash
# Everything that CI runs, cheapest first. All of it runs even when an early part fails; the exit status tells.
# pytest comes last, so that its summary closes the output.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=()

run() { # name, command...
  local name="$1" began=$SECONDS
  shift
  printf '\n\033[1m== %s\033[0m\n' "$name"
  if "$@"; then printf -- '-- %s: ok, %s s\n' "$name" $((SECONDS - began)); else failed+=("$name"); printf -- '-- %s: FAILED\n' "$name"; fi
}

in_sidebar() { (cd labextension && "$@"); }

run "ruff check" ruff check .
run "ruff format" ruff format --check .
run "mypy" mypy
run "sidebar lint" in_sidebar npm run --silent lint
run "sidebar jest" in_sidebar npm test --silent

if [ "$#" -eq 0 ]; then # with words for pytest, only those tests are wanted
  # What touches no pandas, or takes long, is not run twice. lifelines, and with it the tutorial, asks for pandas 2.
  run "pytest with pandas 3" .venv-pandas3/bin/python -m pytest -q -m "not browser and not slow" -p no:cacheprovider \
    tests/checks tests/checks_people tests/core tests/evidence tests/genetics tests/judging tests/notebook tests/readers \
    tests/models tests/provenance tests/rendering tests/test_import.py --ignore=tests/judging/test_data_sets.py
fi

if [ "${#failed[@]}" -gt 0 ]; then
  printf '\nBefore pytest, these failed: %s\n' "$(IFS=,; echo "${failed[*]}")"
fi
printf '\n\033[1m== pytest\033[0m\n'
python -m pytest --continue-on-collection-errors "$@"
status=$?
[ "$status" -eq 0 ] && [ "${#failed[@]}" -gt 0 ] && exit 1
exit "$status"
