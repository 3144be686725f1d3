# Two commands are all that is needed: `make demo` and `make test`.
# Each makes its own .venv and installs what is missing. PYTHON=/path/to/python3 picks the interpreter (3.11 or later).
.PHONY: demo demo-headless test bench clean
.DEFAULT_GOAL := demo

demo:
	@scripts/setup.sh demo
	@exec .venv/bin/gel-airlock demo

demo-headless:
	@scripts/setup.sh demo
	@exec .venv/bin/gel-airlock demo --headless

test:
	@scripts/setup.sh test
	@scripts/test.sh

bench:
	@scripts/setup.sh test
	@exec .venv/bin/python -m benchmarks

clean:
	rm -rf .venv .venv-pandas3 out .demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	  gel_airlock_jupyter/labextension labextension/lib labextension/node_modules labextension/coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
