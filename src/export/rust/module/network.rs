//! `network.rs`: a whole network as a module for tch, with its weights beside it.

use super::super::documentation::{self, OUTER};
use super::layers::{self, Field, Fields};
use super::pieces;
use super::structs::{code, sites};
use crate::activation::Hull;
use crate::export::program::statements;
use crate::export::{File, Form, Trained, What, samples, weights};

/// Writes a network.
pub(in crate::export) fn files(trained: &Trained, form: Form) -> Vec<File> {
    let sites = sites(trained.definition(), form);
    let structs: Vec<String> = sites.iter().map(|site| site.name.clone()).collect();
    let network = network(trained, &structs);
    let network = [network.clone(), layers::configs(&network), load(trained)].concat();
    let code = code(&sites);
    let imports = pieces::imports(STD, &format!("{network}{code}"));
    let network = samples::rust(trained) + &network;
    let parts = [documentation::of_network(trained), imports, network, code];
    vec![File::text("network.rs", parts.join("\n")), weights::file(What::Network(trained))]
}

const STD: &str = "use std::borrow::Borrow;\nuse std::collections::HashMap;\nuse std::path::Path;\n";

/// The struct, what makes it, and what it computes.
fn network(trained: &Trained, structs: &[String]) -> String {
    let fields = Fields::new(trained);
    let flat = trained.network().flat();
    let all: Vec<Field> =
        flat.iter().filter_map(|layer| fields.field(&layer.kind, layer.output, structs)).collect();
    let declared = all.iter().map(|field| format!("    {}: {},\n", field.name, field.of));
    let made = all.iter().map(|field| format!("            {}: {},\n", field.name, field.made));
    let [declared, made] = [declared.collect::<Vec<_>>().concat(), made.collect::<Vec<_>>().concat()];
    let channels = trained.network().input.channels();
    let (takes, gives) = shapes(trained);
    let body = body(trained, &fields);
    let train = if body.contains("train)") { "train" } else { "_train" };
    let about = documentation::comment(
        OUTER,
        &format!("From a batch of shape {takes}, as the data set has it, to logits of shape {gives}."),
    );
    format!(
        "{about}#[derive(Debug)]
pub struct Network {{
    mean: Tensor,
    std: Tensor,
{declared}}}

impl Network {{
    /// Creates the variables in `path`, with new weights; the activations can be trained, too, if
    /// they are `trainable`.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {{
        let path = path.borrow();
        let input = path / \"input\";
        Self {{
            mean: input.zeros_no_train(\"mean\", &[{channels}]),
            std: input.ones_no_train(\"std\", &[{channels}]),
{made}        }}
    }}
}}

impl nn::ModuleT for Network {{
    fn forward_t(&self, xs: &Tensor, {train}: bool) -> Tensor {{
{body}    }}
}}

"
    )
}

/// The shapes of a batch and of its logits.
fn shapes(trained: &Trained) -> (String, String) {
    (
        format!("(batch, {})", trained.network().input.listed()),
        format!("(batch, {})", trained.network().output.channels()),
    )
}

/// The statements from input to logits, the last of which is returned.
fn body(trained: &Trained, fields: &Fields<'_>) -> String {
    let view = if trained.takes_images() { ".view([1, -1, 1, 1])" } else { "" };
    let scaled = if view.is_empty() {
        "(xs - &self.mean) / &self.std".to_owned()
    } else {
        format!("(xs - self.mean{view}) / self.std{view}")
    };
    let mut lines = vec![("xs".to_owned(), scaled)];
    lines.extend(statements(trained.network()).iter().map(|statement| fields.statement(statement)));
    let last = lines.pop().map_or(String::new(), |(_, value)| value);
    let lets = lines.iter().map(|(variable, value)| format!("        let {variable} = {value};\n"));
    format!("{}        {last}\n", lets.collect::<Vec<_>>().concat())
}

/// The function that makes the network and reads its weights.
fn load(trained: &Trained) -> String {
    let mixes = trained.definition().sites().iter().map(|learned| &learned.mix).filter(|mix| !mix.is_plain());
    let mut free: Vec<&str> = mixes.filter_map(|mix| free_variable(mix.hull)).collect();
    free.sort_unstable();
    free.dedup();
    let arm = |variable: &&str| format!("            None if name.ends_with(\".{variable}\") => {{}}\n");
    let kept = free.iter().map(arm).collect::<Vec<_>>().concat();
    let why = if kept.is_empty() { "" } else { KEPT };
    format!("{LOAD_BEGIN}{why}{kept}{LOAD_END}")
}

/// The variable of coefficients that are trained; it is not in the file.
fn free_variable(hull: Hull) -> Option<&'static str> {
    match hull {
        Hull::Affine | Hull::Linear => Some("w"),
        Hull::Convex => Some("logits"),
        Hull::Frozen => None,
    }
}

const KEPT: &str = "            // Made from the coefficients in this file, which are those in the other.\n";

const LOAD_BEGIN: &str =
    "/// The network as it was trained, and its variables; the weights are read from the file that was
/// exported together with this one.
///
/// # Errors
/// If the file cannot be read, or has not all the weights in the right shapes.
pub fn load(
    weights: impl AsRef<Path>,
    device: Device,
    trainable: bool,
) -> Result<(nn::VarStore, Network), TchError> {
    let vs = nn::VarStore::new(device);
    let network = Network::new(vs.root(), trainable);
    let read = Tensor::read_safetensors(weights.as_ref())?;
    let read: HashMap<String, Tensor> = read.into_iter().collect();
    let _no_grad = tch::no_grad_guard();
    for (name, mut variable) in vs.variables() {
        match read.get(&name) {
            Some(tensor) if tensor.size() == variable.size() => variable.f_copy_(tensor)?,
            Some(tensor) => {
                let sizes = format!(\"{:?}, not {:?}\", tensor.size(), variable.size());
                return Err(TchError::Shape(format!(\"{name} has the shape {sizes}\")));
            }
";

const LOAD_END: &str = "            None => {
                let file = weights.as_ref().display().to_string();
                return Err(TchError::TensorNameNotFound(name, file));
            }
        }
    }
    Ok((vs, network))
}
";
