//! Text to tree with every value numbered, and a number back to its place in the text.
//!
//! `serde_yaml` tells no places, except that an error raised inside a visitor carries the place of the value
//! being read. So [`offset`] reads the text once more and raises an error at the node in question: slow, and
//! only done for problems.

use serde::de::DeserializeSeed;
use serde_yaml::Deserializer;

use super::anchors;
use super::builder::{Builder, HERE, Walk};
use super::node::{Kind, Node, Origin, shorten};
use super::problem::Found;
use super::syntax;

/// Reads the one document of a text; an empty text is [`Kind::Null`].
///
/// It is the text of the file, or the value of the override with this index. Beside the tree stand the
/// problems that leave a tree to go on with. An error is a problem that does not.
pub(super) fn parse(text: &str, of_override: Option<usize>) -> Result<(Node, Vec<Found>), Found> {
    if let Some((byte, name)) = anchors::repeated(text) {
        return Err(repeated_anchor(byte, name));
    }
    let mut documents = Deserializer::from_str(text);
    let mut walk = Walk::through(of_override);
    let Some(document) = documents.next() else {
        return Ok((Node::new(Origin::File(0), Kind::Null), walk.found));
    };
    let root = Builder(&mut walk).deserialize(document).map_err(|error| syntax::problem(&error, text))?;
    match documents.next() {
        None => Ok((root, walk.found)),
        Some(second) => Err(second_document(second, text)),
    }
}

fn repeated_anchor(byte: usize, name: &str) -> Found {
    Found::new(Origin::Byte(byte), format!("the anchor `&{}` is given a second time", shorten(name)))
        .help("give every anchor a name of its own")
}

/// The byte at which the node with this number starts.
pub(super) fn offset(text: &str, number: usize) -> usize {
    let mut walk = Walk::until(number);
    let document = Deserializer::from_str(text).next();
    let stopped = document.and_then(|document| Builder(&mut walk).deserialize(document).err());
    stopped.map_or(0, |error| syntax::byte(&error))
}

/// Says what stands after the first document: another one, or something that is no document.
fn second_document(document: Deserializer<'_>, text: &str) -> Found {
    let mut walk = Walk::until(0);
    match Builder(&mut walk).deserialize(document) {
        Err(error) if syntax::reason(&error) != HERE => syntax::problem(&error, text),
        outcome => {
            let offset = outcome.err().map_or(0, |error| syntax::byte(&error));
            Found::new(Origin::Byte(offset), "a second document starts here, allowed: exactly one")
                .help("remove the line `---` and what follows it")
        }
    }
}
