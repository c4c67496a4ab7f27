// Activation functions learned by actsearch, for C99 and C++.
//
//     Search      "catalogue", trial 17, seed 18446744073709551615
//     Accuracy    91.23 % on validation data
//     Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//     Data set    "fashion_mnist"
//     Written by  "actsearch 0.1.0"
//
// Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x), and one
// that replaces every number x of an array by f(x). Use them like this, and link with -lm:
//
//     #include "activations.h"
//     linear_activation_array(values, channels, inner);
//
// Combinations of activation functions over their affine and convex hulls are from F.
// Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
// 1801.09403.

#ifndef ACTIVATIONS_H
#define ACTIVATIONS_H

#include <math.h>
#include <stddef.h>

static inline float base_clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

// 1 if x >= 0 else 0
static inline float base_binary_step(float x)
{
    return isnan(x) ? x : x >= 0.0f ? 1.0f : 0.0f;
}

// x if x > 0 else slope * x
static inline float base_leaky_relu(float x, float slope)
{
    return x > 0.0f ? x : slope * x;
}

// 1 / (1 + exp(-x))
static inline float base_sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

// min(max(x / 6 + 1/2, 0), 1)
static inline float base_hard_sigmoid(float x)
{
    return base_clamp(x / 6.0f + 0.5f, 0.0f, 1.0f);
}

// -ln(1 + exp(-x))
static inline float base_log_sigmoid(float x)
{
    return fminf(x, 0.0f) - log1pf(expf(-fabsf(x)));
}

// x / (1 + |x|)
static inline float base_softsign(float x)
{
    return x / (1.0f + fabsf(x));
}

// most if x >= most, x if x >= threshold, else slope * (x - threshold)
static inline float base_limited_relu(float x, float slope, float threshold, float most)
{
    return x >= most ? most : x >= threshold ? x : slope * (x - threshold);
}

// min(max(x, 0), 6)
static inline float base_relu6(float x)
{
    return base_clamp(x, 0.0f, 6.0f);
}

// max(0, x)^2
static inline float base_squared_relu(float x)
{
    return x < 0.0f ? 0.0f : x * x;
}

// x if x > 0 else alpha * (exp(x) - 1)
static inline float base_elu(float x, float alpha)
{
    return x > 0.0f ? x : alpha * expm1f(x);
}

// x if x > 0 else alpha * (exp(x / alpha) - 1)
static inline float base_celu(float x, float alpha)
{
    return x > 0.0f ? x : alpha * expm1f(x / alpha);
}

// 1.0507 * elu(x) with alpha = 1.6733
static inline float base_selu(float x)
{
    return x > 0.0f ? 1.050701f * x : 1.7580993f * expm1f(x);
}

// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
static inline float base_approximate_gelu(float x)
{
    const float u = 0.7978846f * (x + 0.044715f * x * x * x);
    return x / (1.0f + expf(-2.0f * u));
}

// x / (1 + exp(-beta * x))
static inline float base_swish(float x, float beta)
{
    return x * base_sigmoid(beta * x);
}

// x * min(max(x / 6 + 1/2, 0), 1)
static inline float base_hard_swish(float x)
{
    return x * base_clamp(x / 6.0f + 0.5f, 0.0f, 1.0f);
}

// ln(1 + exp(x))
static inline float base_softplus(float x)
{
    return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x)));
}

// x * tanh(ln(1 + exp(x)))
static inline float base_mish(float x)
{
    return x * tanhf(base_softplus(x));
}

// exp(-x^2)
static inline float base_gaussian(float x)
{
    return expf(-(x * x));
}

// min(max(x, -1), 1)
static inline float base_hard_tanh(float x)
{
    return base_clamp(x, -1.0f, 1.0f);
}

// The share of the standard normal distribution that lies below x.
static inline float base_normal_distribution(float x)
{
    return 0.5f * erfcf(-0.70710678f * x);
}

// x * P(x), where P is the standard normal distribution
static inline float base_gelu(float x)
{
    return x * base_normal_distribution(x);
}

// max(0, x)
static inline float base_relu(float x)
{
    return x < 0.0f ? 0.0f : x;
}

