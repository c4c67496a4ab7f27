//! Text to tree: the events of the parser, put together to values with their places.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, StructureStyle, Tag, options};

use super::findings::Findings;
use super::limits::{Limits, MOST_DEPTH};
use super::node::{Key, Kind, Node, Origin, shorten};
use super::plain;
use super::problem::Found;
use super::syntax;

/// Reads the one document of a text; an empty text is [`Kind::Null`].
///
/// It is the text of the file, or the value of the override with this index. Beside the tree stand the problems that leave a
/// tree to go on with. An error is a problem that does not.
pub(super) fn parse(
    text: &str,
    limits: Limits,
    of_override: Option<usize>,
) -> Result<(Node, Findings), Broken> {
    let mut builder = Builder::new(text, limits, of_override);
    match builder.document() {
        Ok(root) => Ok((root, builder.found)),
        Err(fatal) => Err(Broken { before: Box::new(builder.found), fatal }),
    }
}

/// A text that is no YAML.
#[derive(Debug)]
pub(super) struct Broken {
    /// What was found before.
    before: Box<Findings>,
    /// Why it is none.
    pub(super) fatal: Found,
}

impl From<Broken> for Findings {
    fn from(Broken { mut before, fatal }: Broken) -> Findings {
        before.push(fatal);
        *before
    }
}

/// What is built while the events come.
struct Builder<'t> {
    events: Parser<'t, StrInput<'t>>,
    text: &'t str,
    limits: Limits,
    /// The index of the override that is read, if it is not the file.
    of_override: Option<usize>,
    /// The values with an anchor that are complete, by the number that the parser gives to each anchor.
    anchored: HashMap<usize, Anchored>,
    /// How many values there are, those that are kept for aliases counted as well, since they take memory.
    n_values: usize,
    /// What is open in brackets, outermost first: its bracket and where that stands.
    brackets: Vec<(char, Origin)>,
    /// What is wrong, but leaves a tree to go on with.
    found: Findings,
}

