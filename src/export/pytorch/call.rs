//! Every base as an expression of torch.

use crate::activation::Base;
use crate::export::literal::double;

/// f(x) as an expression of `x`, in the modules `torch` and `F`.
pub(super) fn of(base: Base) -> String {
    match base {
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "torch.sigmoid(x)".to_owned(),
        Base::Tanh => "torch.tanh(x)".to_owned(),
        Base::Softsign => "F.softsign(x)".to_owned(),
        Base::Relu => "F.relu(x)".to_owned(),
        Base::LeakyRelu { slope } => format!("F.leaky_relu(x, negative_slope={})", double(slope)),
        Base::Elu { alpha } => format!("F.elu(x, alpha={})", double(alpha)),
        Base::Softplus => "F.softplus(x)".to_owned(),
        Base::Swish { beta: 1.0 } => "F.silu(x)".to_owned(),
        Base::Swish { beta } => format!("x * torch.sigmoid({} * x)", double(beta)),
        Base::Sine => "torch.sin(x)".to_owned(),
    }
}

/// Coefficient times base, with the coefficients in `alpha`.
pub(super) fn term(idx: usize, base: Base) -> String {
    let call = of(base);
    if call.contains(" * ") { format!("alpha[{idx}] * ({call})") } else { format!("alpha[{idx}] * {call}") }
}
