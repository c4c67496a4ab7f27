//! The regret of the runs on one table, drawn over the epochs that they have spent.

use crate::Contest;
use plotters::prelude::*;

const SIZE: (u32, u32) = (900, 560);
const COLOURS: [RGBColor; 8] = [
    RGBColor(110, 110, 110),
    RGBColor(0, 90, 160),
    RGBColor(200, 80, 0),
    RGBColor(20, 130, 70),
    RGBColor(150, 40, 130),
    RGBColor(170, 140, 0),
    RGBColor(0, 150, 160),
    RGBColor(190, 20, 50),
];

/// The picture: for each of these contests the median over the runs as a line, and a band from quarter to quarter.
pub fn svg(title: &str, contests: &[&Contest]) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::new();
    draw(title, contests, &mut text)?;
    Ok(text)
}

fn draw(title: &str, contests: &[&Contest], text: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(text, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let rows = || contests.iter().flat_map(|contest| &contest.measured.rows);
    let right = rows().map(|row| row.epochs).fold(1.0, f64::max);
    // What is held after the first dozen trials is far off, and would press all the rest to the ground.
    let settled = rows().filter(|row| row.trials >= 15).map(|row| 100.0 * row.q75);
    let top = settled.fold(0.1, f64::max);
    let mut chart = ChartBuilder::on(&area)
        .caption(format!("{title}: regret of the best held, median and quartiles"), ("sans-serif", 20))
        .margin(12)
        .margin_right(28)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..right, 0.0..top)?;
    let mesh = || RGBColor(225, 225, 225);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(mesh())
        .x_label_formatter(&|epochs| format!("{epochs:.0}"))
        .x_desc("epochs in all trials together")
        .y_desc("points of validation accuracy below the best")
        .draw()?;
    for (contest, colour) in contests.iter().zip(COLOURS.iter().cycle()) {
        let place = |epochs: f64, regret: f64| (epochs, (100.0 * regret).min(top));
        let rows = &contest.measured.rows;
        let upper = rows.iter().map(|row| place(row.epochs, row.q75));
        let lower = rows.iter().rev().map(|row| place(row.epochs, row.q25));
        let band: Vec<(f64, f64)> = upper.chain(lower).collect();
        chart.draw_series([Polygon::new(band, colour.mix(0.12))])?;
        let line = rows.iter().map(|row| place(row.epochs, row.median));
        chart
            .draw_series(LineSeries::new(line, colour.stroke_width(2)))?
            .label(contest.name())
            .legend(|(x, y)| PathElement::new([(x, y), (x + 24, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(mesh())
        .draw()?;
    Ok(area.present()?)
}
