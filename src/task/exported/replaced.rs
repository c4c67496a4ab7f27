//! What has to be replaced in the user's own model, so that other functions stand at the calls: whole modules where they do
//! nothing else, single calls of functions otherwise.

use super::modules::ModuleCalls;
use super::named::word;
use super::rebound::is_rebound;
use super::{ActivationCall, CallNodes, InPlace, Uses};
use crate::pt2::{Argument, Graph, Line, Module, Node, Place, Program, ValueId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All that is replaced in a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replacements {
    /// Modules that are replaced.
    pub modules: Vec<ReplacedModule>,
    /// Modules in whose code calls of functions are replaced.
    pub functions: Vec<ReplacedFunctions>,
}

/// A module that does nothing but compute an activation function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedModule {
    /// Where it stands in the model.
    pub owner: Owner,
    /// How often it is called, in training and in evaluation.
    pub calls: PerMode<usize>,
    /// The sites, each with the number of the call that it takes the place of, from 0.
    pub sites: Vec<(usize, ReplacedSite)>,
}

impl ReplacedModule {
    /// The site of a module that is called once; nothing for one that is called several times.
    #[must_use]
    pub fn only_site(&self) -> Option<&ReplacedSite> {
        let is_once = self.calls.training == 1 && self.calls.evaluation == 1;
        self.sites.first().filter(|_| is_once).map(|(_, site)| site)
    }
}

/// A module in whose code calls of functions are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedFunctions {
    /// Where it stands in the model.
    pub owner: Owner,
    /// The modules that it calls in which nothing is replaced, by their paths, and their classes: what they call does not count.
    pub hidden: BTreeMap<String, String>,
    /// What is called, in training and in evaluation.
    pub calls: PerMode<FunctionCalls>,
}

/// The calls of functions in one mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionCalls {
    /// How often each function is called of which some call matters.
    pub counts: BTreeMap<String, usize>,
    /// The calls that are replaced.
    pub replaced: Vec<ReplacedCall>,
}

/// A module of the model, and from where its calls are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its path, empty for the model itself.
    pub path: String,
    /// Its class, without the name of the Python module.
    pub class: String,
    /// The path of the innermost module that is called once and has all of its calls, which may be itself: counting begins when
    /// that is called.
    pub scope: String,
}

/// A site as it stands in the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedSite {
    /// Its name.
    pub name: String,
    /// The line of the user's code that calls it.
    pub line: Option<Line>,
    /// Whether its result has to be written into x, because it is read there.
    pub writes: bool,
}

/// A call of a function that is replaced, or several that compute one function together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedCall {
    /// The site that takes its place.
    pub site: ReplacedSite,
    /// The call that is given x.
    pub reads: CountedCall,
    /// Which of the tensors that are given to it is x, from 0.
    pub tensor: usize,
    /// The call whose result is replaced; often the same.
    pub makes: CountedCall,
}

/// The n-th call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedCall {
    /// The name of the function in ATen, without the underscore of those that work in place.
    pub function: String,
    /// Which of its calls, from 0.
    pub number: usize,
}

/// Something for each of the two modes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerMode<T> {
    /// In training.
    pub training: T,
    /// In evaluation.
    pub evaluation: T,
}

/// What has to be replaced in the model that a program was exported from, so that other functions stand at these calls.
#[must_use]
pub fn replacements(program: &Program, calls: &[ActivationCall]) -> Replacements {
    let training = Mode::of(&program.training, |call| &call.training);
    let evaluation = Mode::of(&program.evaluation, |call| &call.evaluation);
    let modes = PerMode { training, evaluation };
    let (mut whole, mut parts) = (BTreeMap::<&str, Vec<_>>::new(), BTreeMap::<&str, Vec<_>>::new());
    for call in calls {
        let (path, is_whole) = modes.place(call);
        let places = if is_whole { &mut whole } else { &mut parts };
        places.entry(path).or_default().push(call);
    }
    Replacements {
        modules: whole.into_iter().map(|(path, calls)| modes.module(path, &calls)).collect(),
        functions: parts.into_iter().map(|(path, calls)| modes.functions(path, &calls)).collect(),
    }
}

/// One graph, with the modules that its nodes stand in.
struct Mode<'a> {
    graph: &'a Graph,
    uses: Uses,
    modules: ModuleCalls<'a>,
    nodes: fn(&ActivationCall) -> &CallNodes,
}

impl<'a> PerMode<Mode<'a>> {
    /// The path of the innermost module that has a call in both modes, and whether it does nothing else in either.
    fn place(&self, call: &ActivationCall) -> (&'a str, bool) {
        let (training, evaluation) = (self.training.around(call), self.evaluation.around(call));
        let both = training.iter().zip(evaluation);
        let shared = both.take_while(|(one, other)| one.path == other.path).count();
        let Some(path) = shared.checked_sub(1).map(|last| evaluation[last].path.as_str()) else {
            return ("", false);
        };
        let is_innermost = shared == training.len() && shared == evaluation.len();
        let is_whole = is_innermost && self.training.is_all(call) && self.evaluation.is_all(call);
        (path, is_whole && !path.is_empty())
    }

