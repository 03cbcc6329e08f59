"""A report's template filled in: text is escaped, and both kinds of page share their pieces."""

from collections.abc import Mapping
from importlib import resources

from evenhand import words


def asset(name: str) -> str:
    """The text of a file that comes with the package."""
    return (resources.files("evenhand") / "assets" / name).read_text(encoding="utf-8")


def filled(template: str, ours: Mapping[str, str], **values: object) -> str:
    """A template filled in.

    Args:
        template: its file among the assets; it may import others.
        ours: what is markup, style or script of this package, or made safe: it is not escaped.
        values: everything else; text in it is escaped.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415  # only a report needs them

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        loader=FunctionLoader(asset),
    )
    safe = {name: Markup(text) for name, text in ours.items()}  # noqa: S704
    made = environment.get_template(template)
    return made.render(symbols=words.VERDICT_SYMBOLS, **safe, **values)
