//! `karum up`, started again; and its memory at rest.

use std::process::Command;
use std::time::Duration;

use super::pages::Site;
use crate::{BenchError, Figure, Report, ground::Ground, measure::median};

/// Starts that are measured.
const TIMES: usize = 3;
/// After this long at rest, memory is looked at.
const REST: Duration = Duration::from_secs(3);

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let directory = ground.directory("up")?;
    std::os::unix::fs::chown(&directory, None, None)?;
    std::fs::set_permissions(&directory, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let up = || {
        let mut command = Command::new(&ground.program);
        command.args(["up", "--no-demo"]);
        command
    };
    let (site, first) = Site::start(&mut up(), &directory, "/readyz").await?;
    site.stop().await?;
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let (site, took) = Site::start(&mut up(), &directory, "/").await?;
        times.push(took.as_secs_f64());
        tokio::time::sleep(REST).await;
        memory.push(site.memory());
        site.stop().await?;
    }
    let (took, memory) = (median(times), median(memory));
    report.add(Figure {
        subject: "start",
        what: "karum up, second start, to the first answer".into(),
        reach: "≤ 3 s".into(),
        measured: format!("{took:.2} s"),
        beside: format!("the very first, which makes the database: {:.1} s", first.as_secs_f64()),
        met: Some(took <= 3.0),
    });
    report.add(Figure {
        subject: "start",
        what: "memory of karum at rest, PostgreSQL aside".into(),
        reach: "≤ 60 MiB".into(),
        measured: format!("{memory:.1} MiB"),
        beside: "RssAnon, three seconds after the first answer, without the demo".into(),
        met: Some(memory <= 60.0),
    });
    Ok(())
}
