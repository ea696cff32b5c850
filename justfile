# Shortcuts for developers, in the environment that ./run makes.
set positional-arguments

python := env("TRELLIS_PYTHON", justfile_directory() / ".trellis/venv/bin/python")
bin := parent_directory(python)
uv := env("UV", "uv")

# What can be done here
default:
    @just --list

# Format, lint, types, walls, requirements, migrations, and the tests of the house
check:
    {{python}} -m ruff format --check .
    {{python}} -m ruff check .
    {{python}} -m mypy trellis tests
    {{bin}}/lint-imports
    {{python}} -m deptry .
    {{python}} manage.py makemigrations --check --dry-run
    {{python}} -m pytest -q tests/house

# Everything, or the named tests, on SQLite and PostgreSQL
test *PATHS:
    ./run test "$@"

# Measure: all benches, or the named one
bench *NAMES:
    {{python}} -m bench "$@"

# Write the locks with hashes (add or raise versions in requirements/*.in first)
lock:
    {{uv}} pip compile -q --python-version 3.12 --universal --generate-hashes --no-header --no-emit-index-url requirements/uv.in -o requirements/uv.txt
    {{uv}} pip compile -q --python-version 3.12 --universal --generate-hashes --no-header --no-emit-index-url requirements/runtime.in -o requirements/runtime.txt
    {{uv}} pip compile -q --python-version 3.12 --universal --generate-hashes --no-header --no-emit-index-url -c requirements/runtime.txt requirements/test.in -o requirements/test.txt
    {{uv}} pip compile -q --python-version 3.12 --universal --generate-hashes --no-header --no-emit-index-url -c requirements/runtime.txt -c requirements/test.txt requirements/scale.in -o requirements/scale.txt

# Collect and compile the messages of both languages (babel: GNU gettext is not needed)
messages:
    {{python}} -m trellis.cli messages
