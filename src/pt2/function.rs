//! The functions that may be called: all others are refused, as nobody can say what they do.
//!
//! `name` stands for its overload `default`, `name.a|b` for the overloads `a` and `b`, as in PyTorch's own schemas.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// A function that a node calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Where it comes from.
    pub library: Library,
    /// Its name, as `conv2d`.
    pub name: String,
    /// Its overload, as `padding`; `default` for most.
    pub overload: String,
    /// What it does beyond computing its outputs.
    pub effect: Effect,
}

/// Where a function comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Library {
    /// PyTorch's tensors: called through its dispatcher.
    Aten,
    /// Arithmetic of sizes.
    Sizes,
}

/// What a function does beyond computing its outputs from its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing.
    None,
    /// It changes its first argument.
    InPlace,
    /// Its output has no content before it is filled.
    Empty,
    /// It normalises by the batch or by what was seen before, as its arguments say, and changes the latter.
    Normalisation,
    /// It is random.
    Random(Random),
}

/// Functions that are random, for which the caller has to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Random {
    /// Dropout, if `train` is true.
    Dropout,
    /// The same in place.
    DropoutInPlace,
    /// Stochastic depth: fills an empty tensor with ones and zeros.
    Bernoulli,
    /// Attention, if `dropout_p` is not 0.
    Attention,
    /// Recurrent layers, if `dropout` is not 0 and `train` is true: that is refused.
    Recurrent,
}

