//! Files that PyTorch wrote: `tests/data/exported/make.py` makes them.

use crate::pt2::{Argument, Effect, Graph, Input, Node, Program, Random, Role, read};

const CONVOLUTIONAL: &[u8] = include_bytes!("../../../tests/data/exported/convolutional.pt2");
const ATTENTION: &[u8] = include_bytes!("../../../tests/data/exported/attention.pt2");
const TIED: &[u8] = include_bytes!("../../../tests/data/exported/tied.pt2");
const SINGLE: &[u8] = include_bytes!("../../../tests/data/exported/single.pt2");

/// The calls of a graph, one a line.
fn calls(graph: &Graph) -> Vec<String> {
    let module = |node: &Node| node.place.module().map_or("none", |module| module.path.as_str()).to_owned();
    graph.nodes.iter().map(|node| format!("{} {}", node.function, module(node))).collect()
}

fn random(graph: &Graph) -> Vec<&str> {
    graph.nodes.iter().filter(|node| node.is_random()).map(|node| node.name.as_str()).collect()
}

fn roles(program: &Program, role: Role) -> Vec<String> {
    program.tensors.iter().filter(|tensor| tensor.role == role).map(|tensor| tensor.name.clone()).collect()
}

#[test]
fn every_call_of_a_convolutional_network_is_there_in_order() {
    let program = read(CONVOLUTIONAL).unwrap();
    let evaluation = [
        "aten::conv2d stem",
        "aten::gelu ",
        "aten::conv2d conv",
        "aten::batch_norm norm",
        "aten::relu_ act",
        "aten::add.Tensor ",
        "aten::relu_ act",
        "aten::adaptive_avg_pool2d ",
        "aten::flatten.using_ints ",
        "aten::dropout drop",
        "aten::linear head",
    ];
    assert_eq!(calls(&program.evaluation), evaluation);
    let only_in_training: Vec<String> =
        calls(&program.training).into_iter().filter(|call| !evaluation.contains(&call.as_str())).collect();
    let expected = [
        "aten::sym_size.int none",
        "aten::add_.Tensor norm",
        "aten::empty.memory_format ",
        "aten::bernoulli_.float ",
        "aten::div_.Tensor ",
        "aten::mul.Tensor ",
    ];
    assert_eq!(only_in_training, expected);
    assert_eq!(random(&program.training), ["bernoulli_", "dropout"]);
    assert!(random(&program.evaluation).is_empty());
    assert_eq!(program.training.logits().len(), 1);
    assert_eq!((program.training.batch.least, program.training.batch.symbol.as_str()), (2, "s77"));
    assert_eq!(
        roles(&program, Role::Buffer { persistent: true }),
        ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"]
    );
}

#[test]
fn a_call_knows_its_module_and_the_line_of_the_users_code() {
    let program = read(CONVOLUTIONAL).unwrap();
    let relus: Vec<_> = program.evaluation.nodes.iter().filter(|node| node.function.is("relu_")).collect();
    let place = |at: usize| relus[at].place.to_string();
    assert_eq!(
        place(0),
        "in act (torch.nn.modules.activation.ReLU), make.py:40 y = self.act(self.norm(self.conv(x)))"
    );
    assert_eq!(place(1), "in act (torch.nn.modules.activation.ReLU), make.py:43 x = self.act(x + y)");
    let call = |at: usize| relus[at].place.module().unwrap().call;
    assert_eq!((call(0), call(1)), (0, 1));
}

#[test]
fn batch_norm_keeps_the_arguments_of_its_mode() {
    let program = read(CONVOLUTIONAL).unwrap();
    let training = |graph: &Graph| {
        let node = graph.nodes.iter().find(|node| node.function.effect == Effect::Normalisation).unwrap();
        assert_eq!(node.argument("eps"), Some(&Argument::Float(1e-5)));
        node.argument("training").cloned()
    };
    assert_eq!(training(&program.training), Some(Argument::Bool(true)));
    assert_eq!(training(&program.evaluation), Some(Argument::Bool(false)));
}

#[test]
fn attention_has_its_dropout_inside() {
    let program = read(ATTENTION).unwrap();
    let attention = |graph: &Graph| {
        let is_attention = Effect::Random(Random::Attention);
        graph.nodes.iter().find(|node| node.function.effect == is_attention).unwrap().is_random()
    };
    assert!(attention(&program.training) && !attention(&program.evaluation));
    assert_eq!(roles(&program, Role::Buffer { persistent: false }), ["positions"]);
    assert_eq!(roles(&program, Role::Constant), ["lifted_tensor_0"]);
    let constant = program.tensors.iter().find(|tensor| tensor.role == Role::Constant).unwrap();
    assert_eq!(program.storages[constant.storage].bytes[..], 0.5_f32.to_le_bytes());
    assert!(constant.strided.sizes.is_empty());
}

#[test]
fn tied_weights_stay_tied() {
    let program = read(TIED).unwrap();
    assert_eq!((program.tensors.len(), program.storages.len()), (2, 1));
    for graph in [&program.training, &program.evaluation] {
        let tensors: Vec<_> = graph
            .inputs
            .iter()
            .filter_map(|input| if let Input::Tensor { tensor, .. } = input { Some(*tensor) } else { None })
            .collect();
        assert_eq!(tensors, [0, 1]);
    }
}

#[test]
fn a_program_that_is_alike_in_both_modes_comes_alone() {
    let program = read(SINGLE).unwrap();
    let expected = ["aten::linear hidden", "aten::sigmoid ", "aten::mul.Tensor ", "aten::linear output"];
    assert_eq!(calls(&program.training), expected);
    assert_eq!(calls(&program.evaluation), expected);
    assert_eq!(program.torch_version, "2.11.0+cu130");
}
