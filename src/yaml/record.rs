//! The shape of a record: a mapping with known keys, read and described by the same lines of code.

use serde::Serialize;

use super::description::Description;
use super::nearest;
use super::node::{Key, Kind, Node, shorten};
use super::reading::Reading;
use super::repeats::Repeats;
use super::shape::Shape;

/// A mapping with known keys, in one of two modes: it is read, or it is described for the schema.
///
/// Ask for every key before the first `?`, because the answers are all `None` while the record is described:
///
/// ```text
/// record("how long to train", |r| {
///     let epochs = r.required("epochs", "passes over the data", integer(1..=10_000));
///     let shuffle = r.or("shuffle", "whether to shuffle", boolean(), true);
///     Some(Training { epochs: epochs?, shuffle })
/// })
/// ```
#[derive(Debug)]
pub struct Record<'a>(Mode<'a>);

#[derive(Debug)]
enum Mode<'a> {
    Describe(&'a mut Description),
    Read(Fields<'a>),
}

#[derive(Debug)]
struct Fields<'a> {
    node: &'a Node,
    known: &'a [&'static str],
    reading: &'a mut Reading,
    /// How many problems there were before this record.
    n_before: usize,
}

/// The shape of a mapping whose keys are those that `read` asks its [`Record`] for.
///
/// An empty value is an empty mapping. Keys that nobody asks for are problems. `read` returns `None` only
/// after it has complained or has been answered `None`; it runs once more when the shape is made, to describe
/// itself.
pub fn record<T: 'static>(about: &str, read: impl Fn(&mut Record<'_>) -> Option<T> + 'static) -> Shape<T> {
    let mut description = Description::default();
    read(&mut Record(Mode::Describe(&mut description)));
    let known = description.keys();
    let schema = description.into_schema(about);
    Shape::new(schema, move |node, reading| {
        if !matches!(node.kind, Kind::Mapping(_) | Kind::Null) {
            reading.wrong(node, &allowed(&known), |_| None);
            return None;
        }
        let n_before = reading.n_found();
        let value = read(&mut Record(Mode::Read(Fields { node, known: &known, reading, n_before })));
        report_unknown(node, &known, reading);
        settle(value, node, n_before, reading)
    })
}

fn allowed(known: &[&str]) -> String {
    match known {
        [] => "nothing".to_owned(),
        [key] => format!("a mapping with the key {key}"),
        keys => format!("a mapping with the keys {}", keys.join(", ")),
    }
}

