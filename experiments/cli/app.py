"""The commands of `defection`, each with an example; what they do is imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli import (
    bench,
    compare,
    explain,
    later,
    listing,
    report,
    run,
    show,
    sources,
    study,
)
from experiments.cli.guard import Guarded

app = typer.Typer(
    cls=Guarded,
    name="defection",
    help="Whether soldiers defect under hostage-taking and surveillance: a research simulation.",
    epilog="Start with: defection run ukrainian_front. Every command has a --help of its own.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    from experiments.version import code_digest, version

    if wanted:
        print(f"defection {version()}, code {code_digest()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Print the version and the digest of the code, as manifests have them.",
        ),
    ] = False,
) -> None:
    """The options of the command itself; its help is that of `app`."""


def example(text: str) -> str:
    """How a command is used, at the end of its help."""
    return f"Example: {text}"


app.command("scenarios", epilog=example("defection scenarios"))(listing.scenarios)
app.command("studies", epilog=example("defection studies"))(listing.studies)
app.command("check", epilog=example("defection check my_scenario.toml"))(listing.check)
app.command("show", epilog=example("defection show dmz regime --set regime.informants=0.1"))(
    show.show
)
app.command("sources", epilog=example("defection sources deploy_wave1"))(sources.sources)
app.command("run", epilog=example("defection run dmz --set regime.informants=0.1 --json"))(run.run)
app.command("compare", epilog=example("defection compare dmz --arm many:regime.informants=0.1"))(
    compare.compare
)
app.command("explain", epilog=example("defection explain dmz --soldier 412 --day 60"))(
    explain.explain
)
app.command("study", epilog=example("defection study three_contexts"))(study.study)
app.command("report", epilog=example("defection report results/three_contexts"))(report.report)
app.command("bench", epilog=example("defection bench --json"))(bench.bench)
for name, command in later.COMMANDS.items():
    app.command(
        name,
        epilog=example(f"defection {name}"),
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )(command)