    fn module(&self, path: &str, calls: &[&ActivationCall]) -> ReplacedModule {
        let number = |call| self.evaluation.around(call).last().map_or(0, |module| module.call);
        // Modules in a sequence have numbers, and names of their own in the loop that calls them.
        let name = path.rsplit('.').next().filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()));
        let names: Vec<&str> = name.into_iter().collect();
        let site = |call| self.site(call, self.evaluation.around(call).len() - 1, &names);
        let mut sites: Vec<(usize, ReplacedSite)> =
            calls.iter().map(|call| (number(call), site(call))).collect();
        sites.sort_by_key(|(number, _)| *number);
        let PerMode { training, evaluation } = self;
        let calls =
            PerMode { training: training.modules.calls(path), evaluation: evaluation.modules.calls(path) };
        ReplacedModule { owner: self.owner(path), calls, sites }
    }

    fn functions(&self, path: &str, calls: &[&ActivationCall]) -> ReplacedFunctions {
        let needed = |mode: &Mode<'a>| mode.needed(path, calls);
        let needed: BTreeSet<&str> =
            needed(&self.training).union(&needed(&self.evaluation)).copied().collect();
        let sites: Vec<(&ActivationCall, ReplacedSite)> =
            calls.iter().map(|call| (*call, self.called(path, call))).collect();
        let (training, mut hidden) = self.training.functions(path, &sites, &needed);
        let (evaluation, others) = self.evaluation.functions(path, &sites, &needed);
        hidden.extend(others);
        let hidden = hidden.into_iter().map(|path| (path.to_owned(), self.class(path))).collect();
        ReplacedFunctions { owner: self.owner(path), hidden, calls: PerMode { training, evaluation } }
    }

    /// The site of a call of functions in the code of a module.
    fn called(&self, path: &str, call: &ActivationCall) -> ReplacedSite {
        let own = call.place.modules.iter().rposition(|module| module.path == path);
        let makes = call.evaluation.nodes.last().map(|last| &self.evaluation.graph.nodes[*last]);
        let names: Vec<&str> =
            makes.into_iter().flat_map(|node| [word(node), Some(&*node.function.name)]).flatten().collect();
        self.site(call, own.map_or(0, |own| own + 1), &names)
    }

    /// A site. Its result is written into x where that is read by another way than the result, or may be in the user's code:
    /// `depth` modules are around the line that calls it, by one of these names.
    fn site(&self, call: &ActivationCall, depth: usize, names: &[&str]) -> ReplacedSite {
        let Place { modules, frames, line } = &call.place;
        let code =
            depth.checked_sub(1).and_then(|at| frames.get(at)).filter(|_| frames.len() == modules.len());
        let is_rebound = code.is_some_and(|code| is_rebound(code, names));
        let writes = |mode: &Mode<'_>| match (mode.nodes)(call).in_place {
            InPlace::No => false,
            // Whoever reads the result a second time may do so by another name of x.
            InPlace::Unseen => !is_rebound || !mode.is_read_once(call),
            InPlace::Name | InPlace::Memory => true,
        };
        let writes = writes(&self.training) || writes(&self.evaluation);
        ReplacedSite { name: call.name.clone(), line: line.clone(), writes }
    }

    fn owner(&self, path: &str) -> Owner {
        let PerMode { training, evaluation } = self;
        let is_once = |path: &str| training.modules.calls(path) <= 1 && evaluation.modules.calls(path) <= 1;
        let inside = |mode: &Mode| mode.scopes(path).into_iter().filter(|path| is_once(path)).count();
        // The innermost ones of both graphs may differ where one of them calls the module more often.
        let shared = inside(training).min(inside(evaluation));
        let mut scopes = evaluation.scopes(path).into_iter().filter(|path| is_once(path));
        let scope = scopes.nth(shared.saturating_sub(1)).unwrap_or_default().to_owned();
        Owner { path: path.to_owned(), class: self.class(path), scope }
    }

    /// The class of a module, without the name of the Python module.
    fn class(&self, path: &str) -> String {
        let modules = [&self.evaluation.modules, &self.training.modules];
        let class = modules.into_iter().find_map(|modules| modules.class(path)).unwrap_or_default();
        class.rsplit('.').next().unwrap_or_default().to_owned()
    }
}

impl<'a> Mode<'a> {
    fn of(graph: &'a Graph, nodes: fn(&ActivationCall) -> &CallNodes) -> Self {
        Self { graph, uses: Uses::of(graph), modules: ModuleCalls::of(graph), nodes }
    }