/// Reports every key that is not known, with the nearest that is.
fn report_unknown(node: &Node, known: &[&'static str], reading: &mut Reading) {
    for key in unknown_keys(node, known) {
        reading.report(key.origin, |reading| {
            let message = format!("unknown key `{}`{}", shorten(&key.text), reading.inside());
            let listed = match known {
                [] => "there are no keys here, leave it empty".to_owned(),
                keys => format!("known here: {}", keys.join(", ")),
            };
            let nearest = reading.suggestion(&key.text, known);
            (message, Some(nearest.map_or(listed.clone(), |nearest| format!("{nearest} {listed}"))))
        });
    }
}

/// So many unknown keys of a mapping are compared with the known ones: more are no slips of the pen.
const MOST_COMPARED: usize = 100;

fn unknown_keys<'a>(node: &'a Node, known: &[&'static str]) -> impl Iterator<Item = &'a Key> {
    let entries = match &node.kind {
        Kind::Mapping(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| key).filter(|key| !known.contains(&key.text.as_str()))
}

/// Keeps a value only if nothing inside its record was wrong, so that nobody builds on a guess.
fn settle<T>(value: Option<T>, node: &Node, n_before: usize, reading: &mut Reading) -> Option<T> {
    let clean = reading.n_found() == n_before;
    if clean && value.is_none() {
        reading.report(node.site(), |reading| {
            (format!("{} is refused without a reason", reading.subject()), None)
        });
    }
    value.filter(|_| clean)
}

impl Record<'_> {
    /// Reads the value of a key that must be there.
    pub fn required<T: 'static>(&mut self, key: &'static str, about: &str, shape: Shape<T>) -> Option<T> {
        match &mut self.0 {
            Mode::Describe(description) => description.require(key, about, shape),
            Mode::Read(fields) if fields.node.child(key).is_none() => fields.report_missing(key, about),
            Mode::Read(fields) => fields.read(key, &shape),
        }
    }

    /// Reads the value of a key that may be absent; a bad one is reported and `None` too.
    pub fn optional<T: 'static>(&mut self, key: &'static str, about: &str, shape: Shape<T>) -> Option<T> {
        match &mut self.0 {
            Mode::Describe(description) => description.allow(key, about, shape),
            Mode::Read(fields) => fields.read(key, &shape),
        }
    }

    /// Reads the value of a key, with a default for when it is absent.
    ///
    /// The default goes into the schema, so it must be serialized the way a file writes it; debug builds
    /// check that. It is also the answer to a bad value, which is reported.
    pub fn or<T>(&mut self, key: &'static str, about: &str, shape: Shape<T>, default: T) -> T
    where
        T: Serialize + 'static,
    {
        let read = match &mut self.0 {
            Mode::Describe(description) => description.allow_or(key, about, shape, &default),
            Mode::Read(fields) => fields.read(key, &shape),
        };
        read.unwrap_or(default)
    }

    /// Reports it if none of these keys is there, or more than one.
    pub fn exactly_one(&mut self, keys: &[&'static str]) {
        match &mut self.0 {
            Mode::Describe(description) => description.choose(keys),
            Mode::Read(fields) => fields.report_choice(keys),
        }
    }

    /// Reports a problem between several fields.
    ///
    /// `path` is seen from this record, such as `size.max` or `bases.2`, and empty for the record itself.
    /// `message` continues a sentence that starts with the path: "is 5, but there are only 3 bases". The
    /// place is that of the value under `path`, or of the nearest value around it that is written down.
    pub fn complain(&mut self, path: &str, message: impl Into<String>, help: Option<String>) {
        if let Mode::Read(fields) = &mut self.0 {
            let origin = fields.node.deepest(path).site();
            fields.reading.complain_at(path, origin, &message.into(), help);
        }
    }

    /// Reports every item of the list under `path` that equals an earlier one; `name` is how an item is written, and equal items
    /// are written alike.
    pub fn complain_about_repeats<T: PartialEq>(
        &mut self,
        path: &str,
        items: &[T],
        name: impl Fn(&T) -> String,
    ) {
        let mut repeats = Repeats::new();
        for (idx, item) in items.iter().enumerate() {
            if let Some(first) = repeats.see(name(item), item) {
                let message =
                    format!("is `{}`, like {}", name(item), self.subject_at(&format!("{path}.{first}")));
                self.complain(&format!("{path}.{idx}"), message, Some("remove one of them".to_owned()));
            }
        }
    }

    fn subject_at(&self, path: &str) -> String {
        match &self.0 {
            Mode::Describe(_) => String::new(),
            Mode::Read(fields) => fields.reading.subject_at(path),
        }
    }

    /// Whether anything inside this record has been reported so far.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        match &self.0 {
            Mode::Describe(_) => false,
            Mode::Read(fields) => fields.reading.n_found() > fields.n_before,
        }
    }
}

impl Fields<'_> {
    /// Reads a field that is there, whatever its shape.
    fn read<T: 'static>(&mut self, key: &'static str, shape: &Shape<T>) -> Option<T> {
        debug_assert!(self.known.contains(&key), "the record asks for `{key}` only after a `?`");
        let node = self.node.child(key)?;
        self.reading.within(key, |reading| shape.read(node, reading))
    }

    /// Reports it if none of these keys is there, or more than one.
    fn report_choice(&mut self, keys: &[&'static str]) {
        let there: Vec<&str> = keys.iter().copied().filter(|key| self.node.child(key).is_some()).collect();
        let listed = |keys: &[&str], word| {
            let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            quoted.join(word)
        };
        match there.as_slice() {
            [_] => {}
            [] if self.is_misspelt(keys) => {}
            [] => {
                self.reading.report(self.node.site(), |reading| {
                    let message = format!("missing key {}{}", listed(keys, " or "), reading.inside());
                    (message, Some("add one of them".to_owned()))
                });
            }
            several => {
                self.reading.report(self.node.site(), |reading| {
                    let (subject, has) = (reading.subject(), listed(several, " and "));
                    let message = format!("{subject} has {has}, allowed: exactly one of them");
                    (message, Some("keep one of them".to_owned()))
                });
            }
        }
    }

    /// Whether an unknown key was most likely meant for one of these.
    fn is_misspelt(&self, keys: &[&str]) -> bool {
        let meant = |unknown: &Key| nearest::nearest(&unknown.text, self.known);
        let mut unknown = unknown_keys(self.node, self.known).take(MOST_COMPARED);
        unknown.any(|key| meant(key).is_some_and(|meant| keys.contains(&meant)))
    }

    /// Reports a key that is not there, unless an unknown key is reported that was most likely meant for it.
    fn report_missing<T>(&mut self, key: &str, about: &str) -> Option<T> {
        if self.is_misspelt(&[key]) {
            return None;
        }
        self.reading.report(self.node.site(), |reading| {
            let colon = if about.is_empty() { "" } else { ": " };
            let message = format!("missing key `{key}`{}", reading.inside());
            (message, Some(format!("add `{key}`{colon}{about}")))
        });
        None
    }
}
