//! Tests through the front door, on a small space file.

mod limits;
mod messages;
mod overridden;
mod places;
mod random;
mod schema;
mod shapes;
mod syntax;

use serde::Serialize;

use super::*;

/// A small space file with every kind of shape in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Space {
    name: String,
    seed: u64,
    bases: Vec<Base>,
    size: Option<Size>,
    training: Training,
    layers: Vec<Layer>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
enum Base {
    Relu,
    LeakyRelu { slope: f64 },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Size {
    min: u64,
    max: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Training {
    epochs: u64,
    dropout: f64,
    shuffle: bool,
    hull: Hull,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Hull {
    Affine,
    Convex,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
enum Layer {
    Activation,
    Dense(u64),
    Residual(Vec<Layer>),
}

fn space() -> Shape<Space> {
    record("a search space", |r| {
        let name = r.required("name", "the name of the run", name());
        let seed = r.or("seed", "the master seed", integer(0..=u64::MAX), 7);
        let bases = r.required("bases", "what a mix is made of", list(base(), 1..=8));
        let size = r.optional("size", "how many bases a mix has", size());
        let training = r.required("training", "how to train", training());
        let layers = r.or("layers", "the network", list(layer(), 0..=usize::MAX), Vec::new());
        if let (Some(bases), Some(size)) = (&bases, &size)
            && size.max > bases.len() as u64
        {
            let message = format!("is {}, but there are only {} bases", size.max, bases.len());
            r.complain("size.max", message, Some("name more bases".to_owned()));
        }
        Some(Space { name: name?, seed, bases: bases?, size, training: training?, layers })
    })
}

fn name() -> Shape<String> {
    let complaint = Complaint::allowed("letters, digits and hyphens").help("it names a folder");
    text().check(move |name| if name.contains('/') { Err(complaint.clone()) } else { Ok(()) })
}

fn base() -> Shape<Base> {
    let leaky = record("", |r| {
        let slope = r.or("slope", "the slope left of zero", number(Interval::above(0.0).below(1.0)), 0.01);
        Some(Base::LeakyRelu { slope })
    });
    tagged(vec![
        Tag::new("relu", "max(x, 0)", nothing(Base::Relu)).aliases(&["rectifier"]),
        Tag::new("leaky_relu", "max(x, slope·x)", leaky),
    ])
}

fn size() -> Shape<Size> {
    let bounds = record("", |r| {
        let min = r.or("min", "the fewest", integer(1..=8), 1);
        let max = r.required("max", "the most", integer(1..=8));
        Some(Size { min, max: max? })
    });
    bounds.check(|size| {
        let complaint = Complaint::new(format!("has min {} above max {}", size.min, size.max));
        if size.min > size.max { Err(complaint) } else { Ok(()) }
    })
}

fn training() -> Shape<Training> {
    record("", |r| {
        let epochs = r.required("epochs", "passes over the data", integer(1..=10_000));
        let dropout = r.or("dropout", "the part that is dropped", number(0.0..=0.9), 0.0);
        let shuffle = r.or("shuffle", "whether to shuffle", boolean(), true);
        let hull = r.or("hull", "what coefficients may be", hull(), Hull::Affine);
        Some(Training { epochs: epochs?, dropout, shuffle, hull })
    })
}

fn hull() -> Shape<Hull> {
    word(vec![("affine", Hull::Affine), ("convex", Hull::Convex)])
}

fn layer() -> Shape<Layer> {
    recursive("layer", |layer| {
        let dense = record("", |r| {
            let units = r.required("units", "how many", integer(1..=4096));
            Some(Layer::Dense(units?))
        });
        let residual = list(layer, 1..=usize::MAX).map(Layer::Residual);
        tagged(vec![
            Tag::new("activation", "a site", nothing(Layer::Activation)),
            Tag::new("dense", "a matrix", dense),
            Tag::new("residual", "a sum with its input", residual),
        ])
    })
}

/// A file without a problem.
const GOOD: &str = "\
name: demo
bases: [relu, {leaky_relu: {slope: 0.1}}, leaky_relu, rectifier]
size: {max: 2}
training:
  epochs: 10
  hull: convex
layers:
  - dense: {units: 8}
  - residual: [activation, residual: [activation]]
";

/// Reads a text and compares all that is wrong with it.
#[track_caller]
fn check(text: &str, expected: &str) {
    check_set(text, &[], expected);
}

/// Reads a text with overrides and compares all that is wrong with it.
#[track_caller]
fn check_set(text: &str, overrides: &[&str], expected: &str) {
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    let rendered = match read(text, &overrides, &space()) {
        Ok(space) => panic!("there is no problem: {space:?}"),
        Err(problems) => problems.render("space.yaml", text),
    };
    assert_eq!(rendered, expected, "\n{rendered}");
}

#[test]
fn a_good_file_is_read_as_it_is_meant() {
    let space = read(GOOD, &[], &space()).unwrap();
    let leaky = |slope| Base::LeakyRelu { slope };
    assert_eq!(space.bases, [Base::Relu, leaky(0.1), leaky(0.01), Base::Relu]);
    assert_eq!(space.size, Some(Size { min: 1, max: 2 }));
    assert_eq!(space.training, Training { epochs: 10, dropout: 0.0, shuffle: true, hull: Hull::Convex });
    let inner = Layer::Residual(vec![Layer::Activation]);
    assert_eq!(space.layers, [Layer::Dense(8), Layer::Residual(vec![Layer::Activation, inner])]);
    assert_eq!((space.name.as_str(), space.seed), ("demo", 7));
}

#[test]
fn anchors_crlf_comments_and_a_byte_order_mark_are_understood() {
    let windows = "\u{feff}# c\r\nname: demo # d\r\nbases: &all [relu]\r\ntraining: {epochs: 1e3}\r\n";
    let space = read(windows, &[], &space()).unwrap();
    assert_eq!(space.training.epochs, 1000);
    let shape = list(list(text(), 1..=1), 2..=2);
    assert_eq!(read("- &one [x]\n- *one\n", &[], &shape).unwrap(), [["x"], ["x"]]);
}

#[test]
fn json_is_read_like_yaml() {
    let json = r#"{
  "name": "demo",
  "bases": ["relu", {"leaky_relu": {"slope": 0.1}}],
  "size": {"min": 1, "max": 2},
  "training": {"epochs": 3}
}"#;
    let yaml = "name: demo\nbases: [relu, {leaky_relu: {slope: 0.1}}]\nsize: {max: 2}\ntraining: {epochs: 3}";
    assert_eq!(read(json, &[], &space()), read(yaml, &[], &space()));
    let broken = json.replace("\"max\": 2", "\"max\": \"2\"").replace("0.1", "1");
    assert_eq!(
        read(&broken, &[], &space()).unwrap_err().to_string(),
        "3:46: `bases.1.leaky_relu.slope` is `1`, allowed: a number above 0 and below 1\n\
         4:29: `size.max` is the text `2`, allowed: a whole number from 1 to 8"
    );
}
