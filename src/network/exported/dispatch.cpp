// Calls functions of ATen by their names through libtorch's dispatcher, which records what autograd needs; dispatch.rs has
// the same structures.

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/ScalarOps.h>
#include <c10/util/Exception.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

enum class Kind : int32_t {
  Default,  // as the schema has it
  None,
  Tensor,
  Tensors,  // some of which may be null: gaps
  Int,
  Ints,
  Float,
  Floats,
  Bool,
  Bools,
  Text,
  Device,  // named by a text
};

struct Argument {
  Kind kind;
  int64_t whole;     // of an Int, or 0 or 1 of a Bool
  double real;       // of a Float
  const void* list;  // of what has several: at::Tensor*, int64_t, double, bool, char; of a Tensor the at::Tensor itself
  size_t length;
};

enum class Made : int32_t { None, Tensor, List, Int, Float, Bool };

// What comes out of a function: a List is followed by its tensors.
struct Output {
  Made kind;
  int64_t whole;       // of an Int or a Bool; how many tensors a List has
  double real;         // of a Float
  at::Tensor* tensor;  // owned by whoever receives it
};

using Receive = void (*)(void* receiver, const Output* output);

[[noreturn]] void unfit(const c10::Argument& argument, const char* found) {
  throw std::runtime_error("the argument `" + argument.name() + "` is " + argument.type()->str() + ", but got " + found);
}

const at::Tensor& tensor(const void* pointer) { return *static_cast<const at::Tensor*>(pointer); }

template <class T>
std::vector<T> vector(const Argument& given) {
  const T* start = static_cast<const T*>(given.list);
  return std::vector<T>(start, start + given.length);
}

// A number where a tensor stands in the schema: as Python passes it, it does not decide the type of the result.
at::Tensor number(const Argument& given) {
  const c10::Scalar scalar = given.kind == Kind::Int     ? c10::Scalar(given.whole)
                             : given.kind == Kind::Float ? c10::Scalar(given.real)
                                                         : c10::Scalar(given.whole != 0);
  at::Tensor made = c10::scalar_to_tensor(scalar);
  made.unsafeGetTensorImpl()->set_wrapped_number(true);
  return made;
}

c10::IValue tensors(const Argument& given, bool with_gaps) {
  const auto* const* start = static_cast<const at::Tensor* const*>(given.list);
  if (with_gaps) {
    c10::List<std::optional<at::Tensor>> list;
    for (size_t at = 0; at < given.length; ++at) {
      list.push_back(start[at] ? std::optional<at::Tensor>(*start[at]) : std::nullopt);
    }
    return list;
  }
  c10::List<at::Tensor> list;
  for (size_t at = 0; at < given.length; ++at) list.push_back(*start[at]);
  return list;
}

c10::IValue list(const Argument& given, const c10::Argument& argument, const c10::TypePtr& element) {
  const size_t count = argument.N() ? static_cast<size_t>(*argument.N()) : 1;
  switch (element->kind()) {
    case c10::TypeKind::TensorType:
      if (given.kind == Kind::Tensors) return tensors(given, false);
      break;
    case c10::TypeKind::OptionalType:
      if (given.kind == Kind::Tensors) return tensors(given, true);
      break;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      if (given.kind == Kind::Ints) return vector<int64_t>(given);
      if (given.kind == Kind::Int) return std::vector<int64_t>(count, given.whole);
      break;
    case c10::TypeKind::FloatType:
      if (given.kind == Kind::Floats) return vector<double>(given);
      if (given.kind == Kind::Ints) {
        const std::vector<int64_t> whole = vector<int64_t>(given);
        return std::vector<double>(whole.begin(), whole.end());
      }
      if (given.kind == Kind::Float) return std::vector<double>(count, given.real);
      break;
    case c10::TypeKind::BoolType:
      if (given.kind == Kind::Bools) {
        c10::List<bool> bools;
        for (const bool value : vector<bool>(given)) bools.push_back(value);
        return bools;
      }
      break;
    default:
      break;
  }
  unfit(argument, "a list or number of another type");
}

