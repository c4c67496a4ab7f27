//! The shape of a list.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use serde_json::json;

use super::node::{Kind, Node, shorten};
use super::reading::Reading;
use super::shape::Shape;

/// A list of values of one shape, with a number of items in a range.
#[must_use]
pub fn list<T: 'static>(item: Shape<T>, length: RangeInclusive<usize>) -> Shape<Vec<T>> {
    let allowed = allowed(&length);
    let mut schema = json!({ "type": "array", "items": item.schema() });
    if *length.start() > 0 {
        schema["minItems"] = json!(length.start());
    }
    if *length.end() < usize::MAX {
        schema["maxItems"] = json!(length.end());
    }
    Shape::new(schema, move |node, reading| {
        let Kind::List(items) = &node.kind else {
            reading.wrong(node, &allowed, |_| brackets(node));
            return None;
        };
        let values = read_items(&item, items, reading);
        if length.contains(&items.len()) {
            return values;
        }
        reading.report(node.site(), |reading| {
            (format!("{} has {}, allowed: {allowed}", reading.subject(), counted(items.len())), None)
        });
        None
    })
}

/// A list of so many values of one shape, or one value that stands for all of them.
#[must_use]
pub fn alike<T: Clone + 'static>(item: Shape<T>, count: usize) -> Shape<Vec<T>> {
    let list = list(item.clone(), count..=count);
    let schema = json!({ "anyOf": [item.schema(), list.schema()] });
    Shape::new(schema, move |node, reading| match &node.kind {
        Kind::List(_) => list.read(node, reading),
        _ => item.read(node, reading).map(|value| vec![value; count]),
    })
}

/// A list of values of one shape, or one value that is taken for the list of it alone, such as `hull: affine` for
/// `hull: [affine]`.
///
/// A mapping of several keys, or of none, is no single choice: it is told that a list is wanted.
#[must_use]
pub fn one_or_list<T: 'static>(item: Shape<T>, length: RangeInclusive<usize>) -> Shape<Vec<T>> {
    let list = list(item.clone(), length);
    let schema = json!({ "anyOf": [item.schema(), list.schema()] });
    Shape::new(schema, move |node, reading| {
        if is_one(node) {
            item.read(node, reading).map(|value| vec![value])
        } else {
            list.read(node, reading)
        }
    })
}

/// A list of lists, or one value that is taken for the only one of the only list. In the place of a list a value stands for the
/// list of it alone where it is the only one, or stands beside lists; of several values it could be meant that they are one
/// list, and they are refused.
#[must_use]
pub fn one_or_rows<T: 'static>(
    item: Shape<T>,
    rows: RangeInclusive<usize>,
    length: RangeInclusive<usize>,
) -> Shape<Vec<Vec<T>>> {
    let (plain, alone) = (list(list(item.clone(), length.clone()), rows.clone()), item.schema().clone());
    let row = one_or_list(item, length);
    let mixed = list(row.clone(), rows);
    let schema = json!({ "anyOf": [alone, mixed.schema()] });
    Shape::new(schema, move |node, reading| match &node.kind {
        _ if is_one(node) => row.read(node, reading).map(|row| vec![row]),
        Kind::List(nodes) if nodes.len() == 1 || nodes.iter().any(is_list) => mixed.read(node, reading),
        _ => plain.read(node, reading),
    })
}

/// A list of mappings, of which no two have the same text under this key.
///
/// Repeats are told whatever else is wrong with the mappings.
#[must_use]
pub fn distinct<T: 'static>(list: Shape<Vec<T>>, key: &'static str) -> Shape<Vec<T>> {
    Shape::new(list.schema().clone(), move |node, reading| {
        let values = list.read(node, reading);
        let is_distinct = report_repeats(node, key, reading);
        values.filter(|_| is_distinct)
    })
}

/// Reports every text under this key that an earlier item has, too; whether there is none.
fn report_repeats(node: &Node, key: &str, reading: &mut Reading) -> bool {
    let Kind::List(items) = &node.kind else { return true };
    let (mut seen, mut is_distinct) = (HashMap::new(), true);
    for (idx, item) in items.iter().enumerate() {
        let Some(node) = item.child(key) else { continue };
        let Kind::Text(text) = &node.kind else { continue };
        let first = *seen.entry(text.as_str()).or_insert(idx);
        if first != idx {
            is_distinct = false;
            reading.report(node.site(), |reading| {
                let [this, first] = [idx, first].map(|idx| reading.subject_at(&format!("{idx}.{key}")));
                let message = format!("{this} is `{}`, like {first}", shorten(text));
                (message, Some(format!("give each its own `{key}`")))
            });
        }
    }
    is_distinct
}

/// Whether a value can stand for the list of it alone.
fn is_one(node: &Node) -> bool {
    match &node.kind {
        Kind::List(_) | Kind::Null => false,
        Kind::Mapping(entries) => entries.len() == 1,
        Kind::Unknown | Kind::Bool(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Text(_) => true,
    }
}

fn is_list(node: &Node) -> bool {
    matches!(node.kind, Kind::List(_))
}

/// How a single word or number is written where a list is wanted.
fn brackets(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) => {
            Some("put it in brackets, as in `[a, b]`, even if it is the only item".to_owned())
        }
        _ => None,
    }
}

/// Reads all items, also those after a bad one.
fn read_items<T: 'static>(item: &Shape<T>, nodes: &[Node], reading: &mut Reading) -> Option<Vec<T>> {
    let read = |(idx, node): (usize, &Node)| reading.within(idx, |reading| item.read(node, reading));
    let values: Vec<Option<T>> = nodes.iter().enumerate().map(read).collect();
    values.into_iter().collect()
}

fn allowed(length: &RangeInclusive<usize>) -> String {
    match (*length.start(), *length.end()) {
        (0, usize::MAX) => "a list".to_owned(),
        (start, usize::MAX) => format!("a list of {start} or more"),
        (start, end) if start == end => format!("a list of {}", counted(start)),
        (start, end) => format!("a list of {start} to {}", counted(end)),
    }
}

fn counted(n_items: usize) -> String {
    if n_items == 1 { "1 item".to_owned() } else { format!("{n_items} items") }
}
