//! Every base as an expression of JAX.

use crate::activation::Base;
use crate::export::literal::rounded;

/// f(x) as an expression of `x`, in `jax` and `jnp`, with the channels along `axis`; its learned parameter is
/// `theta[place]` if a place is given.
pub(super) fn in_function(base: Base, theta: Option<usize>) -> String {
    of(base, theta, "axis")
}

/// The same, with the channels along `self.axis`.
pub(super) fn in_module(base: Base, theta: Option<usize>) -> String {
    of(base, theta, "self.axis")
}

fn of(base: Base, theta: Option<usize>, axis: &str) -> String {
    match base {
        Base::BinaryStep { straight_through: false } => "jnp.where(jnp.isnan(x), x, x >= 0)".to_owned(),
        Base::BinaryStep { straight_through: true } => {
            "(x >= 0).astype(x.dtype) + (x - jax.lax.stop_gradient(x))".to_owned()
        }
        Base::Linear { c } => format!("{} * x", rounded(c)),
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "jax.nn.sigmoid(x)".to_owned(),
        Base::HardSigmoid => "jax.nn.hard_sigmoid(x)".to_owned(),
        Base::LogSigmoid => "jax.nn.log_sigmoid(x)".to_owned(),
        Base::Tanh => "jnp.tanh(x)".to_owned(),
        Base::HardTanh => "jax.nn.hard_tanh(x)".to_owned(),
        Base::Arctan => "jnp.arctan(x)".to_owned(),
        Base::Softsign => "jax.nn.soft_sign(x)".to_owned(),
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => "jax.nn.relu6(x)".to_owned(),
        Base::SquaredRelu => "jnp.square(jax.nn.relu(x))".to_owned(),
        Base::LeakyRelu { slope } => leaky_relu(&rounded(slope)),
        Base::Prelu { slope } => leaky_relu(&number(slope, theta)),
        Base::Elu { alpha: 1.0 } => "jax.nn.elu(x)".to_owned(),
        Base::Elu { alpha } => format!("jax.nn.elu(x, alpha={})", rounded(alpha)),
        Base::Celu { alpha: 1.0 } => "jax.nn.celu(x)".to_owned(),
        Base::Celu { alpha } => format!("jax.nn.celu(x, alpha={})", rounded(alpha)),
        Base::Selu => "jax.nn.selu(x)".to_owned(),
        Base::Gelu { approximate: false } => "jax.nn.gelu(x, approximate=False)".to_owned(),
        Base::Gelu { approximate: true } => "jax.nn.gelu(x, approximate=True)".to_owned(),
        Base::Swish { beta: 1.0, learned: false } => "jax.nn.silu(x)".to_owned(),
        Base::Swish { beta, .. } => format!("x * jax.nn.sigmoid({} * x)", number(beta, theta)),
        Base::HardSwish => "jax.nn.hard_silu(x)".to_owned(),
        Base::Mish => "jax.nn.mish(x)".to_owned(),
        Base::Softplus { beta: 1.0 } => "jax.nn.softplus(x)".to_owned(),
        Base::Softplus { beta } => format!("jax.nn.softplus({beta} * x) / {beta}", beta = rounded(beta)),
        Base::Sine => "jnp.sin(x)".to_owned(),
        Base::Cosine => "jnp.cos(x)".to_owned(),
        Base::Gaussian => "jnp.exp(-jnp.square(x))".to_owned(),
        Base::Absolute => "jnp.abs(x)".to_owned(),
        Base::Square => "jnp.square(x)".to_owned(),
        Base::Softmax => format!("jax.nn.softmax(x, axis={axis})"),
    }
}

fn number(value: f64, theta: Option<usize>) -> String {
    theta.map_or_else(|| rounded(value), |place| format!("theta[{place}]"))
}

/// Written out, because the slope at 0 of JAX's own is another one.
fn leaky_relu(slope: &str) -> String {
    format!("jnp.where(x > 0, x, {slope} * x)")
}

fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> String {
    let most = if max_value.is_infinite() { "jnp.inf".to_owned() } else { rounded(max_value) };
    if threshold != 0.0 {
        return format!("{SHIFTED_RELU}x, {}, {most}, {})", rounded(negative_slope), rounded(threshold));
    }
    let rising = if negative_slope == 0.0 {
        "jax.nn.relu(x)".to_owned()
    } else {
        leaky_relu(&rounded(negative_slope))
    };
    if max_value.is_infinite() { rising } else { format!("jnp.where(x >= {most}, {most}, {rising})") }
}

/// How a call of [`pieces::SHIFTED_RELU`](super::pieces::SHIFTED_RELU) begins.
pub(super) const SHIFTED_RELU: &str = "_shifted_relu(";