// What is given as the schema types it.
c10::IValue value(const Argument& given, const c10::Argument& argument, const c10::TypePtr& type) {
  const bool is_number = given.kind == Kind::Int || given.kind == Kind::Float || given.kind == Kind::Bool;
  switch (type->kind()) {
    case c10::TypeKind::OptionalType:
      if (given.kind == Kind::None) return {};
      return value(given, argument, type->castRaw<c10::OptionalType>()->getElementType());
    case c10::TypeKind::TensorType:
      if (given.kind == Kind::Tensor) return tensor(given.list);
      if (is_number) return number(given);
      break;
    case c10::TypeKind::ListType:
      return list(given, argument, type->castRaw<c10::ListType>()->getElementType());
    case c10::TypeKind::NumberType:
      if (given.kind == Kind::Bool) return given.whole != 0;
      if (given.kind == Kind::Float) return given.real;
      if (given.kind == Kind::Int) return given.whole;
      break;
    case c10::TypeKind::FloatType:
      if (given.kind == Kind::Float) return given.real;
      if (given.kind == Kind::Int) return static_cast<double>(given.whole);
      break;
    case c10::TypeKind::BoolType:
      if (given.kind == Kind::Bool || given.kind == Kind::Int) return given.whole != 0;
      break;
    case c10::TypeKind::StringType:
      if (given.kind == Kind::Text) return std::string(static_cast<const char*>(given.list), given.length);
      break;
    case c10::TypeKind::DeviceObjType:
      if (given.kind == Kind::Device) return c10::Device(std::string(static_cast<const char*>(given.list), given.length));
      break;
    default:
      // Types of numbers, layouts and orders in memory are whole numbers, too.
      if (given.kind == Kind::Int || given.kind == Kind::Bool) return given.whole;
      break;
  }
  if (given.kind == Kind::None) unfit(argument, "nothing");
  unfit(argument, "something else");
}

void give(const c10::IValue& made, Receive receive, void* receiver) {
  Output output{};
  const auto give_tensor = [&](const at::Tensor& tensor) {
    output = {};
    output.kind = tensor.defined() ? Made::Tensor : Made::None;
    if (tensor.defined()) output.tensor = new at::Tensor(tensor);
    receive(receiver, &output);
  };
  if (made.isTensor()) return give_tensor(made.toTensor());
  if (made.isTensorList()) {
    const auto list = made.toTensorVector();
    output.kind = Made::List;
    output.whole = static_cast<int64_t>(list.size());
    receive(receiver, &output);
    for (const at::Tensor& tensor : list) give_tensor(tensor);
    return;
  }
  if (made.isInt() || made.isSymInt()) {
    output.kind = Made::Int;
    output.whole = made.isInt() ? made.toInt() : made.toSymInt().expect_int();
  } else if (made.isDouble()) {
    output.kind = Made::Float;
    output.real = made.toDouble();
  } else if (made.isBool()) {
    output.kind = Made::Bool;
    output.whole = made.toBool();
  } else if (!made.isNone()) {
    throw std::runtime_error("it gives back a " + made.tagKind());
  }
  receive(receiver, &output);
}

template <class Work>
char* error_of(Work work) {
  try {
    work();
    return nullptr;
  } catch (const c10::Error& cause) {
    return strdup(cause.what_without_backtrace());
  } catch (const std::exception& cause) {
    return strdup(cause.what());
  } catch (...) {
    return strdup("an exception of unknown type");
  }
}

}  // namespace

// Finds a function: `function` is set unless what it returns is an error, which actsearch_forget_text frees. It is freed by
// actsearch_forget_function.
extern "C" char* actsearch_find_function(const char* name, const char* overload, const c10::OperatorHandle** function) {
  return error_of([&] {
    *function = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

extern "C" void actsearch_forget_function(const c10::OperatorHandle* function) { delete function; }

// How many arguments a function has.
extern "C" size_t actsearch_count_arguments(const c10::OperatorHandle* function) {
  return function->schema().arguments().size();
}

// The name of an argument, which lives as long as libtorch.
extern "C" const char* actsearch_argument_name(const c10::OperatorHandle* function, size_t place) {
  return function->schema().arguments()[place].name().c_str();
}

// Calls a function with an argument for each of its schema, and hands what comes out to `receive`. What it returns is an
// error, which actsearch_forget_text frees.
extern "C" char* actsearch_call_function(const c10::OperatorHandle* function, const Argument* arguments,
                                         Receive receive, void* receiver) {
  return error_of([&] {
    const auto& schema = function->schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    for (size_t place = 0; place < schema.size(); ++place) {
      const c10::Argument& argument = schema[place];
      if (arguments[place].kind != Kind::Default) {
        stack.push_back(value(arguments[place], argument, argument.type()));
      } else if (argument.default_value()) {
        stack.push_back(*argument.default_value());
      } else {
        unfit(argument, "nothing, and it has no default");
      }
    }
    function->callBoxed(stack);
    for (const c10::IValue& made : stack) give(made, receive, receiver);
  });
}

extern "C" void actsearch_forget_text(char* text) { std::free(text); }
