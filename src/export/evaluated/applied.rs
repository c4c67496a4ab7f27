//! Where the text of a module puts activations in the user's own model.

use crate::export::TrainedModel;
use crate::interpreter::{Framework, Program, Value};
use crate::task::exported::{FunctionCalls, ReplacedCall, ReplacedFunctions, Replacements};
use std::fmt::Write as _;

/// Whether the tables of a module say of each site where it stands.
///
/// # Errors
/// If something in the text is not understood or is not there, or names another place.
pub fn applied_holds(text: &[u8], trained: &TrainedModel) -> Result<(), String> {
    let axes = trained.axes().into_iter().map(|(site, axis)| format!("[{site:?},{axis}]")).collect();
    let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
    let program = Program::read(text, Framework::Torch)?;
    let replacements = trained.replacements();
    for learned in trained.definition().sites() {
        let is_site = |name: &String| *name == learned.site;
        let modules = replacements.modules.iter().flat_map(|it| it.sites.iter().map(|(_, site)| &site.name));
        let whole = modules.filter(|name| is_site(name)).count();
        let of_mode = |mode: fn(&ReplacedFunctions) -> &FunctionCalls| {
            let calls = replacements.functions.iter().flat_map(|it| &mode(it).replaced);
            whole + calls.filter(|call| is_site(&call.site.name)).count()
        };
        if (of_mode(|it| &it.calls.training), of_mode(|it| &it.calls.evaluation)) != (1, 1) {
            return Err(format!("site {:?} stands nowhere, or at several calls", learned.site));
        }
    }
    let tables = tables(&replacements).into_iter().chain([("_AXES", axes)]);
    for (name, wanted) in tables {
        let found = match (program.get(name), wanted.is_empty()) {
            (Ok(value), _) => plain(&value)?,
            (Err(_), true) => continue,
            (Err(reason), false) => return Err(reason),
        };
        let wanted = format!("[{}]", wanted.join(","));
        if found != wanted {
            return Err(format!("`{name}` is {found}, and not {wanted}"));
        }
    }
    Ok(())
}

/// What the tables have to be, each row as [`plain`] writes it.
fn tables(replacements: &Replacements) -> [(&'static str, Vec<String>); 5] {
    let Replacements { modules, functions } = replacements;
    let mut classes: Vec<(&str, &str)> =
        modules.iter().map(|it| (it.owner.path.as_str(), it.owner.class.as_str())).collect();
    for it in functions {
        classes.push((&it.owner.path, &it.owner.class));
        classes.extend(it.hidden.iter().map(|(path, class)| (path.as_str(), class.as_str())));
    }
    classes.sort_unstable();
    classes.dedup();
    let (mut once, mut repeated, mut writing) = (Vec::new(), Vec::new(), Vec::new());
    for it in modules {
        writing.extend(
            it.sites.iter().filter(|(_, site)| site.writes).map(|(_, site)| format!("{:?}", site.name)),
        );
        let (owner, calls) = (&it.owner, &it.calls);
        if let Some(site) = it.only_site() {
            once.push(format!("[{:?},{:?}]", owner.path, site.name));
            continue;
        }
        let sites = it.sites.iter().map(|(call, site)| format!("[{call},{:?}]", site.name));
        let (training, evaluation) = (calls.training, calls.evaluation);
        let sites = sites.collect::<Vec<_>>().join(",");
        repeated.push(format!("[{:?},{:?},{training},{evaluation},[{sites}]]", owner.path, owner.scope));
    }
    let row = |it: &ReplacedFunctions| {
        let hidden: Vec<String> = it.hidden.keys().map(|path| format!("{path:?}")).collect();
        let (training, evaluation) = (mode(&it.calls.training), mode(&it.calls.evaluation));
        format!("[{:?},{:?},[{}],{training},{evaluation}]", it.owner.path, it.owner.scope, hidden.join(","))
    };
    let called = functions.iter().flat_map(|it| &it.calls.evaluation.replaced);
    writing.extend(called.filter(|call| call.site.writes).map(|call| format!("{:?}", call.site.name)));
    [
        ("_CLASSES", classes.into_iter().map(|(path, class)| format!("[{path:?},{class:?}]")).collect()),
        ("_MODULES", once),
        ("_REPEATED", repeated),
        ("_FUNCTIONS", functions.iter().map(row).collect()),
        ("_WRITING", writing),
    ]
}

fn mode(calls: &FunctionCalls) -> String {
    let counts: Vec<String> =
        calls.counts.iter().map(|(name, count)| format!("[{name:?},{count}]")).collect();
    let row = |call: &ReplacedCall| {
        let (reads, makes) = (&call.reads, &call.makes);
        format!(
            "[{:?},{:?},{},{},{:?},{}]",
            call.site.name, reads.function, reads.number, call.tensor, makes.function, makes.number
        )
    };
    let rows: Vec<String> = calls.replaced.iter().map(row).collect();
    format!("[[{}],[{}]]", counts.join(","), rows.join(","))
}

/// A value as a text without spaces; a dictionary is a list of pairs.
fn plain(value: &Value) -> Result<String, String> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), String> {
    match value {
        Value::Text(word) => write!(text, "{:?}", &**word).map_err(|error| error.to_string()),
        Value::Number(number) => write!(text, "{number}").map_err(|error| error.to_string()),
        Value::Dictionary(pairs) => {
            list(pairs, text, |(key, value), text| list(&[key, value], text, |it, text| write(it, text)))
        }
        other => list(&other.as_list()?, text, write),
    }
}

fn list<T>(
    values: &[T],
    text: &mut String,
    one: impl Fn(&T, &mut String) -> Result<(), String>,
) -> Result<(), String> {
    text.push('[');
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        one(value, text)?;
    }
    text.push(']');
    Ok(())
}
