//! A plot as SVG.

use super::Plot;
use super::frame::Axis;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, ValueFormatter};
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Width and height in pixels.
const SIZE: (u32, u32) = (800, 500);
/// plotters rounds to whole pixels; a drawing that is so many times as large has room for fractions.
const SCALE: u32 = 8;
const SCALE_AS_LENGTH: i32 = 8;

const VALUE: RGBColor = RGBColor(0, 90, 160);
const DERIVATIVE: RGBColor = RGBColor(200, 80, 0);
const GRID: RGBColor = RGBColor(225, 225, 225);
const AXIS: RGBColor = RGBColor(110, 110, 110);

/// The plot as the text of an SVG file.
pub(in crate::cli) fn svg(plot: &Plot) -> anyhow::Result<String> {
    let mut text = String::new();
    draw(plot, &mut text)?;
    let large = format!(r#"width="{}" height="{}""#, SIZE.0 * SCALE, SIZE.1 * SCALE);
    Ok(text.replacen(&large, &format!(r#"width="{}" height="{}""#, SIZE.0, SIZE.1), 1))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw(plot: &Plot, text: &mut String) -> anyhow::Result<()> {
    let area = SVGBackend::with_string(text, (SIZE.0 * SCALE, SIZE.1 * SCALE)).into_drawing_area();
    area.fill(&WHITE)?;
    write(&area, &plot.title, 22, (400, 12), HPos::Center)?;
    write(&area, &plot.subtitle, 13, (400, 42), HPos::Center)?;
    legend(&area)?;
    curves(plot, &area)?;
    Ok(area.present()?)
}

fn write(area: &Area, text: &str, size: i32, at: (i32, i32), side: HPos) -> anyhow::Result<()> {
    let style = font(size).color(&BLACK).pos(Pos::new(side, VPos::Top));
    Ok(area.draw(&Text::new(text, (pixels(at.0), pixels(at.1)), style))?)
}

fn legend(area: &Area) -> anyhow::Result<()> {
    let line = |x: i32| [(pixels(x), pixels(74)), (pixels(x + 40), pixels(74))];
    area.draw(&PathElement::new(line(290), value_style()))?;
    write(area, "f(x)", 14, (338, 68), HPos::Left)?;
    area.draw(&dashed(line(420)))?;
    write(area, "f'(x)", 14, (468, 68), HPos::Left)
}

fn curves(plot: &Plot, area: &Area) -> anyhow::Result<()> {
    let (x, y) = (&plot.frame.x, &plot.frame.y);
    let mut chart = ChartBuilder::on(area)
        .margin(pixels(18))
        .margin_top(pixels(92))
        .x_label_area_size(pixels(26))
        .y_label_area_size(pixels(40))
        .build_cartesian_2d(*x, *y)?;
    chart
        .configure_mesh()
        .bold_line_style(GRID.stroke_width(SCALE))
        .light_line_style(TRANSPARENT)
        .axis_style(AXIS.stroke_width(SCALE))
        .label_style(font(13))
        .set_all_tick_mark_size(pixels(5))
        .draw()?;
    let zero = AXIS.stroke_width(SCALE);
    chart.draw_series(
        [[(x.low, 0.0), (x.high, 0.0)], [(0.0, y.low), (0.0, y.high)]]
            .map(|line| PathElement::new(line, zero)),
    )?;
    chart.draw_series(plot.value.iter().map(|piece| PathElement::new(piece.clone(), value_style())))?;
    // On top, so that both are seen where they are one.
    chart.draw_series(plot.derivative.iter().map(|piece| dashed(piece.clone())))?;
    Ok(())
}

/// plotters takes the ticks and their labels from the axis, as the plot on the terminal does.
impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    #[expect(clippy::cast_possible_truncation, reason = "a place in the picture")]
    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (self.share(*value) * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(tick: &f64) -> String {
        tick.to_string()
    }

    fn format_ext(&self, tick: &f64) -> String {
        self.label(*tick)
    }
}

fn value_style() -> ShapeStyle {
    VALUE.stroke_width(5 * SCALE / 2)
}

fn dashed<I: IntoIterator>(points: I) -> DashedPathElement<I::IntoIter, i32>
where
    I::IntoIter: Clone,
{
    DashedPathElement::new(points, pixels(8), pixels(5), DERIVATIVE.stroke_width(2 * SCALE))
}

/// A font whose letters are so many pixels high; plotters makes them smaller by this factor.
fn font(size: i32) -> FontDesc<'static> {
    ("sans-serif", 1.24 * f64::from(pixels(size))).into_font()
}

/// Pixels of the picture in pixels of the drawing.
fn pixels(number: i32) -> i32 {
    number * SCALE_AS_LENGTH
}