const PURE: &str = "__and__.Scalar|Tensor __or__.Scalar|Tensor __xor__.Scalar|Tensor _assert_scalar \
    _assert_tensor_metadata _softmax _to_copy _weight_norm abs acos acosh adaptive_avg_pool1d \
    adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d \
    add.Scalar|Tensor addbmm addcdiv addcmul addmm.default|dtype addmv addr affine_grid_generator alias \
    all.default|dim|dims amax amin aminmax any.default|dim|dims arange.default|start|start_step arctan \
    argmax argmin argsort.default|stable as_strided asin asinh atan atan2 atanh \
    atleast_1d.Sequence|default atleast_2d.Sequence|default avg_pool1d avg_pool2d avg_pool3d \
    baddbmm.default|dtype bilinear bitwise_and.Scalar|Scalar_Tensor|Tensor bitwise_not \
    bitwise_or.Scalar|Scalar_Tensor|Tensor bitwise_xor.Scalar|Scalar_Tensor|Tensor bmm.default|dtype \
    broadcast_tensors broadcast_to cat ceil celu channel_shuffle chunk clamp.Tensor|default \
    clamp_max.Tensor|default clamp_min.Tensor|default clone column_stack concat concatenate \
    constant_pad_nd contiguous conv1d.default|padding conv2d.default|padding conv3d.default|padding \
    conv_transpose1d conv_transpose2d.input conv_transpose3d.input copysign.Scalar|Tensor cos cosh \
    cosine_similarity count_nonzero.default|dim_IntList cross cummax cummin cumprod cumsum deg2rad detach \
    diag diag_embed diagonal diff div.Scalar|Scalar_mode|Tensor|Tensor_mode \
    divide.Scalar|Scalar_mode|Tensor|Tensor_mode dot dstack einsum elu embedding eq.Scalar|Tensor erf \
    erfc erfinv exp exp2 expand expand_as expm1 eye.default|m fill.Scalar|Tensor flatten.using_ints flip \
    float_power.Scalar|Tensor_Scalar|Tensor_Tensor floor floor_divide.Scalar|default fmod.Scalar|Tensor \
    frac full full_like gather ge.Scalar|Tensor gelu glu grid_sampler group_norm gt.Scalar|Tensor \
    hardshrink hardsigmoid hardswish hardtanh heaviside hstack hypot im2col index.Tensor index_add \
    index_copy index_fill.int_Scalar|int_Tensor index_put index_select inner isfinite isinf isnan \
    kthvalue layer_norm le.Scalar|Tensor leaky_relu lerp.Scalar|Tensor lgamma lift_fresh_copy \
    linalg_matrix_norm.default|str_ord linalg_norm.default|ord_str linalg_vector_norm linear linspace log \
    log10 log1p log2 log_sigmoid log_softmax.int logaddexp logcumsumexp logical_and logical_not \
    logical_or logical_xor logit logsumexp lt.Scalar|Tensor masked_fill.Scalar|Tensor masked_scatter \
    matmul max.default|dim|other max_pool1d max_pool2d max_pool2d_with_indices max_pool3d maximum \
    mean.default|dim median.default|dim meshgrid.default|indexing min.default|dim|other minimum mish \
    mm.default|dtype moveaxis.int|intlist movedim.int|intlist mul.Scalar|Tensor multiply.Scalar|Tensor mv \
    nan_to_num nanmean narrow.Tensor|default ne.Scalar|Tensor neg negative new_full new_ones new_zeros \
    norm.Scalar|ScalarOpt_dim|ScalarOpt_dim_dtype|ScalarOpt_dtype one_hot ones ones_like outer pad \
    pairwise_distance permute pixel_shuffle pixel_unshuffle pow.Scalar|Tensor_Scalar|Tensor_Tensor prelu \
    prod.default|dim_int rad2deg ravel reciprocal reflection_pad1d reflection_pad2d relu relu6 \
    remainder.Scalar|Scalar_Tensor|Tensor repeat repeat_interleave.self_int replication_pad1d \
    replication_pad2d reshape reshape_as rms_norm roll rot90 round.decimals|default rsqrt \
    rsub.Scalar|Tensor scalar_tensor scatter.reduce|src|value|value_reduce scatter_add scatter_reduce.two \
    select.int select_scatter selu sgn sigmoid sign silu sin sinc sinh slice.Tensor slice_scatter \
    softmax.int softplus softshrink sort.default|stable special_erf special_expit split.Tensor|sizes \
    split_with_sizes sqrt square squeeze.default|dim|dims stack std.correction|default|dim \
    std_mean.correction|default|dim sub.Scalar|Tensor subtract.Scalar|Tensor sum.default|dim_IntList \
    swapaxes swapdims sym_constrain_range_for_size sym_numel sym_size.int sym_stride.int t take_along_dim \
    tan tanh tensor_split.indices|sections|tensor_indices_or_sections tensordot threshold tile \
    to.device|dtype|dtype_layout|other topk trace transpose.int tril triu true_divide.Scalar|Tensor trunc \
    type_as unbind.int unflatten.int unfold unsqueeze upsample_bicubic2d.default|vec \
    upsample_bilinear2d.default|vec upsample_linear1d.default|vec upsample_nearest1d.default|vec \
    upsample_nearest2d.default|vec upsample_nearest3d.default|vec upsample_trilinear3d.default|vec \
    var.correction|default|dim var_mean.correction|default|dim vdot view.default|dtype view_as vstack \
    where.Scalar|ScalarOther|ScalarSelf|default|self xlogy.Scalar_Other|Scalar_Self|Tensor zeros \
    zeros_like";

