//! One picture, from the bytes of its file to planes of pixels.

use super::PictureProblem;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};
use std::io::Cursor;

/// A picture as red, green and blue bytes, pixel after pixel.
#[derive(Debug)]
pub(super) struct Picture {
    /// Height and width.
    pub size: [usize; 2],
    /// Whether its file has shades of grey only.
    pub is_grey: bool,
    pixels: Vec<u8>,
}

/// The size that a picture shall have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    AsItIs,
    /// Height and width.
    Size([usize; 2]),
}

impl Picture {
    /// Reads a picture, turns it as its camera says, and brings it to its size; transparency is dropped.
    pub fn read(bytes: &[u8], wish: Wish) -> Result<Self, PictureProblem> {
        let image =
            decode(bytes).map_err(|error| PictureProblem::Unreadable { reason: error.to_string() })?;
        let image = match wish {
            Wish::Size([height, width]) if size_of(&image) != [height, width] => {
                let sides = [width, height].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
                image.resize_exact(sides[0], sides[1], FilterType::Triangle)
            }
            Wish::Size(_) | Wish::AsItIs => image,
        };
        Ok(Self {
            size: size_of(&image),
            is_grey: !image.color().has_color(),
            pixels: image.into_rgb8().into_raw(),
        })
    }

    /// The planes of the picture: red, green and blue, or one of grey.
    pub fn into_planes(self, channels: usize) -> Vec<u8> {
        let pixels = self.pixels.chunks_exact(3);
        if channels == 1 {
            return pixels.map(grey).collect();
        }
        (0..channels).flat_map(|channel| self.pixels.iter().skip(channel).step_by(3)).copied().collect()
    }
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, ImageError> {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn size_of(image: &DynamicImage) -> [usize; 2] {
    [image.height() as usize, image.width() as usize]
}

/// The luminance of ITU-R BT.601, rounded: (299·R + 587·G + 114·B)/1000, which leaves grey as it is.
fn grey(pixel: &[u8]) -> u8 {
    let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
    u8::try_from((299 * red + 587 * green + 114 * blue + 500) / 1000).unwrap_or(u8::MAX)
}
