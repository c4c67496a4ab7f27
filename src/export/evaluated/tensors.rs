//! Modules that compute with arrays: a class or a function for each site.

use super::tables::{definition_is_kept, free_name, hull_holds, tables_are_exact};
use super::{Coefficients, Part, Reference, at_site, largest};
use crate::activation::LearnedMix;
use crate::export::Difference;
use crate::interpreter::{Arguments, Framework, Program, Tensor, Value};
use std::rc::Rc;

/// Runs the classes of a module for `PyTorch`, found by the names of their sites.
pub(super) fn torch(program: &Program, sites: &[LearnedMix]) -> Result<Difference, String> {
    of_sites(sites, |learned| {
        let made =
            |trainable| program.call_named("activation", vec![text(&learned.site), Value::Bool(trainable)]);
        torch_site(program, learned, made)
    })
}

/// Runs the layers of a module for Keras.
pub(super) fn keras(program: &Program, sites: &[LearnedMix]) -> Result<Difference, String> {
    of_sites(sites, |learned| {
        let made = |named| {
            let positional = vec![text(&learned.site)];
            program.call(&program.get("activation")?, Arguments { positional, named })
        };
        keras_site(program, learned, made)
    })
}

/// Runs the functions of a module for JAX.
pub(super) fn jax(program: &Program, sites: &[LearnedMix]) -> Result<Difference, String> {
    let functions = program.get("ACTIVATIONS")?;
    of_sites(sites, |learned| jax_site(program, learned, &functions.entry(&learned.site)?))
}

/// Runs the modules of Flax.
pub(super) fn flax(program: &Program, sites: &[LearnedMix]) -> Result<Difference, String> {
    of_sites(sites, |learned| {
        let made = |axis| program.call_named("activation", vec![text(&learned.site), Value::Number(axis)]);
        flax_site(program, learned, made)
    })
}

/// Runs the modules for tch, which have these names.
pub(super) fn tch(program: &Program, sites: &[LearnedMix], names: &[String]) -> Result<Difference, String> {
    let mut names = names.iter();
    of_sites(sites, |learned| {
        let name = names.next().ok_or("a site without a name")?;
        tch_site(program, learned, &program.get(name)?)
    })
}

/// Runs what stands in a network for a site: a class, and in JAX a function where nothing is trained.
pub(super) fn of_network(
    program: &Program,
    framework: Framework,
    learned: &LearnedMix,
    class: &str,
    function: &str,
) -> Result<Difference, String> {
    match framework {
        Framework::Torch => {
            torch_site(program, learned, |trainable| program.call_named(class, vec![Value::Bool(trainable)]))
        }
        Framework::Keras => keras_site(program, learned, |named| {
            program.call(&program.get(class)?, Arguments { positional: Vec::new(), named })
        }),
        Framework::Jax => {
            let found = jax_site(program, learned, &program.get(function)?);
            let Ok(module) = program.get(class) else { return found };
            let trained = flax_site(program, learned, |axis| {
                program.call(&module, Arguments::of(vec![Value::Number(axis)]))
            });
            largest([found, trained].into_iter())
        }
        Framework::Tch => tch_site(program, learned, &program.get(class)?),
        Framework::Rust | Framework::C => Err("a network of plain functions".to_owned()),
    }
}

/// A class for `PyTorch`, made to be trained or not.
pub(super) fn torch_site(
    program: &Program,
    learned: &LearnedMix,
    made: impl Fn(bool) -> Result<Value, String>,
) -> Result<Difference, String> {
    let reference = Reference::of(learned, Part::Value);
    let (fixed, trained) = (made(false)?, made(true)?);
    definition_is_kept(program, &fixed, learned)?;
    tables_are_exact(program, &fixed, learned, ["COEFFICIENTS", "PARAMETERS"])?;
    let fixed = run_on(program, &fixed, &reference, Layout::Plain, Coefficients::Learned);
    let found = run_on(program, &trained, &reference, Layout::ChannelsFirst, Coefficients::Started);
    if let Some(key) = free_name(learned.mix.hull) {
        hull_holds(program, &trained, &trained, key, learned)?;
    }
    largest([fixed, found].into_iter())
}

