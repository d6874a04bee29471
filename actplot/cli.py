"""The ``actplot`` command; its subcommands are the modules in commands/."""

from __future__ import annotations

import importlib
import pkgutil

import click

from actplot import commands


class Commands(click.Group):
    """A group that loads a subcommand's module only when it is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the modules in commands/."""
        return sorted(info.name for info in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{commands.__name__}.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="actplot")
def main() -> None:
    r"""Plot and tabulate the activation functions of neural networks, with their derivatives.

    \b
    Examples:
      actplot plot relu --deriv
      actplot table
      actplot table relu elu:alpha=2 --at -1,0,1
    """
