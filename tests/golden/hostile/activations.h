// Activation functions learned by actsearch, for C99 and C++.
//
//     Search      "\"\"\"\nraise SystemExit # \\\"\"\"  two  spaces", trial 17, seed 7
//     Accuracy    91.23 % on validation data, 90.87 % on test data
//     Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//     Data set    "fashion_mnist"
//     Written by  "\"\"\"\\"
//
// Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x), and one
// that replaces every number x of an array by f(x). Use them like this, and link with -lm:
//
//     #include "activations.h"
//     float y = class_activation(x);
//     class_activation_array(values, n);
//
// Combinations of activation functions over their affine and convex hulls are from F.
// Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
// 1801.09403.

#ifndef ACTIVATIONS_H
#define ACTIVATIONS_H

#include <math.h>
#include <stddef.h>

// max(0, x)
static inline float base_relu(float x)
{
    return x < 0.0f ? 0.0f : x;
}

// x if x > 0 else slope * x
static inline float base_leaky_relu(float x, float slope)
{
    return x > 0.0f ? x : slope * x;
}

// Site "class", relu by itself:
//
//     f(x) = relu
static inline float class_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by class_activation(x).
static inline void class_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = class_activation(values[i]);
    }
}

// Site "conv 1", relu by itself:
//
//     f(x) = relu
static inline float conv_1_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by conv_1_activation(x).
static inline void conv_1_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = conv_1_activation(values[i]);
    }
}

// Site "conv-1", relu by itself:
//
//     f(x) = relu
static inline float conv_1_activation_2(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by conv_1_activation_2(x).
static inline void conv_1_activation_2_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = conv_1_activation_2(values[i]);
    }
}

// Site "CONV1", relu by itself:
//
//     f(x) = relu
static inline float conv1_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by conv1_activation(x).
static inline void conv1_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = conv1_activation(values[i]);
    }
}

// Site "1st", relu by itself:
//
//     f(x) = relu
static inline float n1st_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by n1st_activation(x).
static inline void n1st_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = n1st_activation(values[i]);
    }
}

// Site "", relu by itself:
//
//     f(x) = relu
static inline float site_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by site_activation(x).
static inline void site_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = site_activation(values[i]);
    }
}

// Site "\"\"\"", an affine mix of identity and relu. What was learned is
//
//     f(x) = 0.5 * identity + 0.5 * relu
//
// which is the same as
//
//     f(x) = leaky_relu(slope=0.5)
static inline float site_activation_2(float x)
{
    return base_leaky_relu(x, 0.5f);
}

// Replaces each x of n numbers by site_activation_2(x).
static inline void site_activation_2_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = site_activation_2(values[i]);
    }
}

// Site "'; import os #", relu by itself:
//
//     f(x) = relu
static inline float import_os_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by import_os_activation(x).
static inline void import_os_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = import_os_activation(values[i]);
    }
}

// Site "two\nlines\r\n\tand a tab", relu by itself:
//
//     f(x) = relu
static inline float two_lines_and_a_tab_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by two_lines_and_a_tab_activation(x).
static inline void two_lines_and_a_tab_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = two_lines_and_a_tab_activation(values[i]);
    }
}

// Site "back\\slash\\", relu by itself:
//
//     f(x) = relu
static inline float back_slash_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by back_slash_activation(x).
static inline void back_slash_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = back_slash_activation(values[i]);
    }
}

// Site "\\N{BULLET} {braces} %s", relu by itself:
//
//     f(x) = relu
static inline float n_bullet_braces_s_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by n_bullet_braces_s_activation(x).
static inline void n_bullet_braces_s_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = n_bullet_braces_s_activation(values[i]);
    }
}

// Site "gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600", relu by itself:
//
//     f(x) = relu
static inline float gr_e_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by gr_e_activation(x).
static inline void gr_e_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = gr_e_activation(values[i]);
    }
}

// Site "\u202e\ufeff\u2028\x85\x00\x7f", relu by itself:
//
//     f(x) = relu
static inline float site_activation_3(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by site_activation_3(x).
static inline void site_activation_3_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = site_activation_3(values[i]);
    }
}

// Site "- a: [b, *c] # d", relu by itself:
//
//     f(x) = relu
static inline float a_b_c_d_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by a_b_c_d_activation(x).
static inline void a_b_c_d_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = a_b_c_d_activation(values[i]);
    }
}

// Site "layer1.0.act", relu by itself:
//
//     f(x) = relu
static inline float layer1_0_act_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by layer1_0_act_activation(x).
static inline void layer1_0_act_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = layer1_0_act_activation(values[i]);
    }
}

// Site "layer1_0_act", relu by itself:
//
//     f(x) = relu
static inline float layer1_0_act_activation_2(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by layer1_0_act_activation_2(x).
static inline void layer1_0_act_activation_2_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = layer1_0_act_activation_2(values[i]);
    }
}

// Site "layer10.act", relu by itself:
//
//     f(x) = relu
static inline float layer10_act_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by layer10_act_activation(x).
static inline void layer10_act_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = layer10_act_activation(values[i]);
    }
}

// Site "_Activation", relu by itself:
//
//     f(x) = relu
static inline float activation_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by activation_activation(x).
static inline void activation_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = activation_activation(values[i]);
    }
}

// Site "null", relu by itself:
//
//     f(x) = relu
static inline float null_activation(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by null_activation(x).
static inline void null_activation_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = null_activation(values[i]);
    }
}

// Site "activation", relu by itself:
//
//     f(x) = relu
static inline float activation_activation_2(float x)
{
    return base_relu(x);
}

// Replaces each x of n numbers by activation_activation_2(x).
static inline void activation_activation_2_array(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = activation_activation_2(values[i]);
    }
}

#endif
