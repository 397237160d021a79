"""`python -m gwanmun`: the command line."""

from gwanmun.cli.main import run

run()
