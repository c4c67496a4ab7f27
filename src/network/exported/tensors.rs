//! The numbers of an exported model as tensors.

use crate::pt2::{DType, Program, Strided, Tensor as Described};
use tch::{Device, Kind, Tensor};

/// A tensor of a program with memory of its own.
pub(super) fn tensor(program: &Program, described: &Described, device: Device) -> Tensor {
    let Strided { dtype, sizes, strides, offset } = &described.strided;
    let whole = |number: &u64| i64::try_from(*number).expect("checked against the file");
    let (sizes, strides): (Vec<i64>, Vec<i64>) =
        (sizes.iter().map(whole).collect(), strides.iter().map(whole).collect());
    let bytes = &program.storages[described.storage].bytes;
    let width = usize::try_from(dtype.width()).expect("at most 8");
    let count = bytes.len() / width;
    if sizes.contains(&0) {
        return Tensor::zeros(&sizes, (kind(*dtype), device));
    }
    let length = i64::try_from(count).expect("a file in memory");
    let all = Tensor::from_data_size(&bytes[..count * width], &[length], kind(*dtype));
    let tensor = all.as_strided(&sizes, &strides, whole(offset));
    tensor.contiguous().to_device(device).copy()
}

fn kind(dtype: DType) -> Kind {
    match dtype {
        DType::UInt8 => Kind::Uint8,
        DType::Int8 => Kind::Int8,
        DType::Int16 => Kind::Int16,
        DType::Int32 => Kind::Int,
        DType::Int64 => Kind::Int64,
        DType::Float16 => Kind::Half,
        DType::Float32 => Kind::Float,
        DType::Float64 => Kind::Double,
        DType::Bool => Kind::Bool,
        DType::BFloat16 => Kind::BFloat16,
    }
}
