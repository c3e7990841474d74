"""Networks as code makes them, which is never run."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from convgif import Conv2d, ConvgifError, Network, read_network
from convgif.cli.commands import main
from convgif.layers.recognizing import recognize
from convgif.networks.numbers import parse_let
from convgif.networks.reading import is_network

LINES = """self.conv1 = nn.Conv2d(nc, ndf, 4, 2, 1, bias=False)
self.act = nn.LeakyReLU(0.2, inplace=True)
self.conv2 = nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False)  # then the next
self.norm = nn.BatchNorm2d(ndf * 2)"""
GENERATOR = '''import torch.nn as nn

nz, ngf = 100, 64

class Generator(nn.Module):
    """As the tutorial writes it."""

    def __init__(self, ngpu, nc=3):
        super(Generator, self).__init__()
        self.ngpu = ngpu
        self.main = nn.Sequential(
            # input is Z
            nn.ConvTranspose2d( nz, ngf * 8, 4, 1, 0, bias=False),
            nn.BatchNorm2d(ngf * 8),
            nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 8, ngf // 2, 4, 2, 1, bias=False),
            nn.ConvTranspose2d(ngf - 32, nc, 4, 2, 1, bias=False),
            nn.Tanh()
        )

    def forward(self, input):
        if input.is_cuda:
            return None
        return self.main(input)
'''


def shapes(network: Network, size: object) -> list[tuple[str, tuple[int, ...]]]:
    sized = network.on(size)  # type: ignore[arg-type]
    assert not sized.failure
    return [(layer.name, layer.output_shape) for layer in sized.layers]


def test_lines_are_a_network_of_their_names() -> None:
    network = read_network(LINES, let={"nc": 3, "ndf": 8})
    assert network == read_network(LINES, let="nc=3, ndf=8")
    assert shapes(network, 64) == [("conv1", (8, 32, 32)), ("act", (8, 32, 32)),
                                   ("conv2", (16, 16, 16)), ("norm", (16, 16, 16))]


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_a_class_is_read_from_its_init(indent: str) -> None:
    text = "".join(f"{indent}{line}" for line in GENERATOR.splitlines(keepends=True))
    assert shapes(read_network(text), (100, 1, 1)) == [
        ("0", (512, 4, 4)), ("1", (512, 4, 4)), ("2", (512, 4, 4)), ("3", (32, 8, 8)),
        ("4", (3, 16, 16)), ("5", (3, 16, 16))]
    assert read_network(text, let="ngf=40") != read_network(text)


KERAS_STEPS = """model = models.Sequential()
model.add(layers.Conv2D(4, (3, 3), activation="relu", input_shape=(8, 8, 1)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Dense(classes, name="out"))
model.compile(optimizer="adam")
model.summary()"""
KERAS_FLOW = """inputs = keras.Input(shape=(8, 8, 1))
x = layers.Conv2D(4, 3, activation="relu")(inputs)
x = layers.MaxPooling2D(2)(x)
outputs = layers.Dense(classes, name="out")(x)
model = keras.Model(inputs, outputs)
print(model.summary())"""


@pytest.mark.parametrize("text", [KERAS_STEPS, KERAS_FLOW], ids=["added", "called at once"])
def test_layers_of_keras_are_read_from_their_lines(text: str) -> None:
    network = read_network(text, let="classes=10")
    assert network.own_input == (1, 8, 8)
    assert [layer.output_shape for layer in network.on().layers] == [
        (4, 6, 6), (4, 3, 3), (10, 3, 3)]
    assert network.layers[-1].name == "out"
    with pytest.raises(ConvgifError, match="does not say what classes is: add let='classes=64'"):
        read_network(text)


@pytest.mark.parametrize("joined", ["layers.add([x, y])", "layers.Add()([x, y])",
                                    "layers.ReLU()(inputs)"])
def test_branches_of_lines_are_refused(joined: str) -> None:
    text = ("inputs = Input(shape=(8, 8, 1))\nx = layers.Conv2D(4, 3, padding='same')(inputs)\n"
            f"y = layers.ReLU()(x)\nz = {joined}\nmodel = Model(inputs, z)")
    with pytest.raises(ConvgifError, match="branches are not read from lines: save the model as"):
        read_network(text)


LISTED = """nn.Conv2d(nc, ndf, 4, 2, 1, bias=False),
            nn.LeakyReLU(0.2, inplace=True),
            # and then
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False)"""


@pytest.mark.parametrize("text", [
    LISTED, f"            {LISTED},", LISTED.replace("),\n", ")\n").replace("            ", ""),
    "self.net = nn.Sequential()\nself.net.append(nn.Conv2d(nc, ndf, 4, 2, 1))\n"
    "self.net.add_module('act', nn.ReLU())\nself.net.append(nn.Conv2d(ndf, 2 * ndf, 4, 2, 1))"])
def test_lines_of_layers_alone_are_a_network(text: str) -> None:
    sized = read_network(text, let="nc=3,ndf=8").on(64)
    assert [layer.output_shape for layer in sized.layers] == [
        (8, 32, 32), (8, 32, 32), (16, 16, 16)]


@pytest.mark.parametrize("text", ["model.add(Conv2d(3, 8, 3))", "x = nn.Conv2d(3, 8, 3)(x)",
                                  "self.net.add_module('conv', nn.Conv2d(3, 8, 3))"])
def test_a_layer_that_is_added_or_called_is_a_layer(text: str) -> None:
    assert not is_network(text)
    assert recognize(text).layer == Conv2d(3, 8, 3)


def test_a_part_of_what_is_printed_is_read() -> None:
    network = read_network("  (conv): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n"
                           "  (block): Sequential(\n    (0): ReLU()\n  )\n")
    assert [layer.name for layer in network.layers] == ["conv", "block.0"]
    assert network.note


def test_what_a_list_holds_is_not_known_without_running() -> None:
    with pytest.raises(ConvgifError, match="known without running it: paste what print"):
        read_network("steps = [nn.ReLU()]\nnet = nn.Sequential(*steps)\nact = nn.ReLU()")


BLOCKS = '''
class Block(nn.Module):
    def __init__(self, i, o=4):
        super().__init__()
        self.conv = nn.Conv2d(i, o, 3, padding=1)

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.a = Block(3, width)
        self.b = nn.Sequential(Block(width, o=2 * width), nn.MaxPool2d(2))

'''


@pytest.mark.parametrize(("more", "width"), [
    ("", 8), ("net = Net(width=6)\nloss = nn.CrossEntropyLoss()\n", 6),
    ('net = Net().to("cuda")\nif __name__ == "__main__":\n    print(net)\n', 8)])
def test_classes_of_the_text_are_modules_in_it(more: str, width: int) -> None:
    assert shapes(read_network(BLOCKS + more), (3, 8, 8)) == [
        ("a.conv", (width, 8, 8)), ("b.0.conv", (2 * width, 8, 8)), ("b.1", (2 * width, 4, 4))]


def test_a_class_that_holds_itself_is_refused() -> None:
    with pytest.raises(ConvgifError, match="'Net' holds itself"):
        read_network("class Net:\n  def __init__(self):\n    self.a = Net()\n    self.b = Net()\n")


def test_the_command_line_takes_names(tmp_path: Path) -> None:
    file = tmp_path / "model.py"
    file.write_text(GENERATOR, "utf-8")
    for text in (str(file), GENERATOR):
        made = CliRunner().invoke(main, ["shape", text, "--i", "100x1x1", "--let", "nc=1", "--csv"])
        assert made.exit_code == 0, made.output
        assert ",32x8x8,1x16x16,512," in made.output
    made = CliRunner().invoke(main, ["shape", "nn.Conv2d(nc, ndf, 4, 2, 1)", "--i", "64",
                                     "--let", "nc=3,ndf=64"])
    assert "64×32×32" in made.output


@pytest.mark.parametrize(("text", "said"), [
    ("nn.Conv2d(nc, ndf, 4, 2, 1)", "what nc and ndf are: add --let nc=64,ndf=64"),
    ("nn.Sequential(nn.Conv2d(3, ndf * 2, 4))", "what ndf is: add --let ndf=64"),
    ("nn.Sequential(nn.Conv2d(3, 2, 4), nn.BatchNorm2d(ndf))", "what ndf is: add --let ndf=64"),
    ("Conv2d(1, 3, kernel_size=k)", "what k is: add --let k=3"),
    ("Conv2d(1, c, kernel_size=(k, 3), stride=s, padding=p, padding_mode=circular)",
     "what c, k, s and p are: add --let c=64,k=3,s=2,p=1"),
    ("Conv2d(1, 3, 3, padding=padding)", "what padding is: add --let padding=1"),
    ("AdaptiveAvgPool2d(output_size=o)", "what o is: add --let o=64"),
    ("Upsample(scale_factor=o, mode=nearest)", "what o is: add --let o=2"),
    ("Sequential(Conv2d(1, c, k), BatchNorm2d(num_features=c), MaxPool2d(kernel_size=q), "
     "Linear(c * 4, out_features=n))", "what c, k, q and n are: add --let c=64,k=3,q=3,n=64")])
def test_a_name_that_stands_for_a_number_is_asked_for(text: str, said: str) -> None:
    made = CliRunner().invoke(main, ["shape", text, "--i", "8"])
    assert made.exit_code == 1
    assert said in made.output


@pytest.mark.parametrize(("text", "let", "said"), [
    (LINES, "nc=3,ndf=8,m=1", "has no name m"), (LINES, "nc", "such as nc=3,ndf=64"),
    (LINES, "nc=x", "such as nc=3,ndf=64"), (LINES, "nc=99999999", "such as nc=3,ndf=64"),
    (LINES, "nc=3,ndf=900000", "use a million at most"),
    ("x = 1\nfor i in range(3):\n  y = nn.ReLU()\nz = nn.ReLU()\nw = nn.ReLU()", "", "to be run"),
    ("a = 1 +\nb = nn.ReLU()\nc = nn.ReLU()", "", "no network that Python reads"),
    ("class Empty(nn.Module):\n  pass", "", "makes no layers"),
    ("a = nn.Conv2d(1, 1, 2 ** 9)\nb = nn.ReLU()", "", "no plain number")])
def test_what_cannot_be_read_is_said_in_a_line(text: str, let: str, said: str) -> None:
    with pytest.raises(ConvgifError, match=said) as raised:
        read_network(text, let)
    assert "\n" not in raised.value.message


def test_numbers_are_read_by_name() -> None:
    assert parse_let("nc=3,ndf = 64") == {"nc": 3, "ndf": 64}


@pytest.mark.parametrize("text", ["Conv2d(3, 8, 3)", "self.conv = nn.Conv2d(1, 6, 5)", "classic",
                                  "conv2d", "Conv2d(\n  3, 8,\n  kernel_size=3)"])
def test_one_layer_is_no_network(text: str) -> None:
    assert not is_network(text)


def test_what_grows_without_end_is_refused_at_once() -> None:
    doubling = "".join(f"class A{n}:\n  def __init__(self):\n    self.a = A{n + 1}()\n"
                       f"    self.b = A{n + 1}()\n" for n in range(30))
    empty = "".join("Net(\n" if not n else "(0-9999): 10000 x Sequential(\n" for n in range(4))
    for text in (doubling + "net = A0()\nother = A30()", empty + ")" * 4):
        with pytest.raises(ConvgifError, match="over 10,000 layers is too long: give a part"):
            read_network(text)


@pytest.mark.parametrize("text", [
    "import torch.nn as nn\nnn.Conv2d(1, 6, 5)\nnn.ReLU()", ">>> nn.Conv2d(1, 6, 5)\n>>> nn.ReLU()",
    ">>> print(model)\nSequential(\n  (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))\n"
    "  (1): ReLU()\n)",
    "In [3]: model\nOut[3]: \nSequential(\n  (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))\n"
    "  (1): ReLU()\n)"])
def test_what_is_copied_out_of_a_console_is_read(text: str) -> None:
    assert is_network(text)
    assert read_network(text).layers[0].operation == Conv2d(1, 6, 5)
    assert len(read_network(text).layers) == 2
