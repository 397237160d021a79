"""`gwanmun`: the command line; each sub-command is one module, imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from gwanmun.errors import Problem
from gwanmun.version import __version__

COMMANDS: tuple[tuple[str, str], ...] = (
    ("gate", "watch and control what leaves, live: an HTTPS proxy"),
    ("audit", "judge recorded traffic"),
    ("scan", "find personal and confidential data in files"),
    ("recipient", "who is behind a host or an address, and in which country"),
    ("discover", "which AI and foreign services are used, from logs alone"),
    ("knowledge", "list, show, check and add services and companies"),
    ("own", "register your own tables and documents, kept as keyed hashes"),
    ("ledger", "list, verify and export what was recorded"),
    ("policy", "check a policy, or explain what it decides"),
    ("promise", "what privacy policies promise, and how they changed"),
    ("ca", "the gate's certificate authority, and how to install it"),
    ("doctor", "is everything in place on this machine?"),
)


class Lazy(click.Group):
    """A group whose commands are imported on use, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"gwanmun.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gwanmun")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def gwanmun(ctx: click.Context, debug: bool) -> None:
    """관문 — see what personal data leaves, for whom and for which country; stop it; prove it.

    Exit codes: 0 clean, 1 findings, 2 usage or failure, 3 nothing readable.
    """
    ctx.obj = debug


def run(args: list[str] | None = None) -> None:
    """Entry point: errors that a person can act on become two lines on stderr, never a traceback."""
    argv = sys.argv[1:] if args is None else args
    debug = "--debug" in argv
    try:
        sys.exit(gwanmun.main(args=argv, prog_name="gwanmun", standalone_mode=False) or 0)
    except Problem as problem:
        if debug:
            raise
        fail(problem.message, problem.hint, problem.code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        fail(error.format_message(), _usage_hint(error), 2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away (`| head`): there is nobody to tell
        sys.exit(0)
    except OSError as error:
        if debug:
            raise
        fail(f"{error.filename or 'input/output'}: {error.strerror}", "check the path and its permissions", 2)


def fail(message: str, hint: str, code: int) -> None:
    """Print the error in the two-line form and leave with `code`."""
    click.echo(f"gwanmun: error: {message}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    sys.exit(code)


def _usage_hint(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return f"see '{context.command_path} --help'" if context else "see 'gwanmun --help'"
