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

# A file's tests stay in one process; browser tests run last, all in one (tests/conftest.py).
spread=(-n logical --maxprocesses 4)

run "ruff check" ruff check .
run "ruff format" ruff format --check .
# These wait for one core each: beside the unit tests, which can use two.
aside="$(mktemp -d)"
trap 'rm -rf "$aside"' EXIT
(
  failed=()
  run "mypy" mypy
  run "sidebar lint" in_sidebar npm run --silent lint
  run "sidebar jest" in_sidebar npm test --silent
  printf '%s\n' ${failed[@]+"${failed[@]}"} >"$aside/failed"
) >"$aside/log" 2>&1 &

if [ "$#" -eq 0 ]; then # with words for pytest, only those tests are wanted
  # What touches no pandas, or takes long, is not run twice. lifelines, and with it the tutorial, asks for pandas 2.
  run "pytest with pandas 3" .venv-pandas3/bin/python -m pytest -q "${spread[@]}" -m "not browser and not slow" \
    -p no:cacheprovider tests/checks tests/checks_people tests/core tests/evidence tests/genetics tests/judging \
    tests/notebook tests/readers tests/models tests/provenance tests/rendering tests/test_import.py \
    --ignore=tests/judging/test_data_sets.py
  set -- "${spread[@]}"
fi

wait
cat "$aside/log"
[ -e "$aside/failed" ] || failed+=("what ran beside the unit tests")
while IFS= read -r name; do [ -z "$name" ] || failed+=("$name"); done < <(cat "$aside/failed")
if [ "${#failed[@]}" -gt 0 ]; then
  printf '\nBefore pytest, these failed: %s\n' "$(IFS=,; echo "${failed[*]}")"
fi
printf '\n\033[1m== pytest\033[0m\n'
python -m pytest --continue-on-collection-errors "$@"
status=$?
[ "$status" -eq 0 ] && [ "${#failed[@]}" -gt 0 ] && exit 1
exit "$status"
