//! The plot: one panel for each run, arrivals a second on a logarithmic scale.

use std::fmt::Write as _;
use std::iter::successors;

use svg::Document;
use svg::node::element::{ClipPath, Definitions, Group, Line, Path, Rectangle, Style, Text, Title};

use crate::figures::{Figures, grouped};
use crate::simulation::Run;
use crate::world::World;

const WIDTH: f64 = 876.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 96.0;
const PANEL: f64 = 132.0;
const STEP: f64 = 186.0;
const COLUMNS: u16 = 760;
/// Powers of ten on the scale.
const DECADES: u8 = 6;

/// Both schemes; the plot brings its own ground, since a page may have another scheme than its reader.
const STYLE: &str = "
text { font: 13px system-ui, sans-serif; fill: #51565e; }
.ground { fill: #ffffff; }
.title { font-size: 18px; font-weight: 600; fill: #16191d; }
.name { font-size: 15px; font-weight: 600; fill: #16191d; }
.good { fill: #1b6fc2; }
.bad { fill: #c2361b; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.out { fill: #eceef1; }
.grid { stroke: #dfe2e6; }
.capacity { stroke: #16191d; stroke-dasharray: 5 4; }
@media (prefers-color-scheme: dark) {
text { fill: #a4abb5; }
.ground { fill: #14171b; }
.title, .name { fill: #f0f2f4; }
.good { fill: #5aa9f5; }
.bad { fill: #ff7a5c; }
.out { fill: #262b32; }
.grid { stroke: #333941; }
.capacity { stroke: #f0f2f4; }
}
";

/// Draws runs below each other.
pub fn plot(world: &World, runs: &[Run]) -> String {
    let tops = successors(Some(TOP), |top| Some(top + STEP));
    let height = TOP - 14.0 + runs.iter().map(|_| STEP).sum::<f64>();
    let title =
        format!("Requests a second of {} devices around an outage", grouped(world.devices.into()));
    let how = format!(
        "The busiest second of each {} s, on a logarithmic scale; red is beyond what the server takes.",
        seconds(world).len().div_ceil(usize::from(COLUMNS))
    );
    let mut document = Document::new()
        .set("viewBox", (0, 0, WIDTH, height))
        .set("role", "img")
        .add(Title::new(title.as_str()))
        .add(Style::new(STYLE))
        .add(Rectangle::new().set("class", "ground").set("width", WIDTH).set("height", height))
        .add(text("title", 24.0, 36.0, &title))
        .add(text("", 24.0, 58.0, &how));
    for ((index, run), top) in runs.iter().enumerate().zip(tops) {
        let panel = Panel { world, top };
        document = document.add(panel.draw(index, run));
    }
    document.to_string()
}

/// What is shown: from an hour before the outage on.
fn seconds(world: &World) -> std::ops::Range<u32> {
    world.out().start - world.lifetime..world.end()
}

fn text(class: &str, x: f64, y: f64, content: &str) -> Text {
    Text::new(content).set("class", class).set("x", x).set("y", y)
}

struct Panel<'a> {
    world: &'a World,
    top: f64,
}

impl Panel<'_> {
    fn draw(&self, index: usize, run: &Run) -> Group {
        let (start, end) = (LEFT, WIDTH - RIGHT);
        let bottom = self.top + PANEL;
        let name = run.setup.name();
        let name = name[..1].to_uppercase() + &name[1..];
        let figures = Figures::of(self.world, run);
        let load = figures.load(self.world);
        let served = match figures.served_after {
            Some(_) => format!("all served {} later", figures.served()),
            None => "not all served in three hours".to_owned(),
        };
        let said = format!("recovery: up to {} a second; {served}", grouped(figures.peak.into()));
        let (below, above) = (format!("below-{index}"), format!("above-{index}"));
        let capacity = self.y(self.world.capacity);
        let out = self.world.out();
        let (out_start, out_end) = (self.x(out.start), self.x(out.end));
        let mut group = Group::new()
            .add(text("name", start, self.top - 10.0, &name))
            .add(text(if load > 1.2 { "bad end" } else { "good end" }, end, self.top - 10.0, &said))
            .add(rectangle(out_start, self.top, out_end - out_start, PANEL).set("class", "out"));
        for decade in (0..=DECADES).step_by(2) {
            let number = 10_u32.pow(decade.into());
            let y = self.y(number);
            group = group.add(line(start, y, end, y).set("class", "grid")).add(text(
                "end",
                start - 8.0,
                y + 4.0,
                &grouped(number.into()),
            ));
        }
        let area = self.area(run);
        group = group
            .add(
                Definitions::new()
                    .add(clip(&below, rectangle(start, capacity, end - start, bottom - capacity)))
                    .add(clip(
                        &above,
                        rectangle(start, self.top, end - start, capacity - self.top),
                    )),
            )
            .add(area.clone().set("class", "good").set("clip-path", format!("url(#{below})")))
            .add(area.set("class", "bad").set("clip-path", format!("url(#{above})")))
            .add(line(start, capacity, end, capacity).set("class", "capacity"));
        if index == 0 {
            let capacity_is = format!("capacity, {} a second", grouped(self.world.capacity.into()));
            group = group.add(text("end", end - 4.0, capacity - 7.0, &capacity_is)).add(text(
                "middle",
                f64::midpoint(out_start, out_end),
                self.top + 18.0,
                "outage",
            ));
        }
        let tokens = (seconds(self.world).end - seconds(self.world).start) / self.world.lifetime;
        for hour in 0..=tokens {
            let at = seconds(self.world).start + self.world.lifetime * hour;
            let label = match hour {
                0 => "1 h before".to_owned(),
                1 => "outage begins".to_owned(),
                hour => format!("{} h after", hour - 1),
            };
            let anchor = if hour == 0 {
                ""
            } else if hour == tokens {
                "end"
            } else {
                "middle"
            };
            group = group.add(text(anchor, self.x(at), bottom + 18.0, &label));
        }
        group
    }

    /// The busiest second of each column, down to the panel's foot.
    fn area(&self, run: &Run) -> Path {
        let shown = seconds(self.world);
        let bottom = self.top + PANEL;
        let mut data = format!("M{LEFT} {bottom:.1}");
        for column in 0..COLUMNS {
            let at = |column: u16| {
                shown.start as usize + shown.len() * usize::from(column) / usize::from(COLUMNS)
            };
            let (from, to) = (at(column), at(column + 1));
            let busiest = run.arrivals[from..to].iter().copied().max().unwrap_or(0);
            let _ = write!(data, "V{:.1}h1", self.y(busiest));
        }
        let _ = write!(data, "V{bottom:.1}Z");
        Path::new().set("d", data)
    }

    fn x(&self, second: u32) -> f64 {
        let shown = seconds(self.world);
        let part = f64::from(second - shown.start) / f64::from(shown.end - shown.start);
        LEFT + part * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, number: u32) -> f64 {
        let part = f64::from(number.max(1)).log10() / f64::from(DECADES);
        self.top + PANEL * (1.0 - part)
    }
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    Line::new().set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2)
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Rectangle {
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height)
}

fn clip(id: &str, rectangle: Rectangle) -> ClipPath {
    ClipPath::new().set("id", id).add(rectangle)
}
