//! What was measured, as a table for the terminal and as the page `docs/benchmarks.md`.

use std::fmt::Write as _;

use std::fmt;

use serde::Serialize;

use crate::{BenchError, Options};

/// One number, beside what it is to reach.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The subject that measured it.
    pub subject: &'static str,
    /// What it is.
    pub what: String,
    /// What DESIGN §9 asks, in words; empty where it asks nothing.
    pub reach: String,
    /// The number, with its unit.
    pub measured: String,
    /// What stands beside it: the baseline of the same run, or what else must be known.
    pub beside: String,
    /// Whether it is reached; nothing, where nothing is asked.
    pub met: Option<bool>,
}

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The machine, in words.
    pub machine: String,
    /// The sizes, in words.
    pub sizes: String,
    /// The figures, in the order in which they were measured.
    pub figures: Vec<Figure>,
    /// What many sellers cost.
    pub costs: Vec<Cost>,
}

/// Requests per second with a number of sellers in the database.
#[derive(Debug, Serialize)]
pub struct Cost {
    /// How many there are.
    pub sellers: u32,
    /// Scoped reads of an order with its lines.
    pub scoped: f64,
    /// The same queries without a transaction and without row-level security.
    pub bare: f64,
}

impl Report {
    pub(crate) fn of_this_machine(options: &Options) -> Self {
        let size = &options.size;
        let sizes = format!(
            "feed of {} rows, {} products on the shelf, {} / {} / {} sellers, {} jobs, {} rounds of {} s",
            size.feed_rows,
            size.products,
            size.sellers[0],
            size.sellers[1],
            size.sellers[2],
            size.jobs,
            size.rounds,
            size.seconds
        );
        Self { machine: machine(), sizes, ..Self::default() }
    }

    pub(crate) fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// A subject that came to no end, which is no number reached.
    pub(crate) fn failed(&mut self, subject: &'static str, error: &BenchError) {
        let (measured, what) = ("failed".into(), "all that was not measured before".into());
        self.add(Figure { subject, what, reach: String::new(), measured, beside: error.to_string(), met: Some(false) });
    }

    /// Whether every number that is asked for was reached.
    pub fn reached(&self) -> bool {
        self.figures.iter().all(|figure| figure.met != Some(false))
    }

    /// The table in Markdown, with what made it.
    pub fn markdown(&self, command: &str) -> String {
        let mut text = format!(
            "# Benchmarks\n\nWritten by `{command}`. Machine: {}. Sizes: {}.\n\nEvery figure stands beside its baseline of the same run, \
             on the same data; medians of alternating rounds. `fsync` and `synchronous_commit` are on.\n\n\
             | subject | what | measured | to reach | beside |\n|---|---|---|---|---|\n",
            self.machine, self.sizes
        );
        for figure in &self.figures {
            let mark = match figure.met {
                Some(true) => " ✓",
                Some(false) => " **not reached**",
                None => "",
            };
            let cells =
                [figure.subject, &figure.what, &format!("{}{mark}", figure.measured), &figure.reach, &figure.beside];
            let _ = writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
        }
        if !self.costs.is_empty() {
            text.push_str("\n## The cost of many sellers\n\nReads of an order with its lines per second, by the number of sellers in the database: scoped, and below it the bare queries.\n\n![](benchmarks-sellers.svg)\n");
        }
        text
    }

    /// The plot of the cost of many sellers, if it was measured.
    pub fn plot(&self) -> Option<String> {
        (!self.costs.is_empty()).then(|| plot(&self.costs))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n", self.machine, self.sizes)?;
        for figure in &self.figures {
            let mark = match figure.met {
                Some(true) => "reached",
                Some(false) => "NOT REACHED",
                None => "",
            };
            writeln!(
                f,
                "{:<9} {:<58} {:>18}  {mark:<11} {}",
                figure.subject, figure.what, figure.measured, figure.reach
            )?;
            if !figure.beside.is_empty() {
                writeln!(f, "{:<10}{}", "", figure.beside)?;
            }
        }
        let (met, asked) =
            self.figures.iter().filter_map(|f| f.met).fold((0, 0), |(met, all), m| (met + u32::from(m), all + 1));
        write!(f, "{met} of {asked} numbers reached")
    }
}

fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = read("/proc/meminfo");
    let kib: u64 =
        memory.lines().find_map(|l| l.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0);
    format!("{cores} cores ({model}), {} GiB of memory", kib >> 20)
}

/// Two bars per number of sellers: scoped, and bare.
fn plot(costs: &[Cost]) -> String {
    let most = costs.iter().flat_map(|cost| [cost.scoped, cost.bare]).fold(1.0, f64::max);
    let mut bars = String::new();
    for (at, cost) in costs.iter().enumerate() {
        let top = 20 + at * 60;
        let _ = write!(bars, "<text x=\"130\" y=\"{}\" text-anchor=\"end\">{} sellers</text>", top + 28, cost.sellers);
        for (name, rate, y, colour) in
            [("scoped", cost.scoped, top, "#b1452c"), ("bare", cost.bare, top + 22, "#c9bfae")]
        {
            let width = 380.0 * rate / most;
            let _ = write!(
                bars,
                "<rect x=\"140\" y=\"{y}\" width=\"{width:.0}\" height=\"18\" rx=\"3\" fill=\"{colour}\"/>\
                 <text x=\"{:.0}\" y=\"{}\" font-size=\"12\">{rate:.0}/s {name}</text>",
                148.0 + width,
                y + 13
            );
        }
    }
    let height = 20 + costs.len() * 60;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 660 {height}\" width=\"660\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"14\" fill=\"#2b2622\">\
         <title>Reads per second by the number of sellers</title><rect width=\"660\" height=\"{height}\" fill=\"#fffdf9\"/>{bars}</svg>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(met: Option<bool>) -> Figure {
        Figure {
            subject: "scoped",
            what: "a | b".into(),
            reach: "≥ 1".into(),
            measured: "2".into(),
            beside: String::new(),
            met,
        }
    }

    #[test]
    fn a_number_that_is_not_reached_is_said_everywhere() {
        let mut report = Report { figures: vec![figure(Some(true)), figure(None)], ..Report::default() };
        assert!(report.reached());
        assert!(report.to_string().ends_with("1 of 1 numbers reached"));
        report.add(figure(Some(false)));
        assert!(!report.reached());
        assert!(report.to_string().contains("NOT REACHED"));
        let page = report.markdown("karum bench");
        assert!(page.contains("| scoped | a \\| b | 2 **not reached** | ≥ 1 |  |"), "{page}");
        assert!(!page.contains(".svg") && report.plot().is_none());
    }

    #[test]
    fn the_plot_has_two_bars_for_each_number_of_sellers() {
        let cost = |sellers, scoped, bare| Cost { sellers, scoped, bare };
        let report =
            Report { costs: vec![cost(100, 1000.0, 2000.0), cost(20_000, 500.0, 2000.0)], ..Report::default() };
        let plot = report.plot().unwrap_or_default();
        for part in ["width=\"380\"", "width=\"190\"", "width=\"95\"", "20000 sellers", "500/s scoped", "2000/s bare"] {
            assert!(plot.contains(part), "{part}: {plot}");
        }
        assert!(report.markdown("x").contains("benchmarks-sellers.svg"));
    }
}
