//! The network as a table.

use super::folded::{Group, groups};
use super::listed::{site, weights};
use crate::cli::table::{Cell, list, number, table as laid_out, word};
use crate::cli::terminal::Screen;
use crate::numbers::{count, given};
use crate::task::{Layer, LayerKind, Network, Pooling, Site};

/// Layer by layer: what it is, what comes out, how many weights it has, and the site if it is one. What is inside of a
/// residual block is indented; layers that repeat are told once, with the names of all.
pub(super) fn table(network: &Network, screen: Screen) -> String {
    let mut rows = Rows { network, rows: Vec::new() };
    rows.add(0, "input", ["", &network.input.to_string(), "", ""]);
    rows.layers(&[network.layers()], 0);
    let all: usize = network.flat().into_iter().map(weights).sum();
    rows.add(0, "in all", ["", "", &count(all), ""]);
    let columns = [list("layer"), list("kind"), word("output"), number("parameters"), list("site")];
    laid_out(&columns, rows.rows, screen)
}

struct Rows<'a> {
    network: &'a Network,
    rows: Vec<Vec<Cell>>,
}

impl Rows<'_> {
    fn add(&mut self, depth: usize, layer: &str, cells: [&str; 4]) {
        let layer = format!("{}{layer}", "  ".repeat(depth));
        self.rows.push(std::iter::once(layer.into()).chain(cells.map(Cell::from)).collect());
    }

    /// Layers that follow each other, in copies that are alike but for their names.
    fn layers(&mut self, copies: &[&[Layer]], depth: usize) {
        for Group { start, length, times } in groups(copies[0], &self.network.sites) {
            let depth = if times > 1 {
                self.add(depth, &format!("{} times", count(times)), [""; 4]);
                depth + 1
            } else {
                depth
            };
            for place in start..start + length {
                let copies = copies.iter().copied();
                let alike = copies.flat_map(|copy| copy[place..].iter().step_by(length).take(times));
                let alike: Vec<&Layer> = alike.collect();
                self.layer(&alike, depth);
            }
        }
    }

    /// One layer, in copies that are alike but for their names.
    fn layer(&mut self, alike: &[&Layer], depth: usize) {
        let first = alike[0];
        let names: Vec<&str> = alike.iter().map(|layer| layer.kind.label()).collect();
        let label = if first.kind.name().is_some() { &some_of(&names) } else { names[0] };
        let sites: Vec<&Site> = alike.iter().filter_map(|layer| site(layer, self.network)).collect();
        let fixed = sites.first().and_then(|site| site.fixed.as_ref()).map(|mix| format!("{mix}, fixed"));
        let kind = fixed.unwrap_or_else(|| kind(&first.kind));
        let sites: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
        let own = weights(first);
        let parameters = match (own, alike.len()) {
            (0, _) => String::new(),
            (own, 1) => count(own),
            (own, times) => format!("{} × {}", count(times), count(own)),
        };
        let output = first.output.to_string();
        self.add(depth, label, [&kind, &output, &parameters, &some_of(&sites)]);
        let [layers, shortcut] =
            [0, 1].map(|way| alike.iter().map(|layer| layer.kind.inside()[way]).collect::<Vec<_>>());
        self.layers(&layers, depth + 1);
        if !shortcut[0].is_empty() {
            self.add(depth + 1, "shortcut", [""; 4]);
            self.layers(&shortcut, depth + 2);
        }
    }
}

/// What a layer is, where its name does not say it.
fn kind(kind: &LayerKind) -> String {
    let steps = |stride: usize, padding: usize| {
        let stride = if stride == 1 { String::new() } else { format!(", stride {stride}") };
        let padding = if padding == 0 { String::new() } else { format!(", padding {padding}") };
        stride + &padding
    };
    let with_bias = |has_bias: bool| if has_bias { "" } else { ", no bias" };
    match kind {
        LayerKind::Conv { kernel, stride, padding, bias, .. } => {
            format!("conv {kernel}×{kernel}{}{}", steps(*stride, *padding), with_bias(*bias))
        }
        LayerKind::Linear { bias, .. } => format!("linear{}", with_bias(*bias)),
        LayerKind::Pool { kind, size, stride, padding } => {
            let of = match kind {
                Pooling::Max => "max",
                Pooling::Average => "average",
            };
            // A stride as wide as the square goes without saying.
            let stride = if stride == size { 1 } else { *stride };
            format!("{of} {size}×{size}{}", steps(stride, *padding))
        }
        LayerKind::Dropout { share, .. } => given(*share),
        LayerKind::PadChannels { more } => format!("{more} more"),
        LayerKind::BatchNorm { .. } | LayerKind::Residual { .. } => kind.word().to_owned(),
        LayerKind::Flatten | LayerKind::GlobalPool | LayerKind::Activation(_) => String::new(),
    }
}

