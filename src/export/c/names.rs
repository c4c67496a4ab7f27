//! Names that a function in a header cannot have.

use crate::export::names::Identifiers;

/// Identifiers of which these are taken: words of C++, what `<math.h>` declares, and the variables of exported functions.
pub(super) fn taken() -> Identifiers {
    let mut taken = Identifiers::default();
    for word in WORDS.split(' ') {
        taken.take(word, "");
    }
    for function in MATH.split(' ') {
        for kind in ["", "f", "l"] {
            taken.take(&format!("{function}{kind}"), "");
        }
    }
    for base in BASES.split(' ') {
        taken.take(&format!("base_{base}"), "");
    }
    taken
}

const WORDS: &str = "alignas alignof and_eq asm bitand bitor bool char16_t char32_t char8_t co_await co_return \
co_yield compl concept const_cast consteval constexpr constinit decltype delete dynamic_cast explicit friend \
i386 linux main mutable namespace new noexcept not_eq nullptr operator or_eq private protected ptrdiff_t public \
reinterpret_cast requires signgam size_t static_assert static_cast template this thread_local throw typeid typename \
unix using wchar_t max_align_t nullptr_t xor xor_eq std double_t float_t \
alphas alpha thetas theta values n i at inner channel channels most sum";

const MATH: &str = "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp10 exp2 expm1 \
fabs fdim finite floor fma fmax fmin fmod fpclassify frexp gamma hypot ilogb isfinite isgreater isgreaterequal isinf \
isless islessequal islessgreater isnan isnormal isunordered j0 j1 jn ldexp lgamma llrint llround log log10 log1p log2 \
logb lrint lround modf nan nearbyint nextafter nexttoward pow pow10 remainder remquo rint round scalb scalbln scalbn \
signbit significand sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn drem lgamma_r gamma_r";

const BASES: &str = "clamp";
