//! The tables that say where activations stand in a model.

use crate::export::layout::Literal;
use crate::export::literal;
use crate::task::exported::{
    FunctionCalls, Owner, ReplacedCall, ReplacedFunctions, ReplacedModule, Replacements,
};
use std::collections::BTreeMap;

/// The class of each module that is looked for.
pub(super) fn classes(replacements: &Replacements) -> String {
    let own = |owner: &Owner| (owner.path.clone(), owner.class.clone());
    let mut classes: BTreeMap<String, String> =
        replacements.modules.iter().map(|module| own(&module.owner)).collect();
    classes.extend(replacements.functions.iter().map(|functions| own(&functions.owner)));
    classes.extend(replacements.functions.iter().flat_map(|functions| functions.hidden.clone()));
    let entries = classes.iter().map(|(path, class)| (literal::text(path), text(class)));
    table(
        "# The modules of the model that are looked for, by their paths, and their classes.",
        "_CLASSES",
        entries,
    )
}

/// The site of each module that is called once.
pub(super) fn modules(replacements: &Replacements) -> Option<String> {
    let once = replacements.modules.iter().filter_map(|module| Some((module, module.only_site()?)));
    let entries: Vec<_> =
        once.map(|(module, site)| (literal::text(&module.owner.path), text(&site.name))).collect();
    (!entries.is_empty())
        .then(|| table("# The modules that are replaced by the activation of a site.", "_MODULES", entries))
}

/// The modules that are called several times.
pub(super) fn repeated(replacements: &Replacements) -> Option<String> {
    let several = replacements.modules.iter().filter(|module| module.only_site().is_none());
    let row = |module: &ReplacedModule| {
        let sites = module.sites.iter().map(|(call, site)| (call.to_string(), text(&site.name)));
        Literal::Tuple(vec![
            text(&module.owner.path),
            text(&module.owner.scope),
            number(module.calls.training),
            number(module.calls.evaluation),
            Literal::Dict(sites.collect()),
        ])
    };
    let rows: Vec<Literal> = several.map(row).collect();
    (!rows.is_empty()).then(|| format!("{REPEATED}{}\n", Literal::Tuple(rows).assigned_to(REPEATED_NAME, 0)))
}

const REPEATED: &str =
    "# The modules that are called several times: their paths, from where calls are counted,
# how often they are called in training and in evaluation, and the sites by the calls.
_Repeated = tuple[str, str, int, int, dict[int, str]]
";
const REPEATED_NAME: &str = "_REPEATED: tuple[_Repeated, ...]";

/// The modules in whose code functions are called.
pub(super) fn functions(replacements: &Replacements) -> Option<String> {
    let row = |functions: &ReplacedFunctions| {
        Literal::Tuple(vec![
            text(&functions.owner.path),
            text(&functions.owner.scope),
            Literal::Tuple(functions.hidden.keys().map(|path| text(path)).collect()),
            mode(&functions.calls.training),
            mode(&functions.calls.evaluation),
        ])
    };
    let rows: Vec<Literal> = replacements.functions.iter().map(row).collect();
    (!rows.is_empty())
        .then(|| format!("{FUNCTIONS}{}\n", Literal::Tuple(rows).assigned_to(FUNCTIONS_NAME, 0)))
}

const FUNCTIONS: &str =
    "# The modules that call functions: their paths, from where calls are counted, the modules
# in them that are left as they are, and for training and evaluation how often functions
# are called, and for each site the call that is given x, as which of its tensors, and the
# call whose result it replaces.
_Replaced = tuple[tuple[str, str, int, int, str, int], ...]
_Mode = tuple[dict[str, int], _Replaced]
_Watched = tuple[str, str, tuple[str, ...], _Mode, _Mode]
";
const FUNCTIONS_NAME: &str = "_FUNCTIONS: tuple[_Watched, ...]";

fn mode(calls: &FunctionCalls) -> Literal {
    let counts = calls.counts.iter().map(|(function, count)| (literal::text(function), number(*count)));
    let replaced = |call: &ReplacedCall| {
        let ReplacedCall { site, reads, tensor, makes } = call;
        Literal::Tuple(vec![
            text(&site.name),
            text(&reads.function),
            number(reads.number),
            number(*tensor),
            text(&makes.function),
            number(makes.number),
        ])
    };
    let counts = Literal::Dict(counts.collect());
    Literal::Tuple(vec![counts, Literal::Tuple(calls.replaced.iter().map(replaced).collect())])
}

/// The sites whose results are written into their inputs.
pub(super) fn writing(replacements: &Replacements) -> Option<String> {
    let modules = replacements.modules.iter().flat_map(|module| module.sites.iter().map(|(_, site)| site));
    let calls = replacements.functions.iter().flat_map(|functions| &functions.calls.evaluation.replaced);
    let sites = modules.chain(calls.map(|call| &call.site)).filter(|site| site.writes);
    let names: Vec<Literal> = sites.map(|site| text(&site.name)).collect();
    let about = "# The sites whose results are written into their inputs, because they are read there.\n";
    (!names.is_empty()).then(|| format!("{about}{}\n", Literal::Tuple(names).assigned_to("_WRITING", 0)))
}

/// The dimensions of the channels.
pub(super) fn axes(axes: &[(&str, usize)]) -> Option<String> {
    let entries = axes.iter().map(|(site, axis)| (literal::text(site), number(*axis)));
    let entries = Literal::Dict(entries.collect());
    let about = "# The dimensions of the channels, where these are not dimension 1.\n";
    let name = "_AXES: dict[str, int]";
    (!axes.is_empty()).then(|| format!("{about}{}\n", entries.assigned_to(name, 0)))
}

fn table(about: &str, name: &str, entries: impl IntoIterator<Item = (String, Literal)>) -> String {
    let entries = Literal::Dict(entries.into_iter().collect());
    format!("{about}\n{}\n", entries.assigned_to(&format!("{name}: dict[str, str]"), 0))
}

fn text(value: &str) -> Literal {
    Literal::Word(literal::text(value))
}

fn number(value: usize) -> Literal {
    Literal::Word(value.to_string())
}