    /// The modules that have all nodes of a call, from the outside.
    fn around(&self, call: &ActivationCall) -> &'a [Module] {
        ModuleCalls::around(self.graph, &(self.nodes)(call).nodes)
    }

    /// Whether the nodes of a call are all that the innermost of these modules does.
    fn is_all(&self, call: &ActivationCall) -> bool {
        let nodes = (self.nodes)(call).nodes.iter().copied().collect();
        self.around(call).last().is_some_and(|module| self.modules.is_all(module, &nodes, self.graph))
    }

    /// Whether one node alone reads what a call makes.
    fn is_read_once(&self, call: &ActivationCall) -> bool {
        let y = (self.nodes)(call).y.0;
        self.uses.readers[y].len() + usize::from(self.uses.is_output[y]) <= 1
    }

    /// The modules that have all calls of one, and itself, from the outside.
    fn scopes(&self, path: &str) -> Vec<&'a str> {
        let stacks = self.graph.nodes.iter().map(|node| &node.place.modules);
        let mut stacks = stacks.filter_map(|stack| {
            let own = stack.iter().position(|module| module.path == path)?;
            Some(&stack[..=own])
        });
        let Some(first) = stacks.next() else { return Vec::new() };
        let shared = stacks.fold(first.len(), |shared, stack| {
            first[..shared].iter().zip(stack).take_while(|(one, other)| one.path == other.path).count()
        });
        first[..shared].iter().map(|module| module.path.as_str()).collect()
    }

    /// The modules inside of one that nodes stand in which are given x, or make y, of some calls in it.
    fn needed(&self, path: &str, calls: &[&ActivationCall]) -> BTreeSet<&'a str> {
        let ends = calls.iter().filter_map(|call| self.ends(call)).flat_map(|ends| [ends.reads, ends.makes]);
        let modules = ends.flat_map(|at| inside(&self.graph.nodes[at], path));
        modules.map(|module| module.path.as_str()).collect()
    }

    /// The calls of functions in a module that are counted, and the modules in it whose own do not count.
    fn functions(
        &self,
        path: &str,
        sites: &[(&ActivationCall, ReplacedSite)],
        needed: &BTreeSet<&str>,
    ) -> (FunctionCalls, BTreeSet<&'a str>) {
        let mut hidden = BTreeSet::new();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut counted: HashMap<usize, CountedCall> = HashMap::new();
        for (at, node) in self.graph.nodes.iter().enumerate() {
            let Some(function) = word(node).filter(|_| node.place.modules.iter().any(|it| it.path == path))
            else {
                continue;
            };
            let outer = inside(node, path).iter().find(|module| !needed.contains(module.path.as_str()));
            if let Some(module) = outer {
                hidden.insert(module.path.as_str());
                continue;
            }
            let count = counts.entry(function.to_owned()).or_default();
            counted.insert(at, CountedCall { function: function.to_owned(), number: *count });
            *count += 1;
        }
        let replaced = |(call, site): &(&ActivationCall, ReplacedSite)| {
            let Ends { reads, tensor, makes } = self.ends(call)?;
            let (reads, makes) = (counted.get(&reads)?.clone(), counted.get(&makes)?.clone());
            Some(ReplacedCall { site: site.clone(), reads, tensor, makes })
        };
        let replaced: Vec<ReplacedCall> = sites.iter().filter_map(replaced).collect();
        counts.retain(|name, _| {
            replaced.iter().any(|it| it.reads.function == *name || it.makes.function == *name)
        });
        (FunctionCalls { counts, replaced }, hidden)
    }

    /// The ends of the nodes of a call.
    fn ends(&self, call: &ActivationCall) -> Option<Ends> {
        let CallNodes { x, nodes, .. } = (self.nodes)(call);
        let makes = *nodes.last()?;
        // If the last is given x itself, it is enough to know that one.
        let reading = std::iter::once(&makes).chain(nodes);
        let mut reading = reading.filter_map(|at| Some((*at, tensor(&self.graph.nodes[*at], *x)?)));
        let (reads, tensor) = reading.next()?;
        Some(Ends { reads, tensor, makes })
    }
}

/// The node that is given x, as which of its tensors, and the node that makes y.
struct Ends {
    reads: usize,
    tensor: usize,
    makes: usize,
}

/// Which of the tensors that a node is given is this one.
fn tensor(node: &Node, x: ValueId) -> Option<usize> {
    let tensors = node
        .arguments
        .iter()
        .filter_map(|(_, argument)| if let Argument::Tensor(id) = argument { Some(*id) } else { None });
    tensors.enumerate().find(|(_, id)| *id == x).map(|(place, _)| place)
}

/// The modules around a node inside of the one of this path, from the outside.
fn inside<'n>(node: &'n Node, path: &str) -> &'n [Module] {
    let own = node.place.modules.iter().rposition(|module| module.path == path);
    own.map_or(&[], |own| &node.place.modules[own + 1..])
}