/// A value that aliases may repeat.
struct Anchored {
    node: Node,
    /// How many collections are nested in it.
    height: usize,
    n_values: usize,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, limits: Limits, of_override: Option<usize>) -> Builder<'t> {
        let options = options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: MOST_DEPTH,
            block_nesting_limit: MOST_DEPTH,
        };
        let events = Parser::new_from_str_with_options(text, options);
        Builder {
            events,
            text,
            limits,
            of_override,
            anchored: HashMap::new(),
            n_values: 0,
            brackets: Vec::new(),
            found: Findings::default(),
        }
    }

    fn document(&mut self) -> Result<Node, Found> {
        self.check_size()?;
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match (event, root) {
                (Event::StreamEnd, root) => {
                    return Ok(root.unwrap_or_else(|| Node::new(Origin::File(0), Kind::Null)));
                }
                (Event::DocumentStart(..), Some(first)) => {
                    let message = "a second document starts here, allowed: exactly one";
                    let help = "remove the line `---` and what follows it";
                    self.found.push(Found::new(self.origin(span), message).help(help));
                    return Ok(first);
                }
                (event, None) if event.is_node() => root = Some(self.root(event, span)?),
                (_, other) => root = other,
            }
        }
    }

    fn check_size(&self) -> Result<(), Found> {
        let (found, most) = (self.text.len() as u64, self.limits.bytes);
        if found <= most {
            return Ok(());
        }
        let origin = self.of_override.map_or(Origin::File(0), Origin::Override);
        Err(Found::new(origin, format!("the text has {found} bytes, allowed: at most {most}")))
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Found> {
        match self.events.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => {
                let byte = error.marker().byte_offset().unwrap_or(0);
                let byte = syntax::culprit(error.kind(), self.text, byte);
                Err(syntax::problem(error.kind(), self.at(byte), self.brackets.last().copied()))
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn at(&self, byte: usize) -> Origin {
        self.of_override.map_or(Origin::Byte(byte), Origin::Override)
    }

    fn origin(&self, span: Span) -> Origin {
        self.at(span.start.byte_offset().unwrap_or(0))
    }

    fn root(&mut self, event: Event<'t>, span: Span) -> Result<Node, Found> {
        let node = self.node(event, span, 0)?;
        let origin = match (node.origin, &node.kind) {
            (Origin::Byte(_), Kind::Null) => Origin::File(0),
            (Origin::Byte(byte), _) => Origin::File(byte),
            (other, _) => other,
        };
        Ok(Node { origin, ..node })
    }

    /// The value that begins with this event, inside so many collections.
    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Found> {
        let origin = self.origin(span);
        self.count(1, origin)?;
        let (kind, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, origin, depth),
            Event::UnresolvedAlias(name) => {
                self.found.report(origin, || {
                    let name = shorten(&name);
                    let message =
                        format!("unknown alias `*{name}`, allowed: a name that was given before with `&`");
                    Found::new(origin, message)
                });
                (Kind::Unknown, 0)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", span);
                check_depth(depth + 1, origin)?;
                let items = self.inside(style, '[', origin, |builder| builder.items(depth + 1))?;
                (Kind::List(items), anchor)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", span);
                check_depth(depth + 1, origin)?;
                let entries = self.inside(style, '{', origin, |builder| builder.entries(depth + 1))?;
                (Kind::Mapping(entries), anchor)
            }
            Event::Scalar(text, style, anchor, tag) => {
                (self.scalar(&text, style, tag.as_deref(), span), anchor)
            }
            _ => (Kind::Null, 0),
        };
        let node = Node::new(origin, kind);
        self.keep(anchor, &node)?;
        Ok(node)
    }

    /// Reads what is inside a collection, which may begin with a bracket.
    fn inside<T>(
        &mut self,
        style: StructureStyle,
        bracket: char,
        origin: Origin,
        read: impl FnOnce(&mut Self) -> Result<T, Found>,
    ) -> Result<T, Found> {
        if style == StructureStyle::Block {
            return read(self);
        }
        self.brackets.push((bracket, origin));
        let inside = read(self)?;
        self.brackets.pop();
        Ok(inside)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, Found> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if ends(&event) {
                return Ok(items);
            }
            items.push(self.node(event, span, depth)?);
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Found> {
        let mut entries = Vec::new();
        let mut seen = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            if ends(&event) {
                return Ok(entries);
            }
            let key = self.node(event, span, depth)?;
            let (event, span) = self.next()?;
            let value = Node { owner: Some(key.origin), ..self.node(event, span, depth)? };
            if let Some(key) = self.key(key, &mut seen) {
                entries.push((key, value));
            }
        }
    }

    /// Checks that a key is text, not a merge, and new; otherwise reports it.
    fn key(&mut self, node: Node, seen: &mut HashMap<String, Origin>) -> Option<Key> {
        let origin = node.origin;
        match node.kind {
            Kind::Text(text) if text == "<<" => self.found.report(origin, || {
                Found::new(origin, "the merge key `<<` is not supported")
                    .help("repeat the keys, or give the whole mapping by its alias")
            }),
            Kind::Text(text) => match seen.get(&text) {
                None => {
                    seen.insert(text.clone(), origin);
                    return Some(Key { text, origin });
                }
                Some(&first) => self.found.report(origin, || repeated(&text, origin, first)),
            },
            Kind::Unknown => {}
            _ => self.found.report(origin, || {
                Found::new(origin, format!("a key {}, allowed: text", node.verdict()))
                    .help("put the key in quotes if it is meant as text")
            }),
        }
        None
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Kind {
        let by_style = || match style {
            ScalarStyle::Plain => plain::resolve(text),
            _ => Kind::Text(text.to_owned()),
        };
        let Some(tag) = tag else { return by_style() };
        let Some(core) = tag.core_suffix() else {
            self.check_tag(Some(tag), "", span);
            return by_style();
        };
        plain::resolve_as(core, text).unwrap_or_else(|| {
            let origin = self.origin(span);
            self.found.report(origin, || {
                let message = format!("`{}` is not what its tag `!!{core}` says", shorten(text));
                Found::new(origin, message).help("remove the tag")
            });
            Kind::Unknown
        })
    }

    /// Reports a tag, unless it is the one of the core schema that says what the value is anyway.
    fn check_tag(&mut self, tag: Option<&Tag>, core: &str, span: Span) {
        let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema_tag(core)) else { return };
        let origin = self.origin(span.tag_start().map_or(span, Span::empty));
        self.found.report(origin, || {
            let message = format!("the tag `{}` is not supported", shorten(&tag.original()));
            Found::new(origin, message).help("remove the tag")
        });
    }

    /// The value of an alias.
    fn alias(&mut self, anchor: usize, origin: Origin, depth: usize) -> Result<Node, Found> {
        let Some(Anchored { height, n_values, .. }) = self.anchored.get(&anchor) else {
            self.found.report(origin, || {
                Found::new(origin, "this alias stands inside its own value")
                    .help("write out what it stands for")
            });
            return Ok(Node::new(origin, Kind::Unknown));
        };
        let (height, n_values) = (*height, *n_values);
        check_depth(depth + height, origin)?;
        self.count(n_values, origin)?;
        Ok(self.anchored[&anchor].node.clone())
    }

    /// Keeps a value with an anchor for its aliases; 0 is no anchor.
    fn keep(&mut self, anchor: usize, node: &Node) -> Result<(), Found> {
        if anchor == 0 {
            return Ok(());
        }
        let (height, n_values) = node.extent();
        self.count(n_values, node.origin)?;
        self.anchored.insert(anchor, Anchored { node: node.clone(), height, n_values });
        Ok(())
    }

    fn count(&mut self, n_values: usize, origin: Origin) -> Result<(), Found> {
        self.n_values += n_values;
        let most = self.limits.values;
        if self.n_values <= most {
            return Ok(());
        }
        Err(Found::new(
            origin,
            format!("here are too many values, allowed: {most}, with every use of an alias counted"),
        ))
    }
}

fn check_depth(depth: usize, origin: Origin) -> Result<(), Found> {
    if depth <= MOST_DEPTH { Ok(()) } else { Err(syntax::too_deep(origin)) }
}

/// Whether a collection ends here.
fn ends(event: &Event<'_>) -> bool {
    matches!(event, Event::SequenceEnd | Event::MappingEnd | Event::DocumentEnd | Event::StreamEnd)
}

fn repeated(text: &str, origin: Origin, first: Origin) -> Found {
    let message = format!("the key `{}` stands here a second time", shorten(text));
    Found { other: Some(("it stands first at", first)), ..Found::new(origin, message) }
}