/// A few names, or the first two and the last of many.
fn some_of(names: &[&str]) -> String {
    match names {
        [first, second, _, .., last] if names.len() > 3 => format!("{first}, {second} … {last}"),
        few => few.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Base, Mix};
    use crate::task::{Dims, LayerSpec, Outputs, Preset};

    fn shown(preset: &Preset, side: usize) -> String {
        let network = preset.network(Dims::Image { channels: 1, height: side, width: side }, 10).unwrap();
        table(&network, Screen::default())
    }

    #[test]
    fn a_network_is_shown_layer_by_layer() {
        let expected = "\
layer       kind      output    parameters  site
input                 1×28×28
conv1       conv 5×5  20×24×24         520
activation            20×24×24              conv1
pool        max 2×2   20×12×12
conv2       conv 5×5  50×8×8        25,050
activation            50×8×8                conv2
pool        max 2×2   50×4×4
flatten               800
fc1         linear    500          400,500
activation            500                   fc1
fc2         linear    10             5,010
in all                             431,080";
        assert_eq!(shown(&Preset::Lenet5, 28), expected);
    }

    #[test]
    fn blocks_that_repeat_are_told_once_with_the_names_of_all() {
        let shown = shown(&Preset::Resnet56, 8);
        let lines: Vec<&str> = shown.lines().collect();
        let expected = "\
layer                                  kind                                    output  parameters  site
input                                                                          1×8×8
conv1                                  conv 3×3, padding 1, no bias            16×8×8         144
bn1                                    batch_norm                              16×8×8          32
activation                                                                     16×8×8              conv1
9 times
  residual1, residual2 … residual9     residual                                16×8×8
    conv2, conv4 … conv18              conv 3×3, padding 1, no bias            16×8×8   9 × 2,304
    bn2, bn4 … bn18                    batch_norm                              16×8×8      9 × 32
    activation                                                                 16×8×8              conv2, conv4 … conv18
    conv3, conv5 … conv19              conv 3×3, padding 1, no bias            16×8×8   9 × 2,304
    bn3, bn5 … bn19                    batch_norm                              16×8×8      9 × 32
  activation                                                                   16×8×8              residual1, residual2 … residual9
residual10                             residual                                32×4×4
  conv20                               conv 3×3, stride 2, padding 1, no bias  32×4×4       4,608
  bn20                                 batch_norm                              32×4×4          64
  activation                                                                   32×4×4              conv20
  conv21                               conv 3×3, padding 1, no bias            32×4×4       9,216
  bn21                                 batch_norm                              32×4×4          64
  shortcut
    pool                               average 1×1, stride 2                   16×4×4
    pad_channels                       16 more                                 32×4×4
activation                                                                     32×4×4              residual10
8 times";
        assert_eq!(lines[..24].join("\n"), expected);
        assert_eq!(
            lines[lines.len() - 3..],
            [
                "global_pool                                                                    64",
                "fc1                                    linear                                  10             650",
                "in all                                                                                    852,730",
            ]
        );
    }

    #[test]
    fn a_fixed_activation_is_told_and_is_no_repetition_of_one_that_is_searched() {
        let site = |fixed: Option<Base>| LayerSpec::Activation { name: None, fixed: fixed.map(Mix::plain) };
        let linear = |outputs| LayerSpec::Linear { outputs, bias: true, name: None };
        let block = |fixed| {
            [
                linear(Outputs::Number(8)),
                LayerSpec::BatchNorm { name: None },
                LayerSpec::Dropout { share: 0.1 },
                site(fixed),
            ]
        };
        let layers = [[block(None), block(None), block(None)], [0; 3].map(|_| block(Some(Base::RELU)))]
            .concat()
            .concat();
        let layers = [layers, vec![linear(Outputs::Classes)]].concat();
        let shown = table(&Network::build(&layers, Dims::Vector(8), 3).unwrap(), Screen::default());
        let expected = "\
layer            kind         output  parameters  site
input                         8
3 times
  fc1, fc2, fc3  linear       8           3 × 72
  bn1, bn2, bn3  batch_norm   8           3 × 16
  dropout        0.1          8
  activation                  8                   fc1, fc2, fc3
3 times
  fc4, fc5, fc6  linear       8           3 × 72
  bn4, bn5, bn6  batch_norm   8           3 × 16
  dropout        0.1          8
  activation     relu, fixed  8                   fc4, fc5, fc6
fc7              linear       3               27
in all                                       555";
        assert_eq!(shown, expected);
    }
}