const IN_PLACE: &str = "abs_ add_.Scalar|Tensor addcdiv_ addcmul_ addmm_ baddbmm_ bitwise_and_.Scalar|Tensor \
    bitwise_or_.Scalar|Tensor ceil_ celu_ clamp_.Tensor|default clamp_max_.Tensor|default \
    clamp_min_.Tensor|default copy_ cos_ detach_ div_.Scalar|Scalar_mode|Tensor|Tensor_mode elu_ \
    eq_.Scalar|Tensor erf_ exp_ expm1_ fill_.Scalar|Tensor floor_ floor_divide_.Scalar|Tensor \
    fmod_.Scalar|Tensor ge_.Scalar|Tensor gelu_ gt_.Scalar|Tensor hardsigmoid_ hardswish_ hardtanh_ \
    index_add_ index_copy_ index_fill_.int_Scalar|int_Tensor index_put_ le_.Scalar|Tensor leaky_relu_ \
    lerp_.Scalar|Tensor log1p_ log_ logical_and_ logical_not_ logical_or_ lt_.Scalar|Tensor \
    masked_fill_.Scalar|Tensor masked_scatter_ mish_ mul_.Scalar|Tensor ne_.Scalar|Tensor neg_ \
    pow_.Scalar|Tensor reciprocal_ relu6_ relu_ remainder_.Scalar|Tensor round_.decimals|default rsqrt_ \
    scatter_.reduce|src|value|value_reduce scatter_add_ selu_ sigmoid_ sign_ silu_ sin_ sqrt_ square_ \
    squeeze_.default|dim|dims sub_.Scalar|Tensor t_ tanh_ threshold_ transpose_ tril_ triu_ trunc_ \
    unsqueeze_ zero_";

const OTHERS: [(&str, Effect); 8] = [
    ("empty.memory_format empty_like new_empty", Effect::Empty),
    ("batch_norm instance_norm", Effect::Normalisation),
    ("dropout", Effect::Random(Random::Dropout)),
    ("dropout_", Effect::Random(Random::DropoutInPlace)),
    ("bernoulli_.float", Effect::Random(Random::Bernoulli)),
    ("scaled_dot_product_attention", Effect::Random(Random::Attention)),
    ("gru.input lstm.input", Effect::Random(Random::Recurrent)),
    ("rnn_relu.input rnn_tanh.input", Effect::Random(Random::Recurrent)),
];

/// Arithmetic of sizes, as Python calls it.
const SIZES: &str = "_operator.add _operator.sub _operator.mul _operator.floordiv _operator.truediv _operator.mod \
    _operator.pow _operator.neg _operator.pos _operator.eq _operator.ne _operator.lt _operator.le _operator.gt \
    _operator.ge _operator.and_ _operator.or_ math.trunc torch.sym_int torch.sym_float torch.sym_max torch.sym_min \
    torch.sym_not torch.sym_ite";

static ATEN: LazyLock<HashMap<(&str, &str), Effect>> = LazyLock::new(|| {
    let groups = [(PURE, Effect::None), (IN_PLACE, Effect::InPlace)];
    let all = groups.into_iter().chain(OTHERS).flat_map(|(words, effect)| {
        words.split_whitespace().map(move |word| (word.split_once('.').unwrap_or((word, "default")), effect))
    });
    all.flat_map(|((name, overloads), effect)| {
        overloads.split('|').map(move |overload| ((name, overload), effect))
    })
    .collect()
});

/// Random functions that are not ours: they are told by name, as nothing is wrong with them elsewhere.
const FOREIGN_RANDOM: [&str; 21] = [
    "alpha_dropout",
    "bernoulli",
    "bernoulli_",
    "cauchy_",
    "exponential_",
    "feature_alpha_dropout",
    "feature_dropout",
    "feature_dropout_",
    "log_normal_",
    "multinomial",
    "normal",
    "normal_",
    "poisson",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "random_",
    "rrelu",
    "uniform_",
];

/// Why a function may not be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It takes graphs, or is a wrapper of PyTorch's own.
    #[error(
        "a higher-order operator, which is not supported: keep branches, loops and `torch.no_grad()` out of the model"
    )]
    HigherOrder,
    /// It draws in a way that cannot be repeated here.
    #[error(
        "random in a way that is not supported: use torch.nn.Dropout, stochastic depth by `bernoulli_`, or \
         scaled_dot_product_attention with dropout_p"
    )]
    Random,
    /// It is not on the list.
    #[error("not among the functions that are supported: write the model without it")]
    Unknown,
}

