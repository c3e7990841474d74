"""Colour schemes: by what a page says that it is light or dark, whatever its reader prefers."""

SWITCHES = (  # an attribute of what is around, and what it says then
    ("data-theme", "light", "dark"),  # Furo, PyData and others
    ("data-md-color-scheme", "default", "slate"),  # Material for MkDocs, Zensical
    ("data-bs-theme", "light", "dark"))  # Bootstrap, so MkDocs' own
AUTO = "[data-theme=auto]"  # declared too, or Chromium does not see that it is turned back
LIGHT = ",".join([f"[{attribute}={light}]" for attribute, light, _ in SWITCHES])
DARK = ",".join([f"[{attribute}={dark}]" for attribute, _, dark in SWITCHES])


def scheme_rules(scope: str, light: str, dark: str) -> list[str]:
    """The rules of CSS that declare the one on a light page and the other on a dark one.

    A page that says nothing is as its reader prefers; an image by itself hears of no switch, but
    there browsers make the preference that of the page.
    """
    return [f"{scope}{{{light}}}",
            f"@media(prefers-color-scheme:dark){{{scope}:not(:is({LIGHT}) *){{{dark}}}}}",
            f":is({DARK}) {scope}{{{dark}}}"]


def image_rules(selector: str) -> str:
    """The rules of CSS by which such images are as the switch of their page says, where the page
    leaves its scheme undeclared, as Furo does."""
    return "".join([f":is({pages}) {selector}{{color-scheme:{schemes}}}\n" for pages, schemes in (
        (AUTO, "light dark"), (LIGHT, "light"), (DARK, "dark"))])
