//! What layers and sites are called in exported code.

use super::Definition;
use crate::task::Network;
use std::collections::{BTreeMap, HashSet};

/// Words that a layer or a site cannot be called by in one of the languages: keywords, and what a module has already.
///
/// Layers are called `conv1`, `fc2` or by hand, in letters, digits, underscores and hyphens; so whoever adds a language adds
/// the words here that consist of such.
const RESERVED: [&str; 4] = [
    // Python, with its soft keywords.
    "False None True and as assert async await break case class continue def del elif else except finally for from \
global if import in is lambda match nonlocal not or pass raise return self super try type while with yield",
    // Rust and C.
    "Self abstract auto become box char const crate default do double dyn enum extern final float fn gen goto impl \
inline int let long loop macro mod move mut override priv pub ref register restrict short signed sizeof static \
struct switch trait typedef typeof union unsafe unsigned unsized use virtual void volatile where",
    // What modules of torch, layers of Keras and modules of Flax have, and what exported code uses.
    "F activation activations activity_regularizer add apply build built buffers call children compile cpu cuda \
dtype eval extra_repr forward get_config get_submodule get_weights half input input_spec jax jnp keras load \
losses math mean metrics modules name named_parameters nn nnx np ops output parameters path quantize rngs save \
set_weights sow state state_dict std stop_training supports_masking tch to torch train trainable training \
variables vs weights x xpu zero_grad perturb iter_children iter_modules set_attributes",
    // What else modules of torch have, those of TorchScript among them.
    "T_destination add_module bfloat16 call_super_init code code_with_constants define dump_patches \
forward_magic_method get_buffer get_debug_state get_extra_state get_parameter graph graph_for inlined_graph ipu \
load_state_dict mtia named_buffers named_children named_modules original_name parameter_groups \
register_backward_hook register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook \
register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook \
register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook save_to_buffer \
set_extra_state set_submodule share_memory to_empty",
];

fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|words| words.split(' ').any(|word| word == name))
}

/// Makes of names that may contain anything identifiers that any of the languages takes, no two the same.
#[derive(Debug, Default)]
pub(super) struct Identifiers(HashSet<String>);

impl Identifiers {
    /// `conv1` as it is, `layer2.0` as `layer2_0`, `class` as `class_`, and what has no letter with `suffix` instead.
    ///
    /// Two identifiers differ in more than upper and lower case, because file systems may not tell those apart.
    pub(super) fn take(&mut self, name: &str, suffix: &str) -> String {
        let identifier = identifier(name, suffix);
        let numbered = (2..).map(|number| format!("{identifier}_{number}"));
        let mut names = std::iter::once(identifier.clone()).chain(numbered);
        names
            .find(|name| self.0.insert(name.to_ascii_lowercase()))
            .expect("only finitely many names are taken")
    }
}

/// The most characters of a name that are kept.
const LONGEST: usize = 50;

fn identifier(name: &str, suffix: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("_");
    // File systems and formatters have their limits.
    let joined: String = joined.chars().take(LONGEST).collect();
    let joined = joined.trim_matches('_');
    let name = match joined.chars().next() {
        None => "site".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{joined}"),
        Some(_) => joined.to_owned(),
    };
    match suffix {
        "" if is_reserved(&name) => format!("{name}_"),
        "" => name,
        suffix => format!("{name}_{suffix}"),
    }
}

/// What sites are called where each is a function: `conv1` for conv1.
#[must_use]
pub fn function_names(definition: &Definition) -> Vec<String> {
    let mut taken = Identifiers::default();
    definition.sites().iter().map(|learned| taken.take(&learned.site, "")).collect()
}

/// The identifiers of a network's layers and sites.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    layers: BTreeMap<String, String>,
    sites: Vec<String>,
}

impl Names {
    /// The identifiers of a network: `conv1` for a layer, `conv1_activation` for the site behind it.
    pub(super) fn of(network: &Network) -> Self {
        let mut taken = Identifiers::default();
        let flat = network.flat();
        let layers = flat.iter().filter_map(|layer| layer.kind.name());
        let layers = layers.map(|name| (name.to_owned(), taken.take(name, ""))).collect();
        let sites = network.sites.iter().map(|site| taken.take(&site.name, "activation")).collect();
        Self { layers, sites }
    }

    /// The identifier of the layer of this name.
    pub(super) fn layer(&self, name: &str) -> &str {
        &self.layers[name]
    }

    /// All of them as taken, for what has no name to get others.
    pub(super) fn taken(&self) -> Identifiers {
        let mut taken = Identifiers::default();
        self.layers.values().chain(&self.sites).for_each(|name| drop(taken.take(name, "")));
        taken
    }

    /// The identifier of the site of this index.
    pub(super) fn site(&self, index: usize) -> &str {
        &self.sites[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_valid_in_every_language_and_differ() {
        let mut taken = Identifiers::default();
        let names = [
            "conv1",
            "Conv1",
            "class",
            "layer2.0",
            "3x3",
            "",
            "../..",
            "größe",
            "_x_",
            "a b\n\"c\"",
            "forward",
        ];
        let identifiers: Vec<String> = names.iter().map(|name| taken.take(name, "")).collect();
        assert_eq!(
            identifiers,
            [
                "conv1", "Conv1_2", "class_", "layer2_0", "n3x3", "site", "site_2", "gr_e", "x_", "a_b_c",
                "forward_"
            ]
        );
        assert_eq!(taken.take("class", "activation"), "class_activation");
    }

    #[test]
    fn reserved_words_are_listed_once() {
        let words: Vec<&str> = RESERVED.iter().flat_map(|words| words.split(' ')).collect();
        let unique: HashSet<&&str> = words.iter().collect();
        assert_eq!(unique.len(), words.len());
        assert!(words.iter().all(|word| !word.is_empty()));
    }
}
