//! Samples to look at: a picture of many, and a few in letters.

use super::{Part, Values};
use crate::task::Dims;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// How many samples of a class are shown.
const COLUMNS: u32 = 10;
/// How many classes are shown.
const ROWS: usize = 50;
/// No picture is shown with fewer pixels than this, so that small ones can be seen.
const SMALLEST: u32 = 48;
const GAP: u32 = 2;

/// A picture of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The picture as PNG.
    pub png: Vec<u8>,
    /// How many samples are in it.
    pub samples: usize,
    /// How many classes have a row in it.
    pub rows: usize,
}

/// A picture with a row for every class and its first samples in it; nothing for samples that are no images.
///
/// # Panics
/// Never: writing a picture into memory cannot fail.
#[must_use]
pub fn sheet(part: &Part, classes: usize) -> Option<Sheet> {
    let Dims::Image { height, width, .. } = part.dims else { return None };
    let [height, width] = [height, width].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let zoom = SMALLEST.div_ceil(height.min(width)).max(1);
    let (right, down) = (width * zoom + GAP, height * zoom + GAP);
    let rows = classes.min(ROWS);
    let rows_high = u32::try_from(rows).expect("at most 50");
    let mut picture =
        RgbImage::from_pixel(COLUMNS * right + GAP, rows_high * down + GAP, Rgb([255, 255, 255]));
    let (range, mut shown) = (range(part), 0);
    for (row, class) in (0_u32..).zip(0..rows) {
        for (column, sample) in (0..COLUMNS).zip(samples_of(part, class)) {
            shown += 1;
            let corner = (GAP + column * right, GAP + row * down);
            for y in 0..height * zoom {
                for x in 0..width * zoom {
                    let pixel = pixel(part, sample, [(y / zoom) as usize, (x / zoom) as usize], range);
                    picture.put_pixel(corner.0 + x, corner.1 + y, Rgb(pixel));
                }
            }
        }
    }
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).expect("memory takes every picture");
    Some(Sheet { png: file.into_inner(), samples: shown, rows })
}

/// The first sample of some classes in letters, darker ones for lighter pixels; nothing for samples that are no images.
#[must_use]
pub fn letters(part: &Part, classes: usize) -> Option<String> {
    const LETTERS: &[u8] = b" .:-=+*#%@";
    const HIGH: usize = 14;
    let Dims::Image { height, width, .. } = part.dims else { return None };
    let range = range(part);
    let samples: Vec<usize> =
        (0..classes).filter_map(|class| samples_of(part, class).next()).take(3).collect();
    let high = height.min(HIGH);
    // A letter is about twice as high as it is wide.
    let wide = (2 * high * width / height).clamp(1, 32);
    let letter = |sample: usize, y: usize, x: usize| {
        let pixel = pixel(part, sample, [y * height / high, x * width / wide], range);
        let grey = pixel.iter().map(|value| usize::from(*value)).sum::<usize>() / 3;
        char::from(LETTERS[grey * (LETTERS.len() - 1) / 255])
    };
    let line = |y: usize| -> String {
        let rows = samples.iter().map(|sample| (0..wide).map(|x| letter(*sample, y, x)).collect::<String>());
        rows.collect::<Vec<_>>().join("   ").trim_end().to_owned()
    };
    Some((0..high).map(line).collect::<Vec<_>>().join("\n"))
}

fn samples_of(part: &Part, class: usize) -> impl Iterator<Item = usize> + '_ {
    (0..part.len()).filter(move |sample| usize::from(part.labels()[*sample]) == class)
}

/// The smallest and the largest value.
#[must_use]
pub fn range(part: &Part) -> (f32, f32) {
    match part.values() {
        Values::Bytes { white, .. } => (0.0, f32::from(white)),
        Values::Numbers(all) => all.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        }),
    }
}

/// Red, green and blue at a place of a sample; grey where it has other than three channels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a byte holds")]
fn pixel(part: &Part, sample: usize, [y, x]: [usize; 2], (low, high): (f32, f32)) -> [u8; 3] {
    let Dims::Image { channels, height, width } = part.dims else { return [0; 3] };
    let value = |channel: usize| {
        let at = sample * part.dims.size() + channel * height * width + y * width + x;
        let value = match part.values() {
            Values::Bytes { all, .. } => f32::from(all[at]),
            Values::Numbers(all) => all[at],
        };
        let share = if high > low { (value - low) / (high - low) } else { 0.0 };
        (255.0 * share).round().clamp(0.0, 255.0) as u8
    };
    if channels == 3 { [value(0), value(1), value(2)] } else { [value(0); 3] }
}