// Site "linear", a linear mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
// absolute, square and softmax. What was learned is
//
//     f(x) = 1.5 * binary_step(straight_through=true) - 0.25 * linear(c=0.3)
//     + 1.0e-7 * identity + 0.1 * sigmoid + 7.038530691851209e-26 * hard_sigmoid
//     + 2.5 * log_sigmoid + 1.0e-45 * tanh - 0.0 * hard_tanh + 0.75 * arctan
//     + 0.33333334 * softsign
//     + 0.1 * relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 * relu6
//     + 0.3 * squared_relu - 0.4 * leaky_relu(slope=0.3) + 0.5 * prelu(slope=0.2134)
//     - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu
//     + 0.9 * gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish
//     - 1.2 * mish + 1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian
//     + 1.7 * absolute + 0.0 * square + 1.9 * softmax
//
// which is the same as
//
//     f(x) = 1.5 * binary_step(straight_through=true)
//     + 1.7250001 * leaky_relu(slope=-1.0366955) + 0.1 * sigmoid
//     + 7.038530691851209e-26 * hard_sigmoid + 2.5 * log_sigmoid + 1.0e-45 * tanh
//     + 0.75 * arctan + 0.33333334 * softsign
//     + 0.1 * relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 * relu6
//     + 0.3 * squared_relu - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu
//     + 0.9 * gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish
//     - 1.2 * mish + 1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian
//     + 1.9 * softmax
//
// Replaces each x of channels * inner numbers by f(x), where values[channel * inner + i]
// belongs to that channel and softmax is over the channels.
static inline void linear_activation_array(float *values, size_t channels, size_t inner)
{
    for (size_t i = 0; i < inner; i++) {
        float most = -HUGE_VALF;
        double total = 0.0;
        for (size_t channel = 0; channel < channels; channel++) {
            most = fmaxf(most, values[channel * inner + i]);
        }
        for (size_t channel = 0; channel < channels; channel++) {
            total += (double)expf(values[channel * inner + i] - most);
        }
        const float sum = (float)total;
        for (size_t channel = 0; channel < channels; channel++) {
            const size_t at = channel * inner + i;
            const float x = values[at];
            values[at] = 1.5f * base_binary_step(x)
                + 1.7250001f * base_leaky_relu(x, -1.0366955f)
                + 0.1f * base_sigmoid(x)
                + 7.038531e-26f * base_hard_sigmoid(x)
                + 2.5f * base_log_sigmoid(x)
                + 1e-45f * tanhf(x)
                + 0.75f * atanf(x)
                + 0.33333334f * base_softsign(x)
                + 0.1f * base_limited_relu(x, 0.3f, 0.3f, 4.5f)
                - 0.2f * base_relu6(x)
                + 0.3f * base_squared_relu(x)
                - 0.6f * base_elu(x, 0.3f)
                + 0.7f * base_celu(x, 0.3f)
                - 0.8f * base_selu(x)
                + 0.9f * base_approximate_gelu(x)
                - base_swish(x, -1.5f)
                + 1.1f * base_hard_swish(x)
                - 1.2f * base_mish(x)
                + 1.3f * (base_softplus(0.3f * x) / 0.3f)
                - 1.4f * sinf(x)
                + 1.5f * cosf(x)
                - 1.6f * base_gaussian(x)
                + 1.9f * (expf(x - most) / sum);
        }
    }
}

// Site "frozen", a frozen mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
// absolute, square and softmax. What was learned is
//
//     f(x) = 0.03448276 * binary_step + 0.03448276 * linear + 0.03448276 * identity
//     + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
//     + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
//     + 0.03448276 * softsign + 0.03448276 * relu + 0.03448276 * relu6
//     + 0.03448276 * squared_relu + 0.03448276 * leaky_relu
//     + 0.03448276 * prelu(slope=0.1) + 0.03448276 * elu + 0.03448276 * celu
//     + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish
//     + 0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus
//     + 0.03448276 * sine + 0.03448276 * cosine + 0.03448276 * gaussian
//     + 0.03448276 * absolute + 0.03448276 * square + 0.03448276 * softmax
//
// which is the same as
//
//     f(x) = 0.03448276 * binary_step + 0.20689654 * leaky_relu(slope=0.185)
//     + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
//     + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
//     + 0.03448276 * softsign + 0.03448276 * relu6 + 0.03448276 * squared_relu
//     + 0.03448276 * elu + 0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu
//     + 0.03448276 * swish + 0.03448276 * hard_swish + 0.03448276 * mish
//     + 0.03448276 * softplus + 0.03448276 * sine + 0.03448276 * cosine
//     + 0.03448276 * gaussian + 0.03448276 * square + 0.03448276 * softmax
//
// Replaces each x of channels * inner numbers by f(x), where values[channel * inner + i]
// belongs to that channel and softmax is over the channels.
static inline void frozen_activation_array(float *values, size_t channels, size_t inner)
{
    for (size_t i = 0; i < inner; i++) {
        float most = -HUGE_VALF;
        double total = 0.0;
        for (size_t channel = 0; channel < channels; channel++) {
            most = fmaxf(most, values[channel * inner + i]);
        }
        for (size_t channel = 0; channel < channels; channel++) {
            total += (double)expf(values[channel * inner + i] - most);
        }
        const float sum = (float)total;
        for (size_t channel = 0; channel < channels; channel++) {
            const size_t at = channel * inner + i;
            const float x = values[at];
            values[at] = 0.03448276f * base_binary_step(x)
                + 0.20689654f * base_leaky_relu(x, 0.185f)
                + 0.03448276f * base_sigmoid(x)
                + 0.03448276f * base_hard_sigmoid(x)
                + 0.03448276f * base_log_sigmoid(x)
                + 0.03448276f * tanhf(x)
                + 0.03448276f * base_hard_tanh(x)
                + 0.03448276f * atanf(x)
                + 0.03448276f * base_softsign(x)
                + 0.03448276f * base_relu6(x)
                + 0.03448276f * base_squared_relu(x)
                + 0.03448276f * base_elu(x, 1.0f)
                + 0.03448276f * base_celu(x, 1.0f)
                + 0.03448276f * base_selu(x)
                + 0.03448276f * base_gelu(x)
                + 0.03448276f * base_swish(x, 1.0f)
                + 0.03448276f * base_hard_swish(x)
                + 0.03448276f * base_mish(x)
                + 0.03448276f * base_softplus(x)
                + 0.03448276f * sinf(x)
                + 0.03448276f * cosf(x)
                + 0.03448276f * base_gaussian(x)
                + 0.03448276f * (x * x)
                + 0.03448276f * (expf(x - most) / sum);
        }
    }
}

