"""Slides: the lines for reveal.js, Quarto and Marp, and a player that is told by its deck."""

from pathlib import Path

import pytest

from convgif import Conv2d, animate
from convgif.embed.snippet import snippet

# What reveal.js 5 does to a slide, by its documentation: it loads what has a data-src, tells frames
# that they start, marks fragments that are seen, and says so by events that bubble.
DECK = """<!doctype html><meta charset=utf-8>
<div class=reveal><section>{lines}</section></div>
<script>
const slide = document.querySelector("section"), frame = slide.querySelector("iframe");
const fragments = [...slide.querySelectorAll(".fragment")];
const say = (name) => slide.dispatchEvent(new CustomEvent(name, {{bubbles: true}}));
const next = () => {{
  fragments.find((each) => !each.classList.contains("visible")).classList.add("visible");
  say("fragmentshown");
}};
const back = () => {{
  fragments.findLast((each) => each.classList.contains("visible")).classList.remove("visible");
  say("fragmenthidden");
}};
frame.addEventListener("load", () => frame.contentWindow.postMessage("slide:start", "*"));
const start = () => {{ frame.src = frame.dataset.src; }};
</script>"""
PLAYING = "document.querySelector('convgif-player')"


def saved(folder: Path, suffix: str) -> Path:
    return animate(Conv2d(), input_size=4, size_px=300).save(folder / f"a{suffix}")


def test_a_player_has_a_fragment_for_each_step_but_the_first(tmp_path):
    text = snippet(saved(tmp_path, ".html"), "revealjs").text
    assert text.count('class="fragment"') == len(animate(Conv2d(), input_size=4).durations) - 1
    assert text.startswith("<iframe data-src=")
    assert "\n\n" not in text  # which would end it in Markdown


def test_what_needs_no_script_is_shown_without(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for suffix, place, line in (
            (".gif", "revealjs", '<img src="a.gif"'), (".svg", "quarto", '](a.svg){width="300"}'),
            (".gif", "marp", "![w:300 Conv2d: ")):
        text = snippet(Path(saved(tmp_path, suffix).name), place).text
        assert line in text
        assert "<script" not in text


@pytest.mark.slow
@pytest.mark.parametrize("calm", [False, True])
def test_fragments_step_the_player_and_a_slide_without_starts_it(tmp_path, browser, calm):
    lines = snippet(saved(tmp_path, ".html"), "revealjs", address="a.html").text
    frame, *_ = lines.split("\n")
    other = lines.replace("a.html", "a.html?other")
    (tmp_path / "both.html").write_text(DECK.format(lines=f"{lines}\n{other}"))
    (tmp_path / "deck.html").write_text(DECK.format(lines=lines))
    (tmp_path / "plain.html").write_text(DECK.format(lines=frame))
    context = browser.new_context(reduced_motion="reduce" if calm else "no-preference")
    page = context.new_page()

    def shown(wanted, frame="iframe"):
        inside = page.query_selector(frame).content_frame()
        inside.wait_for_function(f"({PLAYING})?.shadowRoot && {PLAYING}.step === {wanted}")
        return inside.evaluate(f"{PLAYING}.playing")

    page.goto((tmp_path / "deck.html").as_uri())
    page.evaluate("start()")
    assert shown(0) is False
    page.evaluate("next(); next()")
    assert shown(2) is False
    page.evaluate("back()")
    assert shown(1) is False
    page.goto((tmp_path / "both.html").as_uri())  # each has fragments of its own
    page.evaluate("start(); document.querySelectorAll('iframe')[1].src = 'a.html?other'")
    page.evaluate("for (let i = 0; i < 5; i++) { next(); }")
    assert shown(3) is False
    assert shown(2, "iframe ~ iframe") is False
    page.goto((tmp_path / "plain.html").as_uri())
    page.evaluate("start()")
    assert shown(0) is not calm
    page.evaluate("frame.contentWindow.postMessage('slide:stop', '*')")
    page.query_selector("iframe").content_frame().wait_for_function(f"!{PLAYING}.playing")
    context.close()
