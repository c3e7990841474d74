"""Refusals in Chinese, by what they are in English."""

from convgif.phrases import Patterns

CHINESE: Patterns = {
    # Names and lists.
    "there is {names}": "可用 {names}",
    "there is {names} and {count} more": "可用 {names} 等，另有 {count} 个",
    "{some}, see `{listing}`": "{some}，见 `{listing}`",
    "did you mean {names}?": "是否指 {names}？",
    "{items} and {item}": "{items} 和 {item}",
    "{items} or {item}": "{items} 或 {item}",
    "{place}: {reason}": "{place}：{reason}",
    "{reason}: {advice}": "{reason}：{advice}",
    "{given}: {advice}": "{given}：{advice}",
    "{given}, {elsewhere}": "{given}，{elsewhere}",
    "{least} to {most}": "{least} 到 {most}",
    "{sizes} {adjective}": "{adjective} {sizes}",
    "input size": "输入大小", "number of channels": "通道数", "size": "大小",
    "long": "长", "high": "高", "wide": "宽", "deep": "深",
    "1 axis": "1 个轴", "{rank} axes": "{rank} 个轴",

    # Arguments by themselves.
    "{layer} has no {name}": "{layer} 没有参数 {name}",
    "{given}, it belongs to {layers}: leave it out or take such a layer":
        "{given}，它属于 {layers}：请去掉它，或改用这样的层",
    "and others": "等",
    "{name} {value} is too small: use {least} or more": "{name} {value} 太小：请取 {least} 以上",
    "{name} {value} is too large: use a million at most": "{name} {value} 太大：最多取一百万",
    "{name} {value} is not a whole number: {allowed}": "{name} {value} 不是整数：{allowed}",
    "use one such as 1, or -1 to crop": "请取 1 这样的数，或取 -1 来裁剪",
    "use {least} or more": "请取 {least} 以上",
    "minus a million": "负一百万",
    "{name} {value} has {count} numbers, but the layer has {axes}: {allowed}":
        "{name} {value} 有 {count} 个数，而该层有 {axes}：{allowed}",
    "give one number": "请给一个数",
    "{one}, or {count}": "{one}，或 {count} 个",
    "{name} {value} is no number: {allowed}": "{name} {value} 不是数：{allowed}",
    "{name} {value} is out of range: {allowed}": "{name} {value} 超出范围：{allowed}",
    "use a whole number but 0, of {digits} digits at most": "请取 0 以外、最多 {digits} 位的整数",
    "use a number above 0 and up to {most}": "请取大于 0、不超过 {most} 的数",
    "use one number above 0 and up to {most}, or one an axis":
        "请取一个大于 0、不超过 {most} 的数，或每个轴一个",
    "use one of at most {most:,}": "绝对值请不超过 {most:,}",
    "{name} {value} is neither True nor False": "{name} {value} 不是 True 或 False",
    "{name} {value} is neither True, False nor None": "{name} {value} 不是 True、False 或 None",
    "unknown {name} {value}: {advice}": "未知的 {name} {value}：{advice}",
    "{name} {value} does not suit: give one number, or {count}, before and after each axis, the "
    "last axis first":
        "{name} {value} 不合适：请给一个数，或 {count} 个：每个轴的前和后，最后一个轴在先",
    "padding {value} does not suit {rank} axes: give one (before, after) pair an axis":
        "填充 {value} 不适合 {rank} 个轴：请给每个轴一对（前，后）",
    "padding {value} is no word for this kind of layer: use {words}, or numbers":
        "填充 {value} 不能用于这种层：请用 {words}，或数字",

    # As other libraries write them.
    "{name} {value} is none of {library}': {advice}": "{name} {value} 不是 {library} 的：{advice}",
    "{layer} got {name} twice: give it once": "{layer} 有两个 {name}：请只给一个",
    "{layer} takes {most} arguments at most, and {count} were given: it takes {names}":
        "{layer} 最多有 {most} 个参数，而给了 {count} 个：它有 {names}",
    "{layer} has no {name}, as {library} writes it: {advice}":
        "{library} 写的 {layer} 没有参数 {name}：{advice}",
    "output_shape is the size of one input's output: give pads and output_padding, which hold for "
    "all": "output_shape 只是一种输入的输出大小：请给 pads 和 output_padding，它们适用于所有输入",
    "pads {pads} is no list of all begins and then all ends: give two numbers an axis, such as "
    "[1, 1, 1, 1]": "pads {pads} 不是先全部起端、后全部末端的列表：请每个轴给两个数，"
                    "如 [1, 1, 1, 1]",
    "auto_pad {word} and pads {pads} are both given, which ONNX forbids: leave one out":
        "同时给了 auto_pad {word} 和 pads {pads}，ONNX 不允许：请去掉其中一个",
    "pads {pads} differ before and after, which this layer does not: give equal ones":
        "pads {pads} 前后不同，这种层没有这样的：请给相同的",
    "{layer} says no size that is drawn: give scales or sizes, of batch, channels and 1 to 3 axes, "
    "such as scales=[1, 1, 2, 2]": "{layer} 没有写可绘制的大小：请给 scales 或 sizes，含批次、"
                                   "通道和 1 到 3 个轴，如 scales=[1, 1, 2, 2]",
    "scales {scales} resize batch or channels: let the first two be 1":
        "scales {scales} 改变批次或通道的大小：请让前两个为 1",
    "pads {pads} are not drawn: give all begins and then all ends, of batch and channels 0 and of "
    "1 to 3 axes, such as [0, 0, 1, 1, 0, 0, 1, 1]":
        "无法绘制 pads {pads}：请先给全部起端、后给全部末端，批次和通道为 0，再给 1 到 3 个轴的，"
        "如 [0, 0, 1, 1, 0, 0, 1, 1]",
    "{name} {value} is not drawn: leave it out": "{name} {value} 无法绘制：请去掉它",
    "nearest with {place} and {rounds} is not drawn: use asymmetric and floor":
        "无法绘制 {place}、{rounds} 的 nearest：请用 asymmetric 和 floor",
    "linear with {place} is not drawn: use half_pixel, or align_corners by sizes":
        "无法绘制 {place} 的 linear：请用 half_pixel，或按大小用 align_corners",
    "{place} by such scales": "{place}、这样的倍数",
    "in_channels {channels} and depth_multiplier {each} are no counts: give whole numbers above 0":
        "in_channels {channels} 和 depth_multiplier {each} 不是个数：请给大于 0 的整数",
    "output_padding beside padding='same' lies differently in each of Keras' backends: leave it "
    "out, or say padding and output_padding of a {instead}":
        "padding='same' 之外的 output_padding 在 Keras 的各个后端位置不同：请去掉它，"
        "或写明 {instead} 的 padding 和 output_padding",
    "{name} {value} is not drawn, {why}: leave it out": "{name} {value} 无法绘制，{why}：请去掉它",
    "a transposed layer puts zeros between the cells of its input":
        "在输入的格之间插入零的是转置层",
    "it has a value for each weight": "它给每个权重一个值",
    "padding {value} of Flax' ConvTranspose is not read: give {words}, or torch's {instead} with "
    "padding and output_padding":
        "Flax 的 ConvTranspose 的 padding {value} 不能读取：请给 {words}，"
        "或 torch 的 {instead} 并写明 padding 和 output_padding",

    # Arguments together.
    "groups {groups} does not divide {channels}: use {fitting}, or {other}":
        "分组 {groups} 不能整除 {channels}：请用 {fitting}，或 {other}",
    "padding '{word}' needs stride 1, and the stride is {stride}: use same_upper, which takes any "
    "stride": "填充 '{word}' 要求步幅为 1，而步幅是 {stride}：请用 same_upper，它适合任何步幅",
    "padding '{word}' is for one axis, and {layer} has {rank}: use {instead}":
        "填充 '{word}' 只适合一个轴，而 {layer} 有 {rank} 个：请用 {instead}",
    "padding '{word}' makes the output as large as input * stride, and output_padding {extra} "
    "would make it another: leave one out":
        "填充 '{word}' 使输出为输入 × 步幅，而输出填充 {extra} 会改变它：请去掉其中一个",
    "output_padding {extra} is too large: it must be smaller than the stride or the dilation, so "
    "{most} at most here": "输出填充 {extra} 太大：它必须小于步幅或膨胀率，这里最多为 {most}",
    "{size} is for transposed layers, and the output of {layer} follows from its input: leave it "
    "out": "{size} 用于转置层，而 {layer} 的输出由输入决定：请去掉它",
    "size and scale_factor are both given: leave one out":
        "同时给了 size 和 scale_factor：请去掉其中一个",
    "size {size} leaves an axis open: give one number, or one an axis":
        "size {size} 有一个轴未定：请给一个数，或每个轴一个",
    "align_corners is for the linear modes, and mode is {mode}: leave it out, or use {instead}":
        "align_corners 用于线性模式，而 mode 是 {mode}：请去掉它，或用 {instead}",
    "{mode} is for {axes}, and the layer has {rank}: use {words}":
        "{mode} 用于 {axes}，而该层有 {rank} 个：请用 {words}",
    "{mode} is not drawn: use {words}": "{mode} 无法绘制：请用 {words}",
    "flatten from axis {first} to {last} takes the batch along, or nothing: use start_dim=1, "
    "end_dim=-1":
        "从轴 {first} 到 {last} 展平会带上批次，或什么也没有：请用 start_dim=1, end_dim=-1",
    "{name} {axis} is no axis: with the batch there are {axes}":
        "{name} {axis} 不是轴：连同批次共有 {axes} 个",

    # On this input.
    "kernel {kernel} is larger than {padded}, which is only {size} {adjective}: pad by {extra} or "
    "{advice}":
        "卷积核 {kernel} 大于{padded}，其{adjective}只有 {size}：请填充 {extra}，或{advice}",
    "kernel {kernel} dilated by {dilation} spans {span}, but {padded} is only {size} {adjective}: "
    "pad by {extra} or lower the dilation":
        "卷积核 {kernel} 以膨胀率 {dilation} 跨 {span} 格，而{padded}的{adjective}只有 {size}："
        "请填充 {extra}，或减小膨胀率",
    "the padded input": "填充后的输入", "the cropped input": "裁剪后的输入", "the input": "输入",
    "take an input of {enough}": "取大小为 {enough} 的输入",
    "take a larger input, so that {enough} arrive here": "取更大的输入，使到达这里的有 {enough} 格",
    "padding {before}:{after} crops all of an input that is only {size} {adjective}: crop less or "
    "take a larger input":
        "填充 {before}:{after} 裁去了{adjective}只有 {size} 的整个输入：请少裁一些，或取更大的输入",
    "padding {before}+{after} crops all of an output that is only {size} {adjective}: lower the "
    "padding or take a larger input":
        "填充 {before}+{after} 裁去了{adjective}只有 {size} 的整个输出：请减小填充，或取更大的输入",
    "{mode} padding {cells} does not fit an input of {size}: it must be {bound}; pad by {most} at "
    "most, or take a larger input":
        "{mode} 填充 {cells} 不适合大小为 {size} 的输入：它必须{bound}；最多填充 {most}，"
        "或取更大的输入",
    "less than the input": "小于输入", "no more than the input": "不超过输入",
    "a window of kernel {kernel} holds nothing but padding, {which}: {advice}":
        "核为 {kernel} 的窗口里只有填充，{which}：{advice}",
    "{kernel} dilated by {dilation}": "{kernel}、膨胀率为 {dilation}",
    "which is never the maximum": "而填充不会是最大值",
    "which {setting} does not count": "而 {setting} 不计填充",
    "lower the dilation or the padding, or take a larger input":
        "请减小膨胀率或填充，或取更大的输入",
    "pad by {most} at most": "最多填充 {most}",
    "an axis of {cells} cells, padding and inserted zeros counted, is over {most}: take a smaller "
    "input, kernel, stride or dilation":
        "连同填充和插入的零，一个轴有 {cells} 格，超过 {most}：请取更小的输入、核、步幅或膨胀率",
    "input shape {shape} does not suit {layer}: give {wanted}":
        "输入形状 {shape} 不适合 {layer}：请给 {wanted}",
    "channels first, such as {shape}": "通道在前的形状，例如 {shape}",
    "no input up to {most} suits {layer}": "没有 {most} 以内的输入适合 {layer}",
    "{wanted} is none that this layer makes of an input of {input}: give {sizes}":
        "该层由输入 {input} 得不到 {wanted}：请给 {sizes}",
    "output_size {wanted} is no size whose pooling is {size} {adjective}: give {sizes}":
        "output_size {wanted} 池化后的{adjective}不是 {size}：请给 {sizes}",
    "padding {padding} leaves nothing of an output of {size}: pad by less":
        "填充 {padding} 使大小为 {size} 的输出一格不剩：请少填充一些",
    "index {index} is no place in an output of {output}: give {sizes}":
        "索引 {index} 不在 {output} 的输出之内：请给 {sizes}",
    "an input of {have} does not suit {layer}, whose weights are for {wanted}: make it with {size}":
        "输入 {have} 不适合 {layer}，其权重用于 {wanted}：请以 {size} 建立它",
    "{channels} channels do not divide by {factor}²: give a multiple of {square}, or another "
    "upscale_factor": "{channels} 个通道不能被 {factor}² 整除：请给 {square} 的倍数，"
                      "或另一个 upscale_factor",
    "an input that is {size} {adjective} does not divide by {factor}: give a multiple, or another "
    "downscale_factor":
        "输入的{adjective} {size} 不能被 {factor} 整除：请给它的倍数，或另一个 downscale_factor",
    "an input that is only {size} {adjective} times {factor:g} leaves nothing: take a larger "
    "scale_factor or input":
        "输入的{adjective}只有 {size}，乘以 {factor:g} 后一格不剩：请取更大的 scale_factor 或输入",
    "a window of {span} is larger than the padded plane, which is only {size} {adjective}: pad by "
    "{extra}, or take a smaller kernel":
        "跨 {span} 格的窗口大于填充后的平面，其{adjective}只有 {size}：请填充 {extra}，"
        "或取更小的核",
    "{rows} rows do not divide by the {taps} taps of a window: give a multiple of {taps}":
        "{rows} 行不能被窗口的 {taps} 个抽头整除：请给 {taps} 的倍数",
    "{columns} columns do not suit {layer}, in whose output there are {windows} windows: give "
    "{windows} columns":
        "{columns} 列不适合 {layer}，其输出有 {windows} 个窗口：请给 {windows} 列",
    "input size {size} was given, but Linear has no axes: leave it out, and give in_features for "
    "the size of the input":
        "给了输入大小 {size}，而 Linear 没有轴：请去掉它，用 in_features 给出输入的大小",
    "{reason}; or, for channels first, give {layer}({channels}, 1, 3)":
        "{reason}；若通道在前，请给 {layer}({channels}, 1, 3)",

    # What is asked of a layer that it does not have.
    "{layer} has no weights: ask for none": "{layer} 没有权重：请不要索取",
    "{layer} has no weight, and so no transpose: take a convolution, a transposed convolution or "
    "Linear": "{layer} 没有权重，因而没有转置：请用卷积、转置卷积或 Linear",
    "{layer} has weights of its own for each position, which no transposed layer has: take "
    "{instead}, which shares them":
        "{layer} 的每个位置各有权重，转置层都不是这样：请用共享权重的 {instead}",
    "{mode} repeats cells of the input, and a transposed convolution only crops what falls on a "
    "border: give {zeros}": "{mode} 重复输入的格，而转置卷积只裁去落在边界上的：请给 {zeros}",
    "no stamp reaches any of the {output} cells that the output is {adjective}, so that no "
    "convolution leads back: take a larger input":
        "输出的{adjective} {output} 格没有一格被盖到，因而没有卷积能返回：请取更大的输入",
    "what an output of {layer} reads depends on its input: ask for receptive_field_on(input_size)":
        "{layer} 的一个输出读取什么取决于输入：请用 receptive_field_on(input_size)",
    "Linear has no axes, and axis {axis} was asked for: leave it out":
        "Linear 没有轴，却问及轴 {axis}：请去掉它",
    "{layer} has no windows: ask for its output_shape": "{layer} 没有窗口：请用它的 output_shape",
    "{layer} moves single numbers: ask its trace for its taps":
        "{layer} 移动的是单个的数：请用 trace 的 taps",
    "{layer} takes indices: ask for sources_at(shape, indices)":
        "{layer} 需要索引：请用 sources_at(shape, indices)",

    # In a view.
    "the {view} view does not draw {layer}: use {instead}":
        "视图 {view} 不画 {layer}：请用 {instead}",
    "the {view} view does not draw it": "视图 {view} 不画它",
    "{layer}, whose maps have depth, and it draws {drawn}":
        "{layer}（特征图有深度，而它画{drawn}）",
    "rows": "行", "planes": "平面",
    "{layer}, whose output is no weighted sum of its input": "{layer}（其输出不是输入的加权和）",
    "the {view} view draws networks, and this is a layer: give a network, such as "
    "Sequential({layer}(...), Flatten()), or use {instead}":
        "视图 {view} 画网络，而这是一个层：请给一个网络，例如 Sequential({layer}(...), Flatten())，"
        "或用 {instead}",

    # In a network.
    "{layer!r} takes {wanted:,} numbers, but {numbers} arrive: {advice}":
        "{layer!r} 接受 {wanted:,} 个数，而到达的是 {numbers}：{advice}",
    "take another input, or the layers that are missing before it":
        "请换一个输入，或补上它之前缺少的层",
    "a print leaves out what forward() calls as functions, such as F.max_pool2d, or calls again: "
    "add those layers where they are used, or take another input":
        "打印的文字不含 forward() 作为函数调用的层（例如 F.max_pool2d）和重复的调用："
        "请在用到之处补上这些层，或换一个输入",
    "{layer!r} takes channels and {axes}, but {shape} arrives: give another input, or the layers "
    "that are missing before it":
        "{layer!r} 接受通道和 {axes}，而到达的是 {shape}：请换一个输入，或补上它之前缺少的层",
    "{layer!r} takes {channels}, but {arrive}": "{layer!r} 接受 {channels}，而{arrive}",
    "1 channel": "1 个通道", "{count} channels": "{count} 个通道",
    "1 arrives": "到达的是 1 个", "{count} arrive": "到达的是 {count} 个",
    "give what fits in one of them, or another input": "请改其中一个使之相合，或换一个输入",
    "where forward() concatenates branches, this text does not say so: export the model as .onnx, "
    "or say what each layer takes, as in Network(a=..., b=..., both=concatenate(a, b), c=...)":
        "若 forward() 拼接了分支，这段文字没有写出：请把模型导出为 .onnx，或写明每层的输入，"
        "如 Network(a=..., b=..., both=concatenate(a, b), c=...)",
    "{layer} is not among the layers up to where shapes fail: {reason}":
        "{layer} 不在尺寸可求的各层之中：{reason}",
    "a network needs the size of its input: add {size}": "网络需要输入的大小：请加上 {size}",
    "{given} has its {channels} channels last: give them first, {size}":
        "{given} 的 {channels} 个通道在最后：请放在最前，{size}",
    "{given} says no channels, and its first layer changes them: add them in front, such as {size}":
        "{given} 没有通道数，而它的第一层会改变通道：请加在最前，例如 {size}",
    "{one} and {other} cannot be joined by {kind}: give branches of one size":
        "{one} 和 {other} 不能以 {kind} 相连：请给大小相同的分支",
    "it is for {rank} axes, and {shape} arrives, which has {axes}: take the one for these":
        "它用于 {rank} 个轴，而到达的 {shape} 有 {axes} 个：请用与之相符的层",
    "it is for {wanted} channels, and {channels} arrive":
        "它用于 {wanted} 个通道，而到达的是 {channels} 个",
    "write {channels}": "请写 {channels}",
    "{channels} channels do not divide into {groups} groups: take another number of groups":
        "{channels} 个通道不能分为 {groups} 组：请换一个组数",
    "it is for {sizes}, and {shape} arrives": "它用于 {sizes}，而到达的是 {shape}",
    "write what arrives, or before it what turns the axes":
        "请按到达的来写，或在它前面写上调换轴的层",
    "{name} {why}: sizes end here, and of what follows only parameters are said":
        "{name} {why}：尺寸到此为止，后面的层只给出参数量",
    "reads a sequence step by step": "逐步读取序列",
    "lets all places read each other": "让所有位置互相读取",
    "looks words up in a table": "在表中查找词",
    "is none of PyTorch's own, and a print does not say what it does":
        "不是 PyTorch 自带的层，而打印的文本没有说明它做什么",
    "makes what the file says no size of": "得到的大小在文件中没有写出",
    "the file says what it makes of {wanted}, and {shape} arrives: give the input that the model "
    "is made for": "文件只写出它由 {wanted} 得到什么，而到达的是 {shape}：请给模型所适用的输入",
    "it goes through a sequence of channels and steps, and {shape} arrives: give an input of two "
    "numbers, such as 32x10":
        "它逐步走过一个序列（通道和步），而到达的是 {shape}：请给两个数的输入，例如 32x10",
    "{shape} does not unflatten to {sizes} on axis {axis}: their products differ":
        "{shape} 不能在轴 {axis} 上展开为 {sizes}：两者的积不同",
    "padding {value} does not suit {rank} axes: give a number for before and after each":
        "填充 {value} 不适合 {rank} 个轴：请给每个轴的前和后各一个数",
    "{shape} does not reshape to {wanted}: the numbers of cells differ: give the input that the "
    "model is made for": "{shape} 不能变形为 {wanted}，格数不同：请给模型所适用的输入",
    "{layer} has no sizes, for its network says no input: give one, as in "
    "network.on((3, 32, 32)).layers":
        "{layer} 没有尺寸，因为它的网络没有说明输入：请给一个，如 network.on((3, 32, 32)).layers",
    "give the input that the model is made for": "请给模型所适用的输入",
    "an axis of {cells:,} cells is over {most:,}: take a smaller input, stride or size":
        "一个轴有 {cells:,} 格，超过 {most:,}：请取更小的输入、步幅或尺寸",
    "a map of {shape} has over {most:,} numbers: take a smaller input, stride or size":
        "{shape} 的图有超过 {most:,} 个数：请取更小的输入、步幅或尺寸",
    "{shape} has no axes {axes}: give the input that the model is made for":
        "{shape} 没有轴 {axes}：请给模型所适用的输入",
    "scale_factor {value} is no number above 0: give one, or a size":
        "scale_factor {value} 不是大于 0 的数：请给这样的数，或给 size",
    "{count} sizes do not suit {rank} axes: give one an axis":
        "{count} 个大小不适合 {rank} 个轴：请每个轴给一个",
    "{name} leaves nothing: {shape}": "{name} 使之一格不剩：{shape}",
}
