// Activation functions learned by actsearch, for C99 and C++.
//
//     Search      "fashion-lenet5", trial 17, seed 7
//     Accuracy    91.23 % on validation data, 90.87 % on test data
//     Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//     Data set    "fashion_mnist"
//     Written by  "actsearch 0.1.0"
//
// Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x), and one
// that replaces every number x of an array by f(x). Use them like this, and link with -lm:
//
//     #include "activations.h"
//     float y = conv1_activation(x);
//     conv1_activation_array(values, n);
//
// Combinations of activation functions over their affine and convex hulls are from F.
// Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
// 1801.09403.

#ifndef ACTIVATIONS_H
#define ACTIVATIONS_H

#include <math.h>
#include <stddef.h>

// x if x > 0 else slope * x
static inline float base_leaky_relu(float x, float slope)
{
    return x > 0.0f ? x : slope * x;
}

// max(0, x)
static inline float base_relu(float x)
{
    return x < 0.0f ? 0.0f : x;
}

// 1 / (1 + exp(-x))
static inline float base_sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

// x / (1 + exp(-beta * x))
static inline float base_swish(float x, float beta)
{
    return x * base_sigmoid(beta * x);
}

// x if x > 0 else alpha * (exp(x) - 1)
static inline float base_elu(float x, float alpha)
{
    return x > 0.0f ? x : alpha * expm1f(x);
}

// Site "conv1", an affine mix of identity, relu and tanh. What was learned is
//
//     f(x) = -0.218375 * identity + 1.0527344 * relu + 0.1656406 * tanh
//
// which is the same as
//
//     f(x) = 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh
static inline float conv1_activation(float x)
{
    return 0.8343594f * base_leaky_relu(x, -0.26172775f) + 0.1656406f * tanhf(x);
}

// Replaces each x of n numbers by conv1_activation(x).
static inline void conv1_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = conv1_activation(values[i]);
    }
}

// Site "conv2", a convex mix of relu and swish:
//
//     f(x) = alpha[0] * relu + alpha[1] * swish
static inline float conv2_activation(size_t channel, float x)
{
    static const float alphas[3][2] = {
        {0.25f, 0.75f},
        {0.9123456f, 0.0876544f},
        {1.0f, 0.0f},
    };
    const float *const alpha = alphas[channel];
    return alpha[0] * base_relu(x) + alpha[1] * base_swish(x, 1.0f);
}

// Replaces each x of 3 * inner numbers by conv2_activation(channel, x), where
// values[channel * inner + i] belongs to that channel.
static inline void conv2_activation_array(float *values, size_t inner)
{
    for (size_t channel = 0; channel < 3; channel++) {
        for (size_t i = 0; i < inner; i++) {
            values[channel * inner + i] = conv2_activation(channel, values[channel * inner + i]);
        }
    }
}

// Site "fc1", elu by itself:
//
//     f(x) = elu
static inline float fc1_activation(float x)
{
    return base_elu(x, 1.0f);
}

// Replaces each x of n numbers by fc1_activation(x).
static inline void fc1_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = fc1_activation(values[i]);
    }
}

#endif
