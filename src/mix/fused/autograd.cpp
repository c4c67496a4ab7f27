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
  float* y;                        // the output of a forward pass, the gradient of x in a backward pass
  const float* g;                  // the gradient of y
  double* sums;                    // what each strip adds to the gradients of alpha and theta
  int64_t height, width, square;   // of images that are pooled by squares; otherwise square is 0
  uint8_t* chosen;                 // which pixel of its square each maximum is
};

struct Passes {
  int64_t (*strips)(const Call*);
  int64_t (*sums)(const Call*);
  void (*forward)(const Call*, int64_t begin, int64_t end);
  void (*backward)(const Call*, int64_t begin, int64_t end);
  void (*gather)(const Call*, float* by_alpha, float* by_theta);
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

const float* data(const at::Tensor& tensor) { return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr; }

// Describes a dense tensor; where the channels come last, its pixels count as samples.
Call call(const Bases& bases, const at::Tensor& x, const at::Tensor& alpha, const at::Tensor& theta, int64_t square) {
  Call call{};
  call.bases = bases.bases;
  call.channels = x.dim() > 1 && x.size(1) > 0 ? x.size(1) : 1;
  const bool last = square > 0 || x.suggest_memory_format() != at::MemoryFormat::Contiguous;
  const int64_t samples = x.dim() > 0 ? x.size(0) : 1;
  const int64_t numbers = x.numel();
  call.inner = last || numbers == 0 ? 1 : numbers / (samples * call.channels);
  call.batch = numbers / (call.channels * call.inner);
  call.rows = alpha.defined() ? alpha.size(0) : theta.defined() ? theta.size(0) : 1;
  call.x = data(x);
  call.alpha = data(alpha);
  call.theta = data(theta);
  call.square = square;
  if (square > 0) call.height = x.size(2), call.width = x.size(3);
  return call;
}

// Images that are pooled have their channels last, also where that cannot be told from their strides.
at::MemoryFormat format(const at::Tensor& x, int64_t square) {
  return square > 0 ? at::MemoryFormat::ChannelsLast : x.suggest_memory_format();
}

struct Mix : torch::autograd::Function<Mix> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const MaybeTensor& alpha_,
                            const MaybeTensor& theta_, const c10::intrusive_ptr<Bases>& bases, int64_t square) {
    const at::Tensor x = input.contiguous(format(input, square));
    const at::Tensor alpha = alpha_ ? alpha_->contiguous() : at::Tensor();
    const at::Tensor theta = theta_ ? theta_->contiguous() : at::Tensor();
    at::Tensor y, chosen;
    if (square > 0) {
      const std::vector<int64_t> sizes = {x.size(0), x.size(1), x.size(2) / square, x.size(3) / square};
      y = at::empty(sizes, x.options(), at::MemoryFormat::ChannelsLast);
      chosen = at::empty(sizes, x.options().dtype(at::kByte), at::MemoryFormat::ChannelsLast);
    } else {
      y = at::empty_like(x);
    }
    Call pass = call(*bases, x, alpha, theta, square);
    pass.y = y.mutable_data_ptr<float>();
    pass.chosen = chosen.defined() ? chosen.mutable_data_ptr<uint8_t>() : nullptr;
    at::parallel_for(0, bases->passes.strips(&pass), 1,
                     [&](int64_t begin, int64_t end) { bases->passes.forward(&pass, begin, end); });
    ctx->save_for_backward({x, alpha, theta, chosen});
    ctx->saved_data["square"] = square;
    ctx->saved_data["bases"] = at::IValue::make_capsule(bases);
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "the fused mix cannot be differentiated twice; use the reference operator");
    const auto saved = ctx->get_saved_variables();
    const at::Tensor &x = saved[0], &alpha = saved[1], &theta = saved[2];
    const auto holder = ctx->saved_data["bases"].toCapsule();
    const auto& bases = static_cast<const Bases&>(*holder);
    const int64_t square = ctx->saved_data["square"].toInt();
    const at::Tensor g = gradients[0].contiguous(format(x, square));
    at::Tensor by_x = at::empty_like(x);
    at::Tensor by_alpha = alpha.defined() ? at::empty_like(alpha) : at::Tensor();
    at::Tensor by_theta = theta.defined() ? at::empty_like(theta) : at::Tensor();
    Call pass = call(bases, x, alpha, theta, square);
    pass.g = data(g);
    pass.chosen = saved[3].defined() ? saved[3].mutable_data_ptr<uint8_t>() : nullptr;
    pass.y = by_x.mutable_data_ptr<float>();
    std::vector<double> sums(bases.passes.sums(&pass));
    pass.sums = sums.data();
    at::parallel_for(0, bases.passes.strips(&pass), 1,
                     [&](int64_t begin, int64_t end) { bases.passes.backward(&pass, begin, end); });
    bases.passes.gather(&pass, by_alpha.defined() ? by_alpha.mutable_data_ptr<float>() : nullptr,
                        by_theta.defined() ? by_theta.mutable_data_ptr<float>() : nullptr);
    return {by_x, by_alpha, by_theta, at::Tensor(), at::Tensor()};
  }
};

MaybeTensor maybe(const at::Tensor* tensor) { return tensor ? MaybeTensor(*tensor) : std::nullopt; }

}  // namespace

// Sets `y` to a new tensor, or `error` to what went wrong, to be freed by actsearch_mix_forget. Takes over `bases`.
extern "C" void actsearch_mix(at::Tensor** y, char** error, const at::Tensor* x, const at::Tensor* alpha,
                              const at::Tensor* theta, const void* bases, const Passes* passes, int64_t square) {
  try {
    auto held = c10::make_intrusive<Bases>(bases, *passes);
    *y = new at::Tensor(Mix::apply(*x, maybe(alpha), maybe(theta), std::move(held), square));
  } catch (const std::exception& cause) {
    *error = strdup(cause.what());
  } catch (...) {
    *error = strdup("an exception of unknown type");
  }
}

extern "C" void actsearch_mix_forget(char* error) { free(error); }
