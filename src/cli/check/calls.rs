//! The activation functions of a network that PyTorch exported.

use crate::cli::table::{Cell, number, table as laid_out, text, word};
use crate::cli::terminal::Screen;
use crate::numbers::{count, many};
use crate::pt2::{Place, Size};
use crate::task::exported::{ActivationCall, CallRole, Exported, activation_calls, calls_in_one_mode};
use serde::Serialize;

/// A call of an activation function, written out.
#[derive(Debug, Serialize)]
pub(super) struct ListedCall {
    /// Its number among the sites that are searched, from 1; none where it is not searched.
    site: Option<usize>,
    name: String,
    /// What stands there now.
    function: String,
    /// The shape of what goes in, the batch first; `batch` where it depends on that.
    shape: Vec<String>,
    /// The line of the user's code.
    line: Option<String>,
    /// Why it is not searched, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_searched: Option<String>,
}

/// Every call of an activation function in the model, in the order of its calls.
pub(super) fn listed(exported: &Exported) -> Vec<ListedCall> {
    let all = activation_calls(exported.model().program()).unwrap_or_default();
    let searched: Vec<&str> = exported.calls().iter().map(|call| call.name.as_str()).collect();
    all.iter()
        .map(|call| {
            let site = searched.iter().position(|name| *name == call.name).map(|at| at + 1);
            ListedCall::of(call, site)
        })
        .collect()
}

impl ListedCall {
    fn of(call: &ActivationCall, site: Option<usize>) -> Self {
        let reason = match call.role {
            CallRole::Activation => "excluded".to_owned(),
            CallRole::Gate(_) => call.role.to_string(),
        };
        Self {
            site,
            name: call.name.clone(),
            function: call.function.to_string(),
            shape: call.sizes.iter().map(side).collect(),
            line: line(&call.place),
            not_searched: site.is_none().then_some(reason),
        }
    }
}

/// The calls as a table: the sites with their numbers, and what is not searched with the reason.
pub(super) fn table(exported: &Exported, screen: Screen) -> String {
    let row = |call: &ListedCall| -> Vec<Cell> {
        let number = call.site.map_or_else(String::new, count);
        let line = call.line.clone().unwrap_or_default();
        let searched = call.not_searched.clone().unwrap_or_else(|| "searched".to_owned());
        [number, call.name.clone(), call.function.clone(), call.shape.join("×"), searched, line]
            .map(Cell::from)
            .into()
    };
    let calls = listed(exported);
    let columns = [
        number("site"),
        word("name"),
        text("function now"),
        word("shape"),
        text("searched"),
        text("line of code"),
    ];
    let shown = laid_out(&columns, calls.iter().map(row).collect(), screen);
    let alone = calls_in_one_mode(exported.model().program());
    let alone = alone.iter().map(|call| format!("not searched: {call}"));
    std::iter::once(shown).chain(alone).collect::<Vec<_>>().join("\n")
}

/// What should be known of the model.
pub(super) fn notes(exported: &Exported) -> Vec<String> {
    let outputs = exported.model().program().evaluation.logits().len();
    let several = format!(
        "the model has {} that could be logits, and the first of them with a number for each class is taken; `network.output` names another",
        many(outputs, "output", "outputs")
    );
    (outputs > 1).then_some(several).into_iter().collect()
}

/// `resnet.py:94 out = self.relu(out)`
fn line(place: &Place) -> Option<String> {
    let line = place.line.as_ref()?;
    let file = line.file.rsplit(['/', '\\']).next().unwrap_or(&line.file);
    Some(format!("{file}:{} {}", line.number, line.code))
}

fn side(size: &Size) -> String {
    match size {
        Size::Known(size) => size.to_string(),
        Size::Symbolic(_) => "batch".to_owned(),
    }
}
