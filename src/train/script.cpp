// Compiles TorchScript and saves it as a file in memory; script.rs has the same structures.

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Text {
  const char* start;
  size_t length;
  std::string string() const { return {start, length}; }
};

struct NamedTensor {
  Text name;  // with the names of its submodules before it: "conv1.weight"
  const int64_t* dims;
  size_t rank;
  const float* values;
  bool is_parameter;
};

struct ExtraFile {
  Text name;
  Text content;
};

using torch::jit::Module;

// Modules by their paths; that of the whole is empty.
class Modules {
 public:
  explicit Modules(std::string name)
      : name(std::move(name)), unit(std::make_shared<torch::jit::CompilationUnit>()) {
    found.emplace("", made(this->name));
  }

  Module& at(const std::string& path) {
    const auto known = found.find(path);
    if (known != found.end()) return known->second;
    const size_t dot = path.rfind('.');
    Module& parent = at(dot == std::string::npos ? "" : path.substr(0, dot));
    const std::string own = dot == std::string::npos ? path : path.substr(dot + 1);
    Module& child = found.emplace(path, made(name + "_" + own)).first->second;
    parent.register_module(own, child);
    return child;
  }

 private:
  // Every module has this attribute in Python, which sets it in `eval()`.
  Module made(const std::string& class_name) const {
    Module module(c10::QualifiedName("__torch__." + class_name), unit, /*shouldMangle=*/true);
    module.register_attribute("training", c10::BoolType::get(), false);
    return module;
  }

  const std::string name;
  const std::shared_ptr<torch::jit::CompilationUnit> unit;
  std::map<std::string, Module> found;
};

void add(Modules& modules, const NamedTensor& tensor) {
  const std::string name = tensor.name.string();
  const size_t dot = name.rfind('.');
  Module& module = modules.at(dot == std::string::npos ? "" : name.substr(0, dot));
  at::Tensor values = at::empty(at::IntArrayRef(tensor.dims, tensor.rank), at::kFloat);
  if (values.numel() > 0) std::memcpy(values.mutable_data_ptr<float>(), tensor.values, values.nbytes());
  values.set_requires_grad(tensor.is_parameter);
  module.register_parameter(dot == std::string::npos ? name : name.substr(dot + 1), values,
                            /*is_buffer=*/!tensor.is_parameter);
}

char* copied(const std::string& bytes) {
  char* copy = static_cast<char*>(std::malloc(bytes.size()));
  if (copy) std::memcpy(copy, bytes.data(), bytes.size());
  return copy;
}

}  // namespace

// Sets `bytes` and `length` to the file, or `error` to what went wrong; either is freed by actsearch_script_forget. If both
// stay null, there is no memory.
extern "C" void actsearch_script(char** bytes, size_t* length, char** error, Text class_name, Text methods,
                                 const NamedTensor* tensors, size_t n_tensors, const ExtraFile* extra,
                                 size_t n_extra) {
  try {
    Modules modules(class_name.string());
    for (size_t place = 0; place < n_tensors; ++place) add(modules, tensors[place]);
    Module& module = modules.at("");
    module.define(methods.string());
    std::ostringstream file;
    torch::jit::ExtraFilesMap beside;
    for (size_t place = 0; place < n_extra; ++place) {
      beside.emplace(extra[place].name.string(), extra[place].content.string());
    }
    module.save(file, beside);
    const std::string saved = file.str();
    *length = saved.size();
    *bytes = copied(saved);
  } catch (const c10::Error& cause) {
    *error = strdup(cause.what_without_backtrace());
  } catch (const std::exception& cause) {
    *error = strdup(cause.what());
  } catch (...) {
    *error = strdup("an exception of unknown type");
  }
}

extern "C" void actsearch_script_forget(char* memory) { std::free(memory); }