/// A layer of Keras, made with these arguments.
pub(super) fn keras_site(
    program: &Program,
    learned: &LearnedMix,
    made: impl Fn(Vec<(Rc<str>, Value)>) -> Result<Value, String>,
) -> Result<Difference, String> {
    let made = |trainable, axis| {
        let axis = (Rc::from("axis"), Value::Number(axis));
        made(vec![(Rc::from("trainable_mix"), Value::Bool(trainable)), axis])
    };
    let reference = Reference::of(learned, Part::Value);
    let (fixed, trained) = (made(false, -1.0)?, made(true, 1.0)?);
    tables_are_exact(program, &fixed, learned, ["COEFFICIENTS", "PARAMETERS"])?;
    let fixed = run_on(program, &fixed, &reference, Layout::Plain, Coefficients::Learned);
    let found = run_on(program, &trained, &reference, Layout::ChannelsFirst, Coefficients::Started);
    if let Some(key) = free_name(learned.mix.hull) {
        hull_holds(program, &trained, &trained, key, learned)?;
    }
    largest([fixed, found].into_iter())
}

/// A function for JAX.
pub(super) fn jax_site(
    program: &Program,
    learned: &LearnedMix,
    function: &Value,
) -> Result<Difference, String> {
    let reference = Reference::of(learned, Part::Value);
    run_on(program, function, &reference, Layout::Plain, Coefficients::Learned)
}

/// A module of Flax, made for channels along an axis.
pub(super) fn flax_site(
    program: &Program,
    learned: &LearnedMix,
    made: impl Fn(f64) -> Result<Value, String>,
) -> Result<Difference, String> {
    let reference = Reference::of(learned, Part::Value);
    let (last, first) = (made(-1.0)?, made(1.0)?);
    tables_are_exact(program, &last, learned, ["COEFFICIENTS", "PARAMETERS"])?;
    let found = [
        run_on(program, &last, &reference, Layout::Plain, Coefficients::Started),
        run_on(program, &first, &reference, Layout::ChannelsFirst, Coefficients::Started),
    ];
    if let Some(key) = free_name(learned.mix.hull) {
        hull_holds(program, &last, &last, key, learned)?;
    }
    largest(found.into_iter())
}

/// A module for tch.
pub(super) fn tch_site(program: &Program, learned: &LearnedMix, class: &Value) -> Result<Difference, String> {
    let reference = Reference::of(learned, Part::Value);
    tables_are_exact(program, class, learned, ["ALPHA", "THETA"])?;
    let new = program.attribute(class, "new")?;
    let made = |trainable| {
        let arguments = vec![Value::Key(Rc::from("")), Value::Bool(trainable)];
        program.call(&new, Arguments::of(arguments))
    };
    let (fixed, trained) = (made(false)?, made(true)?);
    let found = [
        run_on(program, &fixed, &reference, Layout::Plain, Coefficients::Learned),
        run_on(program, &trained, &reference, Layout::ChannelsFirst, Coefficients::Started),
    ];
    if free_name(learned.mix.hull).is_some() {
        let coefficients = program.attribute(&trained, "alpha")?;
        hull_holds(program, &trained, &coefficients, "0", learned)?;
    }
    largest(found.into_iter())
}

/// What is found at each site, by its name.
fn of_sites(
    sites: &[LearnedMix],
    mut of: impl FnMut(&LearnedMix) -> Result<Difference, String>,
) -> Result<Difference, String> {
    largest(sites.iter().map(|learned| of(learned).map_err(at_site(learned))))
}

/// How a batch lies.
#[derive(Clone, Copy)]
enum Layout {
    /// Samples and channels.
    Plain,
    /// Samples, channels, rows and columns.
    ChannelsFirst,
}

/// Calls a module, and compares what it gives.
fn run_on(
    program: &Program,
    module: &Value,
    reference: &Reference<'_>,
    layout: Layout,
    which: Coefficients,
) -> Result<Difference, String> {
    let mut shape = vec![reference.samples(), reference.channels];
    if let Layout::ChannelsFirst = layout {
        shape.extend([1, 1]);
    }
    let x = Tensor::new(shape.clone(), reference.inputs.clone())?;
    let y = program.call(module, Arguments::of(vec![Value::Tensor(Rc::new(x))]))?.as_tensor()?;
    if y.shape != shape {
        return Err(format!("the shape {:?}, not {shape:?}", y.shape));
    }
    reference.difference(&y.values, which)
}

fn text(text: &str) -> Value {
    Value::Text(Rc::from(text))
}