// Site "scaled", a linear mix of relu:
//
//     f(x) = alpha[0] * relu
static inline float scaled_activation(size_t channel, float x)
{
    static const float alphas[2][1] = {
        {2.0f},
        {-0.5f},
    };
    const float *const alpha = alphas[channel];
    return alpha[0] * base_relu(x);
}

// Replaces each x of 2 * inner numbers by scaled_activation(channel, x), where
// values[channel * inner + i] belongs to that channel.
static inline void scaled_activation_array(float *values, size_t inner)
{
    for (size_t channel = 0; channel < 2; channel++) {
        for (size_t i = 0; i < inner; i++) {
            values[channel * inner + i] = scaled_activation(channel, values[channel * inner + i]);
        }
    }
}

// Site "plain_swish", swish by itself:
//
//     f(x) = swish(beta=-2.0)
static inline float plain_swish_activation(float x)
{
    return base_swish(x, -2.0f);
}

// Replaces each x of n numbers by plain_swish_activation(x).
static inline void plain_swish_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = plain_swish_activation(values[i]);
    }
}

// Site "plain_prelu", prelu by itself:
//
//     f(x) = leaky_relu(slope=0.2134)
static inline float plain_prelu_activation(float x)
{
    return base_leaky_relu(x, 0.2134f);
}

// Replaces each x of n numbers by plain_prelu_activation(x).
static inline void plain_prelu_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = plain_prelu_activation(values[i]);
    }
}

// Site "leaky", an affine mix of identity and relu. What was learned is
//
//     f(x) = 0.3121 * identity + 0.6879 * relu
//
// which is the same as
//
//     f(x) = leaky_relu(slope=0.3121)
static inline float leaky_activation(float x)
{
    return base_leaky_relu(x, 0.3121f);
}

// Replaces each x of n numbers by leaky_activation(x).
static inline void leaky_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = leaky_activation(values[i]);
    }
}

// Site "per_channel", an affine mix of identity, swish, absolute and prelu. It is computed
// in simpler terms,
//
//     f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * swish(beta=theta[0])
static inline float per_channel_activation(size_t channel, float x)
{
    static const float alphas[2][3] = {
        {0.25f, 0.5f, 0.25f},
        {0.56f, 0.54f, -0.1f},
    };
    const float *const alpha = alphas[channel];
    static const float thetas[2][1] = {
        {1.25f},
        {0.5f},
    };
    const float *const theta = thetas[channel];
    return alpha[0] * x + alpha[1] * base_relu(x) + alpha[2] * base_swish(x, theta[0]);
}

// Replaces each x of 2 * inner numbers by per_channel_activation(channel, x), where
// values[channel * inner + i] belongs to that channel.
static inline void per_channel_activation_array(float *values, size_t inner)
{
    for (size_t channel = 0; channel < 2; channel++) {
        for (size_t i = 0; i < inner; i++) {
            values[channel * inner + i] = per_channel_activation(channel, values[channel * inner + i]);
        }
    }
}

// Site "nothing", a linear mix of sine and sine. What was learned is
//
//     f(x) = 0.5 * sine - 0.5 * sine
//
// which is the same as
//
//     f(x) = 0
static inline float nothing_activation(float x)
{
    (void)x;
    return 0.0f;
}

// Replaces each x of n numbers by nothing_activation(x).
static inline void nothing_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = nothing_activation(values[i]);
    }
}

#endif
