"""A folder of frames, and the line that plays them in Beamer."""

import errno
import json
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import invoke

from convgif import Animation, Conv2d, ConvgifError, animate
from convgif.embed.tex import animategraphics, read_frames, save_frames, tex_path
from convgif.formats.writing import PARTIAL_PREFIX


def animation(**settings: Any) -> Animation:
    return animate(Conv2d(), **{"input_size": 4, "size_px": 120, **settings})


@pytest.mark.parametrize("format", ["png", "pdf", "svg"])
def test_a_file_for_each_step(format: str, tmp_path: Path) -> None:
    paths = save_frames(animation(), tmp_path / "new" / "frames", format)
    assert [path.name for path in paths] == [f"frame-00{step}.{format}" for step in range(4)]
    assert sorted(path.name for path in paths[0].parent.iterdir()) == [
        *[p.name for p in paths], *([] if format == "svg" else ["frame-timeline.txt"])]


def test_what_opens_it_is_after_all_steps_and_played_first(tmp_path: Path) -> None:
    """So the frame of a step has its number; slides begin with nothing computed."""
    made = animation(view="values", size_px=480)
    paths = save_frames(made, tmp_path)
    opening, *steps = made.frames
    assert [path.name for path in paths] == [f"frame-00{step}.png" for step in range(5)]
    for path, frame in zip(paths, [*steps, opening], strict=True):
        np.testing.assert_array_equal(iio.imread(path, mode="RGB"), frame)
    assert read_frames(tmp_path).numbers == ["004", "000", "001", "002", "003"]
    assert animategraphics(made, tmp_path).endswith("{000}{004}")


def test_the_frames_are_those_of_the_animation(tmp_path: Path) -> None:
    made = animation(prefilled=False)
    for path, frame in zip(save_frames(made, tmp_path), made.frames, strict=True):
        np.testing.assert_array_equal(iio.imread(path, mode="RGB"), frame)
        assert "of 0 to 3." in iio.immeta(path)["Description"]


