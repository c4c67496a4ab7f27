//! One picture, from the bytes of its file to planes of pixels.

use super::PictureProblem;
use super::{jpeg, png};
use crate::dataset::limit::most_unpacked;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};
use std::io::Cursor;
use std::path::Path;

/// A picture may have as many pixels as the largest cameras take.
const MOST_PIXELS: u64 = 100_000_000;

/// Reads a picture, turns it as its camera says, drops its transparency, and brings it to a size: its red, green and blue
/// plane; whether its file has shades of grey only.
pub fn resized(bytes: &[u8], size: [usize; 2], planes: &mut [u8]) -> Result<bool, PictureProblem> {
    let image = decode(bytes)?;
    let image = if size_of(&image) == size {
        image
    } else {
        let [height, width] = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        image.resize_exact(width, height, FilterType::Triangle)
    };
    Ok(into_planes(image, planes))
}

/// The same of a picture that must have a size, which `first` has.
pub(super) fn as_it_is(
    bytes: &[u8],
    size: [usize; 2],
    first: &Path,
    planes: &mut [u8],
) -> Result<bool, PictureProblem> {
    let found = self::size(bytes)?;
    if found != size {
        return Err(PictureProblem::Sizes { found, first: size, other: first.to_owned() });
    }
    Ok(into_planes(decode(bytes)?, planes))
}

/// The height and width that a picture says to have, once it is turned as its camera says.
pub(super) fn size(bytes: &[u8]) -> Result<[usize; 2], PictureProblem> {
    let (decoder, orientation) = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let [height, width] = [height, width].map(|side| side as usize);
    Ok(match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => [width, height],
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => [height, width],
    })
}

fn unreadable(error: &ImageError) -> PictureProblem {
    PictureProblem::Unreadable { reason: error.to_string() }
}

/// What decodes a picture whose size is one that can be, and how its camera was held.
fn decoder(bytes: &[u8]) -> Result<(impl ImageDecoder, Orientation), PictureProblem> {
    let open = || {
        let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?.into_decoder()?;
        let orientation = decoder.orientation()?;
        Ok((decoder, orientation))
    };
    let (decoder, orientation) = open().map_err(|error| unreadable(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureProblem::Pixels { height, width, most: MOST_PIXELS });
    }
    // A byte for each row tells its filter, and eight pixels of one bit each fit into another.
    let least = u64::from(height) * (1 + u64::from(width).div_ceil(8));
    if !jpeg::is_jpeg(bytes) && least > most_unpacked(bytes.len() as u64) {
        return Err(PictureProblem::Short { height, width, len: bytes.len() });
    }
    Ok((decoder, orientation))
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, PictureProblem> {
    let (decoder, orientation) = decoder(bytes)?;
    if jpeg::is_jpeg(bytes) {
        jpeg::check(bytes).map_err(|flaw| PictureProblem::Unreadable { reason: flaw.to_string() })?;
    }
    if png::is_cut(bytes) {
        return Err(PictureProblem::Unreadable {
            reason: "it ends before its last chunk, so it has been cut".to_owned(),
        });
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn size_of(image: &DynamicImage) -> [usize; 2] {
    [image.height() as usize, image.width() as usize]
}

fn into_planes(image: DynamicImage, planes: &mut [u8]) -> bool {
    let is_grey = !image.color().has_color();
    let pixels = image.into_rgb8().into_raw();
    let size = planes.len() / 3;
    for (channel, plane) in planes.chunks_exact_mut(size).enumerate() {
        let values = pixels.iter().skip(channel).step_by(3);
        plane.iter_mut().zip(values).for_each(|(place, value)| *place = *value);
    }
    is_grey
}

/// The luminance of ITU-R BT.601, rounded: (299·R + 587·G + 114·B)/1000, which leaves grey as it is.
pub(super) fn grey(pixel: [u8; 3]) -> u8 {
    let [red, green, blue] = pixel.map(u32::from);
    u8::try_from((299 * red + 587 * green + 114 * blue + 500) / 1000).unwrap_or(u8::MAX)
}