impl Function {
    /// The function that a node calls its target.
    ///
    /// ```
    /// use actsearch::pt2::{Effect, Function, Refused};
    ///
    /// let relu = Function::named("torch.ops.aten.relu_.default").unwrap();
    /// assert_eq!((relu.to_string().as_str(), relu.effect), ("aten::relu_", Effect::InPlace));
    /// assert_eq!(Function::named("torch.ops.aten.randn.default"), Err(Refused::Random));
    /// ```
    ///
    /// # Errors
    /// If it is not on the list.
    pub fn named(target: &str) -> Result<Self, Refused> {
        let Some(path) = target.strip_prefix("torch.ops.") else {
            let (_, name) = target.rsplit_once('.').ok_or(Refused::Unknown)?;
            let is_known = SIZES.split_whitespace().any(|known| known == target);
            let function = |library| Self {
                library,
                name: name.to_owned(),
                overload: String::new(),
                effect: Effect::None,
            };
            return is_known.then(|| function(Library::Sizes)).ok_or(Refused::Unknown);
        };
        if path.starts_with("higher_order.") {
            return Err(Refused::HigherOrder);
        }
        let (name, overload) =
            path.strip_prefix("aten.").and_then(|path| path.split_once('.')).ok_or(Refused::Unknown)?;
        let Some(&effect) = ATEN.get(&(name, overload)) else {
            return Err(if FOREIGN_RANDOM.contains(&name) { Refused::Random } else { Refused::Unknown });
        };
        Ok(Self { library: Library::Aten, name: name.to_owned(), overload: overload.to_owned(), effect })
    }

    /// Every function of ATen that may be called.
    pub fn aten() -> impl Iterator<Item = Self> {
        ATEN.iter().map(|((name, overload), effect)| Self {
            library: Library::Aten,
            name: (*name).to_owned(),
            overload: (*overload).to_owned(),
            effect: *effect,
        })
    }

    /// Whether this is the ATen function of that name, whatever its overload.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.library == Library::Aten && self.name == name
    }
}

impl fmt::Display for Function {
    fn fmt(&self, text: &mut fmt::Formatter) -> fmt::Result {
        match (self.library, &*self.overload) {
            (Library::Sizes, _) => write!(text, "{}", self.name),
            (Library::Aten, "default") => write!(text, "aten::{}", self.name),
            (Library::Aten, overload) => write!(text, "aten::{}.{overload}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_stands_twice_in_the_list() {
        let groups = [PURE, IN_PLACE].into_iter().chain(OTHERS.map(|(words, _)| words));
        let overloads =
            |word: &str| word.split_once('.').map_or(1, |(_, overloads)| overloads.split('|').count());
        let count: usize = groups.flat_map(str::split_whitespace).map(overloads).sum();
        assert_eq!(ATEN.len(), count);
        assert!(FOREIGN_RANDOM.is_sorted());
    }

    #[test]
    fn what_changes_its_argument_ends_with_an_underscore() {
        for ((name, _), effect) in ATEN.iter() {
            let changes = match effect {
                Effect::InPlace | Effect::Random(Random::DropoutInPlace | Random::Bernoulli) => true,
                Effect::None | Effect::Empty | Effect::Normalisation | Effect::Random(_) => false,
            };
            let is_marked = name.ends_with('_') && !name.ends_with("__");
            assert_eq!(is_marked, changes, "{name}");
        }
    }

    #[test]
    fn others_are_refused_for_what_they_are() {
        let refused = |target| Function::named(target).unwrap_err();
        assert_eq!(refused("torch.ops.higher_order.cond"), Refused::HigherOrder);
        assert_eq!(refused("torch.ops.aten.bernoulli.p"), Refused::Random);
        assert_eq!(refused("torch.ops.aten.rrelu.default"), Refused::Random);
        for target in
            ["torch.ops.aten.svd.default", "torch.ops.mine.act.default", "torch.ops.aten.relu", "x", ""]
        {
            assert_eq!(refused(target), Refused::Unknown, "{target}");
        }
    }

    #[test]
    fn sizes_are_computed_by_python() {
        let function = Function::named("_operator.mul").unwrap();
        assert_eq!((function.library, &*function.to_string()), (Library::Sizes, "mul"));
    }
}
