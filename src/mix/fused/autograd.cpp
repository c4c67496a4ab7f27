// The fused mix as one node of libtorch's graph: what tensors are kept, who needs a gradient, which threads do the work.
// All arithmetic is in Rust, behind the function pointers of Passes; see bridge.rs, which has the same two structures.

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace {

struct Call {
  const void* bases;
  int64_t batch, channels, inner;  // element (b, c, i) lies at (b * channels + c) * inner + i
  int64_t rows;                    // of alpha and theta: 1, or one for each channel
  const float *x, *alpha, *theta;  // alpha and theta may be null
  const float* bias;               // added to x first, one for each channel; may be null
  float* y;                        // the output of a forward pass, the gradient of what it read in a backward pass
  const float* g;                  // the gradient of y
  double* sums;                    // what each strip adds to the gradients of alpha, theta and bias
  int64_t height, width, square;   // of images of x that are pooled by squares; otherwise square is 0
  // Where it pools, a forward pass leaves the x that each maximum is made of, and which pixel of its square that was; for
  // a backward pass the former is x.
  float* kept;
  uint8_t* chosen;
};

struct Passes {
  int64_t (*strips)(const Call*);
  int64_t (*sums)(const Call*);
  void (*forward)(const Call*, int64_t begin, int64_t end);
  void (*backward)(const Call*, int64_t begin, int64_t end);
  void (*gather)(const Call*, float* by_alpha, float* by_theta, float* by_bias);
  void (*release)(const void* bases);
};

// The bases of a mix: a value of Rust, kept for as long as the graph may ask for it.
struct Bases : torch::CustomClassHolder {
  Bases(const void* bases, const Passes& passes) : bases(bases), passes(passes) {}
  ~Bases() override { passes.release(bases); }
  const void* bases;
  const Passes passes;
};

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using MaybeTensor = std::optional<at::Tensor>;

const float* data(const at::Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 ? tensor.const_data_ptr<float>() : nullptr;
}

const uint8_t* bytes(const at::Tensor& tensor) { return tensor.defined() ? tensor.const_data_ptr<uint8_t>() : nullptr; }

float* room(const at::Tensor& tensor) { return tensor.defined() ? tensor.mutable_data_ptr<float>() : nullptr; }

at::Tensor contiguous(const MaybeTensor& tensor) { return tensor ? tensor->contiguous() : at::Tensor(); }

at::Tensor like(const at::Tensor& tensor) { return tensor.defined() ? at::empty_like(tensor) : at::Tensor(); }

// What stands beside x: alpha, theta and bias, each of which may be undefined.
struct Learned {
  at::Tensor alpha, theta, bias;
};

// Describes a dense tensor; where the channels come last, its pixels count as samples.
Call call(const Bases& bases, const at::Tensor& x, const Learned& learned, int64_t square) {
  Call call{};
  call.bases = bases.bases;
  call.channels = x.dim() > 1 && x.size(1) > 0 ? x.size(1) : 1;
  const bool last = square > 0 || x.suggest_memory_format() != at::MemoryFormat::Contiguous;
  const int64_t samples = x.dim() > 0 ? x.size(0) : 1;
  const int64_t numbers = x.numel();
  call.inner = last || numbers == 0 ? 1 : numbers / (samples * call.channels);
  call.batch = numbers / (call.channels * call.inner);
  call.rows = learned.alpha.defined() ? learned.alpha.size(0) : learned.theta.defined() ? learned.theta.size(0) : 1;
  call.x = data(x);
  call.alpha = data(learned.alpha);
  call.theta = data(learned.theta);
  call.bias = data(learned.bias);
  call.square = square;
  if (square > 0) call.height = x.size(2), call.width = x.size(3);
  return call;
}

// Images that are pooled have their channels last, also where that cannot be told from their strides.
at::MemoryFormat format(const at::Tensor& x, int64_t square) {
  return square > 0 ? at::MemoryFormat::ChannelsLast : x.suggest_memory_format();
}

// Images that are so many times as high and as wide.
std::vector<int64_t> scaled(const at::Tensor& x, int64_t up, int64_t down) {
  return {x.size(0), x.size(1), x.size(2) * up / down, x.size(3) * up / down};
}

struct Mix : torch::autograd::Function<Mix> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const MaybeTensor& alpha,
                            const MaybeTensor& theta, const MaybeTensor& bias,
                            const c10::intrusive_ptr<Bases>& bases, int64_t square) {
    const at::Tensor x = input.contiguous(format(input, square));
    const Learned learned{contiguous(alpha), contiguous(theta), contiguous(bias)};
    Call pass = call(*bases, x, learned, square);
    at::Tensor y, kept = x, chosen;
    if (square > 0) {
      y = at::empty(scaled(x, 1, square), x.options(), at::MemoryFormat::ChannelsLast);
      kept = at::empty_like(y);
      chosen = at::empty_like(y, y.options().dtype(at::kByte));
      pass.kept = room(kept);
      pass.chosen = chosen.mutable_data_ptr<uint8_t>();
    } else {
      y = at::empty_like(x);
    }
    pass.y = room(y);
    at::parallel_for(0, bases->passes.strips(&pass), 1,
                     [&](int64_t begin, int64_t end) { bases->passes.forward(&pass, begin, end); });
    ctx->save_for_backward({kept, learned.alpha, learned.theta, learned.bias, chosen});
    ctx->saved_data["square"] = square;
    ctx->saved_data["bases"] = at::IValue::make_capsule(bases);
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "the fused mix cannot be differentiated twice; use the reference operator");
    const auto saved = ctx->get_saved_variables();
    const at::Tensor& x = saved[0];
    const Learned learned{saved[1], saved[2], saved[3]};
    const auto holder = ctx->saved_data["bases"].toCapsule();
    const auto& bases = static_cast<const Bases&>(*holder);
    const int64_t square = ctx->saved_data["square"].toInt();
    const at::Tensor g = gradients[0].contiguous(format(x, square));
    const at::Tensor by_x = square > 0
                                ? at::empty(scaled(x, square, 1), x.options(), at::MemoryFormat::ChannelsLast)
                                : at::empty_like(x);
    const Learned by{like(learned.alpha), like(learned.theta), like(learned.bias)};
    Call pass = call(bases, x, learned, square);
    pass.g = data(g);
    pass.chosen = const_cast<uint8_t*>(bytes(saved[4]));
    pass.y = room(by_x);
    std::vector<double> sums(bases.passes.sums(&pass));
    pass.sums = sums.data();
    at::parallel_for(0, bases.passes.strips(&pass), 1,
                     [&](int64_t begin, int64_t end) { bases.passes.backward(&pass, begin, end); });
    bases.passes.gather(&pass, room(by.alpha), room(by.theta), room(by.bias));
    return {by_x, by.alpha, by.theta, by.bias, at::Tensor(), at::Tensor()};
  }
};

MaybeTensor maybe(const at::Tensor* tensor) { return tensor ? MaybeTensor(*tensor) : std::nullopt; }

}  // namespace

// Sets `y` to a new tensor, or `error` to what went wrong, to be freed by actsearch_mix_forget. Takes over `bases`.
extern "C" void actsearch_mix(at::Tensor** y, char** error, const at::Tensor* x, const at::Tensor* alpha,
                              const at::Tensor* theta, const at::Tensor* bias, const void* bases,
                              const Passes* passes, int64_t square) {
  try {
    auto held = c10::make_intrusive<Bases>(bases, *passes);
    *y = new at::Tensor(Mix::apply(*x, maybe(alpha), maybe(theta), maybe(bias), std::move(held), square));
  } catch (const std::exception& cause) {
    *error = strdup(cause.what());
  } catch (...) {
    *error = strdup("an exception of unknown type");
  }
}

extern "C" void actsearch_mix_forget(char* error) { free(error); }
