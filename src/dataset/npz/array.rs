//! The numbers of an array, in the order of C.

use super::layout::{Kind, Layout};
use crate::dataset::whole_number::{bits, whole_number};

/// An array of numbers in the order of C.
#[derive(Debug)]
pub(super) struct Array {
    pub layout: Layout,
    /// All numbers.
    pub bytes: Vec<u8>,
}

impl Array {
    /// The array of these bytes, which are as many as the layout needs; `room` takes them in another order.
    pub fn new(
        layout: Layout,
        bytes: Vec<u8>,
        room: impl FnOnce() -> Result<Vec<u8>, String>,
    ) -> Result<Self, String> {
        if !layout.is_fortran || layout.shape.len() < 2 || bytes.is_empty() {
            return Ok(Self { layout, bytes });
        }
        let bytes = in_order_of_c(&layout.shape, layout.width, &bytes, room()?);
        Ok(Self { layout, bytes })
    }

    /// Its numbers as floats.
    #[expect(clippy::cast_precision_loss, reason = "a sample is a float, whatever it was written as")]
    pub fn floats(&self) -> impl Iterator<Item = f64> + '_ {
        let Layout { kind, width, is_big_endian, .. } = self.layout;
        self.bytes.chunks_exact(width).map(move |bytes| {
            let bits = || bits(bytes, is_big_endian);
            match (kind, width) {
                (Kind::Float, 2) => half(u16::try_from(bits()).unwrap_or_default()),
                (Kind::Float, 4) => f64::from(f32::from_bits(u32::try_from(bits()).unwrap_or_default())),
                (Kind::Float, _) => f64::from_bits(bits()),
                (Kind::Bool, _) => f64::from(u8::from(bytes != [0])),
                (Kind::Unsigned | Kind::Signed, _) => self.whole(bytes) as f64,
            }
        })
    }

    /// Its numbers as whole numbers, unless they are floats.
    pub fn whole_numbers(&self) -> Option<impl Iterator<Item = i128> + '_> {
        let numbers = self.bytes.chunks_exact(self.layout.width).map(|bytes| match self.layout.kind {
            Kind::Bool => i128::from(bytes != [0]),
            Kind::Unsigned | Kind::Signed | Kind::Float => self.whole(bytes),
        });
        (self.layout.kind != Kind::Float).then_some(numbers)
    }

    fn whole(&self, bytes: &[u8]) -> i128 {
        whole_number(bytes, self.layout.kind == Kind::Signed, self.layout.is_big_endian)
    }
}

/// A number of half precision: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    }
}

/// Numbers whose first index runs fastest, in the order in which the last one does.
fn in_order_of_c(shape: &[usize], width: usize, bytes: &[u8], mut ordered: Vec<u8>) -> Vec<u8> {
    let steps: Vec<usize> = shape
        .iter()
        .scan(width, |step, side| {
            let this = *step;
            *step *= side;
            Some(this)
        })
        .collect();
    let mut index = vec![0; shape.len()];
    let mut at = 0;
    while ordered.len() < bytes.len() {
        ordered.extend_from_slice(&bytes[at..at + width]);
        for dimension in (0..shape.len()).rev() {
            index[dimension] += 1;
            at += steps[dimension];
            if index[dimension] < shape[dimension] {
                break;
            }
            at -= steps[dimension] * shape[dimension];
            index[dimension] = 0;
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_half_precision_are_those_of_its_definition() {
        let known = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 6.103_515_625e-5),
            (0x3555, 0.333_251_953_125),
            (0xfc00, f64::NEG_INFINITY),
        ];
        for (bits, value) in known {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn the_order_of_fortran_is_turned_into_that_of_c() {
        // a[i, j, k] = 100·i + 10·j + k, once written with the first index first.
        let shape = [2, 3, 4];
        let mut fortran = Vec::new();
        let mut c = Vec::new();
        for k in 0..4_u8 {
            for j in 0..3_u8 {
                fortran.extend((0..2_u8).map(|i| 100 * i + 10 * j + k));
            }
        }
        for i in 0..2_u8 {
            for j in 0..3_u8 {
                c.extend((0..4_u8).map(|k| 100 * i + 10 * j + k));
            }
        }
        assert_eq!(in_order_of_c(&shape, 1, &fortran, Vec::new()), c);
        let wide = |bytes: &[u8]| bytes.iter().flat_map(|byte| [*byte, 7]).collect::<Vec<u8>>();
        assert_eq!(in_order_of_c(&shape, 2, &wide(&fortran), Vec::new()), wide(&c));
    }
}