def test_a_folder_that_is_not_empty_needs_force(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(ConvgifError, match="is not empty: take another folder, or force=True"):
        save_frames(animation(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    save_frames(animate(Conv2d(), input_size=5, size_px=120), tmp_path, force=True)
    save_frames(animation(), tmp_path, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *[f"frame-00{step}.png" for step in range(4)], "frame-timeline.txt", "mine.txt"]
    save_frames(animation(), tmp_path, "svg", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *[f"frame-00{step}.svg" for step in range(4)], "mine.txt"]


def test_what_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConvgifError, match="is a file: name a folder"):
        save_frames(animation(), tmp_path / "file")
    with pytest.raises(ConvgifError, match="mp4 holds no still"):
        save_frames(animation(), tmp_path / "a", "mp4")
    with pytest.raises(ConvgifError, match="leave out still and strip"):
        save_frames(animation(still=1), tmp_path / "a")
    with pytest.raises(ConvgifError, match="png cannot be light or dark"):
        save_frames(animation(theme="auto"), tmp_path / "a")
    assert not (tmp_path / "a").exists()

def test_a_disk_that_fills_up_loses_nothing_and_leaves_nothing(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new" / "frames"
    write, written = Path.write_bytes, list[Path]()

    def until_it_is_full(path: Path, data: bytes) -> int:
        if len(written) % 5 == 3:
            write(path, data[:9])
            written.clear()
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", until_it_is_full)
        with pytest.raises(ConvgifError, match=r"cannot write .*: no space left on device: "):
            save_frames(animation(), folder)
    assert list(tmp_path.iterdir()) == []
    save_frames(animation(), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", until_it_is_full)
        with pytest.raises(ConvgifError, match="no space left"):
            save_frames(animation(theme="dark"), folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_a_killed_process_left_is_no_hindrance_and_goes(tmp_path: Path) -> None:
    for partial in (tmp_path / f"{PARTIAL_PREFIX}1", tmp_path / f"{PARTIAL_PREFIX}2"):
        partial.mkdir()
        (partial / "frame-000.png").write_bytes(b"half")
    (tmp_path / f"{PARTIAL_PREFIX}3").write_bytes(b"half")
    paths = save_frames(animation(), tmp_path)
    assert set(tmp_path.iterdir()) == {*paths, tmp_path / "frame-timeline.txt"}


def test_a_folder_where_a_frame_belongs_is_left_and_so_are_the_frames(tmp_path: Path) -> None:
    save_frames(animation(), tmp_path)
    before = (tmp_path / "frame-000.png").read_bytes()
    (tmp_path / "frame-003.png").unlink()
    (tmp_path / "frame-003.png").mkdir()
    with pytest.raises(ConvgifError, match=r"frame-003\.png is a folder: remove it"):
        save_frames(animation(theme="dark"), tmp_path, force=True)
    assert (tmp_path / "frame-000.png").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 5


LINE = (r"\animategraphics[loop,autoplay,controls,poster=last,width=\linewidth,"
        r"totalheight=0.7\textheight,keepaspectratio,timeline=frames/frame-timeline.txt]"
        r"{1.25}{frames/frame-}{000}{003}")


def test_the_line_for_beamer() -> None:
    assert animategraphics(animation(), "frames/") == LINE
    assert animategraphics(animation(duration_ms=500), "frames") == LINE.replace("1.25", "2")
    assert animategraphics(animation(loop=2), "frames") == LINE.replace("loop,", "", 1)
    assert animategraphics(animation(), "frames", "svg") == ""
    with pytest.raises(ConvgifError, match="plays no folder with a blank in its name, as 'my fr"):
        animategraphics(animation(), "my frames")


def test_frames_that_latex_cannot_name_are_made_all_the_same(tmp_path: Path) -> None:
    done = invoke("render", "--k", "3", "--i", "4", "-o", "my frames/", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, "my frames\n")
    assert done.stderr.decode().splitlines()[1].startswith("no line for LaTeX: LaTeX's animate")
    assert len(list((tmp_path / "my frames").glob("*.png"))) == 4


def test_the_timeline_says_how_long_each_step_is_shown(tmp_path: Path) -> None:
    for loop, times in ((0, 1), (1, 1), (3, 3)):
        made = animation(loop=loop, hold_ms=700)
        save_frames(made, tmp_path, force=True)
        said, *lines = (tmp_path / "frame-timeline.txt").read_text("utf-8").splitlines()
        assert said == f"% played {loop} times, 0 for ever"  # a comment, to animate
        fields = [line.split(":") for line in lines]
        assert [round(1000 / float(rate)) for _, rate, _ in fields] == made.durations * times
        assert [(pause, int(step)) for pause, _, step in fields] == [
            ("", step) for step in range(4)] * times


def test_a_timeline_too_long_for_latex(tmp_path: Path) -> None:
    with pytest.raises(ConvgifError, match="4 steps, 2501 times over, are more frames than LaTeX "
                                           "takes, 10000: loop=0 plays them for ever"):
        save_frames(animation(loop=2501), tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("loop", [0, 1, 3])
@pytest.mark.parametrize("format", ["png", "pdf"])
def test_a_folder_is_played_as_when_it_was_made(format: str, loop: int, tmp_path: Path) -> None:
    made = animation(loop=loop, duration_ms=350)
    save_frames(made, tmp_path / "frames", format)
    assert read_frames(tmp_path / "frames").animategraphics() == animategraphics(
        made, tmp_path / "frames", format)


def test_what_is_no_folder_of_frames(tmp_path: Path) -> None:
    folder, message = tmp_path / "frames", r"frames holds no frames for LaTeX, or not all: make "
    with pytest.raises(ConvgifError, match=message):
        read_frames(folder)
    save_frames(animation(), folder, "svg")
    with pytest.raises(ConvgifError, match=message):
        read_frames(folder)
    save_frames(animation(), folder, "png", force=True)
    (folder / "mine.txt").touch()
    assert read_frames(folder).numbers == ["000", "001", "002", "003"]
    (folder / "frame-001.png").rename(folder / "frame-001.pdf")
    with pytest.raises(ConvgifError, match=message):
        read_frames(folder)
    (folder / "frame-001.pdf").unlink()
    with pytest.raises(ConvgifError, match=message):
        read_frames(folder)
    save_frames(animation(), folder, "png", force=True)
    for text in ("", "\xff", "% played 0 times\n", "% played 0 times\n:1:0\n:1:" + "9" * 5000,
                 ":1:0\n:1:1\n:1:2\n:1:3\n"):
        (folder / "frame-timeline.txt").write_text(text, "latin-1")
        with pytest.raises(ConvgifError, match=message):
            read_frames(folder)


def test_a_slide_for_each_frame(tmp_path: Path) -> None:
    save_frames(animation(), tmp_path / "frames", "pdf")
    done = invoke("embed", "frames/", "--for", "beamer", cwd=tmp_path)
    lines = done.stdout.decode().splitlines()
    assert done.stderr == b""
    for number, line in enumerate(lines):
        assert line.startswith(rf"\only<{number + 1}>{{\includegraphics[width=\linewidth,")
        assert f"Shown is step {number} of 0 to 3.}}]{{frames/frame-00{number}.pdf}}}}" in line
    assert [line[-1] for line in lines] == ["%", "%", "%", "}"]
    assert invoke("embed", "frames", "--for", "latex", cwd=tmp_path).stdout.decode().strip() == LINE


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = invoke("embed", "frames/", "--for", "beamer", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (1, (
        "convgif: frames holds no frames for LaTeX, or not all: make them with `convgif render -o "
        "frames/`, --format pdf and --force\n"))


def test_a_folder_is_for_latex_alone(tmp_path: Path) -> None:
    save_frames(animation(), tmp_path / "frames", "pdf")
    for more, said in (
            (("--for", "github"), "frames is a folder, and github shows a file: name one, or write "
             "for latex or beamer"),
            (("--for", "latex", "--width", "300"), "--width is given, and a folder of frames has "
             "no use for it: leave it out"),
            (("--for", "beamer", "--dark", "d", "--address", "https://x.org"), "--dark and "
             "--address is given, and a folder of frames has no use for it: leave it out"),
            (("--alt",), "frames is a folder: name a file in it")):
        done = invoke("embed", "frames", *more, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode() == f"convgif: {said}\n"


def test_names_that_tex_takes() -> None:
    assert tex_path("a/b c-1.png") == "a/b c-1.png"
    assert tex_path("a$b~c&.png") == r"\detokenize{a$b~c&.png}"
    for start in "~|-$":
        assert tex_path(f"{start}a;.png") == rf"\detokenize{{./{start}a;.png}}"
    assert tex_path("/~a.png") == r"\detokenize{/~a.png}"
    for name in (*[f"a{sign}.png" for sign in '\\{}%#"\n'], "a  b.png", " a.png"):
        with pytest.raises(ConvgifError, match="LaTeX takes no file that is called"):
            tex_path(name)


def test_the_command(tmp_path: Path) -> None:
    settings = ("render", "--k", "3", "--i", "4", "--size", "120")
    done = invoke(*settings, "-o", "frames/", cwd=tmp_path)
    assert done.stdout.decode().splitlines() == ["frames", LINE]
    again = invoke(*settings, "-o", "frames/", cwd=tmp_path)
    assert (again.returncode, again.stderr.decode().count("\n")) == (1, 1)
    report = json.loads(invoke(*settings, "-o", "frames/", "--format", "svg", "--force", "--json",
                            cwd=tmp_path).stdout)
    assert report["files"] == [f"frame-00{step}.svg" for step in range(4)]


def test_stills_strips_and_posters_by_command(tmp_path: Path) -> None:
    settings = ("render", "-q", "--k", "3", "--i", "4", "--size", "120")
    for more, name in ((("--still", "last"), "conv2d_i4_k3_still-last_size120.png"),
                       (("--strip", "2"), "conv2d_i4_k3_size120_strip2.png")):
        done = invoke(*settings, *more, cwd=tmp_path)
        written = done.stdout.decode().strip()
        assert sorted(written[:-4].split("_")) == sorted(name[:-4].split("_"))
        assert (tmp_path / written).is_file()
    invoke(*settings, "--theme", "auto", "-o", "a.svg", "--poster", "a.png", cwd=tmp_path)
    still = next(iter(animation().still().frames))
    np.testing.assert_array_equal(iio.imread(tmp_path / "a.png", mode="RGB"), still)
